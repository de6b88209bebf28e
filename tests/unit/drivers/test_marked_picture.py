"""Captions beside a page: each near its box, none over another, none off the picture."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rpa.drivers.marked_picture import MARGIN, STEP, marked_picture, placed
from rpa.drivers.pdf import Frame, picture
from rpa.drivers.pdf_picture import lettering
from tests.fakes.plain_bills import bill

TOPS = st.lists(st.floats(0, 800), min_size=1, max_size=50)


@given(TOPS)
def test_captions_stand_apart_and_on_the_page(tops: list[float]) -> None:
    boxes = [Frame(10, top, 50, top + 10, "Total") for top in tops]
    ordered, heights = placed(boxes, 842.0)
    assert sorted(box.top for box in boxes) == [box.top for box in ordered]
    assert all(two - one >= STEP - 0.001 for one, two in pairwise(heights))
    assert heights[-1] <= 842.0


def test_nothing_on_the_page_is_covered_by_a_caption() -> None:
    content = bill()
    plain = Image.open(io.BytesIO(picture(content, 1)))
    marked = Image.open(io.BytesIO(marked_picture(content, 1, [Frame(200, 250, 260, 262, "Number: 1")], name="x")))
    assert marked.size == (plain.width + 2 * MARGIN, plain.height)
    words = (120, 500, 390, 560)  # left of the box: as it was
    assert marked.crop(words).tobytes() == plain.convert("RGB").crop(words).tobytes()
    without = Image.open(io.BytesIO(marked_picture(content, 1, [], name="x")))
    assert without.size == plain.size


def test_letters_of_other_languages_are_drawn() -> None:
    font = lettering(17)
    missing = bytes(font.getmask("\uffff"))
    drawn = [bytes(font.getmask(letter)) for letter in "üöäæøåßéàç€…"]
    if "DejaVu" not in font.getname()[0]:
        pytest.skip("no DejaVu here: Pillow's own font lacks these letters")
    assert missing not in drawn
    one, other = (
        marked_picture(bill(), 1, [Frame(10, 100, 50, 110, caption)], name="a.pdf") for caption in ("für", "før")
    )
    assert one != other, "both are the same empty square"


def test_a_long_caption_ends_before_the_edge_of_the_picture() -> None:
    caption = "Wirtschaftsprüfungsgesellschaft WWWWWWWWWWWWWWWWWWWWWWWWWWW"
    made = marked_picture(bill(), 1, [Frame(10, 100, 50, 110, caption, "#ff0000")], name="a.pdf")
    picture = Image.open(io.BytesIO(made)).convert("RGB")
    edge = picture.crop((picture.width - 3, 0, picture.width, picture.height))
    assert edge.getcolors() == [(edge.width * edge.height, (255, 255, 255))]
