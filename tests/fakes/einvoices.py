"""Electronic invoices for tests: the kept ones, changed ones, and PDFs around them."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pikepdf

from rpa.drivers.einvoice_file import read_content
from rpa.model.einvoice import EInvoice

DATA = Path(__file__).parents[1] / "data" / "einvoice"
NL, NO, DE_ORDER, DE = (
    DATA / "own" / f"{name}.xml"
    for name in ("peppol-invoice-nl", "peppol-creditnote-no", "peppol-order-de", "xrechnung-cii-de")
)
FACTUR_X = DATA / "factur-x"
XRECHNUNG = DATA / "xrechnung"
THIRD_PARTY = XRECHNUNG / "05.01a-INVOICE_ubl.xml"  # breaks BR-CO-16, as its extension allows
EVERY = sorted({*DATA.glob("*/*.xml"), *DATA.glob("*/*.pdf")} - {THIRD_PARTY})


def read(path: Path) -> EInvoice:
    """The terms of a kept document."""
    return read_content(path.read_bytes(), path.name).document


def changed(path: Path, *pairs: tuple[str, str]) -> bytes:
    """A kept document with texts replaced; each of them must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def pdf_with(files: dict[str, bytes], *, only_associated: bool = False, password: str = "") -> bytes:
    """A PDF of one page with files attached.

    Args:
        files: Name to content.
        only_associated: Whether they stand only in the document's /AF, not in its list of attachments.
        password: Protects it.
    """
    pdf = pikepdf.new()
    pdf.add_blank_page()
    specs = []
    for name, content in files.items():
        stream = pikepdf.Stream(pdf, b"")
        stream.write(zlib.compress(content), filter=pikepdf.Name.FlateDecode)
        held = pikepdf.Dictionary(F=pdf.make_indirect(stream))
        spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name, EF=held)
        specs.append((name, pdf.make_indirect(spec)))
    pdf.Root.AF = pikepdf.Array([spec for _, spec in specs])
    if not only_associated:
        names = [part for name, spec in specs for part in (pikepdf.String(name), spec)]
        pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=names))
    out = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    pdf.save(out, encryption=locked)
    return out.getvalue()
