from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.pdf_marks import FormField, Rule, Word
from rpa.drivers.pdf_page import PdfPage
from rpa.drivers.pdf_wire import HEAD, Kind, frame, packed_page, page_of, read_frame

numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
texts = st.text(st.characters(exclude_categories=("Cs", "Zs", "Zl", "Zp", "Cc")), min_size=1, max_size=8)
words = st.builds(Word, texts, numbers, numbers, numbers, numbers, numbers, st.booleans(), numbers)
rules = st.builds(Rule, numbers, numbers, numbers, numbers)
fields = st.builds(FormField, st.text(), st.text(), numbers, numbers, numbers, numbers)
pages = st.builds(
    PdfPage,
    st.integers(1, 10_000),
    numbers,
    numbers,
    st.lists(words, max_size=6).map(tuple),
    st.lists(rules, max_size=6).map(tuple),
    st.booleans(),
    st.lists(fields, max_size=3).map(tuple),
)


@given(pages)
def test_a_page_arrives_as_it_was_sent(page: PdfPage) -> None:
    assert page_of(packed_page(page)) == page


@given(pages, st.data())
def test_a_page_that_was_tampered_with_is_an_error_or_a_page(page: PdfPage, data: st.DataObject) -> None:
    packed = bytearray(packed_page(page))
    for place in data.draw(st.lists(st.integers(0, len(packed) - 1), min_size=1, max_size=5)):
        packed[place] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(page_of(bytes(packed)), PdfPage)
    except ValueError:
        return


def test_frames_are_read_one_by_one_and_a_giant_one_is_refused() -> None:
    stream = io.BytesIO(frame(Kind.NAME, b"a") + frame(Kind.DONE))
    assert read_frame(stream.read) == (Kind.NAME, b"a")
    assert read_frame(stream.read) == (Kind.DONE, b"")
    with pytest.raises(ValueError, match="frame of"):
        read_frame(io.BytesIO(HEAD.pack(b"P", 1 << 31)).read)
    with pytest.raises(ValueError, match="valid Kind"):
        read_frame(io.BytesIO(HEAD.pack(b"?", 0)).read)
