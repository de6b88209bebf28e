"""Captions beside a page: each near its box, none over another, none off the picture."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from rpa.drivers.marked_picture import MARGIN, STEP, marked_picture, placed
from rpa.drivers.pdf import Frame, picture
from rpa.drivers.pdf_picture import lettering
from tests.fakes.plain_bills import bill

TOPS = st.lists(st.floats(0, 800), min_size=1, max_size=150)


@given(TOPS)
def test_captions_stand_apart_and_on_the_page(tops: list[float]) -> None:
    boxes = [Frame(10, top, 50, top + 10, "Total") for top in tops]
    ordered, heights = placed(boxes, 842.0)
    assert sorted(box.top for box in boxes) == [box.top for box in ordered]
    step = min(STEP, 842.0 / (len(tops) + 1))
    assert all(two - one >= step - 0.001 for one, two in pairwise(heights))
    assert heights[0] >= 0.0
    assert heights[-1] <= 842.0


def test_captions_that_crowd_at_the_foot_do_not_move_the_one_at_the_top() -> None:
    tops = [100.0, *(800.0 + place for place in range(10))]
    _, heights = placed([Frame(10, top, 50, top + 10, "Total") for top in tops], 842.0)
    assert heights[0] == 105.0


def test_the_marks_of_a_page_that_is_drawn_smaller_are_beside_their_places() -> None:
    stream = io.BytesIO()
    sheet = Canvas(stream, pagesize=(7200, 7200))
    sheet.drawString(100, 100, "far down")
    sheet.save()
    frame = Frame(100, 7000, 3600, 7100, "Number: 1", "#00ff00")
    marked = Image.open(io.BytesIO(marked_picture(stream.getvalue(), 1, [frame], width=7200, name="x")))
    scale = marked.height / 7200
    at = (int(5000 * scale), round((7100 + 1) * scale))  # between the box and the margin
    near = [marked.getpixel((at[0], at[1] + off)) for off in (-1, 0, 1)]
    assert (0, 255, 0) in near


def test_a_caption_is_cut_off_at_the_edge_of_the_picture() -> None:
    frame = Frame(200, 250, 260, 262, "Supplier: Łódź " + "M" * 200)
    marked = Image.open(io.BytesIO(marked_picture(bill(), 1, [frame], width=595.3, name="x"))).convert("RGB")
    edge = [marked.getpixel((marked.width - 1, y)) for y in range(marked.height)]
    assert set(edge) == {(255, 255, 255)}


def test_nothing_on_the_page_is_covered_by_a_caption() -> None:
    content = bill()
    plain = Image.open(io.BytesIO(picture(content, 1)))
    marked = Image.open(
        io.BytesIO(marked_picture(content, 1, [Frame(200, 250, 260, 262, "Number: 1")], width=595.3, name="x"))
    )
    assert marked.size == (plain.width + 2 * MARGIN, plain.height)
    words = (120, 500, 390, 560)  # left of the box: as it was
    assert marked.crop(words).tobytes() == plain.convert("RGB").crop(words).tobytes()
    without = Image.open(io.BytesIO(marked_picture(content, 1, [], width=595.3, name="x")))
    assert without.size == plain.size


def test_letters_of_other_languages_are_drawn() -> None:
    font = lettering(17)
    missing = bytes(font.getmask("\uffff"))
    drawn = [bytes(font.getmask(letter)) for letter in "üöäæøåßéàç€…"]
    if "DejaVu" not in font.getname()[0]:
        pytest.skip("no DejaVu here: Pillow's own font lacks these letters")
    assert missing not in drawn
    one, other = (
        marked_picture(bill(), 1, [Frame(10, 100, 50, 110, caption)], width=595.3, name="a.pdf")
        for caption in ("für", "før")
    )
    assert one != other, "both are the same empty square"


def test_a_long_caption_ends_before_the_edge_of_the_picture() -> None:
    caption = "Wirtschaftsprüfungsgesellschaft WWWWWWWWWWWWWWWWWWWWWWWWWWW"
    made = marked_picture(bill(), 1, [Frame(10, 100, 50, 110, caption, "#ff0000")], width=595.3, name="a.pdf")
    picture = Image.open(io.BytesIO(made)).convert("RGB")
    edge = picture.crop((picture.width - 3, 0, picture.width, picture.height))
    assert edge.getcolors() == [(edge.width * edge.height, (255, 255, 255))]
