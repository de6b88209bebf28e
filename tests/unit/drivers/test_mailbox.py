from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rpa.drivers.mail_files import free_name, safe_name
from rpa.drivers.mail_message import Mail
from rpa.drivers.mail_reply import without_quotes
from rpa.drivers.mail_text import html_to_text
from rpa.drivers.mailbox import read_mail, read_sent
from rpa.errors import BusinessException

HEAD = (
    b"From: Piet Jansen <piet@Jansen.example>\r\nTo: a@x.example, B <b@x.example>\r\nSubject: Vraag\r\n"
    b"Date: Mon, 05 Oct 2026 09:00:00 +0200\r\nMessage-ID: <1@jansen.example>\r\n"
)


def made(**parts: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Piet Jansen <piet@jansen.example>", "Vraag"
    message["Message-ID"], message["Date"] = "<1@jansen.example>", "Mon, 05 Oct 2026 09:00:00 +0200"
    if "text" in parts:
        message.set_content(parts["text"])
    if "html" in parts:
        (message.add_alternative if "text" in parts else message.set_content)(parts["html"], subtype="html")
    return message


def read(message: EmailMessage) -> Mail:
    return read_mail(message.as_bytes())


def test_plain_mail() -> None:
    mail = read_mail(HEAD + b"\r\nGoedemorgen,\r\n\r\n\r\n\r\nWaar blijft order 4711?\r\n")
    assert mail == Mail(
        message_id="<1@jansen.example>",
        from_name="Piet Jansen",
        from_address="piet@jansen.example",
        to=("a@x.example", "b@x.example"),
        subject="Vraag",
        date=dt.datetime(2026, 10, 5, 7, tzinfo=dt.UTC),
        text="Goedemorgen,\n\nWaar blijft order 4711?",
        is_html=False,
        reply="Goedemorgen,\n\nWaar blijft order 4711?",
        attachments=(),
        defects=(),
        reply_to="piet@jansen.example",
    )
    assert read_sent(HEAD + b"\r\nx") == mail.date


def test_where_an_answer_goes_and_what_is_answered() -> None:
    head = HEAD + b"Reply-To: Klant <klant@y.example>\r\nIn-Reply-To: <7@fp.example>\r\nCc: C <c@x.example>\r\n"
    mail = read_mail(head + b"\r\nx")
    assert (mail.reply_to, mail.in_reply_to, mail.cc) == ("klant@y.example", "<7@fp.example>", ("c@x.example",))


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        (b"Auto-Submitted: auto-replied", True),
        (b"Auto-Submitted: no", False),
        (b"Precedence: bulk", True),
        (b"List-Id: <news.example.org>", True),
        (b"X-Autoreply: yes", True),
        (b"Return-Path: <>", True),
        (b"Return-Path: <piet@jansen.example>", False),
        (b"X-Mailer: Outlook", False),
    ],
)
def test_what_a_program_wrote(header: bytes, automatic: bool) -> None:
    assert read_mail(HEAD + header + b"\r\n\r\nx").is_automatic is automatic


def test_html_without_scripts_and_hidden_text() -> None:
    html = (
        "<html><head><style>p{}</style><title>t</title></head><body><p>Hallo <b>daar</b>&nbsp;&amp; dag</p>"
        '<script>alert("x")</script><div style="display: none">pay <div>me</div> now</div>'
        "<ul><li>een<li>twee</ul><table><tr><td>a<td>b</table></body>"
    )
    mail = read(made(html=html))
    assert mail.is_html
    assert mail.text == "Hallo daar & dag\n\n- een\n- twee\n\na b"


def test_plain_text_is_preferred() -> None:
    mail = read(made(text="gewoon", html="<p>mooi</p>"))
    assert (mail.text, mail.is_html, mail.attachments) == ("gewoon", False, ())


def test_attachments_and_nested_mails() -> None:
    message = made(text="zie bijlage")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Überweisung.pdf")
    message.add_attachment(b"%PDF2", maintype="application", subtype="pdf", filename="überweisung.PDF")
    message.add_attachment(made(text="binnen"))
    mail = read(message)
    assert [file.name for file in mail.attachments] == ["Überweisung.pdf", "überweisung (2).PDF", "Vraag.eml"]
    assert mail.attachments[0].content == b"%PDF"
    assert mail.text == "zie bijlage"
    assert read_mail(mail.attachments[2].content).text == "binnen"


def test_picture_in_the_text_is_no_attachment() -> None:
    message = made(html='<p>dag</p><img src="cid:logo">')
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="foto.png")
    assert [file.name for file in read(message).attachments] == ["foto.png"]


@pytest.mark.parametrize(
    ("stated", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\x\\a.pdf", "a.pdf"),
        ("/", "attachment-1.pdf"),
        ("..", "attachment-1.pdf"),
        ("", "attachment-1.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("fac\u202efdp.exe", "facfdp.exe"),
        ("con.txt", "_con.txt"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        (".bashrc", "bashrc"),
        ("a<b>|c?.pdf", "a_b__c_.pdf"),
    ],
)
def test_names_are_made_safe(stated: str, safe: str) -> None:
    assert safe_name(stated, "application/pdf", 1) == safe


@given(st.text())
def test_any_name_is_one_name(stated: str) -> None:
    name = safe_name(stated, "application/pdf", 1)
    assert 0 < len(name) <= 120
    assert not set(name) & set("/\\\0\n")
    assert name not in {".", ".."}
    assert not name.startswith(".")


def test_free_name_counts_on() -> None:
    assert free_name("a.pdf", {"a.pdf", "a (2).pdf"}) == "a (3).pdf"


@pytest.mark.parametrize(
    "quote",
    [
        "Op ma 5 okt 2026 om 09:12 schreef Fjord & Polder <info@fp.example>:\n\n> Beste klant,\n> oud",
        "Op ma 5 okt 2026 om 09:12 schreef Fjord & Polder\n<info@fp.example>:\n> oud",
        "Am 05.10.2026 um 09:12 schrieb Fjord & Polder:\n> alt",
        "Den man. 5. okt. 2026 kl. 09:12 skrev Fjord & Polder:\n> gammel",
        "-----Oorspronkelijk bericht-----\nVan: x\nOnderwerp: y\n\noud",
        "Von: x <x@y.example>\nGesendet: Montag\nAn: z\nBetreff: alt\n\nalt",
        "________________________________\nFra: x\nSendt: i dag\nEmne: y\n\ngammel",
        "-- \nPiet Jansen\n030 123",
        "Met vriendelijke groet,\n\nPiet Jansen\nJansen B.V.",
        "Mit freundlichen Grüßen\nK. Weiß",
        "Verzonden vanaf mijn iPhone",
    ],
)
def test_replies_are_read_without_quotes_and_signature(quote: str) -> None:
    assert without_quotes(f"Nog niets ontvangen.\n\n{quote}").strip("_\n") == "Nog niets ontvangen."


def test_answers_between_quotes_stay() -> None:
    assert without_quotes("> wanneer?\nmorgen\n> hoeveel?\ntwee") == "morgen\ntwee"


def test_forwarded_mail_stays_whole() -> None:
    text = "-----Original Message-----\nFrom: x\nSubject: y\n\nold"
    assert without_quotes(text) == text


def test_sentence_that_looks_like_an_attribution_stays() -> None:
    text = "On Monday I wrote to you about this:\nnothing came."
    assert without_quotes(text) == text
    text = "Mit freundlichen Grüßen\nK. Weiß\nPS: bitte auch Angebot senden"
    assert without_quotes(text) == text


def test_broken_mail_gives_what_can_be_read() -> None:
    mail = read_mail(
        b"From: =?x-unknown?q?J=F8rgen?= <jorgen@x.example>\nSubject: N\xe5r kommer kaffen\nDate: gisteren\n"
        b"Content-Type: multipart/mixed; boundary=zz\n\n"
        b"--zz\nContent-Type: text/plain; charset=nonsense\n\nHei p\xe5 deg"
    )
    assert mail.from_address == "jorgen@x.example"
    assert mail.from_name == "Jørgen"
    assert mail.subject == "Når kommer kaffen"
    assert mail.text == "Hei på deg"
    assert mail.date is None
    assert mail.message_id == ""
    assert "it has no Message-ID" in mail.defects
    assert any("encoding" in defect for defect in mail.defects)


def test_sender_without_quotes_around_a_comma() -> None:
    assert read_mail(b"From: Jansen, Piet <piet@x.example>\n\nx").from_address == "piet@x.example"


def test_date_of_a_server_when_the_mail_has_none() -> None:
    mail = read_mail(b"Received: from a by b; Mon, 5 Oct 2026 09:00:00 +0200\nFrom: a@x.example\n\nx")
    assert mail.date == dt.datetime(2026, 10, 5, 7, tzinfo=dt.UTC)


def test_header_cannot_carry_control_characters() -> None:
    assert read_mail(b"Subject: =?utf-8?q?a=0D=0ABcc=3A_x=00=1B?=\n\nx").subject == "a Bcc: x"


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\0\0"])
def test_empty_mail(content: bytes) -> None:
    with pytest.raises(BusinessException, match="empty"):
        read_mail(content)


def test_mail_that_is_too_large() -> None:
    with pytest.raises(BusinessException, match="larger than the 50 MB"):
        read_mail(HEAD + b"\r\n" + b"x" * (50 * 2**20))


def test_parts_nested_without_end() -> None:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(3000))
    mail = read_mail(b"From: a@x.example\nMessage-ID: <1@x>\n" + head)
    assert mail.from_address == "a@x.example"
    assert mail.defects


def test_a_thousand_parts() -> None:
    body = b"".join(b"--z\nContent-Type: application/pdf\n\nx\n" for _ in range(2000))
    mail = read_mail(b"From: a@x.example\nContent-Type: multipart/mixed; boundary=z\n\n" + body)
    assert len(mail.attachments) < 500
    assert any("more than 500 parts" in defect for defect in mail.defects)


FRAGMENTS = st.sampled_from(
    [
        *(
            b"From: ",
            b"To: ",
            b"Subject: ",
            b"Date: ",
            b"Content-Type: multipart/mixed; boundary=z\n",
            b"--z\n",
            b"--z--",
        ),
        *(b"Content-Type: text/html; charset=", b"utf-7", b"=?utf-8?b?", b"?=", b"Message-ID: <", b">", b"\n\n", b"\n"),
        *(
            b"Content-Transfer-Encoding: base64\n",
            b"Content-Transfer-Encoding: quoted-printable\n",
            b"\xff\xfe",
            b"a@b.c",
        ),
        *(
            b"Content-Disposition: attachment; filename*=utf-8''",
            b"%ff",
            b"filename*0*=x'y'z",
            b"Content-Type: message/rfc822\n",
        ),
        *(b"<![CDATA[", b"<!--", b"<![x", b"</", b"<p", b"idna", b"undefined", b"\0", b"Mon, 32 Foo 99999 99:99 +9999"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.lists(st.one_of(FRAGMENTS, st.binary(max_size=6)), max_size=25).map(b"".join))
)
@example(b"Content-Type: text/plain; charset=\0\n\nx")
@example(b"Content-Type: text/plain; charset=idna\n\nx\xff")
@example(b"From: =?utf-8?b?a?=\nContent-Type: message/rfc822\n\n")
def test_no_bytes_raise(content: bytes) -> None:
    try:
        mail = read_mail(b"X-A: b\n" + content)
    except BusinessException:
        return
    assert mail.date is None or mail.date.tzinfo is not None
    for text in (mail.subject, mail.text, mail.reply, mail.from_name, mail.from_address):
        assert "\0" not in text
        text.encode()


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>!-/[]a bstyle=\"'&;#x0", max_size=60))
def test_no_html_raises(html: str) -> None:
    html_to_text(html)
