"""Checking an electronic document: its arithmetic, the official rules of EN 16931, and rule packs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rpa.drivers.einvoice_file import ElectronicFile
from rpa.drivers.en16931 import as_core, rules_for, structure
from rpa.drivers.rule_packs import RulePack, packs_in
from rpa.drivers.saxon import RulesFailed, Stylesheet, apply
from rpa.drivers.svrl import breaches
from rpa.errors import UsageError
from rpa.formats.einvoice_arithmetic import check_arithmetic
from rpa.model.einvoice import Breach

NONE, ARITHMETIC, OFFICIAL = "none", "arithmetic", "en16931"
MEANING = (
    f"What it must fulfil: {ARITHMETIC} (its amounts add up), {OFFICIAL} (the official rules; needs the extra part "
    f"'einvoice'), {NONE}, or a folder with a rule pack, relative to the workspace."
)


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes:
        applied: The rules that were applied, in words.
        broken: The fatal ones that the document breaks.
        warnings: The others.
    """

    applied: tuple[str, ...]
    broken: tuple[Breach, ...]
    warnings: tuple[Breach, ...]


def check(file: ElectronicFile, rules: str, root: Path) -> Verdict:
    """Check a document.

    Args:
        file: What was read.
        rules: `arithmetic`, `en16931`, `none`, or the folder of a rule pack.
        root: The workspace, which a folder is relative to.

    Raises:
        UsageError: There are no such rules.
        EnvironmentNotReady: What they need is not installed.
    """
    if rules == NONE:
        return Verdict((), (), ())
    found, applied = list(check_arithmetic(file.document)), ["arithmetic"]
    packs, missing = chosen(file, rules, root)
    found += missing
    if rules == OFFICIAL or any(pack.with_official for pack in packs):
        official = rules_for(file.document)
        applied.append(official.name)
        wrong = structure(file.root, official)
        found += wrong
        if not wrong and official.sheet:
            shown = as_core(file.root) if official.as_core else file.root
            found += run(official.sheet, shown, official.name)
    for pack in packs:
        applied.append(pack.name)
        for one in pack.sheets(file.document):
            found += run(one, file.root, pack.name)
    return Verdict(tuple(applied), once(found, fatal=True), once(found, fatal=False))


def chosen(file: ElectronicFile, rules: str, root: Path) -> tuple[list[RulePack], list[Breach]]:
    """The packs that hold for a document; a breach, when none does.

    Raises:
        UsageError: There is no such folder.
    """
    if rules in (ARITHMETIC, OFFICIAL):
        return [], []
    folder = (root / rules).resolve()
    if not folder.is_dir():
        raise UsageError(f"there are no rules {rules!r}", hint=f"Give {ARITHMETIC}, {OFFICIAL}, {NONE}, or a folder.")
    packs = packs_in(folder)
    fitting = [pack for pack in packs if pack.fits(file.document)]
    if fitting:
        return fitting, []
    names = ", ".join(pack.name for pack in packs)
    stated = file.document.customization
    words = f"it says it keeps to {stated!r}" if stated else "it does not say which specification it keeps to"
    return [], [Breach("specification", f"{words}; the rules asked for are {names}")]


def run(sheet: Stylesheet, root: Any, name: str) -> list[Breach]:
    """One set of rules; rules that cannot be worked out on a document are broken by it."""
    from lxml import etree

    try:
        report = apply(sheet, etree.tostring(root, encoding="utf-8", with_tail=False))
    except RulesFailed as error:
        return [Breach(name, f"the rules cannot be worked out on this document: {error}")]
    return list(breaches(report, root))


def once(found: list[Breach], *, fatal: bool) -> tuple[Breach, ...]:
    """Each breach once: where our own arithmetic names a rule with its figures, the official words are left out."""
    known: dict[tuple[str, str], Breach] = {}
    own = {breach.rule for breach in found if "the document states" in breach.words}
    for breach in found:
        if breach.is_fatal == fatal and not (breach.rule in own and "the document states" not in breach.words):
            known.setdefault((breach.rule, breach.place + breach.words), breach)
    return tuple(known.values())
