"""Paper that comes as a file: a PDF, or a picture of it; e-invoices in XML are told apart, they need no looking."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

from rpa.errors import BusinessException

PICTURES = {
    b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF", b"BM": "BMP",
    b"GIF8": "GIF",
}  # fmt: skip
MOST_PIXELS = 50_000_000  # of one page
MOST_PAGES = 50
USUAL_DOTS = 150.0  # per inch, of a picture that does not say how large its paper is
ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,60})[\s>/]")
NAMES = {
    "CrossIndustryInvoice": "an e-invoice (CII: Factur-X, ZUGFeRD, XRechnung)",
    "SCRDMCCBDACIOMessageStructure": "an e-order (CII: Order-X)",
    "Invoice": "an e-invoice (UBL)",
    "CreditNote": "an e-credit note (UBL)",
    "Order": "an e-order (UBL)",
    "StandardBusinessDocument": "an e-invoice or e-order in its envelope (SBDH)",
}
LEAST_DOTS, MOST_DOTS = 50, 1200
DAMAGED = (OSError, ValueError, SyntaxError, Warning, EOFError, MemoryError, IndexError)  # what Pillow raises
READ_EXACTLY = "It is read exactly, not by its looks: use einvoice.read, or the source einvoice.files."


def xml_kind(content: bytes) -> str:
    """What an XML file is, in words: by the name of its first element; empty for what is no XML."""
    head = content[:8192].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if not head.startswith(b"<"):
        return ""
    match = ROOT.search(head)
    return NAMES.get(match[1].decode(), f"XML ({match[1].decode()})") if match else "XML"


def is_picture(content: bytes) -> bool:
    """Whether a file is a picture."""
    return picture_format(content) != ""


def picture_format(content: bytes) -> str:
    """The format of a picture by its first bytes; empty for what is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((name for start, name in PICTURES.items() if content.startswith(start)), "")


def as_pdf(content: bytes, name: str) -> bytes:
    """A file as a PDF: as it is, or a picture put onto pages of its size.

    Raises:
        BusinessException: It is an XML document, a picture that is damaged or too large, or something else.
    """
    if is_picture(content):
        return picture_as_pdf(content, name)
    if kind := xml_kind(content):
        hint = READ_EXACTLY if "e-" in kind else ""
        raise BusinessException(f"it is {kind}: there is no page to look at", place=name, hint=hint)
    return content


def picture_as_pdf(content: bytes, name: str) -> bytes:
    """A picture as a PDF, one page for each of its pages.

    Raises:
        BusinessException: It is damaged or too large.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return drawn_pages(content, name)
    except (*DAMAGED, Image.DecompressionBombError) as error:
        raise BusinessException(f"the picture cannot be read: {error}", place=name) from None


def drawn_pages(content: bytes, name: str) -> bytes:
    """A picture as a PDF; Pillow's errors come through.

    Raises:
        BusinessException: It is too large.
    """
    from PIL import Image, ImageOps, ImageSequence

    pages = []
    with Image.open(io.BytesIO(content), formats=[picture_format(content)]) as picture:
        dots = float(picture.info.get("dpi", (USUAL_DOTS, 0))[0] or USUAL_DOTS)
        for number, page in enumerate(ImageSequence.Iterator(picture)):
            if page.width * page.height > MOST_PIXELS or number >= MOST_PAGES:
                raise BusinessException("the picture is larger than any page", place=name)
            pages.append(on_white(ImageOps.exif_transpose(page)))
    stream = io.BytesIO()
    dots = dots if LEAST_DOTS <= dots <= MOST_DOTS else USUAL_DOTS
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=dots)
    return stream.getvalue()


def on_white(page: Any) -> Any:
    """A page in colours, what is transparent in it white."""
    from PIL import Image

    if page.mode in ("RGBA", "LA", "PA") or "transparency" in page.info:
        page = page.convert("RGBA")
        ground = Image.new("RGB", page.size, "white")
        ground.paste(page, mask=page.getchannel("A"))
        return ground
    return page.convert("RGB")


def can_recognise() -> bool:
    """Whether the text of pictures can be recognised here (the extra `ocr`)."""
    from importlib.util import find_spec

    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
