"""Expressions without quotes in a YAML file: found, reported, and covered up so that the rest can be read.

To YAML, `{{ x }}` is a mapping with a mapping as its key. Nobody means that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BEGINS_VALUE = re.compile(r"(?:^[ ]*|[:\-,\[{?][ ]+|[\[{,])(\{\{)")


@dataclass(frozen=True, slots=True)
class Unquoted:
    """An expression that wants quotes.

    Attributes:
        start: Offset of its first character in the text.
        end: Offset behind its last character.
        corrected: Its line as it should be; empty when it goes on over several lines.
    """

    start: int
    end: int
    corrected: str


def quoted(text: str) -> str:
    """A text in the quotes that suit it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def unquoted_at(text: str, braces: int, in_flow: bool, scalar_start: int | None = None) -> Unquoted:
    """The whole value around unquoted braces.

    Args:
        text: The file.
        braces: Offset of the first `{`.
        in_flow: True inside `[...]` or `{...}`.
        scalar_start: Offset where the value begins when it begins with plain text; None: at the braces.
    """
    start = braces if scalar_start is None else scalar_start
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    rest = text[start:line_end]
    closed = rest.rfind("}}") >= 0
    length = _flow_length(rest) if in_flow else _block_length(rest)
    end = start + length
    line = text[line_start:line_end]
    value = text[start:end]
    corrected = line[: start - line_start] + quoted(value) + line[end - line_start :] if closed else ""
    return Unquoted(start, end, corrected)


def _block_length(rest: str) -> int:
    last = max(rest.rfind("}}") + 2, 2)
    comment = re.search(r"\s#", rest[last:])
    return len((rest[: last + comment.start()] if comment else rest).rstrip())


def _flow_length(rest: str) -> int:
    position = 0
    while True:
        position = rest.find("}}", position)
        if position < 0:
            return len(rest.rstrip())
        position += 2
        tail = re.match(r"[^,\]}{]*", rest[position:])
        following = position + (tail.end() if tail else 0)
        if not rest.startswith("{{", following):
            return len(rest[:following].rstrip())
        position = following


def find_unquoted(text: str) -> Unquoted | None:
    """The first expression that wants quotes, None when there is none.

    Args:
        text: The file; places found before must be covered (see `cover`).
    """
    from ruamel.yaml.error import YAMLError

    try:
        return _find_in_tokens(text)
    except (YAMLError, ValueError, LookupError, TypeError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        return _find_by_line(text, getattr(error, "context_mark", None) or mark) if mark else None


def _find_in_tokens(text: str) -> Unquoted | None:
    from ruamel.yaml import YAML
    from ruamel.yaml.tokens import (
        FlowMappingEndToken,
        FlowMappingStartToken,
        FlowSequenceEndToken,
        FlowSequenceStartToken,
        KeyToken,
        ScalarToken,
    )

    depth = 0
    before = scalar = None
    for token in YAML(typ="safe", pure=True).scan(text):
        if isinstance(token, KeyToken):
            continue
        if isinstance(token, FlowMappingStartToken | FlowSequenceStartToken):
            start = token.start_mark.index
            if isinstance(before, FlowMappingStartToken) and before.start_mark.index == start - 1:
                begins = None
                if scalar is not None and "\n" not in text[scalar.start_mark.index : start]:
                    begins = scalar.start_mark.index
                return unquoted_at(text, start - 1, depth > 1, begins)
            depth += 1
        elif isinstance(token, FlowMappingEndToken | FlowSequenceEndToken):
            depth -= 1
        if isinstance(token, FlowMappingStartToken) and isinstance(before, ScalarToken) and before.plain:
            scalar = before
        else:
            scalar = None
        before = token
    return None


def _find_by_line(text: str, mark: object) -> Unquoted | None:
    index = min(getattr(mark, "index", 0), len(text))
    line_start = text.rfind("\n", 0, index) + 1
    line_end = text.find("\n", line_start)
    line = text[line_start : len(text) if line_end < 0 else line_end]
    found = BEGINS_VALUE.search(line)
    if found is None:
        return None
    before = line[: found.start(1)]
    in_flow = before.count("[") + before.count("{") > before.count("]") + before.count("}")
    return unquoted_at(text, line_start + found.start(1), in_flow)


def cover(text: str, place: Unquoted) -> str:
    """The text with one place replaced by a plain word of the same length."""
    return text[: place.start] + "x" * (place.end - place.start) + text[place.end :]
