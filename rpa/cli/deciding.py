"""Carrying out a person's word at a terminal: which items, whose word, what has to be asked before, what comes next."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import click

from rpa.cli.confirming import CONFIRMING, confirmed
from rpa.cli.handing_back import hand_back_rejected
from rpa.cli.naming import find_waiting, state_word
from rpa.cli.terminal import say
from rpa.errors import UsageError
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.item import Decision, ItemState
from rpa.model.run import FINALLY
from rpa.model.workspace import Workspace
from rpa.recipe.answers import output_caption, typed_outputs
from rpa.reports.choices import named, repeat_warning
from rpa.reports.item_text import printable
from rpa.reports.matters import Matter, Matters

BY_HAND = "by-hand"
"""The recipe under which `rpa do` records its actions."""
_REJECTED = ItemState.REJECTED
PAST = {
    Decision.HAPPENED: "has happened",
    Decision.CONFIRM: "is confirmed",
    Decision.REPEAT: "is to be written again",
    Decision.REJECT: "ends here",
}


@dataclass(frozen=True)
class Word:
    """What a person says.

    Attributes:
        decision: The word itself.
        who: Whose.
        note: Why.
        outputs: Name to text, as typed.
        is_sure: Nothing is to be asked.
    """

    decision: Decision
    who: str
    note: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    is_sure: bool = False


@dataclass(frozen=True)
class Decided:
    """One item that was decided about.

    Attributes:
        item: Its number.
        recipe: Name of its recipe.
        key: Business key.
        decision: The word.
        who: Whose.
        state: Its state afterwards.
        next: What happens next, in words.
    """

    item: int
    recipe: str
    key: str
    decision: str
    who: str
    state: str
    next: str


def who_decides(name: str | None) -> str:
    """The person in whose name something is decided: the user of this computer, also behind sudo.

    Args:
        name: As the person wants to be called; the user is recorded beside it.
    """
    user = os.environ.get("SUDO_USER") or _user()
    return f"{name.strip()} (user {user})" if name and name.strip() else user


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


def at_terminal() -> bool:
    """Whether a person is there to be asked."""
    return sys.stdin.isatty()


def decide(workspace: Workspace, words: Sequence[str], word: Word) -> list[Decided]:
    """Ask what has to be asked, then carry a word out about each item.

    Raises:
        UsageError: Something is wrong with the word for one of the items, and nothing was decided; or somebody else
            was faster, and the items named before it are decided; or the person does not mean it.
    """
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    if ledger is None:
        raise UsageError("nothing has run yet: there is nothing to decide")
    try:
        matters = Matters(workspace, ledger)
        asked = [matters.matter(row) for row in find_waiting(ledger, words, ZoneInfo(workspace.timezone))]
        word = _with_note(word)
        if len(asked) == 1:
            word = _with_outputs(asked[0], word)
        outputs = {matter.item.id: _outputs(matter, word, len(asked)) for matter in asked}
        _ask_whether_meant(asked, word)
        decided = [_carry_out(ledger, matter, word, outputs[matter.item.id]) for matter in asked]
        if word.decision is Decision.CONFIRM:
            _learn(workspace, asked, outputs)
        hand_back_rejected(workspace, ledger, [(one.recipe, one.item) for one in decided if one.state == _REJECTED])
        return decided
    finally:
        ledger.close()


def _learn(workspace: Workspace, asked: Sequence[Matter], outputs: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep what was put right for the next document of the sender."""
    from rpa.cli.learning import learn

    for matter in asked:
        if matter.asked is not None:
            learn(workspace, matter.asked.question, outputs[matter.item.id])


def _with_note(word: Word) -> Word:
    """A rejection needs its reason: the clerk gets it back with that."""
    if word.decision is not Decision.REJECT or word.note:
        return word
    if not at_terminal():
        raise UsageError("a rejection needs its reason: the clerk reads it", hint='Add: --note "why"')
    note = str(click.prompt("Why (the clerk reads this)", err=True)).strip()
    return replace(word, note=note)


def _with_outputs(matter: Matter, word: Word) -> Word:
    """On a terminal, ask for the outputs that later steps need."""
    is_wanted = word.decision is Decision.HAPPENED and not matter.is_held and matter.late is None and not matter.asked
    missing = [name for name in matter.users if name not in word.outputs] if is_wanted else []
    if word.is_sure or not missing or not at_terminal():
        return word
    given = dict(word.outputs)
    for name in missing:
        caption = output_caption(matter.step, name) if matter.step else ""
        say(f"{named(matter.users[name])} needs {name}{f': the “{caption}” that you see there' * bool(caption)}.")
        text = str(click.prompt(name, default="", show_default=False, err=True)).strip()
        given |= {name: text} if text else {}
    return replace(word, outputs=given)


def _outputs(matter: Matter, word: Word, count: int) -> dict[str, Any]:
    """The outputs of the step, typed.

    Raises:
        UsageError: They cannot be taken: wrong, of no step, or of several items at once.
    """
    if word.decision is Decision.CONFIRM or matter.asked is not None:
        return confirmed(matter, word.outputs, is_confirmed=word.decision is Decision.CONFIRM, is_sure=word.is_sure)
    if word.decision is not Decision.HAPPENED or matter.is_held:
        if word.outputs:
            why = "a held item has no step in doubt" if matter.is_held else "they go with --happened"
            raise UsageError(f"outputs cannot be given here: {why}", place="--output")
        return {}
    if not word.outputs and matter.late is not None:
        return {}  # its own worker has reported them
    if word.outputs and count > 1:
        raise UsageError("outputs belong to one item; several are named", place="--output")
    if matter.step is None:
        if word.outputs:
            why = matter.trouble or "the recipe does not have this step any more"
            raise UsageError(f"outputs cannot be taken: {why}", place="--output")
        return {}
    return typed_outputs(matter.step, word.outputs)


def _ask_whether_meant(matters: Sequence[Matter], word: Word) -> None:
    """Say what is dangerous about a word, and ask; without a terminal, `--yes` has to be there.

    Raises:
        UsageError: Nobody is there to be asked, or the answer is no.
    """
    told = [line for matter in matters for line in _dangers(matter, word)]
    if not told or word.is_sure:
        return
    for line in told:
        say(line)
    if not at_terminal():
        raise UsageError("that has to be confirmed, and nobody can be asked here", hint="If it is meant, add: --yes")
    if not click.confirm("Is that meant?", err=True):
        raise UsageError("nothing was decided.")


def _dangers(matter: Matter, word: Word) -> list[str]:
    key = printable(matter.item.key)
    if matter.asked is not None:
        return []
    if word.decision is Decision.HAPPENED and not matter.is_held:
        reported = matter.late is not None and not word.outputs
        missing = {} if reported else {n: s for n, s in matter.users.items() if n not in word.outputs}
        return [
            f"{key}: {name} is not given, and {named(steps)} will find nothing there. Give it: --output {name}=..."
            for name, steps in missing.items()
        ]
    if word.decision is not Decision.REPEAT:
        return []
    if matter.is_held:
        first = f"item {matter.first.id} ({state_word(matter.first)})" if matter.first else "the first"
        return [f"{key}: all of it will be done, beside {first} with the same key: {named(matter.behind)}."]
    if matter.write is None or matter.write.intent is None:
        return []
    intent = matter.write.intent
    lines = [f"{key}: this will be written again: {printable(intent.summary)}"]
    lines += [f"    {printable(name)}: {printable(value)}" for name, value in intent.fields[:20]]
    lines += ["    ..."] if len(intent.fields) > 20 else []
    return lines + ([f"Mind: {repeat_warning(matter)}"] if repeat_warning(matter) else [])


def _carry_out(ledger: Ledger, matter: Matter, word: Word, outputs: Mapping[str, Any]) -> Decided:
    item = matter.item
    state = ledger.resolve(item.id, word.decision, word.who, word.note, outputs, item.epoch)
    what = f"“{matter.name}” {PAST[word.decision]}" if matter.name and not matter.is_held else PAST[word.decision]
    if matter.is_held:
        what = {Decision.HAPPENED: "is taken care of", Decision.REPEAT: "is to be done as well"}.get(
            word.decision, what
        )
    if matter.asked is not None:
        what = CONFIRMING[word.decision]
    then = what_next(item, state)
    say(f"{printable(item.key)} (item {item.id}): {what}, says {word.who}. {then}", colour="green")
    return Decided(item.id, item.recipe, item.key, word.decision.value, word.who, state.value, then)


def what_next(item: ItemRow, state: ItemState) -> str:
    """What happens after a decision."""
    if state is not ItemState.NEW:
        return "Nothing more is done."
    if item.recipe == BY_HAND:
        return "It was an action by hand: give its command again if it is to be done."
    return "The next run goes on with it."


def go_on(workspace: Workspace, decided: Sequence[Decided], *, is_run: bool, as_json: bool) -> int:
    """Go on with the recipes of the items that have something left to do, or say how; returns the exit code."""
    left = [one.recipe for one in decided if one.state == ItemState.NEW and one.recipe != BY_HAND]
    recipes = list(dict.fromkeys(recipe.removesuffix(FINALLY) for recipe in left))
    if not is_run:
        for recipe in recipes:
            say(f"At once: rpa resume {recipe}")
        return 0
    from rpa.cli.running import run_and_tell
    from rpa.engine.runs import RunOptions

    codes = [run_and_tell(workspace, one, RunOptions(take_in=False), quiet=False, as_json=as_json) for one in recipes]
    return 3 if 3 in codes else max(codes, default=0)
