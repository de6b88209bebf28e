"""Mistakes in the writing of YAML, in plain words."""

from __future__ import annotations


def syntax_errors() -> tuple[type[Exception], ...]:
    """What the YAML library raises for a text that is no YAML."""
    from ruamel.yaml.error import YAMLError

    # Escapes such as "\UFFFFFFFF" and odd line breaks make the scanner raise these instead of its own error.
    return (YAMLError, ValueError, OverflowError, LookupError, TypeError, AttributeError)


QUOTE = "Put the value in quotes."
SINGLE = "Use single quotes for texts with backslashes."
TAB = ("a tab stands where spaces must be", "Indent with spaces.")
OPEN_QUOTE = ("a quote is opened here and never closed", "Close the quote.")
BAD_START = ("a value cannot begin with this character", QUOTE)
ESCAPE = ("a backslash inside double quotes begins an escape", SINGLE)
ANCHOR = ("anchors (&name) and aliases (*name) are not used in recipes", "Quote the text, or write the value out.")

PLAIN_WORDS = {
    "mapping values are not allowed": ("a colon followed by a space makes this a second key on one line", QUOTE),
    "found character '\\t'": TAB,
    "found character '\t'": TAB,
    "that cannot start any token": BAD_START,
    "found unexpected end of stream": OPEN_QUOTE,
    "unexpected document separator": OPEN_QUOTE,
    "could not find expected ':'": ("a key without its colon", "Write `name: value`, with a space behind the colon."),
    "expected ',' or '}'": (
        "a { is opened here and not closed, or a comma is missing",
        "Close it with }, or quote the text.",
    ),
    "expected ',' or ']'": (
        "a [ is opened here and not closed, or a comma is missing",
        "Close it with ], or quote the text.",
    ),
    "found unknown escape": ESCAPE,
    "expected escape sequence": ESCAPE,
    "but found '<scalar>'": ("text stands behind the end of a value", "Put the whole value in quotes."),
    "block sequence entries are not allowed": (
        "a list item (-) cannot stand here",
        "Put the list on its own lines, below its key.",
    ),
    "expected <block end>": (
        "this line does not line up with the lines above",
        "Indent the keys of one mapping alike.",
    ),
    "special characters are not allowed": ("a character that cannot be printed stands here", "Remove it."),
    "undefined alias": ANCHOR,
    "while scanning an alias": BAD_START,
    "while scanning an anchor": BAD_START,
    "while scanning a directive": BAD_START,
    "while scanning a tag": BAD_START,
}
"""A piece of the library's message, to what it means and what to do."""


def explain(error: Exception, text: str) -> tuple[int, str, str]:
    """Where a syntax error is, what it means in plain words, and what to do.

    Args:
        error: As the YAML library raised it.
        text: The text it was reading.

    Returns:
        Offset, message, hint.
    """
    problem_mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    described = " ".join(str(getattr(error, name, None) or "") for name in ("context", "problem", "reason"))
    mark = problem_mark or context_mark
    offset = mark.index if mark is not None else getattr(error, "position", None)
    offset = offset if isinstance(offset, int) else len(text)
    for piece, (message, hint) in PLAIN_WORDS.items():
        if piece in described:
            begins = "opened here" in message or "colon" in piece or piece.startswith(("while", "could not"))
            return (context_mark.index if begins and context_mark else offset), message, hint
    return offset, f"this cannot be read as YAML ({described.strip() or error})", ""
