"""When this process was started."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime


def test_the_process_started_before_it_was_asked() -> None:
    asked = "from rpa.drivers.process_start import process_started; print(process_started().timestamp())"
    program = f"import time; print(time.time()); time.sleep(1.5); {asked}"
    before = datetime.now(UTC).timestamp()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    begun, started = map(float, answer.stdout.split())
    assert before - 0.5 <= started <= begun + 0.5
