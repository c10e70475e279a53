"""Reading snapshots that somebody spoilt, cut off, linked elsewhere or merged badly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from exhibit import picture, snapshot

from archiver.errors import StorageError, UsageError
from archiver.snapshots import read_snapshot, snapshot_picture, snapshot_slugs, write_snapshot
from archiver.snapshots import reading as snapshots_reading

NAMES = ("snapshot.json", "blocks.jsonl", "media.jsonl", "page.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "snapshots"
    write_snapshot(folder, snapshot(), picture())
    return folder


def read(folder: Path, name: str) -> object:
    return snapshot_picture(folder, "quay") if name == "page.png" else read_snapshot(folder, "quay")


def test_without_a_snapshot_there_is_none(tmp_path: Path) -> None:
    assert read_snapshot(tmp_path / "nowhere", "quay") is None
    assert snapshot_slugs(tmp_path / "nowhere") == ()
    with pytest.raises(UsageError, match="has no snapshot of quay; make one with `archiver accept"):
        snapshot_picture(tmp_path, "quay")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / "quay" / name).unlink()
    with pytest.raises(UsageError, match=rf"quay/{name}: is missing; restore it"):
        read(folder, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_link_a_pipe_or_a_folder_in_the_place_of_a_file_is_refused(
    folder: Path, tmp_path: Path, name: str
) -> None:
    path = folder / "quay" / name
    secret = tmp_path / "secret"
    path.rename(secret)
    path.symlink_to(secret)
    with pytest.raises(StorageError, match=rf"{name}: a symbolic link; put the file itself there"):
        read(folder, name)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StorageError, match=rf"{name}: no file; remove it"):
        read(folder, name)
    path.unlink()
    path.mkdir()
    with pytest.raises(StorageError, match=rf"{name}: "):
        read(folder, name)


def test_a_folder_that_is_a_link_or_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "quay").rename(tmp_path / "moved")
    (folder / "quay").symlink_to(tmp_path / "moved")
    with pytest.raises(StorageError, match="quay: not a folder of its own"):
        read_snapshot(folder, "quay")
    (folder / "quay").unlink()
    (folder / "quay").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="quay: not a folder of its own"):
        read_snapshot(folder, "quay")
    assert snapshot_slugs(folder) == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_too_large_is_not_read_whole(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(snapshots_reading.MOST_BYTES, name, 20)
    with pytest.raises(UsageError, match=rf"{name}: larger than 0 MiB"):
        read(folder, name)


@pytest.mark.parametrize("name", NAMES[:3])
def test_what_is_not_utf_8_is_named_with_its_line(folder: Path, name: str) -> None:
    path = folder / "quay" / name
    path.write_bytes(path.read_bytes() + b"\n\xff")
    line = path.read_bytes().count(b"\n") + 1
    with pytest.raises(UsageError, match=rf"{name}:{line}: not UTF-8"):
        read(folder, name)


def test_a_merge_that_was_not_finished_is_named(folder: Path) -> None:
    path = folder / "quay" / "blocks.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines.insert(2, "<<<<<<< HEAD")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UsageError, match=r"quay/blocks\.jsonl:3: a merge was not finished here"):
        read_snapshot(folder, "quay")


def test_a_pointer_of_git_lfs_is_told_as_one(folder: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    (folder / "quay" / "page.png").write_bytes(pointer)
    with pytest.raises(StorageError, match=r"a pointer of Git LFS; .* `git lfs pull`"):
        snapshot_picture(folder, "quay")


def test_line_ends_of_windows_and_a_mark_at_the_start_do_no_harm(folder: Path) -> None:
    for name in NAMES[:3]:
        path = folder / "quay" / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_snapshot(folder, "quay") == snapshot()


def test_only_folders_with_a_snapshot_are_articles(folder: Path) -> None:
    (folder / "readme").mkdir()
    (folder / "readme" / "report.png").write_bytes(b"x")
    (folder / "review.toml").write_text("version = 1\n", encoding="utf-8")
    (folder / ".accepting").mkdir()
    assert snapshot_slugs(folder) == ("quay",)
