"""What a run's items add up to."""

from __future__ import annotations

import pytest

from rpa.model.run import Totals


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        (Totals(), 0),
        (Totals(done=3, skipped=2), 0),
        (Totals(done=1, rejected=1), 4),
        (Totals(in_doubt=1), 4),
        (Totals(in_review=1), 4),
        (Totals(failed=1), 3),
        (Totals(left=1), 3),
        (Totals(failed=1, rejected=1, in_doubt=1), 3),
    ],
)
def test_exit_codes(totals: Totals, code: int) -> None:
    assert totals.exit_code == code


def test_who_waits_for_a_person() -> None:
    assert Totals(done=9, rejected=1, failed=5, in_doubt=2, in_review=4, skipped=8, left=7).waiting == 7
