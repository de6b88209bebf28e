"""Text of scanned pages, recognised by RapidOCR (the extra `ocr`); its models come with its package."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from rpa.drivers.pdf_marks import Word
from rpa.errors import BusinessException

SCALE = 200 / 72  # pixels for each point: what scanners use, and what the models are used to
MOST_SURE = 0.99  # 1 is for what stands in the file
INSTALL = "Install what recognises text: pip install 'rpa-backoffice[ocr]'"


@cache
def engine() -> Any:
    """The recogniser, loaded once.

    Raises:
        ImportError: The extra is not installed.
    """
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def recognised(picture: Any, scale: float, place: str) -> tuple[Word, ...]:
    """The words in a picture of a page.

    Args:
        picture: Pillow's.
        scale: Its pixels for each point.
        place: File and page, for messages.

    Returns:
        Words in points, each with its confidence from 0 to 1; none is known to be bold.

    Raises:
        BusinessException: The extra is not installed.
    """
    try:
        recognise = engine()
    except ImportError as error:
        raise BusinessException(
            f"the page is a picture, and its text cannot be recognised here ({error})", place=place, hint=INSTALL
        ) from None
    import numpy as np

    found = recognise(np.asarray(picture)[:, :, ::-1], return_word_box=True)
    return tuple(word for line in found.word_results or () for part in line for word in placed(part, scale))


def placed(part: Any, scale: float) -> Iterator[Word]:
    """A recognised word; one that still holds blanks is cut there."""
    text, confidence, corners = part
    across, down = [x / scale for x, _ in corners], [y / scale for _, y in corners]
    left, top, right, bottom = min(across), min(down), max(across), max(down)
    letter = (right - left) / max(len(text), 1)
    start = 0
    for word in text.split():
        start = text.index(word, start)
        end = start + len(word)
        yield Word(
            word, left + letter * start, top, left + letter * end, bottom, (bottom - top) * 0.8,
            is_bold=False, confidence=min(MOST_SURE, round(float(confidence), 4)),
        )  # fmt: skip
        start = end
