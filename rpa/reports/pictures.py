"""Pictures inside a report: scaled down and recompressed, within a budget; what does not fit is said and linked."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from rpa.reports.places import link

BUDGET = 10_000_000  # bytes of pictures in one file; base64 makes 13.3 MB of them
CAP = 64_000  # bytes of one picture
_SIZE = (900, 1300)  # pixels
_TOO_LARGE = 60_000_000  # pixels: nobody's screen
_QUALITIES = (62, 48, 36)
FORMATS = ("PNG", "JPEG", "WEBP")
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True)
class Picture:
    """A picture as a report shows it.

    Attributes:
        name: Its path, for people.
        data: `data:` address; empty when the picture is not in the file.
        width: Pixels; likewise `height`.
        link: Address of the original, relative to the report; empty when there is none.
        note: Why it is not in the file.
    """

    name: str
    data: str = ""
    width: int = 0
    height: int = 0
    link: str = ""
    note: str = ""


class Album:
    """Puts pictures into one report, first come first served.

    Attributes:
        left_out: How many did not fit into the budget.
        missing: How many are not there or cannot be read.
    """

    def __init__(self, artifacts: Path, folder: Path, budget: int = BUDGET) -> None:
        """Begin an album.

        Args:
            artifacts: Folder that the pictures lie in.
            folder: Folder of the report, for links.
            budget: Bytes of pictures in all, before base64.
        """
        self.artifacts = artifacts.resolve()
        self.folder = folder
        self.left = budget
        self.left_out = 0
        self.missing = 0

    def show(self, name: str) -> Picture:
        """Take one picture in.

        Args:
            name: Path relative to the artifacts folder.
        """
        path = (self.artifacts / name).resolve()
        if not path.is_relative_to(self.artifacts):
            self.missing += 1
            return Picture(name, note="lies outside the folder of pictures and is not shown")
        if not path.is_file():
            self.missing += 1
            return Picture(name, note="is not there any more")
        address = link(path, self.folder)
        if self.left < CAP:
            self.left_out += 1
            return Picture(name, link=address, note="was left out to keep this file small")
        try:
            content, width, height = shrink(path)
        except ValueError as error:
            self.missing += 1
            return Picture(name, link=address, note=str(error))
        self.left -= len(content)
        data = f"data:image/jpeg;base64,{base64.b64encode(content).decode('ascii')}"
        return Picture(name, data, width, height, address)


def shrink(path: Path) -> tuple[bytes, int, int]:
    """A picture as a small JPEG of at most `CAP` bytes.

    Args:
        path: A PNG, JPEG or WebP file.

    Returns:
        The file's bytes, its width and its height in pixels.

    Raises:
        ValueError: If it is no such picture, or far too large to be one of a page.
    """
    from PIL import Image  # slow to load

    try:
        with Image.open(path, formats=FORMATS) as source:
            if source.width * source.height > _TOO_LARGE:
                raise ValueError(f"is too large to show ({source.width} x {source.height} pixels)")
            source.draft("RGB", _SIZE)
            flat = source.convert("RGBA") if source.has_transparency_data else source.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError("cannot be read as a picture") from error
    if flat.mode == "RGBA":
        paper = Image.new("RGB", flat.size, "white")
        paper.paste(flat, mask=flat.getchannel("A"))
        flat = paper
    flat.thumbnail(_SIZE)
    while True:
        for quality in _QUALITIES:
            stream = io.BytesIO()
            flat.save(stream, "JPEG", quality=quality, optimize=True)
            if stream.tell() <= CAP:
                return stream.getvalue(), flat.width, flat.height
        flat = flat.resize((max(flat.width * 3 // 4, 1), max(flat.height * 3 // 4, 1)))
