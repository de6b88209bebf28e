"""Which item goes first, until when, how long between attempts, and what a known key means to a run."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.outbox import drop
from rpa.engine.items import pause_behind
from rpa.engine.plans import plan_recipe
from rpa.engine.runs import RunOptions, open_ledger
from rpa.engine.urgency import deadline_of, priority_of
from rpa.errors import ApplicationException, BusinessException
from rpa.model.item import Decision, Document, ItemState
from rpa.recipe.expression import Expression
from rpa.recipe.plan import Items
from tests.fakes.world import HEAD, Desk, Killed, Trouble, World, raw

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WRITE = "steps: [{id: it, world.write: \"{{ item.no }}{{ item.more or '' }}\"}]\n"
PAST, FUTURE = date(2020, 2, 29), date(2999, 1, 1)
LATE = f'{HEAD}  deadline: "{{{{ item.due }}}}"\n  after_deadline: reject\n'


def head(*more: str) -> str:
    return HEAD + "".join(f"  {line}\n" for line in more)


def document(*items: dict[str, Any]) -> Document:
    made = [
        raw(item.pop("no"), "list.txt", line, more=item.pop("more", ""), **item) for line, item in enumerate(items, 1)
    ]
    return Document(None, "list.txt", tuple(made))


def run(desk: Desk, top: str, steps: str = WRITE) -> int:
    return desk.run(desk.recipe(steps, top)).exit_code


class TestOrder:
    def test_the_highest_priority_goes_first_then_the_nearest_deadline_then_the_oldest(
        self, desk: Desk, world: World
    ) -> None:
        later, sooner = date(2998, 1, 2), date(2998, 1, 1)
        world.documents.append(
            document(
                {"no": "A", "urgent": False, "due": None},
                {"no": "B", "urgent": False, "due": later},
                {"no": "C", "urgent": False, "due": sooner},
                {"no": "D", "urgent": True, "due": None},
                {"no": "E", "urgent": False, "due": None},
                {"no": "F", "urgent": True, "due": later},
            )
        )
        top = head('priority: "{{ 10 if item.urgent else 0 }}"', 'deadline: "{{ item.due }}"')
        assert run(desk, top) == 0
        assert world.there == ["F", "D", "C", "B", "A", "E"]

    def test_a_plain_number_is_a_priority(self, desk: Desk, world: World) -> None:
        world.add("A")
        run(desk, head("priority: -3"))
        assert desk.item("A").priority == -3

    @pytest.mark.parametrize(
        ("value", "priority"), [(7, 7), (Decimal("7.00"), 7), (None, 0), (-1_000_000, -1_000_000), (Decimal(0), 0)]
    )
    def test_a_whole_number_is_a_priority(self, desk: Desk, world: World, value: object, priority: int) -> None:
        world.documents.append(document({"no": "A", "weight": value}))
        assert run(desk, head('priority: "{{ item.weight }}"')) == 0
        assert desk.item("A").priority == priority

    @pytest.mark.parametrize(
        ("word", "value", "said"),
        [
            (
                "priority",
                Decimal("2.5"),
                "a priority is a whole number from -1000000 to 1000000, this one is a number (2.5)",
            ),
            ("priority", True, "this one is true or false (true)"),
            ("priority", "high", "this one is a text ('high')"),
            ("priority", 10**9, "this one is a number (1000000000)"),
            ("deadline", "2026-12-31", "a deadline is a date or a moment, this one is a text ('2026-12-31')"),
            ("deadline", 3, "this one is a number (3)"),
        ],
    )
    def test_what_is_none_rejects_the_item_with_the_reason(
        self, desk: Desk, world: World, word: str, value: object, said: str
    ) -> None:
        world.documents.append(document({"no": "A", "it": value}, {"no": "B", "it": None}))
        assert run(desk, head(f'{word}: "{{{{ item.it }}}}"')) == 4
        assert desk.item("A").state is ItemState.REJECTED
        assert said in desk.item("A").reason
        assert world.there == ["B"]

    @pytest.mark.parametrize("word", ["priority", "deadline"])
    def test_an_expression_that_fails_rejects_the_item_with_the_reason(
        self, desk: Desk, world: World, word: str
    ) -> None:
        world.documents.append(document({"no": "A", "it": 1}, {"no": "B", "it": 0}))
        example = {
            "priority": "0 if item.it == 0 else 1 // (item.it - 1)",
            "deadline": "none if item.it == 0 else item.gone",
        }
        assert run(desk, head(f'{word}: "{{{{ {example[word]} }}}}"')) == 4
        assert desk.item("A").state is ItemState.REJECTED
        assert desk.item("A").reason
        assert world.there == ["B"]

    def test_once_mended_the_item_is_done(self, desk: Desk, world: World) -> None:
        world.documents.append(document({"no": "A", "it": "high"}))
        assert run(desk, head('priority: "{{ item.it }}"')) == 4
        assert run(desk, head("priority: \"{{ 10 if item.it == 'high' else 0 }}\"")) == 0
        assert (desk.item("A").state, desk.item("A").priority) == (ItemState.DONE, 10)


class TestDeadline:
    @pytest.mark.parametrize(
        ("value", "utc"),
        [
            (date(2026, 7, 1), datetime(2026, 7, 1, 21, 59, 59, 999999, UTC)),
            (date(2026, 12, 1), datetime(2026, 12, 1, 22, 59, 59, 999999, UTC)),
            (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, 999999, UTC)),  # the clocks go back that night
            (datetime(2026, 7, 1, 12, 0, tzinfo=UTC).replace(tzinfo=None), datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
            (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), datetime(2026, 7, 1, 12, 0, tzinfo=UTC)),
            (None, None),
        ],
    )
    def test_a_date_means_its_end_where_the_company_is(self, value: object, utc: datetime | None) -> None:
        items = Items("x", None, None, None, deadline=Expression("{{ item.due }}"))  # type: ignore[arg-type]
        assert deadline_of(items, {"item": {"due": value}}, AMSTERDAM) == utc

    def test_a_day_beyond_the_calendar_is_refused(self) -> None:
        items = Items("x", None, None, None, deadline=Expression("{{ item.due }}"))  # type: ignore[arg-type]
        with pytest.raises(BusinessException, match="beyond what a calendar knows"):
            deadline_of(items, {"item": {"due": date.max}}, ZoneInfo("America/New_York"))

    def test_without_a_word_there_is_none(self) -> None:
        items = Items("x", None, None, None)  # type: ignore[arg-type]
        assert (priority_of(items, {}), deadline_of(items, {}, AMSTERDAM)) == (0, None)

    def test_go_on_does_what_is_late(self, desk: Desk, world: World) -> None:
        world.documents.append(document({"no": "A", "due": PAST}))
        assert run(desk, head('deadline: "{{ item.due }}"')) == 0
        assert world.there == ["A"]
        assert desk.item("A").deadline == datetime(2020, 2, 29, 22, 59, 59, 999999, UTC)

    def test_reject_gives_back_what_was_not_begun_in_time(self, desk: Desk, world: World) -> None:
        world.documents.append(document({"no": "A", "due": PAST}, {"no": "B", "due": FUTURE}, {"no": "C", "due": None}))
        assert run(desk, LATE) == 4
        assert world.there == ["B", "C"]
        row = desk.item("A")
        assert row.state is ItemState.REJECTED
        now = datetime.now(AMSTERDAM)
        assert row.reason.startswith(f"too late: its deadline was 2020-02-29 23:59, its turn came at {now:%Y-%m-%d}")
        assert "(Europe/Amsterdam), and nothing of it was written" in row.reason
        assert "hand it in again with a later deadline" in row.reason

    def test_a_plan_says_so_too(self, desk: Desk, world: World) -> None:
        world.documents.append(document({"no": "A", "due": PAST}))
        (item,) = plan_recipe(desk.workspace, desk.recipe(WRITE, LATE), RunOptions()).items
        assert (item.outcome, item.writes) == ("rejected", ())
        assert item.reason.startswith("too late")

    @pytest.mark.parametrize("at", ["intent", "sent", "arrived", "receipt"])
    def test_what_was_begun_is_finished_however_late(
        self, desk: Desk, world: World, at: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        soon = datetime.now(UTC) + timedelta(hours=1)
        world.documents.append(document({"no": "A", "due": soon}))
        world.troubles.append(Trouble(at, Killed()))
        steps = """
steps:
  - id: it
    world.write: "{{ item.no }}"
    verify: [{world.look: "{{ item.no }}"}]
  - {id: second, world.write: "{{ item.no }} too"}
"""
        with pytest.raises(Killed):
            run(desk, LATE, steps)
        monkeypatch.setattr("rpa.model.clock.Clock.now", lambda _: soon + timedelta(days=1))
        assert run(desk, LATE, steps) == 0
        assert world.there == ["A", "A too"]

    def test_one_that_failed_before_it_wrote_is_late_all_the_same(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        soon = datetime.now(UTC) + timedelta(hours=1)
        world.documents.append(document({"no": "A", "due": soon}))
        world.troubles.append(Trouble("intent", Killed()))
        with pytest.raises(Killed):
            run(desk, LATE)
        ledger = open_ledger(desk.workspace)
        (row,) = ledger.items("chores")
        ledger.reap("chores", lambda _: False)
        claim = ledger.claim("chores", "me", row.run)
        assert claim is not None
        ledger.void(claim, "it", "nothing left")
        ledger.settle(claim, ItemState.NEW)
        ledger.close()
        monkeypatch.setattr("rpa.model.clock.Clock.now", lambda _: soon + timedelta(days=1))
        assert run(desk, LATE) == 4
        assert desk.item("A").reason.startswith("too late")
        assert world.there == []

    def test_a_later_deadline_brings_it_back(self, desk: Desk, world: World) -> None:
        world.documents.append(document({"no": "A", "due": PAST}))
        assert run(desk, LATE) == 4
        assert run(desk, LATE) == 4, "still late"
        world.documents[:] = [document({"no": "A", "due": FUTURE})]
        assert run(desk, LATE) == 0
        assert world.there == ["A"]

    def test_what_a_person_has_decided_to_do_is_done_late(self, desk: Desk, world: World) -> None:
        world.documents.append(document({"no": "A", "due": PAST, "more": ""}))
        assert run(desk, HEAD) == 0
        world.documents[:] = [document({"no": "A", "due": PAST, "more": "!"})]
        assert run(desk, LATE) == 4
        ledger = open_ledger(desk.workspace)
        (held,) = ledger.items(states=[ItemState.IN_REVIEW])
        ledger.resolve(held.id, Decision.REPEAT, "Anna")
        ledger.close()
        world.documents.clear()
        world.troubles.append(Trouble("before", ApplicationException("away")))
        assert run(desk, LATE) == 0
        assert world.there == ["A", "A!"]


class TestPause:
    @given(st.floats(0.1, 600), st.integers(1, 100))
    def test_it_doubles_and_never_is_longer_than_ten_minutes(self, first: float, attempt: int) -> None:
        wait = pause_behind(timedelta(seconds=first), attempt)
        middle = min(first * 2.0 ** (attempt - 1), 500)
        assert 0.79 * middle <= wait.total_seconds() <= min(1.21 * middle, 600.001)

    def test_the_recipe_says_how_long(self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[tuple[timedelta, int]] = []

        def pause(first: timedelta, attempt: int) -> timedelta:
            asked.append((first, attempt))
            return timedelta(0)

        monkeypatch.setattr("rpa.engine.items.pause_behind", pause)
        world.add("A", more="")
        world.troubles.extend([Trouble("before", ApplicationException("away"))] * 2)
        recipe = replace(desk.recipe(WRITE), pause=timedelta(seconds=7))
        assert desk.run(recipe).exit_code == 0
        assert asked == [(timedelta(seconds=7), 1), (timedelta(seconds=7), 2)]


class TestKnownKeys:
    def test_new_content_is_done_as_work_of_its_own(self, desk: Desk, world: World) -> None:
        top = head("again: {changed: new}")
        for more in ("", "!", "!", "?", ""):
            world.documents[:] = [document({"no": "A", "more": more})]
            assert run(desk, top) == 0
        assert world.there == ["A", "A!", "A?"]

    def test_new_content_is_planned_before_it_is_done(self, desk: Desk, world: World) -> None:
        top = head("again: {changed: new}")
        for more in ("", "!"):
            world.documents[:] = [document({"no": "A", "more": more})]
            plan = plan_recipe(desk.workspace, desk.recipe(WRITE, top), RunOptions())
            assert [write.intent.summary for item in plan.items for write in item.writes] == [f"Write A{more}"]
            run(desk, top)

    def test_rejected_content_is_not_done(self, desk: Desk, world: World) -> None:
        for more, code in (("", 0), ("!", 4), ("!", 4)):
            world.documents[:] = [document({"no": "A", "more": more})]
            assert run(desk, head("again: {changed: reject}")) == code
        assert world.there == ["A"]

    def test_skipped_content_is_not_done(self, desk: Desk, world: World) -> None:
        for more in ("", "!"):
            world.documents[:] = [document({"no": "A", "more": more})]
            assert run(desk, head("again: {changed: skip}")) == 0
        assert world.there == ["A"]

    def test_what_failed_is_left_and_told_in_run_and_plan(self, desk: Desk, world: World) -> None:
        top = head("again: {failed: leave}").replace("name: chores\n", "name: chores\nattempts: 1\n")
        world.add("A", more="")
        world.troubles.append(Trouble("before", ApplicationException("away")))
        assert run(desk, top) == 3
        assert run(desk, top) == 3
        assert world.there == []
        (item,) = plan_recipe(desk.workspace, desk.recipe(WRITE, top), RunOptions()).items
        assert (item.key, item.outcome) == ("A", "failed")
        assert "away" in item.reason

    @pytest.mark.parametrize("policy", ["new", "hold"])
    def test_mails_for_two_contents_of_one_key_are_two_mails(self, desk: Desk, world: World, policy: str) -> None:
        settings = {**desk.workspace.settings, "mail": {"from": "office@example.org"}}
        desk.workspace = replace(desk.workspace, settings=settings)
        steps = 'steps: [{mail.send: {to: a@example.org, subject: "{{ item.more }}", text: Hello}}]\n'
        for more in ("first", "second"):
            world.documents[:] = [document({"no": "A", "more": more})]
            run(desk, head(f"again: {{changed: {policy}}}"), steps)
        if policy == "hold":
            ledger = open_ledger(desk.workspace)
            (held,) = ledger.items(states=[ItemState.IN_REVIEW])
            ledger.resolve(held.id, Decision.REPEAT, "Anna")
            ledger.close()
            run(desk, head("again: {changed: hold}"), steps)
        mails = [file.read_text() for file in (desk.workspace.root / "outbox" / "new").iterdir()]
        assert sorted(re.findall("Subject: (.*)", "".join(mails))) == ["first", "second"]
        assert len(set(re.findall("Message-ID: (.*)", "".join(mails)))) == 2

    def test_a_mail_of_an_item_as_it_was_is_not_taken_for_that_of_the_corrected_one(
        self, desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its process dies with the first mail in the outbox; then the item is rejected, corrected and comes again."""
        settings = {**desk.workspace.settings, "mail": {"from": "office@example.org"}}
        desk.workspace = replace(desk.workspace, settings=settings)
        steps = 'steps: [{mail.send: {to: a@example.org, subject: "{{ item.more }}", text: Hello}}]\n'

        def drop_and_die(*words: Any) -> None:
            drop(*words)
            raise Killed

        def refuse(*_: object) -> None:
            raise BusinessException("the address is wrong")

        world.documents[:] = [document({"no": "A", "more": "wrong"})]
        with monkeypatch.context() as patched:
            patched.setattr("rpa.effects.mail.drop", drop_and_die)
            with pytest.raises(Killed):
                run(desk, head(), steps)
        with monkeypatch.context() as patched:
            patched.setattr("rpa.actions.mail.send.open_post", refuse)
            assert run(desk, head(), steps) == 4
        world.documents[:] = [document({"no": "A", "more": "right"})]
        assert run(desk, head(), steps) == 0
        mails = [file.read_text() for file in (desk.workspace.root / "outbox" / "new").iterdir()]
        assert sorted(re.findall("Subject: (.*)", "".join(mails))) == ["right", "wrong"]
