"""What a reader says when a text is not what was expected, or could be two things."""

from __future__ import annotations

SHOWN = 80  # characters of the text that a message repeats


def visible(char: str) -> str:
    """The character itself, or its escape when a person could not see it."""
    return char if char.isprintable() or char == "\u00a0" else f"\\u{ord(char):04x}"


class Unreadable(ValueError):
    """A value cannot be read as what it should be.

    Args:
        text: What was seen, as given.
        expected: What should have been there, as a noun phrase: ``an amount such as 1.250,00``.
        hint: What to do about it; empty when the expectation says enough.
    """

    def __init__(self, text: object, expected: str, hint: str = "") -> None:
        self.text = text if isinstance(text, str) else repr(text)
        self.expected = expected
        self.hint = hint
        super().__init__(text, expected, hint)

    @property
    def shown(self) -> str:
        """The text in quotes, shortened, with invisible characters made visible."""
        text = self.text if len(self.text) <= SHOWN else self.text[:SHOWN] + "…"
        return "'" + "".join(map(visible, text)) + "'"

    def __str__(self) -> str:
        """One line: what was seen, what was expected, what to do."""
        message = f"{self.shown} is not {self.expected}"
        return f"{message}; {self.hint}" if self.hint else message


class Ambiguous(Unreadable):
    """A text has more than one meaning, and nothing says which one is meant.

    Args:
        text: What was seen, as given.
        expected: What should have been there, as a noun phrase.
        readings: The meanings, in canonical form: ``1250`` and ``1.25``, or ISO dates.
        hint: How to say which one is meant.
    """

    def __init__(self, text: object, expected: str, readings: tuple[str, ...], hint: str = "") -> None:
        super().__init__(text, expected, hint)
        self.readings = readings
        self.args = (text, expected, readings, hint)

    def __str__(self) -> str:
        """One line: what was seen, each reading, what to do."""
        message = f"{self.shown} could mean {' or '.join(self.readings)}"
        return f"{message}; {self.hint}" if self.hint else message
