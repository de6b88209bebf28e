"""Work items from electronic invoices and orders: XML files, and PDFs with XML inside (Factur-X, ZUGFeRD, Order-X).

UBL 2.1 (Peppol BIS, NLCIUS, XRechnung) and CII are read by exact names; of a PDF only the XML counts, its page is never
looked at. What cannot be read, or breaks a rule, is told with its line, and the document is rejected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from rpa.drivers.einvoice_file import NoEInvoice, open_einvoice
from rpa.drivers.einvoice_rules import ARITHMETIC, MEANING, check
from rpa.errors import BusinessException
from rpa.formats.einvoice_arithmetic import check_arithmetic
from rpa.formats.einvoice_values import enclosure_values, original_of, values_of
from rpa.model.einvoice import EInvoice
from rpa.model.einvoice_terms import Enclosure
from rpa.model.item import Document, Place, RawItem
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import SETTLE, Found, find_files, read_documents

EXAMPLES = (
    """\
einvoice.files: inbox/invoices/*.*
""",
    """\
einvoice.files:
  path: [inbox/peppol/*.xml, inbox/mail/*.pdf]
  rules: en16931
  others: leave
""",
)


class Params(SourceParams):
    """Where the files are, and what they must fulfil.

    The values of an item: those of every invoice (`number`, `issued_on`, `due_on`, `supplier`, `supplier_vat_number`,
    `supplier_registration`, `customer`, `customer_vat_number`, `iban`, `currency`, `net`, `vat`, `vat_rates`, `total`,
    `reference`, `order_number`, `lines`), and those that only electronic documents have: `kind` (`invoice`,
    `credit_note`, `order`), `payable`, `prepaid`, `payments`, `supplier_address` and more: `rpa do einvoice.read`
    shows them all. `enclosures` are the files inside, each with its `path`; `warnings` are sentences.
    """

    shorthand: ClassVar[str | None] = "path"

    path: str | list[str] = Field(description="Files with * and ?, relative to the workspace: inbox/invoices/*.xml.")
    rules: str = Field(ARITHMETIC, description=MEANING)
    others: Literal["reject", "leave"] = Field(
        "reject",
        description="What becomes of plain PDFs, and of XML of other kinds: reject them, or leave them where they lie.",
    )
    settle: int = Field(2, ge=0, description=SETTLE)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the files; each is one item."""
    for file in find_files(params.path, ctx, settle=params.settle):
        for document in read_documents([file], lambda path, name: (item(path, name, params, ctx),)):
            if not (document.problem and params.others == "leave" and is_other(file)):
                yield document


def is_other(file: Found) -> bool:
    """Whether a file that was not read is a PDF like any other, or XML of another kind."""
    if file.problem:  # it must not be read
        return False
    try:
        open_einvoice(file.path, file.name)
    except NoEInvoice:
        return True
    except (BusinessException, OSError):
        return False
    return False


def item(path: Path, name: str, params: Params, ctx: SourceContext) -> RawItem:
    """One document as an item.

    Raises:
        BusinessException: It cannot be read.
    """
    file = open_einvoice(path, name)
    verdict = check(file, params.rules, ctx.workspace.root)
    document = file.document
    problems = [f"{name} {problem}" for problem in document.problems] + [f"{name}: {one}" for one in verdict.broken]
    values = values_of(document) | {
        "enclosures": [enclosed(one, ctx) for one in document.enclosures],
        "warnings": [*document.warnings, *own_warnings(document)],
    }
    places = {f"lines.{number}": f"{name} {line.place}" for number, line in enumerate(document.lines)}
    return RawItem(values, Place(name), places, tuple(problems), (original_of(document),))


def own_warnings(document: EInvoice) -> list[str]:
    """What the arithmetic warns of; not other rules: their next version would make known items look changed."""
    return [str(one) for one in check_arithmetic(document) if not one.is_fatal]


def enclosed(one: Enclosure, ctx: SourceContext) -> dict[str, Any]:
    """A supporting document; a file inside is kept where it outlives the document, under its own digest."""
    values = enclosure_values(one)
    if one.content is not None:
        title = one.file_name or one.number or "enclosure"
        values["path"] = ctx.keep(hashlib.sha256(one.content).hexdigest(), title, one.content)
    return values
