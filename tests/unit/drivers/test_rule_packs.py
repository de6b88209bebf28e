from __future__ import annotations

import os
from pathlib import Path

import pytest

from rpa.drivers.einvoice_file import read_content
from rpa.drivers.einvoice_rules import Verdict, check
from rpa.errors import UsageError
from tests.fakes.einvoices import DE, NL, changed

SCH = """\
<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
  <ns prefix="cbc" uri="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"/>
  <ns prefix="cac" uri="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"/>
  <ns prefix="i" uri="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>
  <ns prefix="f" uri="urn:example:functions"/>
  <xsl:function name="f:even" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    as="xs:boolean" xmlns:xs="http://www.w3.org/2001/XMLSchema">
    <xsl:param name="text"/><xsl:sequence select="number($text) mod 2 = 0"/>
  </xsl:function>
  <let name="country" value="//cac:AccountingSupplierParty//cbc:IdentificationCode"/>
  <include href="more.sch"/>
  <pattern id="first">
    <let name="currency" value="/i:Invoice/cbc:DocumentCurrencyCode"/>
    <rule context="cbc:DocumentCurrencyCode">
      <assert id="A-1" flag="fatal" test="$country = 'BE'">[A-1]-the seller of <name path=".."/> is in
        <value-of select="$country"/>, and it is in <value-of select="$currency"/> &amp; &lt;so&gt;</assert>
    </rule>
    <rule context="cac:InvoiceLine[cbc:ID = '1']">
      <report id="A-2" role="warning" test="cbc:InvoicedQuantity &gt; 100">a large <emph>line</emph></report>
    </rule>
    <rule context="cac:InvoiceLine">
      <extends rule="numbered"/>
    </rule>
    <rule context="@unitCode"><assert id="A-4" test=". != 'LS'">no lump sums</assert></rule>
  </pattern>
  <pattern>
    <rule abstract="true" id="numbered">
      <let name="id" value="cbc:ID"/>
      <assert id="A-3" test="f:even($id)">line <value-of select="$id"/> is odd</assert>
    </rule>
  </pattern>
  <pattern abstract="true" id="present">
    <rule context="$where"><assert id="$rule" test="$what">missing</assert></rule>
  </pattern>
  <pattern is-a="present">
    <param name="where" value="cac:PaymentMeans"/>
    <param name="what" value="cbc:Absent"/>
    <param name="rule" value="A-5"/>
  </pattern>
</schema>
"""
MORE = """\
<pattern xmlns="http://purl.oclc.org/dsdl/schematron">
  <rule context="/i:Invoice"><assert id="A-6" test="false()">always</assert></rule>
</pattern>
"""
XSLT = """\
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
<xsl:template match="/"><svrl:schematron-output>
  <svrl:failed-assert id="X-1" location="/*"><svrl:text>told</svrl:text></svrl:failed-assert>
</svrl:schematron-output></xsl:template></xsl:stylesheet>
"""
PACK = """\
name = "Ours"
for = ["urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:*"]
en16931 = false
ubl = ["ours.sch"]
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "rules" / "ours"
    folder.mkdir(parents=True)
    for name, text in (("pack.toml", PACK), ("ours.sch", SCH), ("more.sch", MORE), ("ours.xslt", XSLT)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def judged(content: bytes, root: Path, rules: str = "rules/ours") -> Verdict:
    return check(read_content(content, "a.xml"), rules, root)


def test_a_schematron_is_run_as_it_reads(packs: Path, tmp_path: Path) -> None:
    verdict = judged(NL.read_bytes(), tmp_path)
    assert verdict.applied == ("arithmetic", "Ours")
    assert {(one.rule, one.words, one.place) for one in verdict.broken} == {
        ("A-6", "always", ""),
        ("A-1", "the seller of Invoice is in NL, and it is in USD & <so>", "line 12"),
        ("A-4", "no lump sums", "line 73"),
        ("A-3", "line 3 is odd", "line 72"),
        ("A-5", "missing", "line 47"),
    }
    assert [(one.rule, one.words, one.place) for one in verdict.warnings] == [("A-2", "a large line", "line 57")]


def test_the_first_rule_that_fits_a_node_counts_in_its_pattern(packs: Path, tmp_path: Path) -> None:
    """Line 1 meets the rule for line 1, and so not the one for all lines, which it would break."""
    words = [one.words for one in judged(NL.read_bytes(), tmp_path).broken if one.rule == "A-3"]
    assert words == ["line 3 is odd"]


def test_a_pack_of_xslt_is_run(packs: Path, tmp_path: Path) -> None:
    (packs / "pack.toml").write_text(PACK.replace("ours.sch", "ours.xslt"), encoding="utf-8")
    assert [str(one) for one in judged(NL.read_bytes(), tmp_path).broken] == ["X-1: told"]


def test_the_official_rules_go_first_unless_the_pack_says_not(packs: Path, tmp_path: Path) -> None:
    (packs / "pack.toml").write_text(PACK.replace("en16931 = false\n", ""), encoding="utf-8")
    assert judged(NL.read_bytes(), tmp_path).applied == ("arithmetic", "EN 16931 (UBL)", "Ours")


def test_a_folder_of_packs_gives_those_that_hold(packs: Path, tmp_path: Path) -> None:
    other = packs.parent / "xrechnung"
    other.mkdir()
    text = PACK.replace("Ours", "German").replace("urn:fdc:peppol.eu:*", "urn:xeinkauf.de:kosit:xrechnung_3.0")
    (other / "pack.toml").write_text(text.replace('ubl = ["ours.sch"]', 'cii = ["ours.xslt"]'), encoding="utf-8")
    (other / "ours.xslt").write_text(XSLT, encoding="utf-8")
    assert judged(NL.read_bytes(), tmp_path, "rules").applied == ("arithmetic", "Ours")
    assert judged(DE.read_bytes(), tmp_path, "rules").applied == ("arithmetic", "German")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (">urn:cen.eu:en16931:2017<", "it says it keeps to 'urn:cen.eu:en16931:2017'; the rules asked for are Ours"),
        ("><", "it does not say which specification it keeps to"),
    ],
)
def test_a_document_that_no_pack_holds_for_is_told(packs: Path, tmp_path: Path, new: str, words: str) -> None:
    stated = ">urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0<"
    (breach,) = judged(changed(NL, (stated, new)), tmp_path).broken
    assert breach.rule == "specification"
    assert words in breach.words


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("pack.toml", 'name = "Ours"', "name = ", "it is no TOML"),
        ("pack.toml", "en16931 = false", 'en16931 = "no"', "en16931 = 'no' is not expected"),
        ("pack.toml", "for = ", "fro = ", "fro = .* is not expected"),
        ("pack.toml", 'for = ["', 'ubl2 = ["', "ubl2"),
        ("pack.toml", "ours.sch", "../ours.sch", "is no file in it"),
        ("pack.toml", "ours.sch", "pack.toml", "is no file in it"),
        ("pack.toml", 'ubl = ["ours.sch"]', "", "it names no rules"),
        ("ours.sch", "more.sch", "../../../etc/passwd", "which is no file of the rule pack"),
        ("ours.sch", "more.sch", "ours.sch", "which is no file of the rule pack"),
        ("ours.sch", 'rule="numbered"', 'rule="nobody"', "no abstract rule 'nobody'"),
        ("ours.sch", 'is-a="present"', 'is-a="absent"', "no abstract pattern 'absent'"),
        ("ours.sch", 'queryBinding="xslt2"', 'queryBinding="stx"', "its query language 'stx' is not known"),
        ("ours.sch", "dsdl/schematron", "dsdl/other", "this is no Schematron"),
        ("ours.sch", 'test="f:even($id)"', 'test="f:even("', "the rules cannot be used"),
        ("ours.sch", "<schema", "<!DOCTYPE x><schema", "document type"),
    ],
)
def test_a_pack_with_a_mistake_is_a_mistake_of_the_recipe(
    packs: Path, tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    text = (packs / name).read_text(encoding="utf-8")
    assert old in text
    (packs / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        judged(NL.read_bytes(), tmp_path)


def test_an_empty_folder_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    with pytest.raises(UsageError, match="there is no rule pack"):
        judged(NL.read_bytes(), tmp_path, "rules")


def test_a_changed_pack_is_read_again(packs: Path, tmp_path: Path) -> None:
    assert "A-4" in {one.rule for one in judged(NL.read_bytes(), tmp_path).broken}
    (packs / "ours.sch").write_text(SCH.replace("!= 'LS'", "!= 'XX'"), encoding="utf-8")
    os.utime(packs / "ours.sch", ns=(1, 1))
    assert "A-4" not in {one.rule for one in judged(NL.read_bytes(), tmp_path).broken}


IN_THEIR_WAY = """\
<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:u="utils" schemaVersion="iso" queryBinding="xslt2">
  <title>As the published packs write it</title>
  <ns uri="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" prefix="cbc"/>
  <ns uri="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" prefix="cac"/>
  <ns uri="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" prefix="cn"/>
  <ns uri="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" prefix="inv"/>
  <ns uri="http://www.w3.org/2001/XMLSchema" prefix="xs"/>
  <ns uri="utils" prefix="u"/>
  <phase id="all"><active pattern="values"/></phase>
  <let name="seller" value="
      if (/*/cac:AccountingSupplierParty) then
        upper-case(normalize-space(/*/cac:AccountingSupplierParty//cbc:IdentificationCode))
      else
        'XX'"/>
  <function xmlns="http://www.w3.org/1999/XSL/Transform" name="u:slack" as="xs:boolean">
    <param name="exp" as="xs:decimal"/>
    <param name="val" as="xs:decimal"/>
    <value-of select="xs:decimal($exp + 0.02) &gt;= $val and xs:decimal($exp - 0.02) &lt;= $val"/>
  </function>
  <pattern id="values">
    <let name="LEVEL-1" value="'^[0-9]{3}$'"/>
  </pattern>
  <pattern>
    <let name="buyer" value="concat(cn:CreditNote/cac:AccountingCustomerParty//cbc:IdentificationCode,
      inv:Invoice/cac:AccountingCustomerParty//cbc:IdentificationCode)"/>
    <let name="twice" value="'first'"/>
    <rule context="inv:Invoice[$buyer = 'DE'] | cn:CreditNote[$buyer = 'DE']">
      <assert id="T-1" test="matches(cbc:InvoiceTypeCode, $LEVEL-1)" flag="fatal">of <name/> "never"</assert>
      <assert id="T-2" test="$twice = 'second'" flag="fatal">[T-2] here it is <value-of select="$twice"/></assert>
    </rule>
    <rule context="//cac:PaymentMeans[//cac:AccountingSupplierParty
      and $seller = 'NL']/cac:PayeeFinancialAccount/cbc:ID">
      <assert id="T-3" test="string(number(normalize-space(.))) != 'NaN'" flag="warning">numeric {account}</assert>
    </rule>
    <rule context="cac:InvoiceLine">
      <let name="quantity" value="if (/inv:Invoice) then xs:decimal(cbc:InvoicedQuantity) else 1"/>
      <let name="price" value="xs:decimal(cac:Price/cbc:PriceAmount) div (if (cac:Price/cbc:BaseQuantity) then
        xs:decimal(cac:Price/cbc:BaseQuantity) else 1)"/>
      <assert id="T-4" flag="fatal"
        test="u:slack(xs:decimal(cbc:LineExtensionAmount), $quantity * $price)">adds up</assert>
    </rule>
  </pattern>
  <pattern>
    <let name="twice" value="'second'"/>
    <rule context="//*[not(*) and not(normalize-space())]"><assert id="T-5" test="false()">empty</assert></rule>
    <rule context="cbc:IssueDate">
      <assert id="T-6" flag="information"
        test="$twice = 'first' or xs:date(text()) &lt; xs:date('2026-01-01')">old</assert>
    </rule>
  </pattern>
</schema>
"""


def test_a_schematron_written_as_the_published_ones_are(packs: Path, tmp_path: Path) -> None:
    """Variables of patterns in contexts and in other patterns, typed functions, unions, contexts from the root."""
    (packs / "ours.sch").write_text(IN_THEIR_WAY, encoding="utf-8")
    verdict = judged(NL.read_bytes(), tmp_path)
    assert [str(one) for one in verdict.broken] == [
        "T-2: here it is first",
        "T-4: adds up (line 57)",
    ]
    warned = ["T-3: numeric {account} (line 47)", "T-6: old (line 6)", "T-6: old (line 18)"]
    assert [str(one) for one in verdict.warnings] == warned
    emptied = judged(changed(NL, (">Frau Öztürk<", "><"), (">380<", ">38<")), tmp_path)
    assert {one.rule for one in emptied.broken} == {"T-1", "T-2", "T-4", "T-5"}


def test_rules_that_throw_are_broken_by_the_document(packs: Path, tmp_path: Path) -> None:
    (packs / "ours.sch").write_text(IN_THEIR_WAY, encoding="utf-8")
    found = judged(changed(NL, (">2026-10-05<", ">later<")), tmp_path)
    (failed,) = [one for one in found.broken if one.rule == "Ours"]
    assert "cannot be worked out on this document" in failed.words
