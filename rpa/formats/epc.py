"""The QR code for SEPA credit transfers that banking apps scan from an invoice (EPC069-12, version 002)."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from rpa.formats.reading import Unreadable
from rpa.formats.texts import read_bic, read_iban
from rpa.model.money import Money

SMALLEST, LARGEST = Decimal("0.01"), Decimal("999999999.99")
NAME_LENGTH, TEXT_LENGTH, INFORMATION_LENGTH = 70, 140, 70  # characters
PAYLOAD_BYTES, LARGEST_VERSION = 331, 13

# The European Economic Area: only its banks are found without a BIC.
EEA = frozenset(re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEISITLILTLULVMTNLNOPLPTROSESISK"))


def epc_payload(
    name: str,
    iban: str,
    amount: Money,
    *,
    remittance: str = "",
    reference: str = "",
    bic: str | None = None,
    purpose: str = "",
    information: str = "",
) -> str:
    """Build the text of the code.

    Args:
        name: Beneficiary, at most 70 characters.
        iban: Account of the beneficiary, spaces allowed.
        amount: 0.01 to 999999999.99 EUR, in whole cents.
        remittance: Free text for the beneficiary, at most 140 characters.
        reference: Creditor reference of ISO 11649, ``RF18 5390 0754 7034``; replaces the free text.
        bic: Bank of the beneficiary; needed only for accounts outside the European Economic Area.
        purpose: Purpose code of ISO 20022, up to four letters.
        information: Note to the payer, at most 70 characters.

    Returns:
        The payload, lines divided by a line feed, at most 331 bytes of UTF-8.

    Raises:
        Unreadable: A value breaks a limit; nothing is cut.
    """
    account = read_iban(iban)
    bank = read_bic(bic) if bic else ""
    if not bank and account[:2] not in EEA:
        raise Unreadable(iban, "an account that is found without a BIC", "name the BIC of the bank")
    if remittance.strip() and reference.strip():
        hint = f"there is also the text '{remittance.strip()}'; leave one of them out"
        raise Unreadable(reference, "a reference on its own", hint)
    lines = (
        *("BCD", "002", "1", "SCT", bank),
        line(name, "the name of the beneficiary", NAME_LENGTH, needed=True),
        account,
        "EUR" + whole_cents(amount),
        purpose_code(purpose),
        creditor_reference(reference),
        line(remittance, "the text of a transfer", TEXT_LENGTH),
        line(information, "a note to the payer", INFORMATION_LENGTH),
    )
    payload = "\n".join(lines).rstrip("\n")  # empty lines at the end may be left out
    if (size := len(payload.encode())) > PAYLOAD_BYTES:
        raise Unreadable(remittance or name, "short enough for a payment code", f"{size} bytes, 331 fit; shorten")
    return payload


def line(text: str, what: str, longest: int, *, needed: bool = False) -> str:
    """One line of the payload, checked and never cut."""
    stripped = text.strip()
    if needed and not stripped:
        raise Unreadable(text, what, "it is empty")
    if len(stripped) > longest:
        raise Unreadable(text, what, f"it has {len(stripped)} characters, {longest} are allowed")
    if not stripped.isprintable():
        raise Unreadable(text, what, "it must be one line without control characters")
    return stripped


def whole_cents(amount: Money) -> str:
    """The amount as the code writes it, ``1250.00``."""
    if amount.currency != "EUR":
        raise Unreadable(str(amount), "an amount in EUR", "a SEPA transfer is in euros")
    if amount.rounded() != amount:
        raise Unreadable(str(amount), "an amount in whole cents", "round it first")
    if not SMALLEST <= amount.amount <= LARGEST:
        raise Unreadable(str(amount), f"an amount from {SMALLEST} to {LARGEST} EUR")
    return amount.plain


def purpose_code(purpose: str) -> str:
    """A purpose code of at most four capital letters or digits, or nothing."""
    code = purpose.strip()
    if code and not (len(code) <= 4 and code.isascii() and code.isalnum() and code == code.upper()):
        raise Unreadable(purpose, "a purpose code such as GDDS")
    return code


def creditor_reference(reference: str) -> str:
    """A creditor reference with right check digits, without spaces, or nothing."""
    if not reference.strip():
        return ""
    from stdnum import iso11649
    from stdnum.exceptions import ValidationError

    try:
        return str(iso11649.validate(reference))
    except ValidationError as error:
        hint = f"{error} Payment references without RF belong into the text"
        raise Unreadable(reference, "a creditor reference such as RF18 5390 0754 7034", hint) from None


def qr_svg(payload: str) -> str:
    """Draw a payload as a QR code: error correction M, at most version 13, four modules of quiet zone.

    Args:
        payload: From ``epc_payload``.

    Returns:
        An SVG element with its namespace and a viewBox, for a page or a file; one unit is one module.

    Raises:
        Unreadable: It does not fit into version 13.
    """
    import segno

    code = segno.make(payload, error="m", boost_error=False, micro=False, mode="byte", encoding="utf-8")
    if int(code.version) > LARGEST_VERSION:
        raise Unreadable(payload, "short enough for a payment code", f"it needs version {code.version}, not 13")
    svg = io.BytesIO()
    code.save(svg, kind="svg", xmldecl=False, omitsize=True, border=4, nl=False)
    return svg.getvalue().decode()
