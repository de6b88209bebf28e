"""Made documents as scans: the page as a grey picture, a little turned, with specks, saved with losses."""

from __future__ import annotations

import io
import random

from rpa.drivers.pdf import picture

SCALE = 2.8  # pixels for a point: about 200 dots an inch


def scanned(pdf: bytes, seed: int, *, turn: float = 0.4, specks: int = 400, quality: int = 60) -> bytes:
    """A PDF that holds nothing but the picture of another one's first page.

    Args:
        pdf: The other one.
        seed: Decides where the specks lie.
        turn: In degrees.
        specks: How many.
        quality: Of the JPEG, from 1 to 95.
    """
    from PIL import Image

    page = Image.open(io.BytesIO(picture(pdf, 1, scale=SCALE))).convert("L")
    page = page.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255)
    chance = random.Random(seed)
    for _ in range(specks):
        spot = (chance.randrange(page.width), chance.randrange(page.height))
        page.putpixel(spot, chance.randrange(140))
    lossy, made = io.BytesIO(), io.BytesIO()
    page.save(lossy, "JPEG", quality=quality)
    Image.open(lossy).save(made, "PDF", resolution=72 * SCALE)
    return made.getvalue()
