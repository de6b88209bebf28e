"""The tax office's receipt: a one-page PDF written by hand, which costs no library and no second."""

from __future__ import annotations

from collections.abc import Sequence

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def print_receipt(title: str, lines: Sequence[str]) -> bytes:
    """Print a title and lines of text on an A4 page.

    Args:
        title: In large letters.
        lines: At most forty short lines; letters of western Europe.

    Returns:
        A PDF file.
    """
    written = [f"BT /F1 18 Tf 60 770 Td ({escape(title)}) Tj ET", "BT /F1 11 Tf 18 TL 60 735 Td"]
    written += [f"({escape(line)}) Tj T*" for line in lines]
    content = "\n".join([*written, "ET"]).encode("cp1252", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        FONT,
    )
    return assemble(objects)


def assemble(objects: Sequence[bytes]) -> bytes:
    """Put numbered objects into a file with its table of offsets.

    Args:
        objects: The bodies of objects 1, 2, and so on; the first is the catalog.

    Returns:
        A PDF file.
    """
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table_at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table_at)
    return bytes(out)


def escape(text: str) -> str:
    """Make a text safe inside the parentheses of a PDF string."""
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
