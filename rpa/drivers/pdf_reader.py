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
from typing import Any, BinaryIO

from rpa.drivers.pdf_pages import attachments_of, count_pages, opened, page_of, read_page
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
    with opened(content, name) as (raw, document):
        count = count_pages(raw, document, name, asked["most_pages"])
        yield frame(Kind.OPENED, str(count).encode())
        for number in range(1, count + 1):
            with page_of(raw, document, number, name) as page:
                yield frame(Kind.PAGE, packed_page(read_page(raw, page, number, name)))
        for title, file in attachments_of(raw, document).items():
            yield frame(Kind.NAME, title.encode("utf-8", errors="replace"))
            yield frame(Kind.ATTACHMENT, file)


JOBS = {"read": read}


if __name__ == "__main__":
    main()
