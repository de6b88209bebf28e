"""HTML to PDF by WeasyPrint: archivable, the same bytes every time, and nothing read from elsewhere."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from weasyprint import Document

PROBES = (
    '<div id="page-top" style="position:fixed;top:0;left:0;width:1px;height:0"></div>'
    '<div id="page-bottom" style="position:fixed;bottom:0;left:0;width:1px;height:0"></div>'
)


class DocumentError(ValueError):
    """A document could not be written; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands on its page, in CSS pixels (1/96 inch) from the top: its two edges."""

    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Distance between the edges."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Layout:
    """A document after layout, before it is written.

    Attributes:
        pages: For each page, the places of the elements that have an ``id``. ``page-top`` and ``page-bottom``
            are the edges of the area inside the margins. An element that goes over pages stands on each.
    """

    pages: tuple[Mapping[str, Place], ...]
    document: Document
    gate: ResourceGate

    def write(self, variant: str = "pdf/a-3b") -> bytes:
        """Write the PDF.

        Args:
            variant: PDF flavour, such as ``pdf/a-3b``.

        Raises:
            DocumentError: For a flavour that is not known, or when fonts or pictures cannot be written.
        """
        from weasyprint.pdf import VARIANTS

        if variant not in VARIANTS:
            raise DocumentError(f"PDF variant {variant!r} is not known; expected one of {', '.join(sorted(VARIANTS))}")
        with quiet_weasyprint(), explained("write the PDF"):
            written = bytes(self.document.write_pdf(pdf_variant=variant))
        self.gate.check()  # attachments and pictures inside SVG are asked for only now
        return written


def write_pdf(html: str, *, base_dir: Path, variant: str = "pdf/a-3b") -> bytes:
    """Turn an HTML page into a PDF.

    The same HTML gives the same bytes as long as WeasyPrint and the fonts stay the same: no clock and no
    random number takes part. Dates of the document come from ``<meta name="dcterms.created">`` only.

    Args:
        html: A whole HTML document.
        base_dir: Folder that relative addresses start from; nothing outside it is read.
        variant: PDF flavour.

    Returns:
        The bytes of the PDF file, fonts embedded.

    Raises:
        DocumentError: If the page asks for anything outside ``base_dir``, or something it names is missing.
    """
    return lay_out(html, base_dir=base_dir).write(variant)


def lay_out(html: str, *, base_dir: Path) -> Layout:
    """Lay out an HTML page without writing it, to see what stands where.

    Args:
        html: A whole HTML document.
        base_dir: Folder that relative addresses start from; nothing outside it is read.

    Raises:
        DocumentError: As for `write_pdf`.
    """
    from weasyprint import HTML

    head, body_end, tail = html.rpartition("</body>")
    probed = head + PROBES + body_end + tail if body_end else html + PROBES
    gate = ResourceGate(base_dir)
    with quiet_weasyprint(), explained("lay out the page"):
        document = HTML(string=probed, base_url=f"{gate.root.as_uri()}/", url_fetcher=gate.fetcher()).render()
    gate.check()
    return Layout(tuple(places_of(page.anchors) for page in document.pages), document, gate)


def places_of(anchors: Mapping[str, tuple[float, float, float, float]]) -> dict[str, Place]:
    """Reduce WeasyPrint's rectangles to upper and lower edges."""
    return {name: Place(top, bottom) for name, (_, top, _, bottom) in anchors.items()}


class ResourceGate:
    """Lets a page read ``data:`` addresses and files of one folder, and remembers what it refused."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.refused: list[str] = []

    def check(self) -> None:
        """Fail if anything was refused, naming all of it."""
        if self.refused:
            raise DocumentError("the page names what it cannot have: " + "; ".join(dict.fromkeys(self.refused)))

    def fetcher(self) -> Any:
        """Return the object WeasyPrint asks for every picture, style sheet, font and attachment."""
        from weasyprint.urls import URLFetcher

        gate = self

        class GatedFetcher(URLFetcher):  # type: ignore[misc]
            def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
                reason = gate.objection(url)
                if reason:
                    gate.refused.append(reason)
                    raise ValueError(reason)
                return super().fetch(url, headers)

        return GatedFetcher(allowed_protocols=("data", "file"), allow_redirects=False)

    def objection(self, url: str) -> str:
        """Say why an address is refused, or return an empty text."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return ""
        if parts.scheme != "file":
            return f"{url} is on the network; put the file into {self.root} and name it relative to that folder"
        path = Path(unquote(parts.path)).resolve()
        if parts.netloc or not path.is_relative_to(self.root):
            return f"{url} is outside {self.root}; only files of that folder may be used"
        return "" if path.is_file() else f"{path} does not exist"


@contextmanager
def quiet_weasyprint() -> Iterator[None]:
    """Keep WeasyPrint's and fontTools' remarks on CSS and fonts off the terminal, for the time of a call."""
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [(logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            # WeasyPrint leaves the colour profile's file to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    finally:
        for logger, (propagate, level) in zip(loggers, before, strict=True):
            logger.propagate = propagate
            logger.setLevel(level)


@contextmanager
def explained(doing: str) -> Iterator[None]:
    """Turn whatever the renderer raises into an error a template writer can read."""
    try:
        yield
    except (DocumentError, MemoryError, RecursionError):
        raise
    except Exception as problem:
        raise DocumentError(f"could not {doing}: {type(problem).__name__}: {problem}") from problem
