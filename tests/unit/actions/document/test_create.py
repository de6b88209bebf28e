"""Documents, read back from the PDF."""

from __future__ import annotations

import pypdfium2
import pytest

from rpa.actions.document.create import run
from rpa.errors import BusinessException, StepFailed
from tests.fakes.one_step import OneStep


@pytest.fixture
def letters(step: OneStep) -> OneStep:
    folder = step.root / "templates"
    folder.mkdir()
    (folder / "letter.html.j2").write_text(
        "<html lang='{{ language }}'><title>Letter</title><p>{{ company.name }} to {{ customer }}</p></html>"
    )
    return step


def test_a_letter(letters: OneStep) -> None:
    found = letters.do(run, template="letter.html.j2", values={"customer": "<b>Kari</b>"}, to="letters/1.pdf")
    document = pypdfium2.PdfDocument(found.pdf)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert text.strip() == "Van Dijk Groothandel B.V. to <b>Kari</b>"


def test_what_is_wrong_with_the_template_fails_readably(letters: OneStep) -> None:
    with pytest.raises(StepFailed, match="customer"):
        letters.do(run, template="letter.html.j2", to="1.pdf")
    with pytest.raises(StepFailed, match=r"none\.html\.j2"):
        letters.do(run, key="A-2", template="none.html.j2", to="1.pdf")
    assert not (letters.root / "1.pdf").exists()


def test_a_hostile_name(letters: OneStep) -> None:
    with pytest.raises(BusinessException, match="leads out of the workspace"):
        letters.do(run, template="letter.html.j2", values={"customer": "x"}, to="letters/../../../tmp/x.pdf")


def test_a_plan(letters: OneStep) -> None:
    planned = letters.plan(run, template="letter.html.j2", rows=[{"a": 1}], to="letters/1.pdf")
    assert planned.intent.fields == (("Template", "letter.html.j2"), ("File", "letters/1.pdf"), ("Rows", "1"))
    assert planned.outputs["pdf"] == letters.root / "letters" / "1.pdf"
