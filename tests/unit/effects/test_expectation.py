from __future__ import annotations

import pytest

from rpa.effects.expectation import Expectation
from rpa.errors import StepFailed


@pytest.mark.parametrize(
    ("pattern", "text", "matched"),
    [
        ("Order saved", "Your order: Order\n saved!", ["Order saved"]),
        ("Order .* saved", "Order 12 saved", ["Order 12 saved"]),
        ("Total (net): 5", "Total (net): 5", ["Total (net): 5"]),
        ("saved", "nothing", []),
    ],
)
def test_texts_and_patterns(pattern: str, text: str, matched: list[str]) -> None:
    assert list(Expectation(pattern).matches(text)) == matched


def test_named_groups() -> None:
    expectation = Expectation("Order (?P<number>[0-9]+) saved")
    assert expectation.names == ("number",)
    assert expectation.groups("Order 12 saved") == {"number": "12"}


def test_a_wrong_pattern_is_named() -> None:
    with pytest.raises(StepFailed, match="expect: 'Order \\('"):
        Expectation("Order (").matches("x")
