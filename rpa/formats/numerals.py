"""Digits and separators of a written number: its decimal mark, its groups, its sign; nothing is guessed."""

from __future__ import annotations

import re

from rpa.formats.reading import Ambiguous, Unreadable

# Every space of Unicode that has a width; a tab or a line break stands between two things.
SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
APOSTROPHES = "'\u2018\u2019\u02bc\u00b4`"
DASHES = "\u2013\u2014"  # en and em dash
MINUS = "-\u2010\u2011\u2012\u2013\u2212"
NO_CENTS = rf"[.,](?:--?|=|[{DASHES}\u2212])"
"""`12,-`, `12.--`, `12,=` and the Swiss `12.–` say: no cents."""
LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u218b\u2460-\u24ff]"
"""A letter; neither ½ nor ², which Python takes for letters too."""
DIGITS = rf"[0-9](?:[0-9.,{SPACES}{APOSTROPHES}]*[0-9])?"

UNIFORM = str.maketrans({**dict.fromkeys(SPACES, " "), **dict.fromkeys(APOSTROPHES, "'")})
ONE_NUMBER = re.compile(rf"(?P<number>{DIGITS})(?P<dash>{NO_CENTS})?")
LONGEST = 64  # characters; no honest amount is longer
NO_DIGITS = str.maketrans("", "", "0123456789")
HINT = "declare the decimal mark of the source (decimal: ',' or '.')"


def plain_digits(
    text: str, number: str, dash: str | None, decimal: str | None, *, negative: bool, indian: bool = False
) -> str:
    """Turn a written number without sign into digits with at most one dot.

    Args:
        text: The whole text, for messages.
        number: Digits and separators, as written.
        dash: The `,-` that stands for no cents, if there is one.
        decimal: The declared decimal mark, if any.
        negative: Whether readings in a message carry a minus.
        indian: Whether groups may be those of India: `1,23,456`.

    Raises:
        Ambiguous: A single separator stands before three digits, and no mark is declared.
        Unreadable: The separators contradict each other or the declared mark, or the groups are no groups.
    """
    number = number.translate(UNIFORM)
    marks = number.translate(NO_DIGITS)
    mark = dash[0] if dash else decimal if decimal else decimal_mark_in(number, marks)
    if mark == "?":
        raise Ambiguous(text, "one number", both_readings(number, "-" if negative else ""), HINT)
    if dash and (mark in marks or decimal not in (None, mark)):
        raise Unreadable(text, "a number", "its separators contradict each other")
    whole, _, fraction = number.partition(mark) if mark else (number, "", "")
    groups = re.split("[., ']", whole)
    if not fraction_is_plain(fraction, mark, number):
        raise Unreadable(text, "a number", "its digits are not in groups of three with one decimal mark")
    if not well_grouped(whole, groups) and not (indian and grouped_as_in_india(whole, groups)):
        hint = "its digits are not in groups of three with one decimal mark"
        if grouped_as_in_india(whole, groups):
            hint = "its digits are grouped as in India; for such a source set the locale en-IN"
        raise Unreadable(text, "a number", hint)
    return "".join(groups) + ("." + fraction if fraction else "")


def both_readings(number: str, sign: str) -> tuple[str, str]:
    """The two meanings of a number with a single separator before three digits."""
    whole, fraction = re.split("[.,]", number)
    return f"{sign}{whole}{fraction}", f"{sign}{whole}.{fraction}".rstrip("0").rstrip(".")


def decimal_mark_in(number: str, marks: str) -> str:
    """The decimal mark that the text itself proves: a comma, a dot, empty for none, `?` for either."""
    last = marks[-1:]
    if last not in (",", "."):
        return ""
    if marks.count(last) > 1:
        return ""  # 1.234.567 is grouped; whatever else is wrong shows when the groups are checked
    if len(marks) > 1:
        return last
    whole, fraction = re.split("[.,]", number)
    return "?" if len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0") else last


def well_grouped(whole: str, groups: list[str]) -> bool:
    """Whether the digits before the decimal mark are ungrouped, or in threes by one kind of separator."""
    if len(groups) == 1:
        return True
    kinds = set(whole.translate(NO_DIGITS))
    first = 1 <= len(groups[0]) <= 3 and not groups[0].startswith("0")
    return len(kinds) == 1 and first and all(len(group) == 3 for group in groups[1:])


def grouped_as_in_india(whole: str, groups: list[str]) -> bool:
    """Whether the digits before the decimal mark are the last three, and pairs before them: `1,23,456`."""
    if len(groups) < 3 or set(whole.translate(NO_DIGITS)) != {","} or groups[0].startswith("0"):
        return False
    return len(groups[0]) in (1, 2) and len(groups[-1]) == 3 and all(len(group) == 2 for group in groups[1:-1])


def fraction_is_plain(fraction: str, mark: str, number: str) -> bool:
    """Whether there are only digits after the decimal mark, if there is one."""
    return fraction.isdigit() if mark and mark in number else not fraction


def proven_mark(text: str) -> str:
    """The decimal mark that a written number proves for its writer.

    Args:
        text: An amount, with or without sign and currency.

    Returns:
        `,` or `.`: by a fraction (`12,50`), by two kinds of separators (`1.250,00`), by a group mark that
        comes twice (`1.234.567`: the dot groups, so the comma is the decimal mark) or by `12,-`. Empty when
        it proves nothing (`1250`, `1 250`) or could be two numbers (`1.250`), or holds no single number.
    """
    found = list(ONE_NUMBER.finditer(text[: LONGEST + 1]))
    if len(found) != 1 or len(text) > LONGEST:
        return ""
    shape = found[0]
    number = shape["number"].translate(UNIFORM)
    marks = number.translate(NO_DIGITS)
    try:
        plain_digits(text, number, shape["dash"], None, negative=False, indian=True)
    except Unreadable:
        return ""
    if shape["dash"]:
        return shape["dash"][0]
    mark = decimal_mark_in(number, marks)
    if mark:
        return mark
    groups = set(marks) & {",", "."}
    return {",": ".", ".": ","}[groups.pop()] if len(groups) == 1 else ""
