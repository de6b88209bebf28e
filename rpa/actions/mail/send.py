"""Send one mail, once: from a template or with a text of its own, with attachments.

With a mail server in the settings (`[mail] host = ...`) it goes out by SMTP; without one it is put into the outbox,
a Maildir in the workspace. The Message-ID is made from the work item and the step, so the same mail can be
recognised anywhere: where the settings name the folder of sent mails (`[mail] sent = {host = ...}`), a doubt whether
a mail was sent is settled by looking there.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.html_pdf import DocumentError
from rpa.effects.file import file_to_read
from rpa.effects.gate import Mode
from rpa.effects.mail import Post, message_id, open_post, send_mail
from rpa.effects.sent_mail import ask_folder
from rpa.errors import BusinessException, EnvironmentNotReady, StepFailed
from rpa.formats.reading import Unreadable
from rpa.formats.texts import read_email
from rpa.model.answer import Answer
from rpa.model.company import own_company
from rpa.model.effect import Effect, Intent

EXAMPLES = (
    """
    - mail.send:
        to: "{{ item.email }}"
        template: mail/invoice.nl.txt.j2
        values: {invoice: "{{ steps.invoice }}"}
        attach: ["{{ steps.invoice.pdf }}"]
    """,
    """
    - mail.send:
        to: office@example.org
        subject: "{{ run.totals.rejected }} orders were rejected"
        text: The hand-back workbook is in the reports folder.
    """,
)
LARGEST = 25 << 20  # bytes of attachments; most servers refuse more


class Params(ActionParams):
    """Parameters of `mail.send`."""

    to: str = Field(description="Address of the receiver.")
    to_name: str = Field("", description="Name of the receiver.")
    cc: list[str] = Field(default_factory=list, description="Further addresses.")
    template: str | None = Field(
        None, description="Text template whose first line is 'Subject: ...'; a .html.j2 beside it goes along."
    )
    subject: str | None = Field(None, description="Subject, without a template.")
    text: str | None = Field(None, description="Text, without a template.")
    values: dict[str, Any] = Field(default_factory=dict, description="What the template may use.")
    locale: str | None = Field(
        None, description="Language and country of numbers and dates; the recipe's when left out."
    )
    attach: list[Path] = Field(default_factory=list, description="Files, relative to the workspace.")
    in_reply_to: str | None = Field(None, description="Message-ID of the mail this one answers.")

    @model_validator(mode="after")
    def _one_text(self) -> Params:
        if (self.template is None) == (self.subject is None or self.text is None):
            raise ValueError("give either a template, or subject and text")
        return self


class Outputs(ActionOutputs):
    """What later steps can use."""

    message_id: str = Field(description="Message-ID of the mail: the same again when the step is repeated.")
    subject: str = Field(description="Subject of the mail.")


def _address(text: str) -> str:
    try:
        name, _, domain = read_email(text).rpartition("@")
    except Unreadable as error:
        raise BusinessException(f"the mail cannot be addressed: {error}") from None
    if not name.isascii():
        raise BusinessException(f"the mail cannot be addressed: {text!r} has letters that mail servers do not take")
    return f"{name}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def _texts(params: Params, ctx: Context) -> tuple[str, str, str]:
    """Subject, plain text and HTML (empty without)."""
    if params.template is None:
        return params.subject or "", params.text or "", ""
    company = own_company(ctx.workspace.settings)
    values = {"company": company, "locale": params.locale or ctx.locale, **params.values}
    try:
        plain = ctx.templates.render(params.template, values).lstrip()
        html = ""
        sibling = params.template.replace(".txt.j2", ".html.j2")
        if sibling != params.template and any(
            (folder / sibling).is_file() for folder in ctx.workspace.template_folders
        ):
            html = ctx.templates.render(sibling, values)
    except DocumentError as error:
        raise StepFailed(str(error)) from None
    first, _, rest = plain.partition("\n")
    if not first.startswith("Subject:"):
        raise StepFailed("the first line is not 'Subject: ...'", place=params.template)
    return first.removeprefix("Subject:").strip(), rest.strip() + "\n", html


def _attach(message: EmailMessage, path: Path, ctx: Context) -> int:
    file = file_to_read(ctx.workspace, path)
    kind, packed = mimetypes.guess_type(file.name)
    main, _, sub = (kind or "").partition("/")
    if packed or main in ("", "message", "multipart"):  # a kind that says nothing of these bytes, or is no leaf
        main, sub = "application", "octet-stream"
    if not file.is_file():
        if ctx.gate.mode is Mode.PLAN:
            content = b""  # a plan did not make the file that is to be attached
        else:
            raise StepFailed("the file to attach is not there", place=str(file))
    else:
        content = file.read_bytes()
    message.add_attachment(content, maintype=main, subtype=sub, filename=file.name)
    return len(content)


def _describe(values: Mapping[str, Any], ctx: Context) -> Intent:
    texts = [("To", values.get("to")), ("Subject", values.get("subject")), ("Template", values.get("template"))]
    attached = [("Attachment", str(name)) for name in values.get("attach") or []]
    fields = [(name, str(text)) for name, text in texts if text]
    return Intent("mail", "", f"Send a mail to {values.get('to')}", (*fields, *attached))


def _sender_domain(sender: str) -> str:
    _, address = parseaddr(sender)
    if "@" not in address:
        raise EnvironmentNotReady(f"{sender!r} is no address", place="rpa.toml [mail] from")
    return address.rpartition("@")[2]


def _reference(post: Post, ctx: Context) -> str:
    """The mail's Message-ID."""
    return message_id(ctx.mark, _sender_domain(post.sender))


def _verify(params: Params, ctx: Context) -> Answer | None:
    """Look the mail up among the sent ones."""
    post = open_post(ctx.workspace, ctx.secrets)
    return ask_folder(ctx.gate, post.sent, _reference(post, ctx), ctx.clock.now()) if post.sent else None


@action(Effect.WRITE, describe=_describe, verify=_verify)
def run(params: Params, ctx: Context) -> Outputs:
    """Build the message and send it through the gate."""
    post = open_post(ctx.workspace, ctx.secrets)
    subject, plain, html = _texts(params, ctx)
    reference = _reference(post, ctx)
    message = EmailMessage()
    message["From"] = post.sender
    message["To"] = formataddr((" ".join(params.to_name.split()), _address(params.to)))
    if params.cc:
        message["Cc"] = ", ".join(_address(one) for one in params.cc)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = reference
    message["Auto-Submitted"] = "auto-generated"
    if params.in_reply_to:
        message["In-Reply-To"] = message["References"] = " ".join(params.in_reply_to.split())
    message.set_content(plain)
    if html:
        message.add_alternative(html, subtype="html")
    size = sum(_attach(message, path, ctx) for path in params.attach)
    if size > LARGEST:
        raise BusinessException(f"the attachments have {size / 2**20:.1f} MB, more than a mail can carry (25 MB)")
    outputs = Outputs(message_id=str(message["Message-ID"]), subject=str(message["Subject"]))
    send_mail(ctx.gate, post, message, known=dict(outputs))
    return outputs
