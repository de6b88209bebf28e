"""What attachments hold: zip archives, attached mails, sealed mails; and how much of it is taken out at most."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.drivers import mail_opening
from rpa.drivers.mail_cms import SIGNED_DATA, unsealed
from rpa.drivers.mail_message import Mail
from rpa.drivers.mail_zip import open_zip
from rpa.drivers.mailbox import read_mail
from tests.fakes.outlook import winmail, winmail_file


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def mail_with(*files: tuple[str, bytes] | EmailMessage, subject: str = "Facturen") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@x.example", subject, "<1@x.example>"
    message["Date"] = "Mon, 05 Oct 2026 09:00:00 +0200"
    message.set_content("zie bijlage")
    for file in files:
        if isinstance(file, EmailMessage):
            message.add_attachment(file)
        else:
            message.add_attachment(file[1], maintype="application", subtype="octet-stream", filename=file[0])
    return message


def read(*files: tuple[str, bytes] | EmailMessage) -> Mail:
    return read_mail(mail_with(*files).as_bytes())


def names(mail: Mail) -> list[tuple[str, str]]:
    return [(file.name, file.inside) for file in mail.files]


def test_files_of_an_archive() -> None:
    bundle = zipped({"2026/okt/a.pdf": b"%PDF", "../../etc/passwd": b"x", "A.PDF": b"%PDF2", "leeg/": b""})
    mail = read(("a.pdf", b"first"), ("bundel.zip", bundle))
    assert [file.name for file in mail.attachments] == ["a.pdf", "bundel.zip"]
    assert names(mail) == [
        ("a.pdf", ""),
        ("a (2).pdf", "bundel.zip"),
        ("passwd", "bundel.zip"),
        ("A (3).PDF", "bundel.zip"),
    ]
    assert mail.files[1].content == b"%PDF"
    assert [file.content_type for file in mail.files[1:3]] == ["application/pdf", "application/octet-stream"]
    assert mail.defects == ()


def test_mails_in_mails_and_archives_in_archives() -> None:
    inner = mail_with(("bon.zip", zipped({"bon.pdf": b"%PDF"})), subject="Doorgestuurd")
    mail = read(inner, ("buiten.zip", zipped({"binnen.zip": zipped({"x.txt": b"x"}), "brief.eml": inner.as_bytes()})))
    assert names(mail) == [
        ("Doorgestuurd.eml", ""),
        ("bon.pdf", "Doorgestuurd.eml/bon.zip"),
        ("x.txt", "buiten.zip/binnen.zip"),
        ("brief.eml", "buiten.zip"),
        ("bon (2).pdf", "buiten.zip/brief.eml/bon (2).zip"),
    ]


def test_documents_that_are_made_like_archives_stay_whole() -> None:
    office = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    mail = read(("brief.docx", office), ("zonder-naam", office))
    assert names(mail) == [("brief.docx", ""), ("zonder-naam", "")]


def test_an_archive_with_a_password_is_said_so() -> None:
    locked = bytearray(zipped({"geheim.pdf": b"%PDF", "open.pdf": b"%PDF"}, method=zipfile.ZIP_STORED))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = locked.index(sign) + (6 if sign == b"PK\x03\x04" else 8)
        locked[at] |= 1
    mail = read(("slot.zip", bytes(locked)))
    assert names(mail) == [("slot.zip", ""), ("open.pdf", "slot.zip")]
    assert mail.defects == ("geheim.pdf in slot.zip is encrypted; ask for it without a password",)


def test_an_archive_that_swells() -> None:
    bomb = zipped({"bom.txt": bytes(60 << 20), "klein.txt": b"x"})
    assert len(bomb) < 100_000
    mail = read(("bom.zip", bomb))
    assert names(mail) == [("bom.zip", ""), ("klein.txt", "bom.zip")]
    assert mail.defects == ("bom.txt in bom.zip is left in it: it swells more than any document does",)


def test_how_much_is_taken_out_of_one_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_opening, "MOST_BYTES", 1000)
    monkeypatch.setattr(mail_opening, "MOST_FILES", 5)
    many = zipped({f"{number}.txt": b"x" for number in range(9)})
    mail = read(("veel.zip", many))
    assert len(mail.files) == 5
    assert "veel.zip holds 9 files; 5 of them were taken out" in mail.defects
    mail = read(("a.zip", zipped({"a": b"x" * 600})), ("b.zip", zipped({"b": b"x" * 600})))
    assert names(mail) == [("a", "a.zip"), ("b.zip", "")]
    assert mail.defects == ("b in b.zip is left in it: it would be too much to take out",)


def test_how_deep_is_opened() -> None:
    content = zipped({"kern.txt": b"x"})
    for depth in range(7):
        content = zipped({f"{depth}.zip": content})
    mail = read(("diep.zip", content))
    assert names(mail) == [("3.zip", "diep.zip/6.zip/5.zip/4.zip")]
    assert mail.defects == ("3.zip lies in too many others and is not opened",)


def test_an_index_of_a_million_names_is_not_even_read() -> None:
    whole = bytearray(zipped({"a": b"x"}))
    at = whole.rindex(b"PK\x05\x06")
    whole[at + 12 : at + 16] = (1 << 26).to_bytes(4, "little")
    assert open_zip(bytes(whole), "x.zip", most_files=9, most_bytes=9).defects == [
        "x.zip is not opened: it is damaged, or holds far too many files"
    ]


SIGNED = b"""From: a@x.example
Message-ID: <1@x>
Date: Mon, 05 Oct 2026 09:00:00 +0200
Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=q

--q
Content-Type: text/plain

Hallo
--q
Content-Type: application/pkcs7-signature; name=smime.p7s
Content-Transfer-Encoding: base64

MIIB
--q--
"""


def test_a_signed_mail_is_read_without_its_signature() -> None:
    mail = read_mail(SIGNED)
    assert (mail.text, mail.attachments, mail.defects) == ("Hallo", (), ())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "it is encrypted"),
        ("application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m", "sealed in a signature"),
        ("multipart/encrypted; boundary=q\n\n--q\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--q--", "PGP"),
    ],
)
def test_a_mail_that_is_closed_is_an_item_that_says_so(kind: str, words: str) -> None:
    mail = read_mail(f"From: a@x.example\nSubject: x\nContent-Type: {kind}\n\nMIIB\n".encode())
    assert mail.from_address == "a@x.example"
    assert any(words in defect for defect in mail.defects)
    assert len(mail.attachments) == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to sign a mail")
def test_a_mail_sealed_in_its_signature_is_read(tmp_path: Path) -> None:
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=a@x.example -keyout key.pem -out cert.pem"
    subprocess.run(["openssl", *words.split()], cwd=tmp_path, check=True, capture_output=True)
    inner = mail_with(("bon.zip", zipped({"bon.pdf": b"%PDF"})))
    for name in ("From", "Subject", "Message-ID", "Date"):
        del inner[name]
    (tmp_path / "inner.eml").write_bytes(inner.as_bytes().replace(b"\n", b"\r\n"))
    for more in ("", " -stream"):
        words = f"smime -sign -nodetach -in inner.eml -signer cert.pem -inkey key.pem -outform SMIME{more}"
        done = subprocess.run(["openssl", *words.split()], cwd=tmp_path, check=True, capture_output=True)
        mail = read_mail(b"From: a@x.example\nMessage-ID: <1@x>\nDate: Mon, 05 Oct 2026 09:00:00 +0200\n" + done.stdout)
        assert (mail.text, mail.defects) == ("zie bijlage", ())
        assert names(mail) == [("bon.pdf", "bon.zip")]


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=60), st.lists(st.sampled_from([b"\x30\x80", b"\xa0\x80", b"\x24\x80", b"\x04\x02ab", b"\0\0"]))
)
def test_no_wrapping_makes_it_fall(tail: bytes, parts: list[bytes]) -> None:
    head = b"\x30\x80\x06\x09" + SIGNED_DATA + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x01\x01\xa0\x80"
    assert isinstance(unsealed(head + b"".join(parts) + tail), bytes)
    unsealed(head + b"\x24\x80" * 5000)
    assert unsealed(head + b"\x24\x80\x04\x02ab\x04\x01c\0\0\0\0" + b"\0\0" * 6) == b"abc"


WHOLE = zipped({"a.txt": b"hallo " * 200, "b/c.pdf": b"%PDF", "d.zip": zipped({"e": b"e"})})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(WHOLE)))
def test_no_archive_makes_it_fall(changes: list[tuple[int, int]], length: int) -> None:
    changed = bytearray(WHOLE)
    for at, byte in changes:
        changed[at] = byte
    read(("x.zip", bytes(changed[:length])))


PARCEL = winmail(winmail_file("a.txt", b"hallo", {(0x3707, 0x1F): "á.txt"}))
NESTED = mail_with(("bon.zip", WHOLE), subject="Doorgestuurd")
EVERYTHING = mail_with(NESTED, ("bundel.zip", WHOLE), ("winmail.dat", PARCEL)).as_bytes()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(EVERYTHING) - 1), st.integers(0, 255)), max_size=8))
def test_no_change_of_a_mail_makes_it_fall(changes: list[tuple[int, int]]) -> None:
    changed = bytearray(EVERYTHING)
    for at, byte in changes:
        changed[at] = byte
    mail = read_mail(bytes(changed))
    assert len({file.name.casefold() for file in (*mail.attachments, *(f for f in mail.files if f.inside))}) == len(
        mail.attachments
    ) + sum(bool(file.inside) for file in mail.files)


@pytest.mark.parametrize("length", range(1, len(EVERYTHING), len(EVERYTHING) // 60))
def test_no_cut_of_a_mail_makes_it_fall(length: int) -> None:
    read_mail(EVERYTHING[:length])
