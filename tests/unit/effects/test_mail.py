"""Reading `[mail]` of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rpa.effects.mail import message_id, open_post
from rpa.errors import EnvironmentNotReady
from rpa.model.secret import Secret
from rpa.model.workspace import Workspace

HERE = Path("/srv/robots")


def post(**settings: Any) -> Any:
    return open_post(Workspace(HERE, HERE, settings), lambda name: Secret(name, "hunter22"))


def test_without_a_server_there_is_an_outbox() -> None:
    found = post(company={"email": "office@x.nl"})
    assert (found.sender, found.server, found.outbox) == ("office@x.nl", None, HERE / "outbox")
    assert found.target == "/srv/robots/outbox"


def test_a_server_with_and_without_signing_in() -> None:
    found = post(mail={"from": "Office <o@x.nl>", "host": "smtp.x.nl"})
    assert (found.server.port, found.server.security, found.server.user.name) == (587, "starttls", "mail.user")
    assert found.target == "smtp://smtp.x.nl:587"
    found = post(mail={"from": "o@x.nl", "host": "h", "port": 25, "security": "none", "sign_in": False})
    assert (found.server.port, found.server.user, found.server.password) == (25, None, None)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "no sender for mails"),
        ({"mail": "smtp.x.nl"}, "mail and company must be tables"),
        ({"company": "Van Dijk"}, "mail and company must be tables"),
        ({"mail": {"from": "o@x.nl", "host": "h", "security": "ssl"}}, "security is 'ssl'; expected one of starttls"),
        ({"mail": {"from": "o@x.nl", "collected": [1]}}, "collected must be a folder or a list"),
        ({"mail": {"from": "o@x.nl", "host": "h", "sent": "imap.x.nl"}}, "sent must be a table with host"),
        ({"mail": {"from": "o@x.nl", "host": "h", "port": "smtp"}}, "invalid literal"),
    ],
)
def test_what_is_wrong_with_it(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(EnvironmentNotReady, match=message) as caught:
        post(**settings)
    assert "rpa.toml" in str(caught.value)


def test_where_collectors_and_servers_put_mails() -> None:
    found = post(mail={"from": "o@x.nl", "outbox": "out", "collected": ["out/.Archive", "/srv/done"]})
    assert found.collected == (HERE / "out/.Sent", HERE / "out/.Archive", Path("/srv/done"))
    assert post(mail={"from": "o@x.nl", "collected": "gone"}).collected[1:] == (HERE / "gone",)
    found = post(mail={"from": "o@x.nl", "host": "h", "sent": {"host": "imap.x.nl", "folder": "Verzonden"}})
    where = found.sent.where
    assert (where.account.host, where.account.security, where.folder) == ("imap.x.nl", "tls", "Verzonden")
    assert not found.sent.server_files_sent


def test_the_message_id_is_that_of_the_mark() -> None:
    one = message_id("orders\0A-1", "x.nl")
    assert one == message_id("orders\0A-1", "x.nl")
    assert one.endswith("@x.nl>")
    assert len({one, message_id("orders\0A-2", "x.nl"), message_id("orders\0A-1", "y.nl")}) == 3
