"""Writing files: idempotent by construction, since a file is renamed into place whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rpa.drivers.files import write_file
from rpa.effects.gate import Gate
from rpa.errors import BusinessException
from rpa.model.effect import Intent, Receipt
from rpa.model.workspace import Workspace


def target_path(workspace: Workspace, path: str | Path) -> Path:
    """The absolute path of a file that a step names.

    Args:
        workspace: The workspace.
        path: Relative to the workspace, out of which it may not lead: part of it may come from a stranger's order.
            Absolute paths are taken as they are.

    Raises:
        BusinessException: If it leads out of the workspace, or is no path.
    """
    try:
        found = workspace.inside(path)
    except (ValueError, OSError, RuntimeError) as error:
        raise BusinessException(f"{str(path)!r} is no path: {error}") from None
    if not Path(path).is_absolute() and not found.is_relative_to(workspace.root.resolve()):
        raise BusinessException(f"{str(path)!r} leads out of the workspace", hint="Give a path inside it.")
    return found


def _is_own(gate: Gate, path: Path) -> bool:
    """Whether this item has begun to write that very file before."""
    rows = gate.ledger.steps(gate.claim.item)
    return any(row.intent is not None and row.intent.target == str(path) for row in rows)


def write_document(
    gate: Gate,
    path: Path,
    make: Callable[[], bytes],
    *,
    summary: str,
    fields: Sequence[tuple[str, str]] = (),
    known: Mapping[str, Any] | None = None,
    replace: bool = False,
) -> Receipt:
    """Write one file through the gate.

    Args:
        gate: The step's gate.
        path: Where to, absolute.
        make: Makes the content; not called in a plan.
        summary: One line for a person.
        fields: What it says, as (caption, value).
        known: The step's outputs, which a plan goes on with.
        replace: Write over a file that this item has not made: for documents that are made anew each time.

    Returns:
        Receipt with the content's SHA-256 as reference.

    Raises:
        BusinessException: If there is a file of that name, made by another item or a person.
    """
    if not replace and path.exists() and not _is_own(gate, path):
        message = f"{path.name} is there already, and another item or a person made it: it is not replaced"
        hint = "Put the business key into its name (`to:`), or say replace: true."
        raise BusinessException(message, place=str(path), hint=hint)

    def act(_sent: Callable[[], None]) -> Receipt:
        digest = write_file(path, make())
        return Receipt(f"sha256:{digest}", {"path": str(path)})

    return gate.write(Intent("file", str(path), summary, tuple(fields), repeatable=True), act, known)
