from __future__ import annotations

from typing import Any

import pytest

ORDER = {
    "customer": "Bergen Kontor AS (C-1010)",
    "customer_no": "C-1010",
    "customer_order_no": "PO-2026-77",
    "ordered_on": "05-10-2026",
    "reference": "Att: Ingrid",
    "product": ["FP-1009", ""],
    "quantity": ["2", ""],
    "unit_price": ["249.00", ""],
}


def test_order_is_stored_with_its_lines_and_counted_by_the_customers_number(visitor: Any) -> None:
    answer = visitor.post("/orders/new", ORDER)
    assert answer.location == "/orders/10009"
    page = visitor.open(answer.location)
    assert "Order 10009 saved" in page
    assert "<dt>Order id</dt><dd>10009</dd>" in page
    assert "498.00" in page
    counts = visitor.counts()
    assert counts["writes"]["order"] == 1
    assert counts["log"][0]["reference"] == "PO-2026-77"
    assert counts["requests"] == {"POST": 1}
    assert counts["sign_ins"] == 1


def test_search_compares_numbers_whole(visitor: Any) -> None:
    visitor.post("/orders/new", ORDER)
    assert "10009" in visitor.open("/orders?q=po-2026-77")
    assert "PO-2026-77" in visitor.open("/orders?q=10009")
    assert "No orders found" in visitor.open("/orders?q=PO-2026-7")


def test_second_order_of_one_number_is_not_refused_but_shows(visitor: Any) -> None:
    visitor.post("/orders/new", ORDER)
    visitor.post("/orders/new", ORDER)
    counts = visitor.counts()
    assert (counts["writes"]["order"], counts["distinct"]["order"]) == (2, 1)
    page = visitor.open("/orders?q=PO-2026-77")
    assert "10009" in page
    assert "10010" in page


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"customer_no": ""}, "Customer must be chosen from the list"),
        ({"customer_no": "C-9999"}, "Customer must be chosen from the list"),
        ({"customer_order_no": " "}, "Customer order no is missing"),
        ({"ordered_on": "2026-10-05"}, "Order date must be a date like 31-12-2026"),
        ({"ordered_on": "31-02-2026"}, "Order date must be a date like 31-12-2026"),
        (
            {"product": ["", ""], "quantity": ["", ""], "unit_price": ["", ""]},
            "An order needs at least one line",
        ),
        ({"product": ["FP-0000", ""]}, "Line 1: Product FP-0000 does not exist"),
        ({"quantity": ["0", ""]}, "Line 1: Quantity must be a whole number from 1"),
        ({"unit_price": ["249,00", ""]}, "Line 1: Unit price must be an amount like 1234.50"),
    ],
)
def test_wrong_order_is_refused_with_the_reason_and_keeps_what_was_typed(
    visitor: Any, changes: dict[str, Any], complaint: str
) -> None:
    page = visitor.post("/orders/new", ORDER | changes).get_data(as_text=True)
    assert 'role="alert"' in page
    assert complaint in page
    assert 'value="Att: Ingrid"' in page
    assert visitor.counts()["writes"]["order"] == 0


def test_suggestions_name_the_customer_and_are_refused_without_a_session(visitor: Any) -> None:
    assert visitor.client.get("/api/customers?q=C-1010").get_json() == [
        {"no": "C-1010", "name": "Bergen Kontor AS", "city": "Bergen"}
    ]
    found = visitor.client.get("/api/products?q=fp-1009").get_json()
    assert found == [{"sku": "FP-1009", "name": "Office chair Fjord", "price": "249.00", "stock": 21}]
    visitor.client.delete_cookie("company_session")
    assert visitor.client.get("/api/customers?q=C-1010").status_code == 401


def test_order_of_two_lines_adds_up(visitor: Any) -> None:
    lines = {"product": ["FP-1001", "FP-1002"], "quantity": ["1", "3"], "unit_price": ["24.95", "32.50"]}
    answer = visitor.post("/orders/new", ORDER | lines)
    assert "122.45" in visitor.open(answer.location)


def test_unknown_order_and_product_are_not_found(visitor: Any) -> None:
    assert visitor.client.get("/orders/99999").status_code == 404
    assert visitor.client.get("/products/FP-0000").status_code == 404


def test_product_page_says_what_is_in_stock(visitor: Any) -> None:
    assert "<dt>In stock</dt><dd>21</dd>" in visitor.open("/products/FP-1009")
    assert "FP-1009" in visitor.open("/products?q=office CHAIR")
    assert "No products found" in visitor.open("/products?q=piano")
