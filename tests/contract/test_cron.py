"""A schedule under a real cron daemon, with nothing but what cron gives: installed by the command, run by cron.

The daemon lives in its own mount and process namespaces: its spool, its pid file and its tables are in memory, the
machine's own are not seen, and nothing of it outlives the test.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.waiting import LONGEST

NAMESPACE = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
LONGEST_WAIT = 220  # seconds: cron looks at its tables at each full minute, and finds a new one at the latest then

RECIPE = """
name: minutely
description: Leave a note with the time of the run.
locale: nl-NL
schedule: "* * * * *"
steps:
  - id: note
    document.create:
      template: note.html.j2
      values: {day: "{{ today }}"}
      to: "notes/{{ today }}.pdf"
"""
SETTINGS = """
timezone = "Pacific/Auckland"
[company]
name = "Fietsen en Zo B.V."
street = "Spoorlaan 1"
postal_code = "5038 CB"
city = "Tilburg"
country = "NL"
vat_number = "NL123456782B90"
iban = "NL91ABNA0417164300"
"""
NOTE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Note</title></head><body><p>Run under cron.</p></body></html>
"""
# What the machine has in place of its own tables; the crontab command keeps its group.
SCRIPT = """set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs /var/spool/cron
mkdir /var/spool/cron/crontabs
chown root:crontab /var/spool/cron/crontabs
chmod 1730 /var/spool/cron/crontabs
mount -t tmpfs tmpfs /run
if [ -d /etc/cron.d ]; then mount -t tmpfs tmpfs /etc/cron.d; fi
if [ -e /etc/crontab ]; then mount --bind /dev/null /etc/crontab; fi
printf 'MAILTO=""\\n# of the admin\\n@yearly true' > table
printf '\\n' >> table
crontab table
"$PYTHON" -m rpa.cli.main schedule install -C "$WORKSPACE"
"$PYTHON" -m rpa.cli.main schedule install -C "$WORKSPACE"
crontab -l > installed
exec cron -f
"""


def unavailable() -> str:
    """Why this cannot run here; empty when it can."""
    if os.geteuid() != 0:
        return "only root can start a cron daemon of its own"
    missing = [name for name in ("cron", "crontab", "unshare") if shutil.which(name) is None]
    if missing:
        return f"not on this machine: {', '.join(missing)}"
    tried = subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False, timeout=20)
    return "" if tried.returncode == 0 else f"no namespaces here: {tried.stderr.decode().strip()}"


@pytest.mark.cron
@pytest.mark.slow
def test_an_installed_schedule_runs_under_cron(tmp_path: Path) -> None:
    if reason := unavailable():
        pytest.skip(reason)
    # A name that cron and the shell would both trip over, and a zone that is not the machine's.
    workspace = tmp_path / "100% back office"
    for folder in ("recipes", "templates"):
        (workspace / folder).mkdir(parents=True)
    (workspace / "rpa.toml").write_text(SETTINGS, encoding="utf-8")
    (workspace / "recipes/minutely.yaml").write_text(RECIPE, encoding="utf-8")
    (workspace / "templates/note.html.j2").write_text(NOTE, encoding="utf-8")
    with (tmp_path / "said").open("wb") as said:
        daemon = subprocess.Popen(
            [*NAMESPACE, "sh", "-c", SCRIPT],
            cwd=tmp_path,
            env={**os.environ, "PYTHON": sys.executable, "WORKSPACE": str(workspace), "HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        done = wait_until_done(workspace, daemon)
    finally:
        daemon.send_signal(signal.SIGKILL)  # the kernel takes the daemon and its jobs along
        daemon.wait(LONGEST)
    told = f"{(tmp_path / 'said').read_text()}\n{log(workspace)}"
    assert done, told

    lines = (tmp_path / "installed").read_text().splitlines()
    assert lines[:3] == ['MAILTO=""', "# of the admin", "@yearly true"]
    assert len(lines) == 4, lines
    assert "* * * * * TZ=Pacific/Auckland" in lines[3]
    assert "--due '* * * * *'" in lines[3]
    notes = list((workspace / "notes").iterdir())
    assert len(notes) == 1, notes
    assert notes[0].read_bytes().startswith(b"%PDF")
    assert states(workspace) == ["done"], told
    assert "Traceback" not in told


def wait_until_done(workspace: Path, daemon: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end and daemon.poll() is None:
        if "done" in states(workspace):
            return True
        time.sleep(0.5)
    return False


def states(workspace: Path) -> list[str]:
    """The states of all items in the ledger."""
    file = workspace / ".rpa/ledger.sqlite"
    if not file.exists():
        return []
    ledger = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    try:
        return [state for (state,) in ledger.execute("select state from item")]
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []  # the run is just making it
        raise
    finally:
        ledger.close()


def log(workspace: Path) -> str:
    file = workspace / ".rpa/rpa.log"
    return file.read_text(encoding="utf-8") if file.exists() else ""
