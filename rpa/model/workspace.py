"""A workspace: the folder a company's robots live in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Workspace:
    """Paths and settings of one workspace.

    Attributes:
        root: The folder that holds `rpa.toml`, absolute.
        settings: What `rpa.toml` says, as read.
        shipped: Folder with the recipes and templates that come with the package.
        scratch: Folder for artifacts instead of `.rpa/artifacts` (a plan writes nothing into the workspace).
    """

    root: Path
    shipped: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    scratch: Path | None = None

    @property
    def state(self) -> Path:
        """`.rpa`: ledger, locks, artifacts, logs."""
        return self.root / ".rpa"

    @property
    def ledger_file(self) -> Path:
        """The SQLite ledger."""
        return self.state / "ledger.sqlite"

    @property
    def locks(self) -> Path:
        """Lock files, held while their process lives."""
        return self.state / "locks"

    @property
    def artifacts(self) -> Path:
        """Pictures and kept attachments."""
        return self.scratch or self.state / "artifacts"

    @property
    def backups(self) -> Path:
        """Copies of the ledger from before it was migrated."""
        return self.state / "backups"

    @property
    def reports(self) -> Path:
        """Reports of runs and pages of plans: `reports`, or what `[reports] folder` says."""
        return self.inside(str(self.settings.get("reports", {}).get("folder", "reports")))

    @property
    def log_file(self) -> Path:
        """The log with tracebacks."""
        return self.state / "rpa.log"

    @property
    def recipe_folders(self) -> tuple[Path, ...]:
        """Where recipes are looked up, the workspace's own first."""
        return (self.root / "recipes", self.shipped / "recipes")

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked up, the workspace's own first."""
        return (self.root / "templates", self.shipped / "templates")

    @property
    def outside(self) -> tuple[Path, ...]:
        """Folders elsewhere that steps may read and write: `[files] outside`, absolute."""
        named = self.settings.get("files", {}).get("outside", [])
        return tuple(self.inside(folder) for folder in ([named] if isinstance(named, str) else named))

    @property
    def secret_places(self) -> tuple[Path, ...]:
        """Where `[secrets]` says that secrets and their key lie, absolute."""
        named = self.settings.get("secrets", {})
        return tuple(self.inside(Path(named[one]).expanduser()) for one in ("folder", "key_file") if named.get(one))

    @property
    def timezone(self) -> str:
        """IANA name of the company's time zone; `Europe/Amsterdam` when not set."""
        return str(self.settings.get("timezone", "Europe/Amsterdam"))

    def inside(self, path: str | Path) -> Path:
        """The absolute path of a path given relative to the workspace.

        Absolute paths are taken as they are: the admin wrote them.
        """
        return (self.root / path).resolve()
