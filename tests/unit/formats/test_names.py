"""Names are taken apart only where they say how."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.names import CompanyName, PersonName, read_company, read_person
from rpa.formats.reading import Unreadable


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("Jansen B.V.", "Jansen", "BV"),
        ("Jansen bv", "Jansen", "BV"),
        ("Jansen, Pietersen & Zn. BV", "Jansen, Pietersen & Zn.", "BV"),
        ("KLM N.V.", "KLM", "NV"),
        ("Müller GmbH & Co. KG", "Müller", "GmbH & Co. KG"),
        ("Müller GmbH + Co KG", "Müller", "GmbH & Co. KG"),
        ("Müller & Co. GmbH", "Müller & Co.", "GmbH"),
        ("Schmidt UG (haftungsbeschränkt)", "Schmidt", "UG (haftungsbeschränkt)"),
        ("Meier e.K.", "Meier", "e.K."),
        ("Stichting De Brug", "De Brug", "Stichting"),
        ("Hansen AS", "Hansen", "AS"),
        ("Equinor ASA", "Equinor", "ASA"),
        ("ACME A/S", "ACME", "A/S"),
        ("Nordisk ApS", "Nordisk", "ApS"),
        ("Volvo AB", "Volvo", "AB"),
        ("Dupont SARL", "Dupont", "SARL"),
        ("SARL Dupont", "Dupont", "SARL"),
        ("Foo Ltd.", "Foo", "Ltd"),
        ("Acme, Inc.", "Acme", "Inc"),
        ("Bed & Bath ab", "Bed & Bath ab", ""),
        ("Hansen as", "Hansen as", ""),
        ("De Gesellschaft", "De Gesellschaft", ""),
        ("stichting nu", "stichting nu", ""),
    ],
)
def test_companies(text: str, name: str, form: str) -> None:
    found = read_company(text)
    assert (found.whole, found.name, found.legal_form) == (text, name, form)
    assert bool(found.countries) == bool(form)


@pytest.mark.parametrize("text", ["", "B.V.", "  ", "GmbH & Co. KG", "x" * 201, "a\nb", "..."])
def test_what_is_no_name_of_a_company(text: str) -> None:
    with pytest.raises(Unreadable):
        read_company(text)


@pytest.mark.parametrize(
    ("text", "title", "given_", "family"),
    [
        ("Jansen, Piet", "", "Piet", "Jansen"),
        ("van der Berg, Piet", "", "Piet", "van der Berg"),
        ("Piet van der Berg", "", "Piet", "van der Berg"),
        ("Anne Marie de Vries", "", "Anne Marie", "de Vries"),
        ("dhr. J.P. Jansen", "dhr.", "J.P.", "Jansen"),
        ("Marie DUPONT", "", "Marie", "DUPONT"),
        ("DUPONT Marie", "", "Marie", "DUPONT"),
        ("Frau Dr. Erika Mustermann", "Frau Dr.", "", ""),
        ("Piet Jansen", "", "", ""),
        ("Anne Marie Jansen", "", "", ""),
        ("JAN JANSEN", "", "", ""),
        ("M. Dupont", "", "", ""),
        ("Berg", "", "", ""),
        ("Jansen,", "", "", ""),
    ],
)
def test_people(text: str, title: str, given_: str, family: str) -> None:
    assert read_person(text) == PersonName(text, title, given_, family)


def test_a_declared_order_parts_two_words_and_no_more() -> None:
    assert read_person("Piet Jansen", "given_first") == PersonName("Piet Jansen", "", "Piet", "Jansen")
    assert read_person("Jansen Piet", "family_first") == PersonName("Jansen Piet", "", "Piet", "Jansen")
    assert read_person("Anne Marie Jansen", "given_first").family == ""
    with pytest.raises(ValueError, match="order"):
        read_person("Piet Jansen", "western")


@pytest.mark.parametrize(
    "text", ["", "Jan & Piet", "Jan en Piet Jansen", "Jan 2", "jan@x.nl", "a, b, c", "Dr. ", "x" * 201]
)
def test_what_is_not_one_person(text: str) -> None:
    with pytest.raises(Unreadable):
        read_person(text)


@given(st.text(max_size=210))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert isinstance(read_person(text), PersonName)
    with contextlib.suppress(Unreadable):
        assert isinstance(read_company(text), CompanyName)
