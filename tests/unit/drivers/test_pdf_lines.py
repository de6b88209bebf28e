from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.pdf_lines import reading_order, text_of
from rpa.drivers.pdf_marks import Rule, Word
from rpa.drivers.pdf_mending import mended


def word(text: str, left: float, top: float, *, wide: float | None = None, high: float = 10) -> Word:
    return Word(text, left, top, left + (wide or 5 * len(text)), top + high, high, is_bold=False)


def test_words_on_one_line_are_read_from_the_left_whatever_their_size() -> None:
    assert text_of([word("12,50", 100, 3), word("Total", 0, 0, high=16), word("Next", 0, 20)]) == "Total 12,50\nNext"


def test_columns_of_prose_are_read_one_after_the_other_and_tables_line_by_line() -> None:
    prose = [
        word(text, left + 50 * place, 12.0 * line)
        for line in range(6)
        for left, side in ((0, "l"), (200, "r"))
        for place, text in enumerate((f"{side}{line}aaaaaa", f"{side}{line}bbbbbb", f"{side}{line}cccccc"))
    ]
    text = text_of(prose)
    assert text.index("l5") < text.index("r0")
    table = [word(f"{line}.{place}", 120.0 * place, 12.0 * line) for line in range(6) for place in range(3)]
    assert text_of(table).splitlines()[1] == "1.0 1.1 1.2"


def test_words_that_run_down_the_page_come_last() -> None:
    down = Word("Vertical", 300, 0, 310, 80, 10, is_bold=False)
    assert text_of([down, word("Level", 0, 40)]) == "Level\nVertical"


@given(st.lists(st.builds(word, st.text("abc", min_size=1, max_size=9), *[st.floats(-1e6, 1e6)] * 2), max_size=40))
def test_no_word_is_lost_or_doubled(words: list[Word]) -> None:
    found = [one for line in reading_order(words) for one in line]
    assert sorted(found) == sorted(words)


def test_letters_that_are_drawn_apart_are_joined_unless_a_rule_stands_between() -> None:
    pieces = [word("#", 10, 20, wide=6), word("Other", 100, 10), word("9", 16.2, 20, wide=6)]
    assert [one.text for one in mended(pieces, [])] == ["#9", "Other"]
    assert [one.text for one in mended(pieces, [Rule(16, 0, 16.2, 100)])] == ["#", "Other", "9"]
    spaced = [pieces[0], pieces[1], word("9", 19, 20, wide=6)]
    assert [one.text for one in mended(spaced, [])] == ["#", "Other", "9"]


@given(st.lists(st.builds(word, st.text("abc", min_size=1, max_size=3), *[st.floats(0, 60)] * 2), max_size=30))
def test_joining_loses_no_letter(words: list[Word]) -> None:
    assert sorted("".join(one.text for one in mended(words, []))) == sorted("".join(one.text for one in words))
