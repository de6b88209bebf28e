"""An electronic invoice or order from a file: XML, or a PDF with XML inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rpa.drivers.facturx import LARGEST, einvoice_among, einvoice_in_pdf
from rpa.drivers.xml_file import parse_xml
from rpa.errors import BusinessException
from rpa.formats.einvoice import KNOWN, described, is_einvoice, read_einvoice, unwrapped
from rpa.model.einvoice import EInvoice

PDF = b"%PDF-"
IN_FRONT = 1024  # bytes that may stand before the mark of a PDF


@dataclass(frozen=True)
class ElectronicFile:
    """What was read from a file.

    Attributes:
        document: Its terms.
        root: Its root element, of lxml; out of the envelope, if there was one.
    """

    document: EInvoice
    root: Any


def open_einvoice(path: Path, name: str) -> ElectronicFile:
    """Read a file.

    Args:
        path: The file.
        name: What to call it in messages.

    Raises:
        NoEInvoice: It holds no electronic invoice or order.
        BusinessException: It cannot be read.
    """
    with path.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    return read_content(content, name)


def read_content(content: bytes, name: str) -> ElectronicFile:
    """Read the content of a file: what it is, its first bytes say, not its name.

    Raises:
        NoEInvoice: It holds no electronic invoice or order.
        BusinessException: It cannot be read.
    """
    root = einvoice_in_pdf(content, name) if PDF in content[:IN_FRONT] else parse_xml(content, name)
    if root is None:
        raise NoEInvoice(
            "the PDF has no electronic invoice or order inside it", place=name, hint="Read it as a document."
        )
    return read_root(root, name)


def read_attached(files: Mapping[str, bytes], name: str) -> tuple[str, ElectronicFile] | None:
    """The electronic document among the files attached to a PDF, and what it is called there; None without one.

    Args:
        files: Name to content.
        name: What to call the PDF in messages.

    Raises:
        BusinessException: It cannot be read, or there are two.
    """
    found = einvoice_among(files.items(), name)
    return found and (found[0], read_root(found[1], f"{name}, file {found[0]!r} inside it"))


def read_root(root: Any, name: str) -> ElectronicFile:
    """The terms below a root element.

    Raises:
        NoEInvoice: It is XML of another kind.
        BusinessException: It cannot be read.
    """
    root = unwrapped(root)
    if not is_einvoice(root):
        raise NoEInvoice(f"the XML is {described(root)}, which is not read", place=name, hint=KNOWN)
    return ElectronicFile(read_einvoice(root), root)


class NoEInvoice(BusinessException):
    """A PDF like any other, or XML of another kind: nothing is wrong with it."""
