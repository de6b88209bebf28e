"""Work items from the rows of any table in a file: workbooks, .csv, .tsv.

All that `excel.rows` reads, and files of separated values beside it: a customer sends what he has. How a text file is
written (letters, separator, decimal mark) is found in it; what could be two things is rejected, until it is declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from rpa.drivers.text_encoding import DECLARABLE
from rpa.drivers.workbook_kinds import READABLE
from rpa.errors import BusinessException
from rpa.model.item import Document, RawItem
from rpa.sources.contract import SourceContext, source
from rpa.sources.documents import find_files, read_documents
from rpa.sources.table_files import text_items, workbook_items
from rpa.sources.table_params import TableParams

TEXTS = (".csv", ".tsv", ".tab", ".txt")
SEPARATORS = {"tab": "\t", "semicolon": ";", "comma": ",", "bar": "|"}

EXAMPLES = (
    """\
table.rows:
  path: [inbox/orders/*.csv, inbox/orders/*.xls, inbox/orders/*.ods]
  columns:
    order_no: [Bestelnummer, Bestellnummer, Ordrenr, Order no]
    lines:
      sku: [Artikel, Artikelnummer, Varenr, Item]
      quantity: [Aantal, Menge, Antall, Quantity]
  group_by: order_no
  rows_apart: gather
""",
    """\
table.rows:
  path: inbox/bank/*.txt
  encoding: cp850
  separator: tab
  decimal: ","
  day_numbers: [booked_on]
  columns: {booked_on: Datum, account: Rekening, amount: Bedrag}
""",
)


class Params(TableParams):
    """Where the files are and which column holds what."""

    encoding: str = Field(
        "",
        description="How text files are written; found out when left out (UTF-8, UTF-16, Windows-1252). "
        f"One of {', '.join(DECLARABLE)}.",
    )
    separator: Literal["", "tab", "semicolon", "comma", "bar"] = Field(
        "", description="What stands between the cells of text files; found out when left out."
    )

    @field_validator("encoding")
    @classmethod
    def known(cls, encoding: str) -> str:
        """Refuse an encoding that is not read."""
        plain = encoding.strip().lower().replace("_", "-")
        if plain and plain not in DECLARABLE:
            raise ValueError(f"{encoding!r} is none of {', '.join(DECLARABLE)}")
        return plain


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the files."""
    layout = params.layout()

    def items(path: Path, name: str) -> Iterator[RawItem]:
        kind = path.suffix.lower()
        if kind in READABLE:
            return workbook_items(path, name, layout, params)
        if kind in TEXTS:
            separator = SEPARATORS.get(params.separator, "\t" if kind in {".tsv", ".tab"} else "")
            return text_items(path, name, layout, params, params.encoding, separator)
        raise BusinessException(
            f"'{path.suffix}' files are no tables that can be read; {', '.join((*READABLE, *TEXTS))} are",
            place=name,
            hint="Export it as one of them.",
        )

    return read_documents(find_files(params.path, ctx, settle=params.settle), items)
