"""Reading and checking electronic invoices, beside factur-x: `python tests/bench/bench_einvoice.py [ROUNDS]`.

Each document is read in turn by us and by factur-x's own reader (without its checks), in one process that is warm; the
least of the rounds counts. Then both are checked by the same official rules: factur-x itself would ask a server.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rpa.drivers.einvoice_file import open_einvoice, read_content
from rpa.drivers.einvoice_rules import check
from rpa.formats.einvoice_values import values_of
from tests.fakes.einvoices import DE, FACTUR_X, NL

DOCUMENTS = [
    NL,
    DE,
    FACTUR_X / "factur-x-en16931.xml",
    FACTUR_X / "factur-x-extended.xml",
    FACTUR_X / "ubl-21-en16931.xml",
]
PDF = FACTUR_X / "invoice_EN16931.pdf"


def least(rounds: int, *work: Callable[[], Any]) -> list[float]:
    """Milliseconds of the fastest round of each, run in turn."""
    found = [float("inf")] * len(work)
    for number in range(rounds + 1):
        for place, one in enumerate(work):
            started = time.perf_counter()
            one()
            if number:
                found[place] = min(found[place], (time.perf_counter() - started) * 1e3)
    return found


def by_factur_x(content: bytes) -> Any:
    """What a user would call instead."""
    from facturx.parse_xml import parse_ubl_cii_xml

    return parse_ubl_cii_xml(content, check_xsd=False)


def by_factur_x_from_pdf(content: bytes) -> Any:
    """The same out of a PDF."""
    from facturx import get_xml_from_pdf

    return by_factur_x(get_xml_from_pdf(content, check_xsd=False)[1])


def main(rounds: int) -> None:
    """Print a table."""
    say = sys.stdout.write
    say(f"{'document':28} {'KB':>5} {'ours ms':>8} {'factur-x':>8} {'ratio':>6} {'check: own':>10} {'official':>9}\n")
    for path in [*DOCUMENTS, PDF]:
        content = path.read_bytes()
        theirs = by_factur_x_from_pdf if path == PDF else by_factur_x
        mine, other = least(
            rounds,
            lambda content=content: values_of(read_content(content, "a").document),  # type: ignore[misc]
            lambda content=content, theirs=theirs: theirs(content),  # type: ignore[misc]
        )
        file = open_einvoice(path, path.name)
        own, official = least(
            rounds,
            lambda file=file: check(file, "arithmetic", Path("/")),  # type: ignore[misc]
            lambda file=file: check(file, "en16931", Path("/")),  # type: ignore[misc]
        )
        size = len(content) / 1024
        say(f"{path.name:28} {size:5.0f} {mine:8.2f} {other:8.2f} {other / mine:5.1f}x {own:10.2f} {official:9.1f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
