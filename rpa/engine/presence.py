"""Who is alive and who may run a recipe: by locks of the kernel beside a SQLite ledger."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from rpa.drivers.locks import OwnerLock, is_alive, recipe_lock
from rpa.model.workspace import Workspace


class Presence(Protocol):
    """A process's sign of life, and its sight of the others'."""

    @property
    def name(self) -> str:
        """This process as the ledger knows it: `host:pid:random`."""

    def is_alive(self, owner: str) -> bool:
        """Whether an owner lives, as far as can be told."""

    def is_proven_dead(self, owner: str) -> bool:
        """Whether an owner that does not live is certainly dead, not merely paused or cut off."""

    def hold_recipe(self, recipe: str) -> AbstractContextManager[None]:
        """Hold the right to run a recipe.

        Raises:
            AlreadyRunning: Somebody else holds it; says who, since when.
        """

    def close(self) -> None:
        """Say goodbye."""


class FilePresence:
    """Presence by locked files: the kernel frees them on any death, so no clock decides.

    Args:
        workspace: Whose locks.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.locks
        self._lock = OwnerLock(self._folder / "owners")

    @property
    def name(self) -> str:
        """This process as the ledger knows it: `host:pid:random`."""
        return self._lock.name

    def is_alive(self, owner: str) -> bool:
        """Whether an owner's process holds its lock."""
        return is_alive(self._folder / "owners", owner)

    def is_proven_dead(self, owner: str) -> bool:
        """Always: a lock that is free proves it."""
        return not self.is_alive(owner)

    def hold_recipe(self, recipe: str) -> AbstractContextManager[None]:
        """Hold the right to run a recipe (see `recipe_lock`)."""
        return recipe_lock(self._folder, recipe)

    def close(self) -> None:
        """Give the lock back."""
        self._lock.__exit__(None, None, None)


def open_presence(workspace: Workspace) -> Presence:
    """This process's presence in a workspace."""
    return FilePresence(workspace)
