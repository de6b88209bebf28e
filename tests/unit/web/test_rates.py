from __future__ import annotations

import pytest

from rpa.web.rates import Rates, sender_of


def test_a_bucket_fills_evenly() -> None:
    rates = Rates()
    assert [rates.wait("a", 2, 0.0) for _ in range(2)] == [0, 0]
    assert rates.wait("a", 2, 0.0) == pytest.approx(30)
    assert rates.wait("a", 2, 15.0) == pytest.approx(15)
    assert rates.wait("a", 2, 30.0) == 0
    assert rates.wait("b", 2, 30.0) == 0


def test_memory_is_bounded() -> None:
    rates = Rates(most=100)
    for number in range(1000):
        rates.wait(str(number), 1, 0.0)
    assert len(rates._buckets) == 100


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_stands_for_a_sender(address: str, sender: str) -> None:
    assert sender_of(address) == sender
