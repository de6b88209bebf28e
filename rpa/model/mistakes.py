"""Mistakes in the toolkit's own settings: all of them at once, each with the nearest right name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rpa.model.settings import SECTIONS, SWITCH, TABLE, Setting

OWN = "Settings of your own go under a name of your own, such as [office]."
SECRET_NAMES = frozenset(("user", "username", "password", "passwd"))


@dataclass(frozen=True)
class Mistake:
    """A setting that is wrong.

    Attributes:
        path: Its names from the top: `("mail", "port")`.
        message: What was seen and what was expected.
        hint: The nearest right name, or what to do; may be empty.
    """

    path: tuple[str, ...]
    message: str
    hint: str = ""


def find_mistakes(settings: Mapping[str, Any], is_used: Callable[[str], bool]) -> tuple[Mistake, ...]:
    """Every mistake in the toolkit's own settings.

    Args:
        settings: What `rpa.toml` says.
        is_used: Whether a recipe uses a part of this name: then it is the company's own, however it is spelt.

    Returns:
        In the order of the file; of `[ledger]` and `[retention]` only whether they are tables.
    """
    found: list[Mistake] = []
    for name, value in settings.items():
        if (setting := SECTIONS.get(name)) is not None:
            found += _value_mistakes((name,), value, setting)
        elif (near := _nearly(name)) and not is_used(name):
            hint = f"Did you mean {_title(near)}? One of your own may have this name once a recipe uses it."
            seen = f"[{name}]" if isinstance(value, Mapping) else name
            found.append(Mistake((name,), f"nothing uses {seen}", hint))
    return tuple(found)


def _value_mistakes(path: tuple[str, ...], value: Any, setting: Setting) -> Iterator[Mistake]:
    if not setting.kind.fits(value):
        yield Mistake(
            path, f"{_written(path)} = {_shown(value)}: expected {setting.kind.expected}", _near(value, setting)
        )
        return
    if setting.each is not None:
        for name, inner in value.items():
            yield from _value_mistakes((*path, name), inner, setting.each)
    if not setting.inside:
        return
    for name in setting.needed:
        if name not in value:
            yield Mistake(path, f"[{'.'.join(path)}] has no {name}", f"Add to it: {name} = ...")
    for name, inner in value.items():
        if name in setting.inside:
            yield from _value_mistakes((*path, name), inner, setting.inside[name])
        else:
            yield Mistake((*path, name), f"[{'.'.join(path)}] has no setting {name!r}", _belongs(path, name, setting))


def _belongs(path: tuple[str, ...], name: str, setting: Setting) -> str:
    """Where an unknown setting belongs: a name like it, another section, or none."""
    if name.lower() in SECRET_NAMES and path[0] == "mail":
        return "User name and password are secrets: rpa secret set mail.user, rpa secret set mail.password"
    if near := _closest(name, setting.inside):
        return f"Did you mean {near!r}?"
    if name in SECTIONS and not SECTIONS[name].inside:
        return "It belongs at the top, above the first line in square brackets."
    others = [title for title, section in SECTIONS.items() if name in section.inside]
    if len(others) == 1:
        return f"It belongs under [{others[0]}]."
    return f"There are: {', '.join(setting.inside)}. {OWN}"


def _near(value: Any, setting: Setting) -> str:
    if setting.inside or setting.each:
        return "Write its name in square brackets on a line, and its settings below."
    if setting.kind is SWITCH:
        return "Write true or false without quotation marks."
    near = _closest(value, setting.kind.expected.removeprefix("one of ").split(", ")) if isinstance(value, str) else ""
    return f"Did you mean {near!r}?" if near else ""


def _closest(word: str, names: Iterable[str]) -> str:
    ranked = sorted((_slips(word.lower(), name), name) for name in names)
    return ranked[0][1] if ranked and ranked[0][0] <= max(1, len(word) // 3) else ""


def _nearly(name: str) -> str:
    """The setting at the top that a name is nearly; empty: none."""
    slips, known = min((_slips(name.lower(), known), known) for known in SECTIONS)
    return known if slips <= (1 if len(known) <= 4 else 2) else ""


def _slips(one: str, other: str) -> int:
    """How many slips of the pen lie between two words: a letter wrong, missing, too many, or two swapped."""
    # The library that recipes use for it takes longer to load than the rest of a small run.
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        now = [i]
        for j, wanted in enumerate(other, start=1):
            least = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, before[j - 2] + 1)
            now.append(least)
        before, last = last, now
    return last[-1]


def _title(name: str) -> str:
    """A part at the top as the file names it: `[mail]`, `timezone`."""
    return f"[{name}]" if SECTIONS[name].kind is TABLE else name


def _written(path: tuple[str, ...]) -> str:
    """A setting with its part in front: `[mail] port`."""
    return f"[{'.'.join(path[:-1])}] {path[-1]}" if len(path) > 1 else path[0]


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, Mapping) else "a table"
    return text if len(text) <= 60 else text[:60] + "…"
