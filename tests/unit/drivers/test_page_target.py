from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.page_target import TargetFormats, field_job, wire_target
from rpa.errors import StepFailed
from rpa.model.money import Money
from rpa.model.secret import MASK, Secret

DUTCH = TargetFormats("dd-mm-yyyy", ",")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("dd-mm-yyyy", "03-12-2026"),
        ("yyyy-mm-dd", "2026-12-03"),
        ("d.m.yyyy", "3.12.2026"),
        ("mm/dd/yy", "12/03/26"),
    ],
)
def test_dates_are_written_as_the_target_writes_them(pattern: str, text: str) -> None:
    assert TargetFormats(pattern).date_text(date(2026, 12, 3)) == text


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        ("text", {"text": "text"}),
        (None, {"text": ""}),
        (True, {"text": "true", "tick": True}),
        (12, {"text": "12", "number": "12", "decimal": ","}),
        (Decimal("1250.50"), {"text": "1250,50", "number": "1250.50", "decimal": ","}),
        (Decimal("1E+3"), {"text": "1000", "number": "1000", "decimal": ","}),
        (Money(Decimal("9.95"), "EUR"), {"text": "9,95", "number": "9.95", "decimal": ","}),
        (date(2026, 3, 1), {"text": "01-03-2026", "iso": "2026-03-01"}),
        (datetime(2026, 3, 1, 14, 5), {"text": "01-03-2026 14:05", "iso": "2026-03-01T14:05"}),  # noqa: DTZ001
    ],
)
def test_values_become_what_the_page_takes(value: Any, wire: dict[str, Any]) -> None:
    assert field_job("Field", value, DUTCH).wire == wire


def test_secrets_do_not_show() -> None:
    job = field_job("Password", Secret("a.b", "hunter2"), DUTCH)
    assert job.shown == MASK
    assert "hunter2" not in repr(job)
    assert job.wire["text"] == "hunter2"


def test_floats_are_refused() -> None:
    with pytest.raises(StepFailed, match=r"'Price'.*float"):
        field_job("Price", 1.5, DUTCH)


def test_files_are_uploads() -> None:
    job = field_job("Scan", [Path("a.pdf"), Path("b.pdf")], DUTCH)
    assert (job.kind, job.files, job.shown) == ("file", (Path("a.pdf"), Path("b.pdf")), "a.pdf, b.pdf")


def test_an_explicit_place_keeps_the_caption_as_label() -> None:
    assert field_job("City", {"value": "Oslo", "inside": "Delivery"}, DUTCH).target == {
        "name": "City",
        "inside": "Delivery",
    }
    assert field_job("City", {"value": "Oslo", "css": "#c"}, DUTCH).target == {"css": "#c"}


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("", "empty name"),
        ({"lable": "Name"}, "'lable'.*expected label"),
        ({"column": "Price"}, "needs a row"),
        ({"inside": "Dialog"}, "names a place"),
    ],
)
def test_targets_that_mean_nothing_are_refused(target: Any, message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        wire_target(target)


def test_a_look_up_needs_its_button() -> None:
    with pytest.raises(StepFailed, match="`open:` is missing"):
        field_job("Product", {"look_up": "A-1"}, DUTCH)
