"""What the elements of the cross-industry family are called: CII, Order-X, and ZUGFeRD 1.0, its forerunner."""

from __future__ import annotations

from rpa.formats.xml_node import Names

DATA = "urn:un:unece:uncefact:data:standard:"
CII_SPACE = f"{DATA}CrossIndustryInvoice:100"
ORDER_X_SPACE = "urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"
ZUGFERD_1_SPACE = "urn:ferd:CrossIndustryDocument:invoice:1p0"

INVOICE = f"{{{CII_SPACE}}}CrossIndustryInvoice"
ORDER = f"{{{ORDER_X_SPACE}}}SCRDMCCBDACIOMessageStructure"
ZUGFERD_1 = f"{{{ZUGFERD_1_SPACE}}}CrossIndustryDocument"


def prefixes(root: str, entities: int, types: int) -> dict[str, str]:
    """Prefix to namespace for one version of the data model."""
    return {
        "rsm": root,
        "ram": f"{DATA}ReusableAggregateBusinessInformationEntity:{entities}",
        "udt": f"{DATA}UnqualifiedDataType:{types}",
        "qdt": f"{DATA}QualifiedDataType:{entities}",
    }


OLD_NAMES = {
    "ExchangedDocumentContext": "SpecifiedExchangedDocumentContext",
    "ExchangedDocument": "HeaderExchangedDocument",
    "SupplyChainTradeTransaction": "SpecifiedSupplyChainTradeTransaction",
    "ApplicableHeaderTradeAgreement": "ApplicableSupplyChainTradeAgreement",
    "ApplicableHeaderTradeDelivery": "ApplicableSupplyChainTradeDelivery",
    "ApplicableHeaderTradeSettlement": "ApplicableSupplyChainTradeSettlement",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "SpecifiedTradeSettlementMonetarySummation",
    "SpecifiedTradeSettlementLineMonetarySummation": "SpecifiedTradeSettlementMonetarySummation",
    "SpecifiedLineTradeAgreement": "SpecifiedSupplyChainTradeAgreement",
    "SpecifiedLineTradeDelivery": "SpecifiedSupplyChainTradeDelivery",
    "SpecifiedLineTradeSettlement": "SpecifiedSupplyChainTradeSettlement",
    "RateApplicablePercent": "ApplicablePercent",
    "IssuerAssignedID": "ID",
    "DespatchAdviceReferencedDocument": "DeliveryNoteReferencedDocument",
}

NAMES = {
    INVOICE: Names(prefixes(CII_SPACE, 100, 100)),
    ORDER: Names(prefixes(ORDER_X_SPACE, 128, 128)),
    ZUGFERD_1: Names(prefixes(ZUGFERD_1_SPACE, 12, 15), OLD_NAMES),
}
