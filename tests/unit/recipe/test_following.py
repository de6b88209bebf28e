"""What steps give, and who uses it."""

from __future__ import annotations

from pathlib import Path

from rpa.recipe.checker import check_recipe
from rpa.recipe.following import output_names, steps_of, users
from rpa.recipe.plan import Recipe

TEXT = """
name: orders
browser: {url: "http://127.0.0.1:1"}
steps:
  - id: order
    name: Enter the order
    browser.form:
      fill: {}
      submit: Save
      expect: Order (?P<no>[0-9]+) saved
      read: {number: Order id, weight: Weight}
  - id: ship
    name: Ship it
    when: "{{ steps.order.weight != '' }}"
    browser.form: {open: "/orders/{{ steps.order.number }}", fill: {}, submit: Ship}
    verify:
      - browser.open: "/ships/{{ steps.order.no }}"
  - id: paper
    invoice.create: {template: "Order {{ steps.order['number'] }}", sequence: sales}
  - id: papers
    for_each: {one: "{{ [1, 2] }}"}
    invoice.create: {template: "{{ one }}", sequence: sales}
  - id: last
    mail.send: {to: "{{ steps.papers[0].number }}", template: "{{ steps.paper | length }}"}
finally:
  - {id: end, mail.send: {to: a@example.test, template: x}}
"""


def recipe() -> Recipe:
    return check_recipe(Path("orders.yaml"), TEXT)


def used(step: int) -> dict[str, list[str]]:
    steps = recipe().steps
    return {name: [one.id for one in behind] for name, behind in users(steps, steps[step]).items()}


def test_outputs_are_the_declared_ones_those_read_and_the_groups() -> None:
    assert output_names(recipe().steps[0]) == ("confirmation", "no", "number", "weight")


def test_users_are_the_steps_behind_in_any_of_their_parts() -> None:
    assert used(0) == {"number": ["ship", "paper"], "weight": ["ship"], "no": ["ship"]}


def test_passes_of_a_for_each_and_whole_steps_count() -> None:
    assert used(3) == {"number": ["last"]}
    assert used(2) == {"number": ["last"], "pdf": ["last"]}
    assert used(4) == {}


def test_an_item_of_finally_has_the_steps_of_finally() -> None:
    assert [step.id for step in steps_of(recipe(), "orders/finally")] == ["end"]
    assert steps_of(recipe(), "orders")[0].id == "order"
