"""One worker: what all items of a run share in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rpa.drivers.secret_store import SecretStore
from rpa.effects.gate import Mode
from rpa.engine.browsing import Browsing
from rpa.engine.names import nest
from rpa.engine.progress import Watcher
from rpa.engine.redaction import learn
from rpa.ledger.protocol import Ledger
from rpa.model.clock import Clock
from rpa.model.secret import Redactor, Secret
from rpa.model.workspace import Workspace
from rpa.recipe.plan import Recipe

if TYPE_CHECKING:
    from rpa.drivers.document_template import DocumentTemplates


@dataclass
class Worker:
    """What the items of a run share.

    Attributes:
        workspace: Where it works.
        ledger: Durable memory.
        clock: The run's time.
        redactor: Knows every secret that was looked up.
        secrets: The store they come from.
        mode: Run or plan.
        watcher: Told what happens.
        browsing: The browser, started when first needed.
        is_parking: Whether the item in hand is to be put down before its next step.
    """

    workspace: Workspace
    ledger: Ledger
    clock: Clock
    redactor: Redactor
    secrets: SecretStore
    mode: Mode
    watcher: Watcher
    browsing: Browsing = field(init=False)
    is_parking: Callable[[], bool] = lambda: False

    def __post_init__(self) -> None:
        self.browsing = Browsing(self.workspace, self.redactor, self.clock, self.mode)

    @cached_property
    def templates(self) -> DocumentTemplates:
        """Documents and mails; most runs look at the clock, the folder or the mailbox, and write none."""
        from rpa.drivers.document_template import DocumentTemplates

        logo = str(self.workspace.settings.get("company", {}).get("logo", ""))
        return DocumentTemplates(self.workspace.template_folders, logo=logo)

    def secret(self, name: str) -> Secret:
        """Look a secret up and never show it from now on.

        Raises:
            EnvironmentNotReady: If it is not set.
        """
        secret = self.secrets.get(name)
        self.redactor.learn(secret)
        learn(secret)
        return secret

    def secret_tree(self, recipe: Recipe) -> dict[str, Any]:
        """The secrets a recipe uses, nested by the parts of their names.

        Raises:
            EnvironmentNotReady: If one is not set.
        """
        return nest(self.secret(name) for name in recipe.secrets)

    def close(self) -> None:
        """Close the browser."""
        self.browsing.close()
