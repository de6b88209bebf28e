"""Dates are read by the order that is known, and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.dates import read_date
from rpa.formats.locales import CONVENTIONS
from rpa.formats.months import LANGUAGES, month_numbers, named, weekday_numbers
from rpa.formats.reading import Ambiguous, Unreadable

TODAY = dt.date(2026, 11, 22)
EVERY_LOCALE = pytest.mark.parametrize("locale", CONVENTIONS)
days = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2200, 12, 31))


def iso(text: str, locale: str, order: str | None = None) -> str:
    return read_date(text, locale, order=order, today=TODAY).isoformat()


def outcome(text: str, locale: str) -> dt.date | Unreadable:
    """The day, or why there is none; anything else that is raised fails the test."""
    try:
        return read_date(text, locale, today=TODAY)
    except Unreadable as error:
        return error


READ_ALIKE_EVERYWHERE = {
    "2026-10-05": "2026-10-05",
    "20261005": "2026-10-05",
    "2026-10-05T14:30:00+02:00": "2026-10-05",
    "2026-10-05 00:00": "2026-10-05",
    "2026-W10-3": "2026-03-04",
    "2026W103": "2026-03-04",
    "2026-W53-7": "2027-01-03",
    "2026/10/05": "2026-10-05",
    "2026.10.5": "2026-10-05",
    "5.10.2026": "2026-10-05",
    "05. 10. 2026": "2026-10-05",
    "1 oktober 2026": "2026-10-01",
    "1. Oktober 2026": "2026-10-01",
    "Oct 1, 2026": "2026-10-01",
    "October 1st, 2026": "2026-10-01",
    "den 3. mars 2026": "2026-03-03",
    "3-mrt-2026": "2026-03-03",
    "3. März 2026": "2026-03-03",
    "3. Maerz 2026": "2026-03-03",
    "1er août 2026": "2026-08-01",
    "1 aout 2026": "2026-08-01",
    "le 14 févr. 2026": "2026-02-14",
    "5 OKT. 2026": "2026-10-05",
    "2nd of May 2026": "2026-05-02",
    "05OCT2026": "2026-10-05",
    "5. des. 2026": "2026-12-05",
    "9 Sept. 2026": "2026-09-09",
    "dinsdag 6 oktober 2026": "2026-10-06",
    "Tue, Oct 6, 2026": "2026-10-06",
    "tirsdag den 6. oktober 2026": "2026-10-06",
    "Di., 6. Okt. 2026": "2026-10-06",
    "5 okt '26": "2026-10-05",
    "5 maj 2026": "2026-05-05",
    "1.\u00a0Januar\u00a02026": "2026-01-01",
    "07/07/2026": "2026-07-07",
    "29.02.2028": "2028-02-29",
    "2026-10-05 14:30 +0200": "2026-10-05",
    "2026/10/05 14.30": "2026-10-05",
    "05.10.2026 14:30 Uhr": "2026-10-05",
    "05.10.2026 - 14:30": "2026-10-05",
    "5 oktober 2026 om 14.30 uur": "2026-10-05",
    "5. oktober 2026 kl. 14.30": "2026-10-05",
    "5 octobre 2026 à 14h30": "2026-10-05",
    "October 5, 2026 at 2:30 p.m.": "2026-10-05",
    "Oct 5 2026 2pm": "2026-10-05",
    "Mon, 05 Oct 2026 23:55:50 -0700": "2026-10-05",
    "5.10.2026, 14:30:15": "2026-10-05",
    "05DEC2026": "2026-12-05",
    "2026-Oct-05": "2026-10-05",
    "2026 oktober 5": "2026-10-05",
    "5 de octubre de 2026": "2026-10-05",
    "5 ottobre 2026": "2026-10-05",
    "lunes, el 5 de octubre de 2026": "2026-10-05",
    "Montag, der 5. Oktober 2026": "2026-10-05",
    "op 5 oktober 2026": "2026-10-05",
    "1º ottobre 2026": "2026-10-01",
    "den 5:e oktober 2026": "2026-10-05",
    "2ème octobre 2026": "2026-10-02",
    "5de oktober 2026": "2026-10-05",
    "Thurs 8 Oct 2026": "2026-10-08",
    "5. Okt. 2026": "2026-10-05",
    "5.Okt.2026": "2026-10-05",
    "Oct-05-2026": "2026-10-05",
    "25 12 2026": "2026-12-25",
    "26. 10.26": "2026-10-26",
    "26. 10.26 14.12": "2026-10-26",
    "26 . 10. 2026": "2026-10-26",
}


@EVERY_LOCALE
def test_clear_dates_are_read_alike_in_every_locale(locale: str) -> None:
    for text, day in READ_ALIKE_EVERYWHERE.items():
        assert iso(text, locale) == day, text


@pytest.mark.parametrize(
    ("locale", "text", "day"),
    [
        ("nl", "03-04-2026", "2026-04-03"),
        ("nl", "3-4-26", "2026-04-03"),
        ("de", "03.04.2026", "2026-04-03"),
        ("nb", "3.4.26", "2026-04-03"),
        ("da", "03.04.2026", "2026-04-03"),
        ("fr", "03/04/2026", "2026-04-03"),
        ("en-GB", "03/04/2026", "2026-04-03"),
        ("en-US", "03/04/2026", "2026-03-04"),
        ("en-US", "3/4/26", "2026-03-04"),
        ("nl-BE", "03/04/2026", "2026-04-03"),
        ("sv", "26-10-05", "2026-10-05"),
        ("en-US", "03.04.2026", "2026-04-03"),
        ("nl", "31/12/2026", "2026-12-31"),
        ("nl", "12/31/2026", "2026-12-31"),
        ("en", "31/12/2026", "2026-12-31"),
        ("en", "25-12-2026", "2026-12-25"),
    ],
)
def test_numbers_stand_in_the_order_of_the_locale(locale: str, text: str, day: str) -> None:
    assert iso(text, locale) == day


@pytest.mark.parametrize(
    ("locale", "text", "readings"),
    [
        ("nl", "03/04/2026", ("2026-04-03", "2026-03-04")),
        ("de", "03/04/2026", ("2026-04-03", "2026-03-04")),
        ("de", "03-04-2026", ("2026-04-03", "2026-03-04")),
        ("en", "03/04/2026", ("2026-04-03", "2026-03-04")),
        ("en-US", "03-04-2026", ("2026-04-03", "2026-03-04")),
        ("en-GB", "03-04-2026", ("2026-04-03", "2026-03-04")),
        ("sv", "05-10-2026", ("2026-10-05", "2026-05-10")),
        ("de", "01/02/03", ("2003-02-01", "2003-01-02", "2001-02-03")),
    ],
)
def test_two_possible_days_are_both_named(locale: str, text: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(Ambiguous) as caught:
        iso(text, locale)
    assert caught.value.readings == readings


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2026", "dmy", "2026-04-03"),
        ("03/04/2026", "mdy", "2026-03-04"),
        ("03-04-2026", "mdy", "2026-03-04"),
        ("03.04.2026", "mdy", "2026-03-04"),
        ("26/03/04", "ymd", "2026-03-04"),
        ("2026-03-04", "dmy", "2026-03-04"),
    ],
)
def test_a_declared_order_decides(text: str, order: str, day: str) -> None:
    assert iso(text, "nl", order) == day


@pytest.mark.parametrize(
    ("locale", "text", "order"),
    [
        ("en-US", "31/12/2026", None),
        ("en-GB", "12/31/2026", None),
        ("nl", "12-31-2026", None),
        ("nl", "31/12/2026", "mdy"),
        ("nl", "03/04/2026", "ymd"),
        ("de", "12.31.2026", None),
    ],
)
def test_a_day_that_the_order_forbids_is_refused(locale: str, text: str, order: str | None) -> None:
    with pytest.raises(Unreadable):
        iso(text, locale, order)


@EVERY_LOCALE
def test_what_is_no_date_is_refused(locale: str) -> None:
    bad = [
        "31-02-2026",
        "31.02.2026",
        "29.02.2026",
        "00.01.2026",
        "2026-13-01",
        "2026-02-30",
        "2026-1-5x",
        "2026-W10",
        "2026-W54-1",
        "2027-W53-1",
        "2026-W10-8",
        "1-1",
        "2026",
        "10-2026",
        "oktober 2026",
        "5 foo 2026",
        "foo",
        "45000",
        "5.10.126",
        "5.10.20266",
        "1.1.1899",
        "31.12.2201",
        "1 januari 1850",
        "maandag 6 oktober 2026",
        "blursday 6 oktober 2026",
        "5.10-2026",
        "5/10.2026",
        "٣.04.2026",
        "٣ oktober 2026",
        "2026-10-05T25:00",
        "2026-10-05Tx",
        "32 oktober 2026",
        "0 oktober 2026",
        "5 oktober",
        "05102026",
        "R-2026/003",
        "05.10.2026 - 06.11",
        "05.10. - 06.11.2026",
        "05.10.2026 25:00",
        "05.10.2026 14:60",
        "05.10.2026 13 pm",
        "05.10.2026 14",
        "5 oktober 14.30",
        "05.10.2026 06.10.2026",
        "25122026",
        "251226",
        "2026-W10 14:30",
    ]
    for text in ["", "  ", *bad, "1" * 65, "x " * 40]:
        with pytest.raises(Unreadable) as caught:
            iso(text, locale)
        assert not isinstance(caught.value, Ambiguous), text


@pytest.mark.parametrize("value", [45000, 4.5, True, None, dt.time(1, 2)])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        read_date(value, "nl")  # type: ignore[arg-type]


def test_cells_hold_dates() -> None:
    assert read_date(dt.date(2026, 10, 5), "nl") == dt.date(2026, 10, 5)
    cell = read_date(dt.datetime(2026, 10, 5, 14, 30), "nl")  # noqa: DTZ001 - cells know no zone
    assert (type(cell), cell) == (dt.date, dt.date(2026, 10, 5))
    with pytest.raises(Unreadable, match="1900 to 2200"):
        read_date(dt.date(1899, 12, 31), "nl")


@pytest.mark.parametrize(("year", "full"), [("26", 2026), ("75", 2075), ("76", 1976), ("99", 1999), ("00", 2000)])
def test_short_years_lie_around_today(year: str, full: int) -> None:
    assert read_date(f"5.10.{year}", "de", today=TODAY).year == full


def test_short_years_need_a_today() -> None:
    with pytest.raises(Unreadable, match="write all four"):
        read_date("5.10.26", "de")


@pytest.mark.parametrize(
    ("text", "century", "day"),
    [
        ("5.10.26", 2000, "2026-10-05"),
        ("5.10.99", 2000, "2099-10-05"),
        ("5.10.99", 1900, "1999-10-05"),
        ("5 okt '26", 2000, "2026-10-05"),
        ("5.10.00", 2000, "2000-10-05"),
    ],
)
def test_a_declared_century_decides(text: str, century: int, day: str) -> None:
    assert read_date(text, "de", century=century).isoformat() == day
    with pytest.raises(Unreadable, match="write all four"):
        read_date(text, "de")


def test_a_century_is_a_hundred_years() -> None:
    with pytest.raises(ValueError, match="century"):
        read_date("5.10.26", "de", century=20)


def test_eight_digits_are_read_in_the_declared_order() -> None:
    assert iso("05102026", "nl", "dmy") == "2026-10-05"
    assert iso("05102026", "nl", "mdy") == "2026-05-10"
    assert iso("20261005", "nl", "dmy") == "2026-10-05"
    with pytest.raises(Unreadable):
        iso("25122026", "nl", "mdy")


def test_days_between_spaces_have_no_order_of_their_own() -> None:
    with pytest.raises(Ambiguous) as caught:
        iso("03 04 2026", "nl")
    assert caught.value.readings == ("2026-04-03", "2026-03-04")


def test_an_order_is_one_of_three() -> None:
    with pytest.raises(ValueError, match="order"):
        read_date("1.1.2026", "nl", order="ydm")


@pytest.mark.parametrize("table", ["months", "days"])
def test_no_name_means_two_things(table: str) -> None:
    meanings: dict[str, int] = {}
    for name, number, language in named(table):
        assert meanings.setdefault(name, number) == number, (name, language)
    numbers = month_numbers() if table == "months" else weekday_numbers()
    assert all(numbers[name] == number for name, number in meanings.items())


@given(
    days,
    st.sampled_from(LANGUAGES),
    st.sampled_from(["d MMMM yyyy", "d. MMM yyyy", "MMMM d, yyyy", "d-MMM-yyyy"]),
)
def test_every_month_of_every_language_is_read(day: dt.date, language: str, pattern: str) -> None:
    text = format_date(day, pattern, locale=Locale.parse(language))
    assert read_date(text, "nl") == day


@given(days, st.sampled_from(sorted(CONVENTIONS)), st.sampled_from("-/"))
def test_a_numeric_date_is_read_right_or_both_ways_named(day: dt.date, locale: str, separator: str) -> None:
    text = day.strftime(f"%d{separator}%m{separator}%Y")
    result = outcome(text, locale)
    if isinstance(result, Ambiguous):
        assert day.isoformat() in result.readings
        assert len(result.readings) == 2
    elif locale != "en-US" or separator != "/":
        assert result == day


@given(st.text(max_size=80), st.sampled_from(sorted(CONVENTIONS)))
def test_any_text_is_read_or_refused(text: str, locale: str) -> None:
    result = outcome(text, locale)
    assert str(result) if isinstance(result, Unreadable) else 1900 <= result.year <= 2200
