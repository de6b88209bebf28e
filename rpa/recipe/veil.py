"""Secrets and pending values on their way through an expression: one is not looked into, the other is remembered."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from rpa.model.pending import Pending, PendingText
from rpa.model.secret import Secret

touched: ContextVar[list[Pending] | None] = ContextVar("touched", default=None)
"""Pending values the evaluation in hand has come across."""


class SecretMisused(ValueError):
    """An expression wants to look into a secret."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"secrets.{name} can only be passed on whole or put inside a text: no filter, comparison or sum sees it"
        )


class Veiled:
    """A secret on its way through an expression: it can be passed on, and nothing else."""

    __slots__ = ("secret",)

    def __init__(self, secret: Secret) -> None:
        self.secret = secret

    def _refuse(self, *_: object) -> Any:
        raise SecretMisused(self.secret.name)

    __str__ = __repr__ = __len__ = __iter__ = __bool__ = __hash__ = __call__ = __int__ = _refuse
    __add__ = __radd__ = __mul__ = __rmul__ = __mod__ = __rmod__ = __sub__ = __rsub__ = __getitem__ = __contains__ = (
        _refuse
    )
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __format__ = _refuse


def seen(value: Any) -> Any:
    """Veil secrets and remember pending values on their way into an expression."""
    if isinstance(value, Secret):
        return Veiled(value)
    if isinstance(value, Pending | PendingText):
        found = touched.get()
        if found is not None:
            found.append(value if isinstance(value, Pending) else Pending(str(value).strip("‹›")))
    return value
