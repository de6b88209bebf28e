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
from rpa.drivers.page_plan import Measures, follows_plan, pages_of, planned_counts, trial_counts
from rpa.drivers.template_filters import FILTERS, is_labelled, language_of
from rpa.model.invoice import Invoice

ATTEMPTS = 5
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

    def render_invoice(self, template_name: str, invoice: Invoice, qr: bool = True) -> bytes:
        """Write an invoice or credit note as PDF/A-3b, with carried totals on every page turn.

        Lines are measured first, then dealt out to pages, then looked up again in the result: a page that
        ends with a carried total holds exactly the lines of that total.

        Args:
            template_name: Name of the template; `invoice_context` says what it is given.
            invoice: What to write. Its locale decides the language.
            qr: Whether to print the payment code; only for invoices in EUR with an IBAN.

        Raises:
            DocumentError: If the template is wrong, or its lines cannot be dealt out to pages.
        """
        counts = trial_counts(len(invoice.lines))
        layout = self.lay_out_invoice(template_name, invoice, counts, qr)
        planned = counts == [len(invoice.lines)] and len(layout.pages) == 1
        if not planned and has_line_ids(layout, len(invoice.lines)):
            layout = self.deal_out(template_name, invoice, layout, qr)
        elif not planned and len(counts) > 1:
            layout = self.lay_out_invoice(template_name, invoice, [len(invoice.lines)], qr)
        return layout.write()

    def deal_out(self, template_name: str, invoice: Invoice, trial: Layout, qr: bool) -> Layout:
        """Measure, deal out and check, until every line stands on the page it was dealt to."""
        layout = trial
        for attempt in range(ATTEMPTS):
            counts = planned_counts(Measures(layout, len(invoice.lines), spare=8.0 * attempt))
            layout = self.lay_out_invoice(template_name, invoice, counts, qr)
            if follows_plan(layout, pages_of(invoice, counts)):
                return layout
        raise DocumentError(
            f"{template_name}: the lines of invoice {invoice.number} do not settle on pages; "
            "give the line table fixed column widths and keep rows in one piece (break-inside: avoid)"
        )

    def lay_out_invoice(
        self, template_name: str, invoice: Invoice, counts: Sequence[int], qr: bool
    ) -> Layout:
        """Fill the template with pages of so many lines each, and lay it out."""
        context = self.invoice_context(invoice, counts, qr)
        html = self.render(template_name, context)
        return lay_out(html, base_dir=self.folder_of(template_name))

    def invoice_context(self, invoice: Invoice, counts: Sequence[int], qr: bool) -> dict[str, object]:
        """Gather what an invoice template is given.

        Returns:
            ``invoice``, ``locale`` (nl-NL), ``language`` (nl), ``logo`` (address of a picture, or empty),
            ``qr`` (SVG of the payment code, or empty), and ``pages``: the lines, page by page. A template
            that wants carried totals gives ids: ``line-1``... to the rows, ``lines-head-1``... to the head
            rows, ``carried-1``... and ``brought-2``... to the rows with carried sums (numbers of pages),
            ``closing`` to all that follows the lines, ``totals`` to the part of it that must stay with
            a line.
        """
        return {
            "invoice": invoice,
            "locale": invoice.locale,
            "language": language_of(invoice.locale),
            "pages": pages_of(invoice, counts),
            "logo": self.picture(self.logo) if self.logo else "",
            "qr": payment_code(invoice) if qr else "",
        }

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
    from rpa.formats.epc import epc_payload, qr_svg  # noqa: PLC0415
    from rpa.model.money import Money  # noqa: PLC0415

    seller = invoice.seller
    if (
        invoice.kind != "invoice"
        or invoice.currency != "EUR"
        or not seller.iban
        or invoice.total <= Decimal(0)
    ):
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
