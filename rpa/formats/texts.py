"""Texts of a form or a cell: plain text, addresses, account and tax numbers, yes and no."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from rpa.formats.languages import guess_language
from rpa.formats.locales import convention
from rpa.formats.reading import Unreadable

__all__ = [
    "guess_language",
    "read_bic",
    "read_boolean",
    "read_email",
    "read_iban",
    "read_text",
    "read_vat_number",
]


class VatForm(Protocol):
    """What is used of a python-stdnum module."""

    def validate(self, number: str) -> str:
        """The compact number, or an error of python-stdnum."""


LONGEST_NUMBER = 64  # characters of an account or tax number with its spaces

WORDS = {
    "en": (("yes", "true", "y"), ("no", "false", "n")),
    "nl": (("ja", "waar", "j"), ("nee", "neen", "onwaar", "n")),
    "de": (("ja", "wahr", "j"), ("nein", "falsch", "n")),
    "nb": (("ja", "sann", "sant", "j"), ("nei", "usann", "usant", "n")),
    "da": (("ja", "sand", "sandt", "j"), ("nej", "falsk", "n")),
    "sv": (("ja", "sant", "j"), ("nej", "falskt", "n")),
    "fr": (("oui", "vrai"), ("non", "faux")),
    "it": (("sì", "si", "vero"), ("no", "falso")),
    "es": (("sí", "si", "verdadero"), ("no", "falso")),
}
# No word means yes in one language and no in another, so a German form in a Dutch workspace is read as well.
MEANINGS = {
    **{word: True for yes, _ in WORDS.values() for word in (*yes, "1")},
    **{word: False for _, no in WORDS.values() for word in (*no, "0")},
}


def read_text(text: str, *, lines: bool = False) -> str:
    """Read a text: stripped, in Unicode's composed form (NFC), with nothing invisible in it.

    Two keys that look the same must be the same: control, zero-width and direction characters are refused.

    Args:
        text: As it came.
        lines: Whether line breaks and tabs may be part of it; every line break becomes a line feed.

    Raises:
        Unreadable: It holds a character that cannot be seen.
    """
    if not isinstance(text, str):
        raise Unreadable(text, "a text", "format the cell as text")
    composed = unicodedata.normalize("NFC", text.strip())
    if lines:
        composed = composed.replace("\r\n", "\n").replace("\r", "\n")
    for place, char in enumerate(composed, start=1):
        hidden = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        joined = char == "\u200d"  # holds emoji together
        if hidden and not joined and not (lines and char in "\n\t"):
            what = "a text of one line" if char in "\n\r\t" else "a text that can be seen"
            raise Unreadable(text, what, f"character {place} is U+{ord(char):04X}; delete it")
    return composed


def read_email(text: str) -> str:
    """Read one e-mail address, by its form alone: no question is sent over the network.

    Args:
        text: The address without a display name. Addresses in ``.test``, where no mail arrives, are allowed.

    Returns:
        The address with its domain in small letters.

    Raises:
        Unreadable: It is no address; the message says what is wrong with it.
    """
    from email_validator import EmailNotValidError, validate_email

    address = read_text(text)
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise Unreadable(text, "an e-mail address such as kari@firma.no", sentence(error)) from None


def read_iban(text: str) -> str:
    """Read an account number: form, length, check digits, and the national check where there is one.

    Args:
        text: The IBAN, spaces allowed, any case.

    Returns:
        The IBAN in capitals without spaces.

    Raises:
        Unreadable: It is not an IBAN; the message says what is wrong with it.
    """
    from schwifty import IBAN
    from schwifty.exceptions import InvalidChecksumDigits, SchwiftyException

    expected = "an account number (IBAN) such as NL91 ABNA 0417 1643 00"
    number = compact(text, expected)
    try:
        return str(IBAN(number, validate_bban=True).compact)
    except InvalidChecksumDigits:
        hint = "its check digits do not fit, so at least one character is wrong"
        raise Unreadable(text, expected, hint) from None
    except SchwiftyException as error:
        raise Unreadable(text, expected, sentence(error)) from None


def read_bic(text: str) -> str:
    """Read the identifier of a bank, 8 or 11 characters.

    Args:
        text: The BIC, spaces allowed, any case.

    Raises:
        Unreadable: It is not a BIC.
    """
    from schwifty import BIC
    from schwifty.exceptions import SchwiftyException

    number = compact(text, "a bank identifier (BIC) such as ABNANL2A")
    try:
        return str(BIC(number).compact)
    except SchwiftyException as error:
        raise Unreadable(text, "a bank identifier (BIC) such as ABNANL2A", sentence(error)) from None


def read_vat_number(text: str, country: str) -> str:
    """Read a VAT number of one country: its form and check digits, not whether it is registered.

    Args:
        text: The number with or without the country's letters; spaces, dots and hyphens allowed.
        country: ISO 3166 code, ``NL``, ``DE``, ``NO``.

    Returns:
        Capitals without spaces, with the country's letters: ``NL123456782B90``, ``DE136695976``,
        ``NO995525828MVA``, ``CHE107787577MWST``.

    Raises:
        Unreadable: It is not a VAT number of this country, or its check digits are wrong.
        ValueError: No VAT number is known for the country.
    """
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

    form = vat_form(country)
    number = compact(text, f"a VAT number of {country}")
    prefix = "EL" if country == "GR" else country
    stated = number[:2]
    if len(stated) == 2 and stated.isalpha() and stated not in (prefix, country) and country not in ("FR", "IE"):
        raise Unreadable(text, f"a VAT number of {country}", f"it begins with {stated}")
    try:
        valid = str(form.validate(number))
    except InvalidChecksum:
        hint = "its check digits do not fit, so at least one digit is wrong"
        raise Unreadable(text, f"a VAT number of {country}", hint) from None
    except InvalidLength:
        raise Unreadable(text, f"a VAT number of {country}", "it has too few or too many characters") from None
    except InvalidComponent:
        raise Unreadable(text, f"a VAT number of {country}", "a part of it cannot occur there") from None
    except ValidationError as error:
        hint = "it must end in MVA" if country == "NO" else sentence(error)
        raise Unreadable(text, f"a VAT number of {country}", hint) from None
    return valid if valid.startswith(prefix) else prefix + valid


def vat_form(country: str) -> VatForm:
    """The rules for VAT numbers of one country."""
    from stdnum import get_cc_module

    form = get_cc_module(country.lower(), "vat") if re.fullmatch("[A-Z]{2}", country) else None
    if form is None:
        raise ValueError(f"no VAT numbers are known for the country {country!r}; expected a code such as NL")
    return form


def read_boolean(value: str | bool | int, locale: str) -> bool:
    """Read yes or no: ``ja``, ``nei``, ``true``, ``1``, ``j``, in any case and any of the languages.

    Args:
        value: A text, or a boolean, 0 or 1 from a typed cell.
        locale: Whose words the message proposes when it cannot be read.

    Raises:
        Unreadable: It is neither.
    """
    meaning = MEANINGS.get(str(value).strip().casefold().rstrip(".")) if isinstance(value, str | int) else None
    if meaning is None:
        yes, no = WORDS[convention(locale).language]
        raise Unreadable(value, f"'{yes[0]}' or '{no[0]}'")
    return meaning


def compact(text: str, expected: str) -> str:
    """A number in capitals without spaces, dots, hyphens and slashes."""
    number = re.sub(r"[\s./-]", "", read_text(text)).upper()
    if not number or len(text) > LONGEST_NUMBER or not (number.isascii() and number.isalnum()):
        raise Unreadable(text, expected, "" if number else "it is empty")
    return number


def sentence(error: Exception) -> str:
    """A library's message as the end of ours: small first letter, no full stop."""
    message = str(error).strip().rstrip(".")
    return message[:1].lower() + message[1:]
