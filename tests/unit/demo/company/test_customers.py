from __future__ import annotations

from typing import Any

import pytest

CUSTOMER = {
    "name": "Åse Møbler AS",
    "street": "Torggata 5",
    "postal_code": "2317",
    "city": "Hamar",
    "country": "Norway",
    "email": "Post@aasemobler.test",
    "phone": "",
    "vat_number": "",
    "language": "Norwegian",
    "payment_terms": "30",
}


def test_search_finds_by_part_of_the_name_whatever_the_case(visitor: Any) -> None:
    page = visitor.open("/customers?q=østlandet")
    assert "Østlandet Lager og Frakt AS" in page
    assert "Bergen Kontor" not in page


def test_search_compares_an_address_whole(visitor: Any) -> None:
    assert "C-1010" in visitor.open("/customers?q=INNKJOP@bergenkontor.test")
    assert "No customers found" in visitor.open("/customers?q=kjop@bergenkontor.test")


def test_new_customer_gets_the_next_number_and_is_counted_by_address(visitor: Any) -> None:
    answer = visitor.post("/customers/new", CUSTOMER)
    assert answer.location == "/customers/C-1013"
    page = visitor.open(answer.location)
    assert "Customer C-1013 saved" in page
    assert "Åse Møbler AS" in page
    counts = visitor.counts()
    assert counts["writes"]["customer"] == 1
    entry = counts["log"][0]
    assert (entry["kind"], entry["reference"], entry["who"]) == (
        "customer",
        "post@aasemobler.test",
        "robot",
    )
    assert entry["path"] == "/customers/new"


def test_second_customer_of_one_name_is_not_refused_but_shows(visitor: Any) -> None:
    visitor.post("/customers/new", CUSTOMER)
    visitor.post("/customers/new", CUSTOMER)
    counts = visitor.counts()
    assert (counts["writes"]["customer"], counts["distinct"]["customer"]) == (2, 1)
    assert counts["repeated"] == {"customer": {"post@aasemobler.test": 2}}
    page = visitor.open("/customers?q=post@aasemobler.test")
    assert "C-1013" in page
    assert "C-1014" in page


@pytest.mark.parametrize(
    ("field", "text", "complaint"),
    [
        ("name", "", "Name is missing"),
        ("email", "nobody", "E-mail must be an address"),
        ("country", "Atlantis", "Country must be one of the list"),
        ("payment_terms", "soon", "Payment terms (days) must be a whole number"),
        ("city", "x" * 501, "City is longer than 500 characters"),
    ],
)
def test_wrong_field_is_listed_and_marked_and_nothing_stored(
    visitor: Any, field: str, text: str, complaint: str
) -> None:
    page = visitor.post("/customers/new", CUSTOMER | {field: text}).get_data(as_text=True)
    assert 'role="alert"' in page
    assert complaint in page
    assert page.count('aria-invalid="true"') == 1
    assert visitor.counts()["writes"]["customer"] == 0


def test_change_is_another_kind_of_write(visitor: Any) -> None:
    visitor.post("/customers/C-1003/edit", CUSTOMER | {"name": "Jansen & Zonen"})
    assert "Jansen &amp; Zonen" in visitor.open("/customers/C-1003")
    assert visitor.counts()["writes"] == {
        "order": 0,
        "ticket": 0,
        "customer": 0,
        "customer_update": 1,
        "invoice": 0,
        "vat_return": 0,
    }


def test_unknown_customer_is_not_found(visitor: Any) -> None:
    assert visitor.client.get("/customers/C-9999").status_code == 404
