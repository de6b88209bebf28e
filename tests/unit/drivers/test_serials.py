from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.serials import Shown, from_serial, shown_as

FIRST, LAST = map(dt.datetime.fromisoformat, ("1900-03-01", "9999-12-31"))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", Shown.NUMBER),
        ("0.00", Shown.NUMBER),
        ('#,##0.00 "dagen"', Shown.NUMBER),
        ("[$kr-414] #,##0.00;[Red]-[$kr-414] #,##0.00", Shown.NUMBER),
        ('_-"€" * #,##0.00_-;_-"€" * #,##0.00-', Shown.NUMBER),
        ("0.00E+00", Shown.NUMBER),
        ("# ?/?", Shown.NUMBER),
        ("@", Shown.NUMBER),
        ('"dd-mm-yyyy"', Shown.NUMBER),
        ("Standard", Shown.NUMBER),
        ("dd-mm-yyyy", Shown.DATE),
        ("[$-413]d mmmm yyyy;@", Shown.DATE),
        ("TT.MM.JJJJ", Shown.DATE),
        ("mmm-yy", Shown.DATE),
        ("yyyy-mm-dd hh:mm:ss.000", Shown.DATE),
        (r"d\-m\-yy", Shown.DATE),
        ("h:mm", Shown.TIME),
        ("h:mm AM/PM", Shown.TIME),
        ("mm:ss.0", Shown.TIME),
        ("[h]:mm", Shown.DURATION),
        ("[Red]0", Shown.NUMBER),
        ('[=0]"";dd-mm-yyyy', Shown.DATE),
        ("[<1]hh:mm;dd-mm-yyyy", Shown.TIME),
        (";;;", Shown.NUMBER),
    ],
)
def test_what_a_format_shows(code: str, shown: Shown) -> None:
    assert shown_as(164, code) is shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, Shown.NUMBER),
        (2, Shown.NUMBER),
        (14, Shown.DATE),
        (22, Shown.DATE),
        (20, Shown.TIME),
        (46, Shown.DURATION),
        (49, Shown.NUMBER),
    ],
)
def test_formats_every_program_knows(number: int, shown: Shown) -> None:
    assert shown_as(number, None) is shown


@pytest.mark.parametrize(
    ("serial", "shown", "expected"),
    [
        (1, Shown.DATE, dt.date(1900, 1, 1)),
        (59, Shown.DATE, dt.date(1900, 2, 28)),
        (60, Shown.DATE, None),
        (61, Shown.DATE, dt.date(1900, 3, 1)),
        (46300, Shown.DATE, dt.date(2026, 10, 5)),
        (Decimal("46300.5"), Shown.DATE, dt.datetime.fromisoformat("2026-10-05 12:00")),
        (0, Shown.DATE, None),
        (-1, Shown.DATE, None),
        (2958465, Shown.DATE, dt.date(9999, 12, 31)),
        (2958466, Shown.DATE, None),
        (Decimal("0.5"), Shown.TIME, "12:00:00"),
        (Decimal("46300.5"), Shown.TIME, dt.datetime.fromisoformat("2026-10-05 12:00")),
        (Decimal("1.25"), Shown.DURATION, "30:00:00"),
    ],
)
def test_days_counted_from_1900(serial: int | Decimal, shown: Shown, expected: object) -> None:
    assert from_serial(serial, shown, since_1904=False) == expected


def test_days_counted_from_1904() -> None:
    assert from_serial(0, Shown.DATE, since_1904=True) == dt.date(1904, 1, 1)
    assert from_serial(46300 - 1462, Shown.DATE, since_1904=True) == dt.date(2026, 10, 5)
    assert from_serial(2958465, Shown.DATE, since_1904=True) is None


@given(st.datetimes(FIRST, LAST).map(lambda one: one.replace(microsecond=0)))
def test_a_moment_survives_the_fraction_of_a_day(moment: dt.datetime) -> None:
    serial = Decimal(repr((moment - dt.datetime.fromisoformat("1899-12-30")) / dt.timedelta(days=1)))
    found = from_serial(serial, Shown.DATE, since_1904=False)
    expected = moment if moment.time() != dt.time() else moment.date()
    assert found == expected
