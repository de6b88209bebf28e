"""From a recipe's text to a plan that can run, or every mistake at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from rpa.drivers.yaml_file import read_yaml
from rpa.drivers.yaml_nodes import MappingNode, Mark, Node, ScalarNode
from rpa.errors import RecipeError
from rpa.formats.locales import CONVENTIONS, HOME
from rpa.formats.reading import Unreadable
from rpa.recipe import plan
from rpa.recipe.contract_fields import contract_fields
from rpa.recipe.expression import holds_expression
from rpa.recipe.functions import LOCALES_OF
from rpa.recipe.parameters import read_parameters
from rpa.recipe.problems import Problems, nearest
from rpa.recipe.queue import read_limits
from rpa.recipe.scope import ALWAYS, Known, Scope
from rpa.recipe.sections import read_browser, read_items
from rpa.recipe.steps import StepReader
from rpa.recipe.values import Reader

KEYS = (
    "name",
    "description",
    "locale",
    "params",
    "schedule",
    "items",
    "browser",
    "steps",
    "finally",
    "attempts",
    "pause",
    "timeout",
    "breaker",
    "limits",
    "overlap",
)
NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LANGUAGES = {
    **dict.fromkeys(("dutch", "nederlands", "holländisch", "niederländisch", "nederlandsk"), "nl-NL"),
    **dict.fromkeys(("german", "deutsch", "duits", "tysk"), "de-DE"),
    **dict.fromkeys(("norwegian", "norsk", "bokmål", "bokmal", "noors", "norwegisch"), "nb-NO"),
    **dict.fromkeys(("danish", "dansk", "deens", "dänisch"), "da-DK"),
    **dict.fromkeys(("swedish", "svenska", "svensk", "zweeds", "schwedisch"), "sv-SE"),
    **dict.fromkeys(("french", "français", "francais", "frans", "französisch", "fransk"), "fr-FR"),
    **dict.fromkeys(("english", "engels", "englisch", "engelsk", "british"), "en-GB"),
    **dict.fromkeys(("flemish", "vlaams"), "nl-BE"),
    "american": "en-US",
}
"""Languages by the names people call them, and the locale that is most likely meant."""
DEFAULT_LOCALE = "en-GB"
TIMEOUT = (timedelta(seconds=1), timedelta(hours=24))
"""Shortest and longest time for one item."""
PAUSE = (timedelta(milliseconds=100), timedelta(minutes=10))
"""Shortest and longest first wait before another attempt."""
FOLDER = "recipes"
"""In a folder of this name, a recipe is found by its file's name: both names have to be the same."""


def check_recipe(
    file: Path,
    text: str | bytes,
    *,
    secrets_known: Collection[str] | None = None,
    settings: Mapping[str, Any] | None = None,
    is_new: bool = False,
) -> plan.Recipe:
    """Check a recipe. Nothing is evaluated, and nothing outside the text is looked at.

    Args:
        file: Its path as the user named it.
        text: What it says; bytes must be UTF-8.
        secrets_known: Dotted names of the secrets there are; None: not checked.
        settings: What the workspace's `rpa.toml` says; None: names of settings are not checked.
        is_new: The text is for work that begins now: it must also keep the rules that came later than recipes under
            which work may have begun. False: for that work, which has to end on its own text.

    Returns:
        The plan.

    Raises:
        RecipeError: With all mistakes, sorted by place.
    """
    root, source = read_yaml(text, str(file))
    problems = Problems(source)
    if root is None and not problems.any:
        problems.say(Mark(0, 0), "the file is empty", "A recipe begins with name: and has steps:.")
    if root is not None and not isinstance(root, MappingNode):
        problems.wants(root, "a recipe: name:, steps: and so on")
    if not isinstance(root, MappingNode):
        raise RecipeError(source.problems)
    known = Known(secrets=None if secrets_known is None else frozenset(secrets_known), settings=settings)
    recipe = _Check(file, source.text, root, problems, known, is_new=is_new).recipe()
    problems.raise_any()
    return recipe


class _Check:
    """One pass over one recipe."""

    def __init__(
        self, file: Path, text: str, root: MappingNode, problems: Problems, known: Known, *, is_new: bool
    ) -> None:
        self.file, self.text, self.root, self.problems = file, text, root, problems
        self.known, self.is_new = known, is_new

    def recipe(self) -> plan.Recipe:
        self.problems.known_keys(self.root, KEYS, "a recipe")
        locale = read_locale(self.root.get("locale"), self.problems)
        reader = Reader(self.problems, locale)
        params = read_parameters(reader.mapping(self.root.get("params"), "params:"), self.problems)
        self.known.params = frozenset(param.name for param in params)
        self.known.param_kinds = {param.name: param.type for param in params}
        given = reader.mapping(self.root.get("items"), "items:")
        fields = contract_fields(given.get("fields"), self.problems) if given else ()
        self.known.has_items = self.root.get("items") is not None
        self.known.fields = fields or None
        steps = StepReader(
            reader, has_browser="browser" in self.root, known_ids=self.known.ids, asks_for_ids=self.is_new
        )
        for part in self.step_lists():
            steps.collect_ids(part)
        items = read_items(given, fields, reader, self.known) if given else None
        target = reader.mapping(self.root.get("browser"), "browser:")
        browser = read_browser(target, steps, self.known) if target else None
        main, final = self.read_steps(steps)
        return plan.Recipe(
            name=self.name(reader),
            file=self.file,
            text=self.text,
            steps=main,
            items=items,
            description=reader.text(self.root.get("description"), "description:") or "",
            locale=locale,
            params=params,
            final=final,
            browser=browser,
            schedule=read_schedule(self.root.get("schedule"), reader),
            attempts=reader.count(self.root.get("attempts"), "attempts:", 3),
            breaker=reader.count(self.root.get("breaker"), "breaker:", 5, most=10_000),
            secrets=tuple(sorted(self.known.used_secrets)),
            timeout=reader.duration(self.root.get("timeout"), "timeout:", TIMEOUT),
            pause=reader.duration(self.root.get("pause"), "pause:", PAUSE) or plan.Recipe.pause,
            limits=read_limits(self.root.get("limits"), reader),
            overlap=reader.truth(self.root.get("overlap"), "overlap:"),
        )

    def step_lists(self) -> tuple[Node | None, ...]:
        browser = self.root.get("browser")
        sign_in = browser.get("sign_in") if isinstance(browser, MappingNode) else None
        return sign_in, self.root.get("steps"), self.root.get("finally")

    def read_steps(self, steps: StepReader) -> tuple[tuple[plan.Step, ...], tuple[plan.Step, ...]]:
        in_run = ALWAYS | {"settings", "secrets", "run", "steps"}
        given = self.root.get("steps")
        if given is None:
            self.problems.say(self.root, "the recipe has no steps:", "Add steps: with at least one step.")
        main, _ = steps.steps(given, Scope(in_run | {"item"}, "steps:", self.known), "steps:")
        if given is not None and not main and not self.problems.any:
            self.problems.say(given, "steps: is empty", "Add at least one step.")
        final, _ = steps.steps(self.root.get("finally"), Scope(in_run, "finally:", self.known), "finally:")
        return main, final

    def name(self, reader: Reader) -> str:
        node = self.root.get("name")
        if node is None:
            self.problems.say(self.root, "the recipe has no name:", f"Add name: {self.file.stem}")
            return self.file.stem
        text = reader.text(node, "name:")
        if text is not None and not NAME.fullmatch(text):
            self.problems.wants(node, "a name of small letters, digits and -, such as order-to-invoice")
        elif text is not None and text != self.file.stem and self.file.absolute().parent.name == FOLDER:
            # The name is what the ledger keeps an item's key under: two files must not share it by accident.
            self.problems.say(
                node,
                f"the recipe's name is {text!r}, but its file is called {self.file.name!r}",
                f"Write: name: {self.file.stem}, or call the file {text}{self.file.suffix}.",
            )
        return text or self.file.stem


def read_locale(node: Node | None, problems: Problems) -> str:
    """`locale:`, as a tag such as `nl-NL`."""
    if node is None:
        return DEFAULT_LOCALE
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        problems.wants(node, "a locale such as nl-NL, de-DE or nb-NO")
        return DEFAULT_LOCALE
    text = node.text
    if text in CONVENTIONS or text in HOME:
        return HOME.get(text, text)
    country = LOCALES_OF.get(text.upper()) if len(text) == 2 else None
    if text.lower() in ("no-no", "no_no", "no"):
        country = "nb-NO"
    if country:
        what = "NO is a country" if country == "nb-NO" and "-" not in text else f"{text!r} is no locale"
        if "-" in text or "_" in text:
            what = f"{text!r} is no locale: no is not a language here, Norwegian is nb (bokmål)"
        problems.say(node, what, f"Write: locale: {country}")
        return country
    if text.lower() in LANGUAGES:
        problems.say(node, f"{text!r} is a language, not a locale", f"Write: locale: {LANGUAGES[text.lower()]}")
        return LANGUAGES[text.lower()]
    tag = text.replace("_", "-")
    near = next((one for one in CONVENTIONS if one.lower() == tag.lower()), "") or nearest(text, CONVENTIONS)
    hint = f"Did you mean {near!r}?" if near else f"There are: {', '.join(CONVENTIONS)}."
    problems.say(node, f"{text!r} is not a locale that is known here", hint)
    return near or DEFAULT_LOCALE


def read_schedule(node: Node | None, reader: Reader) -> str:
    """`schedule:`, five fields as in cron, or `@daily` and its like."""
    text = reader.text(node, "schedule:")
    if node is None or text is None:
        return ""
    from rpa.formats import cron

    example = 'Write five fields, such as "15 7 * * mon-fri": minute, hour, day, month, weekday.'
    if holds_expression(text):
        reader.problems.wants(node, "a cron schedule of five fields", example)
        return ""
    try:
        cron.read_schedule(text)
    except Unreadable as error:
        reader.problems.say(node, str(error))
        return ""
    return text
