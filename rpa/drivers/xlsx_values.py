"""What is written in the cells of an `.xlsx` sheet, as values."""

from __future__ import annotations

import re
from collections.abc import Callable

from rpa.drivers.cell_numbers import as_shown, iso_moment, read_number
from rpa.drivers.serials import Shown
from rpa.drivers.text_store import TextStore
from rpa.drivers.workbook import Cell, CellError

MOST_REMEMBERED = 20_000
ENTITY = re.compile(r"&([^;&]{0,12});?")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRUTH = {"0": False, "1": True, "false": False, "true": True}


class Memo(dict[str | None, Cell]):
    """Values by how they are written, worked out once; of too many, it forgets and begins anew.

    Args:
        work_out: From text to value.
    """

    def __init__(self, work_out: Callable[[str], Cell]) -> None:
        super().__init__({None: None})
        self.work_out = work_out

    def __missing__(self, text: str) -> Cell:
        """Work a value out."""
        value = self.work_out(text)
        if len(self) > MOST_REMEMBERED:
            self.clear()
            self[None] = None
        self[text] = value
        return value


class Values:
    """Turns what is written in the cells of a workbook into values.

    Args:
        texts: Its shared texts.
        shown: What each style shows a number as.
        since_1904: Whether its days are counted from 1904.
        stale: Whether it asks that all of it be calculated when it is opened. Programs that cannot calculate write so,
            and 0 as the result of every formula: that is none.
    """

    def __init__(self, texts: TextStore, shown: list[Shown], *, since_1904: bool, stale: bool = False) -> None:
        self.shown, self.since_1904, self.stale = shown, since_1904, stale
        self.shared = Memo(lambda text: texts[int(text)])
        self.written = Memo(lambda text: unescaped(text) or None)
        self.truth = Memo(lambda text: TRUTH[text])
        self.numbers = {kind: Memo(self.number_as(kind)) for kind in Shown}

    def shown_by(self, style: str | None) -> Shown:
        """What a style shows a number as.

        Raises:
            IndexError: There is no such style.
        """
        place = int(style or 0)
        if not self.shown and place == 0:
            return Shown.NUMBER
        return self.shown[place]

    def number_as(self, shown: Shown) -> Callable[[str], Cell]:
        """How to read a number that is shown in that way."""
        if shown is Shown.NUMBER:
            return read_number
        return lambda text: as_shown(read_number(text), shown, since_1904=self.since_1904)

    def value(self, kind: str, style: str | None, text: str, *, formula: bool) -> Cell:
        """The value of a cell.

        Args:
            kind: The cell's type, as the file says it.
            style: Number of its style.
            text: What is written in it, entities replaced.
            formula: Whether it is calculated.

        Raises:
            ValueError: No cell can hold that.
            LookupError: It points to what is not there.
        """
        if kind == "e":
            return CellError(text or "#VALUE!")
        if kind == "str":
            return plain(text) or None
        if formula and (not text or (self.stale and kind == "n" and text == "0")):
            return CellError("")
        if kind == "inlineStr":
            return plain(text) or None
        if not text:
            return None
        if kind == "d":
            return iso_moment(text)
        if kind == "n":
            return self.numbers[self.shown_by(style)][text]
        known = {"s": self.shared, "b": self.truth}
        return known[kind][text]


def unescaped(text: str) -> str:
    """A text as it stands in XML, as a person sees it.

    Raises:
        ValueError: It names something that XML does not know.
    """
    if "&" in text:
        text = ENTITY.sub(entity, text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain(text)


def plain(text: str) -> str:
    """A text without the escapes that Excel writes for characters which XML cannot hold, as `_x000D_`."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def entity(match: re.Match[str]) -> str:
    """The character that an entity stands for."""
    name = match[1]
    if match[0].endswith(";") and name.startswith("#"):
        code = int(name[2:], 16) if name[1:2] in "xX" else int(name[1:])
        if code in (9, 10, 13) or code >= 32:
            return chr(code)
    if match[0].endswith(";") and name in ENTITIES:
        return ENTITIES[name]
    raise ValueError(f"the entity {match[0]!r} is not known")
