"""The script that works inside the page: its files, put together once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

PARTS = ("activity", "words", "fields", "listing", "find", "values", "fill", "read", "look", "suggest")
VERBS = (
    "fill",
    "compare",
    "find",
    "lineCount",
    "forgetClicks",
    "locate",
    "clickStrayed",
    "awaited",
    "read",
    "readRow",
    "readTable",
    "pageText",
    "look",
    "complaints",
    "asksPassword",
    "shows",
    "invalidFields",
    "suggestion",
    "suggestionPoint",
    "showsChoice",
    "fieldValue",
    "listRow",
    "hasDialog",
    "describe",
    "listing",
    "rootsFrom",
    "failures",
    "keepTrouble",
    "isBusy",
    "isVisible",
)


@cache
def in_page_script() -> str:
    """The whole script; running it twice in one document does nothing the second time."""
    folder = files("rpa.drivers") / "in_page"
    parts = "\n".join((folder / f"{part}.js").read_text(encoding="utf-8") for part in PARTS)
    return (
        "(() => {\nif (window.__rpa) return;\nconst rpa = {};\n"
        f"{parts}\nwatchActivity();\nwatchStructure();\nObject.assign(rpa, {{ {', '.join(VERBS)} }});\n"
        "Object.defineProperty(window, '__rpa', { value: rpa });\n})()"
    )


def call(verb: str) -> str:
    """JavaScript that calls one verb with the list of arguments and returns `{value}` or `{problem}`.

    The problem is a mapping with `code` and details; anything else that goes wrong in the page is thrown.
    """
    return (
        "async (given) => {"
        "if (!window.__rpa) return { missing: true };"
        f"try {{ return {{ value: await window.__rpa.{verb}(...given) }}; }}"
        "catch (error) { if (error.problem) return { problem: error.problem }; throw error; } }"
    )


def pick(verb: str) -> str:
    """JavaScript that calls one verb and returns the element itself; problems are thrown as `RPA` and JSON."""
    return (
        f"async (given) => {{ try {{ return await window.__rpa.{verb}(...given); }}"
        "catch (error) { if (error.problem) throw new Error('RPA' + JSON.stringify(error.problem)); throw error; } }"
    )
