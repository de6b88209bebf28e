"""Hostile workbooks, files of separated values and exports of forms."""

from __future__ import annotations

import io
import json

import xlsxwriter

from tests.fakes.hostile_files import (
    FORMULA,
    LAUGHS,
    LINK,
    Files,
    Outside,
    Sparse,
    behind_declaration,
    common,
    cuts,
    opened,
)
from tests.fakes.workbook_files import WRITERS, Page, zipped

A_PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF"


def book(kind: str, *row: object) -> bytes:
    return WRITERS[kind]({"Orders": Page([["Number", "Text", "Amount"], list(row)])})


FIRST_XML = {"xlsx": "xl/workbook.xml", "ods": "content.xml", "xlsb": "xl/_rels/workbook.bin.rels"}
BIGGEST = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml", "xlsb": "xl/sharedStrings.bin"}


def books(outside: Outside) -> Files:
    """For `excel.rows`."""
    files: Files = {}
    for kind in WRITERS:
        whole = book(kind, f"CUT-{kind}", "whole", 7.5)
        files |= {**cuts(f"{kind}.{kind}", whole), **common(kind, outside)}
        files |= {
            f"good-{kind}.{kind}": book(kind, f"good-{kind}", "fine", 12.5),
            f"bad-sparse.{kind}": Sparse(whole[:4000]),
            f"bad-pdf.{kind}": A_PDF,
            f"bad-web-page.{kind}": b"<html><table><tr><td>Number</td></tr></table></html>",
            f"bad-cell-nul.{kind}": book(kind, f"N-{kind}", "fine", "1\0" if kind in ("xls", "xlsb") else "1_x0000_2"),
        }
        if kind != "xlsx":
            files[f"bad-formula.{kind}"] = book(kind, f"{LINK}&{kind}", "@SUM(1)", FORMULA)
            files[f"bad-other-{kind}.xlsx"] = book(kind, "W-1", "fine", 1)
    files["bad-other.xls"] = book("xlsx", "W-1", "fine", 1)
    files["bad-formula.xlsx"] = formula_texts()
    files["bad-formula-uncounted.xlsx"] = book("xlsx", "F-1", "=1+1", 1)
    files["bad-archive.xlsx"] = zipped({outside.climbing: b"landed", "a.txt": "a"})
    for kind, part in FIRST_XML.items():
        parts = opened(book(kind, f"X-{kind}", "fine", 1))
        xml = parts[part]
        assert isinstance(xml, bytes)
        xml = xml if b"?>" in xml[:200] else b'<?xml version="1.0"?>' + xml
        files[f"bad-laughs.{kind}"] = zipped({**parts, part: behind_declaration(xml, LAUGHS + "]>")})
        files[f"bad-entity.{kind}"] = zipped({**parts, part: behind_declaration(xml, outside.entity)})
        files[f"bad-bomb.{kind}"] = zipped({**parts, BIGGEST[kind]: b"<x>" + b" " * 100_000_000})
        files[f"any-climbing.{kind}"] = zipped({**parts, outside.climbing: b"landed", "/landed": b"landed"})
    return files


def formula_texts() -> bytes:
    """Formulas that are texts, as they come from a web form."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False}) as made:
        sheet = made.add_worksheet("Orders")
        sheet.write_row(0, 0, ["Number", "Text", "Amount"])
        for row, first in enumerate((LINK, FORMULA, "+1", "-1", "@SUM(1)", "\t=1", "<script>alert(1)</script>"), 1):
            sheet.write_row(row, 0, [first, f"=text {row}", FORMULA])
    return stream.getvalue()


def tables(outside: Outside) -> Files:
    """For `table.rows`, texts only. Behind the last mark of a quoted cell nothing can be lost."""
    head, whole = '"Number";"Text";"Amount"\n', '"Number";"Text";"Amount"\n"CUT-csv";"whole";"7,50"'
    files = {**cuts("csv.csv", whole.encode()), **common("csv", outside)}
    return files | {
        "good-csv.csv": (head + "good-csv;fine;12,50\n").encode(),
        "good-tsv.tsv": b"Number\tText\tAmount\ngood-tsv\tfine\t12,50\n",
        "bad-formula.csv": (head + f'"=cmd|x";"@SUM(1)";"{FORMULA}"\n"+1";"-1";"=1"\n').encode(),
        "bad-cell-nul.csv": (head + "N-1;fi\0ne;1\n").encode(),
        "bad-sparse.csv": Sparse(head.encode()),
        "bad-workbook.csv": book("xlsx", "W-1", "fine", 1),
        "bad-old-workbook.csv": book("xls", "W-1", "fine", 1),
        "bad-pdf.csv": A_PDF,
        "bad-kind.exe": head.encode(),
        "bad-quote.csv": (head + '"N-1;fine;1\n' + "a;b;1\n" * 50_000).encode(),
        "bad-line.csv": (head + "x" * 5_000_000).encode(),
        "any-halves.csv": (head + "N-2;fine;1\n").encode("utf-16")[:-1],
    }


def forms(outside: Outside) -> Files:
    """For `form.exports`."""
    entry = {"Number": "CUT-json", "Text": "whole", "Amount": 7.5}
    good = json.dumps([{**entry, "Number": "good-json"}]).encode()
    bad = [
        {"Number": FORMULA, "Text": LINK, "Amount": "=1", LINK: "=key"},
        {"Number": "@x", "Text": "+1", "Amount": "-"},
    ]
    return {
        **cuts("json.json", json.dumps([entry], indent=1).encode()),
        **common("json", outside),
        "good-json.json": good,
        "bad-formula.json": json.dumps(bad).encode(),
        "bad-nested.json": b"[" * 200_000,
        "bad-nested-objects.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "bad-digits.json": b'[{"Number": "N-1", "Text": "x", "Amount": ' + b"9" * 100_000 + b"}]",
        "bad-exponent.json": b'[{"Number": "N-1", "Text": "x", "Amount": 1e999999999}]',
        "bad-escaped-nul.json": b'[{"Number": "N-1\\u0000", "Text": "x", "Amount": 1}]',
        "bad-half-letter.json": b'[{"Number": "N-1\\ud800", "Text": "x", "Amount": 1}]',
        "bad-twice.json": b'[{"Number": "N-1", "Number": "N-2", "Text": "x", "Amount": 1}]',
        "bad-sparse.json": Sparse(good),
        "bad-workbook.json": book("xlsx", "W-1", "fine", 1),
        "bad-xml.json": LAUGHS.encode(),
        "bad-kind.html": good,
    }
