"""Countries by code and by name."""

from __future__ import annotations

import pytest

from rpa.formats.countries import read_country
from rpa.formats.reading import Unreadable


@pytest.mark.parametrize(
    ("text", "locale", "code"),
    [
        ("NO", "nl-NL", "NO"),
        (" no ", "nl-NL", "NO"),
        ("Noorwegen", "nl-NL", "NO"),
        ("norwegen", "nl-NL", "NO"),
        ("Norge", "en", "NO"),
        ("Österreich", "nb-NO", "AT"),
        ("osterreich", "de-DE", "AT"),
        ("Holland", "de-DE", "NL"),
        ("UK", "nl-NL", "GB"),
        ("Verenigd  Koninkrijk", "nl-NL", "GB"),
    ],
)
def test_a_country_is_read(text: str, locale: str, code: str) -> None:
    assert read_country(text, locale) == code


@pytest.mark.parametrize("value", ["", "XX", "EU", "ZZ", "Atlantis", 31, None])
def test_what_is_no_country_is_refused(value: object) -> None:
    with pytest.raises(Unreadable, match="is not a country: a code such as NO"):
        read_country(value, "nl-NL")
