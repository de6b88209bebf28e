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

OWN_FILES = frozenset(("rpa.toml",))  # at the workspace's root, beside everything hidden
INSTRUCTIONS = frozenset(("recipes", "templates"))


def file_to_read(workspace: Workspace, path: str | Path) -> Path:
    """The absolute path of a file that a step reads, attaches or uploads.

    It may come from a stranger's order. So it leads to the workspace's files, or below a folder that the admin has
    named under `[files] outside`, and neither to settings and secrets nor to hidden files; kept inputs are open.

    Args:
        workspace: The workspace.
        path: Relative to the workspace, or absolute.

    Raises:
        BusinessException: If it leads elsewhere, or is no path.
    """
    found = _reached(workspace, path)
    if not _is_kept(workspace, found):
        _refuse_own(workspace, found, path, OWN_FILES)
    return found


def file_to_write(workspace: Workspace, path: str | Path) -> Path:
    """The absolute path of a file that a step makes: as `file_to_read`, and no recipe, template or kept input either.

    Args:
        workspace: The workspace.
        path: Relative to the workspace, or absolute.

    Raises:
        BusinessException: If it leads elsewhere, or is no path.
    """
    found = _reached(workspace, path)
    _refuse_own(workspace, found, path, OWN_FILES | INSTRUCTIONS)
    return found


def _reached(workspace: Workspace, path: str | Path) -> Path:
    try:
        found = workspace.inside(path)
    except (ValueError, OSError, RuntimeError) as error:
        raise BusinessException(f"{str(path)!r} is no path: {error}") from None
    open_folders = (workspace.root.resolve(), *workspace.outside)
    if _is_kept(workspace, found) or any(found.is_relative_to(folder) for folder in open_folders):
        return found
    hint = "Give a path inside it, or name the folder in rpa.toml: [files] outside = ['/mnt/archive']"
    raise BusinessException(f"{str(path)!r} leads out of the workspace", hint=hint)


def _is_kept(workspace: Workspace, path: Path) -> bool:
    """Whether it is an input's attachment that was kept, or a picture; in a plan they lie elsewhere."""
    return any(path.is_relative_to(one.resolve()) for one in (workspace.artifacts, workspace.state / "artifacts"))


def _refuse_own(workspace: Workspace, found: Path, path: str | Path, own: frozenset[str]) -> None:
    root = workspace.root.resolve()
    parts = found.relative_to(root).parts if found.is_relative_to(root) else ()
    is_own = bool(parts) and (parts[0].casefold() in own or any(part.startswith(".") for part in parts))
    if is_own or any(found.is_relative_to(place) for place in workspace.secret_places):
        message = f"{str(path)!r} is closed to steps: settings, secrets and the toolkit's own files lie there"
        raise BusinessException(message, hint="Give another folder of the workspace.")


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
        message = "this file is there already, and another item, an earlier run or a person made it: it is not replaced"
        hint = "Put the business key, or in finally: the day, into its name (`to:`), or say replace: true."
        raise BusinessException(message, place=str(path), hint=hint)

    def act(_sent: Callable[[], None]) -> Receipt:
        digest = write_file(path, make())
        return Receipt(f"sha256:{digest}", {"path": str(path)})

    return gate.write(Intent("file", str(path), summary, tuple(fields), repeatable=True), act, known)
