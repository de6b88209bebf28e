"""Work items from the rows of workbooks: .xlsx, .xlsm, .xlsb, .xls, .ods.

A workbook may carry title rows and a block of captions above its table. Empty rows and rows of totals are
passed over; a row is a total only when its first text is the word for one and it names no group and no
article. For files of separated values beside workbooks there is `table.rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rpa.drivers.workbook_kinds import READABLE, SAVE_AS
from rpa.errors import BusinessException
from rpa.model.item import Document, RawItem
from rpa.sources.contract import SourceContext, source
from rpa.sources.documents import find_files, read_documents
from rpa.sources.table_files import workbook_items
from rpa.sources.table_params import TableParams

EXAMPLES = (
    """\
excel.rows:
  path: inbox/orders/*.xlsx
  sheet: [Bestelling, Bestellung, Ordre, Order]
  cells:
    customer: [Klant, Kunde, Customer]
  columns:
    order_no: [Bestelnummer, Bestellnummer, Ordrenr, Order no]
    ordered_on: [Besteldatum, Bestelldatum, Ordredato, Order date]
    lines:
      sku: [Artikel, Artikelnummer, Varenr, Item]
      quantity: [Aantal, Menge, Antall, Quantity]
  group_by: order_no
""",
    """\
excel.rows:
  path: inbox/new-staff.xlsx
  columns: {name: Name, starts_on: First day, email: E-mail}
""",
)


class Params(TableParams):
    """Where the workbooks are and which column holds what."""


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the workbooks."""
    layout = params.layout()

    def items(path: Path, name: str) -> Iterator[RawItem]:
        if path.suffix.lower() not in READABLE:
            raise BusinessException(
                f"'{path.suffix}' files are no workbooks that can be read", place=name, hint=SAVE_AS
            )
        return workbook_items(path, name, layout, params)

    return read_documents(find_files(params.path, ctx, settle=params.settle), items)
