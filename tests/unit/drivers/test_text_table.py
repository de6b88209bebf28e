from __future__ import annotations

import contextlib
import csv
import io
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.text_table import open_text_table
from rpa.errors import BusinessException

Rows = list[tuple[int, tuple[str | None, ...]]]


def rows_of(content: bytes, **declared: str) -> Rows:
    return list(open_text_table(content, "a.csv", **declared).numbered())


@pytest.mark.parametrize(
    ("content", "separator", "encoding"),
    [
        (b"a;b\r\n1,5;2\r\n", ";", "utf-8"),
        (b"a,b\n1.5,2\n", ",", "utf-8"),
        (b"a\tb\n1,5\t2;3\n", "\t", "utf-8"),
        ("\ufeffnaam;plaats\nJan;Köln\n".encode(), ";", "utf-8"),
        ("naam;plaats\nJan;Köln €\n".encode("cp1252"), ";", "cp1252"),
        ("naam;plaats\nJan;Köln\n".encode("utf-16"), ";", "utf-16"),
        ("naam;plaats\nJan;Köln\n".encode("utf-16-le"), ";", "utf-16-le"),
        ("naam;plaats\nJan;Köln\n".encode("utf-16-be"), ";", "utf-16-be"),
        (b"sep=|\na;b|c\n1|2\n", "|", "utf-8"),
        (b"name\nJan\n", ";", "utf-8"),
    ],
)
def test_separator_and_encoding_are_found(content: bytes, separator: str, encoding: str) -> None:
    table = open_text_table(content, "a.csv")
    assert (table.separator, table.encoding) == (separator, encoding)
    first = next(table.numbered())[1]
    assert first[0] in {"a", "naam", "name", "a;b"}


def test_texts_stay_texts_and_lines_are_known() -> None:
    assert rows_of(b'a;b\n"x\ny";007\n;\n\nc;  \n') == [(0, ("a", "b")), (1, ("x\ny", "007")), (5, ("c", None))]


def test_the_line_that_names_the_separator_is_no_row() -> None:
    assert rows_of(b"sep=,\na,b\n") == [(1, ("a", "b"))]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"a;b\0c\n", "no text"),
        (b"PK\x03\x04\x81\x8d\0", "this is a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "this is a workbook"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "a web page"),
        (b'a;b\n1;"2\n3;4\n', "a.csv:2: the row that begins here"),
        (b"a;b,c\n1;2,3\n", "';' or ','"),
        ("naam\nKöln\n".encode() + "Müller\n".encode("cp1252"), "a.csv:3: most of it is UTF-8"),
        ("naam\nKöln\nMüll".encode() + b"\xc3", "a.csv:3: most of it is UTF-8"),
        ("naam;plaats\nMøller;Århus\n".encode("cp850"), "neither in UTF-8 nor in Windows-1252"),
        ("naam;plaats\nMøller;Oslo\n".encode("cp850"), r"'M›ller'\) or in DOS \('Møller'\)"),
        ("naam;plaats\nMüller;Köln\n".encode("mac-roman"), r"cp1252 \('MŸller'\) or in mac-roman \('Müller'\)"),
        ("naam;plaats\nWeiß;Großen\n".encode("mac-roman"), r"'Gro§en'\) or in mac-roman \('Großen'\)"),
        ("navn;sted\nBjørn;Moss\n".encode("mac-roman"), r"'Bj¿rn'\) or in mac-roman \('Bjørn'\)"),
        ("nazwa;miasto\nWałęsa;Łódź\n".encode("cp1250"), r"'Wa³êsa'\) .*or in cp1250 \('Wałęsa'\)"),
        ("jméno;město\nDvořák;Brno\n".encode("cp1250"), r"'mìsto'\) .*or in cp1250 \('město'\)"),
        ("имя;город\nИванов;Москва\n".encode("cp1251"), r"'ãîðîä'\) .*or in cp1251 \('город'\)"),
        ("όνομα;πόλη\nΠαπάς;Αθήνα\n".encode("cp1253"), "it could be written in cp1252"),
        ("名称;城市\n华为技术;深圳\n".encode("gb18030"), "it could be written in cp1252|neither in UTF-8 nor"),
        (b"a;b\n" + b"x" * 1_000_001 + b"\n", "a.csv:2: the line is longer"),
        (b'a;b\n1;"' + b"x\n" * 20_000 + b'"\n', "a.csv:2: the row that begins here"),
        (b'a;b\n"x' + b'\n";"x' * 20_000, "a.csv:2: the row that begins here"),
    ],
)
def test_broken_files_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(BusinessException, match=message):
        rows_of(content)


@pytest.mark.parametrize(
    "text",
    [
        *("Æsj;Åmål;Sør-Fron;Bærum;på;blåbærsyltetøy", "Großröhrsdorf;äöüÄÖÜß;Öl", "créée;Noël;où;Citroën;cœur;Îles"),
        *("Università;Nicolò;perché;così", "coördinator;ideeën;zoëven", "Þórður;Guðrún;Reykjavík", "Bäckøå", "ÆØÅ;åäö"),
    ],
)
def test_letters_of_the_west_are_believed(text: str) -> None:
    assert rows_of(f"a;b\n{text}\n".encode("cp1252"))[1][1][0] == text.split(";", maxsplit=1)[0]


@pytest.mark.parametrize("encoding", ["cp850", "iso-8859-15", "mac-roman", "utf-8", "cp1252"])
def test_what_is_declared_is_read_so(encoding: str) -> None:
    content = "naam;plaats\nMøller;Düren\n".encode(encoding)
    assert rows_of(content, encoding=encoding)[1] == (1, ("Møller", "Düren"))


def test_what_is_not_as_declared_is_told_with_its_line() -> None:
    with pytest.raises(BusinessException, match=r"a\.csv:2: this is not written in utf-8"):
        rows_of("a\nMøller\n".encode("cp1252"), encoding="utf-8")


def test_declared_separator() -> None:
    assert rows_of(b"a;b,c\n1;2,3\n", separator=",")[1] == (1, ("1;2", "3"))


@pytest.mark.parametrize(
    ("content", "decimal"),
    [
        (b"a;b\n1.250;2\n1.250,00;3\n", ","),
        (b"a;b\n1.250;2\n12,50;3\n", ","),
        (b"a;b\n1,250;2\n1,250.00;3\n", "."),
        (b"a;b\n1,250;2\n125.50;3\n", "."),
        (b"a;b\n1.250;2\n", ""),
        (b"a;b\n12.10;2\n", ""),  # a day and a month, or a number
        (b"a;b\n12,50;2\n125.50;3\n", ""),
        (b"a;b\n0,125;2\n", ","),
        ("a;b\n€ 12,50;2\n".encode(), ","),
        (b"a,b\n12,50\n", ""),
        (b'a,b\n"12,50",3\n', ","),
        (b"a,b\n125.50,3\n", "."),
        (b"a;b\n1,2,3;2\n", ""),
    ],
)
def test_decimal_mark_is_proved_or_left_open(content: bytes, decimal: str) -> None:
    assert open_text_table(content, "a.csv").decimal == decimal


@given(st.lists(st.tuples(st.text(alphabet="abc ,.\"'\n€"), st.text(alphabet="xyz1")), min_size=1))
def test_what_was_written_is_read(rows: list[tuple[str, str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows([("left", "right"), *rows])
    read = rows_of(("sep=;\n" + stream.getvalue()).encode())
    expected = [(left.strip() or None, right.strip() or None) for left, right in rows]
    assert [row for _, row in read[1:]] == [row for row in expected if any(row)]


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    with contextlib.suppress(BusinessException):
        rows_of(content)


def test_two_gigabytes_of_nothing_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 2**30)
    started = time.monotonic()
    with pytest.raises(BusinessException, match="larger than 1024 MB"):
        open_text_table(path, "a.csv")
    with path.open("wb") as stream:
        stream.truncate(2**30)
    with pytest.raises(BusinessException, match="no text"):
        open_text_table(path, "a.csv")
    assert time.monotonic() - started < 20


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (5_000, 50_000):
        path = tmp_path / f"{count}.csv"
        path.write_text("no;name;amount\n" + "".join(f"{n};Jansen;{n},50\n" for n in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in open_text_table(path, "a.csv").numbered()) == count + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 4 * 2**20
