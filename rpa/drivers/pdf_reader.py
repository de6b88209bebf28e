"""The process that reads PDFs: `python -m rpa.drivers.pdf_reader`, asked through its standard input.

It has limits on memory, ends with its parent, and knows nothing but the one file it is given. See decision 6.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, BinaryIO

from rpa.drivers.pdf_attachments import attachments_of
from rpa.drivers.pdf_forms import form_of
from rpa.drivers.pdf_ocr import SCALE, recognised
from rpa.drivers.pdf_pages import count_pages, opened, page_of, read_page
from rpa.drivers.pdf_picture import Frame, cut_out, drawn, png, with_frames
from rpa.drivers.pdf_wire import Kind, frame, packed_page, packed_values, read_frame, values_of
from rpa.errors import BusinessException

MEMORY = 1 << 31  # bytes of address space
MEMORY_WITH_OCR = 6 << 30
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> None:
    """Answer until the input ends."""
    confine()
    source = sys.stdin.buffer
    target = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # whatever a library prints must not come between
    while True:
        try:
            _, asked = read_frame(lambda count: exactly(source, count))
            _, content = read_frame(lambda count: exactly(source, count))
        except EOFError:
            return
        for piece in answer(values_of(asked), content):
            target.write(piece)
            target.flush()


def confine() -> None:
    """Limits: no memory beyond what a decent file needs, no files written, no life after the parent's."""
    parent = os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a run that is to stop ends us when it does
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(0)
    memory = MEMORY_WITH_OCR if "--ocr" in sys.argv else MEMORY
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError):  # a system that has no such limit
            resource.setrlimit(kind, (most, most))


def exactly(source: BinaryIO, count: int) -> bytes:
    """That many bytes.

    Raises:
        EOFError: The input has ended.
    """
    found = source.read(count)
    if len(found) < count:
        raise EOFError
    return found


def answer(asked: Mapping[str, Any], content: bytes) -> Iterator[bytes]:
    """The frames that answer a request."""
    try:
        yield from JOBS[asked["job"]](asked, content)
    except BusinessException as error:
        yield frame(Kind.REFUSAL, packed_values({"message": error.message, "place": error.place, "hint": error.hint}))
    except MemoryError:
        yield frame(Kind.TOO_LARGE)
    except ImportError as error:
        yield frame(Kind.MISSING, str(error).encode())
    except Exception:  # noqa: BLE001 - whatever a hostile file brought about is told, and the next file is read
        yield frame(Kind.MISTAKE, traceback.format_exc().encode("utf-8", errors="replace"))
    yield frame(Kind.DONE)


def read(asked: Mapping[str, Any], content: bytes) -> Iterator[bytes]:
    """Read all pages and the embedded files."""
    name = asked["name"]
    with opened(content, name) as (raw, document), form_of(raw, document) as form:
        count = count_pages(raw, document, name, asked["most_pages"])
        is_repaired = not raw.FPDF_DocumentHasValidCrossReferenceTable(document)
        yield frame(Kind.OPENED, packed_values({"is_repaired": is_repaired}))
        for number in range(1, count + 1):
            with page_of(raw, document, number, name) as page:
                found = read_page(raw, page, form, number, name)
                if found.is_scanned and asked["ocr"]:
                    place = f"{name} page {number}"
                    words = recognised(*drawn(raw, page, None, SCALE, place), place)
                    notes = tuple(word for word in found.words if word.confidence == 1.0)
                    found = replace(found, words=(*words, *notes) if notes else words)
            yield frame(Kind.PAGE, packed_page(found))
        for title, file in attachments_of(raw, document, name):
            yield frame(Kind.NAME, title.encode("utf-8", errors="replace"))
            yield frame(Kind.ATTACHMENT, file)


def draw(asked: Mapping[str, Any], content: bytes) -> Iterator[bytes]:
    """Draw a page, or a part of it, with boxes."""
    name, number = asked["name"], asked["page"]
    with opened(content, name) as (raw, document), form_of(raw, document) as form:
        count = count_pages(raw, document, name, sys.maxsize)
        if not 1 <= number <= count:
            raise BusinessException(f"there is no page {number}; the PDF has {count}", place=name)
        with page_of(raw, document, number, name) as page:
            picture, scale = drawn(raw, page, form, asked["scale"], f"{name} page {number}")
        framed = with_frames(picture, scale, [Frame(*one) for one in asked["frames"]])
        yield frame(Kind.PICTURE, png(cut_out(framed, scale, asked["region"])))


JOBS = {"read": read, "draw": draw}


if __name__ == "__main__":
    main()
