"""Rule packs: folders with further rules, for the documents that say they keep to a specification.

A pack is a folder with a `pack.toml`:

    name = "Peppol BIS Billing 3.0"
    for = ["urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"]   # CustomizationID; * fits all
    en16931 = true                              # the official rules first
    ubl = ["PEPPOL-EN16931-UBL.sch"]            # .sch or .xslt, in this order
    cii = []
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from rpa.drivers.saxon import Stylesheet
from rpa.drivers.schematron import stylesheet_of
from rpa.errors import BusinessException, UsageError
from rpa.model.einvoice import EInvoice

FILE = "pack.toml"
KINDS = (".sch", ".xsl", ".xslt")
FAMILIES = {"UBL": "ubl", "CII": "cii", "Order-X": "order_x"}
EXPECTED = {"name": str, "for": list, "en16931": bool, "ubl": list, "cii": list, "order_x": list}


@dataclass(frozen=True)
class RulePack:
    """Further rules.

    Attributes:
        name: What it is called in messages.
        folder: Where it lies.
        holds_for: Specifications, with `*`.
        with_official: Whether the official rules of EN 16931 are run first.
        files: Family of XML to its files, in order.
    """

    name: str
    folder: Path
    holds_for: tuple[str, ...]
    with_official: bool
    files: dict[str, tuple[Path, ...]]

    def fits(self, document: EInvoice) -> bool:
        """Whether it holds for a document."""
        stated = document.customization or ""
        return any(stated == one or fnmatchcase(stated, one.replace("[", "[[]")) for one in self.holds_for)

    def sheets(self, document: EInvoice) -> list[Stylesheet]:
        """Its rules for a document."""
        return [
            sheet(path, self.folder, path.stat().st_mtime_ns) for path in self.files[FAMILIES.get(document.syntax, "")]
        ]


def packs_in(folder: Path) -> list[RulePack]:
    """The pack in a folder, or the packs in the folders below it.

    Raises:
        UsageError: There is none, or one is not as it should be.
    """
    if (folder / FILE).is_file():
        return [pack(folder)]
    found = sorted(path.parent for path in folder.glob(f"*/{FILE}"))
    if not found:
        raise UsageError(f"there is no rule pack: neither {FILE} nor folders with one", place=str(folder))
    return [pack(one) for one in found]


def pack(folder: Path) -> RulePack:
    """Read a pack's description.

    Raises:
        UsageError: It is not as it should be.
    """
    place = folder / FILE
    try:
        stated: dict[str, Any] = tomllib.loads(place.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"it is no TOML: {error}", place=str(place)) from None
    for name, value in stated.items():
        if name not in EXPECTED or not isinstance(value, EXPECTED[name]):
            raise UsageError(
                f"{name} = {value!r} is not expected; expected are {', '.join(EXPECTED)}", place=str(place)
            )
    if not stated.get("for"):
        raise UsageError("'for' is missing: the specifications (CustomizationID) that it holds for", place=str(place))
    families = {name: tuple(inside(folder, one) for one in stated.get(name, [])) for name in FAMILIES.values()}
    if not any(families.values()):
        raise UsageError("it names no rules: give ubl, cii or order_x a list of files", place=str(place))
    holds_for = tuple(map(str, stated["for"]))
    return RulePack(
        stated.get("name", folder.name), folder, holds_for, stated.get("en16931", True), families | {"": ()}
    )


def inside(folder: Path, name: Any) -> Path:
    """A file of a pack.

    Raises:
        UsageError: It is not there, or of another kind.
    """
    path = (folder / str(name)).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file() or path.suffix.lower() not in KINDS:
        raise UsageError(f"{name!r} is no file in it that ends with {', '.join(KINDS)}", place=str(folder / FILE))
    return path


@functools.lru_cache(maxsize=32)
def sheet(path: Path, folder: Path, changed: int) -> Stylesheet:  # noqa: ARG001 - a changed file is read again
    """The rules of a file as XSLT; again when it has changed.

    Raises:
        UsageError: They cannot be read.
    """
    if path.suffix.lower() != ".sch":
        return Stylesheet(path)
    try:
        return Stylesheet(path, stylesheet_of(path, folder))
    except BusinessException as error:
        raise UsageError(error.message, place=error.place, hint="Correct the rule pack.") from None
