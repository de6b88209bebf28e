"""Companies for made documents, with numbers whose check digits are right. None of them exists."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from rpa.formats.reading import Unreadable
from rpa.formats.texts import read_vat_number

NAMES = {
    "NL": (
        "Janssen Techniek B.V.", "Bakkerij De Korenaar", "Van Dijk Installaties B.V.", "Groothandel Vermeulen B.V.",
        "Drukkerij Hoekstra", "Schildersbedrijf Mulder V.O.F.", "Kantoorvak Noord B.V.", "De Boer Transport N.V.",
        "Bloemisterij Zonnehof", "Smit & Zonen Bouw B.V.", "Adviesbureau Kuipers", "Stichting Zorgpunt Oost",
    ),
    "DE": (
        "Müller Maschinenbau GmbH", "Bäckerei Schröder e.K.", "Huber & Söhne KG", "Nordlicht Software GmbH",
        "Weber Elektrotechnik GmbH & Co. KG", "Papierhaus Lindner GmbH", "Gärtnerei Blum", "Autohaus Krüger GmbH",
        "Steinmetz Vogel OHG", "Kontor Hansen AG", "Reinigung Sauber UG (haftungsbeschränkt)", "Spedition Falk GmbH",
    ),
    "NO": (
        "Fjord Elektro AS", "Nordvik Bygg AS", "Bakeriet på Hjørnet AS", "Kari Olsen Regnskap ENK", "Havbris Shipping ASA",
        "Lysaker Kontorrekvisita AS", "Bergen Rør AS", "Solberg Trevare AS", "Tromsø Data AS", "Ås Gartneri DA",
        "Haugland Transport AS", "Vestby Maskin AS",
    ),
    "GB": (
        "Harper Engineering Ltd", "Oakwood Joinery Limited", "Brightwater Consulting LLP", "Thames Office Supplies Ltd",
        "Penrose Catering Ltd", "Kingsway Print PLC", "Albion Freight Limited", "Moorland Dairy Co Ltd", "Finch & Partners LLP",
        "Castle Cleaning Services Ltd", "Redbridge Motors Ltd", "Silverdale Nursery",
    ),
    "FR": (
        "Boulangerie Martin SARL", "Durand Électricité SAS", "Atelier Lefèvre", "Transports Moreau SA", "Imprimerie Girard SARL",
        "Menuiserie Rousseau EURL", "Informatique Caron SAS", "Jardins de Provence SARL", "Garage Petit SARL",
        "Conseil Fournier SAS", "Papeterie du Centre SARL", "Plomberie Chevalier SAS",
    ),
}  # fmt: skip
STREETS = {
    "NL": ("Dorpsstraat", "Molenweg", "Stationsplein", "Kerklaan", "Industrieweg", "Havenkade", "Prins Hendrikkade"),
    "DE": ("Hauptstraße", "Bahnhofstraße", "Am Markt", "Gartenweg", "Industriestraße", "Lindenallee", "Schillerstr."),
    "NO": ("Storgata", "Kirkeveien", "Havnegata", "Industriveien", "Skolegata", "Torggata", "Fjordveien"),
    "GB": ("High Street", "Station Road", "Mill Lane", "Church Road", "Victoria Street", "Queens Road", "Park Avenue"),
    "FR": ("rue de la Paix", "avenue Victor Hugo", "rue du Moulin", "place de la Gare", "rue des Lilas", "quai Nord"),
}
PLACES = {
    "NL": ("3511 AB Utrecht", "1011 AB Amsterdam", "9712 HM Groningen", "6811 KV Arnhem", "5611 EM Eindhoven"),
    "DE": ("10115 Berlin", "80331 München", "20095 Hamburg", "50667 Köln", "01067 Dresden"),
    "NO": ("0150 Oslo", "5003 Bergen", "7011 Trondheim", "4006 Stavanger", "9008 Tromsø"),
    "GB": ("Leeds LS1 4AP", "Bristol BS1 5TR", "London EC1A 1BB", "York YO1 7HH", "Manchester M1 1AE"),
    "FR": ("75002 Paris", "69003 Lyon", "13001 Marseille", "31000 Toulouse", "44000 Nantes"),
}
PHONES = {"NL": "+31 30 {}", "DE": "+49 30 {}", "NO": "+47 {}", "GB": "+44 113 {}", "FR": "+33 1 {}"}
ENDINGS = {"NL": "nl", "DE": "de", "NO": "no", "GB": "co.uk", "FR": "fr"}
BANKS = {"NL": ("ABNA", "INGB", "RABO"), "GB": ("NWBK", "BARC"), "DE": ("",), "NO": ("",), "FR": ("",)}
DIGITS = {"NL": 10, "DE": 18, "NO": 11, "GB": 14, "FR": 23}
BICS = {"NL": "ABNANL2A", "DE": "COBADEFF", "NO": "DNBANOKK", "GB": "NWBKGB2L", "FR": "BNPAFRPP"}


@dataclass(frozen=True)
class Company:
    """A made company."""

    name: str
    country: str
    street: str
    place: str
    phone: str
    site: str
    vat_number: str
    registration: str
    iban: str
    bic: str

    @property
    def mail(self) -> str:
        """Its address for mail."""
        return f"info@{self.site}"


def company(country: str, number: int) -> Company:
    """The company of that number: always the same one."""
    chance = random.Random(f"{country}-{number}")
    name = NAMES[country][number % len(NAMES[country])]
    street = f"{chance.choice(STREETS[country])} {chance.randint(1, 190)}"
    if country in ("GB", "FR"):
        house, _, way = street.rpartition(" ")[::-1]
        street = f"{house} {way}"
    digits = "".join(
        char
        for char in name.lower().replace("ü", "ue").replace("ö", "oe").replace("ä", "ae")
        if char.isascii() and (char.isalnum() or char in " -")
    )
    core = "-".join(digits.split()[:2])
    phone = PHONES[country].format(
        " ".join(str(chance.randint(100, 999)) for _ in range(2)) + f"{chance.randint(0, 9)}"
    )
    vat, registration = numbers(country, chance)
    return Company(
        name, country, street, chance.choice(PLACES[country]), phone, f"www.{core}.{ENDINGS[country]}".replace("www.", ""),
        vat, registration, iban(country, chance), BICS[country],
    )  # fmt: skip


def iban(country: str, chance: random.Random) -> str:
    """An account number with right check digits."""
    rest = chance.choice(BANKS[country]) + "".join(str(chance.randint(0, 9)) for _ in range(DIGITS[country]))
    number = int("".join(str(int(char, 36)) for char in f"{rest}{country}00"))
    return f"{country}{98 - number % 97:02d}{rest}"


def numbers(country: str, chance: random.Random) -> tuple[str, str]:
    """A VAT number, canonical, and a registration of the country's kind."""
    match country:
        case "NL":
            return valid("NL", lambda: f"NL{chance.randint(10**8, 9 * 10**8)}B0{chance.randint(1, 3)}"), str(
                chance.randint(10**7, 9 * 10**7)
            )
        case "DE":
            return valid("DE", lambda: f"DE{chance.randint(10**8, 9 * 10**8)}"), f"HRB {chance.randint(1000, 99999)}"
        case "NO":
            number = valid("NO", lambda: f"{chance.randint(8 * 10**8, 99 * 10**7)}MVA")
            return number, number[2:11]
        case "GB":
            return valid("GB", lambda: f"GB{chance.randint(10**8, 9 * 10**8)}"), f"0{chance.randint(10**6, 9 * 10**6)}"
        case _:
            number = valid("FR", lambda: f"FR{chance.randint(10, 99)}{chance.randint(3 * 10**8, 9 * 10**8)}")
            return number, number[4:]


def valid(country: str, draw: Callable[[], str]) -> str:
    """The first number drawn whose check digits fit."""
    while True:
        try:
            return read_vat_number(draw(), country)
        except Unreadable:
            continue


def in_groups(number: str, size: int = 4) -> str:
    """A number in groups, as it is printed."""
    return " ".join(number[start : start + size] for start in range(0, len(number), size))
