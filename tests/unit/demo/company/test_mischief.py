from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rpa.demo.company.mischief import Mischief, MischiefMaker
from rpa.demo.company.store import Store
from rpa.demo.company.troubled import ConnectionDroppedError

CUSTOMER = {
    "name": "A",
    "street": "B 1",
    "postal_code": "1",
    "city": "C",
    "country": "Norway",
    "email": "a@b.test",
    "language": "English",
    "payment_terms": "30",
}


def test_switch_wants_the_token_and_known_words(visitor: Any) -> None:
    assert visitor.client.post("/mischief", data="{}").status_code == 403
    answer = visitor.misbehave(error_rat=1, drop_after_store_rate=2)
    assert answer.status_code == 400
    assert [found["where"] for found in answer.get_json()["found"]] == ["drop_after_store_rate", "error_rat"]
    assert "error_rate" in answer.get_json()["known"]
    assert visitor.client.get("/mischief").get_json()["drop_after_store_rate"] == 0


@pytest.mark.parametrize(
    ("mischief", "stored", "status"),
    [
        ({"error_rate": 1}, 0, 500),
        ({"error_after_store_rate": 1}, 1, 500),
        ({"drop_before_store_rate": 1}, 0, None),
        ({"drop_after_store_rate": 1}, 1, None),
        ({"lose_session_rate": 1}, 0, 302),
        ({"next": ["error_after_store"]}, 1, 500),
        ({"next": ["ok"], "error_rate": 1}, 1, 302),
    ],
)
def test_write_meets_its_fate(visitor: Any, mischief: dict[str, Any], stored: int, status: int | None) -> None:
    found = visitor.open("/customers/new")
    token = found.split('name="csrf_token" value="')[2].split('"')[0]
    visitor.misbehave(**mischief)
    if status is None:
        with pytest.raises(ConnectionDroppedError):
            visitor.client.post("/customers/new", data=CUSTOMER | {"csrf_token": token})
    else:
        assert visitor.client.post("/customers/new", data=CUSTOMER | {"csrf_token": token}).status_code == status
    counts = visitor.counts()
    assert counts["writes"]["customer"] == stored
    assert counts["requests"] == {"POST": 1}


def test_after_store_mischief_spares_a_request_that_stores_nothing(visitor: Any) -> None:
    visitor.misbehave(drop_after_store_rate=1, error_after_store_rate=1)
    answer = visitor.post("/customers/new", CUSTOMER | {"email": "nobody"})
    assert answer.status_code == 200


def test_page_views_can_fail_too(visitor: Any) -> None:
    visitor.misbehave(page_error_rate=1)
    assert visitor.client.get("/orders").status_code == 500
    assert visitor.client.get("/counts").status_code == 200


def test_session_ends_after_so_many_requests(visitor: Any) -> None:
    visitor.misbehave(session_requests=2)
    assert [visitor.client.get("/orders").status_code for _ in range(3)] == [200, 200, 302]


def test_field_is_renamed_where_it_is_filled(visitor: Any) -> None:
    visitor.misbehave(rename_field={"Customer order no": "Your reference", "Subject": "Title"})
    form = visitor.open("/orders/new")
    assert '<label for="customer_order_no">Your reference</label>' in form
    assert "Customer order no" not in form
    assert ">Title</td>" in visitor.open("/tickets/new")
    page = visitor.post("/orders/new", {}).get_data(as_text=True)
    assert "Your reference is missing" in page


def test_mischief_outlives_the_server_and_ends_by_an_empty_object(visitor: Any) -> None:
    visitor.misbehave(error_rate=0.5, seed=9, next=["ok", "drop_after_store"])
    again = MischiefMaker(Store(visitor.settings.database))
    assert again.current == Mischief(error_rate=0.5, seed=9, next=("ok", "drop_after_store"))
    assert [again.draw_write_fate() for _ in range(2)] == ["ok", "drop_after_store"]
    visitor.misbehave()
    assert MischiefMaker(Store(visitor.settings.database)).current == Mischief()


def test_draws_repeat_with_the_seed_and_keep_to_the_rate(open_office: Callable[..., Any]) -> None:
    store = Store(open_office().settings.database)
    maker = MischiefMaker(store)

    def draw(seed: int) -> list[str]:
        maker.replace(Mischief(error_rate=0.2, drop_after_store_rate=0.2, seed=seed))
        return [maker.draw_write_fate() for _ in range(300)]

    first = draw(1)
    assert draw(1) == first
    assert draw(2) != first
    assert 40 <= first.count("error_before_store") <= 80
    assert 30 <= first.count("drop_after_store") <= 70


def test_pause_keeps_to_its_bounds(open_office: Callable[..., Any]) -> None:
    maker = MischiefMaker(Store(open_office().settings.database))
    assert maker.draw_pause() == 0
    maker.replace(Mischief(slow_ms=(20, 40)))
    assert all(0.02 <= maker.draw_pause() <= 0.04 for _ in range(50))
