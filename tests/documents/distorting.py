"""Made documents spoiled in ways that real ones are: names nobody knows, and other numbers, dates and amounts beside.

The truth stays what it was, but for what a spoiling takes away. Nothing of it may become a sure and false value.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from tests.documents.collection import Made
from tests.documents.words import GOODS

STRANGE = ("Zeta", "Kolom", "Vermelding", "Angabe", "Kjennetegn", "Marker", "Intitulé", "Ident", "Nota bene", "Code XY")
BESIDE = {
    "nl": ("Offerte 2025-0093 d.d. 03-01-2026", "Orderbevestiging 88-1201 van 5 januari 2026", "Vorige factuur 2025-7711 is betaald op 02-01-2026", "Openstaand saldo vorige periode € 1.234,56", "Bel 030 123 45 67 tussen 9.00 en 17.30 uur", "Meterstand 12.345,00", "Bij betaling binnen 8 dagen 2% korting: € 17,20", "Totaal gewicht 12,50 kg"),
    "de": ("Angebot 2025-0093 vom 03.01.2026", "Auftragsbestätigung 88-1201 vom 5. Januar 2026", "Letzte Rechnung 2025-7711 bezahlt am 02.01.2026", "Offener Saldo 1.234,56 €", "Bei Zahlung bis 02.02.2026 gewähren wir 2 % Skonto = 17,20 €", "Geschäftszeiten 9.00 bis 17.30 Uhr", "Gesamtgewicht 12,50 kg", "Steuernummer 12/345/67890"),
    "nb": ("Tilbud 2025-0093 av 03.01.2026", "Ordrebekreftelse 88-1201 av 5. januar 2026", "Forrige faktura 2025-7711 ble betalt 02.01.2026", "Utestående saldo kr 1 234,56", "Åpningstid 9.00 til 17.30", "Totalvekt 12,50 kg", "Ved betaling etter forfall påløper rente 9,50 %", "Kontonummer 1234.56.78903"),
    "en": ("Quotation 2025-0093 of 03/01/2026", "Order acknowledgement 88-1201 dated 5 January 2026", "Previous invoice 2025-7711 was paid on 02/01/2026", "Previous balance £1,234.56", "Opening hours 9.00 to 17.30", "Gross weight 12.50 kg", "2% discount of £17.20 if paid within 8 days", "Sort code 12-34-56 Account 12345678"),
    "fr": ("Devis 2025-0093 du 03/01/2026", "Confirmation de commande 88-1201 du 5 janvier 2026", "Facture précédente 2025-7711 réglée le 02/01/2026", "Solde antérieur 1 234,56 €", "Ouvert de 9h00 à 17h30", "Poids total 12,50 kg", "Escompte de 2 % : 17,20 € sous 8 jours", "Capital de 50 000,00 €"),
}  # fmt: skip


def renamed(html: str, chance: random.Random, language: str) -> str:
    """A third of the names in the head and in the totals become words that nobody knows."""

    def strange(match: re.Match[str]) -> str:
        keeps = match[2] in GOODS[language] or chance.random() > 0.35
        return match[1] + (match[2] if keeps else chance.choice(STRANGE)) + match[3]

    return re.sub(r"(<t[dh][^>]*>|<div[^>]*>)([A-Z][^<>:0-9]{3,28})(:?</t[dh]>|: )", strange, html)


def beside(html: str, chance: random.Random, language: str) -> str:
    """Two sentences with other numbers, dates and amounts, before the table or after it."""
    lines = chance.sample(BESIDE[language], 2)
    before = f"<p>{lines[0]}</p>"
    spot = html.find("<table", int(len(html) * 0.25))
    html = (
        html[:spot] + before + html[spot:]
        if spot > 0 and chance.random() < 0.5 and html.count("<table", 0, spot) == html.count("</table", 0, spot)
        else html
    )
    return html.replace("</body>", f"<p>{lines[1]}</p></body>")


def unlabelled(html: str, chance: random.Random, language: str) -> str:
    """Some of the names are not there at all."""

    def left_out(match: re.Match[str]) -> str:
        keeps = match[2] in GOODS[language] or chance.random() > 0.3
        return match[1] + (match[2] if keeps else "") + match[3]

    return re.sub(r"(<td[^>]*>)([A-Z][^<>0-9]{3,28}:?)(</td>\s*<td)", left_out, html)


def without_headings(html: str, chance: random.Random, language: str) -> str:
    """The table of lines has no headings."""
    return re.sub(r"<tr>(<th.*?)</tr>", "", html, count=1) if "<th" in html else html


def crowded(html: str, chance: random.Random, language: str) -> str:
    """A smaller font and narrow paper: everything breaks into more lines."""
    return html.replace("</style>", "body{font-size:12.5pt !important}td,th{padding:1pt 2pt !important}</style>", 1)


WAYS: dict[str, Callable[[str, random.Random, str], str]] = {
    "renamed": renamed, "beside": beside, "unlabelled": unlabelled, "without-headings": without_headings, "crowded": crowded,
}  # fmt: skip
CURRENCIES = {"nl": "EUR", "de": "EUR", "nb": "NOK", "en": "GBP", "fr": "EUR"}


def distorted(documents: list[Made], seed: int = 0, ways: tuple[str, ...] = tuple(WAYS)) -> list[Made]:
    """Each document spoiled in one way."""
    found = []
    for place, document in enumerate(documents):
        way = ways[(place + seed) % len(ways)]
        chance = random.Random(f"{document.name}-{way}-{seed}")
        html = WAYS[way](document.html, chance, document.language)
        truth = document.truth
        if way == "beside" and truth.get("currency") is None:  # the sentences name one
            truth = {**truth, "currency": CURRENCIES[document.language]}
        found.append(replace(document, truth=truth, name=f"{way}-{seed}-{document.name}", html=html, layout=way))
    return found
