"""The IMAP accounts that `rpa.toml` names: the mailbox that is read, further ones, and the folder of sent mails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rpa.drivers.access_token import TokenDesk
from rpa.drivers.http_message import HttpWay
from rpa.drivers.imap_account import ImapAccount
from rpa.errors import EnvironmentNotReady
from rpa.model.secret import Secret
from rpa.model.settings import ACCOUNT
from rpa.model.workspace import Workspace

Secrets = Callable[[str], Secret]
SIGN_INS = ("password", "token", "client_credentials", "refresh_token")
TIMEOUT = 60.0  # seconds a server of mails may take for each answer
EXAMPLE = 'Add to rpa.toml: [mail.inbox] host = "imap.example.org"; and set the secrets mail.user and mail.password.'


def account_names(workspace: Workspace) -> tuple[str, ...]:
    """The mailboxes that are named, `inbox` among them where there is one."""
    mail = _mail(workspace)
    named = mail.get("accounts")
    return (*(["inbox"] if mail.get("inbox") else []), *(named if isinstance(named, Mapping) else ()))


def find_account(workspace: Workspace, name: str, secrets: Secrets) -> ImapAccount:
    """A mailbox by its name.

    Args:
        workspace: Its settings.
        name: `inbox`, or a name under `[mail.accounts]`.
        secrets: Looks up a secret.

    Raises:
        EnvironmentNotReady: There is none of this name, a setting is wrong, or a secret is missing.
    """
    table, title = account_table(workspace, name)
    if table is None:
        there = [one for one in account_names(workspace) if one != name]
        hint = f"There are: {', '.join(there)}." if there else EXAMPLE
        raise EnvironmentNotReady(
            f"no mailbox {name!r} is named in the settings", place=f"rpa.toml [{title}]", hint=hint
        )
    return read_account(table, f"rpa.toml [{title}]", prefix_of(name), secrets, workspace, timeout=TIMEOUT)


def account_table(workspace: Workspace, name: str) -> tuple[Any, str]:
    """What the settings say of a mailbox, None when nothing; and the title under which it stands."""
    if name == "inbox":
        return _mail(workspace).get("inbox"), "mail.inbox"
    named = _mail(workspace).get("accounts")
    return (named.get(name) if isinstance(named, Mapping) else None), f"mail.accounts.{name}"


def prefix_of(name: str) -> str:
    """What the names of a mailbox's secrets begin with: `mail`, or `mail.invoices` for one of several."""
    return "mail" if name == "inbox" else f"mail.{name}"


def needed_secrets(table: Any, prefix: str) -> tuple[str, ...]:
    """The secrets without which an account cannot be signed in to."""
    if not isinstance(table, Mapping):
        return ()
    shown = {"client_credentials": "client_secret"}.get(way := str(table.get("sign_in", "password")), way)
    return tuple(f"{prefix}.{name}" for name in ([] if table.get("user") else ["user"]) + [shown])


def read_account(
    table: Any, setting: str, prefix: str, secrets: Secrets, workspace: Workspace, *, timeout: float = 20
) -> ImapAccount:
    """An account from its part of the settings; names that are no words of an account are not looked at.

    Args:
        table: What stands there.
        setting: Where, for messages.
        prefix: What the names of its secrets begin with.
        secrets: Looks up a secret.
        workspace: For paths, and the way to web services.
        timeout: Seconds for each answer.

    Raises:
        EnvironmentNotReady: It is wrong, or a secret is missing.
    """
    if not isinstance(table, Mapping) or not table.get("host"):
        raise EnvironmentNotReady("expected a table with host", place=setting, hint='Write: host = "imap.example.org"')
    way = str(table.get("sign_in", "password"))
    if way not in SIGN_INS:
        message = f"sign_in is {way!r}; expected one of {', '.join(SIGN_INS)}"
        raise EnvironmentNotReady(message, place=setting, hint="Correct it and run again.")
    remedy = f"See: rpa secret set {needed_secrets(table, prefix)[-1]}"
    user = Secret(f"{prefix}.user", str(table["user"])) if table.get("user") else secrets(f"{prefix}.user")
    ca = table.get("ca") or workspace.settings.get("http", {}).get("ca")
    try:
        return ImapAccount(
            str(table["host"]),
            user,
            _credential(table, setting, prefix, secrets, workspace),
            way != "password",
            int(table["port"]) if table.get("port") else None,
            str(table.get("security", "tls")),
            table.get("in_the_clear") is True,
            workspace.inside(str(ca)) if ca else None,
            setting,
            remedy,
            timeout,
        )
    except (TypeError, ValueError) as error:
        raise EnvironmentNotReady(str(error), place=setting, hint="Correct it and run again.") from None


def _credential(
    table: Mapping[str, Any], setting: str, prefix: str, secrets: Secrets, workspace: Workspace
) -> Callable[[], Secret]:
    """How the password or token is had; secrets are looked up now, a token is asked for when it is needed."""
    way = str(table.get("sign_in", "password"))
    if way in {"password", "token"}:
        shown = secrets(f"{prefix}.{way}")
        return lambda: shown
    for name in ("token_url", "client"):
        if not table.get(name):
            message = f'sign_in = "{way}" needs {name}'
            raise EnvironmentNotReady(
                message, place=setting, hint="docs/operate.md has examples for Microsoft and Google."
            )
    return TokenDesk(
        str(table["token_url"]),
        str(table["client"]),
        _client_secret(way, prefix, secrets),
        secrets(f"{prefix}.refresh_token") if way == "refresh_token" else None,
        str(table.get("scope", "")),
        _way(workspace),
        setting,
        f"See: rpa secret set {needed_secrets(table, prefix)[-1]}",
    ).token


def _client_secret(way: str, prefix: str, secrets: Secrets) -> Secret | None:
    """The program's own secret; a program that a person has let in by a refresh token may have none."""
    from rpa.drivers.secret_store import SecretMissing

    try:
        return secrets(f"{prefix}.client_secret")
    except SecretMissing:
        if way == "refresh_token":
            return None
        raise


def _way(workspace: Workspace) -> HttpWay:
    http = workspace.settings.get("http", {})
    ca = str(http.get("ca", ""))
    return HttpWay(TIMEOUT, str(http.get("proxy", "")), workspace.inside(ca) if ca else None)


def _mail(workspace: Workspace) -> Mapping[str, Any]:
    mail = workspace.settings.get("mail")
    return mail if isinstance(mail, Mapping) else {}


WORDS = frozenset(ACCOUNT)
"""The settings of an account, the same wherever one is named."""
