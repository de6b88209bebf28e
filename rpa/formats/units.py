"""Units as people write them, and their codes in UN/ECE Recommendation 20 and 21."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rpa.formats.locales import convention

# Code to the words and abbreviations for it, in nl, de, nb, da, sv, en and fr. Packages have X and their code of
# Recommendation 21, as EN 16931 writes them.
WRITTEN = {
    "H87": """
        st stk stks stuk stuks stck stück stueck styck stycken pc pcs pce pces piece pieces pièce pièces
        ea each unit units unité unités ud uds pz pezzi ex
    """,
    "KGM": "kg kilo kilos kilogram kilogramm kilogrammes kilograms kgs",
    "GRM": "g gr gram gramm grammes grams",
    "MGM": "mg",
    "TNE": "t ton tons tonne tonnes tonn tonner tonnen tonen",
    "LTR": "l ltr liter liters litre litres litr",
    "MLT": "ml milliliter milliliters millilitre",
    "CLT": "cl",
    "DLT": "dl",
    "HLT": "hl",
    "MTR": "m mtr meter meters metre metres mètre mètres lfm",
    "KMT": "km kilometer kilometers kilometre kilomètre kilomètres",
    "CMT": "cm centimeter centimetre",
    "MMT": "mm millimeter millimetre",
    "MTK": "m² m2 qm kvm vierkante_meter quadratmeter",
    "MTQ": "m³ m3 cbm kubikmeter",
    "HUR": "h u hr hrs hour hours uur uren std stunde stunden t time timer tim timme timmar heure heures",
    "MIN": "min mins minuut minuten minute minutes minutt minutter minut minuter",
    "SEC": "s sec sek seconden sekunden seconds sekunder",
    "DAY": "d day days dag dagen tag tage dager dage dagar jour jours",
    "WEE": "week weeks weken woche wochen uke uker uge uger vecka veckor semaine semaines",
    "MON": "month months maand maanden monat monate måned måneder månad månader mois",
    "ANN": "year years jaar jaren jahr jahre år an ans année années",
    "KWH": "kwh",
    "MWH": "mwh",
    "XBX": "box boxes doos dozen ds eske esker æske æsker schachtel schachteln",
    "XCT": "karton kartons krt carton cartons ctn kartong kartonger",
    "XPK": "pak pakken package packages packung packungen pkg pck pakke pakker paket",
    "XPX": "pallet pallets palette paletten pal palle paller pall palett",
    "XBG": "bag bags zak zakken beutel sekk sekker",
    "XRO": "roll rolls rol rollen rolle ruller rulle rullar rouleau rouleaux",
    "XBO": "bottle bottles fles flessen flasche flaschen flaske flasker bouteille bouteilles",
    "XCR": "krat kratten crate crates kasse kasser",
    "XTU": "tube tubes",
    "PR": "pair pairs paar par paire paires",
    "SET": "set sets satz sätze sett",
    "DZN": "dozijn dutzend dusin douzaine dozen",
    "LS": "pauschal psch pausch forfait",
    "P1": "%",
    "C62": "",
    "NMP": "",
}
BY_LANGUAGE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "t": {"nb": ("HUR", "TNE"), "da": ("HUR", "TNE"), "sv": ("HUR", "TNE"), "": ("TNE",)},
    "dozen": {"en": ("DZN",), "nl": ("XBX",), "": ("DZN", "XBX")},
    "ton": {"en": (), "": ("TNE",)},  # a British or American one is no tonne
    "tons": {"en": (), "": ("TNE",)},
    "st": {"en": (), "": ("H87",)},  # stone
    "u": {"nl": ("HUR",), "": ()},
}
"""Words that languages use differently: language to codes, the empty one for all others."""
KNOWN = frozenset(WRITTEN)


@cache
def meanings() -> Mapping[str, tuple[str, ...]]:
    """Every word of a unit, folded, to the codes it may stand for."""
    found: dict[str, list[str]] = {}
    for code, words in WRITTEN.items():
        for word in words.split():
            found.setdefault(folded(word.replace("_", " ")), []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def folded(word: str) -> str:
    """A unit without case, surrounding spaces and its dot: `Stk.` and `stk` are one."""
    return " ".join(word.strip(" .\u00a0").casefold().split())


def unit_codes(word: str, locale: str) -> tuple[str, ...]:
    """The codes that a written unit may stand for.

    Args:
        word: `Stk.`, `kg`, `uur`, or a code such as `KGM`.
        locale: Where it was written; its language decides where a word means two things.

    Returns:
        One code; several when it may mean either; none when it is not known.
    """
    if word in KNOWN:
        return (word,)
    key, language = folded(word), convention(locale).language
    if key in BY_LANGUAGE:
        return BY_LANGUAGE[key].get(language, BY_LANGUAGE[key][""])
    return meanings().get(key, ())
