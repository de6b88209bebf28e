"""A document's fields that are not sure: asked with pictures, put right, gone on with, and learnt from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from rpa.cli.document import command as document_command
from rpa.cli.items import command as items_command
from rpa.cli.retry import command as retry_command
from rpa.cli.review import command
from rpa.engine.runs import open_ledger
from rpa.errors import RecipeError, StepFailed, UsageError
from rpa.model.item import ItemState
from rpa.reports.matter_text import tell_matter
from rpa.reports.matters import Matters
from tests.fakes.plain_bills import BILL, PAID_IN_PART, bill
from tests.fakes.world import HEAD, Desk, Trouble, World

STEPS = """
steps:
  - id: bill
    name: Read the invoice
    document.extract: {path: "{{ item.path }}", needed: [number, total, iban]}
  - check: "{{ 'total' not in steps.bill.unsure and steps.bill.problems == [] }}"
    message: it is not sure
  - id: pay
    name: Pay it
    world.write: "pay {{ steps.bill.total }} for {{ steps.bill.number }}"
"""


def call(desk: Desk, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(desk.workspace.root)], catch_exceptions=False)


def put(desk: Desk, world: World, content: bytes, key: str = "A", name: str = "bill.pdf") -> Path:
    path = desk.workspace.root / "inbox" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{STEPS}")
    world.add(key, path=f"inbox/{name}", document=f"{key}.txt")
    return path


def shown(desk: Desk, width: int) -> list[str]:
    """What a person is shown of item A on a screen of that many columns."""
    ledger = open_ledger(desk.workspace)
    try:
        matter = Matters(desk.workspace, ledger).matter(desk.item("A"))
    finally:
        ledger.close()
    return tell_matter(matter, ZoneInfo("Europe/Amsterdam"), width).splitlines()


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "anna")


@pytest.fixture
def wrong_total(desk: Desk, world: World) -> Desk:
    put(desk, world, bill(("€ 121,00", "€ 112,00")))
    outcome = desk.run(STEPS)
    assert (outcome.totals.in_review, outcome.exit_code) == (1, 4)
    return desk


def test_what_is_sure_goes_through_without_a_person(desk: Desk, world: World) -> None:
    put(desk, world, bill())
    assert desk.run(STEPS).totals.done == 1
    assert world.there == ["pay 121.00 for 2026-0417"]


def test_totals_that_do_not_add_up_are_asked_about_with_their_pictures(wrong_total: Desk, world: World) -> None:
    assert wrong_total.item("A").state is ItemState.IN_REVIEW
    assert "do not add up" in wrong_total.item("A").reason
    assert world.there == []
    text = " ".join(call(wrong_total, "show", "A").stdout.split())
    assert "Total (total) 112.00 € 112,00" in text
    assert "the totals do not add up" in text
    found = json.loads(call(wrong_total, "show", "A", "--json").stdout)
    assert [one["name"] for one in found["readings"]] == ["total"]
    pictures = [Path(one["path"]) for one in found["pictures"]]
    assert len(pictures) == 2
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)


def test_on_a_narrow_screen_each_reading_is_told_below_the_other(wrong_total: Desk) -> None:
    lines = shown(wrong_total, 80)
    lines = lines[lines.index("Is this read right?") : lines.index("What else was read")]
    assert max(map(len, lines)) <= 80
    assert "  Total (total)" in lines
    assert any(line.split() == ["Read:", "112.00"] for line in lines)
    assert any(line.split()[:2] == ["Why", "not"] for line in lines)


def test_what_else_was_read_and_is_not_sure_is_said_to_be_so(desk: Desk, world: World) -> None:
    put(desk, world, bill(("€ 121,00", "€ 112,00"), ("Contractnummer:", "Leverdatum:"), ("88123456", "03/04/26")))
    desk.run(STEPS)
    lines = [line.split() for line in shown(desk, 80)]
    assert ["net:", "100.00", "(not", "sure)"] in lines
    assert ["number:", "2026-0417"] in lines


def test_a_total_that_the_document_rounds_is_confirmed_like_any_other(desk: Desk, world: World) -> None:
    changes = [("Factuurnummer:", "Kenmerk nota:"), ("€ 21,00", "€ 21,02"), ("€ 100,00", "€ 100,10")]
    changes += [("50,00", "50,05"), ("100,00", "100,10"), ("€ 121,00", "€ 121,10")]
    lines = [(left, 448 if top == 432 else top, words) for left, top, words in BILL]
    rounding = [(380, 432, "Afronding"), (480, 432, "€ -0,02")]
    put(desk, world, bill(*changes, lines=[*lines, *rounding]))
    desk.run(STEPS)
    call(desk, "resolve", "A", "--confirm", "-o", "number=2026-0417")
    assert desk.run(STEPS).totals.done == 1
    assert world.there == ["pay 121.10 for 2026-0417"]


def test_put_right_the_recipe_goes_on_with_it(wrong_total: Desk, world: World) -> None:
    call(wrong_total, "resolve", "A", "--confirm", "-o", "total=121.00")
    assert wrong_total.run(STEPS).totals.done == 1
    assert world.there == ["pay 121.00 for 2026-0417"]


def test_a_value_in_another_form_is_refused_with_the_form_to_write(wrong_total: Desk) -> None:
    with pytest.raises(UsageError) as caught:
        call(wrong_total, "resolve", "A", "--confirm", "-o", "total=2867,50", "-o", "issued_on=21-4-2026")
    assert "'2867,50' is not a number; write 2867.50" in str(caught.value)
    assert "'21-4-2026' is not a date; write 2026-04-21" in str(caught.value)
    assert wrong_total.item("A").state is ItemState.IN_REVIEW


def test_what_was_decided_is_told_in_one_line_and_whole_as_json(wrong_total: Desk) -> None:
    call(wrong_total, "resolve", "A", "--confirm", "-o", "total=121.00")
    with pytest.raises(
        UsageError, match=r"what was read is confirmed \(bill\); payable: 121\.00; total: 121\.00; \d+ values as read"
    ) as caught:
        call(wrong_total, "resolve", "A", "--confirm")
    assert len(str(caught.value)) < 400
    root = str(wrong_total.workspace.root)
    text = CliRunner().invoke(items_command, ["1", "-C", root], catch_exceptions=False).stdout
    assert "total: 121.00; " in text
    assert max(map(len, text.splitlines())) < 400
    whole = json.loads(CliRunner().invoke(items_command, ["1", "--json", "-C", root], catch_exceptions=False).stdout)
    (decided,) = [one["data"] for one in whole["events"] if one["kind"] == "item.resolved"]
    assert decided["outputs"]["boxes"]["total"]["page"] == 1


def test_readings_that_were_confirmed_are_asked_again_from_their_step(wrong_total: Desk, world: World) -> None:
    call(wrong_total, "resolve", "A", "--confirm", "--yes")
    world.troubles.append(Trouble("before", StepFailed("the bank says no")))
    assert wrong_total.run(STEPS).totals.failed == 1
    with pytest.raises(UsageError) as caught:
        call(wrong_total, "correct", "A", "-o", "total=121.00")
    assert "are asked again" in str(caught.value)
    assert "rpa retry chores --item 1 --from bill" in str(caught.value)
    words = ["chores", "--item", "1", "--from", "bill", "-C", str(wrong_total.workspace.root)]
    asked = CliRunner().invoke(retry_command, words, catch_exceptions=False)
    assert asked.exit_code == 4, asked.output
    assert wrong_total.item("A").state is ItemState.IN_REVIEW
    call(wrong_total, "resolve", "A", "--confirm", "-o", "total=121.00")
    assert wrong_total.run(STEPS).totals.done == 1
    assert world.there == ["pay 121.00 for 2026-0417"]


def test_confirmed_as_it_is_against_the_arithmetic_needs_a_plain_yes(wrong_total: Desk, world: World) -> None:
    with pytest.raises(UsageError, match=r"100\.00 and VAT 21\.00 make 121\.00, not 112\.00"):
        call(wrong_total, "resolve", "A", "--confirm")
    assert wrong_total.item("A").state is ItemState.IN_REVIEW
    call(wrong_total, "resolve", "A", "--confirm", "--yes")
    assert wrong_total.run(STEPS).totals.done == 1
    assert world.there == ["pay 112.00 for 2026-0417"]


def test_an_account_number_that_cannot_be_is_not_taken(desk: Desk, world: World) -> None:
    foot = "KvK 37073234   Btw-nr. NL764687657B01   IBAN NL76 RABO 7778 5121 07"
    put(desk, world, bill((foot, foot.replace("5121 07", "5121 08"))))
    desk.run(STEPS)
    assert "wrong check digits" in desk.item("A").reason
    with pytest.raises(UsageError, match="not found, and not given: IBAN"):
        call(desk, "resolve", "A", "--confirm")
    with pytest.raises(UsageError, match="wrong check digits"):
        call(desk, "resolve", "A", "--confirm", "-o", "iban=NL76RABO7778512109")
    call(desk, "resolve", "A", "--confirm", "-o", "iban=NL76 RABO 7778 5121 07")
    assert desk.run(STEPS).totals.done == 1


def test_what_was_put_right_becomes_a_suggestion_that_works_on_the_next_document(desk: Desk, world: World) -> None:
    changes = (("Factuurnummer:", "Kenmerk nota:"),)
    path = put(desk, world, bill(*changes))
    desk.run(STEPS)
    assert desk.item("A").state is ItemState.IN_REVIEW, desk.item("A").reason
    answer = call(desk, "resolve", "A", "--confirm", "-o", "number=2026-0417")
    assert "A template is suggested for Waterman Energie B.V." in answer.stderr
    suggested = desk.workspace.root / "templates" / "documents" / "suggested" / "waterman-energie-b-v.yaml"
    text = suggested.read_text()
    assert "number: Kenmerk nota" in text
    assert "rpa document try DOCUMENT --template" in text
    assert desk.run(STEPS).totals.done == 1

    put(desk, world, bill(*changes, ("2026-0417", "2026-0555")), "B", "next.pdf")
    assert desk.run(STEPS).totals.in_review == 1, "a suggestion is not used before a person has taken it"
    tried = tried_with(desk, path, suggested)
    assert tried["fields"]["number"]["value"] == "2026-0417"
    assert tried["unfit"] == []

    suggested.rename(desk.workspace.root / "templates" / "documents" / suggested.name)
    put(desk, world, bill(*changes, ("2026-0417", "2026-0666")), "C", "third.pdf")
    assert desk.run(STEPS).totals.done == 1
    assert world.there[-1] == "pay 121.00 for 2026-0666"


def tried_with(desk: Desk, path: Path, template: Path) -> Any:
    words = ["try", str(path), "--template", str(template), "--json", "--no-pictures", "-C", str(desk.workspace.root)]
    return json.loads(CliRunner().invoke(document_command, words, catch_exceptions=False).stdout)


def test_a_suggestion_that_a_person_has_changed_stays_as_it_is(desk: Desk, world: World) -> None:
    put(desk, world, bill(("Factuurnummer:", "Kenmerk nota:")))
    desk.run(STEPS)
    call(desk, "resolve", "A", "--confirm", "-o", "number=2026-0417")
    folder = desk.workspace.root / "templates" / "documents" / "suggested"
    mine = folder / "waterman-energie-b-v.yaml"
    mine.write_text(mine.read_text().replace("Kenmerk nota", "Kenmerk"))
    before = mine.read_bytes()
    put(desk, world, bill(("Factuurnummer:", "Kenmerk nota:"), ("2026-0417", "2026-0418")), "B", "b.pdf")
    desk.run(STEPS)
    call(desk, "resolve", "B", "--confirm", "-o", "number=2026-0418")
    assert mine.read_bytes() == before
    assert (folder / "waterman-energie-b-v-2.yaml").exists()


def test_a_second_answer_is_taken_into_the_suggestion(desk: Desk, world: World) -> None:
    put(desk, world, bill(("Factuurnummer:", "Kenmerk nota:")))
    desk.run(STEPS)
    call(desk, "resolve", "A", "--confirm", "-o", "number=2026-0417")
    put(desk, world, bill(("Factuurnummer:", "Kenmerk nota:"), ("2026-0417", "2026-0418")), "B", "b.pdf")
    desk.run(STEPS)
    call(desk, "resolve", "B", "--confirm", "-o", "number=2026-0418", "-o", "reference=88123456")
    folder = desk.workspace.root / "templates" / "documents" / "suggested"
    assert [path.name for path in folder.iterdir()] == ["waterman-energie-b-v.yaml"]
    text = (folder / "waterman-energie-b-v.yaml").read_text()
    assert "number: Kenmerk nota" in text
    assert "reference: Contractnummer" in text


def test_lines_can_be_put_right_by_a_file(desk: Desk, world: World, tmp_path: Path) -> None:
    steps = STEPS.replace("needed: [number, total, iban]", "needed: [number, total, lines]").replace(
        "pay {{ steps.bill.total }} for {{ steps.bill.number }}", "lines {{ steps.bill.lines | sum(attribute='net') }}"
    )
    put(desk, world, bill(("50,00", "55,00")))
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{steps}")
    desk.run(steps)
    assert desk.item("A").state is ItemState.IN_REVIEW
    good = tmp_path / "lines.csv"
    good.write_text("description;quantity;unit_price;net\nStroom maart;2;50,00;100,00\n")
    bad = tmp_path / "bad.csv"
    bad.write_text("description;amount_net\nStroom maart;100,00\n")
    with pytest.raises(UsageError, match="amount_net"):
        call(desk, "resolve", "A", "--confirm", "-o", f"lines=@{bad}")
    call(desk, "resolve", "A", "--confirm", "-o", f"lines=@{good}")
    assert desk.run(steps).totals.done == 1, desk.item("A").reason
    assert world.there == ["lines 100.00"]


def test_without_review_the_recipe_decides_by_itself(desk: Desk, world: World) -> None:
    steps = STEPS.replace("needed: [number, total, iban]", "needed: [number, total, iban], review: false")
    put(desk, world, bill(("€ 121,00", "€ 112,00")))
    desk.run(steps)
    assert desk.item("A").state is ItemState.REJECTED
    assert desk.item("A").reason.startswith("it is not sure")


def test_fields_of_a_template_s_own_are_asked_about_and_given_too(desk: Desk, world: World) -> None:
    folder = desk.workspace.root / "templates" / "documents"
    folder.mkdir(parents=True)
    (folder / "waterman.yaml").write_text(
        "keywords: Waterman\nfields:\n  meter: {label: Meterstand, type: amount}\n"
        "  contract: {region: {page: 1, left: 190, top: 280, right: 300, bottom: 300}, type: text}\n"
    )
    steps = STEPS.replace("needed: [number, total, iban]", "needed: [total, meter, contract]").replace(
        "pay {{ steps.bill.total }} for {{ steps.bill.number }}",
        "{{ steps.bill.more.contract }} {{ steps.bill.more.meter }}",
    )
    put(desk, world, bill())
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{steps}")
    desk.run(steps)
    assert desk.item("A").state is ItemState.IN_REVIEW, desk.item("A").reason
    with pytest.raises(UsageError, match="not found, and not given: meter"):
        call(desk, "resolve", "A", "--confirm")
    call(desk, "resolve", "A", "--confirm", "-o", "meter=4471")
    assert desk.run(steps).totals.done == 1, desk.item("A").reason
    assert world.there == ["88123456 4471"]


def test_a_needed_field_that_is_nearly_one_is_a_mistake(desk: Desk) -> None:
    with pytest.raises(RecipeError) as caught:
        desk.recipe(STEPS.replace("[number, total, iban]", "[numbr, total]"))
    assert "did you mean 'number'" in " ".join(str(one) for one in caught.value.problems)


PAY_THE_REST = STEPS.replace("needed: [number, total, iban]", "needed: [number, payable, iban]").replace(
    "pay {{ steps.bill.total }}", "pay {{ steps.bill.payable }}"
)
PAY_THE_REST = PAY_THE_REST.replace("'total' not in", "'payable' not in")


def test_what_is_paid_in_part_is_asked_about_when_the_recipe_may_pay_the_total(desk: Desk, world: World) -> None:
    put(desk, world, bill(lines=PAID_IN_PART))
    assert desk.run(STEPS).totals.in_review == 1
    assert "50.00 of the total of 121.00 is paid: 71.00 is to be paid" in desk.item("A").reason
    assert world.there == []


def test_what_is_paid_in_part_goes_through_when_the_recipe_asks_for_what_is_to_be_paid(
    desk: Desk, world: World
) -> None:
    put(desk, world, bill(lines=PAID_IN_PART))
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{PAY_THE_REST}")
    assert desk.run(PAY_THE_REST).totals.done == 1, desk.item("A").reason
    assert world.there == ["pay 71.00 for 2026-0417"]


def test_a_second_amount_that_nothing_explains_is_asked_about_all_the_same(desk: Desk, world: World) -> None:
    put(desk, world, bill(("€ 50,00", "€ 40,00"), lines=PAID_IN_PART))
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{PAY_THE_REST}")
    assert desk.run(PAY_THE_REST).totals.in_review == 1
    assert "payable" in desk.item("A").reason
    call(desk, "resolve", "A", "--confirm", "-o", "payable=81.00")
    assert desk.run(PAY_THE_REST).totals.done == 1
    assert world.there == ["pay 81.00 for 2026-0417"]


def test_what_is_to_be_paid_goes_with_a_total_that_is_put_right(desk: Desk, world: World) -> None:
    steps = STEPS.replace("pay {{ steps.bill.total }}", "pay {{ steps.bill.payable }}")
    put(desk, world, bill(("€ 121,00", "€ 112,00")))
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{steps}")
    desk.run(steps)
    call(desk, "resolve", "A", "--confirm", "-o", "total=121.00")
    assert desk.run(steps).totals.done == 1
    assert world.there == ["pay 121.00 for 2026-0417"]
