"""Hostile mails in a mailbox: each is refused or read, and all of them are filed away."""

from __future__ import annotations

import os

import pytest

from tests.fakes.hostile_mails import mails
from tests.fakes.imap_server import PASSWORD, USER, dovecot, imap_server
from tests.security.test_hostile_folder import MAIL, WAITS, Robot
from tests.security.test_hostile_services import nothing_touched, robot, states, write

__all__ = ["robot"]


@pytest.mark.skipif(dovecot() is None or os.geteuid() != 0, reason="there is no Dovecot 2.3 here, or we are not root")
def test_mails_in_a_mailbox_are_refused_or_read(robot: Robot) -> None:
    sent = {name: content for name, content in mails(robot.outside).items() if isinstance(content, bytes)}
    cut = [name for name in sent if name.startswith("cut-eml")]
    # What unpacks to far too much, and has very many parts, is the same reading as from a folder, where it is tested.
    costly = [name for name in sent if any(word in name for word in ("bomb", "any-deep", "any-parts"))]
    wanted = [name for name in sent if name.endswith(".eml") and name not in (*cut, *costly)] + cut[:: len(cut) // 8]
    with imap_server() as server:
        for name in wanted:
            if sent[name].strip(b"\0"):  # the server itself takes no mail of nothing
                server.file(sent[name].replace(b"\0", b"\x80"), "INBOX")
        arrived = len(server.ids("INBOX"))
        (robot.root / "rpa.toml").write_text(
            f'[mail.inbox]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nuser = "{USER}"\n'
        )
        write(robot, {"mail.imap": "INBOX"}, "message_id", fields=MAIL, archive="Done")
        with nothing_touched(robot):
            ended = robot.run("services", mail_password=PASSWORD)
            assert ended.returncode == WAITS, ended.stderr[-3000:]
            assert "Traceback" not in ended.stderr
        assert server.ids("INBOX") == []
        assert len(server.ids("Done")) == arrived
    found = states(robot)
    assert found["<good-eml@x.example>"] == found["<good-climbing@x.example>"] == "done"
    assert set(found.values()) == {"done", "rejected"}
    assert arrived >= 12
