"""Mistakes in settings: each one, with what to write instead; and what is none."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from rpa.cli.init import SETTINGS
from rpa.demo.office import SETTINGS as DEMO
from rpa.model.mistakes import find_mistakes


def mistakes(text: str, *used: str) -> list[tuple[str, str, str]]:
    found = find_mistakes(tomllib.loads(text), used.__contains__)
    return [(".".join(one.path), one.message, one.hint) for one in found]


@pytest.mark.parametrize(
    ("text", "path", "message", "hint"),
    [
        ('timezon = "Europe/Oslo"', "timezon", "nothing uses timezon", "Did you mean timezone?"),
        ('[mial]\nhost = "h"', "mial", "nothing uses [mial]", "Did you mean [mail]?"),
        ('[Mail]\nhost = "h"', "Mail", "nothing uses [Mail]", "Did you mean [mail]?"),
        ('[retension]\nlogs = "1 day"', "retension", "nothing uses [retension]", "Did you mean [retention]?"),
        ('[mail]\nhots = "127.0.0.1"', "mail.hots", "[mail] has no setting 'hots'", "Did you mean 'host'?"),
        ('[mail]\noutbx = "uit"', "mail.outbx", "[mail] has no setting 'outbx'", "Did you mean 'outbox'?"),
        ('[mail]\nport = "vijf"', "mail.port", '[mail] port = "vijf": expected a number from 1 to 65535', ""),
        ("[mail]\nport = true", "mail.port", "[mail] port = true: expected a number", ""),
        ("[mail]\nport = 0", "mail.port", "[mail] port = 0: expected a number from 1", ""),
        ('[mail]\nsecurity = "ssl"', "mail.security", '"ssl": expected one of starttls, tls, none', ""),
        ('[mail]\nsecurity = "startls"', "mail.security", "expected one of", "Did you mean 'starttls'?"),
        ('[mail]\nfrom = "geen adres"', "mail.from", '"geen adres": expected an address', ""),
        ('[mail]\nhost = ""', "mail.host", "expected a text that is not empty", ""),
        ('[mail]\nsign_in = "false"', "mail.sign_in", "expected true or false", "without quotation marks"),
        ('[mail]\ncollected = ["a", 1]', "mail.collected", "expected a folder or a list of folders", ""),
        ('[mail]\npassword = "x"', "mail.password", "[mail] has no setting 'password'", "rpa secret set mail.password"),
        ('[mail]\ntimezone = "UTC"', "mail.timezone", "no setting 'timezone'", "at the top"),
        ("[mail]\nkeyring = true", "mail.keyring", "no setting 'keyring'", "It belongs under [secrets]."),
        ('[mail]\nsignature = "x"', "mail.signature", "no setting 'signature'", "a name of your own"),
        ("[mail.sent]\nport = 993", "mail.sent", "[mail.sent] has no host", "Add to it"),
        ('[mail]\nsent = {host = "h", settle = -1}', "mail.sent.settle", "[mail.sent] settle = -1: expected", ""),
        ('[mail]\nsent = "h"', "mail.sent", '[mail] sent = "h": expected a table', ""),
        ('mail = "h"', "mail", 'mail = "h": expected a table', "square brackets"),
        ('[browser]\nheaded = "ja"', "browser.headed", '[browser] headed = "ja": expected true or false', ""),
        ('[reports]\nfoldr = "x"', "reports.foldr", "[reports] has no setting 'foldr'", "Did you mean 'folder'?"),
        ("[secrets]\nkeyrng = true", "secrets.keyrng", "[secrets] has no setting 'keyrng'", "'keyring'"),
        ('[company]\ncountry = "nl"', "company.country", "expected two capitals", ""),
        ('[company]\nemail = "office"', "company.email", "expected a mail address", ""),
        ("[http]\nproxy = 8080", "http.proxy", "[http] proxy = 8080: expected a text", ""),
    ],
)
def test_each_mistake(text: str, path: str, message: str, hint: str) -> None:
    ((where, seen, proposed),) = mistakes(text)
    assert where == path
    assert message in seen
    assert hint in proposed
    assert "invalid literal" not in seen


def test_all_at_once() -> None:
    text = 'timezon = "x"\n[mail]\nhots = "h"\noutbx = "u"\nport = "vijf"\n[browser]\nheaded = "ja"\n'
    assert [path for path, _, _ in mistakes(text)] == [
        "timezon",
        "mail.hots",
        "mail.outbx",
        "mail.port",
        "browser.headed",
    ]


@pytest.mark.parametrize("text", [SETTINGS, DEMO, SETTINGS.replace("# host", "host"), ""], ids=str.__len__)
def test_what_ships_has_none(text: str) -> None:
    assert mistakes(text) == []


def test_the_commented_lines_of_the_sample_are_settings_too() -> None:
    text = SETTINGS.replace("# Settings of", "#! Settings of").replace("\n# ", "\n")
    assert 'host = "smtp' in text
    assert mistakes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '[erp]\nurl = "x"\nhots = 1',
        '[office]\nuser = "x"',
        '[backoffice]\nurl = "x"\nanything = "y"',
        "year = 2026\nrates = [1, 2]",
        '[company]\nregistration = 27123456\nphone = ""',
        '[mail]\nport = "587"\nfrom = "Büro <b@x.de>"',
        '[mail]\nhost = "h"\nsent = {host = "i", server_files_sent = true}\ncollected = "gone"',
    ],
)
def test_what_is_none(text: str) -> None:
    assert mistakes(text) == []


def test_a_part_that_a_recipe_uses_is_the_companys_own() -> None:
    assert mistakes('[mails]\nto = "a@x.nl"', "mails") == []
    assert mistakes('[mails]\nto = "a@x.nl"', "erp") != []


def test_a_secret_that_stands_in_the_file_is_not_shown() -> None:
    ((_, message, hint),) = mistakes('[mail]\npassword = "geheim"')
    assert "geheim" not in message + hint


def test_long_values_are_cut() -> None:
    value: Any = mistakes(f'[mail]\nfrom = "{"x" * 500}"')[0][1]
    assert len(value) < 200
