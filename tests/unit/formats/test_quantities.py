"""Quantities keep their unit, and are one number."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.locales import CONVENTIONS
from rpa.formats.quantities import Quantity, read_quantity
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.formats.units import KNOWN, meanings, unit_codes
from rpa.formats.writing import write_quantity


@pytest.mark.parametrize(
    ("text", "number", "unit", "written"),
    [
        ("12 stk", "12", "H87", "stk"),
        ("5 st.", "5", "H87", "st."),
        ("5 Stck.", "5", "H87", "Stck."),
        ("12 pcs", "12", "H87", "pcs"),
        ("2,5 kg", "2.5", "KGM", "kg"),
        ("2.5KG", "2.5", "KGM", "KG"),
        ("kg 2,5", "2.5", "KGM", "kg"),
        ("1 doos", "1", "XBX", "doos"),
        ("4 Std.", "4", "HUR", "Std."),
        ("1,5 h", "1.5", "HUR", "h"),
        ("3 timer", "3", "HUR", "timer"),
        ("12 m²", "12", "MTK", "m²"),
        ("3 m3", "3", "MTQ", "m3"),
        ("m2 5", "5", "MTK", "m2"),
        ("m25", "25", "MTR", "m"),
        ("5 vierkante meter", "5", "MTK", "vierkante meter"),
        ("10 KGM", "10", "KGM", "KGM"),
        ("-3 kg", "-3", "KGM", "kg"),
        ("3- kg", "-3", "KGM", "kg"),
        ("(3) kg", "-3", "KGM", "kg"),
        ("1.250,5 l", "1250.5", "LTR", "l"),
        ("10 %", "10", "P1", "%"),
        ("12", "12", "", ""),
        ("7 bigbags", "7", "", "bigbags"),
        ("12 stk/doos", "12", "", "stk/doos"),
    ],
)
def test_quantities(text: str, number: str, unit: str, written: str) -> None:
    assert read_quantity(text, "nl") == Quantity(Decimal(number), unit, written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kg",
        "pcs",
        "12 stk 3",
        "10 m 2",
        "3 à 5 m",
        "3-5 m",
        "½ kg",
        "3½ m",
        "12k",
        "1,5 mio",
        "12 EUR",
        "€ 12",
        "12 kr",
        "5-kg",
        "1e",
        "5th",
        "A4",
        "12 pcs (box)",
        "1 kg 500 g",
        "12 34 kg",
        "٣ kg",
        "x" * 70,
        "2 5 stk",
    ],
)
def test_other_texts_are_no_quantities(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_quantity(text, "nl")
    assert not isinstance(caught.value, Ambiguous)


@pytest.mark.parametrize("text", ["3 × 10 m", "3x10m", "3 stk x 10 m", "2 * 5", "3 X 2,5 kg"])
def test_a_product_is_named_both_ways(text: str) -> None:
    with pytest.raises(Ambiguous, match=r"could mean . of .* each or their product"):
        read_quantity(text, "nl")


def test_a_unit_means_what_it_means_in_its_language() -> None:
    assert read_quantity("5 t", "de").unit == "TNE"
    assert read_quantity("5 st", "en-GB").unit == ""
    assert read_quantity("5 u", "nl").unit == "HUR"
    assert read_quantity("5 u", "de").unit == ""
    assert read_quantity("5 dozen", "nl").unit == "XBX"
    assert read_quantity("5 dozen", "en").unit == "DZN"
    with pytest.raises(Ambiguous) as caught:
        read_quantity("5 t", "nb")
    assert caught.value.readings == ("HUR", "TNE")
    assert read_quantity("5 t", "nb", unit="HUR").unit == "HUR"


def test_a_declared_unit_is_that_of_a_text_without_one() -> None:
    assert read_quantity("5", "nl", unit="KGM") == Quantity(Decimal(5), "KGM")
    assert read_quantity(Decimal("2.5"), "nl", unit="KGM") == Quantity(Decimal("2.5"), "KGM")
    for text in ("5 l", "5 bigbags"):
        with pytest.raises(Unreadable, match="a quantity in KGM"):
            read_quantity(text, "nl", unit="KGM")
    with pytest.raises(ValueError, match="is not a code"):
        read_quantity("5", "nl", unit="kg")


def test_its_number_is_read_strictly() -> None:
    with pytest.raises(Ambiguous, match=r"1250 or 1.25"):
        read_quantity("1.250 kg", "nl")
    assert read_quantity("1.250 kg", "nl", decimal=",").number == 1250
    with pytest.raises(Unreadable):
        read_quantity(2.5, "nl")  # type: ignore[arg-type]


def test_a_word_means_one_unit_unless_it_is_said() -> None:
    assert {word for word, codes in meanings().items() if len(codes) > 1} == {"t", "dozen"}
    for word in meanings():
        for locale in CONVENTIONS:
            assert set(unit_codes(word, locale)) <= KNOWN


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.sampled_from(sorted(CONVENTIONS)),
    st.sampled_from(["stk", "kg", "h", "m²", "doos", ""]),
)
def test_what_is_written_is_read_back(number: Decimal, locale: str, unit: str) -> None:
    assert read_quantity(f"{write_quantity(number, locale)} {unit}", locale).number == number


@given(st.text(max_size=80), st.sampled_from(sorted(CONVENTIONS)))
def test_any_text_is_read_or_refused(text: str, locale: str) -> None:
    with contextlib.suppress(Unreadable):
        assert read_quantity(text, locale).number.is_finite()


@given(st.text("0123456789., x×kgm²½-()", max_size=14))
def test_a_quantity_has_exactly_the_digits_of_the_text(text: str) -> None:
    with contextlib.suppress(Unreadable):
        found = read_quantity(text, "nl")
        digits = "".join(char for char in text if char in "0123456789")
        unit = "".join(char for char in found.written if char in "0123456789")
        number = f"{found.number:f}".lstrip("-").replace(".", "")
        assert (digits.replace(unit, "", 1) if unit else digits).lstrip("0") == number.lstrip("0")
