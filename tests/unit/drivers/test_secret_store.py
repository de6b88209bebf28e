"""Secrets: where they are looked up, in which order, and what is refused."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.age_file import KeyMissing, KeyUnreadable, KeyUnsafe, StoreDamaged, WrongKey
from rpa.drivers.secret_store import KnownSecret, SecretMissing, SecretStore
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.workspace import Workspace

VALUE = "Kn0ckKn0ck-wie-is-daar?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("company", "docker", "systemd", "own"):
        (tmp_path / name).mkdir()
    return tmp_path


def store(home: Path, settings: Mapping[str, Any] | None = None, **environment: str) -> SecretStore:
    table = {"key_file": str(home / "keys" / "key.txt"), **(settings or {})}
    workspace = Workspace(home / "company", home / "shipped", {"secrets": table})
    return SecretStore(workspace, environment=environment, docker=home / "docker")


def test_a_stored_secret_is_read_back_and_never_shown(home: Path) -> None:
    assert store(home).set("backoffice.password", VALUE) is True
    secret = store(home).get("backoffice.password")
    assert secret.reveal() == VALUE
    assert VALUE not in f"{secret} {secret!r}"
    encrypted = home / "company/.rpa/secrets.age"
    assert VALUE.encode() not in encrypted.read_bytes()
    assert b"backoffice" not in encrypted.read_bytes()
    assert encrypted.stat().st_mode & 0o777 == 0o600


def test_the_key_is_made_once_and_only_for_its_owner(home: Path) -> None:
    key = home / "keys/key.txt"
    store(home).set("a.one", VALUE)
    made = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700
    assert store(home).set("a.two", VALUE) is False
    assert key.read_bytes() == made
    assert [file.name for file in key.parent.iterdir()] == ["key.txt"]


def test_the_first_place_wins(home: Path) -> None:
    one = store(home, {"folder": str(home / "own")})
    one.set("erp.password", "from the encrypted file")
    assert one.get("erp.password").reveal() == "from the encrypted file"
    (home / "own/erp.password").write_text("from the settings' folder\n")
    assert one.get("erp.password").reveal() == "from the settings' folder"
    (home / "docker/erp.password").write_text("from docker\r\n")
    assert one.get("erp.password").reveal() == "from docker"
    (home / "systemd/erp.password").write_text("from systemd\n\n")
    two = store(home, CREDENTIALS_DIRECTORY=str(home / "systemd"))
    assert two.get("erp.password").reveal() == "from systemd\n"
    three = store(home, CREDENTIALS_DIRECTORY=str(home / "systemd"), RPA_SECRET_ERP_PASSWORD="from the environment")
    assert three.get("erp.password").reveal() == "from the environment"


def test_a_missing_secret_names_every_way_to_set_it(home: Path) -> None:
    with pytest.raises(SecretMissing) as error:
        store(home, {"folder": "private"}).get("backoffice.password")
    text = str(error.value)
    assert "rpa secret set backoffice.password" in text
    assert "RPA_SECRET_BACKOFFICE_PASSWORD" in text
    assert str(home / "company/private/backoffice.password") in text
    assert error.value.exit_code == 6


def test_names_say_where_each_comes_from(home: Path) -> None:
    known = store(home, {"folder": str(home / "own")}, RPA_SECRET_MAIL_USER="x", RPA_SECRET_ERP_API_KEY="y", OTHER="z")
    known.set("erp.api_key", VALUE)
    known.set("bank.token", VALUE)
    (home / "own/tax.pin").write_text("1234")
    (home / "own/README.txt~").write_text("no secret")
    assert known.names() == (
        KnownSecret("bank.token", "encrypted file"),
        KnownSecret("erp.api_key", "variable RPA_SECRET_ERP_API_KEY"),
        KnownSecret("mail.user", "variable RPA_SECRET_MAIL_USER"),
        KnownSecret("tax.pin", f"file in {home / 'own'}"),
    )


def test_remove(home: Path) -> None:
    one = store(home)
    assert one.remove("a.one") is False
    one.set("a.one", VALUE)
    one.set("a.two", VALUE)
    assert one.remove("a.one") is True
    assert [known.name for known in store(home).names()] == ["a.two"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_use_is_refused(home: Path, mode: int) -> None:
    store(home).set("a.one", VALUE)
    (home / "keys/key.txt").chmod(mode)
    with pytest.raises(KeyUnsafe, match="chmod 600"):
        store(home).get("a.one")
    with pytest.raises(KeyUnsafe):
        store(home).set("a.two", VALUE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to someone else")
def test_a_key_of_someone_else_is_refused(home: Path) -> None:
    store(home).set("a.one", VALUE)
    os.chown(home / "keys/key.txt", 12345, -1)
    with pytest.raises(KeyUnsafe, match="belongs to user 12345"):
        store(home).get("a.one")


def test_a_missing_key_is_told_from_missing_secrets_and_never_replaced(home: Path) -> None:
    store(home).set("a.one", VALUE)
    (home / "keys/key.txt").unlink()
    with pytest.raises(KeyMissing, match=r"keys/key\.txt"):
        store(home).get("a.one")
    with pytest.raises(KeyMissing):
        store(home).set("a.two", VALUE)
    assert not (home / "keys/key.txt").exists()


def test_another_key_is_told_from_damage(home: Path) -> None:
    store(home).set("a.one", VALUE)
    other = {"key_file": str(home / "keys/other.txt")}
    elsewhere = Workspace(home / "own", home / "shipped", {"secrets": other})
    SecretStore(elsewhere, environment={}, docker=home / "docker").set("b.one", VALUE)
    with pytest.raises(WrongKey, match="another key"):
        store(home, other).get("a.one")


@pytest.mark.parametrize("cut", [0, 10, -5])
def test_a_damaged_file_is_said_to_be_damaged_and_left_alone(home: Path, cut: int) -> None:
    store(home).set("a.one", VALUE)
    file = home / "company/.rpa/secrets.age"
    file.write_bytes(file.read_bytes()[:cut])
    damaged = file.read_bytes()
    with pytest.raises(StoreDamaged, match="damaged"):
        store(home).get("a.one")
    with pytest.raises(StoreDamaged):
        store(home).set("a.two", VALUE)
    assert file.read_bytes() == damaged


def test_any_changed_byte_is_noticed(home: Path) -> None:
    store(home).set("a.one", VALUE)
    file = home / "company/.rpa/secrets.age"
    content = file.read_bytes()
    for at in range(0, len(content), 7):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises((StoreDamaged, WrongKey)):
            store(home).get("a.one")


@pytest.mark.parametrize("content", [b"", b"# only a comment\n", b"AGE-SECRET-KEY-1XXXX\n", b"\xff\xfe"])
def test_a_key_file_without_a_key(home: Path, content: bytes) -> None:
    store(home).set("a.one", VALUE)
    (home / "keys/key.txt").write_bytes(content)
    with pytest.raises(KeyUnreadable) as error:
        store(home).get("a.one")
    assert "XXXX" not in str(error.value)


def test_the_file_is_decrypted_once_and_only_when_needed(home: Path) -> None:
    store(home).set("a.one", VALUE)
    one = store(home, RPA_SECRET_B_TWO="x")
    (home / "keys/key.txt").chmod(0o644)
    assert one.get("b.two").reveal() == "x"
    (home / "keys/key.txt").chmod(0o600)
    assert one.get("a.one").reveal() == VALUE
    (home / "company/.rpa/secrets.age").unlink()
    assert one.get("a.one").reveal() == VALUE


@pytest.mark.parametrize("name", ["", "Backoffice.password", "a..b", "a.b.", "../key", "a b", "a-b", "1.a", "a/b", "é"])
def test_names_that_no_recipe_can_say(home: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"backoffice\.password"):
        store(home).get(name)


@pytest.mark.parametrize("value", ["", "a\0b", "x" * 70_000])
def test_values_that_cannot_be(home: Path, value: str) -> None:
    with pytest.raises(UsageError) as error:
        store(home).set("a.one", value)
    assert "xxxx" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00", b"x" * 70_000])
def test_secret_files_that_hold_no_secret(home: Path, content: bytes) -> None:
    (home / "docker/a.one").write_bytes(content)
    with pytest.raises(EnvironmentNotReady, match=r"docker/a\.one"):
        store(home).get("a.one")


@pytest.mark.parametrize("settings", [{"password": "hunter2"}, {"keyring": "yes"}, {"folder": 3}])
def test_settings_that_are_not_known(home: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"rpa\.toml") as error:
        store(home, settings)
    assert "hunter2" not in str(error.value)


def test_the_key_ring_is_asked_only_when_wanted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    asked: list[tuple[str, str]] = []

    def answer(service: str, name: str) -> str | None:
        asked.append((service, name))
        return VALUE if name == "a.one" else None

    monkeypatch.setattr(keyring, "get_password", answer)
    with pytest.raises(SecretMissing):
        store(home).get("a.one")
    assert asked == []
    assert store(home, {"keyring": True}).get("a.one").reveal() == VALUE
    with pytest.raises(SecretMissing):
        store(home, {"keyring": True}).get("a.two")


def test_a_server_without_key_ring(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")

    def fail(service: str, name: str) -> str:
        raise keyring.errors.NoKeyringError("no backend")

    monkeypatch.setattr(keyring, "get_password", fail)
    with pytest.raises(EnvironmentNotReady, match=r"keyring = false"):
        store(home, {"keyring": True}).get("a.one")


def set_many(home: Path, prefix: str) -> None:
    for number in range(10):
        store(home).set(f"{prefix}.n{number}", VALUE)


def test_nothing_is_lost_when_several_set_at_once(home: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=set_many, args=(home, prefix)) for prefix in ("a", "b", "c")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert len(store(home).names()) == 30
    assert len(list((home / "company/.rpa").glob("*.part"))) == 0
