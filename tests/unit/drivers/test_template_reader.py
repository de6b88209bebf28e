"""Mistakes in a template: all at once, each with its place and the nearest right name."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from rpa.drivers.template_folder import find_template, load_template, load_templates, template_files
from rpa.drivers.template_reader import read_template
from rpa.errors import MistakesFound, UsageError
from rpa.model.workspace import Workspace


def mistakes(text: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(MistakesFound) as caught:
        read_template(dedent(text).lstrip("\n").encode(), "t", "t.yaml")
    return [(one.line, one.column, one.message, one.hint) for one in caught.value.problems]


def test_all_mistakes_are_told_with_their_places_and_the_nearest_names() -> None:
    found = mistakes("""
        sender: Waterman
        keyword: Waterman
        decimal: "x"
        fields:
          numbr: Nota
          total: {lable: Totaal}
          due_on: {region: {page: 0, left: 50%, top: 10, right: 40%}}
          reference: {pattern: 'ab(c'}
          iban: {label: x, side: left, type: text}
          net: {value: 1, label: x}
        lines: {columns: {descr: x}}
    """)
    told = {(line, message): hint for line, _, message, hint in found}
    assert told[2, "a template has no 'keyword'"] == "Did you mean 'keywords'?"
    assert told[5, "there is no field 'numbr'"].startswith("Did you mean 'number'?")
    assert told[6, "a field has no 'lable'"] == "Did you mean 'label'?"
    assert (7, "the region has no bottom") in told
    assert (7, "expected the number of a page, first or last, found 0") in told
    assert (7, "right is not behind left") not in told, "an unfinished region is told once"
    assert (8, "this is no regular expression: missing )") in told
    assert (9, "the type of iban is known") in told
    assert told[11, "a line has no 'descr'"] == "Did you mean 'description'?"
    places = {message: column for line, column, message, _ in found if line == 8}
    assert places["this is no regular expression: missing )"] == 29


def test_what_is_no_template_at_all() -> None:
    assert mistakes("- a\n")[0][2] == "this is no template: expected keywords: and fields:"
    assert "nothing says which documents" in mistakes("fields: {number: x}\n")[0][2]


def workspace(tmp_path: Path) -> Workspace:
    shipped = tmp_path / "shipped"
    for folder in (tmp_path / "own", shipped):
        (folder / "templates" / "documents" / "nl").mkdir(parents=True)
    return Workspace(tmp_path / "own", shipped)


def test_templates_are_found_by_name_the_own_before_the_shipped_and_suggestions_never(tmp_path: Path) -> None:
    here = workspace(tmp_path)
    good = "keywords: x\nfields: {number: y}\n"
    own, shipped = (root / "templates" / "documents" for root in (here.root, here.shipped))
    for path in (own / "a.yaml", shipped / "a.yaml", shipped / "nl" / "b.yml", own / "suggested" / "c.yaml"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(good)
    assert template_files(here) == {"a": own / "a.yaml", "nl/b": shipped / "nl" / "b.yml"}
    assert find_template(here, "nl/b") == shipped / "nl" / "b.yml"
    with pytest.raises(UsageError, match=r"there is no template 'aa'\. Did you mean 'a'"):
        find_template(here, "aa")
    (own / "a.yaml").write_text("keywords: x\nfields: {nmber: y}\n")
    with pytest.raises(MistakesFound) as caught:
        load_templates(here)
    assert caught.value.problems[0].file == "templates/documents/a.yaml"


def test_a_template_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("keywords: x\nfields: {number: y}\n")
    assert load_template(path).fields[0].labels == ("y",)
    path.write_text("keywords: x\nfields: {number: other}\n")
    assert load_template(path).fields[0].labels == ("other",)


def test_a_file_that_is_far_too_large_is_no_template(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * (300 << 10))
    with pytest.raises(MistakesFound, match="1 mistake"):
        load_template(path)
