from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.formats.rtf_text import DICTIONARY, NotRichText, is_cut, rtf_to_text, unpacked

# The examples of MS-OXRTFCP, 4.1 and 4.2.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423 20af32068656c090020627705b06c647d0a800fa0".replace(
        " ", ""
    )
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_the_examples_of_the_standard() -> None:
    assert len(DICTIONARY) == 207
    assert unpacked(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(CROSSING) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}Hallo \b daar\b0 !\par x}", "Hallo daar!\nx"),
        (rb"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe}", "Grüße"),
        (rb"{\rtf1\ansi\ansicpg932 \'92\'8d\'95\'b6}", "注文"),
        (
            rb"{\rtf1\uc1 \u8364? 5\uc0\u8364 6\uc1\u-10179?\u-8704?}",
            "€ 5€6\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        ),
        (rb"{\rtf1 {\*\generator Word;}a\{b\}\~c{\pict 0102}\line d\tab e}", "a{b}\u00a0c\nd\te"),
        (rb"{\rtf1 \lquote a\rquote \ldblquote b\rdblquote \endash }", "‘a’“b”–"),
        (
            rb"{\rtf1\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}}{\f1 \'b3}\'e9\f1 \'b3\plain \'b3}",
            "łéł³",
        ),
        (rb"{\rtf1\ansi{\fonttbl{\f0 A;}{\f4\cpg1251 B;}}\htmlrtf {\f4\htmlrtf0 \'cc\'ee\htmlrtf }\htmlrtf0 }", "Мо"),
        (rb"{\rtf1\fromhtml1 {\*\htmltag19 <b>}x\htmlrtf\par y\htmlrtf0 z{\*\htmltag27 </b>}}", "<b>xz</b>"),
    ],
)
def test_rich_text_as_a_person_sees_it(rich: bytes, text: str) -> None:
    assert rtf_to_text(rich) == text


def test_packed_text_that_ends_too_early_is_known() -> None:
    assert not is_cut(HELLO)
    assert not is_cut(CROSSING)
    assert all(is_cut(HELLO[:length]) for length in range(16, len(HELLO) - 8))


@pytest.mark.parametrize("content", [b"", b"x" * 15, b"x" * 40])
def test_what_is_no_packed_rich_text(content: bytes) -> None:
    with pytest.raises(NotRichText):
        unpacked(content)


WORDS = rb"{ } \u -10179 \uc9 \' ff \* \par \ansicpg 99999 \bin9 \htmltag8 \fromhtml1 \htmlrtf \pict".split()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.binary(max_size=4)), max_size=40).map(b"".join),
    st.binary(max_size=80),
)
def test_nothing_makes_it_fall(rich: bytes, packed: bytes) -> None:
    rtf_to_text(b"{\\rtf1 " + rich).encode()
    unpacked(HELLO[:12] + b"\0\0\0\0" + packed)
