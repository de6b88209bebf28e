"""Addresses are taken apart where that is certain, and stay whole where it is not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.addresses import Address, read_address
from rpa.formats.postal_codes import FORMS, is_code, written_code
from rpa.formats.reading import Unreadable


def parts(found: Address) -> tuple[str, ...]:
    return (found.street, found.house_number, found.suffix, found.postal_code, found.place, found.country)


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("Jansen BV\nDorpsstraat 5a\n1234 ab Utrecht", "nl", ("Dorpsstraat", "5", "a", "1234 AB", "Utrecht", "NL")),
        ("Dorpsstraat 12-2, 1234AB Utrecht, Nederland", "de", ("Dorpsstraat", "12", "-2", "1234 AB", "Utrecht", "NL")),
        (
            "c/o Piet\nLange Weg 7 hs\n1234 AB 's-Gravenhage",
            "nl",
            ("Lange Weg", "7", "hs", "1234 AB", "'s-Gravenhage", "NL"),
        ),
        ("1e Dorpsstraat 5\n1234 AB Utrecht", "nl", ("1e Dorpsstraat", "5", "", "1234 AB", "Utrecht", "NL")),
        ("Plein 1940 5\n1234 AB Den Haag", "nl", ("Plein 1940", "5", "", "1234 AB", "Den Haag", "NL")),
        ("Straße des 17. Juni 135\nD-10623 Berlin", "nl", ("Straße des 17. Juni", "135", "", "10623", "Berlin", "DE")),
        ("Hauptstr. 12 a\n10115 Berlin\nDeutschland", "de", ("Hauptstr.", "12", "a", "10115", "Berlin", "DE")),
        ("Storgata 5 B\n0150 Oslo\nNorge", "nl", ("Storgata", "5", "B", "0150", "Oslo", "NO")),
        (
            "Rue de la Loi 16 bte 3\n1000 Bruxelles\nBelgique",
            "fr",
            ("Rue de la Loi", "16", "bte 3", "1000", "Bruxelles", "BE"),
        ),
        ("16, rue de la Loi\nB-1000 Bruxelles", "fr", ("rue de la Loi", "16", "", "1000", "Bruxelles", "BE")),
        (
            "12 bis rue de la Gare\n75008 Paris CEDEX 08\nFrance",
            "fr",
            ("rue de la Gare", "12", "bis", "75008", "Paris CEDEX 08", "FR"),
        ),
        ("5 rue du 8 mai 1945\n75008 Paris\nFrance", "fr", ("rue du 8 mai 1945", "5", "", "75008", "Paris", "FR")),
        ("10 Downing Street\nLondon\nsw1a2aa", "en-GB", ("Downing Street", "10", "", "SW1A 2AA", "London", "GB")),
        ("10 Downing Street\nLondon SW1A 2AA\nUK", "nl", ("Downing Street", "10", "", "SW1A 2AA", "London", "GB")),
        (
            "Vestergade 5, 3. tv\n2100 København Ø\nDanmark",
            "da",
            ("Vestergade", "5", "3. tv", "2100", "København Ø", "DK"),
        ),
        ("Storgatan 5\n11152 Stockholm", "sv", ("Storgatan", "5", "", "111 52", "Stockholm", "SE")),
        ("Bahnhofstrasse 1\nCH-8001 Zürich", "de-CH", ("Bahnhofstrasse", "1", "", "8001", "Zürich", "CH")),
        ("Hauptplatz 3/4/12\n1010 Wien\nAustria", "de-AT", ("Hauptplatz", "3", "/4/12", "1010", "Wien", "AT")),
    ],
)
def test_addresses(text: str, locale: str, expected: tuple[str, ...]) -> None:
    assert parts(read_address(text, locale)) == expected


@pytest.mark.parametrize(
    "street",
    [
        "Plein 1940",
        "Dorpsstraat 5 2",
        "Gebouw 3",
        "Afdeling 12",
        "Tel. 020 1234567",
        "Musterweg 3, Hinterhaus",
        "t.a.v. Piet",
    ],
)
def test_a_street_that_cannot_be_told_from_its_number_stays_whole(street: str) -> None:
    found = read_address(f"{street}\n1234 AB Utrecht", "nl")
    assert (found.street, found.house_number, found.postal_code) == ("", "", "1234 AB")
    assert found.lines == (street, "1234 AB Utrecht")


def test_a_british_county_is_not_taken_for_the_town() -> None:
    found = read_address("10 High Street\nLeeds\nWest Yorkshire\nLS1 1AA", "en-GB")
    assert (found.street, found.place, found.postal_code) == ("", "", "LS1 1AA")
    assert read_address("Flat 3, 10 High Street, Leeds, LS1 1AA", "en-GB").place == "Leeds"


def test_a_word_for_number_is_not_part_of_the_street() -> None:
    assert read_address("Hauptstr. Nr. 5\nD-10115 Berlin", "de").street == "Hauptstr."


def test_a_belgian_line_with_a_number_at_both_ends_stays_whole() -> None:
    assert read_address("12 rue du 8 mai 1945\n1000 Bruxelles\nBelgique", "fr").street == ""


def test_a_country_is_stated_or_shown_by_the_code_and_never_guessed() -> None:
    assert read_address("Gate 1\n1010 Wien", "nb").country == ""
    assert read_address("Gate 1\n1010 Wien", "nb", "AT").country == "AT"
    assert read_address("Gate 1\n1234 AB Utrecht", "nl").country == "NL"
    found = read_address("Via Roma 1\n00100 Roma\nItalia", "nl")
    assert (found.country, found.street, found.postal_code) == ("IT", "", "")


@pytest.mark.parametrize(
    ("box", "number"), [("Postbus 123", "123"), ("P.O. Box 12", "12"), ("Postboks 5", "5"), ("Postfach 10 01", "10 01")]
)
def test_a_post_box_is_no_street(box: str, number: str) -> None:
    found = read_address(f"{box}\n1000 AA Amsterdam", "nl")
    assert (found.box, found.street, found.house_number) == (number, "", "")


@pytest.mark.parametrize(
    ("text", "country", "message"),
    [
        ("Dorpsstraat 5\n1234 Utrecht\nNederland", "", "no postal code such as 1234 AB"),
        ("Dorpsstraat 5\nD-10115 Berlin\nAustria", "", "its postal code is one of DE"),
        ("Dorpsstraat 5\n1234 AB Utrecht\nNederland", "BE", "an address in BE"),
        ("Dorpsstraat 5\n1234 SS Utrecht", "NL", "no postal code"),
        ("", "", "empty"),
        (" \n ", "", "address"),
        ("x\n" * 11, "", "11 lines"),
        ("x" * 401, "", "at most 400"),
        ("a\u200bb\n1234 AB Utrecht", "", "can be seen"),
    ],
)
def test_what_contradicts_itself_is_refused(text: str, country: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read_address(text, "nl", country)


@pytest.mark.parametrize("country", FORMS)
def test_the_example_of_each_country_is_one(country: str) -> None:
    example = FORMS[country].example
    assert is_code(example, country)
    assert written_code(example.replace(" ", "").lower(), country) == example


@given(
    st.text(max_size=200),
    st.sampled_from(["nl", "de", "nb", "fr", "en-GB", "en", "de-CH"]),
    st.sampled_from(["", *FORMS]),
)
def test_any_text_is_read_or_refused(text: str, locale: str, country: str) -> None:
    with contextlib.suppress(Unreadable):
        assert read_address(text, locale, country).lines


@given(
    st.text("Dorpstaweg1250 abc-/,.\n", min_size=1, max_size=60),
    st.sampled_from(sorted(FORMS)),
)
def test_nothing_is_lost_and_nothing_is_made_up(text: str, country: str) -> None:
    with contextlib.suppress(Unreadable):
        found = read_address(text, "nl", country)
        squeezed = "".join("".join(found.lines).split()).casefold()
        for part in parts(found)[:-1]:
            assert "".join(part.split()).casefold() in squeezed
