"""Values that are not known yet."""

from __future__ import annotations

from rpa.model.pending import Pending, PendingText, is_pending


def test_a_pending_value_shows_its_name() -> None:
    number = Pending("order").of("number")
    assert str(number) == f"{number}" == "‹order.number›"
    assert number == Pending("order.number")


def test_what_holds_a_pending_value_is_pending() -> None:
    assert is_pending(PendingText("No ‹order.number›"))
    assert is_pending({"a": [1, (Pending("x"),)]})
    assert not is_pending({"a": [1, "‹x›"], "b": None})
