"""What recipes need before they can run, and this workspace does not have yet: secrets, and a company of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rpa.errors import EnvironmentNotReady, RecipeError, RpaError, UsageError

if TYPE_CHECKING:
    from rpa.drivers.machine import Check, State
    from rpa.model.workspace import Workspace
    from rpa.recipe.plan import Recipe

MAIL = ("mail.user", "mail.password")
SERVER = "[mail] host"
DOCTOR_WAITS = 10.0  # seconds, for each answer of a mail server
TELLING = (("company", "name"), ("company", "email"), ("backoffice", "url"))
"""Settings whose sample values cannot be meant; a street or a town may be the same by chance."""


@dataclass(frozen=True)
class Need:
    """A secret that is needed and not set.

    Attributes:
        name: Dotted name.
        users: The recipes, or the setting, that need it.
    """

    name: str
    users: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.users)})"


def own_recipes(workspace: Workspace) -> tuple[str, ...]:
    """Names of the recipes in the workspace's own folder, and of those that its crontab runs."""
    from rpa.recipe.library import recipe_files

    own = workspace.root / "recipes"
    names = {name for name, file in recipe_files(workspace).items() if file.is_relative_to(own)}
    return tuple(sorted(names | scheduled_recipes(workspace)))


def scheduled_recipes(workspace: Workspace) -> set[str]:
    """Names of the recipes in the crontab; none where there is no crontab."""
    from rpa.drivers.crontab import Crontab, find_entries, workspace_id

    try:
        return set(find_entries(Crontab().read(), workspace_id(workspace)))
    except EnvironmentNotReady:
        return set()  # the check of cron says so


def load_all(workspace: Workspace, names: Iterable[str]) -> tuple[list[Recipe], dict[str, str]]:
    """Recipes, and why the others cannot be loaded, by name."""
    from rpa.recipe.library import load_recipe

    loaded, broken = [], {}
    for name in names:
        try:
            loaded.append(load_recipe(workspace, name))
        except RecipeError:
            broken[name] = f"See: rpa check {name}"
        except (UsageError, EnvironmentNotReady) as error:
            broken[name] = str(error)
    return loaded, broken


def missing_secrets(workspace: Workspace, recipes: Iterable[Recipe], *, mail: bool = False) -> list[Need]:
    """Every secret that is used and not set, all at once.

    Args:
        workspace: Its secrets and settings.
        recipes: Those that are to run.
        mail: The mail server's secrets are needed whether one of the recipes sends mail or not.

    Raises:
        EnvironmentNotReady: The encrypted secrets cannot be opened.
    """
    from rpa.drivers.secret_store import SecretMissing, SecretStore

    store = SecretStore(workspace)
    missing = []
    for name, users in sorted(used_secrets(workspace, recipes, mail=mail).items()):
        try:
            store.get(name)
        except SecretMissing:
            missing.append(Need(name, tuple(users)))
    return missing


def used_secrets(workspace: Workspace, recipes: Iterable[Recipe], *, mail: bool = False) -> dict[str, list[str]]:
    """Dotted names of secrets, with the recipes or the setting that use them."""
    used: dict[str, list[str]] = {}
    signs_in = _signs_in(workspace)
    if signs_in and mail:
        used |= {name: [SERVER] for name in MAIL}
    for recipe in recipes:
        sends = signs_in and any(step.action.startswith("mail.") for step in (*recipe.steps, *recipe.final))
        for name in {*recipe.secrets, *(MAIL if sends else ()), *mailbox_secrets(workspace, recipe)}:
            used.setdefault(name, []).append(recipe.name)
    return used


def mailbox_secrets(workspace: Workspace, recipe: Recipe) -> tuple[str, ...]:
    """The secrets that sign in to the mailbox a recipe reads; none when it reads none, or says at the run which."""
    from rpa.drivers.mail_accounts import account_table, needed_secrets, prefix_of

    name = mailbox_of(recipe)
    return needed_secrets(account_table(workspace, name)[0], prefix_of(name)) if name else ()


def refuse_missing(workspace: Workspace, names: Iterable[str]) -> None:
    """Refuse recipes that lack secrets.

    Raises:
        EnvironmentNotReady: Names all of them, and how to set them.
    """
    missing = missing_secrets(workspace, load_all(workspace, names)[0])
    if missing:
        raise EnvironmentNotReady(f"secrets are not set: {'; '.join(map(str, missing))}.", hint=how_to_set(missing))


def how_to_set(missing: Iterable[Need]) -> str:
    """The commands that set them."""
    return f"Run: {'; '.join(f'rpa secret set {need.name}' for need in missing)}"


def check_needs(workspace: Workspace) -> Iterator[Check]:
    """What doctor says about the recipes and settings of a workspace; none raises."""
    from rpa.drivers.machine import Check

    names = own_recipes(workspace)
    scheduled = scheduled_recipes(workspace)
    recipes, broken = load_all(workspace, names)
    for name, hint in broken.items():
        state: State = "missing" if name in scheduled else "warn"
        yield Check("recipes", state, f"{name} cannot run: it has mistakes or is gone", hint)
    try:
        missing = missing_secrets(workspace, recipes, mail=True)
    except RpaError:
        missing = []  # the check of the secrets says why they cannot be read
    if missing:
        yield Check("secrets", "missing", f"not set: {'; '.join(map(str, missing))}", how_to_set(missing))
    elif recipes:
        yield Check("recipes", "ok", f"{len(recipes)} with all their secrets")
    yield from check_mail(workspace, recipes)
    yield from check_accounts(workspace, recipes)
    if samples := sample_values(workspace):
        remedy = "They are the examples that rpa init wrote: put your own into rpa.toml."
        yield Check("settings", "warn", "; ".join(samples), remedy)


def check_mail(workspace: Workspace, recipes: Iterable[Recipe]) -> Iterator[Check]:
    """What doctor says where mails are not sent by a server: they look sent, and no customer has them."""
    from rpa.drivers.machine import Check

    mail = _part(workspace.settings, "mail")
    if mail.get("host"):
        return
    folder = str(mail.get("outbox") or "outbox").rstrip("/")
    senders = [
        recipe.name for recipe in recipes if any(step.action == "mail.send" for step in (*recipe.steps, *recipe.final))
    ]
    is_meant = bool(mail.get("collected")) or not senders
    seen = f"mails go into the folder {folder}/: no server is named"
    remedy = f'{", ".join(senders)}: no mail leaves this machine. To send by a server: [mail] host = "..." in rpa.toml.'
    yield Check("mail", "ok" if is_meant else "warn", seen, "" if is_meant else remedy)


def check_accounts(workspace: Workspace, recipes: Iterable[Recipe]) -> Iterator[Check]:
    """What doctor says of recipes that read a mailbox which the settings do not name."""
    from rpa.drivers.machine import Check
    from rpa.drivers.mail_accounts import EXAMPLE, account_names

    there = account_names(workspace)
    for recipe in recipes:
        name = mailbox_of(recipe)
        if name and name not in there:
            hint = EXAMPLE if name == "inbox" else f'Add to rpa.toml: [mail.accounts.{name}] host = "imap.example.org"'
            yield Check(
                "mailbox", "missing", f"{recipe.name} reads the mailbox {name}, which rpa.toml does not name", hint
            )


def mailbox_of(recipe: Recipe) -> str:
    """The mailbox a recipe reads; empty when it reads none, or says only at the run which."""
    if recipe.items is None or recipe.items.source_name != "mail.imap":
        return ""
    name = recipe.items.params.get("account", "inbox")
    return name if isinstance(name, str) else ""


def check_mailboxes(workspace: Workspace) -> Iterator[Check]:
    """What doctor says about the mailboxes that are read: whether each answers and lets us in; none raises."""
    from contextlib import closing
    from dataclasses import replace

    from rpa.drivers.imap_mailbox import open_mailbox
    from rpa.drivers.machine import Check
    from rpa.drivers.mail_accounts import account_names, find_account
    from rpa.drivers.secret_store import SecretMissing, SecretStore

    for name in account_names(workspace):
        try:
            account = replace(find_account(workspace, name, SecretStore(workspace).get), timeout=DOCTOR_WAITS)
            with closing(open_mailbox(account)) as box:
                count = len(box.folders())
        except SecretMissing as error:
            yield Check("mailbox", "missing", f"{name}: {error.message}", f"Run: rpa secret set {secret_in(error)}")
        except RpaError as error:
            seen = f"{name}: {error.place}: {error.message}" if error.place else f"{name}: {error.message}"
            yield Check("mailbox", "missing", seen, error.hint)
        else:
            yield Check("mailbox", "ok", f"{name}: {account.place} answers, {count} folders")


def secret_in(error: RpaError) -> str:
    """The name in the message that a secret is not set."""
    return error.message.removeprefix("the secret ").partition(" ")[0]


def check_ledger(workspace: Workspace) -> Iterator[Check]:
    """What doctor says about the ledger where more than a file is needed; does not raise."""
    from rpa.drivers.machine import Check
    from rpa.drivers.secret_store import ledger_password
    from rpa.ledger.moved import refuse_moved
    from rpa.ledger.opening import postgres_server

    try:
        server = postgres_server(workspace, lambda: ledger_password(workspace))
        if server is None:
            refuse_moved(workspace.ledger_file)
            return
        with server.connect() as connection:
            version = connection.info.server_version // 10000
        weak = server.accept_no_fsync
        seen = f"{server.name}, PostgreSQL {version}"
        remedy = "Take accept_no_fsync out of rpa.toml: with it, a power cut may lose what was done." if weak else ""
        yield Check("ledger", "warn" if weak else "ok", seen, remedy)
    except RpaError as error:
        yield Check(
            "ledger", "missing", f"{error.place}: {error.message}" if error.place else error.message, error.hint
        )


def sample_values(workspace: Workspace) -> list[str]:
    """Settings that are still as `rpa init` wrote them, in words."""
    from rpa.cli.init import SETTINGS

    samples = tomllib.loads(SETTINGS)
    found = []
    for part, name in TELLING:
        value = _part(workspace.settings, part).get(name)
        if value and value == samples[part][name]:
            found.append(f"[{part}] {name} is still {value!r}")
    return found


def _signs_in(workspace: Workspace) -> bool:
    mail = _part(workspace.settings, "mail")
    return bool(mail.get("host")) and bool(mail.get("sign_in", True))


def _part(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = settings.get(name)
    return part if isinstance(part, Mapping) else {}
