"""Expressions: typed, sandboxed, secrets and pending values included."""

from __future__ import annotations

from datetime import date
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
        ("{{ item.email.nix }}", "r.yaml:3:9: item.email has no 'nix'; it is a value of type str"),
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
    made = Expression("{{ item.a.b + item.lines[0].sku }} x {{ rows | sum(attribute='q') }}", "r", 3, 5, "\"{{ item.a.b + item.lines[0].sku }} x {{ rows | sum(attribute='q') }}\"")  # noqa: E501  # fmt: skip
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
