"""Locales are found by any usual spelling."""

from __future__ import annotations

import pytest
from babel import Locale

from rpa.formats.locales import CONVENTIONS, UnknownLocale, convention, decimal_mark


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("nl-NL", "nl-NL"),
        ("nl_nl", "nl-NL"),
        ("NL", "nl-NL"),
        ("de", "de-DE"),
        ("de_CH", "de-CH"),
        ("no", "nb-NO"),
        ("no-NO", "nb-NO"),
        ("nb", "nb-NO"),
        ("da", "da-DK"),
        ("sv", "sv-SE"),
        ("en", "en"),
        ("en-us", "en-US"),
    ],
)
def test_spellings(written: str, tag: str) -> None:
    assert convention(written).tag == tag


@pytest.mark.parametrize("written", ["", "xx", "nl-XX", "nl-NL-u-nu-latn", "klingon"])
def test_unknown_ones_are_named(written: str) -> None:
    with pytest.raises(UnknownLocale, match=r"known are nl-NL"):
        convention(written)


@pytest.mark.parametrize("tag", CONVENTIONS)
def test_decimal_marks_are_those_of_cldr(tag: str) -> None:
    locale = Locale.parse(tag, sep="-")
    assert decimal_mark(tag) == locale.number_symbols["latn"]["decimal"]
