"""Electronic invoices that are cut, changed and made hostile: read, or refused with words, in bounded time."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa.drivers.einvoice_file import ElectronicFile, read_content
from rpa.drivers.einvoice_rules import check
from rpa.errors import BusinessException
from rpa.formats.einvoice_arithmetic import check_arithmetic
from rpa.formats.einvoice_values import original_of, values_of
from rpa.model.values import content_hash
from tests.fakes.einvoices import DE, DE_ORDER, FACTUR_X, NL, NO, pdf_with

XML = [NL, NO, DE_ORDER, DE, FACTUR_X / "order-x-comfort.xml", FACTUR_X / "zugferd-comfort.xml"]
VALUE = re.compile(rb">([^<>]{1,40})<")
HOSTILE = [
    b"",
    b"1e999999999",
    b"-",
    b"9" * 5000,
    b"0.0000000000000000000000000000001",
    b"NaN",
    b"&lt;script&gt;",
    b"=HYPERLINK(1)",
    b"../../etc/passwd",
    b"\xe2\x80\xae",
    b"&#x10FFFF;",
    b"]]&gt;",
    b"true",
    b"2026-99-99",
    b"99999999",
    b"1" * 25 + b"." + b"1" * 25,
    b"-0",
    b"\xf0\x9f\x92\xb8",
]


def taken(content: bytes) -> ElectronicFile | None:
    """What is read of it, used to the end; None when it is refused."""
    start = time.monotonic()
    try:
        file = read_content(content, "a.xml")
    except BusinessException:
        return None
    finally:
        assert time.monotonic() - start < 20
    content_hash(values_of(file.document))
    original_of(file.document)
    check_arithmetic(file.document)
    return file


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_truncated_at_every_tenth_byte_it_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    step = 10 if len(whole) < 20_000 else 97
    for length in range(0, whole.rindex(b">"), step):
        assert taken(whole[:length]) is None, length


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_values_exchanged_for_hostile_ones(path: Path) -> None:
    whole = path.read_bytes()
    dice = random.Random(path.name)
    places = list(VALUE.finditer(whole))
    for _ in range(150):
        place = dice.choice(places)
        taken(whole[: place.start(1)] + dice.choice(HOSTILE) + whole[place.end(1) :])


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_bytes_changed_removed_and_doubled(path: Path) -> None:
    whole = path.read_bytes()
    dice = random.Random(path.name)
    for _ in range(200):
        spot, length = dice.randrange(len(whole)), dice.randrange(1, 60)
        piece = whole[spot : spot + length]
        new = dice.choice((b"", piece * 2, bytes([dice.randrange(256)]), piece[::-1], b"\0", b"<", b"&"))
        taken(whole[:spot] + new + whole[spot + length :])


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_elements_moved_and_doubled(path: Path) -> None:
    from lxml import etree

    dice = random.Random(path.name)
    for _ in range(60):
        root = etree.fromstring(path.read_bytes(), etree.XMLParser(remove_comments=True))
        every = list(root.iter())[1:]
        one, other = dice.choice(every), dice.choice(every)
        if one not in list(other.iterancestors()) and one is not other:
            one.addnext(etree.fromstring(etree.tostring(other, with_tail=False)))
        if dice.random() < 0.5:
            one.getparent().remove(one)
        taken(etree.tostring(root))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_refused(content: bytes) -> None:
    assert taken(content) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=3), st.text(max_size=10)), max_size=20))
def test_any_xml_of_another_kind_is_refused(parts: list[tuple[str, str]]) -> None:
    from lxml import etree

    root = etree.Element("root")
    for name, text in parts:
        child = etree.SubElement(root, name)
        child.text = "".join(letter for letter in text if letter.isprintable())
    assert taken(etree.tostring(root)) is None


def test_a_pdf_with_bytes_changed_is_read_or_refused() -> None:
    whole = pdf_with({"factur-x.xml": DE.read_bytes()})
    dice = random.Random(7)
    for _ in range(200):
        spot, length = dice.randrange(len(whole)), dice.randrange(1, 40)
        taken(whole[:spot] + bytes(dice.randrange(256) for _ in range(length)) + whole[spot + length :])


@pytest.mark.parametrize("path", [NL, DE], ids=lambda path: path.name)
def test_the_official_rules_end_with_an_answer_for_changed_documents(path: Path) -> None:
    whole = path.read_bytes()
    dice = random.Random(path.name)
    places = list(VALUE.finditer(whole))
    for _ in range(25):
        place = dice.choice(places)
        file = taken(whole[: place.start(1)] + dice.choice(HOSTILE) + whole[place.end(1) :])
        if file is not None:
            for breach in check(file, "en16931", Path("/")).broken:
                assert breach.rule
                assert breach.words


def test_ten_thousand_lines_are_read_in_proportion() -> None:
    text = NL.read_text(encoding="utf-8")
    start, end = text.index("<cac:InvoiceLine>"), text.index("</Invoice>")
    line = text[start : text.index("</cac:InvoiceLine>") + len("</cac:InvoiceLine>")]
    times = []
    for count in (1_000, 10_000):
        content = (text[:start] + line * count + text[end:]).encode()
        begun = time.process_time()
        assert len(read_content(content, "a.xml").document.lines) == count
        times.append(time.process_time() - begun)
    assert times[1] < 25 * times[0]
