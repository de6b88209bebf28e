"""Entries of the sample company's web forms: new customers, and changes of known ones."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from rpa.demo.inbox_catalog import Catalog

FIELDS = (
    "submission_id", "name", "street", "postal_code", "city", "country", "email", "phone", "vat_number", "language",
    "payment_terms",
)  # fmt: skip
WEBSITE = (
    ("W-2026-1041", "Fietsenmaker Overtoom", "Overtoom 301", "1054 JL", "Amsterdam", "Netherlands",
     "info@fietsenmakerovertoom.test", "+31 20 555 07 11", "NL894641177B01", "Dutch", 14),
    ("W-2026-1042", "Buchhandlung Sonnenschein", "Rheinstraße 88", "50676", "Köln", "Germany",
     "kontakt@buchhandlung-sonnenschein.test", "+49 221 5550 733", "DE226478448", "German", 14),
    ("W-2026-1043", "Havnekafeen AS", "Skagenkaien 14", "4006", "Stavanger", "Norway",
     "post@havnekafeen", "+47 51 50 12 88", "NO956100526MVA", "Norwegian", 14),
    ("W-2026-1044", "Lofoten Rorbuer AS", "Hamnøyveien 3", "8390", "Reine", "Norway",
     "booking@lofotenrorbuer.test", "+47 76 50 09 41", "NO986910239MVA", "Norwegian", 30),
)  # fmt: skip
FAIR = (
    ("BEURS-01", "Tandartspraktijk De Kies", "Maliebaan 12", "3581 CN", "Utrecht", "Netherlands",
     "balie@tandartsdekies.test", "030-5550142", "NL888248519B01", "Dutch", "14"),
    ("BEURS-02", "Café 't Hoekje", "Oudegracht 204", "3511 NR", "Utrecht", "Netherlands",
     "cafe@thoekje.test", "030-5550166", "NL888590039B01", "Dutch", "14"),
    ("BEURS-03", "Müller & Söhne Möbelbau", "Industriestraße 5", "48529", "Nordhorn", "Germany",
     "info@mueller-soehne.test", "+49 5921 555018", "DE431229838", "German", "30"),
    ("BEURS-04", "", "Biltstraat 60", "3572 BD", "Utrecht", "Netherlands",
     "anna@bilt60.test", "", "", "Dutch", "14"),
)  # fmt: skip
FAIR_HEADINGS = (
    "Inzending", "Bedrijfsnaam", "Straat en nummer", "Postcode", "Plaats", "Land", "E-mailadres", "Telefoon",
    "Btw-nummer", "Taal", "Betaaltermijn (dagen)",
)  # fmt: skip
NEW_IN_NORTH = (
    "N-771", "Fjordblikk Fysioterapi AS", "Torggata 9", "6002", "Ålesund", "Norway", "post@fjordblikk.test",
    "+47 70 50 13 27", "NO971230843MVA", "Norwegian", 14,
)  # fmt: skip
MOVES = (
    # submission, known customer, street, postal code, city, phone, terms
    ("W-2026-1045", 4, "Meeuwenlaan 98", "1021 JJ", "Amsterdam", "+31 20 555 05 66", 30),
    ("U-2026-031", 7, "Lange Straße 14", "26122", "Oldenburg", "+49 441 5550 90", 14),
    ("U-2026-032", 11, "Hovdenveien 201", "4755", "Hovden", "+47 37 50 12 60", 30),
)
NAMES = {"NL": "Netherlands", "DE": "Germany", "NO": "Norway"}
LANGUAGES = {"nl": "Dutch", "de": "German", "nb": "Norwegian", "en": "English"}


def moved(catalog: Catalog, at: int) -> dict[str, Any]:
    """The entry of a known customer, who is told by the e-mail address."""
    submission, position, street, postal_code, city, phone, terms = MOVES[at]
    customer = catalog.customers[position]
    values = (
        submission, customer.name, street, postal_code, city, NAMES[customer.country], customer.email, phone,
        None, LANGUAGES[customer.language], terms,
    )  # fmt: skip
    return dict(zip(FIELDS, values, strict=True))


def entry(values: tuple[Any, ...]) -> dict[str, Any]:
    """An entry as the website exports it."""
    return dict(zip(FIELDS, values, strict=True))


def write_entries(folder: Path, catalog: Catalog) -> list[Path]:
    """Write the exports: a list, a CSV of an office program, JSON lines, and two single entries.

    Args:
        folder: Where to.
        catalog: Gives the known customers.

    Returns:
        The files in the order of arrival.
    """
    website = [*map(entry, WEBSITE), moved(catalog, 0)]
    updates = [moved(catalog, 1), moved(catalog, 2)]
    texts = {
        "website-2026-10-04.json": json.dumps(website, ensure_ascii=False, indent=2).encode(),
        "aanmeldingen beurs Utrecht.csv": fair(),
        "nettside.json": json.dumps(entry(NEW_IN_NORTH), ensure_ascii=False).encode(),
        "wijziging 031.json": json.dumps(updates[0], ensure_ascii=False).encode(),
        "endringer.jsonl": (json.dumps(updates[1], ensure_ascii=False) + "\n").encode(),
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in texts]


def fair() -> bytes:
    """The list from the trade fair, as Excel in the Netherlands saves a CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(FAIR_HEADINGS)
    writer.writerows(FAIR)
    return stream.getvalue().encode("cp1252")
