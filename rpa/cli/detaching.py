"""A run that goes on in the background, after the command that started it has returned."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from rpa.cli.progress import Silent
from rpa.errors import EnvironmentNotReady, RpaError
from rpa.model.workspace import Workspace
from rpa.recipe.plan import Recipe


class Announcing(Silent):
    """Shows nothing; tells the number of the run once, as soon as there is one.

    Args:
        tell: Takes the number.
    """

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell

    def run_started(self, recipe: Recipe, run: int) -> None:
        """Tell it."""
        super().run_started(recipe, run)
        self._tell(run)


def announcer(handle: int) -> Announcing:
    """Tells the number of the run to the command that waits for it.

    Args:
        handle: Descriptor of the pipe to it; closed once it has been told.
    """

    def tell(run: int) -> None:
        os.write(handle, f"{run}\n".encode())
        os.close(handle)

    return Announcing(tell)


def start_detached(workspace: Workspace, arguments: Sequence[str]) -> int:
    """Start `rpa run` in the background.

    Args:
        workspace: Where; what the run would print is kept in `.rpa/detached.log`.
        arguments: Those of `rpa run`, the recipe first.

    Returns:
        Number of the run, which is under way now.

    Raises:
        RpaError: It did not begin, with its own message and exit code.
    """
    log = workspace.state / "detached.log"
    workspace.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    hear, tell = os.pipe()
    try:
        with log.open("ab") as output:
            output.seek(0, os.SEEK_END)
            begin = output.tell()
            command = [sys.executable, "-m", "rpa.cli.main", "run", *arguments, "--quiet", "--announce", str(tell)]
            process = subprocess.Popen(
                [*command, "-C", str(workspace.root)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(tell,),
                start_new_session=True,
            )
    except OSError as error:
        os.close(hear)
        raise EnvironmentNotReady(f"the run cannot be started: {error.strerror}", place=str(log)) from None
    finally:
        os.close(tell)
    with os.fdopen(hear) as pipe:
        said = pipe.readline()
    if said:
        return int(said)
    code = process.wait()
    with log.open("rb") as output:
        output.seek(begin)
        words = output.read().decode("utf-8", "replace").strip()
    failed = RpaError(words.removeprefix("rpa: ") or f"the run did not begin (exit code {code})")
    failed.exit_code = code
    raise failed
