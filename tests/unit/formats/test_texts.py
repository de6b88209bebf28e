"""Texts, addresses and numbers with check digits are accepted whole or refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.reading import Unreadable
from rpa.formats.texts import (
    WORDS,
    read_bic,
    read_boolean,
    read_email,
    read_iban,
    read_text,
    read_vat_number,
)


@pytest.mark.parametrize(
    ("text", "read"),
    [("  a b ", "a b"), ("e\u0301", "é"), ("", ""), ("👩\u200d💻", "👩\u200d💻"), ("Ærø", "Ærø")],
)
def test_text(text: str, read: str) -> None:
    assert read_text(text) == read


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\nb", "a\tb", "a\u200bb", "a\u202eb", "a\ufeffb", "a\x1bb", "a\u2028b", "a\ud800b"]
)
def test_what_cannot_be_seen_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"character 2 is U\+"):
        read_text(text)


def test_lines_are_allowed_where_they_are_asked_for() -> None:
    assert read_text("a\r\nb\rc\td\n", lines=True) == "a\nb\nc\td"
    with pytest.raises(Unreadable):
        read_text("a\x00b", lines=True)
    with pytest.raises(Unreadable, match="a text"):
        read_text(5)  # type: ignore[arg-type]


@given(st.text())
def test_reading_twice_changes_nothing(text: str) -> None:
    try:
        read = read_text(text, lines=True)
    except Unreadable:
        return
    assert read_text(read, lines=True) == read


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Jan@Bedrijf.NL ", "Jan@bedrijf.nl"),
        ("kari.nordmann+rpa@firma.no", "kari.nordmann+rpa@firma.no"),
        ("a@shop.test", "a@shop.test"),
        ("info@müller.de", "info@müller.de"),
    ],
)
def test_email(text: str, address: str) -> None:
    assert read_email(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "x", "a@b", "a b@c.de", "Jan <jan@firma.no>", "a@b.de, c@d.de", "a@b.de\nBcc: x@y.de", "a@@b.de"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_email(text)


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("de89370400440532013000", "DE89370400440532013000"),
        ("NO93 8601 1117 947", "NO9386011117947"),
    ],
)
def test_iban(text: str, iban: str) -> None:
    assert read_iban(text) == iban


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NL91 ABNA 0417 1643 01", "check digits"),
        ("NO9386011117948", "check digits"),
        ("", "empty"),
        ("XX12", "is not"),
        ("NL91ABNA04171643001", "is not"),
        ("NL91ABNA0417164300" * 4, "is not"),
        ("NL91 ABNA 0417 1643 0Ø", "is not"),
    ],
)
def test_wrong_ibans_are_refused(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_iban(text)


def test_bic() -> None:
    assert read_bic("abna nl 2a") == "ABNANL2A"
    for text in ("", "ABNA", "ABNAXX2A", "12345678"):
        with pytest.raises(Unreadable):
            read_bic(text)


@pytest.mark.parametrize(
    ("country", "text", "number"),
    [
        ("NL", "NL123456782B90", "NL123456782B90"),
        ("NL", "1234.56.782.B90", "NL123456782B90"),
        ("DE", "DE 136 695 976", "DE136695976"),
        ("DE", "136695976", "DE136695976"),
        ("NO", "NO 995 525 828 MVA", "NO995525828MVA"),
        ("NO", "995525828mva", "NO995525828MVA"),
        ("CH", "CHE-107.787.577 MWST", "CHE107787577MWST"),
        ("BE", "BE 0428.759.497", "BE0428759497"),
        ("FR", "FR 40 303 265 045", "FR40303265045"),
        ("GR", "EL 094259216", "EL094259216"),
        ("AT", "ATU13585627", "ATU13585627"),
        ("GB", "GB 980 7806 84", "GB980780684"),
        ("IE", "IE6433435F", "IE6433435F"),
    ],
)
def test_vat_numbers(country: str, text: str, number: str) -> None:
    assert read_vat_number(text, country) == number


@pytest.mark.parametrize(
    ("country", "text", "reason"),
    [
        ("NL", "NL123456789B01", "check digits do not fit"),
        ("DE", "DE123456789", "check digits do not fit"),
        ("NO", "NO995525829MVA", "check digits do not fit"),
        ("NO", "995525828", "end in MVA"),
        ("NL", "DE136695976", "begins with DE"),
        ("DE", "DE1366959", "too few"),
        ("DE", "", "empty"),
        ("DE", "DE13669597X", "is not"),
        ("NL", "x", "is not"),
    ],
)
def test_wrong_vat_numbers_are_explained(country: str, text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_vat_number(text, country)


@pytest.mark.parametrize("country", ["XX", "", "Netherlands", "nl", "../"])
def test_unknown_countries_are_named(country: str) -> None:
    with pytest.raises(ValueError, match="no VAT numbers are known"):
        read_vat_number("1", country)


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("ja", True),
        ("Nein", False),
        ("NEI", False),
        ("nee", False),
        (" yes ", True),
        ("oui", True),
        ("WAAR", True),
        ("falsch", False),
        ("1", True),
        ("0", False),
        (1, True),
        (0, False),
        (True, True),
        (False, False),
        ("j", True),
    ],
)
def test_yes_and_no(value: str | int, meaning: bool) -> None:
    assert read_boolean(value, "nl") is meaning


@pytest.mark.parametrize("value", ["", "maybe", "2", 2, -1, "ja nein", None, 1.0])
def test_what_is_neither_is_refused(value: object) -> None:
    with pytest.raises(Unreadable, match="'ja' or 'nei'"):
        read_boolean(value, "nb")  # type: ignore[arg-type]


def test_no_word_means_both() -> None:
    assert not {word for yes, _ in WORDS.values() for word in yes} & {word for _, no in WORDS.values() for word in no}
