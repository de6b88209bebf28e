from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from rpa.drivers.pdf import Frame, picture, picture_with_boxes, read_pdf
from rpa.errors import BusinessException
from tests.fakes.pdf_documents import by_weasyprint

SMALL = "<style>@page{size:400pt 300pt;margin:20pt}body{margin:0;font:10pt 'DejaVu Sans'}</style>"


def changed(content: bytes, change: Any) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def words(content: bytes) -> dict[str, Any]:
    (page,) = read_pdf(content, "a.pdf").pages
    return {word.text: word for word in page.words}


def test_words_have_place_size_and_boldness() -> None:
    (page,) = read_pdf(
        by_weasyprint(f"{SMALL}<p style='margin:0'>Plain <b style='font-size:20pt'>Bold</b></p>"), "a"
    ).pages
    plain, bold = page.words
    assert (page.number, page.width, page.height, page.is_scanned) == (1, 400, 300, False)
    assert (plain.text, plain.is_bold, bold.text, bold.is_bold) == ("Plain", False, "Bold", True)
    assert plain.left == pytest.approx(20, abs=1)
    assert plain.size == pytest.approx(10, abs=0.1)
    assert bold.size == pytest.approx(20, abs=0.1)
    assert bold.left > plain.right
    assert 20 <= bold.top < plain.top < plain.bottom < bold.bottom < 50
    assert plain.confidence == 1


def test_ligatures_and_soft_hyphens_are_written_as_people_read_them() -> None:
    found = words(by_weasyprint(f"{SMALL}<p style='font-family:serif'>office ﬁnance Zu&shy;satz a&#xfb02;uss</p>"))
    assert {"office", "finance", "Zusatz", "afluss"} <= set(found)


def test_a_hyphen_at_a_lines_end_stays() -> None:
    html = f"{SMALL}<p style='width:60pt'>Rechnungs&shy;nummernvergabe</p>"
    assert read_pdf(by_weasyprint(html), "a").pages[0].text.splitlines()[0].endswith(("-", "‐"))


def test_a_turned_page_is_read_as_it_is_shown() -> None:
    content = by_weasyprint(f"{SMALL}<p>Top left</p>")
    for turn in (90, 180, 270):
        rotated = changed(content, lambda document, turn=turn: document.pages[0].rotate(turn, relative=True))
        (page,) = read_pdf(rotated, "a").pages
        top = page.words[0]
        assert page.width == (400 if turn == 180 else 300)
        assert page.height == (300 if turn == 180 else 400)
        assert 0 < top.left < top.right < page.width
        assert 0 < top.top < top.bottom < page.height
        assert (top.left > page.width / 2) is (turn in {90, 180})
        assert (top.top > page.height / 2) is (turn in {180, 270})


def test_a_cropped_page_has_only_what_is_shown() -> None:
    content = by_weasyprint(f"{SMALL}<p style='margin:0'>Gone</p><p style='margin-top:100pt'>Seen</p>")

    def crop(document: Any) -> None:
        document.pages[0].cropbox = [10, 50, 390, 200]  # from the lower left: the upper 100 points are cut off

    (page,) = read_pdf(changed(content, crop), "a").pages
    assert (page.width, page.height) == (380, 150)
    (seen,) = page.words
    assert seen.text == "Seen"
    assert seen.left == pytest.approx(10, abs=1)
    assert 0 < seen.top < 50


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    one = " ".join(f"one{number}" for number in range(60))
    two = " ".join(f"two{number}" for number in range(60))
    html = (
        f"{SMALL}<h3>Heading over both columns of it</h3>"
        f"<div style='columns:2;column-gap:20pt;column-fill:auto;height:200pt'><p style='margin:0'>{one}</p>"
        f"<p style='margin:0;break-before:column'>{two}</p></div>"
    )
    text = read_pdf(by_weasyprint(html), "a").pages[0].text.split()
    assert text[6:] == [*one.split(), *two.split()]


def test_a_table_without_rules_is_read_line_by_line() -> None:
    rows = "".join(
        f"<tr><td>Article number {row}</td><td>{row} pieces of it</td><td>{row},50</td></tr>" for row in range(8)
    )
    lines = read_pdf(by_weasyprint(f"{SMALL}<table width=100%>{rows}</table>"), "a").pages[0].text.splitlines()
    assert lines == [f"Article number {row} {row} pieces of it {row},50" for row in range(8)]


def test_filled_in_forms_are_read_and_passwords_are_not() -> None:
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    page.drawString(50, 800, "Form")
    form = page.acroForm
    form.textfield(name="number", x=100, y=700, width=200, height=20, value="F-2026 17")
    form.checkbox(name="paid", x=100, y=650, checked=True)
    form.checkbox(name="late", x=130, y=650, checked=False)
    form.choice(name="currency", x=100, y=600, width=80, height=20, options=["EUR", "NOK"], value="NOK")
    form.textfield(name="pin", x=100, y=500, width=200, height=20, value="hunter2", fieldFlags="password")
    page.save()
    (read,) = read_pdf(stream.getvalue(), "a").pages
    values = {field.name: field.value for field in read.fields}
    assert values == {"number": "F-2026 17", "paid": "yes", "late": "no", "currency": "NOK"}
    assert read.text == "Form\nF-2026 17\nNOK"
    number = read.words[1]
    assert number.left >= 100
    assert number.top == pytest.approx(read.height - 720, abs=1)


def test_embedded_files_are_found_with_names_of_their_own() -> None:
    def embed(document: Any) -> None:
        for name, content in (("a.xml", b"<a/>"), ("terms", b"\0" * 1000), ("../../etc/passwd", b"x")):
            document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
        again = pikepdf.AttachedFileSpec(document, b"<b/>", filename="a.xml")
        document.attachments["zz"] = again

    found = read_pdf(changed(by_weasyprint("<p>x</p>"), embed), "a").attachments
    assert found == {"a.xml": b"<a/>", "terms": b"\0" * 1000, "../../etc/passwd": b"x", "a (2).xml": b"<b/>"}


@pytest.fixture(scope="module")
def scan() -> bytes:
    """A scanned page, and one that is not."""
    page = by_weasyprint(f"{SMALL}<p>Factuur 2026-0042</p><p>Größe Straße</p><p>Totaal 1.234,50</p>")
    shown = Image.open(io.BytesIO(picture(page, 1, scale=200 / 72))).convert("L")
    stream = io.BytesIO()
    shown.save(stream, "PDF", resolution=200)
    return changed(stream.getvalue(), lambda document: document.pages.extend(pikepdf.open(io.BytesIO(page)).pages))


def test_a_scanned_page_is_noticed(scan: bytes) -> None:
    scanned, other = read_pdf(scan, "a").pages
    assert (scanned.is_scanned, scanned.words, other.is_scanned) == (True, (), False)


def test_a_scanned_page_is_recognised(scan: bytes) -> None:
    pytest.importorskip("rapidocr")
    scanned, other = read_pdf(scan, "a", ocr=True).pages
    assert scanned.text == other.text == "Factuur 2026-0042\nGröße Straße\nTotaal 1.234,50"
    assert scanned.is_scanned
    for word, same in zip(scanned.words, other.words, strict=True):
        assert 0.5 < word.confidence < 1
        assert same.confidence == 1
        assert word.left == pytest.approx(same.left, abs=6)
        assert word.bottom == pytest.approx(same.bottom, abs=6)


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    from rpa.drivers.pdf_ocr import engine, recognised

    monkeypatch.setitem(sys.modules, "rapidocr", None)
    engine.cache_clear()
    with pytest.raises(BusinessException) as raised:
        recognised(Image.new("RGB", (10, 10)), 1.0, "scan.pdf page 3")
    assert raised.value.place == "scan.pdf page 3"
    assert "rpa-backoffice[ocr]" in raised.value.hint


def hidden_layer(text: str) -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=(400, 300))
    page.drawImage(ImageReader(Image.new("L", (40, 30), 200)), 0, 0, 400, 300)
    layer = page.beginText(20, 200)
    layer.setTextRenderMode(3)
    layer.textOut(text)
    page.drawText(layer)
    page.save()
    return stream.getvalue()


def test_a_scanners_own_text_is_taken_when_it_reads_like_text() -> None:
    (page,) = read_pdf(hidden_layer("Invoice number 2026-17 of Jansen Bouw B.V. Amsterdam"), "a").pages
    assert not page.is_scanned
    assert page.text.startswith("Invoice number 2026-17")
    assert {word.confidence for word in page.words} == {0.8}
    (page,) = read_pdf(hidden_layer("~^ | _ ¬ ` ~ \\ ^^ || ~ _ ¦ ¬ ~~ ^ | ` _ ~ ¬¬ | ^ ~ ` \\ ~ ^ | ¬ _ ~"), "a").pages
    assert page.is_scanned
    assert page.words == ()


def pixels(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_pictures_of_pages_and_parts_with_boxes() -> None:
    content = by_weasyprint(f"{SMALL}<p>Look here</p>")
    whole = pixels(picture(content, 1))
    assert whole.size == (800, 600)
    assert whole.getpixel((790, 590)) == (255, 255, 255)
    boxed = pixels(picture_with_boxes(content, 1, [Frame(100, 100, 200, 150, "total", "#00ff00")], scale=1))
    assert boxed.size == (400, 300)
    assert boxed.getpixel((99, 120)) == (0, 255, 0)
    assert boxed.getpixel((150, 120)) == (255, 255, 255)
    part = pixels(picture(content, 1, scale=1, region=(10, 20, 110, 60)))
    assert part.size == (100, 40)
    with pytest.raises(BusinessException, match="no page 2"):
        picture(content, 2)
