"""Reading XML that strangers sent: no document types, no entities, nothing fetched, bounded in size and depth."""

from __future__ import annotations

import re
from typing import Any

from rpa.errors import BusinessException

LARGEST = 50 * 2**20  # bytes; files enclosed in an invoice count, in base 64
MOST_MARKS = 1_500_000  # of "<", and of "=": memory is a hundred bytes for each
DEEPEST = 100
LONG_TEXT = 9 * 2**20  # from here on the parser needs its own limits lifted
AGAIN = "Ask the sender for the file again."
BY_BYTES = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
DECLARATION = re.compile(r"<\?xml(?:\s+[a-z]+\s*=\s*(?:\"[A-Za-z0-9._-]*\"|'[A-Za-z0-9._-]*'))+\s*\?>")
ENCODING = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|utf-?16(?:[lb]e)?|iso-?8859-?1?[0-9]|latin-?1|windows-?125[0-9]|cp125[0-9]"
)
DOCTYPE = "<!DOCTYPE"


def parse_xml(content: bytes, name: str) -> Any:
    """The root element of an XML file, without comments and processing instructions.

    Args:
        content: The file.
        name: What to call it in messages.

    Returns:
        An element of lxml; its tree holds no entities and no document type.

    Raises:
        BusinessException: It is no XML, damaged, too large or too deep, or brings a document type.
    """
    from lxml import etree

    text = decoded(content, name)
    refuse_document_type(text, name)
    if max(text.count("<"), text.count("=")) > MOST_MARKS:
        raise BusinessException("the XML has far too many elements", place=name, hint="Ask for it in parts.")
    declaration = DECLARATION.match(text)
    data = ("\n" * declaration[0].count("\n") + text[declaration.end() :] if declaration else text).encode()
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=len(data) > LONG_TEXT,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refusal(error, name) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise no_document_type(name)
    measure_depth(root, name)
    return root


def decoded(content: bytes, name: str) -> str:
    """The text, by what its first bytes and its declaration say.

    Raises:
        BusinessException: It is empty, too large, or not in the encoding that it states.
    """
    if not content.strip():
        raise BusinessException("the file is empty", place=name, hint=AGAIN)
    if len(content) > LARGEST:
        most = f"the XML is larger than the {LARGEST // 2**20} MB that are read"
        raise BusinessException(most, place=name, hint="Ask the sender for a smaller one.")
    mark, encoding = next(((mark, one) for mark, one in BY_BYTES if content.startswith(mark)), (b"", ""))
    if not encoding:
        stated = ENCODING.match(content.lstrip())
        encoding = stated[1].decode().lower() if stated else "utf-8"
        if not ENCODINGS.fullmatch(encoding):
            raise BusinessException(f"its encoding {encoding!r} is not read", place=name, hint="Ask for UTF-8.")
    skip = 0 if encoding.startswith("utf-16") and mark.startswith((b"<", b"\0<")) else len(mark)
    try:
        text = content[skip:].decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        where = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise BusinessException(
            f"it is not the {encoding} text that it should be{where}", place=name, hint=AGAIN
        ) from None
    if not encoding.startswith("utf") and is_utf8(content):
        raise BusinessException(
            f"it states that it is written in {encoding}, and it is written in UTF-8", place=name, hint=AGAIN
        )
    if not text.lstrip().startswith("<"):
        raise BusinessException("this is no XML: it does not begin with '<'", place=name, hint=AGAIN)
    return text.lstrip()


def is_utf8(content: bytes) -> bool:
    """Whether its letters are UTF-8: in an encoding of single bytes they would be nonsense (`KÃ¶ln`)."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refuse_document_type(text: str, name: str) -> None:
    """Refuse a document type: it stands before the root, behind declarations and comments only.

    Raises:
        BusinessException: There is one.
    """
    position, ends = 0, {"<?": "?>", "<!--": "-->"}
    while True:
        while position < len(text) and text[position].isspace():
            position += 1
        if text[position : position + len(DOCTYPE)].upper() == DOCTYPE:
            raise no_document_type(name)
        start = next((one for one in ends if text.startswith(one, position)), None)
        if start is None:
            return
        closing = text.find(ends[start], position + len(start))
        if closing < 0:
            return  # the parser says so, with the line
        position = closing + len(ends[start])


def no_document_type(name: str) -> BusinessException:
    """What is said of a file with a document type."""
    return BusinessException(
        "the XML brings a document type (<!DOCTYPE ...>), by which a file can read others or grow without end; "
        "no electronic invoice or order has one",
        place=name,
        hint="It is not read. Ask the sender for the file without it.",
    )


def refusal(error: Exception, name: str) -> BusinessException:
    """What the parser's words mean."""
    words = str(error)
    line = getattr(error, "lineno", None)
    place = f"{name} line {line}" if line else name
    if "depth" in words.lower():
        return BusinessException(
            f"its elements lie more than {DEEPEST} deep in each other", place=name, hint="It is not read."
        )
    if "Entity" in words:
        return BusinessException("it uses an entity that XML does not have", place=place, hint="It is not read.")
    said = re.sub(r",? ?\(?line \d+.*", "", words)[:160].strip()
    return BusinessException(f"the XML is damaged or incomplete: {said}", place=place, hint=AGAIN)


def measure_depth(root: Any, name: str) -> None:
    """Refuse elements that lie too deep in each other.

    Raises:
        BusinessException: They do.
    """
    if root.xpath("boolean(" + "/*" * (DEEPEST + 1) + ")"):
        raise BusinessException(
            f"its elements lie more than {DEEPEST} deep in each other", place=name, hint="It is not read."
        )
