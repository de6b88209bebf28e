"""Mails saved by Outlook, and the parcels it sends."""

from __future__ import annotations

import datetime as dt
import struct
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rpa.drivers.mailbox import read_mail
from rpa.drivers.tnef import read_tnef
from rpa.errors import BusinessException
from tests.fakes.outlook import (
    attached,
    attribute,
    compound,
    mapi,
    message,
    properties,
    stored_rtf,
    winmail,
    winmail_file,
)

U, A, B, T, L = 0x1F, 0x1E, 0x102, 0x40, 3
SENT = dt.datetime(2026, 10, 5, 7, tzinfo=dt.UTC)
USUAL = {
    (0x0037, U): "Bestelling 4711 – æøå",
    (0x0C1A, U): "Jansen, Piet",
    (0x0C1F, U): "/o=ExchangeLabs/cn=Recipients/cn=piet",
    (0x5D01, U): "piet@jansen.example",
    (0x1035, U): "<1@jansen.example>",
    (0x0039, T): SENT,
    (0x1000, U): "Waar blijft de bestelling?\r\n\r\nMet vriendelijke groet,\r\nPiet",
}
INFO = {(0x0C15, L): 1, (0x39FE, U): "info@fp.example"}
COPY = {(0x0C15, L): 2, (0x3003, U): "chef@fp.example"}


def test_a_mail_that_was_saved() -> None:
    pdf, letter = attached("../Bon.pdf", b"%PDF" * 2000), attached("", b"x", p3704="BRIEF~1.TXT")
    mail = read_mail(compound(message(USUAL, recipients=(INFO, COPY), files=(pdf, letter))))
    assert mail.subject == "Bestelling 4711 – æøå"
    assert (mail.from_name, mail.from_address) == ("Jansen, Piet", "piet@jansen.example")
    assert (mail.to, mail.cc) == (("info@fp.example",), ("chef@fp.example",))
    assert (mail.message_id, mail.date) == ("<1@jansen.example>", SENT)
    assert mail.reply == "Waar blijft de bestelling?"
    assert [(file.name, len(file.content)) for file in mail.attachments] == [("Bon.pdf", 8000), ("BRIEF~1.TXT", 1)]
    assert mail.files == mail.attachments
    assert mail.defects == ()


def test_the_headers_of_the_server_go_first() -> None:
    headers = "Received: from x\r\nFrom: =?utf-8?q?J=C3=B8rgen?= <j@x.example>\r\nMessage-ID: <2@x.example>\r\n"
    headers += "Auto-Submitted: auto-replied\r\nContent-Type: multipart/mixed; boundary=q\r\n"
    mail = read_mail(compound(message({**USUAL, (0x007D, U): headers})))
    assert (mail.from_name, mail.message_id, mail.is_automatic) == ("Jørgen", "<2@x.example>", True)
    assert (mail.subject, mail.date) == ("Bestelling 4711 – æøå", SENT)
    assert mail.text.startswith("Waar blijft")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({(0x1013, B): "<p>Gr\u00fc\u00dfe</p>".encode(), (0x3FDE, L): 65001}, "Grüße"),
        ({(0x1013, B): "<p>Gr\u00fc\u00dfe</p>".encode("cp1252"), (0x3FDE, L): 1252}, "Grüße"),
        ({(0x1013, B): "<p>Łódź</p>".encode("iso8859-2"), (0x3FDE, L): 28592}, "Łódź"),
        ({(0x1000, A): "Gr\u00fc\u00dfe".encode("cp1252"), (0x3FFD, L): 1031}, "Grüße"),  # a language instead
        ({(0x1000, A): "注文".encode("cp932"), (0x3FFD, L): 932}, "注文"),
        ({(0x1000, A): "Hei på deg".encode("cp1252"), (0x3FFD, L): 950}, "Hei på deg"),
        ({(0x1009, B): stored_rtf(rb"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe\par \u8364? 5}")}, "Grüße\n€ 5"),
        (
            {(0x1009, B): stored_rtf(rb"{\rtf1\fromhtml1 {\*\htmltag64 <p>}a\htmlrtf b\htmlrtf0{\*\htmltag72 </p>}}")},
            "a",
        ),
    ],
)
def test_texts_in_whatever_encoding(body: dict[tuple[int, int], object], text: str) -> None:
    given = {key: value for key, value in USUAL.items() if key != (0x1000, U)}
    assert read_mail(compound(message({**given, **body}))).text == text


def test_rich_text_that_cannot_be_unpacked_is_said() -> None:
    given = {key: value for key, value in USUAL.items() if key != (0x1000, U)}
    mail = read_mail(compound(message({**given, (0x1009, B): b"nonsense of sixteen bytes"})))
    assert mail.text == ""
    assert mail.defects == ("its rich text cannot be read",)


def test_a_mail_in_the_mail_and_what_is_only_linked() -> None:
    inner = message({**USUAL, (0x0037, U): "Binnen"}, files=(attached("a.pdf", b"%PDF"),), header=24)
    link = properties({(0x3707, U): "groot.zip", (0x3705, L): 2}, 8)
    picture = attached("logo.png", b"png", p3712="logo", p370E="image/png")
    html = {(0x1013, B): b'<img src="cid:logo">'}
    mail = read_mail(compound(message({**USUAL, **html}, files=(attached("", inner), link, picture))))
    assert [file.name for file in mail.attachments] == ["Binnen.eml"]
    assert [(file.name, file.inside) for file in mail.files] == [("Binnen.eml", ""), ("a.pdf", "Binnen.eml")]
    assert read_mail(mail.attachments[0].content).from_address == "piet@jansen.example"
    assert mail.defects == (
        "groot.zip is not in the mail: only a link to it, or an object of a program that is not read here",
    )


def test_what_is_no_mail() -> None:
    with pytest.raises(BusinessException, match="no Outlook mail"):
        read_mail(compound({"Workbook": b"x" * 5000}))
    whole = compound(message(USUAL, files=(attached("a.pdf", b"%PDF" * 3000),)))
    with pytest.raises(BusinessException, match="damaged"):
        read_mail(whole[:600])


def test_a_file_that_claims_to_hold_more_than_it_can() -> None:
    whole = compound({**message(USUAL), **{f"s{number}": b"x" * 100_000 for number in range(3)}})
    for number in range(3):  # each says it has all the space there is
        at = whole.index(f"s{number}".encode("utf-16-le") + b"\0\0\0\0")
        whole = whole[: at + 120] + (len(whole)).to_bytes(4, "little") + whole[at + 124 :]
    with pytest.raises(BusinessException, match="claims to hold more than it can"):
        read_mail(whole)


def data_last(whole: bytes) -> bytes:
    """The same compound file with its sectors in the opposite order, so that a cut takes data and no directory."""
    count = (len(whole) - 512) // 512
    sectors = [whole[512 * (place + 1) : 512 * (place + 2)] for place in range(count)]
    table = [number for sector in sectors[-1:] for number in struct.unpack("<128I", sector)]  # one sector is enough

    def turned(number: int) -> int:
        return count - 1 - number if number < count else number

    turned_table = [0xFFFFFFFF] * 128
    for place in range(count):
        turned_table[turned(place)] = turned(table[place])
    sectors = [*reversed(sectors)]
    sectors[0] = struct.pack("<128I", *turned_table)
    (directory,) = struct.unpack_from("<I", whole, 48)
    place = turned(directory)
    while place < count:
        entries = bytearray(sectors[place])
        for at in range(0, 512, 128):
            start, size = struct.unpack_from("<IQ", entries, at + 116)
            if entries[at + 66] == 5 or size >= 4096:
                struct.pack_into("<I", entries, at + 116, turned(start))
        sectors[place] = bytes(entries)
        place = turned_table[place]
    head = bytearray(whole[:512])
    (mini,) = struct.unpack_from("<I", whole, 60)
    struct.pack_into("<I", head, 48, turned(directory))
    struct.pack_into("<I", head, 60, turned(mini))
    struct.pack_into("<I", head, 76, 0)
    return bytes(head) + b"".join(sectors)


def test_a_cut_file_is_refused_and_no_attachment_comes_short() -> None:
    files = (attached("a.pdf", bytes(range(256)) * 20), attached("b.txt", b"small" * 20))
    whole = data_last(compound(message(USUAL, recipients=(INFO,), files=files)))
    assert [len(file.content) for file in read_mail(whole).attachments] == [5120, 100]
    for length in range(0, len(whole) - 512, 97):
        with pytest.raises(BusinessException):
            read_mail(whole[:length])


def test_a_file_whose_sectors_go_round_in_a_circle_is_refused() -> None:
    content = b"".join(number.to_bytes(4, "little") for number in range(2000))
    whole = compound(message(USUAL, files=(attached("a.pdf", content),)))
    assert read_mail(whole).attachments[0].content == content
    (table,) = struct.unpack_from("<I", whole, 76)
    for back in (0, 5):  # the library would give the first sectors again, to the full length
        changed = bytearray(whole)
        struct.pack_into("<I", changed, ((table + 1) << 9) + 4 * 5, back)
        with pytest.raises(BusinessException, match="circle"):
            read_mail(bytes(changed))


def test_what_a_mail_in_the_mail_lacks_is_said_of_the_outer_one() -> None:
    link = {**properties({(0x3705, L): 7, (0x3707, U): "groot.zip"}, 8)}
    inner = message({(0x0037, U): "Binnen"}, files=(link,), header=24)
    for number in range(3):
        inner = message({(0x0037, U): f"Laag {number}"}, files=(attached("", inner),), header=24)
    deep = read_mail(compound(message(USUAL, files=(attached("", inner),))))
    assert deep.defects == ("Laag 2.eml: Laag 1.eml: Laag 0.eml: a mail in a mail in a mail was not opened",)
    inner = message({(0x0037, U): "Binnen"}, files=(link,), header=24)
    (defect,) = read_mail(compound(message(USUAL, files=(attached("", inner),)))).defects
    assert defect.startswith("Binnen.eml: groot.zip is not in the mail")


def test_what_is_left_out_of_a_mail_with_very_many_files_is_said() -> None:
    mail = read_mail(compound(message(USUAL, files=tuple(attached(f"{number}.txt", b"x") for number in range(501)))))
    assert len(mail.attachments) == 500
    assert mail.defects == ("it has more than 500 files; the rest was not read",)


def test_a_recipient_counts_whatever_else_is_said_of_it() -> None:
    resent = {(0x0C15, L): 0x10000001, (0x39FE, U): "info@fp.example"}
    assert read_mail(compound(message(USUAL, recipients=(resent, COPY)))).to == ("info@fp.example",)


@pytest.mark.parametrize(("source", "kept"), [("cid:scan10", ["scan.png"]), ("cid:scan1", []), ("cid:scan1)", [])])
def test_only_the_picture_that_the_text_shows_is_left_out(source: str, kept: list[str]) -> None:
    picture = attached("scan.png", b"png", p370E="image/png", p3712="scan1")
    html = {(0x1013, B): f"<p>dag</p><img src='{source}'>".encode()}
    mail = read_mail(compound(message({**USUAL, **html}, files=(picture,))))
    assert [file.name for file in mail.attachments] == kept


def test_rich_text_that_is_cut_off_is_said() -> None:
    body = {key: value for key, value in USUAL.items() if key != (0x1000, U)}
    mail = read_mail(compound(message({**body, (0x1009, B): stored_rtf(b"{\\rtf1 one two three}")[:-6]})))
    assert mail.text == "one two"
    assert mail.defects == ("its rich text is cut off",)


PARCEL = winmail(
    attribute(1, 0x00069007, (1252).to_bytes(4, "little")),
    attribute(1, 0x0002800C, "Zie bijlage, Gr\u00fc\u00dfe\0".encode("cp1252")),
    winmail_file("BON~1.PDF", b"%PDF", {(0x3707, U): "Bon über 5.pdf", (0x370E, A): "application/pdf"}),
    winmail_file("kaart.txt", b"kaart"),
)


def test_winmail_is_opened() -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"], mail["Date"] = "a@x.example", "<1@x>", "Mon, 05 Oct 2026 09:00:00 +0200"
    mail.add_attachment(PARCEL, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read_mail(mail.as_bytes())
    assert found.text == "Zie bijlage, Grüße"
    assert [(file.name, file.content_type) for file in found.attachments] == [
        ("Bon über 5.pdf", "application/pdf"), ("kaart.txt", "application/octet-stream")
    ]  # fmt: skip
    assert found.defects == ()
    mail.add_attachment(PARCEL[:60], maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert "winmail.dat is cut off: its last part is not whole" in read_mail(mail.as_bytes()).defects


def test_a_mail_in_a_parcel_and_one_that_holds_nothing() -> None:
    inner = winmail(winmail_file("b.txt", b"b"))
    outer = winmail(winmail_file("x", b"", {(0x3701, 0x0D): bytes(16) + inner, (0x3707, U): "Binnen"}))
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "a@x.example", "<1@x>"
    mail.set_content("tekst")
    mail.add_attachment(outer, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    mail.add_attachment(winmail(), maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read_mail(mail.as_bytes())
    assert [file.name for file in found.attachments] == ["Binnen.dat", "winmail.dat"]
    assert [(file.name, file.inside) for file in found.files] == [("b.txt", "Binnen.dat"), ("winmail.dat", "")]


def test_files_that_are_not_in_a_parcel_are_told() -> None:
    linked = attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, b"plan.doc\0")
    linked += attribute(2, 0x00069005, mapi({(0x3705, L): 2, (0x3707, U): "plan.doc"}))
    elsewhere = attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, b"b.doc\0")
    elsewhere += attribute(2, 0x00069005, mapi({(0x3701, B): b"data"}))
    parcel = read_tnef(winmail(linked, elsewhere))
    assert parcel.files == [("b.doc", "application/octet-stream", b"data")]
    assert parcel.defects == ["plan.doc is not in winmail.dat: only a link to it, or it is cut off"]


def test_a_parcel_of_too_many_files_keeps_each_with_its_own_content() -> None:
    parcel = read_tnef(winmail(*(winmail_file(f"{number}.txt", b"%d" % number) for number in range(505))))
    assert len(parcel.files) == 500
    assert all(name == f"{content.decode()}.txt" for name, _, content in parcel.files)
    assert parcel.defects == ["winmail.dat holds more than 500 files; the rest was not read"]


def test_a_parcel_that_is_cut_says_so_wherever_that_is() -> None:
    bounds = [len(PARCEL)]  # between two parts nothing tells that more should follow
    at = 6
    while at < len(PARCEL):
        bounds.append(at)
        at += 11 + struct.unpack_from("<I", PARCEL, at + 5)[0]
    whole = read_tnef(PARCEL)
    assert whole.defects == []
    for length in range(len(PARCEL)):
        assert read_tnef(PARCEL[:length]).defects or length in bounds, length


def test_a_parcel_with_damaged_properties_says_so() -> None:
    parcel = read_tnef(winmail(attribute(1, 0x00069003, mapi({(0x1000, U): "Tekst van de mail"})[:-8])))
    assert parcel.defects == ["a part of winmail.dat is damaged and cannot be read"]


FILE = attached("a.pdf", b"%PDF" * 1200)
WHOLE = compound(message({**USUAL, (0x1009, B): stored_rtf(b"{\\rtf1 x}")}, recipients=(INFO,), files=(FILE,)))


@settings(max_examples=250, deadline=None)
@example([(WHOLE.index("<1@jansen".encode("utf-16-le")) + 1, 1)])  # a Message-ID that is not ASCII
@example([(211, 98), (4959, 0), (4629, 1), (5446, 62), (5290, 35), (5787, 0), (32, 255), (7532, 0)])  # sizes beyond all
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_no_change_of_bytes_makes_it_fall(changes: list[tuple[int, int]]) -> None:
    changed = bytearray(WHOLE)
    for at, byte in changes:
        changed[at] = byte
    try:
        read_mail(bytes(changed))
    except BusinessException:
        return


@pytest.mark.parametrize("length", range(0, len(WHOLE), max(1, len(WHOLE) // 60)))
def test_no_cut_makes_it_fall(length: int) -> None:
    try:
        read_mail(WHOLE[:length])
    except BusinessException:
        return


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(PARCEL) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(PARCEL))
)
def test_no_parcel_makes_it_fall(changes: list[tuple[int, int]], length: int) -> None:
    changed = bytearray(PARCEL)
    for at, byte in changes:
        changed[at] = byte
    read_tnef(bytes(changed[:length]))
