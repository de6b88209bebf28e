from __future__ import annotations

import io
import resource
import time
import zlib
from pathlib import Path

import pikepdf
import pytest

from rpa.drivers.einvoice_file import NoEInvoice, open_einvoice, read_content
from rpa.errors import BusinessException
from tests.fakes.einvoices import DE, DE_ORDER, FACTUR_X, NL, pdf_with

ZUGFERD_1 = (FACTUR_X / "zugferd-comfort.xml").read_bytes()


def refused(content: bytes) -> str:
    with pytest.raises(BusinessException) as caught:
        read_content(content, "a.pdf")
    return str(caught.value)


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "zugferd-invoice.xml", "xrechnung.xml", "else.XML"]
)
@pytest.mark.parametrize("only_associated", [False, True])
def test_the_xml_is_found(name: str, only_associated: bool) -> None:
    content = pdf_with({"photo.jpg": b"\xff\xd8", name: DE.read_bytes()}, only_associated=only_associated)
    assert read_content(content, "a.pdf").document.number == "R-2026-9"


def test_other_families_inside_a_pdf_are_read() -> None:
    assert read_content(pdf_with({"order-x.xml": DE_ORDER.read_bytes()}), "a.pdf").document.kind == "order"
    assert read_content(pdf_with({"ZUGFeRD-invoice.xml": ZUGFERD_1}), "a.pdf").document.syntax == "ZUGFeRD 1.0"


def test_the_first_bytes_count_not_the_ending(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(pdf_with({"factur-x.xml": DE.read_bytes()}))
    (tmp_path / "b.pdf").write_bytes(NL.read_bytes())
    assert open_einvoice(tmp_path / "a.xml", "a.xml").document.number == "R-2026-9"
    assert open_einvoice(tmp_path / "b.pdf", "b.pdf").document.number == "2026-0417"


def test_a_pdf_like_any_other_is_told_apart() -> None:
    with pytest.raises(NoEInvoice, match="no electronic invoice or order inside it"):
        read_content(pdf_with({"list.xml": b"<list/>", "a.csv": b"1"}), "a.pdf")


def test_another_xml_beside_the_invoice_is_an_enclosure() -> None:
    files = {"factur-x.xml": DE.read_bytes(), "uren.xml": NL.read_bytes(), "broken.xml": b"<"}
    assert read_content(pdf_with(files), "a.pdf").document.number == "R-2026-9"


def test_two_invoices_in_one_pdf_are_refused() -> None:
    words = refused(pdf_with({"a.xml": DE.read_bytes(), "b.xml": NL.read_bytes()}))
    assert "two electronic documents in the PDF: 'a.xml' and 'b.xml'" in words
    assert "two electronic documents" in refused(
        pdf_with({"factur-x.xml": DE.read_bytes(), "xrechnung.xml": DE.read_bytes()})
    )


def with_second(content: bytes, second: bytes) -> bytes:
    """A PDF whose document refers to one more file of the name `factur-x.xml`, beside its attachments."""
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        file = pikepdf.AttachedFileSpec(pdf, second, filename="factur-x.xml", mime_type="text/xml")
        associated = pdf.Root.get("/AF") or pikepdf.Array()
        pdf.Root.AF = pikepdf.Array([*associated, file.obj])
        pdf.save(stream)
    return stream.getvalue()


def test_two_invoices_of_one_name_in_one_pdf_are_refused() -> None:
    content = pdf_with({"factur-x.xml": DE.read_bytes()})
    assert "two electronic documents in the PDF: 'factur-x.xml'" in refused(with_second(content, NL.read_bytes()))
    assert read_content(with_second(content, DE.read_bytes()), "a.pdf").document.number == "R-2026-9"


def test_damage_inside_names_the_file_inside() -> None:
    assert "a.pdf, file 'factur-x.xml' inside it" in refused(pdf_with({"factur-x.xml": b"<rsm:Cross"}))
    assert "document type" in refused(pdf_with({"factur-x.xml": b"<!DOCTYPE a><a/>"}))


def test_a_protected_pdf_is_told() -> None:
    assert "protected with a password" in refused(pdf_with({"factur-x.xml": DE.read_bytes()}, password="x"))


def test_a_bomb_in_an_attachment_ends_quickly_and_small() -> None:
    packer = zlib.compressobj(9)
    mega = b"<" + b"a" * (2**20 - 1)
    bomb = b"".join(packer.compress(mega) for _ in range(600)) + packer.flush()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(bomb, filter=pikepdf.Name.FlateDecode)
    held = pikepdf.Dictionary(F=pdf.make_indirect(stream))
    spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="factur-x.xml", UF="factur-x.xml", EF=held)
    pdf.Root.AF = pikepdf.Array([pdf.make_indirect(spec)])
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    assert "damaged, or unpacks to more than 50 MB" in refused(out.getvalue())
    assert time.monotonic() - start < 40
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024  # KiB


def test_many_large_files_are_refused_together() -> None:
    files = {f"{number}.xml": b"<a>" + b" " * (9 << 20) + b"</a>" for number in range(12)}
    assert "the XML files inside the PDF are too large" in refused(pdf_with(files))


def test_unusual_packing_is_refused() -> None:
    pdf = pikepdf.open(io.BytesIO(pdf_with({"factur-x.xml": DE.read_bytes()})))
    twice = zlib.compress(zlib.compress(DE.read_bytes()))
    pdf.Root.AF[0].EF.F.write(twice, filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]))
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    assert "packed in a way that no invoicing program uses" in refused(out.getvalue())


def test_a_damaged_pdf_is_told_in_words() -> None:
    words = refused(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    assert words.startswith("a.pdf: the PDF is damaged or incomplete")
    assert "BytesIO" not in words


def test_a_file_of_another_kind_is_told() -> None:
    assert "%PDF" not in refused(b"hello")
    assert "no XML" in refused(b"hello")


@pytest.mark.parametrize("share", range(20))
def test_a_cut_pdf_is_read_or_refused(share: int) -> None:
    whole = (FACTUR_X / "invoice_EN16931.pdf").read_bytes()
    cut = whole[: len(whole) * share // 20]
    try:
        number = read_content(cut, "a.pdf").document.number
    except BusinessException:
        return
    assert number == "F20260023"
