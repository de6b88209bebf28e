"""Tables beside what a user would read them with: `python -m tests.bench.bench_tables [ROWS [ROUNDS]]`.

A workbook of ROWS rows and ten columns to typed rows, as whole processes in turn (A B C A B C ...), the first round
not counted: this toolkit, RPA.Excel.Files (rpaframework, in an environment of its own) and openpyxl in its read-only
mode. Then source to items, for few and for many rows, to see what memory does.
"""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.peers import environment
from tests.bench.spending import Spent, middle, spent_by

HEADINGS = [
    "Order no",
    "Customer",
    "Order date",
    "Item",
    "Description",
    "Quantity",
    "Price",
    "Paid",
    "Weight",
    "Remark",
]
OWN = """\
import sys
from pathlib import Path
from rpa.drivers.workbook import open_workbook
with open_workbook(Path(sys.argv[1])) as book:
    print(sum(1 for _ in book.sheet("Orders").rows()))
"""
RPAFRAMEWORK = """\
import sys
from RPA.Excel.Files import Files
files = Files()
files.open_workbook(sys.argv[1])
print(len(files.read_worksheet("Orders")))
"""
OPENPYXL = """\
import sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
print(sum(1 for _ in book["Orders"].iter_rows(values_only=True)))
"""
ITEMS = """\
import sys
from pathlib import Path
from zoneinfo import ZoneInfo
from rpa.model.clock import Clock
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext
from rpa.sources.table import rows
path = Path(sys.argv[1])
columns = {"order_no": "Order no", "customer": "Customer", "lines": {"sku": "Item", "quantity": "Quantity"}}
params = rows.Params(path=str(path), settle=0, columns=columns, group_by="order_no")
context = SourceContext(Workspace(path.parent, path.parent), "nl-NL", Clock(ZoneInfo("UTC")), lambda *_: path)
(document,) = rows.read.read(params, context)
assert not document.problem, document.problem
print(sum(1 for _ in document.items))
"""


def rows(count: int) -> Sequence[Sequence[object]]:
    """The cells of a table, the same each time."""
    chance = random.Random(1)
    first = dt.date(2026, 1, 1)
    return [
        [
            f"A-{row // 3:07}",
            f"Customer {row % 997}",
            first + dt.timedelta(days=row % 300),
            f"SKU{row % 5000}",
            "Some longer description of the article",
            row % 50 + 1,
            chance.randrange(1, 100_000) / 100,
            row % 2 == 0,
            chance.randrange(1, 10_000) / 1000,
            f"remark {row % 100}",
        ]
        for row in range(count)
    ]


def write_workbook(path: Path, count: int) -> Path:
    """A workbook with shared texts, as Excel writes them."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet("Orders")
        for number, cells in enumerate([HEADINGS, *rows(count)]):
            sheet.write_row(number, 0, cells)
    return path


def write_text(path: Path, count: int) -> Path:
    """A file of separated values."""
    with path.open("w", encoding="utf-8") as stream:
        for cells in [HEADINGS, *rows(count)]:
            stream.write(";".join(str(cell).replace(".", ",") for cell in cells) + "\n")
    return path


def written(path: Path, count: int) -> Path:
    """A file made by a process of its own: what this one needs counts for those that it starts."""
    program = "import sys; from pathlib import Path; from tests.bench import bench_tables as bench; "
    program += f"bench.{'write_workbook' if path.suffix == '.xlsx' else 'write_text'}(Path(sys.argv[1]), {count})"
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    return path


def beside(path: Path, rounds: int) -> None:
    """Read a workbook with each, in turn."""
    python = environment("rpa-bench-tables", ("rpaframework", "openpyxl"))
    commands = {"this toolkit": [sys.executable, "-c", OWN, str(path)]}
    if isinstance(python, str):
        sys.stdout.write(f"no peers: {python}\n")
    else:
        commands["RPA.Excel.Files"] = [str(python), "-c", RPAFRAMEWORK, str(path)]
        commands["openpyxl read-only"] = [str(python), "-c", OPENPYXL, str(path)]
    found: dict[str, list[Spent]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            spent = spent_by(command)
            if number:
                found[name].append(spent)
    yardstick = middle(found["this toolkit"], "cpu")
    sys.stdout.write(f"{'workbook to typed rows':24} {'wall s':>7} {'cpu s':>7} {'MiB':>6} {'ratio':>6}\n")
    for name, spent_each in found.items():
        wall, cpu, peak = (middle(spent_each, part) for part in ("wall", "cpu", "peak"))
        sys.stdout.write(f"{name:24} {wall:7.2f} {cpu:7.2f} {peak:6.0f} {cpu / yardstick:6.1f}\n")


def memory(folder: Path, count: int) -> None:
    """Source to items, with a hundredth of the rows and with all."""
    sys.stdout.write(f"{'source to items':24} {'wall s':>7} {'cpu s':>7} {'MiB':>6}\n")
    for ending in (".csv", ".xlsx"):
        for many in (count // 100, count):
            spent = spent_by([sys.executable, "-c", ITEMS, str(written(folder / f"{many}{ending}", many))])
            sys.stdout.write(f"{ending} {many:<19} {spent.wall:7.2f} {spent.cpu:7.2f} {spent.peak:6.0f}\n")


def main(count: int, rounds: int) -> None:
    """Time all, and print tables."""
    with tempfile.TemporaryDirectory() as folder:
        beside(written(Path(folder) / "orders.xlsx", count), rounds)
        memory(Path(folder), count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
