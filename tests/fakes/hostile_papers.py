"""Hostile PDFs, electronic invoices, and files that nobody looks into."""

from __future__ import annotations

import re
import zlib

from tests.fakes.einvoices import NL, NO, pdf_with
from tests.fakes.hostile_files import FORMULA, LAUGHS, Files, Outside, Shown, Sparse, behind_declaration, common, cuts
from tests.fakes.hostile_tables import book
from tests.fakes.workbook_files import zipped

CREDIT_NOTE, MAIN = NO.read_bytes(), "factur-x.xml"


def pdf(text: bytes, *objects: bytes, more: bytes = b"", pages: int = 1) -> bytes:
    """A PDF of this content, on so many pages, written by hand; its own objects begin at 6, its pages at 20."""
    packed = zlib.compress(text, 1 if len(text) > 1 << 20 else 9)
    every = b"".join(b"%d 0 R " % number for number in range(20, 20 + pages))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>" + more + b">>>>"
    )
    numbered = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[" % pages + every + b"]>>",
        3: b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **dict(enumerate(objects, 6)),
        **dict.fromkeys(range(20, 20 + pages), page),
    }
    made, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in numbered.items():
        places[number] = len(made)
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(made), 20 + pages
    made += b"xref\n0 %d\n" % size
    for number in range(size):
        made += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    return bytes(made) + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def documents(outside: Outside) -> Files:
    """For `document.files`."""
    text = b"BT /F 12 Tf 50 700 Td (Invoice 4711, total 12.50) Tj ET"
    laughing = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I %d 0 R>>>>/Length 60>>stream\n"
        % (number + 1)
        + b"/I Do " * 10
        + b"\nendstream"
        for number in range(6, 16)
    ]
    return {
        **cuts("pdf.pdf", pdf(text)),
        **common("pdf", outside),
        "good-pdf.pdf": pdf(text + b" "),
        "good-climbing.pdf": pdf_with({outside.climbing: b"landed", "..\\..\\landed.exe": b"MZ", FORMULA: b"x"}),
        "bad-pages.pdf": pdf(text, pages=10_000),
        "bad-password.pdf": pdf_with({}, password="geheim"),
        "bad-sparse.pdf": Sparse(pdf(text)),
        "any-bomb.pdf": pdf(b" " * (200 << 20)),
        "bad-laughs.pdf": pdf(b"/I Do", *laughing, more=b"/XObject<</I 6 0 R>>"),
        "any-script.pdf": pdf(text).replace(
            b"<</Type/Catalog",
            b"<</OpenAction<</S/Launch/F(" + str(outside.folder / "landed").encode() + b")>>/Type/Catalog",
        ),
        "any-file.pdf": reading_pdf(outside),
        "bad-workbook.pdf": book("xlsx", "W-1", "fine", 1),
        "bad-xml.pdf": LAUGHS.encode(),
        "bad-kind.docx": zipped({"word/document.xml": b"<w/>"}),
    }


def reading_pdf(outside: Outside) -> bytes:
    """A PDF whose content and embedded file are said to be files of the machine."""
    where = f"<</Type/Filespec/F({outside.canary('txt')})>>".encode()
    stream = b"<</Length 0/F" + where + b"/FFilter/FlateDecode>>stream\n\nendstream"
    return pdf(b"BT ET", stream).replace(b"/Contents 3 0 R", b"/Contents 6 0 R")


def invoices(outside: Outside) -> Files:
    """For `einvoice.files`."""
    whole, usual = CREDIT_NOTE, MAIN
    laughing = behind_declaration(whole, LAUGHS.replace("DOCTYPE x", "DOCTYPE CreditNote") + "]>")
    shown = behind_declaration(whole, outside.entity).replace(b"<b:ID>", b"<b:ID>&e;", 1)
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{outside.canary("txt")}"/>'
    return {
        **cuts("xml.xml", whole.rstrip()),
        **cuts("facturx.pdf", pdf_with({usual: whole}).rstrip()),
        **common("xml", outside),
        "bad-link.pdf": Shown(outside.canary("pdf")),
        "good-xml.xml": numbered("good-xml"),
        "good-facturx.pdf": pdf_with({usual: numbered("good-facturx"), outside.climbing: b"landed"}),
        "good-climbing.xml": climbing_invoice(outside),
        "bad-laughs.xml": laughing,
        "bad-laughs.pdf": pdf_with({usual: laughing}),
        "bad-entity.xml": shown,
        "bad-entity-wide.xml": shown.decode().replace("utf-8", "utf-16").replace("UTF-8", "UTF-16").encode("utf-16"),
        "bad-entity.pdf": pdf_with({usual: shown}),
        "any-include.xml": numbered("any-include").replace(b"</b:ID>", include.encode() + b"</b:ID>", 1),
        "bad-bomb.pdf": pdf_with({usual: b"<x>" + b" " * 100_000_000}),
        "bad-deep.xml": b"<x>" * 200_000,
        "bad-wide.xml": b"<x>" + b"<y/>" * 3_000_000 + b"</x>",
        "bad-inner-nul.xml": whole.replace(b"<b:ID>", b"<b:ID>\0", 1),
        "bad-sparse.xml": Sparse(whole),
        "bad-sparse.pdf": Sparse(pdf(b"BT ET")),
        "bad-plain.pdf": pdf(b"BT ET"),
        "bad-pages.pdf": pdf(b"BT ET", pages=10_000),
        "bad-workbook.xml": book("xlsx", "W-1", "fine", 1),
        "bad-page.xml": b"<html><body>Invoice</body></html>",
    }


def numbered(number: str) -> bytes:
    """The credit note under another number."""
    return CREDIT_NOTE.replace(b"<b:ID>K-88<", f"<b:ID>{number}<".encode())


def climbing_invoice(outside: Outside) -> bytes:
    """An invoice with an enclosure that wants to lie elsewhere, and a reference to a canary."""
    invoice = NL.read_text("utf-8")
    climbing, count = re.subn(r'filename="[^"]+"', lambda _: f'filename="{outside.climbing}.pdf"', invoice)
    assert count
    shown = re.sub(r"<cbc:URI>[^<]+<", lambda _: f"<cbc:URI>file://{outside.canary('txt')}<", climbing)
    return shown.replace("<cbc:ID>", "<cbc:ID>good-", 1).encode()


def plain_files(outside: Outside) -> Files:
    """For `folder.files`, which takes what there is, and looks into nothing."""
    return {
        "good.pdf": b"%PDF-1.7",
        "good-program.exe": b"MZ",
        f"good {FORMULA.replace('/', '')}.txt": b"x",
        "bad-sparse.bin": Sparse(b"MZ"),
        "bad-link.txt": Shown(outside.canary("txt")),
        "bad-folder": Shown(outside.folder),
        "below/good.txt": b"below",
    }
