"""Running XSLT of rules over a document: Saxon, an optional part of the installation."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rpa.errors import EnvironmentNotReady, UsageError

EXTRA = "Install the extra part: pip install 'rpa-backoffice[einvoice]'."
# No document type and no address is ever followed. Saxon reads these only before it parses for the first time.
SAFE = {
    "http://saxon.sf.net/feature/parserFeature?uri=http://apache.org/xml/features/disallow-doctype-decl": "true",
    "http://saxon.sf.net/feature/allowedProtocols": "file",
    "http://saxon.sf.net/feature/allow-external-functions": "false",
}


@dataclass(frozen=True)
class Stylesheet:
    """Rules as XSLT: in a file, or as a text that is not in a file.

    Attributes:
        path: The file; for a text, the file it was made of: relative addresses in it start there.
        text: The text; empty: the file's.
    """

    path: Path
    text: str = ""


class RulesFailed(Exception):
    """The rules cannot be worked out on a document; what Saxon says of it."""


@functools.cache
def processor() -> Any:
    """This process's Saxon.

    Raises:
        EnvironmentNotReady: It is not installed.
    """
    try:
        from saxonche import PySaxonProcessor
    except ImportError:
        raise EnvironmentNotReady(
            "the official rules of e-invoices need Saxon, which is not installed", hint=EXTRA
        ) from None
    found = PySaxonProcessor(license=False)
    for feature, value in SAFE.items():
        found.set_configuration_property(feature, value)
    return found


@functools.lru_cache(maxsize=16)
def compiled(sheet: Stylesheet, changed: int) -> Any:  # noqa: ARG001 - a changed file is compiled again
    """A stylesheet, compiled once; again when its file has changed.

    Raises:
        UsageError: It is no XSLT.
    """
    compiler = processor().new_xslt30_processor()
    from saxonche import PySaxonApiError

    compiler.set_cwd(str(sheet.path.parent))
    try:
        if sheet.text:
            return compiler.compile_stylesheet(stylesheet_text=sheet.text, base_uri=sheet.path.as_uri())
        return compiler.compile_stylesheet(stylesheet_file=str(sheet.path))
    except PySaxonApiError as error:
        raise UsageError(f"the rules cannot be used: {first_line(error)}", place=str(sheet.path)) from None


def apply(sheet: Stylesheet, document: bytes) -> bytes:
    """Run a stylesheet over a document.

    Args:
        sheet: The rules.
        document: XML in UTF-8, from a tree that was read safely.

    Returns:
        What it writes: an SVRL report.

    Raises:
        RulesFailed: It ended with an error, as the official ones do on numbers that are none.
        UsageError: The rules are no XSLT.
        EnvironmentNotReady: Saxon is not installed.
    """
    program = compiled(sheet, sheet.path.stat().st_mtime_ns)
    from saxonche import PySaxonApiError

    try:
        node = processor().parse_xml(xml_text=document.decode())
        report = program.transform_to_string(xdm_node=node)
    except PySaxonApiError as error:
        raise RulesFailed(first_line(error)) from None
    if not report:
        raise RulesFailed("it gives no report")
    return str(report).encode()


def first_line(error: Exception) -> str:
    """The first line of what Saxon says, cut to what a message can hold."""
    return " ".join(str(error).split())[:200]
