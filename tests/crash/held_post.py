"""A robot that is killed at a chosen instant of a submit: run by the tests beside it as a process of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rpa.effects.browser import BrowserSession, BrowserSettings
from rpa.effects.browser_writing import Writing, write
from rpa.model.effect import Intent, Receipt
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace


class DeadlyGate:
    """Dies when the write is about to leave: in `sent`, or right after it."""

    def __init__(self, marks: Path, instant: str) -> None:
        self.marks, self.instant = marks, instant

    def write(self, _intent: Intent, act: Callable[[Callable[[], None]], Receipt]) -> Receipt:
        return act(self.sent)

    def sent(self) -> None:
        if self.instant == "in sent":
            (self.marks / "dying").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        (self.marks / "sent").touch()


class Context:
    locale = "en-GB"
    extra: dict[str, Any] = {"timeout": 5.0}  # noqa: RUF012

    def __init__(self, session: BrowserSession, folder: Path, instant: str) -> None:
        self.session, self.evidence = session, folder / "evidence"
        self.gate: Any = DeadlyGate(folder, instant)

    def browser(self) -> BrowserSession:
        return self.session

    def evidence_name(self, path: Path) -> str:
        return path.name


def main(url: str, folder: Path, instant: str) -> None:
    session = BrowserSession(BrowserSettings(url), Workspace(folder, folder), Redactor())
    session.start()
    session.open("/")
    session.fill({"City": "Oslo"})
    write(Context(session, folder, instant), Writing("Save", "saved"), ())
    (folder / "done").touch()
    session.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
