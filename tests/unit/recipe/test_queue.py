"""The words of the queue: limits, priority, deadline, and what a known key means."""
# ruff: noqa: E501 - a mistake as it is told reads best on one line

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from rpa.errors import RecipeError
from rpa.model.item import Changed, Failed, Policy
from rpa.model.run import NO_LIMITS, Limits
from rpa.recipe.checker import check_recipe
from rpa.recipe.expression import Expression
from rpa.recipe.plan import Items, Recipe

STEPS = 'steps: [{check: "{{ today == today }}"}]\n'
ITEMS = """\
items:
  from: {excel.rows: {path: inbox/*.xlsx}}
  key: "{{ item.no }}"
  fields:
    {no: text, urgent: boolean, ordered_on: date, total: money, lines: [{sku: text}], weight: integer, note: text}
"""


def check(text: str) -> Recipe:
    return check_recipe(Path("r.yaml"), f"name: r\n{text}{STEPS}")


def only(text: str) -> str:
    """`line:column message | hint` of the only mistake."""
    with pytest.raises(RecipeError) as caught:
        check(text)
    found = [f"{p.line}:{p.column} {p.message} | {p.hint}" for p in caught.value.problems]
    assert len(found) == 1, found
    return found[0]


def items(more: str) -> Items:
    found = check(f"{ITEMS}  {more}\n").items
    assert found is not None
    return found


def item_mistake(more: str) -> str:
    return only(f"{ITEMS}  {more}\n")


def test_without_a_word_nothing_changes() -> None:
    recipe = check(ITEMS)
    assert (recipe.timeout, recipe.pause, recipe.limits, recipe.overlap) == (
        None,
        timedelta(seconds=1),
        NO_LIMITS,
        False,
    )
    assert recipe.items is not None
    assert (recipe.items.priority, recipe.items.deadline) == (0, None)
    assert (recipe.items.after_deadline, recipe.items.policy) == ("go_on", Policy())


def test_all_words_at_once() -> None:
    file = Path(__file__).parent / "all_words.yaml"
    recipe = check_recipe(file, file.read_text())
    assert recipe.timeout == timedelta(minutes=10)
    assert (recipe.attempts, recipe.pause, recipe.breaker) == (3, timedelta(seconds=2), 5)
    assert recipe.limits == Limits(timedelta(seconds=2), 2)
    assert recipe.overlap is True
    assert recipe.items is not None
    assert isinstance(recipe.items.priority, Expression)
    assert isinstance(recipe.items.deadline, Expression)
    assert recipe.items.after_deadline == "reject"
    assert recipe.items.policy == Policy(Changed.NEW, Failed.LEAVE)
    assert isinstance(recipe.items.one_at_a_time, Expression)


def test_what_items_have_in_common_is_an_expression(tmp_path: Path) -> None:
    body = (Path(__file__).parent / "all_words.yaml").read_text()
    wrong = body.replace('one_at_a_time: "{{ item.order_no[:2] }}"', "one_at_a_time: item.order_no")
    with pytest.raises(RecipeError) as caught:
        check_recipe(tmp_path / "all-words.yaml", wrong)
    (problem,) = caught.value.problems
    assert 'one_at_a_time: "{{ item.email }}"' in problem.message
    assert problem.hint == 'Write: one_at_a_time: "{{ item.order_no }}"'
    unknown = body.replace("item.order_no[:2]", "item.costumer")
    with pytest.raises(RecipeError, match="1 mistake"):
        check_recipe(tmp_path / "all-words.yaml", unknown)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "timeout: 10 minutes",
            (
                "2:10 expected a time such as 500ms, 30s, 5min or 1h for timeout:, found the text"
                " '10 minutes' | Write: timeout: 10min"
            ),
        ),
        ("timeout: 0 s", "2:10 expected a time such as 500ms, 30s, 5min or 1h for timeout:, found the text '0 s' | "),
        ("timeout: 100ms", "2:10 expected a time from 1s to 24h for timeout:, found the text '100ms' | "),
        ("timeout: 48h", "2:10 expected a time from 1s to 24h for timeout:, found the text '48h' | "),
        ("timeout: -5", "2:10 expected a time such as 500ms, 30s, 5min or 1h for timeout:, found -5 | "),
        ("pause: 2", "2:8 expected a time such as 500ms, 30s, 5min or 1h for pause:, found 2 | Write: pause: 2s"),
        ("pause: 11 min", "2:8 expected a time from 100ms to 10min for pause:, found the text '11 min' | "),
        ("overlap: yes", "2:10 expected true or false for overlap:, found the text 'yes' | Write: overlap: true"),
        ("overlap: nein", "2:10 expected true or false for overlap:, found the text 'nein' | Write: overlap: false"),
        ("overlap: sometimes", "2:10 expected true or false for overlap:, found the text 'sometimes' | "),
        ("limits: 30/min", "2:9 expected a mapping, found the text '30/min' | Write: limits: {rate: 30/min}"),
        (
            "limits: 30 per minute",
            ("2:9 expected a mapping, found the text '30 per minute' | Write: limits: {rate: 30/min}"),
        ),
        (
            "limits: {rate: 30 per minute}",
            (
                "2:16 expected a rate such as 2/s, 30/min or 500/h, 1000/s at most, for rate:"
                ", found the text '30 per minute' | Write: rate: 30/min"
            ),
        ),
        (
            "limits: {rate: 30}",
            (
                "2:16 expected a rate such as 2/s, 30/min or 500/h, 1000/s at most, for rate:, found 30"
                " | Say in what time: rate: 30/min"
            ),
        ),
        (
            "limits: {rate: 0/s}",
            ("2:16 expected a rate such as 2/s, 30/min or 500/h, 1000/s at most, for rate:, found the text '0/s' | "),
        ),
        ("limits: {concurrency: 0}", "2:23 expected a whole number from 1 to 1000 for concurrency:, found 0 | "),
        ("limits: {concurrency: -1}", "2:23 expected a whole number from 1 to 1000 for concurrency:, found -1 | "),
        ("limits: {concurency: 2}", "2:10 limits: has no 'concurency' | Did you mean 'concurrency'?"),
        ("time_out: 5min", "2:1 a recipe has no 'time_out' | Did you mean 'timeout'?"),
    ],
)
def test_a_mistake_of_the_recipe_is_told_at_its_place(text: str, said: str) -> None:
    assert only(f"{text}\n") == said


@pytest.mark.parametrize("priority", ["5", "-1", '"{{ 10 if item.urgent else 0 }}"', '"{{ item.weight }}"'])
def test_a_priority(priority: str) -> None:
    found = items(f"priority: {priority}").priority
    assert found == int(priority) if priority.lstrip("-").isdigit() else isinstance(found, Expression)


@pytest.mark.parametrize(
    ("priority", "said"),
    [
        (
            '"{{ item.urgent }}"',
            (
                "7:17 a priority must be a whole number, and item.urgent is true or false | Write: "
                "{{ 10 if item.urgent else 0 }}"
            ),
        ),
        (
            '"{{ item.note }}"',
            (
                "7:17 a priority must be a whole number, and item.note is a text | Say what it is worth: "
                "{{ 10 if item.note == 'urgent' else 0 }}"
            ),
        ),
        (
            '"{{ item.total }}"',
            (
                "7:17 a priority must be a whole number, and item.total is money | Say from where on it "
                "is urgent: {{ 10 if item.total > money(1000, 'EUR') else 0 }}"
            ),
        ),
        (
            '"{{ item.ordered_on }}"',
            (
                "7:17 a priority must be a whole number, and item.ordered_on is a date | What is "
                'due first goes first by itself: deadline: "{{ item.ordered_on }}"'
            ),
        ),
        ('"{{ 2.5 }}"', "7:13 a priority must be a whole number, and 2.5 is a number | "),
        (
            '"{{ item.weight > 5 }}"',
            ("7:17 a priority must be a whole number, and this is true or false | Write: {{ 10 if ... else 0 }}"),
        ),
        ('"high {{ item.weight }}"', "7:13 a priority must be a whole number, and high {{ item.weight }} is a text | "),
        ('"{{ item.urgnt }}"', "7:17 item has no field 'urgnt' | Did you mean 'urgent'?"),
        (
            '"{{ steps.x.y }}"',
            ("7:17 'steps' is not known in items: priority: | Known here are: item, now, params, settings, today."),
        ),
        (
            "item.weight",
            (
                "7:13 expected a whole number from -1000000 to 1000000, or an expression such as priority: "
                '"{{ 10 if item.urgent else 0 }}", found the text \'item.weight\' | Write: priority: "{{ item.weight }}"'
            ),
        ),
        (
            "true",
            (
                "7:13 expected a whole number from -1000000 to 1000000, or an expression such as priority: "
                '"{{ 10 if item.urgent else 0 }}", found true | '
            ),
        ),
        (
            "99999999",
            (
                "7:13 expected a whole number from -1000000 to 1000000, or an expression such as priority: "
                '"{{ 10 if item.urgent else 0 }}", found 99999999 | '
            ),
        ),
    ],
)
def test_what_is_no_priority(priority: str, said: str) -> None:
    assert item_mistake(f"priority: {priority}") == said


@pytest.mark.parametrize("deadline", ["item.ordered_on + days(2)", "now", "today", "none", "item.ordered_on or none"])
def test_a_deadline(deadline: str) -> None:
    assert str(items(f'deadline: "{{{{ {deadline} }}}}"').deadline) == f"{{{{ {deadline} }}}}"


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (
            '"{{ item.note }}"',
            (
                "7:17 a deadline must be a date or a moment, and item.note is a text | Make it a date in "
                "fields:, or write a day: {{ date('2026-12-31') }}"
            ),
        ),
        (
            "\"{{ '2026-12-31' }}\"",
            (
                "7:13 a deadline must be a date or a moment, and '2026-12-31' is a text | Make it a "
                "date in fields:, or write a day: {{ date('2026-12-31') }}"
            ),
        ),
        (
            '"{{ days(2) }}"',
            (
                "7:17 a deadline must be a date or a moment, and days(2) is a span of time | Count from a "
                "day: {{ today + days(2) }}"
            ),
        ),
        (
            '"{{ 2 }}"',
            ("7:13 a deadline must be a date or a moment, and 2 is a number | Count from a day: {{ today + days(2) }}"),
        ),
        (
            '"{{ item.ordered_on }} 12:00"',
            ("7:13 a deadline must be a date or a moment, and {{ item.ordered_on }} 12:00 is a text | "),
        ),
        (
            "2026-12-31",
            (
                '7:13 expected an expression such as deadline: "{{ item.ordered_on + days(2) }}", found the '
                "text '2026-12-31' | Write: deadline: \"{{ date('2026-12-31') }}\""
            ),
        ),
        (
            "2 days",
            (
                '7:13 expected an expression such as deadline: "{{ item.ordered_on + days(2) }}", found the text '
                "'2 days' | Write: deadline: \"{{ today + days(2) }}\""
            ),
        ),
        (
            "item.ordered_on",
            (
                '7:13 expected an expression such as deadline: "{{ item.ordered_on + days(2) }}", found '
                "the text 'item.ordered_on' | Write: deadline: \"{{ item.ordered_on }}\""
            ),
        ),
        (
            '"{{ item.ordered_on + 2 }}"',
            ("7:17 item.ordered_on is a date and 2 is a number: they cannot be added | Use days(2) or months(2)."),
        ),
    ],
)
def test_what_is_no_deadline(deadline: str, said: str) -> None:
    assert item_mistake(f"deadline: {deadline}") == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "after_deadline: reject",
            ('7:3 after_deadline: without deadline: | Say until when: deadline: "{{ item.ordered_on + days(2) }}"'),
        ),
        (
            'deadline: "{{ today }}"\n  after_deadline: rejected',
            ("8:19 expected go_on or reject for after_deadline:, found the text 'rejected' | Did you mean 'reject'?"),
        ),
        (
            "again: {changed: holds}",
            ("7:20 expected hold or skip or new or reject for changed:, found the text 'holds' | Did you mean 'hold'?"),
        ),
        (
            "again: {failed: leaf}",
            ("7:19 expected again or leave for failed:, found the text 'leaf' | Did you mean 'leave'?"),
        ),
        ("again: skip", "7:10 expected a mapping, found the text 'skip' | Write: again: {changed: skip}"),
        ("again: {change: skip}", "7:11 again: has no 'change' | Did you mean 'changed'?"),
        ("again: [skip]", "7:10 expected a mapping (name: value) for again:, found a list | "),
        ("prio: 5", "7:3 items: has no 'prio' | Did you mean 'priority'?"),
    ],
)
def test_a_mistake_of_the_items_is_told_at_its_place(more: str, said: str) -> None:
    assert item_mistake(more) == said


@pytest.mark.parametrize("changed", Changed)
@pytest.mark.parametrize("failed", Failed)
def test_what_a_known_key_means(changed: Changed, failed: Failed) -> None:
    assert items(f"again: {{changed: {changed}, failed: {failed}}}").policy == Policy(changed, failed)
