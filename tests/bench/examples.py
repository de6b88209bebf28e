"""The example lists of price-parser and dateparser, out of their source packages, and these libraries themselves.

Both stay in the cache folder; nothing of them comes into the repository.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

PEERS = {"price-parser": "0.5.1", "dateparser": "1.5.0"}
WORKER = """\
import datetime, json, sys, time
from dateparser import parse
from price_parser import Price
given = json.load(sys.stdin)
settings = {"RELATIVE_BASE": datetime.datetime(2012, 11, 13)}
def timed(read, rows):
    results, rounds = [], []
    for again in range(given["rounds"] + 1):
        results, started = [], time.perf_counter()
        for row in rows:
            results.append(read(*row))
        rounds.append((time.perf_counter() - started) / len(rows) * 1e6)
    return {"results": results, "us": sorted(rounds[1:])[len(rounds[1:]) // 2]}
def amount(text, hint, mark):
    found = Price.fromstring(text, hint, mark).amount
    return None if found is None else str(found)
def day(text):
    found = parse(text, settings=settings)
    return None if found is None else found.date().isoformat()
json.dump({"price-parser": timed(amount, given["amounts"]), "dateparser": timed(day, given["dates"])}, sys.stdout)
"""


@dataclass(frozen=True)
class AmountExample:
    """One example of price-parser.

    Attributes:
        text: What stood on the page; may be None.
        hint: The currency that stood beside it; may be None.
        mark: The decimal mark that is declared; may be None.
        amount: What it is; None: no amount.
    """

    text: str | None
    hint: str | None
    mark: str | None
    amount: Decimal | None


@dataclass(frozen=True)
class DateExample:
    """One example of dateparser.

    Attributes:
        text: The text.
        day: The day it stands for.
    """

    text: str
    day: dt.date


def cache() -> Path:
    """The folder of the peers, made when it is not there."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rpa-bench" / "formats"
    home.mkdir(parents=True, exist_ok=True)
    return home


def peers() -> Path:
    """The Python of an environment with the peers."""
    folder = cache() / "env"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True, timeout=120)
        wanted = [f"{name}=={version}" for name, version in PEERS.items()]
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
        ready.touch()
    return python


def source(name: str, file: str) -> ast.Module:
    """A file of a peer's source package, as a syntax tree: it is looked at and never run."""
    stem = f"{name.replace('-', '_')}-{PEERS[name]}"
    package = cache() / f"{stem}.tar.gz"
    if not package.exists():
        wanted = f"{name}=={PEERS[name]}"
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name, wanted]
        subprocess.run([*command, "-d", str(cache())], check=True, capture_output=True, timeout=300)
    with tarfile.open(package) as archive:
        stream = archive.extractfile(f"{stem}/{file}")
        assert stream is not None
        return ast.parse(stream.read())


def amount_examples() -> list[AmountExample]:
    """All examples of price-parser's tests, also those that it is known to fail."""
    found = []
    for node in source("price-parser", "tests/test_price_parsing.py").body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.List):
            found += [amount_example(call) for call in node.value.elts if isinstance(call, ast.Call)]
    return found


def amount_example(call: ast.Call) -> AmountExample:
    """`Example(currency_raw, price_raw, currency, amount_text, amount, decimal_separator)`."""
    given = [plain(part) for part in call.args]
    given += [None] * (6 - len(given))
    named = {word.arg: plain(word.value) for word in call.keywords}
    mark = named.get("decimal_separator", given[5])
    amount = given[4]
    return AmountExample(given[1], given[0], mark, None if amount is None else Decimal(amount))


def date_examples() -> list[DateExample]:
    """The examples of dateparser's main test, in all its languages, where the text has a year."""
    tree = source("dateparser", "tests/test_date_parser.py")
    test = next(
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "test_dates_parsing"
    )
    return [one for call in ast.walk(test) if isinstance(call, ast.Call) for one in date_example(call)]


def date_example(call: ast.Call) -> Iterator[DateExample]:
    """`param("13 august 2014", datetime(2014, 8, 13))`."""
    if isinstance(call.func, ast.Name) and call.func.id == "param" and isinstance(call.args[1], ast.Call):
        year, month, day = (int(str(plain(part))) for part in call.args[1].args[:3])
        text = str(plain(call.args[0]))
        if str(year) in text or f"{year % 100:02d}" in text:
            yield DateExample(text, dt.date(year, month, day))


def plain(node: ast.expr) -> str | None:
    """A constant as text; numbers as they are written in Python."""
    if isinstance(node, ast.Call):
        return plain(node.args[0])
    value = ast.literal_eval(node)
    return None if value is None else str(value)


def asked(amounts: list[AmountExample], dates: list[DateExample], rounds: int) -> dict[str, dict[str, object]]:
    """What price-parser and dateparser make of texts: `results` and `us`, the microseconds for one text."""
    given = {
        "rounds": rounds,
        "amounts": [[one.text, one.hint, one.mark] for one in amounts],
        "dates": [[one.text] for one in dates],
    }
    command = [str(peers()), "-c", WORKER]
    ended = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True, timeout=600)
    found: dict[str, dict[str, object]] = json.loads(ended.stdout)
    return found
