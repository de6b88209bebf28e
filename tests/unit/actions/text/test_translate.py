"""Words of another system."""

from __future__ import annotations

from typing import Any

import pytest

from rpa.actions.text.translate import Params, run
from rpa.errors import BusinessException

WORDS = {"NL": "Netherlands", "NO": "Norway"}


def translate(**more: Any) -> Any:
    return run.run(Params(**{"values": {"a": "NL", "b": "SE"}, "words": WORDS, **more}), None)  # type: ignore[arg-type]


def test_what_is_not_in_the_list_stays() -> None:
    assert translate().values == {"a": "Netherlands", "b": "SE"}


def test_or_rejects_the_item() -> None:
    with pytest.raises(BusinessException, match="SE is not in the list of words: NL, NO"):
        translate(strict=True)
    assert translate(strict=True, values={"a": "NO"}).values == {"a": "Norway"}
