"""Documents and mails from templates: Jinja2 without reach into Python, and invoices with carried totals."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from rpa.drivers.html_pdf import DocumentError, Layout, lay_out
from rpa.drivers.page_plan import (
    Measures,
    TablePage,
    follows_plan,
    pages_of,
    planned_counts,
    trial_counts,
)
from rpa.drivers.template_filters import FILTERS, is_labelled, language_of
from rpa.model.invoice import Invoice

ATTEMPTS = 5
SPARE_STEP = 8.0
MARKUP_SUFFIXES = (".html", ".htm", ".xml", ".svg", ".xhtml")


class DocumentTemplates:
    """Templates of several folders: a name is looked for in the first folder, then in the next.

    Templates see only what they are given: names with a leading underscore, files and modules are out of
    reach, and a name that is not there is an error, never an empty text.
    """

    def __init__(self, search: Sequence[Path], *, logo: str = "") -> None:
        """Take the folders, the workspace's own before the ones shipped with the package.

        Args:
            search: Template folders; those that do not exist are passed over.
            logo: Name of the picture for letterheads, relative to a template folder; empty: the name in type.
        """
        self.search = tuple(folder.resolve() for folder in search)
        self.logo = logo
        self.environment = self.new_environment()

    def new_environment(self) -> Environment:
        """Build the sandbox with its filters."""
        environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self.search),
            autoescape=writes_markup,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters.update(FILTERS)
        environment.tests["labelled"] = is_labelled
        environment.globals["picture"] = self.picture
        environment.globals["language_of"] = language_of
        return environment

    def render(self, template_name: str, context: Mapping[str, object]) -> str:
        """Fill a template.

        Args:
            template_name: Name relative to a template folder, such as ``mail/invoice.nl.txt.j2``.
            context: The names the template may use. ``locale`` decides how numbers and dates are written.

        Returns:
            The text. In templates for HTML, XML and SVG every value is escaped.

        Raises:
            DocumentError: If the template is missing or wrong, or uses a name that it is not given.
        """
        try:
            return self.environment.get_template(template_name).render(context)
        except TemplateNotFound as problem:
            places = ", ".join(str(folder) for folder in self.search)
            asked_by = "" if problem.name == template_name else f" (used by {template_name})"
            raise DocumentError(f"template {problem.name}{asked_by} is in none of: {places}") from problem
        except TemplateSyntaxError as problem:
            place = f"{problem.filename or problem.name}:{problem.lineno}"
            raise DocumentError(f"{place}: {problem.message}") from problem
        except DocumentError as problem:
            raise DocumentError(f"{line_in_template(problem, template_name)}: {problem}") from problem
        except (TemplateError, ValueError, TypeError, ArithmeticError, LookupError) as problem:
            known = ", ".join(sorted(context))
            raise DocumentError(
                f"{line_in_template(problem, template_name)}: {problem}; names given: {known}"
            ) from problem

    def picture(self, name: str) -> str:
        """Return a file of the template folders as a ``data:`` address, for ``<img src>``.

        Raises:
            DocumentError: If no template folder has it.
        """
        for folder in self.search:
            path = (folder / name).resolve()
            if path.is_relative_to(folder) and path.is_file():
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
        places = ", ".join(str(folder) for folder in self.search)
        raise DocumentError(f"picture {name} is in none of: {places}")

    def render_pdf(self, template_name: str, context: Mapping[str, object]) -> bytes:
        """Fill a template for HTML and write it as PDF/A-3b.

        Raises:
            DocumentError: As for `render`, and if the page cannot be laid out.
        """
        return self.lay_out(template_name, context).write()

    def render_invoice(self, template_name: str, invoice: Invoice, qr: bool = True) -> bytes:
        """Write an invoice or credit note as PDF/A-3b, with carried totals on every page turn.

        Args:
            template_name: Name of the template. It is given ``invoice``, ``locale`` (nl-NL), ``language``
                (nl), ``logo`` (address of a picture, or empty), ``qr`` (SVG of the payment code, or empty),
                and ``pages`` as in `render_table`, with the carried sums ``net``.
            invoice: What to write. Its locale decides the language.
            qr: Whether to print the payment code; only for invoices in EUR with an IBAN.

        Raises:
            DocumentError: If the template is wrong, or its lines cannot be dealt out to pages.
        """
        context = {
            "invoice": invoice,
            "locale": invoice.locale,
            "language": language_of(invoice.locale),
            "logo": self.picture(self.logo) if self.logo else "",
            "qr": payment_code(invoice) if qr else "",
        }
        return self.render_table(template_name, context, rows=invoice.lines, sums=("net",))

    def render_table(
        self,
        template_name: str,
        context: Mapping[str, object],
        *,
        rows: Sequence[object],
        sums: Sequence[str],
    ) -> bytes:
        """Write a document with one long table as PDF/A-3b, with carried totals on every page turn.

        Rows are measured first, then dealt out to pages, then looked up again in the result: a page that ends
        with a carried total holds exactly the rows of that total.

        Args:
            template_name: Name of the template. It is given ``pages``: the rows, page by page (`TablePage`),
                and sets ids: ``line-1``... on rows, ``lines-head-1``... on head rows, ``carried-1``... and
                ``brought-2``... on rows with carried sums (numbers of pages), ``closing`` on all that follows
                the rows, ``totals`` on the part of it that must stay with a row.
            context: What else the template may use.
            rows: Objects or mappings, in print order.
            sums: Columns to add up, each a Decimal in every row.

        Raises:
            DocumentError: If the template is wrong, or its rows cannot be dealt out to pages.
        """
        if not rows:
            return self.render_pdf(template_name, {**context, "pages": ()})
        trial = trial_counts(len(rows))
        layout = self.lay_out_table(template_name, context, pages_of(rows, trial, sums))
        if len(trial) == len(layout.pages) == 1:
            return layout.write()
        if not has_line_ids(layout, len(rows)):
            raise DocumentError(f'{template_name}: rows have no ids; give them id="line-1", id="line-2" ...')
        for attempt in range(ATTEMPTS):
            measures = Measures(layout, len(rows), spare=SPARE_STEP * attempt)
            pages = pages_of(rows, planned_counts(measures), sums)
            layout = self.lay_out_table(template_name, context, pages)
            if follows_plan(layout, pages, closing="closing" if measures.keeps_closing else "totals"):
                return layout.write()
        raise DocumentError(
            f"{template_name}: {len(rows)} rows do not settle on pages; give the table fixed column widths "
            "and keep rows in one piece (break-inside: avoid)"
        )

    def lay_out_table(self, template_name: str, context: Mapping[str, object], pages: Sequence[TablePage]) -> Layout:
        """Fill a template with rows dealt out to pages, and lay it out."""
        return self.lay_out(template_name, {**context, "pages": pages})

    def lay_out(self, template_name: str, context: Mapping[str, object]) -> Layout:
        """Fill a template and lay it out."""
        return lay_out(self.render(template_name, context), base_dir=self.folder_of(template_name))

    def folder_of(self, template_name: str) -> Path:
        """Return the template folder a template comes from."""
        found = [folder for folder in self.search if (folder / template_name).is_file()]
        return found[0] if found else self.search[0]


def has_line_ids(layout: Layout, lines: int) -> bool:
    """Tell whether the template marks every line, so that lines can be dealt out to pages."""
    seen = {name for page in layout.pages for name in page}
    return all(f"line-{number}" in seen for number in range(1, lines + 1))


def writes_markup(template_name: str | None) -> bool:
    """Tell whether values need escaping: in HTML, XML and SVG, and wherever the kind is not known."""
    return template_name is None or template_name.removesuffix(".j2").endswith(MARKUP_SUFFIXES)


def payment_code(invoice: Invoice) -> Markup | str:
    """Draw the payment code (EPC069-12) as SVG, or return an empty text where there can be none."""
    from rpa.formats.epc import epc_payload, qr_svg
    from rpa.model.money import Money

    seller = invoice.seller
    if invoice.kind != "invoice" or invoice.currency != "EUR" or not seller.iban or invoice.total <= Decimal(0):
        return ""
    reference = invoice.payment_reference
    structured = re.fullmatch(r"RF\d\d[0-9A-Za-z ]+", reference) is not None
    try:
        payload = epc_payload(
            seller.name,
            seller.iban,
            Money(invoice.total, invoice.currency),
            remittance="" if structured else reference,
            reference=reference if structured else "",
            bic=seller.bic or None,
        )
        return Markup(qr_svg(payload))  # noqa: S704 - drawn by us, holds no text
    except ValueError as problem:
        raise DocumentError(f"payment code of invoice {invoice.number}: {problem}") from problem


def line_in_template(problem: BaseException, template_name: str) -> str:
    """Find the template line an error comes from."""
    place = template_name
    trace: Any = problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
