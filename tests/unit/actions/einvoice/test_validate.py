from __future__ import annotations

import shutil

import pytest

from rpa.actions.einvoice.validate import run
from rpa.errors import BusinessException
from tests.fakes.einvoices import NL, changed
from tests.fakes.one_step import OneStep

BROKEN = (">NL123456782B90<", ">123456782B90<")


def test_a_sound_invoice_is_valid(step: OneStep) -> None:
    shutil.copy(NL, step.root / "a.xml")
    found = step.do(run, file="a.xml")
    assert (found.valid, found.applied, found.broken) == (True, ["arithmetic", "EN 16931 (UBL)"], [])


def test_a_broken_rule_rejects_with_its_number_words_and_line(step: OneStep) -> None:
    (step.root / "a.xml").write_bytes(changed(NL, BROKEN))
    with pytest.raises(BusinessException, match=r"a\.xml: BR-CO-09: The Seller VAT identifier.*\(line 33\)"):
        step.do(run, file="a.xml")


def test_or_is_only_told(step: OneStep) -> None:
    (step.root / "a.xml").write_bytes(changed(NL, BROKEN, (">300.00<", ">x<")))
    found = step.do(run, file="a.xml", broken="tell")
    assert not found.valid
    assert [(one["rule"], one["place"]) for one in found.broken] == [("unreadable", ""), ("structure", "line 56")]


def test_what_is_no_invoice_is_rejected_all_the_same(step: OneStep) -> None:
    (step.root / "a.xml").write_bytes(b"<a/>")
    with pytest.raises(BusinessException, match="no electronic invoice or order"):
        step.do(run, file="a.xml", broken="tell")
