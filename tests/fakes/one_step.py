"""One step of one item, on a real ledger and through the real gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rpa.actions.contract import Action, Context
from rpa.drivers.document_template import DocumentTemplates
from rpa.effects.gate import Gate, Mode, Planned
from rpa.ledger.protocol import Claim, StepRow
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.clock import Clock
from rpa.model.item import Arrival
from rpa.model.secret import Secret
from rpa.model.values import content_hash
from rpa.model.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[2]
COMPANY: Mapping[str, Any] = {
    "name": "Van Dijk Groothandel B.V.",
    "street": "Hoofdstraat 1",
    "postal_code": "1234 AB",
    "city": "Amsterdam",
    "country": "NL",
    "vat_number": "NL001234567B01",
    "iban": "NL91ABNA0417164300",
    "email": "office@vandijk.example",
}


@dataclass
class OneStep:
    """Runs actions as the engine would; each `item` is claimed anew."""

    root: Path
    settings: dict[str, Any] = field(default_factory=lambda: {"company": dict(COMPANY)})
    secrets: dict[str, str] = field(default_factory=dict)
    locale: str = "nl-NL"

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.root, PROJECT, self.settings)
        self.ledger = SqliteLedger.open(self.root / "ledger.sqlite")
        self.run_number = self.ledger.start_run("orders", "orders.yaml", "name: orders\n", {})
        self.gate: Gate | None = None

    def claim(self, key: str) -> Claim:
        self.ledger.record(self.run_number, "orders", [Arrival(key, content_hash(key), {}, "inbox")])
        claim = self.ledger.claim("orders", "me", self.run_number)
        assert claim is not None
        return claim

    def context(self, claim: Claim, step: str = "it", mode: Mode = Mode.RUN, **more: Any) -> Context:
        self.gate = Gate(self.ledger, claim, step, mode)

        def no_browser() -> Any:
            raise AssertionError("no browser here")

        known = {
            "gate": self.gate,
            "workspace": self.workspace,
            "locale": self.locale,
            "clock": Clock(ZoneInfo("Europe/Amsterdam")),
            "browser": no_browser,
            "templates": DocumentTemplates(self.workspace.template_folders),
            "key": claim.key,
            "item": {},
            "secrets": lambda name: Secret(name, self.secrets[name]),
            "evidence": self.root / "evidence",
            "extra": {"recipe": "orders"},
        }
        return Context(**{**known, **more})

    def do(self, action: Action, *, key: str = "A-1", claim: Claim | None = None, **params: Any) -> Any:
        """Run an action; for a write, its receipt is recorded as the engine would."""
        claim = claim or self.claim(key)
        ctx = self.context(claim)
        outputs = action.run(action.params.model_validate(params), ctx)
        if self.gate is not None and self.gate.receipt is not None:
            self.ledger.finish(claim, "it", dict(outputs), self.gate.receipt)
        return outputs

    def plan(self, action: Action, *, key: str = "A-1", **params: Any) -> Planned:
        """What a plan would write."""
        ctx = self.context(self.claim(key), mode=Mode.PLAN)
        try:
            action.run(action.params.model_validate(params), ctx)
        except Planned as planned:
            return planned
        raise AssertionError("a plan passed the gate")

    def step(self, claim: Claim) -> StepRow:
        return self.ledger.steps(claim.item)[-1]
