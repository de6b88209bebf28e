"""The company as `[company]` of the settings describes it."""

from __future__ import annotations

from typing import Any

import pytest

from rpa.errors import EnvironmentNotReady
from rpa.model.company import own_company
from tests.fakes.one_step import COMPANY


def test_a_whole_company() -> None:
    party = own_company({"company": {**COMPANY, "logo": "invoice/logo.svg"}})
    assert (party.name, party.country, party.iban) == (COMPANY["name"], "NL", COMPANY["iban"])


@pytest.mark.parametrize(
    ("company", "message"),
    [
        (None, "rpa.toml [company]: the company is not described. Add name, street"),
        ("Van Dijk", "the company is not described"),
        ({**COMPANY, "contry": "NL"}, "unknown: contry. It has: bic, city"),
        ({**COMPANY, "city": ""}, "missing: city. Add it and run again."),
        ({**COMPANY, "country": "Nederland"}, "country 'Nederland' is not a two-letter code"),
        ({**COMPANY, "name": " "}, "has no name"),
    ],
)
def test_what_is_wrong_with_it_is_said(company: Any, message: str) -> None:
    with pytest.raises(EnvironmentNotReady) as caught:
        own_company({"company": company} if company is not None else {})
    assert message in str(caught.value)
