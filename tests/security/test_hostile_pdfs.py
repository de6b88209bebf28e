"""PDFs that are damaged, locked or made to do harm: each is refused, or read, in bounded time and memory."""

from __future__ import annotations

import io
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa.drivers import pdf_process
from rpa.drivers.pdf import PdfText, joined_tables, picture, read_pdf
from rpa.drivers.pdf_process import Reader, reader
from rpa.errors import BusinessException, EnvironmentNotReady
from tests.fakes.pdf_documents import by_weasyprint, page_html
from tests.waiting import wait_until

MINUTE = 60
INSERTED = (b"99999999999 ", b"-1 ", b"<<", b"[", b"stream\n", b"/Length 5 ", b"(")


@pytest.fixture(scope="module")
def plain() -> bytes:
    return by_weasyprint(page_html(random.Random(5)))


@pytest.fixture(scope="module")
def unpacked(plain: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(plain)) as document:
        return saved(
            document,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )


def saved(document: pikepdf.Pdf, **how: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream, **how)
    return stream.getvalue()


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + (b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    )


def page_with(stream: bytes, more: bytes = b"", box: bytes = b"0 0 595 842", *objects: bytes) -> bytes:
    packed = zlib.compress(stream, 9)
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents 4 0 R/Resources<<" + more + b">>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
        *objects,
    )


def read_or_refused(content: bytes) -> PdfText | None:
    """What was read, or None when it was refused with its place; whatever else is raised is a failure."""
    try:
        read = read_pdf(content, "a")
    except BusinessException as error:
        seen = error
    else:
        joined_tables(read.pages)
        assert isinstance(read.text, str)
        return read
    assert seen.place.startswith("a")
    return None


def drawn_or_refused(content: bytes) -> bytes:
    try:
        return picture(content, 1, name="a")
    except BusinessException as error:
        seen = error
    assert seen.place.startswith("a")
    return b""


def refusal(content: bytes) -> BusinessException:
    with pytest.raises(BusinessException) as raised:
        read_pdf(content, "in.pdf")
    assert raised.value.place.startswith("in.pdf")
    assert raised.value.hint
    return raised.value


def test_a_password_is_said_and_an_empty_one_opens(plain: bytes) -> None:
    with pikepdf.open(io.BytesIO(plain)) as document:
        locked = saved(document, encryption=pikepdf.Encryption(user="secret", owner="other"))
        open_to_all = saved(document, encryption=pikepdf.Encryption(user="", owner="other"))
    assert "password" in refusal(locked).message
    assert read_pdf(open_to_all, "a").text == read_pdf(plain, "a").text


@pytest.mark.parametrize("content", [b"PK\x03\x04 a zip", b"<html>", b"\0" * 5000, b"MZ\x90", b"From: a@b\n\nhello"])
def test_what_is_no_pdf_is_said_so(content: bytes) -> None:
    assert "no PDF" in refusal(content).message


def test_nothing_and_too_much_are_said_so(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "empty" in refusal(b"").message
    monkeypatch.setattr("rpa.drivers.pdf.LARGEST_FILE", 1000)
    assert "MB" in refusal(plain).message


def test_ten_thousand_pages_are_refused_at_once() -> None:
    document = pikepdf.new()
    for _ in range(10_000):
        document.add_blank_page()
    content = saved(document)
    start = time.monotonic()
    assert "10000 pages" in refusal(content).message
    assert time.monotonic() - start < MINUTE


def test_a_page_count_that_lies_is_no_trouble() -> None:
    read = read_pdf(page_with(b"BT ET").replace(b"/Count 1/", b"/Count 999999999/"), "a")
    assert len(read.pages) == 1


@pytest.mark.parametrize("box", [b"0 0 1000000 1000000", b"0 0 99999999 10", b"-99999 0 99999 1"])
def test_a_page_larger_than_any_paper_is_refused_and_its_picture_is_bounded(box: bytes) -> None:
    content = page_with(b"BT ET", b"", box)
    assert "measures" in refusal(content).message
    assert len(drawn_or_refused(content)) < 10 << 20


@pytest.mark.parametrize("box", [b"0 0 0 0", b"10 10 10 10", b"nonsense", b"600 800 0 0"])
def test_an_odd_page_size_is_read_or_refused(box: bytes) -> None:
    read_or_refused(page_with(b"BT ET", b"", box))


def test_a_bomb_of_text_is_refused_in_bounded_time() -> None:
    content = page_with(b"BT /F 1 Tf " + b"(aaaaaaa ) Tj " * 20_000_000 + b" ET")
    start = time.monotonic()
    read_or_refused(content)
    assert time.monotonic() - start < MINUTE
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 3 << 20  # KiB


def test_an_image_bomb_is_not_unpacked_for_its_text() -> None:
    bits = zlib.compress(b"\0" * (300 << 20), 9)
    image = (
        b"<</Type/XObject/Subtype/Image/Width 50000/Height 50000/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>stream\n" % len(bits)
    )
    content = page_with(
        b"q 500 0 0 500 0 0 cm /I Do Q", b"/XObject<</I 5 0 R>>", b"0 0 595 842", image + bits + b"\nendstream"
    )
    start = time.monotonic()
    assert read_pdf(content, "a").pages[0].words == ()
    assert time.monotonic() - start < MINUTE / 2
    drawn_or_refused(content)
    assert time.monotonic() - start < 2 * MINUTE


def test_deep_nesting_does_no_harm() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    nested = raw_pdf(b"<</Type/Catalog/Pages 2 0 R/X " + deep + b">>", b"<</Type/Pages/Count 0/Kids[]>>")
    with pytest.raises(BusinessException):
        read_pdf(nested, "a")
    with pytest.raises(BusinessException):
        read_pdf(raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"), "a")
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 5 0 R>>>>/Length 5>>stream\n"
        b"/I Do\nendstream"
    )
    read_pdf(page_with(b"/I Do", b"/XObject<</I 5 0 R>>", b"0 0 595 842", form), "a")


def test_scripts_and_launches_are_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    command = f"(touch {mark})".encode()
    content = page_with(b"BT ET").replace(
        b"<</Type/Catalog/",
        b"<</OpenAction<</S/Launch/F" + command + b"/Next<</S/JavaScript/JS(app.launchURL('http://127.0.0.1/'))>>>>"
        b"/AA<</WC<</S/JavaScript/JS(while(1){})>>>>/Type/Catalog/",
    )
    assert read_pdf(content, "a").pages[0].words == ()
    assert not mark.exists()


def test_a_file_cut_off_anywhere_is_refused(plain: bytes) -> None:
    for length in (*range(1, len(plain) - 10, 10), len(plain) - 7):
        assert read_or_refused(plain[:length]) is None, length


def test_a_file_cut_off_and_given_an_end_is_read_or_refused(plain: bytes) -> None:
    for length in range(1, len(plain), max(10, len(plain) // 150)):
        read_or_refused(b"%PDF-1.7\n" + plain[10:length] + b"\n%%EOF")


def test_a_file_padded_or_with_its_table_of_contents_broken_is_read(plain: bytes) -> None:
    whole = read_pdf(plain, "a")
    assert not whole.is_repaired
    assert read_pdf(plain + b"\n\0" + b"\0" * 5000, "a").text == whole.text
    start = plain.rindex(b"startxref")
    repaired = read_pdf(plain[:start] + b"startxref\n17\n%%EOF\n", "a")
    assert repaired.is_repaired
    assert repaired.text == whole.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_flipped_bytes_do_no_harm(plain: bytes, data: st.DataObject) -> None:
    changed = bytearray(plain)
    flips = st.tuples(st.integers(0, len(plain) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(flips, max_size=30)):
        changed[place] = value
    read_or_refused(bytes(changed))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_changes_to_what_is_not_packed_do_no_harm(unpacked: bytes, seed: int) -> None:
    luck = random.Random(seed)
    changed = bytearray(unpacked)
    for _ in range(luck.randint(1, 40)):
        start = luck.randrange(20, len(changed) - 20)
        match luck.randrange(4):
            case 0:
                changed[start] = luck.randrange(256)
            case 1:
                del changed[start : start + luck.randrange(20)]
            case 2:
                changed[start:start] = luck.choice(
                    [b"99999999999 ", b"-1 ", b"<<", b"[", b"stream\n", b"/Length 5 ", b"("]
                )
            case _:
                other = luck.randrange(20, len(changed) - 20)
                changed[start : start + 30] = changed[other : other + 30]
    read_or_refused(bytes(changed))


PIECES = [
    b"q", b"Q", b"BT", b"ET", b"1 0 0 1 0 0 cm", b"1e38 0 0 1e38 0 0 cm", b"0 0 0 0 0 0 cm", b"/F 12 Tf", b"W n",
    b"/F -1e30 Tf", b"(text) Tj", b"[(a) -99999999 (b)] TJ", b"0 0 m 9e37 0 l S", b"5 5 100 50 re f", b"nan inf Td",
    b"90 Tz", b"3 Tr", b"<FFFFFFFF> Tj", b"1 0 0 -1 0 842 Tm", b"0 1 -1 0 300 300 Tm", b"/X Do",
    b"BI /W 9 /H 9 ID xx EI",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_odd_content_does_no_harm(pieces: list[bytes]) -> None:
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    read_or_refused(page_with(b"\n".join(pieces), font))


@pytest.fixture
def fresh() -> Iterator[None]:
    pdf_process.end_readers()
    yield
    pdf_process.end_readers()


def test_a_process_that_is_not_let_work_is_ended_and_the_file_is_not_to_blame(
    plain: bytes, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    monkeypatch.setattr(pdf_process, "TIME_FOR_PAGE", 0.2)
    hung = reader(ocr=False)
    os.kill(hung.process.pid, signal.SIGSTOP)
    with pytest.raises(EnvironmentNotReady, match="too busy") as raised:
        read_pdf(plain, "in.pdf")
    assert raised.value.place == "in.pdf page 1"
    assert hung.process.poll() == -signal.SIGKILL
    monkeypatch.undo()
    assert read_pdf(plain, "in.pdf").text


def test_a_process_that_computes_for_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    monkeypatch.setattr(pdf_process, "TIME_FOR_PAGE", 1.0)
    busy = reader(ocr=False)
    squares = b"".join(b"%d %d m %d %d l S\n" % (n % 500, n % 700, n % 300, n % 800) for n in range(3_000_000))
    with pytest.raises(BusinessException, match="too long"):
        read_pdf(page_with(squares), "in.pdf")
    assert busy.process.poll() == -signal.SIGKILL


def test_a_process_that_has_died_is_replaced(plain: bytes, fresh: None) -> None:
    expected = read_pdf(plain, "a").text
    for _ in range(3):
        os.kill(reader(ocr=False).process.pid, signal.SIGKILL)
        assert read_pdf(plain, "a").text == expected


def test_a_crash_is_told_and_does_not_reach_us(plain: bytes, monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    def crash(one: Reader, *rest: Any) -> Iterator[Any]:
        found.process.kill()
        found.process.wait()
        yield from ask(one, *rest)

    found = reader(ocr=False)
    ask = Reader.ask
    monkeypatch.setattr(Reader, "ask", lambda self, *rest: crash(self, *rest) if self is found else ask(self, *rest))
    with pytest.raises(BusinessException, match="crash"):
        read_pdf(plain, "a")
    monkeypatch.undo()
    assert read_pdf(plain, "a").text


def test_one_process_serves_all_threads(plain: bytes, fresh: None) -> None:
    expected = read_pdf(plain, "a").text
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(read_pdf(plain, "a").text)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_no_process_outlives_a_killed_parent(tmp_path: Path, plain: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(plain)
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom rpa.drivers.pdf import read_pdf\n"
        "from rpa.drivers.pdf_process import reader\n"
        "read_pdf(Path(sys.argv[1]).read_bytes(), 'a')\n"
        "print(reader(ocr=False).process.pid, flush=True)\ntime.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "a.pdf")], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not Path(f"/proc/{child}").exists(), "it ends with the one that asked")


def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    monkeypatch.setenv("RPA_SECRET", "hunter2")
    environment = Path(f"/proc/{reader(ocr=False).process.pid}/environ").read_bytes()
    assert b"hunter2" not in environment
