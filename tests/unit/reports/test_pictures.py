"""Pictures in reports: small, within the budget, never from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from rpa.reports.pictures import CAP, Album, shrink


def test_a_screen_becomes_a_small_jpeg(tmp_path: Path) -> None:
    Image.new("RGBA", (2560, 1600), (200, 30, 30, 0)).save(tmp_path / "a.png")
    content, width, height = shrink(tmp_path / "a.png")
    assert content.startswith(b"\xff\xd8")
    assert (width, height) == (900, 563)
    assert len(content) <= CAP


def test_noise_is_scaled_until_it_fits(tmp_path: Path) -> None:
    Image.effect_noise((1600, 1200), 120).save(tmp_path / "a.png")
    content, width, _ = shrink(tmp_path / "a.png")
    assert len(content) <= CAP
    assert width < 900


def test_a_palette_and_a_jpeg_are_fine(tmp_path: Path) -> None:
    Image.new("P", (30, 20)).save(tmp_path / "a.png")
    Image.new("CMYK", (30, 20)).save(tmp_path / "a.jpg")
    assert shrink(tmp_path / "a.png")[1:] == (30, 20)
    assert shrink(tmp_path / "a.jpg")[1:] == (30, 20)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(ValueError, match="cannot be read as a picture"):
        shrink(tmp_path / "a.png")


def test_a_truncated_picture_is_refused(tmp_path: Path) -> None:
    Image.effect_noise((300, 300), 50).save(tmp_path / "a.png")
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:2000])
    with pytest.raises(ValueError, match="cannot be read as a picture"):
        shrink(tmp_path / "a.png")


def test_a_picture_made_to_fill_the_memory_is_refused(tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"too large to show \(9000 x 9000 pixels\)"):
        shrink(tmp_path / "a.png")
    Image.new("1", (30_000, 20_000)).save(tmp_path / "b.png")
    with pytest.raises(ValueError, match="cannot be read as a picture"):
        shrink(tmp_path / "b.png")


def test_beyond_the_budget_pictures_are_left_out_and_linked(tmp_path: Path) -> None:
    artifacts = tmp_path / "artifacts"
    artifacts.mkdir()
    Image.new("RGB", (300, 200), "white").save(artifacts / "a b.png")
    album = Album(artifacts, tmp_path / "reports" / "run-0001", budget=CAP)
    first, second = album.show("a b.png"), album.show("a b.png")
    assert first.data.startswith("data:image/jpeg;base64,")
    assert first.link == second.link == "../../artifacts/a%20b.png"
    assert (second.data, second.note) == ("", "was left out to keep this file small")
    assert (album.left_out, album.missing) == (1, 0)


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "artifacts").mkdir()
    Image.new("RGB", (30, 20)).save(tmp_path / "a.png")
    (tmp_path / "artifacts" / "link.png").symlink_to(tmp_path / "a.png")
    album = Album(tmp_path / "artifacts", tmp_path)
    for name in ("../a.png", str(tmp_path / "a.png"), "link.png"):
        shown = album.show(name)
        assert (shown.data, shown.link) == ("", "")
        assert "outside" in shown.note
    assert album.missing == 3
