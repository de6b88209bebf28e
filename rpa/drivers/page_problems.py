"""What the script in the page could not do, as errors for the person who must act."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from rpa.errors import BusinessException, RpaError, StepFailed


def page_error(problem: Mapping[str, Any], place: str) -> RpaError:
    """Turn a problem of the script in the page into an error.

    Args:
        problem: `code`, `what` (field, button or link, row, ...), `name`, and what was found or seen.
        place: Address of the page.

    Returns:
        `BusinessException` when the data does not fit the page's choices, else `StepFailed`.
    """
    code = problem["code"]
    what, name = problem.get("what", "element"), problem.get("name", "")
    found = [str(one) for one in problem.get("found", ())]
    match code:
        case "many":
            message = f"{len(found)} things on the page are called {name!r} ({what}): {listed(found)}."
            return StepFailed(message, place=place, hint="Say which: add inside: (a heading) or row:, or use css:.")
        case "hidden":
            message = f"the {what} {name!r} is there, but not visible: {listed(found)}."
            return StepFailed(message, place=place, hint="Open its tab or dialog first.")
        case "disabled" | "readonly":
            message = f"the {what} {name!r} cannot be used, the page has it {code}: {listed(found)}."
            return StepFailed(message, place=place)
        case "option" | "options":
            return option_error(problem, place)
        case "css":
            return StepFailed(f"{name!r} is no CSS selector.", place=place)
        case "foreign":
            return StepFailed(f"the frame {name!r} belongs to another site and cannot be looked into.", place=place)
        case "tick":
            return StepFailed(f"the {what} {name!r} is a box to tick: its value is true or false.", place=place)
        case "rows":
            rows = listed(problem.get("seen", ()))
            return StepFailed(
                f"the column {name!r} has several rows: {rows}.", place=place, hint="Add row: with a text in it."
            )
        case "empty":
            return StepFailed(f"beside {name!r} there is no text.", place=place)
    return StepFailed(*nothing_found(problem), place=place)


def option_error(problem: Mapping[str, Any], place: str) -> RpaError:
    """The value is none of the choices the page offers, or fits several."""
    name = problem.get("caption") or problem.get("name", "")
    found = [str(one) for one in problem.get("found", ())]
    if problem["code"] == "options" and found and "options" not in problem:
        return BusinessException(f"field {name!r}: the value fits several choices: {listed(found)}.", place=place)
    choices = listed(problem.get("options", ()))
    wanted = f" {problem['wanted']!r}" if problem.get("wanted") else " the value"
    return BusinessException(f"field {name!r} does not offer{wanted}; it offers {choices or 'nothing'}.", place=place)


def nothing_found(problem: Mapping[str, Any]) -> tuple[str,]:
    """Say that nothing fits, the nearest name, and what is on the page."""
    what, name = problem.get("what", "element"), str(problem.get("name", ""))
    pools = ("fields", "buttons", "captions", "seen") if what in ("field", "value") else ("buttons", "fields", "seen")
    names = [str(one) for pool in pools for one in problem.get(pool, ())]
    message = f"there is no {what} {name!r} on the page"
    near = nearest(name, names)
    if near:
        message += f"; did you mean {near!r}?"
    parts = []
    for pool, title in (
        ("fields", "Fields"),
        ("captions", "Captions"),
        ("buttons", "Buttons and links"),
        ("headings", "Headings"),
        ("seen", "Seen"),
        ("foreign", "Frames of other sites, which cannot be looked into"),
    ):
        if problem.get(pool):
            parts.append(f"{title}: {listed(problem[pool])}.")
    return (f"{message}{'' if near else '.'} {' '.join(parts)}".strip(),)


def nearest(name: str, names: Sequence[str]) -> str:
    """The name most like the wanted one; empty when none is alike."""
    folded = {one.casefold(): one for one in reversed(names)}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def listed(names: Sequence[Any], longest: int = 30) -> str:
    """Names as a list for a message."""
    shown = [str(name) for name in names][:longest]
    return "; ".join(shown) + (f"; and {len(names) - longest} more" if len(names) > longest else "")
