"""Secrets stay out of the log and out of errors that leave a run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from rpa.errors import RpaError
from rpa.model.secret import Redactor, Secret


class Mask(logging.Filter):
    """Masks every secret that this process has looked up, in messages and in tracebacks."""

    def __init__(self) -> None:
        super().__init__()
        self.redactor = Redactor()

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask a record; all of them go on."""
        record.msg, record.args = self.redactor.redact(record.getMessage()), ()
        if record.exc_info:
            # The formatter takes the text that is there instead of making its own.
            text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_text = self.redactor.redact(text)
        return True


_MASK = Mask()


def learn(secret: Secret) -> None:
    """Mask a secret in the log from now on, for as long as the process lives."""
    _MASK.redactor.learn(secret)


@contextmanager
def secrets_masked() -> Iterator[None]:
    """Around a run: its log, and an error that ends it, show no secret."""
    for handler in logging.getLogger("rpa").handlers:
        handler.addFilter(_MASK)
    try:
        yield
    except Exception as error:
        _mask_error(error)
        raise


def _mask_error(error: Exception) -> None:
    redact = _MASK.redactor.redact
    error.args = tuple(redact(part) if isinstance(part, str) else part for part in error.args)
    if isinstance(error, RpaError):
        error.message, error.place, error.hint = redact(error.message), redact(error.place), redact(error.hint)
