"""Charts stay inside their frame and say what they show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rpa.reports.charts import BARS, HEIGHT, WIDTH, Worked, outcome_chart, time_chart
from rpa.reports.wording import STATES

ZONE = ZoneInfo("Europe/Oslo")
START = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)


def worked(number: int, seconds: float | None) -> Worked:
    took = None if seconds is None else timedelta(seconds=seconds)
    return Worked(f"K{number}", "done" if number % 3 else "failed", took, START + timedelta(seconds=number))


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e5)), max_size=BARS * 3))
def test_bars_stay_inside(seconds: list[float | None]) -> None:
    chart = time_chart([worked(number, value) for number, value in enumerate(seconds)], ZONE)
    if chart is None:
        assert len([value for value in seconds if value is not None]) < 2
        return
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH + 0.01
        assert bar.y >= -0.01
        assert bar.y + bar.height <= HEIGHT + 0.01


def test_few_items_get_a_bar_each() -> None:
    chart = time_chart([worked(0, 1.0), worked(1, 8.0), worked(2, None)], ZONE)
    assert chart is not None
    assert [bar.label for bar in chart.bars] == ["K0: 1.0 s, failed", "K1: 8.0 s, done"]
    assert chart.bars[1].height == 8 * chart.bars[0].height
    assert chart.top == "10 s"
    assert chart.summary.endswith("the slowest, K1, took 8.0 s")


def test_many_items_are_counted_over_time() -> None:
    chart = time_chart([worked(number, None) for number in range(601)], ZONE)
    assert chart is not None
    assert chart.title == "When the items ended"
    assert (chart.first, chart.last) == ("07:15:00", "07:25:00")
    assert "601 items in 10 min, 60 a minute" in chart.summary


def test_outcomes_fill_the_bar_in_their_proportion() -> None:
    chart = outcome_chart({**dict.fromkeys(STATES, 0), "done": 3, "in_doubt": 1})
    assert chart is not None
    assert [(bar.tone, bar.width) for bar in chart.bars] == [("done", 750), ("in_doubt", 250)]
    assert chart.summary == "3 done, 1 in doubt"
    assert outcome_chart(dict.fromkeys(STATES, 0)) is None
