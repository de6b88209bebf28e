"""The toolkit's own settings in `rpa.toml`: what each does, and what its value has to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

LAST_PORT = 65535
DAY = 86400


@dataclass(frozen=True)
class Kind:
    """What a value has to be.

    Attributes:
        expected: In words.
        fits: Whether a value is one.
    """

    expected: str
    fits: Callable[[Any], bool]


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        kind: What its value has to be.
        meaning: What it does, in one line.
        inside: Settings in it, when it is a table.
        needed: Which of these must be there.
        each: What stands under every name in it, when the names are the company's own.
    """

    kind: Kind
    meaning: str
    inside: Mapping[str, Setting] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    each: Setting | None = None


def is_number(value: Any, low: float, high: float) -> bool:
    """Whether a value is a number within bounds, or its digits as a text."""
    if isinstance(value, str):
        return value.isascii() and value.isdecimal() and low <= int(value) <= high
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_address(value: Any) -> bool:
    """Whether a value is a mail address, with or without a name."""
    from email.utils import parseaddr

    name, _, domain = parseaddr(value)[1].rpartition("@") if isinstance(value, str) else ("", "", "")
    return bool(name and domain)


def is_ip_address(value: Any) -> bool:
    """Whether a value is the address of a machine in numbers."""
    from ipaddress import ip_address

    try:
        return isinstance(value, str) and bool(ip_address(value))
    except ValueError:
        return False


def _are_folders(value: Any) -> bool:
    folders = value if isinstance(value, list) else [value]
    return all(isinstance(folder, str) and folder for folder in folders)


def _one_of(*words: str) -> Kind:
    return Kind(f"one of {', '.join(words)}", lambda value: value in words)


TEXT = Kind("a text", lambda value: isinstance(value, str))
FILLED = Kind("a text that is not empty", lambda value: isinstance(value, str) and bool(value.strip()))
WRITTEN = Kind("a text", lambda value: isinstance(value, str | int) and not isinstance(value, bool))
SWITCH = Kind("true or false", lambda value: isinstance(value, bool))
PORT = Kind(f"a number from 1 to {LAST_PORT}", lambda value: is_number(value, 1, LAST_PORT))
SECONDS = Kind(f"a whole number of seconds, up to {DAY}", lambda value: is_number(value, 0, DAY))
SENDER = Kind('an address, such as "Our Company <office@example.org>"', is_address)
ADDRESS = Kind(
    "a mail address, such as office@example.org", lambda value: isinstance(value, str) and ("@" in value or not value)
)
COUNTRY = Kind(
    "two capitals, such as NL, DE or NO",
    lambda value: isinstance(value, str) and (not value or (len(value) == 2 and value.isascii() and value.isupper())),
)
IP = Kind("an IP address, such as 127.0.0.1", is_ip_address)
FOLDERS = Kind("a folder or a list of folders", _are_folders)
TABLE = Kind("a table", lambda value: isinstance(value, Mapping))

ACCOUNT = {
    "host": Setting(FILLED, "the IMAP server"),
    "port": Setting(PORT, "its port"),
    "security": Setting(_one_of("tls", "starttls", "none"), "how the connection is kept secret"),
    "in_the_clear": Setting(SWITCH, "security none is meant, though the server is another machine"),
    "ca": Setting(FILLED, "a file with your company's certificate"),
    "user": Setting(FILLED, "name to sign in with, when it is not the secret mail.user"),
    "sign_in": Setting(
        _one_of("password", "token", "client_credentials", "refresh_token"), "what is shown beside the name"
    ),
    "token_url": Setting(FILLED, "where an access token is asked for"),
    "client": Setting(FILLED, "the number under which this program is registered there"),
    "scope": Setting(FILLED, "what the token is asked for"),
}
SENT = ACCOUNT | {
    "folder": Setting(TEXT, "the folder's name, where the server does not mark it"),
    "server_files_sent": Setting(SWITCH, "the mail server itself files what it sends"),
    "settle": Setting(SECONDS, "seconds it may take for that"),
}
SECTIONS: Mapping[str, Setting] = {
    "timezone": Setting(FILLED, "the company's time zone"),
    "company": Setting(
        TABLE,
        "seller on invoices, sender of mails",
        {
            "name": Setting(WRITTEN, "full legal name"),
            "street": Setting(WRITTEN, "street and house number"),
            "postal_code": Setting(WRITTEN, "postal code"),
            "city": Setting(WRITTEN, "town"),
            "country": Setting(COUNTRY, "country code"),
            "email": Setting(ADDRESS, "address for questions, and sender of mails"),
            "vat_number": Setting(WRITTEN, "VAT number"),
            "registration": Setting(WRITTEN, "number in the trade register"),
            "iban": Setting(WRITTEN, "account to pay to"),
            "bic": Setting(WRITTEN, "code of the bank"),
            "phone": Setting(WRITTEN, "telephone number"),
            "website": Setting(WRITTEN, "web address"),
            "legal_note": Setting(WRITTEN, "what else the law wants on letters"),
            "logo": Setting(TEXT, "a file below templates/"),
        },
    ),
    "mail": Setting(
        TABLE,
        "how mails are sent, and where they are read",
        {
            "from": Setting(SENDER, "sender of mails"),
            "outbox": Setting(FILLED, "the folder that mails go into while there is no host"),
            "collected": Setting(FOLDERS, "folders to which something moves mails out of the outbox"),
            "host": Setting(FILLED, "the mail server"),
            "port": Setting(PORT, "its port"),
            "security": Setting(_one_of("starttls", "tls", "none"), "how the connection is kept secret"),
            "sign_in": Setting(SWITCH, "sign in with the secrets mail.user and mail.password"),
            "sent": Setting(TABLE, "where it is looked up whether a mail was sent", SENT, ("host",)),
            "inbox": Setting(TABLE, "the mailbox that mail.imap reads", ACCOUNT, ("host",)),
            "accounts": Setting(
                TABLE, "further mailboxes, each under a name", each=Setting(TABLE, "a mailbox", ACCOUNT, ("host",))
            ),
        },
    ),
    "http": Setting(
        TABLE,
        "the way to web services",
        {
            "proxy": Setting(TEXT, "the proxy's address"),
            "ca": Setting(TEXT, "a file with your company's certificate"),
        },
    ),
    "intake": Setting(
        TABLE,
        "where web forms and webhooks are taken in",
        {
            "host": Setting(IP, "the IP address that rpa intake listens on"),
            "port": Setting(PORT, "its port"),
            "trusted_proxy": Setting(IP, "the reverse proxy that tells the sender's address"),
        },
    ),
    "browser": Setting(
        TABLE,
        "the browser that robots use",
        {"program": Setting(TEXT, "which Chromium"), "headed": Setting(SWITCH, "shows the window")},
    ),
    "files": Setting(
        TABLE, "files that steps name", {"outside": Setting(FOLDERS, "folders elsewhere that steps may read and write")}
    ),
    "reports": Setting(TABLE, "reports", {"folder": Setting(FILLED, "where they go")}),
    "secrets": Setting(
        TABLE,
        "where secrets are",
        {
            "folder": Setting(TEXT, "one file per secret"),
            "key_file": Setting(TEXT, "where the key lies"),
            "keyring": Setting(SWITCH, "asks the system's key ring too"),
        },
    ),
    # These say themselves what is wrong in them; their names are here for those that are nearly right.
    "ledger": Setting(TABLE, "the PostgreSQL database that keeps the ledger"),
    "retention": Setting(TABLE, "how long each kind of thing is kept"),
    "backoffice": Setting(TABLE, "the web application that robots type into; other names are welcome in it"),
}
