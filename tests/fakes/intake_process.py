"""`rpa intake` as a process of its own, on a port that the kernel chooses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.waiting import LONGEST

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Serving:
    """The process, and where it listens."""

    process: subprocess.Popen[str]
    port: int

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/intake/{name}"


def start(root: Path, *words: str, before: Sequence[str] = ()) -> Serving:
    """Start it; returns when it listens."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [
        *before,
        sys.executable,
        "-m",
        "rpa.cli.main",
        "intake",
        "--port",
        "0",
        "--json",
        "-C",
        str(root),
        *words,
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root, env=environment
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate(timeout=LONGEST)[1]
    return Serving(process, urlsplit(json.loads(line)["url"]).port or 0)


@contextmanager
def served(root: Path, *words: str) -> Iterator[Serving]:
    serving = start(root, *words)
    try:
        yield serving
    finally:
        if serving.process.poll() is None:
            serving.process.terminate()
        serving.process.communicate(timeout=LONGEST)
