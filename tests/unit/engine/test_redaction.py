"""Secrets stay out of the log and out of errors."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from rpa.engine.redaction import Mask, learn, secrets_masked
from rpa.errors import EnvironmentNotReady
from rpa.model.secret import MASK, Secret

VALUE = "s3cr3t-&-välue"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger("rpa").addHandler(handler)
    yield stream
    logging.getLogger("rpa").removeHandler(handler)


def test_messages_arguments_and_tracebacks_are_masked(log: io.StringIO) -> None:
    logger = logging.getLogger("rpa.some.part")
    with secrets_masked():
        learn(Secret("office.password", VALUE))
        logger.error("message with %s in it", VALUE)
        try:
            int(VALUE)
        except ValueError:
            logger.exception("it broke")
    text = log.getvalue()
    assert VALUE not in text
    assert "Traceback" in text
    assert text.count(MASK) == 2


def test_errors_that_leave_are_masked() -> None:
    learn(Secret("office.password", VALUE))
    with pytest.raises(EnvironmentNotReady) as caught, secrets_masked():
        raise EnvironmentNotReady(f"a {VALUE}", place=f"b {VALUE}", hint=f"c {VALUE}")
    assert str(caught.value).count(MASK) == 3
    assert VALUE not in repr(caught.value)
    with pytest.raises(RuntimeError) as other, secrets_masked():
        raise RuntimeError(7, f"x {VALUE}")
    assert other.value.args == (7, f"x {MASK}")


def test_a_record_without_secrets_stays_as_it_is() -> None:
    record = logging.LogRecord("rpa", logging.INFO, "f", 1, "%d of %s", (1, "two"), None)
    assert Mask().filter(record)
    assert record.getMessage() == "1 of two"
