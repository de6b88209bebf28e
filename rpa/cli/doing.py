"""What `rpa do` prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from rpa.cli.log_file import open_log
from rpa.cli.settings import refuse_mistakes
from rpa.cli.terminal import print_json, say, table
from rpa.engine.hand import do_once
from rpa.model.item import ItemState
from rpa.model.workspace import Workspace
from rpa.reports.wording import as_came

_EXIT_CODES = {ItemState.DONE: 0, ItemState.REJECTED: 4, ItemState.IN_DOUBT: 4, ItemState.IN_REVIEW: 4}


def do_action(
    workspace: Workspace, name: str, values: Mapping[str, Any], *, today: date | None, plan: bool, as_json: bool
) -> int:
    """Do one action and print its outputs; returns the exit code."""
    refuse_mistakes(workspace)
    open_log(workspace)
    state, reason, outputs, intents = do_once(workspace, name, values, today=today, plan=plan)
    if as_json:
        writes = [{"summary": i.summary, "kind": i.kind, "target": i.target, "fields": i.fields} for i in intents]
        print_json({"action": name, "state": state, "reason": reason, "outputs": outputs, "planned": writes})
    else:
        for intent in intents:
            table(["Field", "Value"], intent.fields, title=f"Would: {intent.summary}")
        if not plan and state is ItemState.DONE:
            zone = ZoneInfo(workspace.timezone)
            table(["Output", "Value"], [(name, as_came(value, zone)) for name, value in outputs.items()])
        if reason:
            say(f"{name}: {str(state).replace('_', ' ')}: {reason}", colour="red")
    return _EXIT_CODES.get(state, 3)
