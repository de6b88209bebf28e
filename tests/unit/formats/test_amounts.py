"""Amounts are read exactly, and never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.amounts import Credit, from_cell, read_decimal, read_integer, read_money, read_percent
from rpa.formats.locales import CONVENTIONS
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.money import Money

EVERY_LOCALE = pytest.mark.parametrize("locale", CONVENTIONS)


def outcome(text: str, locale: str, mark: str | None) -> Decimal | Unreadable:
    """The number, or why there is none; anything else that is raised fails the test."""
    try:
        return read_decimal(text, locale, decimal=mark)
    except Unreadable as error:
        return error


READ_ALIKE_EVERYWHERE = {
    "0": "0",
    "7": "7",
    "007": "7",
    "1250": "1250",
    "1250,5": "1250.5",
    "1250.50": "1250.50",
    "12,50": "12.50",
    "1,5": "1.5",
    "1.2345": "1.2345",
    "0,125": "0.125",
    "0.125": "0.125",
    "-0,125": "-0.125",
    "1250,125": "1250.125",
    "1.250,00": "1250.00",
    "1,250.00": "1250.00",
    "1.234.567": "1234567",
    "1,234,567.89": "1234567.89",
    "1.234.567,891": "1234567.891",
    "1.250,125": "1250.125",
    "1 250": "1250",
    "1 250,50": "1250.50",
    "1\u00a0250,50": "1250.50",
    "1\u202f250\u202f000": "1250000",
    "1\u2009250": "1250",
    "1'250.50": "1250.50",
    "1\u2019250": "1250",
    "1'250'000,5": "1250000.5",
    "1\u2003250,50": "1250.50",
    "1\u2007250": "1250",
    "1\u00b4250.50": "1250.50",
    "1\u2018250.50": "1250.50",
    "+5": "5",
    "-5": "-5",
    "\u20135": "-5",
    "\u20105,00": "-5.00",
    "5,00\u2013": "-5.00",
    "12,=": "12",
    "12,\u2014": "12",
    "\u22125,00": "-5.00",
    "5-": "-5",
    "5,00 -": "-5.00",
    "5\u2212": "-5",
    "(5,00)": "-5.00",
    "( 5 )": "-5",
    "- 5": "-5",
    "12,-": "12",
    "12,--": "12",
    "12.-": "12",
    "12.\u2013": "12",
    "1.250,-": "1250",
    "1'250.\u2014": "1250",
    "-12,-": "-12",
    " \t12,50\n": "12.50",
    "-0": "0",
    "-0,00": "0.00",
    "5+": "5",
}


@EVERY_LOCALE
def test_clear_numbers_are_read_alike_in_every_locale(locale: str) -> None:
    for text, number in READ_ALIKE_EVERYWHERE.items():
        assert str(read_decimal(text, locale)) == number, text


@EVERY_LOCALE
@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1.250", ("1250", "1.25")),
        ("1,250", ("1250", "1.25")),
        ("12.000", ("12000", "12")),
        ("999,999", ("999999", "999.999")),
        ("-1.250", ("-1250", "-1.25")),
        ("(1.250)", ("-1250", "-1.25")),
    ],
)
def test_one_separator_before_three_digits_is_ambiguous(locale: str, text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(Ambiguous) as caught:
        read_decimal(text, locale)
    assert caught.value.readings == readings
    with pytest.raises(Ambiguous):
        read_money(f"€ {text}", locale)
    with pytest.raises(Ambiguous):
        read_integer(text, locale)


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1.250", ",", "1250"),
        ("1.250", ".", "1.250"),
        ("1,250", ",", "1.250"),
        ("1,250", ".", "1250"),
        ("12,5", ",", "12.5"),
        ("1 250", ".", "1250"),
        ("1.250,5", ",", "1250.5"),
        ("12,-", ",", "12"),
    ],
)
def test_a_declared_mark_decides(text: str, mark: str, number: str) -> None:
    assert str(read_decimal(text, "nl", decimal=mark)) == number
    assert read_money(text, "nl", "EUR", mark) == Money(Decimal(number), "EUR")


@pytest.mark.parametrize(
    ("text", "mark"),
    [("12.50", ","), ("12,50", "."), ("1,250.00", ","), ("0.125", ","), ("12.-", ","), ("1,2,3", ",")],
)
def test_what_contradicts_the_declared_mark_is_refused(text: str, mark: str) -> None:
    with pytest.raises(Unreadable):
        read_decimal(text, "nl", decimal=mark)


@EVERY_LOCALE
def test_what_is_no_number_is_refused(locale: str) -> None:
    bad = [
        "12.345.6",
        "1.25.00",
        "1.2.3",
        "12 34",
        "1 25",
        "1.250 000",
        "1,250,00",
        "1.250.00",
        "0.125,00",
        "012.345.678",
        "1234.567,00",
        "1234.567.890",
        ".5",
        "5.",
        ",50",
        "1..5",
        "1.,5",
        "1 .5",
        "1.250.-",
        "--5",
        "-5-",
        "(-5)",
        "-(5)",
        "(5",
        "5)",
        "+-5",
        "((5))",
        "5()",
        ")5(",
        "1e5",
        "1E5",
        "0x10",
        "NaN",
        "Infinity",
        "-inf",
        "abc",
        "1a",
        "٣",
        "١٢",
        "1٣",
        "½",
        "²",
        "5%",
        "5 %",
        "5‰",
        "1_000",
        "1/2",
        "5–5",
        "1;5",
        "1\n250",
        "1\x00",
        "1 ' 5",
        "€",
    ]
    for text in ["", " ", *bad, "1" * 65, "1." * 40, "(" * 64, "a" * 64]:
        with pytest.raises(Unreadable) as caught:
            read_decimal(text, locale)
        assert not isinstance(caught.value, Ambiguous), text


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("1,23,456.78", "en-IN", "123456.78"),
        ("12,34,56,789", "en-IN", "123456789"),
        ("1,00,000", "en-IN", "100000"),
        ("123,456.78", "en-IN", "123456.78"),
    ],
)
def test_digits_are_grouped_as_in_india_there(text: str, locale: str, number: str) -> None:
    assert str(read_decimal(text, locale)) == number


@pytest.mark.parametrize("locale", sorted(set(CONVENTIONS) - {"en-IN"}))
@pytest.mark.parametrize("text", ["1,00,000", "1,23,456.78"])
def test_a_digit_that_is_missing_elsewhere_is_not_taken_for_india(locale: str, text: str) -> None:
    with pytest.raises(Unreadable, match="en-IN"):
        read_decimal(text, locale)
    assert read_money(f"₹ {text}", locale).currency == "INR"
    assert read_money(text, locale, "INR").amount == read_decimal(text, "en-IN")


@pytest.mark.parametrize("text", ["1,2,345", "123,45,678", "0,12,345", "1.23.456,78", "1,23,45", "1,234,56,789"])
def test_other_groups_are_not_those_of_india_either(text: str) -> None:
    with pytest.raises(Unreadable):
        read_decimal(text, "en-IN")


@pytest.mark.parametrize(
    ("text", "credit", "number"),
    [
        ("45,00 CR", "minus", "-45.00"),
        ("45,00 Cr.", "plus", "45.00"),
        ("45,00 DR", "minus", "45.00"),
        ("45,00DR", "plus", "-45.00"),
        ("1.234,56 H", "minus", "-1234.56"),
        ("1.234,56 S", "plus", "-1234.56"),
        ("Af 12,50", "plus", "-12.50"),
        ("12,50", "minus", "12.50"),
        ("-12,50", "minus", "-12.50"),
    ],
)
def test_the_side_of_an_account_is_read_when_it_is_declared(text: str, credit: Credit, number: str) -> None:
    assert str(read_decimal(text, "nl", credit=credit)) == number
    assert read_money(text, "nl", "EUR", credit=credit).amount == Decimal(number)
    if any(char.isalpha() for char in text):
        with pytest.raises(Unreadable, match="credit: minus or plus"):
            read_money(text, "nl", "EUR")


@pytest.mark.parametrize("text", ["-45,00 CR", "(45,00) DR", "45,00 CR DR", "CR 45,00-"])
def test_a_side_and_a_sign_contradict_each_other(text: str) -> None:
    with pytest.raises(Unreadable, match=r"twice|two sides"):
        read_decimal(text, "nl", credit="minus")


def test_a_long_dash_behind_a_whole_number_is_a_minus_or_no_cents() -> None:
    with pytest.raises(Ambiguous) as caught:
        read_decimal("12–", "nl")
    assert caught.value.readings == ("12", "-12")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,5 mio", "'mio' shortens it"),
        ("12k", "'k' shortens it"),
        ("2 Mrd.", "shortens it"),
        ("12 stuks", "'stuks' stands beside the number"),
        ("½", "fraction"),
        ("1 1/2", "fraction"),
        ("2½", "fraction"),
        ("3 ⅔", "fraction"),
    ],
)
def test_what_is_written_in_words_or_fractions_is_refused(text: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read_decimal(text, "nl")
    with pytest.raises(Unreadable):
        read_money(text, "nl", "EUR")


@pytest.mark.parametrize(
    ("text", "number"),
    [("21 %", "21"), ("21%", "21"), ("5,5 %", "5.5"), ("-10%", "-10"), ("% 21", "21"), ("0,125 %", "0.125")],
)
def test_percentages(text: str, number: str) -> None:
    assert str(read_percent(text, "nl")) == number


@pytest.mark.parametrize(
    "value", ["21", "0.21", Decimal("0.21"), "%", "21 %%", "21 % %", "21 ‰", "", None, "€ 5 %", "5 % korting"]
)
def test_a_percentage_has_one_sign(value: object) -> None:
    with pytest.raises(Unreadable):
        read_percent(value, "nl")  # type: ignore[arg-type]
    with pytest.raises(Ambiguous):
        read_percent("1.250 %", "nl")


@pytest.mark.parametrize("value", [1.5, float("nan"), True, False, None, [], Decimal("NaN"), Decimal("Infinity"), b"5"])
def test_other_types_are_refused(value: object) -> None:
    for read in (read_decimal, read_integer, read_money):
        with pytest.raises(Unreadable):
            read(value, "nl")  # type: ignore[arg-type]


def test_typed_numbers_are_taken_as_they_are() -> None:
    assert read_decimal(5, "nl") == 5
    assert str(read_decimal(Decimal("1.250"), "nl")) == "1.250"
    assert read_money(5, "nl", "EUR") == Money(Decimal(5), "EUR")
    with pytest.raises(Unreadable, match="from_cell"):
        read_decimal(1.5, "nl")  # type: ignore[arg-type]


def test_a_plain_number_states_no_currency() -> None:
    with pytest.raises(Unreadable, match="read it as money"):
        read_decimal("€ 12,50", "nl")


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("12,00", 12), ("-1 250", -1250), ("1.250.000", 1250000)])
def test_whole_numbers(text: str, number: int) -> None:
    assert read_integer(text, "nl") == number
    assert type(read_integer(text, "nl")) is int


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(Unreadable, match="whole"):
        read_integer("12,5", "nl")


@pytest.mark.parametrize(
    ("text", "locale", "money"),
    [
        ("€ 1.234,50", "nl-NL", "1234.50 EUR"),
        ("€ -1.234,50", "nl-NL", "-1234.50 EUR"),
        ("€ 12,-", "nl", "12.00 EUR"),
        ("-€5", "nl", "-5.00 EUR"),
        ("€-5,00", "nl", "-5.00 EUR"),
        ("(€ 5)", "nl", "-5.00 EUR"),
        ("€ (5)", "nl", "-5.00 EUR"),
        ("12,50 EUR", "nl", "12.50 EUR"),
        ("EUR12.50", "nl", "12.50 EUR"),
        ("12,50 eur", "de", "12.50 EUR"),
        ("12,50 euro", "nl", "12.50 EUR"),
        ("€ 5 EUR", "nl", "5.00 EUR"),
        ("1.234,50 €-", "de", "-1234.50 EUR"),
        ("1.234,50- €", "de", "-1234.50 EUR"),
        ("1 234,50 kr", "nb-NO", "1234.50 NOK"),
        ("kr 1\u00a0234,50", "no", "1234.50 NOK"),
        ("kr. 5,-", "nb", "5.00 NOK"),
        ("NOK 1 234", "nl", "1234.00 NOK"),
        ("100 kr", "sv", "100.00 SEK"),
        ("100 kr.", "da-DK", "100.00 DKK"),
        ("kr 100 NOK", "de", "100.00 NOK"),
        ("Fr. 1'250.50", "de-CH", "1250.50 CHF"),
        ("CHF 12.\u2013", "de-CH", "12.00 CHF"),
        ("SFr. 5", "de", "5.00 CHF"),
        ("£1,234.50", "en-GB", "1234.50 GBP"),
        ("$1,234.50", "en-US", "1234.50 USD"),
        ("US$ 5", "nl", "5.00 USD"),
        ("¥ 500 JPY", "en", "500 JPY"),
        ("1.8790 EUR", "nl", "1.879 EUR"),
        ("₹ 1,23,456.78", "nl", "123456.78 INR"),
        ("Rs. 1,23,456.78", "en-IN", "123456.78 INR"),
        ("249,00 zł", "nl", "249.00 PLN"),
        ("1 299 Kč", "de", "1299.00 CZK"),
        ("12.500,00 Ft", "de", "12500.00 HUF"),
        ("CA$ 12.50", "en", "12.50 CAD"),
        ("1 234,50 kronor", "sv", "1234.50 SEK"),
        ("100 kroner", "da", "100.00 DKK"),
        ("100 kroner", "nb", "100.00 NOK"),
        ("12,50 euros", "fr", "12.50 EUR"),
        ("Fr. 12.\u2013", "fr-CH", "12.00 CHF"),
        ("12.50 Franken", "de-CH", "12.50 CHF"),
        ("1.234,50 €", "it", "1234.50 EUR"),
        ("1.234,50 €", "es-ES", "1234.50 EUR"),
    ],
)
def test_money(text: str, locale: str, money: str) -> None:
    assert str(read_money(text, locale)) == money


def test_the_declared_currency_decides() -> None:
    assert read_money("100", "nl", "EUR").currency == "EUR"
    assert read_money("kr 100", "nl", "SEK").currency == "SEK"
    assert read_money("kr 100", "nb", "SEK").currency == "SEK"
    assert read_money("$ 100", "en-US", "CAD").currency == "CAD"
    with pytest.raises(ValueError, match="ISO 4217"):
        read_money("100", "nl", "euro")


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("€ 5 USD", None, "€ and USD"),
        ("kr 5 EUR", None, "kr and EUR"),
        ("5 NOK", "EUR", "an amount in EUR"),
        ("5", None, "states no currency"),
        ("5 stuks", None, "'stuks' is no currency"),
        ("€ 5", "NOK", "it says €"),
        ("EUR USD 5", "EUR", "EUR and USD"),
        ("5 EURO.00", None, "not a"),
        ("5 kr$", None, "no currency"),
        ("5 cup", None, "'cup' is no currency"),
        ("5 ft", None, "'ft' is no currency"),
        ("5 rm", None, "'rm' is no currency"),
    ],
)
def test_currencies_must_agree(text: str, currency: str | None, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read_money(text, "de", currency)


@pytest.mark.parametrize(("text", "codes"), [("kr 5", ("NOK", "SEK", "DKK", "ISK")), ("¥5", ("JPY", "CNY"))])
def test_a_sign_of_several_countries_is_ambiguous_abroad(text: str, codes: tuple[str, ...]) -> None:
    with pytest.raises(Ambiguous) as caught:
        read_money(text, "nl")
    assert caught.value.readings == codes


def test_a_mark_is_a_comma_or_a_dot() -> None:
    with pytest.raises(ValueError, match="decimal mark"):
        read_decimal("5", "nl", decimal="'")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (0.1, "0.1"),
        (1250.5, "1250.5"),
        (12.0, "12.0"),
        (5, "5"),
        (-0.0, "0.0"),
        (1e-7, "1E-7"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_cells_give_their_shortest_decimal(cell: float, number: str) -> None:
    assert str(from_cell(cell)) == number


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), True, "5", None])
def test_cells_without_a_number_are_refused(cell: object) -> None:
    with pytest.raises(Unreadable):
        from_cell(cell)  # type: ignore[arg-type]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_cells_keep_their_value(cell: float) -> None:
    assert float(from_cell(cell)) == cell


@given(st.text(max_size=80), st.sampled_from(sorted(CONVENTIONS)), st.sampled_from([None, ",", "."]))
def test_any_text_is_read_or_refused(text: str, locale: str, mark: str | None) -> None:
    result = outcome(text, locale, mark)
    assert str(result) if isinstance(result, Unreadable) else result.is_finite()


@given(st.text("0123456789., '-()€kr", max_size=14), st.sampled_from(sorted(CONVENTIONS)))
def test_a_number_that_is_read_has_exactly_the_digits_of_the_text(text: str, locale: str) -> None:
    try:
        money = read_money(text, locale, "NOK" if "k" in text else "EUR")
    except Unreadable:
        return
    written = "".join(char for char in text if char.isdigit())
    read = str(money.amount).replace("-", "").replace(".", "")
    assert read == written or int(read) == int(written)


@given(st.from_regex(r"-?[0-9]{1,12}[.,][0-9]{1,2}", fullmatch=True), st.sampled_from([None, ",", "."]))
def test_the_short_way_reads_what_the_long_way_reads(text: str, mark: str | None) -> None:
    spaced = text.replace("-", "- ") if text.startswith("-") else f"+{text}"  # which the short way does not take
    short, long = outcome(text, "nl", mark), outcome(spaced, "nl", mark)
    if isinstance(short, Decimal) or isinstance(long, Decimal):
        assert str(short) == str(long)


@given(st.text("0123456789.,", min_size=1, max_size=10))
def test_declaring_either_mark_gives_one_of_the_readings(text: str) -> None:
    result = outcome(text, "nl", None)
    if isinstance(result, Ambiguous):
        declared = {read_decimal(text, "nl", decimal=mark) for mark in ",."}
        assert declared == {Decimal(reading) for reading in result.readings}
