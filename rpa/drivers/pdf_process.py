"""The reading process, seen from this side: started when first asked for, watched, ended when it hangs.

PDFium is not safe with threads, and a damaged or hostile file can make it hang or crash: it works in a process of its
own, one for each of ours, that is asked for one file at a time. See decision 6.
"""

from __future__ import annotations

import atexit
import logging
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from rpa.drivers.pdf_wire import Kind, frame, packed_values, read_frame, values_of
from rpa.drivers.processor_time import LOOK_EVERY, Patience, Starved, TooLong
from rpa.errors import BusinessException, EnvironmentNotReady, RpaError

TIME_FOR_PAGE = 20.0  # seconds of processor time, for reading or drawing it
TIME_FOR_RECOGNISING = 180.0  # the same for one page
TIME_FOR_ALL = 300.0  # the same for a whole file; where pages are recognised, ten times that
MOST_FILES = 500  # that one process reads: a fresh one bounds what a library may leak
PACKAGE = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
FREED = {"MALLOC_TRIM_THRESHOLD_": str(16 << 20), "MALLOC_MMAP_THRESHOLD_": str(4 << 20)}
"""For glibc: what a page has taken is kept for the next one, up to 16 MB, instead of given back and asked for again."""
BROKEN = "Open it in a PDF viewer and print it to a new PDF, or ask the sender for another one."
Frame = tuple[Kind, bytes]
_log = logging.getLogger(__name__)


class Ended(Exception):
    """The reading process has ended, of itself or by us.

    Attributes:
        how: `takes too long`, `makes the reader crash`, `needs too much memory`.
        pages: How many pages it had read before.
        once_more: Whether a fresh process may fare better.
        starved: Whether the machine did not let it work: the file is not to blame.
    """

    def __init__(self, how: str, pages: int, *, once_more: bool = False, starved: bool = False) -> None:
        super().__init__(how)
        self.how, self.pages, self.once_more, self.starved = how, pages, once_more, starved


class Reader:
    """A reading process.

    Args:
        ocr: Whether it recognises scanned pages: it may then take more memory and time.
    """

    def __init__(self, *, ocr: bool) -> None:
        self.owner, self.files = os.getpid(), 0
        self.longest = TIME_FOR_RECOGNISING if ocr else TIME_FOR_PAGE
        self.longest_of_all = TIME_FOR_ALL * (10 if ocr else 1)
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | FREED
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PACKAGE), os.environ.get("PYTHONPATH", "")]))
        command = [sys.executable, "-P", "-m", "rpa.drivers.pdf_reader", *(["--ocr"] if ocr else [])]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            process_group=0,  # Ctrl-C is for us: the file in hand is read to its end
        )
        self.rest = b""
        os.set_blocking(end_of(self.process.stdin).fileno(), False)

    @property
    def is_fit(self) -> bool:
        """Whether it can be asked: it lives, it is ours, and it has not read too much."""
        return self.owner == os.getpid() and self.process.poll() is None and self.files < MOST_FILES

    def ask(self, asked: Mapping[str, Any], content: bytes) -> Iterator[Frame]:
        """The frames of an answer.

        Raises:
            Ended: The process ended before it had answered, or was ended since it took too long.
        """
        self.files += 1
        pages, whole = 0, Patience(self.process.pid, self.longest_of_all)
        kind = Kind.REQUEST
        try:
            one = Patience(self.process.pid, self.longest)
            self.send(frame(Kind.REQUEST, packed_values(asked)) + frame(Kind.CONTENT, content), one)
            while kind is not Kind.DONE:
                one = Patience(self.process.pid, self.longest)
                kind, payload = read_frame(lambda count, one=one: self.exactly(count, (one, whole)))  # type: ignore[misc]
                pages += kind is Kind.PAGE
                yield kind, payload
        except Starved:
            raise Ended("cannot be read in time", pages, starved=True) from None
        except TooLong:
            raise Ended("takes too long to read", pages) from None
        except (EOFError, OSError, ValueError):
            raise Ended("makes the reading program crash", pages, once_more=self.files > 1) from None
        finally:
            if kind is not Kind.DONE:  # what it still says would be taken for the next answer
                self.end()

    def send(self, message: bytes, patience: Patience) -> None:
        """Hand over a message as fast as it is taken."""
        number, view = end_of(self.process.stdin).fileno(), memoryview(message)
        while view:
            _, ready, _ = select.select([], [number], [], LOOK_EVERY)
            if ready:
                view = view[os.write(number, view[: 1 << 16]) :]
            else:
                patience.check()

    def exactly(self, count: int, patience: Sequence[Patience]) -> bytes:
        """That many bytes of the answer.

        Raises:
            EOFError: The process has ended.
            TooLong: It has computed for too long.
            Starved: It could not compute.
        """
        number = end_of(self.process.stdout).fileno()
        parts = [self.rest]
        held = len(self.rest)
        while held < count:
            ready, _, _ = select.select([number], [], [], LOOK_EVERY)
            if not ready:
                for one in patience:
                    one.check()
                continue
            part = os.read(number, 1 << 20)
            if not part:
                raise EOFError
            parts.append(part)
            held += len(part)
        whole = b"".join(parts)
        self.rest = whole[count:]
        return whole[:count]

    def end(self) -> None:
        """End the process, and give back what belongs to it; another process's copy only lets go of it."""
        for stream in (self.process.stdin, self.process.stdout):
            end_of(stream).close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
        else:
            self.process.returncode = 0  # not our child: it is its parent's to wait for


def end_of(stream: IO[bytes] | None) -> IO[bytes]:
    """A pipe that was asked for."""
    assert stream is not None  # noqa: S101
    return stream


_readers: dict[bool, Reader] = {}
_one_at_a_time = threading.Lock()


def reader(*, ocr: bool) -> Reader:
    """The reading process, started when there is none that is fit."""
    found = _readers.get(ocr)
    if found is None or not found.is_fit:
        if found is not None:
            found.end()
        try:
            found = _readers[ocr] = Reader(ocr=ocr)
        except OSError as error:
            raise EnvironmentNotReady(f"the program that reads PDFs cannot be started: {error.strerror}") from error
    return found


@atexit.register
def end_readers() -> None:
    """End the reading processes; the next question starts another."""
    for one in list(_readers.values()):
        one.end()
    _readers.clear()


def answers(job: str, content: bytes, name: str, *, ocr: bool = False, **more: Any) -> list[Frame]:
    """Ask the reading process; a crash of one that has read other files before is tried once more in a fresh one.

    Args:
        job: What is asked.
        content: The file.
        name: What to call it in messages.
        ocr: Whether scanned pages are recognised.
        more: What else the job wants to know.

    Returns:
        The frames of the answer, without refusals.

    Raises:
        BusinessException: The file is refused, or it makes the process hang, crash or run out of memory.
        EnvironmentNotReady: The process cannot work on this machine, or it is far too busy.
    """
    asked = {"job": job, "name": name, "ocr": ocr, **more}
    with _one_at_a_time:
        for _ in range(2):
            try:
                found = list(reader(ocr=ocr).ask(asked, content))
            except Ended as ended:
                if not ended.once_more:
                    raise told(ended, name, more.get("page")) from None
                _log.warning("%s %s; it is read once more by a fresh program", name, ended.how)
            else:
                return [one for one in found if not is_refused(one, name)]
    raise AssertionError("a fresh process is asked once only")  # pragma: no cover


def told(ended: Ended, name: str, page: int | None) -> RpaError:
    """The end of the process as a reason to refuse the file, or to try again when the machine has time."""
    place = f"{name} page {page or ended.pages + 1}"
    if ended.starved:
        message = "the machine is too busy: the program that reads PDFs was hardly let work"
        return EnvironmentNotReady(message, place=place, hint="Let less run at the same time, and start it again.")
    return BusinessException(f"the PDF {ended.how}", place=place, hint=BROKEN)


def is_refused(one: Frame, name: str) -> bool:
    """Raise what a frame refuses; False for all others."""
    kind, payload = one
    match kind:
        case Kind.REFUSAL:
            values = values_of(payload)
            raise BusinessException(values["message"], place=values["place"], hint=values["hint"])
        case Kind.TOO_LARGE:
            raise BusinessException("the PDF needs too much memory", place=name, hint=BROKEN)
        case Kind.MISSING:
            raise EnvironmentNotReady(
                f"PDFs cannot be read: {payload.decode(errors='replace')}", hint="Install the toolkit again."
            )
        case Kind.MISTAKE:
            _log.error("%s: the reading program failed\n%s", name, payload.decode(errors="replace"))
            raise BusinessException("the PDF cannot be read", place=name, hint=BROKEN)
    return False
