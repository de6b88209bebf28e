"""Files embedded in a PDF, by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from rpa.drivers.pdf_forms import text_of
from rpa.errors import BusinessException

MOST = 100
LARGEST = 50 << 20  # bytes of all of them


def attachments_of(raw: Any, document: Any, name: str) -> Iterator[tuple[str, bytes]]:
    """Embedded files: name, made different from the others', and content.

    Raises:
        BusinessException: There are too many, or they are too large.
    """
    count = int(raw.FPDFDoc_GetAttachmentCount(document))
    if count > MOST:
        raise BusinessException(f"{count} files are embedded in the PDF, more than {MOST}", place=name)
    taken: set[str] = set()
    held = 0
    for index in range(max(count, 0)):
        handle = raw.FPDFDoc_GetAttachment(document, index)
        content = content_of(raw, handle)
        if content is None:
            continue
        held += len(content)
        if held > LARGEST:
            raise BusinessException(f"the files embedded in the PDF have more than {LARGEST >> 20} MB", place=name)
        title = different(text_of(raw.FPDFAttachment_GetName, handle) or f"attachment-{index + 1}", taken)
        taken.add(title)
        yield title, content


def content_of(raw: Any, handle: Any) -> bytes | None:
    """The bytes of an embedded file; None when the file is only named."""
    size = ctypes.c_ulong()
    if not handle or not raw.FPDFAttachment_GetFile(handle, None, 0, size):
        return None
    buffer = ctypes.create_string_buffer(size.value or 1)
    if not raw.FPDFAttachment_GetFile(handle, buffer, size.value, size):
        return None
    return buffer.raw[: size.value]


def different(title: str, taken: set[str]) -> str:
    """A name that no other has: `terms (2).pdf`."""
    stem, dot, ending = title.rpartition(".")
    number, found = 1, title
    while found in taken:
        number += 1
        found = f"{stem} ({number}){dot}{ending}" if dot else f"{title} ({number})"
    return found
