"""A suggested template is read again as it was meant, whatever stands in the document it was made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.drivers.template_reader import read_template
from rpa.drivers.template_writing import as_yaml, is_untouched, sealed, slug, write_suggestion
from rpa.model.field_template import FieldRule, FieldTemplate, Region

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda text: text.strip())


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_it_is_read_again_as_it_was_meant(sender: str, label: str, remark: str) -> None:
    rules = (
        FieldRule("number", labels=(label,)),
        FieldRule("reference", labels=(label,), side="below"),
        FieldRule("total", "amount", region=Region(1, 2, 30, 40), page=2),
    )
    made = FieldTemplate("t", "t.yaml", sender, (sender,), identities=("NL764687657B01",), fields=rules)
    text = sealed(as_yaml(made, {"number": remark, "due_on": remark}, ["Made from", remark]))
    assert is_untouched(text)
    found = read_template(text.encode(), "t", "t.yaml")
    assert replace(found, file="t.yaml") == made


@given(st.text(max_size=80))
def test_a_name_of_a_file_stays_in_its_folder(sender: str) -> None:
    assert set(slug(sender)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(sender)


def test_a_changed_line_is_noticed() -> None:
    text = sealed("sender: X\nkeywords: [X]\nfields:\n  number: a\n")
    assert is_untouched(text)
    assert not is_untouched(text.replace("number: a", "number: b"))
    assert not is_untouched(text + "# mine\n")
    assert not is_untouched("sender: X\n")


def test_a_file_of_a_person_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("keywords: mine\nfields: {number: a}\n")
    made = FieldTemplate("t", "t.yaml", "X", ("X",), fields=(FieldRule("number", labels=("b",)),))
    path, _ = write_suggestion(tmp_path, made, {}, ["as {name}"])
    assert path.name == "x-2.yaml"
    assert (tmp_path / "x.yaml").read_text() == "keywords: mine\nfields: {number: a}\n"
    again, merged = write_suggestion(
        tmp_path, replace(made, fields=(FieldRule("reference", labels=("c",)),)), {}, ["as {name}"]
    )
    assert again == path
    assert [rule.name for rule in merged.fields] == ["number", "reference"]
