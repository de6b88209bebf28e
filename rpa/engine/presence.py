"""Who is alive and who may run a recipe: by locks of the kernel beside a SQLite ledger, by leases on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Protocol

from rpa.drivers.locks import OwnerLock, is_alive, lock_state, recipe_lock
from rpa.drivers.secret_store import ledger_password
from rpa.engine.lost import end_at_once
from rpa.ledger.opening import PostgresSettings, postgres_settings
from rpa.ledger.protocol import Ledger
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


def take_back(ledger: Ledger, presence: Presence, recipe: str) -> None:
    """Give back the items of a recipe that dead owners hold (see `Ledger.reap`)."""
    ledger.reap(recipe, presence.is_alive, presence.is_proven_dead)


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


class LeasePresence:
    """Presence by a lease in the ledger's PostgreSQL database, and by locked files among processes of one machine.

    Args:
        workspace: Whose ledger and locks.
        settings: Its database.
        on_lost: Called from another thread when this process's work may be given to others; told why.
    """

    def __init__(self, workspace: Workspace, settings: PostgresSettings, on_lost: Callable[[str], None]) -> None:
        from rpa.ledger.presence import PostgresPresence, Register

        self._folder = workspace.locks / "owners"
        self._lock = OwnerLock(self._folder)
        try:
            register = Register(settings.server(ledger_password(workspace)), settings.lease, lock_state)
            try:
                self._presence = PostgresPresence(register, self._lock.name, str(self._lock.file), on_lost)
            except BaseException:
                register.close()
                raise
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise

    @property
    def name(self) -> str:
        """This process as the ledger knows it."""
        return self._lock.name

    def is_alive(self, owner: str) -> bool:
        """Whether an owner was heard of within its lease; one that died on this machine is known to be dead at once."""
        return self._presence.is_alive(owner)

    def is_proven_dead(self, owner: str) -> bool:
        """Whether an owner said goodbye, or died on this machine."""
        is_dead = self._presence.is_proven_dead(owner)
        if is_dead:
            is_alive(self._folder, owner)  # takes its lock file away
        return is_dead

    def hold_recipe(self, recipe: str) -> AbstractContextManager[None]:
        """Hold the right to run a recipe, on all machines."""
        return self._presence.hold_recipe(recipe)

    def close(self) -> None:
        """Say goodbye."""
        self._presence.close()
        self._lock.__exit__(None, None, None)


def open_presence(workspace: Workspace, on_lost: Callable[[str], None] = end_at_once) -> Presence:
    """This process's presence in a workspace.

    Args:
        workspace: Where.
        on_lost: Called from another thread, once, when others may have this process's work: it must not touch the
            world any more. Told why. With a SQLite ledger that cannot happen.
    """
    settings = postgres_settings(workspace)
    return FilePresence(workspace) if settings is None else LeasePresence(workspace, settings, on_lost)


@contextmanager
def sight_of_others(workspace: Workspace) -> Iterator[Callable[[str], bool]]:
    """Tells whether an owner lives, for one who only looks (a plan) and leaves no trace."""
    settings = postgres_settings(workspace)
    if settings is None:
        yield partial(is_alive, workspace.locks / "owners")
        return
    from rpa.ledger.presence import Register

    register = Register(settings.server(ledger_password(workspace)), settings.lease, lock_state, gives_up=False)
    try:
        yield register.is_alive
    finally:
        register.close()
