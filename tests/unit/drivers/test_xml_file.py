from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest

from rpa.drivers import xml_file
from rpa.drivers.xml_file import parse_xml
from rpa.errors import BusinessException


def refused(content: bytes) -> str:
    with pytest.raises(BusinessException) as caught:
        parse_xml(content, "a.xml")
    assert caught.value.place.startswith("a.xml")
    return str(caught.value)


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><lolz>&i;</lolz>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    "text",
    [
        XXE,
        LAUGHS,
        XXE.replace("SYSTEM", "PUBLIC 'p'"),
        '<!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>',
        "<!-- first --><?pi ?>\n<!DOCTYPE a><a/>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><a/>',
        "<!doctype html><html/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_document_type_is_refused_in_every_encoding(text: str, encoding: str) -> None:
    declared = text.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding[:6]}"?>')
    start = time.monotonic()
    refused(declared.encode(encoding))
    assert time.monotonic() - start < 20


def test_the_refusal_says_why_and_what_to_do() -> None:
    words = refused(XXE.encode())
    assert "document type (<!DOCTYPE ...>)" in words
    assert "Ask the sender for the file without it" in words


def test_the_word_in_a_text_or_comment_is_no_document_type() -> None:
    root = parse_xml(b"<a><!-- <!DOCTYPE x> --><![CDATA[<!DOCTYPE x>]]></a>", "a.xml")
    assert root.text == "<!DOCTYPE x>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"%PDF-1.4", "this is no XML"),
        (b"\x00\x00\x00", "this is no XML"),
        (b"PK\x03\x04", "this is no XML"),
        (b"<a>", "damaged or incomplete"),
        (b"<a></b>", "damaged or incomplete"),
        (b"<a>&nbsp;</a>", "an entity that XML does not have"),
        (b"<a>\x01</a>", "damaged or incomplete"),
        (b"<a>\xff</a>", "it is not the utf-8 text that it should be at byte 3"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "its encoding 'utf-7' is not read"),
        (b'<?xml version="1.0" encoding="utf_8_sig\x00"?><a/>', "damaged or incomplete"),
        (b"\xff\xfe<\x00a\x00>\x00", "damaged or incomplete"),
        (b"\xff\xfe<\x00a\x00>", "it is not the utf-16-le text"),
        (b"<a/><b/>", "damaged or incomplete"),
        (b"<a><?xml version='1.0'?></a>", "damaged or incomplete"),
    ],
)
def test_what_is_no_xml_is_told(content: bytes, words: str) -> None:
    assert words in refused(content)


@pytest.mark.parametrize("depth", [101, 300, 100_000])
def test_too_deep_is_refused(depth: int) -> None:
    assert "more than 100 deep" in refused(b"<a>" * depth + b"</a>" * depth)


def test_a_hundred_deep_is_read() -> None:
    assert parse_xml(b"<a>" * 100 + b"</a>" * 100, "a.xml").tag == "a"


def test_too_large_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_file, "LARGEST", 1000)
    assert "larger than the 0 MB" in refused(b"<a>" + b" " * 1000 + b"</a>")


@pytest.mark.parametrize(
    "content", [b"<a>" + b"<b/>" * 2_000_000 + b"</a>", b"<a>" + b'<b c="" d=""/>' * 800_000 + b"</a>"]
)
def test_a_flood_of_elements_is_refused_before_it_is_parsed(content: bytes) -> None:
    tracemalloc.start()
    try:
        assert "far too many elements" in refused(content)
        assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    finally:
        tracemalloc.stop()


def test_a_long_text_is_read_whole() -> None:
    content = b"<a>" + b"QUJD" * 3_000_000 + b"</a>"
    assert len(parse_xml(content, "a.xml").text) == 12_000_000


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<a>é€</a>".encode(), "é€"),
        ("\ufeff<a>é</a>".encode(), "é"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"), "é"),
        ('<?xml version="1.0" encoding="windows-1252"?><a>€</a>'.encode("cp1252"), "€"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16"), "é"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16-be"), "é"),
        (b"\n\n<a>x<!-- y -->z</a>", "xz"),
        (b"<a>x<?pi y?>z</a>", "xz"),
        (b"<a>&#233;&lt;</a>", "é<"),
    ],
)
def test_encodings_and_comments(content: bytes, text: str) -> None:
    root: Any = parse_xml(content, "a.xml")
    assert root.text == text


@pytest.mark.parametrize("stated", ["ISO-8859-1", "windows-1252"])
def test_letters_are_not_read_in_an_encoding_that_is_only_stated(stated: str) -> None:
    content = f'<?xml version="1.0" encoding="{stated}"?><a>Köln</a>'
    with pytest.raises(BusinessException, match=f"it is written in {stated.lower()}, and it is written in UTF-8"):
        parse_xml(content.encode(), "a.xml")
    assert parse_xml(content.encode("cp1252"), "a.xml").text == "Köln"


def test_lines_are_those_of_the_file() -> None:
    root: Any = parse_xml(b'<?xml version="1.0"\n encoding="utf-8"?>\n<a>\n<b/></a>', "a.xml")
    assert (root.sourceline, root[0].sourceline) == (3, 4)
