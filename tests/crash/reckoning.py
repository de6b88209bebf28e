"""What really happened, as the company, the outbox and the files tell it, against what must have happened."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from email import policy
from email.parser import BytesParser
from pathlib import Path

from rpa.ledger.protocol import StepState
from rpa.model.item import ItemState
from tests.crash.harness import Site, counted
from tests.crash.inbox import Expected


def differences(site: Site, recipe: str, expected: Expected, *, late: bool = False) -> list[str]:
    """Everything that is doubled, lost, in doubt or out of order; empty when each piece of work happened once.

    Args:
        site: Where.
        recipe: Whose items.
        expected: What must have happened.
        late: A worker was taken over, and may have left evidence of what it had done.
    """
    return [
        *_writes(site, expected),
        *_items(site, recipe, expected, late=late),
        *_mails(site.root, expected),
        *_invoices(site.root, expected),
        *_files(site.root, expected),
    ]


def false_doubts(site: Site, recipe: str) -> list[str]:
    """Items in doubt although nothing of theirs can have left: no write of theirs is sent and without an end."""
    doubted = [row for row in site.items(recipe) if row.state is ItemState.IN_DOUBT]
    with closing(site.ledger()) as ledger:
        steps = {row.key: [step.state for step in ledger.steps(row.id)] for row in doubted}
    return [key for key, states in steps.items() if not {StepState.SENT, StepState.LATE} & set(states)]


def found_by_verify(site: Site, recipe: str) -> int:
    """Writes whose receipt is the target's answer to a later question."""
    with closing(site.ledger()) as ledger:
        receipts = [step.receipt for row in ledger.items(recipe) for step in ledger.steps(row.id) if step.receipt]
    return sum("found at the target" in receipt.reference for receipt in receipts)


def _writes(site: Site, expected: Expected) -> list[str]:
    found = {kind: Counter(references) for kind, references in counted(site).items()}
    wrong = []
    for kind in sorted({*found, *expected.writes}):
        have, wanted = found.get(kind, Counter()), expected.writes.get(kind, frozenset())
        wrong += [f"doubled: {kind} {one} was stored {n} times" for one, n in have.items() if n > 1]
        wrong += [f"lost: {kind} {one}" for one in sorted(wanted - set(have))]
        wrong += [f"not asked for: {kind} {one}" for one in sorted(set(have) - wanted)]
    return wrong


def _items(site: Site, recipe: str, expected: Expected, *, late: bool) -> list[str]:
    rows = site.items(recipe)
    wrong = [f"{row.state}: {row.key}: {row.reason}" for row in rows if row.state is not ItemState.DONE]
    wrong += [f"without a reason: {row.key}" for row in rows if row.state is ItemState.IN_DOUBT and not row.reason]
    if len(rows) != expected.items:
        wrong.append(f"{len(rows)} items, not {expected.items}")
    with closing(site.ledger()) as ledger:
        if (broken := ledger.verify_chain()) is not None:
            wrong.append(f"the chain is broken at event {broken}")
        wrong += [
            f"step {step.step} of {row.key} is {step.state}"
            for row in rows
            for step in ledger.steps(row.id)
            if step.state in ("started", "sent", *(() if late else ("late",)))
        ]
    return wrong


def _mails(root: Path, expected: Expected) -> list[str]:
    files = [path for part in ("new", "cur") for path in (root / "outbox" / part).glob("*")]
    ids = []
    for path in files:
        with path.open("rb") as stream:
            message = BytesParser(policy=policy.default).parse(stream)
        ids.append(str(message["Message-ID"]))
    wrong = [f"mail {one} lies there {n} times" for one, n in Counter(ids).items() if n > 1]
    if len(set(ids)) != expected.mails:
        wrong.append(f"{len(set(ids))} mails, not {expected.mails}")
    return wrong


def _invoices(root: Path, expected: Expected) -> list[str]:
    found = sorted(path.stem for path in (root / "invoices").glob("*.pdf"))
    wanted = [f"2026-{n:05}" for n in range(1, expected.invoices + 1)]
    return [] if found == wanted else [f"invoices {found}, not {wanted}"]


def _files(root: Path, expected: Expected) -> list[str]:
    folder, count = expected.archive
    wrong = [f"missing: {name}" for name in expected.documents if not (root / name).exists()]
    wrong += [f"still in the inbox: {path.name}" for path in (root / "inbox").rglob("*.*")]
    if folder and (found := len(list((root / folder).glob("*.*")))) != count:
        wrong.append(f"{found} files in {folder}, not {count}")
    return wrong
