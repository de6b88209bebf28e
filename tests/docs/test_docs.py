"""The documentation is true: its commands run, its recipes pass, its links lead somewhere, nothing is left out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tomllib
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import pytest

from rpa import catalog
from rpa.cli.main import CommandLine
from rpa.drivers.page_target import LOOK_UP_WORDS, TARGET_WORDS, VALUE_WORDS
from rpa.errors import RecipeError
from rpa.formats.amounts import read_decimal, read_money
from rpa.formats.dates import read_date
from rpa.formats.locales import CONVENTIONS
from rpa.formats.reading import Unreadable
from rpa.model.item import Changed, Failed
from rpa.recipe import checker, contract_fields, kinds, parameters, queue, sections, steps
from rpa.recipe.checker import check_recipe
from rpa.recipe.functions import FUNCTIONS
from rpa.recipe.sandbox import sandbox
from tests.docs.pages import ROOT, Block, Page, blocks, page, pages

NOT_RUN = "not run: "


def has_commands(one: Page) -> bool:
    return any(block.language == "console" and not block.mark.startswith(NOT_RUN) for block in one.blocks)


def pattern_of(expected: str) -> str:
    """Output as a page shows it, as a pattern: a line `...` stands for any lines, `...` in a line for any text."""
    lines = [
        r"(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
        for line in expected.splitlines()
    ]
    return "".join(lines)


def commands(block: Block) -> Iterable[tuple[str, str]]:
    """Each command of a console block with the output shown below it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


class Shell:
    """A shell in a fresh folder, with a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.here = folder / "work"
        self.here.mkdir()
        (folder / "home").mkdir()
        self.note = folder / "cwd"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RPA_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
        self.environment = {**kept, "PATH": path, "HOME": str(folder / "home"), "TERM": "dumb", "LC_ALL": "C.UTF-8"}

    def write(self, name: str, text: str) -> None:
        file = self.here / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        # A person takes longer than the seconds after which a file counts as completely written.
        os.utime(file, (time.time() - 60,) * 2)

    def run(self, command: str) -> tuple[int, str]:
        script = f"{command}\ncode=$?\npwd > '{self.note}'\nexit $code"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.here,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        self.here = Path(self.note.read_text().strip())
        return done.returncode, done.stdout


@pytest.mark.parametrize("one", [one for one in pages() if has_commands(one)], ids=str)
def test_what_stands_behind_a_prompt_runs_and_says_so(one: Page, tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for block in one.blocks:
        if block.mark.startswith("file: "):
            shell.write(block.mark.removeprefix("file: "), block.text)
        if block.language != "console" or block.mark.startswith(NOT_RUN):
            continue
        for command, shown in commands(block):
            code, output = shell.run(command)
            assert code == 0, f"{block}: $ {command}\n{output}"
            assert re.fullmatch(pattern_of(shown), output), f"{block}: $ {command}\nshown:\n{shown}\nsaid:\n{output}"


def test_few_commands_are_not_run_and_each_says_why() -> None:
    left_out = [block for block in blocks("console") if block.mark.startswith(NOT_RUN)]
    assert len(left_out) <= 6
    assert all(block.mark.removeprefix(NOT_RUN).strip() for block in left_out)


def as_recipe(text: str) -> str:
    """A fragment of a recipe with what is missing around it."""
    if re.search(r"^name:", text, re.MULTILINE):
        return text
    if re.match(r"fields:", text):
        first = re.search(r"^  (\w+):", text, re.MULTILINE)
        assert first is not None
        indented = "".join(f"  {line}" for line in text.splitlines(keepends=True))
        text = f"items:\n  from: {{mail.folder: inbox}}\n  key: '{{{{ item.{first[1]} }}}}'\n{indented}"
    parts = ["name: fragment\n"]
    if not re.search(r"^items:", text, re.MULTILINE):
        parts.append("items: {from: {mail.folder: inbox}, key: '{{ item.message_id }}'}\n")
    if not re.search(r"^browser:", text, re.MULTILINE):
        parts.append("browser: {url: 'https://office.example.org'}\n")
    if not re.search(r"^steps:", text, re.MULTILINE):
        parts.append("steps: [{check: '{{ today }}'}]\n")
    return "".join([*parts, text])


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_recipes_and_parts_of_recipes_pass_the_checker(block: Block) -> None:
    try:
        check_recipe(Path(str(block)), as_recipe(block.text), is_new=True)
    except RecipeError as error:
        pytest.fail("\n".join(map(str, error.problems)))


@pytest.mark.parametrize("one", pages(), ids=str)
def test_links_lead_somewhere(one: Page) -> None:
    for target in one.links:
        if re.match("[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / one.name).parent / name if name else ROOT / one.name
        assert file.exists(), f"{one}: {target}"
        if anchor:
            assert anchor in page(file.resolve().relative_to(ROOT).as_posix()).anchors, f"{one}: {target}"


def test_every_command_is_described() -> None:
    text = page("docs/operate.md").text
    names = CommandLine().list_commands(cast("Any", None))
    assert [name for name in names if f"`rpa {name}`" not in text] == []


def test_every_command_described_is_there() -> None:
    names = set(CommandLine().list_commands(cast("Any", None)))
    for one in pages():
        for name in re.findall(r"`rpa ([a-z]+)[` ]", one.text):
            assert name in names or (one.name, name) == ("README.md", "test"), f"{one}: rpa {name}"


WORDS: dict[str, Iterable[str]] = {
    "parts of a recipe": checker.KEYS,
    "parts of items": sections.ITEM_KEYS,
    "words of the queue": (*queue.LIMIT_KEYS, *queue.AGAIN_KEYS, *queue.AFTER_DEADLINE, *Changed, *Failed),
    "parts of browser": sections.BROWSER_KEYS,
    "common words of a step": (*steps.WORDS, "check"),
    "kinds of fields": kinds.KINDS,
    "options of fields": (*contract_fields.OPTIONS, *(word for of in contract_fields.OF_KIND.values() for word in of)),
    "types of parameters": (*parameters.TYPES, *parameters.KEYS),
    "functions": FUNCTIONS,
    "filters": sandbox().filters,
    "words of targets": (*TARGET_WORDS, *VALUE_WORDS, *LOOK_UP_WORDS),
}


@pytest.mark.parametrize("what", WORDS)
def test_every_word_of_the_language_is_described(what: str) -> None:
    known = page("docs/recipes.md").code_words
    assert [word for word in WORDS[what] if word not in known] == []


def test_every_locale_is_named() -> None:
    text = page("docs/recipes.md").text
    assert [tag for tag in CONVENTIONS if f"`{tag}`" not in text] == []


def test_actions_and_sources_that_pages_name_are_there() -> None:
    known = {*catalog.action_names(), *catalog.source_names()}
    nouns = {name.partition(".")[0] for name in known}
    for one in pages():
        for name in re.findall(r"`([a-z]+\.[a-z]+)`", one.prose):
            assert name.partition(".")[0] not in nouns - {"text", "mail"} or name in known, f"{one}: {name}"


def agrees(read: Callable[[], object], said: str) -> bool:
    try:
        return str(read()) == said
    except Unreadable:
        return said == "refused"


def test_numbers_are_read_as_the_page_says() -> None:
    for row in page("docs/reading.md").table("Numbers"):
        assert agrees(lambda row=row: read_decimal(row["Text"], row["Locale"]), row["Read as"]), row  # type: ignore[misc]


def test_money_is_read_as_the_page_says() -> None:
    for row in page("docs/reading.md").table("Money"):
        declared = None if row["Declared"] == "-" else row["Declared"]
        assert agrees(
            lambda row=row, declared=declared: read_money(row["Text"], row["Locale"], declared),  # type: ignore[misc]
            row["Read as"],
        ), row


def test_dates_are_read_as_the_page_says() -> None:
    for row in page("docs/reading.md").table("Dates"):
        assert agrees(lambda row=row: read_date(row["Text"], row["Locale"]), row["Read as"]), row  # type: ignore[misc]


def test_the_action_to_copy_works_and_so_does_its_test(monkeypatch: pytest.MonkeyPatch) -> None:
    code = [block for block in page("docs/actions.md").blocks if block.language == "python"]
    action = next(block for block in code if block.mark.startswith("action: "))
    module = types.ModuleType("rpa.actions.text.initials")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(action.text, str(action), "exec"), module.__dict__)
    its_test = code[code.index(action) + 1]
    names: dict[str, Any] = {"__name__": "test_initials"}
    exec(compile(its_test.text, str(its_test), "exec"), names)
    found = [name for name in names if name.startswith("test_")]
    assert len(found) == 2
    for name in found:
        names[name]()


def test_every_dependency_has_its_licence_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = page("docs/licences.md").text.lower()
    declared = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    names = [re.split(r"[<>=!~\[ ;]", one)[0] for one in declared]
    assert [name for name in names if name not in text] == []
