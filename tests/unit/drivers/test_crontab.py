"""The crontab: our own marked lines, and everybody else's untouched."""

from __future__ import annotations

import os
import shlex
import subprocess
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.crontab import Crontab, Entry, change, find_entries, machine_zone, make_entry, workspace_id
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.formats.reading import Unreadable
from rpa.model.workspace import Workspace

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ID = "0123456789ab"
ONE = Entry("one", b"15 7 * * * exec /bin/rpa run one # rpa:0123456789ab:one")
TWO = Entry("two", b"0 9 * * * exec /bin/rpa run two # rpa:0123456789ab:two")


def workspace(root: Path, zone: str = "Europe/Amsterdam") -> Workspace:
    return Workspace(root, root, {"timezone": zone})


def test_a_line_says_all_that_cron_does_not_know() -> None:
    here = workspace(Path("/srv/back office"))
    line = make_entry(here, "order-to-invoice", "15 7 * * mon-fri", NOW, AMSTERDAM).line.decode()
    times, command = line[: len("15 7 * * 1-5")], line.partition(" # rpa:")[0].split(" ", 5)[5]
    assert times == "15 7 * * 1-5"
    words = shlex.split(command)
    assert words[:3] == ["TZ=Europe/Amsterdam", "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"]
    assert words[3] == "exec"
    assert Path(words[4]).is_absolute()
    assert words[-4:] == ["run", "order-to-invoice", "-C", "/srv/back office"]
    assert line.endswith(f" # rpa:{workspace_id(here)}:order-to-invoice")


def test_another_machine_zone_is_left_to_the_run_to_decide() -> None:
    line = make_entry(workspace(Path("/srv/x")), "one", "15 7 * * mon-fri", NOW, UTC).line.decode()
    assert line.startswith("15 5-6 * * 1-5 TZ=")
    assert " --due '15 7 * * 1-5' # rpa:" in line


def test_what_cron_and_the_shell_make_of_it(tmp_path: Path) -> None:
    here = workspace(tmp_path / "100% O'Neill & co; $HOME #1 é")
    line = make_entry(here, "one", "15 7 L * *", NOW, AMSTERDAM).line
    command = line.split(b" ", 5)[5]
    assert b"%" not in command.replace(rb"\%", b"")
    shell = command.replace(rb"\%", b"%").replace(b" exec ", b" exec printf '%s\\n' ", 1)
    seen = subprocess.run(["sh", "-c", shell], env={"HOME": "/"}, capture_output=True, check=True).stdout
    assert seen.decode().splitlines()[-6:] == ["run", "one", "-C", str(here.root), "--due", "15 7 L * *"]


@pytest.mark.parametrize("folder", ["a\\b", "a\nb", "x" * 1000])
def test_folders_that_a_crontab_cannot_hold(folder: str) -> None:
    with pytest.raises(UsageError, match="plain, short name"):
        make_entry(workspace(Path("/srv") / folder), "one", "15 7 * * *", NOW, AMSTERDAM)


def test_names_and_schedules_that_cannot_be() -> None:
    with pytest.raises(UsageError, match="letters"):
        make_entry(workspace(Path("/srv")), "to do", "15 7 * * *", NOW, AMSTERDAM)
    with pytest.raises(Unreadable):
        make_entry(workspace(Path("/srv")), "one", "quarter past seven", NOW, AMSTERDAM)


FOREIGN = [
    b"",
    b"MAILTO=admin@example.nl\nPATH=/bin\n\n# backup\n0 3 * * * /usr/local/bin/backup\n",
    b"0 3 * * * backup",  # no end of line
    b"0 3 * * * backup\r\n@daily other\r\n",
    b"0 3 * * * echo \xff\xfe\n",
    b"15 7 * * * x # rpa:ffffffffffff:one\n",  # another workspace
    b"# 15 7 * * * x # rpa:0123456789ab:one\n",  # paused by hand
    b"15 7 * * * x # rpa:0123456789ab:one or so\n",
    b"# rpa:0123456789ab:one\n",
]


@pytest.mark.parametrize("content", FOREIGN)
def test_foreign_lines_stay_byte_for_byte(content: bytes) -> None:
    installed = change(content, ID, {"one": ONE, "two": TWO})
    assert installed.startswith(content)
    assert find_entries(installed, ID) == {"one": ONE, "two": TWO}
    assert change(installed, ID, {"one": ONE, "two": TWO}) == installed
    assert change(content, ID, {"one": None}) == content
    ended = content if content.endswith(b"\n") or not content else content + b"\n"
    assert change(installed, ID, {"one": None, "two": None}) == ended


def test_a_line_is_replaced_where_it_stands_and_doubles_go() -> None:
    old = b"A=1\n1 1 * * * old # rpa:0123456789ab:one\r\nB=2\n" + ONE.line + b"\nC=3"
    assert change(old, ID, {"one": ONE}) == b"A=1\n" + ONE.line + b"\nB=2\nC=3\n"


LINES = st.lists(
    st.one_of(
        st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b"")),
        st.sampled_from([ONE.line, TWO.line, b"0 1 * * * x # rpa:ffffffffffff:one"]),
    ),
    max_size=6,
)


@given(LINES, st.sampled_from([b"\n", b"\r\n"]), st.booleans(), st.sampled_from([ONE, TWO]))
def test_any_crontab(lines: list[bytes], end: bytes, ended: bool, entry: Entry) -> None:
    content = end.join(lines) + (end if ended else b"")
    after = change(content, ID, {entry.recipe: entry})
    assert change(after, ID, {entry.recipe: entry}) == after
    assert find_entries(after, ID)[entry.recipe] == entry
    others = [line for line in content.splitlines() if line != entry.line]
    assert [line for line in after.splitlines() if line != entry.line] == others
    assert after.count(b"rpa:0123456789ab:" + entry.recipe.encode() + b"\n") == 1


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A crontab command that keeps its table in a file, and refuses what the real one refuses."""
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(
        f"""#!/bin/sh
table={shlex.quote(str(tmp_path / "table"))}
[ -e {shlex.quote(str(tmp_path / "forbidden"))} ] && {{ echo "You are not allowed to use this program" >&2; exit 1; }}
case $1 in
-l) [ -e "$table" ] || {{ echo "no crontab for $(id -un)" >&2; exit 1; }}; cat "$table";;
-) cat > "$table.new"; tail -c1 "$table.new" | od -c | grep -q '\\\\n' || {{ echo "missing newline" >&2; exit 1; }}
   mv "$table.new" "$table";;
esac
"""
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_install_and_remove(fake: Path) -> None:
    crontab = Crontab()
    assert crontab.read() == b""
    assert crontab.update(ID, {"one": ONE}) is True
    assert crontab.update(ID, {"one": ONE}) is False
    assert (fake / "table").read_bytes() == ONE.line + b"\n"
    (fake / "table").write_bytes(b"A=1\n" + ONE.line + b"\n0 3 * * * backup")
    assert crontab.update(ID, {"one": None}) is True
    assert crontab.read() == b"A=1\n0 3 * * * backup\n"


def test_a_user_who_may_not(fake: Path) -> None:
    (fake / "table").write_bytes(b"A=1\n")
    (fake / "forbidden").touch()
    with pytest.raises(EnvironmentNotReady, match="not allowed"):
        Crontab().update(ID, {"one": ONE})
    assert (fake / "table").read_bytes() == b"A=1\n"


def test_no_crontab_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    with pytest.raises(EnvironmentNotReady, match="rpa doctor --fix"):
        Crontab()


def test_the_machines_zone_is_the_files_not_the_shells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    folder = tmp_path / "zoneinfo" / "Europe"
    folder.mkdir(parents=True)
    zone_file = resources.files("tzdata") / "zoneinfo/Europe/Oslo"
    (folder / "Oslo").write_bytes(zone_file.read_bytes())
    (tmp_path / "localtime").symlink_to(folder / "Oslo")
    name, zone = machine_zone(tmp_path / "localtime")
    assert name == "Europe/Oslo"
    assert datetime(2026, 7, 1, tzinfo=zone).strftime("%z") == "+0200"
    assert machine_zone(tmp_path / "nothing") == ("UTC", UTC)
    (tmp_path / "nonsense").write_bytes(b"Europe/Oslo")
    with pytest.raises(EnvironmentNotReady, match="time zone"):
        machine_zone(tmp_path / "nonsense")
