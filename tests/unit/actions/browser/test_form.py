from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rpa.actions.browser import form
from rpa.effects.gate import Mode, Planned
from rpa.errors import BusinessException, StepFailed, TargetRefusal
from tests.unit.actions.browser.conftest import Office, OpenOffice

pytestmark = pytest.mark.browser
HEAD = {"Customer": {"choose": "Bakkerij Van den Berg"}, "Customer order no": "PO-7", "Order date": date(2026, 3, 4)}
COLUMNS = {"Product": "sku", "Quantity": "quantity", "Unit price": "price"}


def enter(office: Office, count: int, **others: object) -> dict[str, object]:
    skus = [row[0] for row in office.ask("SELECT sku FROM products ORDER BY sku LIMIT 10")]
    lines = [{"sku": skus[n % len(skus)], "quantity": n + 1, "price": Decimal("1.50") + n} for n in range(count)]
    words = {
        "open": "/orders/new",
        "fill": HEAD,
        "rows": lines,
        "columns": COLUMNS,
        "add": "Add line",
        "submit": "Save order",
        "confirm": "Yes, save",
        "expect": "Order (?P<number>[0-9]+) saved",
        "read": {"total": {"target": "Total", "as": "decimal"}, "ordered_on": {"target": "Ordered on", "as": "date"}},
        **others,
    }
    return office.run(form.run, **words)


def test_an_order_of_thirty_lines(open_office: OpenOffice) -> None:
    office = open_office()
    before = len(office.ask("SELECT id FROM orders"))
    outputs = enter(office, 30)
    orders = office.ask("SELECT id, customer_order_no, ordered_on, total_cents FROM orders ORDER BY id DESC")
    assert len(orders) == before + 1
    total = sum(n * (Decimal("0.50") + n) for n in range(1, 31))
    assert orders[0] == (int(str(outputs["number"])), "PO-7", "2026-03-04", int(total * 100))
    assert outputs["total"] == total
    assert outputs["ordered_on"] == date(2026, 3, 4)
    lines = office.ask(
        f"SELECT quantity, unit_price_cents FROM order_lines WHERE order_id = {outputs['number']} ORDER BY line"
    )
    assert lines == [(n, n * 100 + 50) for n in range(1, 31)]
    receipt = office.receipts[0]
    assert receipt.reference == f"Order {outputs['number']} saved"
    assert (office.folder / "evidence" / receipt.pictures[0]).stat().st_size < 200_000


def test_products_by_look_up(open_office: OpenOffice) -> None:
    office = open_office()
    product = {
        "field": "sku",
        "by": "look_up",
        "open": "Look up product",
        "filter": "Find product",
        "confirm": "Choose",
    }
    outputs = enter(office, 2, columns={**COLUMNS, "Product": product})
    assert len(office.ask(f"SELECT 1 FROM order_lines WHERE order_id = {outputs['number']}")) == 2


def test_a_plan_fills_the_form_and_writes_nothing(open_office: OpenOffice) -> None:
    office = open_office(Mode.PLAN)
    before = office.ask("SELECT count(*) FROM orders")
    with pytest.raises(Planned) as planned:
        enter(office, 3)
    assert ("Customer order no", "PO-7") in planned.value.intent.fields
    assert ("Unit price (line 3)", "3.50") in planned.value.intent.fields
    assert (office.folder / "evidence" / planned.value.picture).is_file()
    assert office.ask("SELECT count(*) FROM orders") == before


def test_the_targets_complaints_are_the_reason(open_office: OpenOffice) -> None:
    office = open_office()
    with pytest.raises(TargetRefusal, match="Quantity must be a whole number"):
        enter(office, 1, rows=[{"sku": "x", "quantity": 0, "price": 1}])


def test_an_unknown_customer_is_a_business_exception(open_office: OpenOffice) -> None:
    office = open_office()
    with pytest.raises(BusinessException, match="no option is 'Nobody'"):
        enter(office, 1, fill={**HEAD, "Customer": {"choose": "Nobody"}})


def test_an_entry_without_the_value_of_a_column(open_office: OpenOffice) -> None:
    office = open_office()
    with pytest.raises(StepFailed, match="'Product': line 1 has no 'sku'"):
        enter(office, 1, rows=[{"quantity": 1}])


def test_the_old_ticket_page_without_labels(open_office: OpenOffice) -> None:
    office = open_office()
    office.session.open("/tickets/new")
    office.session.fill({"Subject": "Broken scale"})
    assert office.session.page.read("Subject") == "Broken scale"


def test_the_maintenance_page_is_passed_everywhere(open_office: OpenOffice) -> None:
    office = open_office(interstitial_every=2)
    outputs = enter(office, 2)
    assert office.ask(f"SELECT customer_order_no FROM orders WHERE id = {outputs['number']}") == [("PO-7",)]
