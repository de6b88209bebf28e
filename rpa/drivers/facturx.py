"""The XML inside a PDF: Factur-X, ZUGFeRD (all versions), XRechnung and Order-X. The page is never looked at."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from rpa.drivers.xml_file import LARGEST as LARGEST_XML
from rpa.drivers.xml_file import parse_xml
from rpa.errors import BusinessException
from rpa.formats.einvoice import is_einvoice

LARGEST = 100 * 2**20  # bytes of the PDF
MOST_UNPACKED = 64 * 2**20  # bytes of one stream inside it
MOST_FILES = 200
LONGEST_NAME = 120  # characters, for messages
STREAM = re.compile(r"(?:stream )?<_io[^>]*>:? ?")
NUMBERED = re.compile(r" \(\d+\)\.xml$")
AGAIN = "Ask the sender for the file again."
LIMITS: dict[str, Any] = {
    "flate_max_memory": MOST_UNPACKED,
    "run_length_max_memory": MOST_UNPACKED,
    "max_stream_filters": 4,
}
USUAL_NAMES = (
    "factur-x.xml",
    "zugferd-invoice.xml",
    "xrechnung.xml",
    "order-x.xml",
)  # with these, another XML file beside it is an enclosure, not a second invoice


def einvoice_in_pdf(content: bytes, name: str) -> Any | None:
    """The root element of the electronic document inside a PDF; None when the PDF has none.

    Args:
        content: The PDF.
        name: What to call it in messages.

    Raises:
        BusinessException: The PDF is damaged, protected or too large, its XML is, or there are two documents in it.
    """
    found = einvoice_among(attached_xml(content, name), name)
    return found and found[1]


def einvoice_among(files: Iterable[tuple[str, bytes]], name: str) -> tuple[str, Any] | None:
    """Name and root element of the electronic document among the files attached to a PDF; None when there is none.

    Args:
        files: Name and content of each, XML or other; of several of one name, the later ones may be numbered.
        name: What to call the PDF in messages.

    Raises:
        BusinessException: One of the XML files is damaged, or there are two documents.
    """
    xml = {(NUMBERED.sub(".xml", title.lower()), data): title for title, data in files if is_xml(title)}
    usual = {one: title for one, title in xml.items() if one[0] in USUAL_NAMES}
    found: list[tuple[str, Any]] = []
    for (_, data), title in (usual or xml).items():
        root = parse_xml(data, f"{name}, file {title!r} inside it")
        if usual or is_einvoice(root):
            found.append((title, root))
    if len(found) > 1:
        both = " and ".join(repr(title) for title, _ in found[:2])
        raise BusinessException(f"there are two electronic documents in the PDF: {both}", place=name, hint=AGAIN)
    return found[0] if found else None


def is_xml(title: str) -> bool:
    """Whether a file attached to a PDF is called an XML file."""
    return title.lower().endswith(".xml")


def attached_xml(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of the XML files attached to a PDF.

    Raises:
        BusinessException: The PDF cannot be read, or unpacks into far too much.
    """
    import pikepdf
    from pikepdf import settings

    if len(content) > LARGEST:
        most = f"the PDF is larger than the {LARGEST >> 20} MB that are read"
        raise BusinessException(most, place=name, hint="Ask the sender for a smaller one.")
    left = MOST_UNPACKED
    before: dict[str, Any] = dict(settings.set_qpdf_limits(**LIMITS))
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for title, stream in specified(pdf, name):
                if not is_xml(title):
                    continue
                data = unpacked(stream, f"{name}, file {title!r} inside it")
                left -= len(data)
                if left < 0:
                    raise BusinessException("the XML files inside the PDF are too large", place=name, hint=AGAIN)
                yield title, data
    except pikepdf.PasswordError:
        raise BusinessException(
            "the PDF is protected with a password", place=name, hint="Ask for it without."
        ) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError) as error:
        words = STREAM.sub("", " ".join(str(error).split()))[:120]
        raise BusinessException(f"the PDF is damaged or incomplete ({words})", place=name, hint=AGAIN) from None
    finally:
        settings.set_qpdf_limits(**before)


def specified(pdf: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Name and stream of each file: those in the list of attachments, then those that only the document refers to."""
    import pikepdf

    seen: set[tuple[int, int]] = set()
    for number, entry in enumerate(entries(pdf)):
        if number >= MOST_FILES:
            raise BusinessException(f"the PDF has more than {MOST_FILES} files attached", place=name)
        if not isinstance(entry, pikepdf.Dictionary) or "/EF" not in entry:
            continue
        stream = entry.EF.get("/UF") or entry.EF.get("/F")
        if not isinstance(stream, pikepdf.Stream) or stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        yield str(entry.get("/UF") or entry.get("/F") or "")[-LONGEST_NAME:], stream


def entries(pdf: Any) -> Iterator[Any]:
    """The descriptions of attached files."""
    import pikepdf

    names = pdf.Root.get("/Names")
    if names is not None and "/EmbeddedFiles" in names:
        yield from pikepdf.NameTree(names.EmbeddedFiles).values()
    associated = pdf.Root.get("/AF")
    if isinstance(associated, pikepdf.Array):
        yield from associated


def unpacked(stream: Any, place: str) -> bytes:
    """A file's content.

    Raises:
        BusinessException: It is packed in an unusual way, or unpacks into far too much.
    """
    import pikepdf

    packing = stream.get("/Filter")
    kinds = list(packing) if isinstance(packing, pikepdf.Array) else [packing] if packing is not None else []
    if len(kinds) > 1 or any(kind != "/FlateDecode" for kind in kinds):
        raise BusinessException("it is packed in a way that no invoicing program uses", place=place, hint=AGAIN)
    try:
        content: bytes = stream.read_bytes()
    except pikepdf.PdfError:
        raise BusinessException(
            f"it is damaged, or unpacks to more than {LARGEST_XML >> 20} MB", place=place, hint=AGAIN
        ) from None
    return content
