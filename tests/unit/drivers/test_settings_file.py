"""Where a setting stands in rpa.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.drivers.settings_file import find_line

TEXT = """timezone = "x"
office.user = "robot"

[mail]   # how mails go
host = "h"
  port = 5
sent = {host = "i"}

[ "browser" ]
'headed' = true

[erp.live]
url = "x"
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("timezone", (1, 1)),
        ("office", (2, 1)),
        ("mail", (4, 2)),
        ("mail.port", (6, 3)),
        ("mail.sent.host", (7, 1)),
        ("mail.gone", (4, 2)),
        ("browser.headed", (10, 1)),
        ("erp.live.url", (13, 1)),
        ("port", (0, 0)),
    ],
)
def test_the_line(tmp_path: Path, path: str, place: tuple[int, int]) -> None:
    (tmp_path / "rpa.toml").write_text(TEXT)
    assert find_line(tmp_path / "rpa.toml", tuple(path.split("."))) == place


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert find_line(tmp_path / "rpa.toml", ("mail",)) == (0, 0)
