from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rpa.engine.lost import EXIT_CODE, descendants
from tests.waiting import LONGEST, wait_until

PROJECT = Path(__file__).resolve().parents[3]

LOST = """
import subprocess, sys, threading, time
from rpa.engine.lost import end_at_once
child = subprocess.Popen([sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '60'])"])
print(child.pid, flush=True)
sys.stdin.readline()
threading.Thread(target=end_at_once, args=("nobody heard it",)).start()
time.sleep(60)
"""


def test_a_lost_worker_ends_at_once_with_all_that_it_started() -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    worker = subprocess.Popen(
        [sys.executable, "-c", LOST],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert worker.stdout is not None
    child = int(worker.stdout.readline())
    wait_until(lambda: len(descendants(worker.pid)) == 2, "both processes it starts", running=worker)
    started = descendants(worker.pid)
    assert started[0] == child
    _, said = worker.communicate("\n", timeout=LONGEST)
    assert worker.returncode == EXIT_CODE
    assert "nobody heard it" in said
    wait_until(lambda: not any(_lives(process) for process in started), "they end with it")


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
