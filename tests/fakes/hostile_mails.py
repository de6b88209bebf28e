"""Hostile mails: `.eml`, Outlook's `.msg`, and `.mbox` files."""

from __future__ import annotations

import base64
import datetime as dt
import io
import stat
import zipfile
from collections.abc import Callable

from tests.fakes.hostile_files import FORMULA, LINK, Files, Outside, Sparse, common
from tests.fakes.outlook import attached, compound, message
from tests.fakes.workbook_files import zipped

U, L, T = 0x1F, 3, 0x40
BEGIN = b"From a@x.example Mon Oct  5 08:00:00 2026\n"
SENT = dt.datetime(2026, 10, 5, 7, tzinfo=dt.UTC)


def eml(number: str, *files: tuple[str, bytes], text: str = "see below", more: str = "") -> bytes:
    """A mail with files, its parts announced before anything else, so that no cut leaves a whole mail."""
    parts = [f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"]
    for name, content in files:
        packed = base64.encodebytes(content).decode()
        kind = "message/rfc822" if name.endswith(".eml") else "application/octet-stream"
        parts.append(
            f'Content-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\n'
            f"Content-Transfer-Encoding: base64\n\n{packed}"
        )
    head = (
        f'Message-ID: <{number}@x.example>\nContent-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n{more}'
        f"Subject: Order {number}\nFrom: Piet <a@x.example>\nDate: Mon, 05 Oct 2026 08:00:00 +0200\n\n"
    )
    return (head + "".join(f"--b\n{part}\n" for part in parts) + "--b--").encode()


def msg(number: str, *files: dict[str, object]) -> bytes:
    """A mail as Outlook saves it."""
    values = {
        (0x0037, U): f"Order {number}",
        (0x5D01, U): "piet@x.example",
        (0x1035, U): f"<{number}@x.example>",
        (0x0039, T): SENT,
        (0x1000, U): "see below",
    }
    return compound(message(values, files=files))


def links(target: str) -> bytes:
    """An archive that holds a symbolic link, and a file that would be written through it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
        archive.writestr("link/landed", b"landed")
    return stream.getvalue()


def bombs() -> dict[str, bytes]:
    """Archives that unpack to far too much, in one file, in many, and in each other."""
    one = zipped({"a.txt": b"\0" * (300 << 20)})
    inside = zipped({f"{number}.zip": one for number in range(16)})
    return {"one": one, "many": zipped({f"{n}.txt": b"" for n in range(20_000)}), "nested": zipped({"a.zip": inside})}


def matryoshka(depth: int) -> bytes:
    """Mails in mails."""
    head = b"Content-Type: message/rfc822\nFrom: a@x.example\n\n"
    return b"Message-ID: <deep@x.example>\n" + head * depth + b"text"


def own_cuts(ending: str, make: Callable[[str], bytes]) -> Files:
    """A mail cut off at every tenth byte, each time under a Message-ID of its own, or all would be the same mail."""
    size = len(make("cut-00000"))
    return {f"cut-{ending}-{end:05}.{ending}": make(f"cut-{end:05}")[:end] for end in range(0, size, 10)}


def mails(outside: Outside) -> Files:
    """For `mail.folder`."""
    climbing = [
        (name, b"landed") for name in (outside.climbing, outside.climbing[72:], "..\\..\\landed", "/landed", "..")
    ]
    climbing += [(f"{outside.folder}/landed\0.pdf", b"landed"), (FORMULA.replace('"', ""), b"x"), ("a" * 5000, b"x")]
    archive = zipped({outside.climbing: b"landed", f"{outside.folder}/landed": b"landed", "C:\\landed": b"landed"})
    pages = {f"bad-bomb-{name}.eml": eml(f"bomb-{name}", (f"{name}.zip", bomb)) for name, bomb in bombs().items()}
    local = f'Content-Type: message/external-body; access-type=local-file; name="{outside.canary("txt")}"\n'
    two = BEGIN + eml("mbox-1", ("a.pdf", b"%PDF")) + b"\n\n" + BEGIN + eml("mbox-2", ("b.pdf", b"%PDF"))
    by_link = attached("a.pdf", b"", p370D=str(outside.canary("txt")))
    mailboxes = common("mbox", outside)
    del mailboxes["bad-nothing.mbox"]  # a mailbox may be empty
    return {
        **own_cuts("eml", lambda number: eml(number, ("a.pdf", b"%PDF" * 30))),
        **own_cuts("msg", lambda number: msg(number, attached("a.pdf", b"%PDF" * 100))),
        **common("eml", outside),
        **common("msg", outside),
        **mailboxes,
        **pages,
        "good-eml.eml": eml("good-eml", ("a.pdf", b"%PDF")),
        "good-msg.msg": msg("good-msg", attached("a.pdf", b"%PDF")),
        "good-mbox.mbox": two.replace(b"mbox-", b"good-mbox-"),
        "good-climbing.eml": eml(
            "good-climbing", *climbing, ("a.zip", archive), ("b.zip", links(str(outside.canary("txt"))))
        ),
        "good-climbing.msg": msg(
            "good-climbing-msg", *(attached(name.replace("\0", ""), text) for name, text in climbing)
        ),
        "bad-cut.mbox": two[:-40],
        "bad-formula.eml": eml("formula")
        .replace(b"From: Piet <a@x.example>", b"From: =1+1")
        .replace(b"Order f", LINK.encode()),
        "any-local.eml": eml("local").replace(b"Content-Type: text/plain; charset=utf-8\n", local.encode()),
        "any-page.eml": eml("page", text=f'<img src="file://{outside.canary("txt")}">').replace(
            b"text/plain", b"text/html"
        ),
        "any-link.msg": msg("by-link", by_link),
        "any-deep.eml": matryoshka(3000),
        "any-parts.eml": eml("parts", *((f"{n}.txt", b"x") for n in range(1000))),
        "any-nul.eml": eml("nul", text="a\0b", more="X-Nul: \0\n"),
        "bad-sparse.eml": Sparse(eml("sparse")),
        "bad-sparse.msg": Sparse(msg("sparse-msg")),
        "bad-sparse.mbox": Sparse(BEGIN + eml("sparse-mbox")),
        "bad-workbook.msg": compound({"Workbook": b"\x09\x08\x10\0\0\x06\x05\0" * 50}),
        "bad-pdf.eml": b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF",
        "bad-page.mbox": b"<html><body>From here</body></html>",
    }
