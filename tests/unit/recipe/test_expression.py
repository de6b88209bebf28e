"""Expressions: typed, sandboxed, secrets and pending values included."""
# ruff: noqa: E501 - an expression with its message reads best on one line

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import StepFailed
from rpa.model.money import Money
from rpa.model.pending import Pending, PendingText, is_pending
from rpa.model.secret import Secret
from rpa.recipe.expression import Expression, ExpressionError, holds_expression
from rpa.recipe.names import NameUse

PASSWORD = Secret("shop.password", "hunter22")
NAMES: dict[str, Any] = {
    "item": {
        "email": "kari@firma.no",
        "total": Decimal("1.10"),
        "items": 5,
        "note": None,
        "lines": [
            {"quantity": Decimal(2), "price": Money(Decimal("3.50"), "EUR"), "sku": "A-1"},
            {"quantity": Decimal(3), "price": Money(Decimal("1.00"), "EUR"), "sku": "B-2"},
        ],
    },
    "params": {"inbox": Path("/srv/orders.xlsx"), "due_days": 14},
    "settings": {"rate": 0.5},
    "today": date(2026, 1, 31),
    "secrets": {"shop": {"password": PASSWORD, "user": Secret("shop.user", "robot")}},
    "steps": {"order": Pending("order"), "invoice": {"pdf": "a.pdf"}},
}


def expression(source: str) -> Expression:
    return Expression(source, "r.yaml", 3, 5, f'"{source}"')


def value(source: str, **more: Any) -> Any:
    return expression(source).evaluate({**NAMES, **more})


def refusal(source: str) -> str:
    with pytest.raises(StepFailed) as caught:
        value(source)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ item.total }}", Decimal("1.10")),
        (" {{ item.total }}\n", Decimal("1.10")),
        ("{{ item.total * 1.21 }}", Decimal("1.3310")),
        ("{{ 0.1 + 0.2 == 0.3 }}", True),
        ("{{ 3 / 2 }}", Decimal("1.5")),
        ("{{ 7 // 2 }}", 3),
        ("{{ item.items }}", 5),
        ("{{ item['email'] }}", "kari@firma.no"),
        ("{{ item.note }}", None),
        ("{{ item.nothing | default('x') }}", "x"),
        ("{{ item.nothing is defined }}", False),
        ("{{ item.lines | sum(attribute='quantity') }}", Decimal(5)),
        ("{{ item.lines | sum(attribute='price') }}", Money(Decimal("4.50"), "EUR")),
        ("{{ [] | sum }}", Decimal(0)),
        ("{{ item.lines | sum_product('quantity', 'price') }}", Money(Decimal("10.00"), "EUR")),
        ("{{ item.lines | length }}", 2),
        ("{{ item.lines | map(attribute='sku') | list }}", ["A-1", "B-2"]),
        ("{{ item.lines | selectattr('quantity', 'gt', 2) | map(attribute='sku') | list }}", ["B-2"]),
        ("{{ item.lines[0].price.amount }}", Decimal("3.50")),
        ("{{ params.inbox.stem }}", "orders"),
        ("{{ today + days(params.due_days) }}", date(2026, 2, 14)),
        ("{{ today + months(1) }}", date(2026, 2, 28)),
        ("{{ today - months(2) }}", date(2025, 11, 30)),
        ("{{ quarter(today).label }}", "2026-Q1"),
        ("{{ quarter(today).previous.end }}", date(2025, 12, 31)),
        ("{{ (today - quarter(today).start).days }}", 30),
        ("{{ money(3, 'NOK') }}", Money(Decimal(3), "NOK")),
        ("{{ locale_of('NO') }}", "nb-NO"),
        ("{{ locale_of('JP') }}", "en"),
        ("{{ 2.5 | round }}", Decimal(3)),
        ("{{ item.lines[0].price * 2 | round(1) }}", Money(Decimal(7), "EUR")),
        ("{{ 'Bakkerij Jansén & Zn. Ø' | slug }}", "bakkerij-jansen-zn-o"),
        ("{{ item.email.split('@')[0] | upper }}", "KARI"),
        ("{{ 'a' if item.total > 1 else 'b' }}", "a"),
        ("Total {{ item.total }} due {{ today }}", "Total 1.10 due 2026-01-31"),
        ("{{ item.lines[0].price }}!", "3.50 EUR!"),
        ("[{{ item.note }}] {{ true }}", "[] true"),
        ("{{ '{{' }}", "{{"),
    ],
)
def test_values_keep_their_type(source: str, expected: object) -> None:
    found = value(source)
    assert found == expected
    assert type(found) is type(expected)


def test_the_locale_writes_for_people() -> None:
    dutch = Expression("{{ item.total | amount }} / {{ today | date }} / {{ today | date('long') }}", locale="nl-NL")
    assert dutch.evaluate(NAMES) == "1,10 / 31-01-2026 / 31 januari 2026"
    assert dutch.evaluate({**NAMES, "locale": "nb-NO"}) == "1,10 / 31.01.2026 / 31. januar 2026"
    assert Expression("{{ today | date(locale='en-US') }}", locale="nl-NL").evaluate(NAMES) == "01/31/2026"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ item.emial }}", "r.yaml:3:9: item has no 'emial'; it has email, total, items, note, lines"),
        ("to {{ item.emial }}", "r.yaml:3:12: item has no 'emial'; it has email, total, items, note, lines"),
        ("{{ itm.email }}", "r.yaml:3:9: 'itm' is not known; known are item, params, settings, today, secrets, steps"),
        ("{{ item.lines[5].sku }}", "r.yaml:3:9: item.lines has no position 5; it has 2, counted from 0"),
        ("{{ item.lines[1].skew }}", "r.yaml:3:9: item.lines.1 has no 'skew'; it has quantity, price, sku"),
        ("{{ item.email.nix }}", "r.yaml:3:9: item.email has no 'nix'; it is a text ('kari@firma.no')"),
        ("{{ item.lines | sum(attribute='qty') }}", "r.yaml:3:5: an entry of the list has no attribute 'qty'"),
        ("{{ item.lines | sum_product('sku') }}", "sum_product: sku of row 1 is 'A-1', no number"),
        ("a {{ item.lines }}", "a list or mapping cannot stand inside a text"),
        ("{{ settings.rate }}", "the result is a binary fraction, which is not exact"),
        ("{{ days(3) }}", "add days(n) and months(n) to a date"),
        ("{{ days('3') }}", "days(n): n is a whole number, not '3'"),
        ("{{ days }}", "call a function with its brackets"),
        ("{{ today + 3 }}", "cannot be computed"),
        ("{{ money('3', 'EUR') }}", "the amount is a number, not '3'"),
        ("{{ item.lines[0].price + money(1, 'NOK') }}", "different currencies"),
        ("{{ item.email | sum }}", "sum adds numbers and money, not 'k'"),
        ("{{ 1 / 0 }}", "cannot be computed"),
        ("{{ item.note | date }}", "date: the value is empty (none). Say what stands there then"),
        ("{{ item.note | amount }}", "... | amount if ... else '-'"),
        ("{{ quarter(item.note) }}", "quarter(date) wants a date, and the value is empty (none)"),
    ],
)
def test_what_cannot_be_computed_says_why_and_where(source: str, message: str) -> None:
    assert message in refusal(source)
    assert refusal(source).startswith("r.yaml:3:")


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ item.email.__init__.__globals__ }}",
        "{{ item['__class__'].x }}",
        "{{ item.email | attr('__class__') }}",
        "{{ item.lines | map(attribute='__class__') | list }}",
        "{{ params.inbox.unlink() }}",
        "{{ params.inbox.read_text() }}",
        "{{ today.__reduce__() }}",
        "{{ today.today() }}",
        "{{ item.total.real }}",
        "{{ item.email.format(1) }}",
        "{{ item.email.encode() }}",
        "{{ item.pop('email') }}",
        "{{ item.clear() }}",
        "{{ item.lines.append(1) }}",
        "{{ range(9) }}",
        "{{ cycler }}",
        "{{ lipsum.__globals__ }}",
        "{{ self }}",
        "{{ self.__init__ }}",
        "{{ joiner }}",
        "{{ namespace() }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x' * 999999999 }}",
        "{{ days.__globals__ }}",
        "{{ days.__call__(1) }}",
        "{{ money.__module__ }}",
        "{% for x in [1] %}{{ x }}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% set x = 1 %}",
    ],
)
def test_there_is_no_way_out_of_the_sandbox(source: str) -> None:
    assert refusal(source)


def test_data_is_never_taken_for_an_expression() -> None:
    assert value("{{ text }} and {{ text }}", text="{{ item.email }}") == "{{ item.email }} and {{ item.email }}"
    assert value("{{ text }}", text="{{ 7 * 7 }}") == "{{ 7 * 7 }}"


def test_a_secret_alone_stays_a_secret() -> None:
    assert value("{{ secrets.shop.password }}") == PASSWORD


def test_a_text_with_a_secret_inside_is_a_secret() -> None:
    found = value("{{ secrets.shop.user }}:{{ secrets.shop.password }}@{{ item.email }}")
    assert isinstance(found, Secret)
    assert found.reveal() == "robot:hunter22@kari@firma.no"
    assert found.name == "shop.user+shop.password"
    assert "hunter22" not in str(found) + repr(found) + f"{found}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ secrets.shop.password | upper }}",
        "{{ secrets.shop.password ~ 'x' }}",
        "{{ 'x' ~ secrets.shop.password }}",
        "{{ secrets.shop.password + 'x' }}",
        "{{ secrets.shop.password == 'hunter' ~ '22' }}",
        "{{ 'h' in secrets.shop.password }}",
        "{{ secrets.shop.password in ['hunter' ~ '22'] }}",
        "{{ secrets.shop.password[0] }}",
        "{{ secrets.shop.password.value }}",
        "{{ secrets.shop.password.reveal() }}",
        "{{ secrets.shop.password | length }}",
        "{{ secrets.shop.password | slug }}",
        "{{ secrets.shop.password | string }}",
        "{{ '%s' | format(secrets.shop.password) }}",
        "{{ [secrets.shop.password] | join }}",
        "{{ 'a' if secrets.shop.password else 'b' }}",
        "{{ secrets.shop.password and 'b' }}",
        "{{ item.email.replace('k', secrets.shop.password) }}",
        "{{ days(secrets.shop.password) }}",
        "{{ item[secrets.shop.password] }}",
    ],
)
def test_a_secret_is_passed_on_and_never_looked_into(source: str) -> None:
    try:
        said = str(value(source))
    except StepFailed as error:
        said = str(error)
        assert "cannot be computed" in said or "has no" in said
    assert "hunter22" not in said
    assert "HUNTER22" not in said


def test_secrets_inside_lists_do_not_show() -> None:
    assert value("{{ [secrets.shop.password] }}") == [PASSWORD]
    assert "hunter22" not in str(value("{{ secrets }}"))
    assert "hunter22" not in refusal("a {{ secrets.shop }}")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ steps.order.number }}", "‹order.number›"),
        ("No {{ steps.order.number }}", "No ‹order.number›"),
        ("{{ steps.order.number ~ '-1' }}", "‹order.number›-1"),
        ("{{ steps.order.lines[0].sku }}", "‹order.lines.0.sku›"),
        ("{{ steps.order.total > 5 }}", "‹order.total›"),
        ("{{ steps.order.total * 2 }}", "‹order.total›"),
        ("{{ today + days(steps.order.days) }}", "‹order.days›"),
        ("{{ steps.order.rows | sum(attribute='x') }}", "‹order.rows›"),
        ("{{ steps.order.number.upper() }}", "‹order.number.upper›"),
        ("{{ 'a' if steps.order.paid else 'b' }}", "‹order.paid›"),
        ("{{ steps.order.due | date }}", "‹order.due›"),
    ],
)
def test_what_touches_a_pending_value_is_pending_and_never_fails(source: str, shown: str) -> None:
    found = value(source)
    assert isinstance(found, Pending | PendingText)
    assert is_pending(found)
    assert str(found) == shown


def test_a_pending_text_stays_pending_when_it_is_used_again() -> None:
    text = value("No {{ steps.order.number }}")
    assert is_pending(value("{{ text }}", text=text))
    assert is_pending(value("{{ text | upper }}", text=text))
    assert is_pending(value("{{ names }}", names=[text]))
    assert not is_pending(value("{{ item.email }}"))


def test_names_are_found_with_their_places() -> None:
    made = Expression("{{ item.a.b + item.lines[0].sku }} x {{ rows | sum(attribute='q') }}", "r", 3, 5, "\"{{ item.a.b + item.lines[0].sku }} x {{ rows | sum(attribute='q') }}\"")  # fmt: skip
    assert made.names_used() == (
        NameUse(("item", "a", "b"), 3, 9),
        NameUse(("item", "lines", "0", "sku"), 3, 20),
        NameUse(("rows", "q"), 3, 68, element_of=True),
        NameUse(("rows",), 3, 46),
    )


def test_a_name_below_the_first_line_is_found() -> None:
    made = Expression("a\nb {{ item.x }}", "r", 3, 5, "|\n    a\n    b {{ item.x }}")
    assert made.names_used() == (NameUse(("item", "x"), 5, 10),)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ x", "unexpected end of template"),
        ("{{ }}", "Expected an expression"),
        ("{{ x | nix }}", "there is no filter 'nix' for expressions"),
        ("{{ x is nixer }}", "there is no test 'nixer' for expressions"),
        ("{% if x %}{% endif %}", "statements ({% ... %}) are not used in recipes"),
        ("{{ 'x }}", "cannot be read"),
    ],
)
def test_what_is_no_expression_is_refused_before_anything_runs(source: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        expression(source).names_used()
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column >= 5) == (3, True)
    assert message in refusal(source)


def test_braces_make_an_expression() -> None:
    assert holds_expression("a {{ b }}")
    assert holds_expression("{% if %}")
    assert not holds_expression("{a}")
    assert not holds_expression("#{x}")


def test_pending_names_that_are_not_used_make_nothing_pending() -> None:
    assert value("{{ item.items }}", line=Pending("line")) == 5
    assert value("{{ item.email }}!", line=PendingText("‹line›")) == "kari@firma.no!"


ORDER: dict[str, Any] = {
    "item": {
        "limit": Money(Decimal("777.00"), "EUR"),
        "nr": "400",
        "count": 5,
        "since": date(2026, 12, 1),
        "paid": True,
        "note": None,
        "tags": ["a", "b"],
        "file": Path("/srv/a.pdf"),
        "prices": [],
        "lines": [{"nr": "7", "limit": Money(Decimal(1), "EUR")}],
    },
    "now": datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
    "settings": {"rate": 0.1},
    "today": date(2026, 12, 1),
}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("item.limit == 777", "item.limit is money (777.00 EUR) and 777 is a number: compare with money(777, 'EUR')"),
        ("item.limit != 777.5", "compare with money(777.5, 'EUR')"),
        ("item.limit <= 5000", "item.limit is money (777.00 EUR) and 5000 is a number: compare with money(5000, 'EUR')"),
        ("item.nr == 400", "item.nr is a text ('400') and 400 is a number: compare with '400', in quotes"),
        ("item.nr > 5", "item.nr is a text ('400') and 5 is a number: make the text a number"),
        ("item.count == '5'", "item.count is a number (5) and '5' is a text: compare with 5, without quotes"),
        ("item.nr == item.count", "item.nr is a text ('400') and item.count is a number (5): compare with item.count | string"),
        ("item.since == '2026-12-01'", "item.since is a date (2026-12-01) and '2026-12-01' is a text: compare with date('2026-12-01')"),
        ("item.since > '1 May'", "compare with a day such as date('2026-12-31')"),
        ("item.since < now", "and now is a moment (day and time) (2026-12-01T09:00:00+00:00): compare with date(now)"),
        ("now == today", "compare with date(now)"),
        ("item.since > 5", "count days between two dates"),
        ("today - item.since > 5", "one side is a span of time and 5 is a number: compare with days(5)"),
        ("item.paid == 1", "item.paid is true or false (true) and 1 is a number: a yes or no stands alone: item.paid, or not item.paid"),
        ("item.paid == 'yes'", "a yes or no stands alone"),
        ("item.note < 5", "item.note is none (empty) and has no order: ask first, with item.note is not none and ..."),
        ("item.tags == 'a'", "take one element with [0], or count them with | length"),
        ("item.tags < item.tags", "a list has no order"),
        ("item.file == 'a.pdf'", "compare its name: item.file.name"),
        ("item.nr in [400, 401]", "item.nr is a text ('400') and 400 is a number: compare with '400', in quotes"),
        ("item.nr not in [400, 401]", "compare with '400', in quotes"),
        ("item.limit in [777]", "compare with money(777, 'EUR')"),
        ("4 in item.nr", "only a text is looked for in a text"),
        ("'a' in item.note", "item.note is none (empty), and nothing can be looked for in it"),
        ("1 < item.count < '9'", "compare with 9, without quotes"),
        ("item.nr is eq 400", "400"),
        ("item.lines | selectattr('nr', 'gt', 5) | list", "is a text ('7') and one side is a number (5)"),
        ("item.lines | selectattr('limit', 'equalto', 1) | list", "is money (1.00 EUR)"),
        ("['a', 1] | sort", "a number and a text cannot be put in order"),
        ("today + 14", "a date (2026-12-01) and a number (14) cannot be added: use days(14) or months(14)"),
        ("item.limit + 5", "money (777.00 EUR) and a number (5) cannot be added: use money(amount, currency)"),
        ("item.nr + 1", "texts are joined with ~"),
        ("item.limit / 2", "calculate with its .amount"),
        ("item.nr.length", "item.nr has no 'length'; it is a text ('400'); for its length write | length"),
        ("date('tomorrow')", "date(day): 'tomorrow' is not written as 2026-12-31"),
        ("date('2026-02-30')", "date(day): there is no day 2026-02-30"),
    ],
)  # fmt: skip
def test_values_of_different_kinds_are_not_compared(source: str, message: str) -> None:
    with pytest.raises(StepFailed) as caught:
        expression(f"{{{{ {source} }}}}").evaluate(ORDER)
    assert message in str(caught.value)
    assert "instances of" not in str(caught.value)
    assert "operand" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("item.limit == money(777, 'EUR')", True),
        ("item.count == 5.0", True),
        ("item.count in [1, 5.0]", True),
        ("settings.rate == 0.1", True),
        ("item.limit == none", False),
        ("none != item.since", True),
        ("item.note in [none, 5]", True),
        ("item.note == none", True),
        ("item.since == date('2026-12-01')", True),
        ("item.since == date(now)", True),
        ("1 < item.count < 9", True),
        ("1 < item.count < 3", False),
        ("'0' in item.nr", True),
        ("'x' not in item.tags", True),
        ("'NL' in {'NL': 1}", True),
        ("'7' in item.lines | map(attribute='nr')", True),
        ("item.prices | sum == money(0, 'EUR')", True),
        ("item.prices | sum < item.limit", True),
        ("item.missing is defined", False),
        ("not item.paid == false", True),
    ],
)
def test_values_of_one_kind_are_compared(source: str, expected: bool) -> None:
    assert expression(f"{{{{ {source} }}}}").evaluate(ORDER) is expected


@pytest.mark.parametrize("sign", ["==", "!=", "<", "in", "not in"])
def test_comparing_a_pending_value_is_pending_and_a_secret_is_refused(sign: str) -> None:
    assert is_pending(value(f"{{{{ steps.order.number {sign} 5 }}}}"))
    assert is_pending(value(f"{{{{ 5 {sign} [steps.order.number] }}}}")) or sign == "<"
    assert "can only be passed on whole" in refusal(f"{{{{ secrets.shop.password {sign} 'x' }}}}")
