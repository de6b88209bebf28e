from __future__ import annotations

import random
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from rpa.drivers.einvoice_file import read_content
from rpa.drivers.einvoice_rules import Verdict, check, run
from rpa.drivers.en16931 import as_core, rules_for, structure
from rpa.errors import UsageError
from rpa.formats.einvoice_arithmetic import SUM_RULES, check_arithmetic
from tests.fakes.einvoices import DE, DE_ORDER, EVERY, FACTUR_X, NL, NO, changed

HERE = Path(__file__).parent


def judged(content: bytes, rules: str = "en16931", root: Path = HERE) -> Verdict:
    return check(read_content(content, "a.xml"), rules, root)


def rules(verdict: Verdict) -> list[str]:
    return [breach.rule for breach in verdict.broken]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_the_kept_documents_keep_the_official_rules(path: Path) -> None:
    verdict = judged(path.read_bytes())
    assert verdict.broken == ()
    assert len(verdict.applied) == 2


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (NL, "EN 16931 (UBL)"),
        (NO, "EN 16931 (UBL)"),
        (DE, "EN 16931 (CII)"),
        (DE_ORDER, "none: EN 16931 has no rules for orders"),
        (FACTUR_X / "factur-x-minimum.xml", "Factur-X MINIMUM"),
        (FACTUR_X / "factur-x-basicwl.xml", "Factur-X BASICWL"),
        (FACTUR_X / "factur-x-extended.xml", "Factur-X EXTENDED"),
        (FACTUR_X / "order-x-comfort.xml", "Order-X (orderx-comfort)"),
        (FACTUR_X / "zugferd-comfort.xml", "ZUGFeRD 1.0 (structure only: it is older than EN 16931)"),
    ],
)
def test_each_document_meets_the_rules_of_its_profile(path: Path, name: str) -> None:
    assert judged(path.read_bytes()).applied == ("arithmetic", name)


def test_a_broken_rule_is_told_with_its_number_its_words_and_its_line() -> None:
    verdict = judged(changed(NL, (">NL123456782B90<", ">123456782B90<")))
    (breach,) = verdict.broken
    assert breach.rule == "BR-CO-09"
    assert "shall have a prefix in accordance with ISO code ISO 3166-1" in breach.words
    assert not breach.words.startswith("[")
    assert breach.place == "line 33"


def test_our_figures_replace_the_official_words_of_the_same_rule() -> None:
    verdict = judged(
        changed(NL, ('TaxInclusiveAmount currencyID="USD">378.30', 'TaxInclusiveAmount currencyID="USD">387.30'))
    )
    found = {breach.rule: breach.words for breach in verdict.broken}
    assert set(found) == {"BR-CO-15", "BR-CO-16"}
    assert "the document states 387.30" in found["BR-CO-15"]
    assert rules(verdict) == ["BR-CO-15", "BR-CO-16"]


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (NL, "<cbc:ID>2026-0417</cbc:ID>", "<cbc:ID/>", "BR-02"),
        (DE, "<ram:ID>R-2026-9</ram:ID>", "", "BR-02"),
        (DE, ">DE129273398<", ">129273398<", "BR-CO-09"),
        (NL, "<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>", "", ""),
        (NL, 'unitCode="HUR"', 'unitCode="STUNDE"', "BR-CL-23"),
        (NL, ">USD</cbc:DocumentCurrencyCode>", ">XQX</cbc:DocumentCurrencyCode>", "BR-CL-04"),
    ],
)  # fmt: skip
def test_rules_beyond_arithmetic(path: Path, old: str, new: str, rule: str) -> None:
    found = rules(judged(changed(path, (old, new))))
    assert (rule in found) if rule else found == []


def test_structure_comes_first_and_names_what_was_expected() -> None:
    verdict = judged(changed(DE, ("<ram:TypeCode>380</ram:TypeCode>", "<ram:Typo>380</ram:Typo>")))
    assert {breach.rule for breach in verdict.broken} == {"structure"}
    (breach,) = verdict.broken
    assert (breach.place, "{" in breach.words) == ("line 7", False)
    assert "Typo" in breach.words


def test_rules_that_end_with_an_error_are_broken() -> None:
    """The official XSLT throws on numbers that are none; the structure says so first, where it can."""
    verdict = judged(changed(NL, (">300.00<", ">many<")))
    assert verdict.broken


def test_a_warning_is_no_breach() -> None:
    verdict = judged((FACTUR_X / "ubl-21-extended-ctc-fr.xml").read_bytes())
    assert verdict.broken == ()
    assert "UBL-CR-026" in [breach.rule for breach in verdict.warnings]


def test_none_and_arithmetic_need_no_extra_part() -> None:
    broken = changed(NL, (">300.00<", ">301.00<"))
    assert judged(broken, "none") == Verdict((), (), ())
    assert rules(judged(broken, "arithmetic")) == ["BR-CO-16"]


def test_rules_that_are_not_there_are_a_mistake_of_the_recipe(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are no rules 'nlcius'"):
        judged(NL.read_bytes(), "nlcius", tmp_path)


AMOUNT = re.compile(rb">([0-9]+\.[0-9]+)<")
OURS = {f"BR-CO-{number}" for number in (10, 11, 12, 13, 14, 15, 16, 17)} | set(SUM_RULES.values())


@pytest.mark.parametrize("path", [NL, NO, DE, FACTUR_X / "factur-x-en16931.xml"], ids=lambda path: path.name)
def test_our_arithmetic_and_the_official_rules_say_the_same_of_changed_amounts(path: Path) -> None:
    whole = re.sub(rb"<!--.*?-->", b"", path.read_bytes(), flags=re.DOTALL)
    places, dice = list(AMOUNT.finditer(whole)), random.Random(path.name)
    for _ in range(30):
        place = dice.choice(places)
        change = Decimal(dice.choice(("0.01", "-0.01", "0.5", "0.99", "1", "1.01", "-1", "100")))
        new = str(abs(Decimal(place[1].decode()) + change)).encode()
        file = read_content(whole[: place.start(1)] + new + whole[place.end(1) :], "a.xml")
        official = rules_for(file.document)
        assert structure(file.root, official) == ()
        assert official.sheet is not None
        found = run(official.sheet, as_core(file.root) if official.as_core else file.root, official.name)
        theirs = {breach.rule for breach in found if breach.is_fatal} & OURS
        ours = {breach.rule for breach in check_arithmetic(file.document) if breach.is_fatal}
        assert ours == theirs, (place[0], new, whole[place.start() - 80 : place.start()])


@pytest.mark.parametrize("missing", ["saxonche", "facturx"])
def test_without_the_extra_part_it_says_what_to_install(missing: str) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "import importlib.util as u; find = u.find_spec\n"
        f"u.find_spec = lambda name: None if name == {missing!r} else find(name)\n"
        "from pathlib import Path\n"
        "from rpa.drivers.einvoice_file import open_einvoice\n"
        "from rpa.drivers.einvoice_rules import check\n"
        "from rpa.errors import EnvironmentNotReady\n"
        f"file = open_einvoice(Path({str(NL)!r}), 'a.xml')\n"
        "assert not check(file, 'arithmetic', Path('.')).broken\n"
        "try: check(file, 'en16931', Path('.'))\n"
        "except EnvironmentNotReady as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pip install 'rpa-backoffice[einvoice]'" in done.stdout


def test_the_rules_reach_nothing_outside(tmp_path: Path) -> None:
    """A document type never gets as far as Saxon, and Saxon itself refuses one."""
    from rpa.drivers.saxon import RulesFailed, Stylesheet, apply

    secret = tmp_path / "secret"
    secret.write_text("hidden", encoding="utf-8")
    sheet = tmp_path / "copy.xslt"
    sheet.write_text(
        '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
        '<xsl:template match="/"><r><xsl:value-of select="."/></r></xsl:template></xsl:stylesheet>',
        encoding="utf-8",
    )
    assert b"ok" in apply(Stylesheet(sheet), b"<a>ok</a>")
    with pytest.raises(RulesFailed):
        apply(Stylesheet(sheet), f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode())
