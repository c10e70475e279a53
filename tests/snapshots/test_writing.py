"""Writing snapshots: deterministic, whole or not at all, and never over somebody else's."""

from __future__ import annotations

import io
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from exhibit import DAY, capture, digest, entry, picture, snapshot
from PIL import Image

from archiver.decisions import folder as decisions_folder
from archiver.decisions import locked_folder
from archiver.errors import (
    ConflictError,
    FormatError,
    OutOfSpaceError,
    StorageError,
    UsageError,
)
from archiver.snapshots import (
    Snapshot,
    read_snapshot,
    remove_snapshot,
    snapshot_picture,
    snapshot_slugs,
    write_snapshot,
)

FIRST = snapshot()
CHANGED = replace(
    snapshot(capture(capture_id="22222222-bbbb", ledger=(entry(sha1="sha1:OTHER"),))),
    accepted_by="Bo",
)
"""With the same picture."""
OTHER_PICTURE = picture(200)
REDRAWN = replace(CHANGED, picture_digest=digest(OTHER_PICTURE), title="Another day")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def marks(home: Path) -> dict[str, tuple[int, int]]:
    """What git looks at to see whether a file was touched."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in home.iterdir()}


def test_a_snapshot_is_written_and_read_as_it_was(folder: Path) -> None:
    assert write_snapshot(folder, FIRST, picture())
    assert read_snapshot(folder, "quay") == FIRST
    assert digest(snapshot_picture(folder, "quay")) == FIRST.picture_digest
    assert sorted(contents(folder)) == [
        "quay/blocks.jsonl",
        "quay/media.jsonl",
        "quay/page.png",
        "quay/snapshot.json",
    ]
    assert snapshot_slugs(folder) == ("quay",)


def test_the_same_state_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_snapshot(folder, FIRST, picture(words="made on Monday"))
    write_snapshot(tmp_path / "again", FIRST, picture(words="made on Tuesday"))
    assert contents(folder) == contents(tmp_path / "again")
    with Image.open(io.BytesIO(snapshot_picture(folder, "quay"))) as kept:
        assert kept.info == {}


def test_what_shows_the_same_touches_no_file(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    before = marks(folder / "quay")
    later = replace(FIRST, capture_id="333", accepted_by="Bo", accepted_at=DAY.replace(day=9))
    assert not write_snapshot(folder, later, picture(words="encoded otherwise"))
    assert not write_snapshot(folder, later, picture(), expected="of another tab")
    assert marks(folder / "quay") == before
    assert read_snapshot(folder, "quay") == FIRST


def test_a_picture_and_words_that_stayed_are_left_as_they_are(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    before = marks(folder / "quay")
    assert write_snapshot(folder, CHANGED, b"not looked at")
    after = marks(folder / "quay")
    assert {name for name in after if after[name] != before[name]} == {
        "media.jsonl",
        "snapshot.json",
    }
    assert read_snapshot(folder, "quay") == CHANGED
    assert write_snapshot(folder, REDRAWN, OTHER_PICTURE)
    assert digest(snapshot_picture(folder, "quay")) == REDRAWN.picture_digest


def test_without_hard_links_files_keep_their_times(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    write_snapshot(folder, FIRST, picture())
    before = marks(folder / "quay")["page.png"][1]
    monkeypatch.setattr(os, "link", no_links)
    assert write_snapshot(folder, CHANGED, b"not looked at")
    assert marks(folder / "quay")["page.png"][1] == before
    assert digest(snapshot_picture(folder, "quay")) == FIRST.picture_digest


def test_a_picture_that_was_spoilt_is_written_anew(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    path = folder / "quay" / "page.png"
    path.write_bytes(picture(99))
    with pytest.raises(StorageError, match=r"page\.png: not the picture that snapshot\.json"):
        snapshot_picture(folder, "quay")
    assert write_snapshot(folder, FIRST, picture())
    assert digest(snapshot_picture(folder, "quay")) == FIRST.picture_digest
    path.unlink()
    assert write_snapshot(folder, FIRST, picture())
    assert digest(snapshot_picture(folder, "quay")) == FIRST.picture_digest


def test_another_state_accepted_meanwhile_is_a_conflict(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture(), expected="")
    write_snapshot(folder, CHANGED, picture(), expected=FIRST.capture_id)
    before = contents(folder)
    said = (
        "quay: Bo accepted capture 22222222 on 2026-03-04 meanwhile;"
        " look at it before you accept another"
    )
    for seen in ("", FIRST.capture_id):
        with pytest.raises(ConflictError, match=said):
            write_snapshot(folder, REDRAWN, OTHER_PICTURE, expected=seen)
        with pytest.raises(ConflictError, match=said):
            remove_snapshot(folder, "quay", expected=seen)
    assert contents(folder) == before
    remove_snapshot(folder, "quay", expected=CHANGED.capture_id)
    with pytest.raises(ConflictError, match="quay: its snapshot was removed meanwhile"):
        write_snapshot(folder, REDRAWN, OTHER_PICTURE, expected=CHANGED.capture_id)


def test_a_snapshot_is_removed_and_what_is_not_archivers_stays(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    (folder / "quay" / "notes.md").write_text("mine", encoding="utf-8")
    assert write_snapshot(folder, REDRAWN, OTHER_PICTURE)
    remove_snapshot(folder, "quay")
    assert contents(folder) == {"quay/notes.md": b"mine"}
    assert snapshot_slugs(folder) == ()
    assert read_snapshot(folder, "quay") is None
    with pytest.raises(UsageError, match="has no snapshot of quay"):
        remove_snapshot(folder, "quay")
    assert write_snapshot(folder, FIRST, picture())
    (folder / "quay" / "notes.md").unlink()
    remove_snapshot(folder, "quay")
    assert list(folder.iterdir()) == []


def test_a_broken_snapshot_can_be_removed(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    (folder / "quay" / "snapshot.json").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"snapshot\.json:1: no JSON"):
        write_snapshot(folder, CHANGED, picture())
    remove_snapshot(folder, "quay")
    assert write_snapshot(folder, CHANGED, picture())


@pytest.mark.parametrize(
    "slug", ["", ".", "..", "../x", "/etc", "a/b", "A", "a.b", "-a", "a" * 81, "a\n"]
)
def test_a_name_that_is_none_reaches_no_file(folder: Path, slug: str) -> None:
    for act in (
        lambda: write_snapshot(folder, replace(FIRST, slug=slug), picture()),
        lambda: read_snapshot(folder, slug),
        lambda: snapshot_picture(folder, slug),
        lambda: remove_snapshot(folder, slug),
    ):
        with pytest.raises(UsageError, match="is no name of an article"):
            act()
    assert not folder.exists()


def test_a_picture_that_is_none_is_not_kept(folder: Path) -> None:
    for data in (b"", b"<svg/>", picture()[:-30]):
        with pytest.raises(FormatError):
            write_snapshot(folder, FIRST, data)
    assert snapshot_slugs(folder) == ()


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.mkdir()
    (folder / "quay").symlink_to(elsewhere)
    with pytest.raises(StorageError, match="quay: not a folder of its own; remove it"):
        write_snapshot(folder, FIRST, picture())
    (folder / "quay").unlink()
    (folder / ".accepting").symlink_to(elsewhere)
    with pytest.raises(StorageError, match=r"\.accepting: not a folder of archiver's own"):
        write_snapshot(folder, FIRST, picture())
    assert list(elsewhere.iterdir()) == []


def test_a_link_or_a_folder_among_the_files_is_refused(folder: Path, tmp_path: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    stranger = folder / "quay" / "more"
    stranger.mkdir()
    with pytest.raises(StorageError, match="more: belongs to no snapshot; put it elsewhere"):
        write_snapshot(folder, CHANGED, picture())
    stranger.rmdir()
    stranger.symlink_to(tmp_path)
    with pytest.raises(StorageError, match="more: belongs to no snapshot"):
        remove_snapshot(folder, "quay")
    assert read_snapshot(folder, "quay") == FIRST
    assert not (folder / ".accepting").exists()


def test_a_file_in_the_place_of_the_folders_is_a_storage_error(folder: Path) -> None:
    folder.mkdir()
    (folder / "quay").write_text("a file", encoding="utf-8")
    with pytest.raises(StorageError, match="quay: not a folder of its own"):
        write_snapshot(folder, FIRST, picture())
    (folder / "quay").unlink()
    folder.rmdir()
    folder.write_text("a file", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be read: Not a directory"):
        write_snapshot(folder, FIRST, picture())


@pytest.mark.skipif(os.geteuid() == 0, reason="everything may be written by root")
def test_a_folder_that_may_not_be_written_is_a_storage_error(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    folder.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="cannot be written: Permission denied"):
            write_snapshot(folder, CHANGED, picture())
    finally:
        folder.chmod(0o700)


STEPS = ("os.fsync", "os.link", "Path.rename", "Path.mkdir", "shutil.rmtree", "os.open")


def stop_at(step: str, number: int, act: Callable[[], None]) -> None:
    """Make the numbered call of a step do something else first."""
    owner = {"os": os, "Path": Path, "shutil": shutil}[step.partition(".")[0]]
    name = step.partition(".")[2]
    real, calls = getattr(owner, name), [0]

    def instead(*arguments: object, **named: object) -> object:
        calls[0] += 1
        if calls[0] == number:
            act()
        return real(*arguments, **named)

    setattr(owner, name, instead)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def write_and_die(folder: Path, new: Snapshot, step: str, number: int) -> None:
    stop_at(step, number, die)
    write_snapshot(folder, new, OTHER_PICTURE)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_there", [True, False], ids=["renewed", "new"])
def test_a_writer_that_is_killed_leaves_the_former_state_or_the_new_one(
    folder: Path, step: str, is_there: bool
) -> None:
    context = multiprocessing.get_context("fork")
    killed = 0
    for number in range(1, 40):
        shutil.rmtree(folder, ignore_errors=True)
        if is_there:
            write_snapshot(folder, FIRST, picture())
        writer = context.Process(target=write_and_die, args=(folder, REDRAWN, step, number))
        writer.start()
        writer.join(30)
        found = read_snapshot(folder, "quay")
        assert found in ((FIRST, REDRAWN) if is_there else (None, REDRAWN))
        assert snapshot_slugs(folder) == (("quay",) if found else ())
        if found:
            assert digest(snapshot_picture(folder, "quay")) == found.picture_digest
        if writer.exitcode == 0:
            assert found == REDRAWN
            break
        killed += 1
        # The next one clears up, whatever article it is about.
        write_snapshot(folder, replace(FIRST, slug="mill"), picture())
        assert read_snapshot(folder, "quay") == found
        assert {each.name for each in folder.iterdir()} <= {"quay", "mill"}
    assert killed >= (step != "os.link" or is_there)


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_leaves_the_former_state_and_nothing_else(
    folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_snapshot(folder, FIRST, picture())

    def full() -> None:
        raise OSError(28, "No space left on device")

    refused = 0
    for number in range(1, 40):
        with monkeypatch.context() as patch:
            owner = {"os": os, "Path": Path, "shutil": shutil}[step.partition(".")[0]]
            name = step.partition(".")[2]
            patch.setattr(owner, name, getattr(owner, name))
            stop_at(step, number, full)
            try:
                write_snapshot(folder, REDRAWN, OTHER_PICTURE)
            except StorageError:
                refused += 1
            else:
                break
        now = read_snapshot(folder, "quay")
        assert now in (FIRST, REDRAWN)
        if now == REDRAWN:
            break
    assert refused or step == "os.link"
    assert write_snapshot(folder, CHANGED, picture())
    assert [each.name for each in folder.iterdir()] == ["quay"]


def test_a_full_disk_is_told_as_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutOfSpaceError, match=r"quay: cannot be written: No space .*; make room"):
        write_snapshot(folder, FIRST, picture())
    assert list(folder.iterdir()) == []


def test_a_writer_that_never_ends_is_not_waited_for_without_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions_folder, "WAIT_S", 0.1)
    with (
        locked_folder(folder),
        pytest.raises(StorageError, match="another program writes there; try again"),
    ):
        write_snapshot(folder, FIRST, picture())


def write_in_turn(folder: Path, until: float) -> None:
    while time.monotonic() < until:
        write_snapshot(folder, REDRAWN, OTHER_PICTURE)
        write_snapshot(folder, FIRST, picture())


def test_readers_see_one_state_or_the_other_while_it_is_written(folder: Path) -> None:
    write_snapshot(folder, FIRST, picture())
    context = multiprocessing.get_context("fork")
    until = time.monotonic() + 2
    writers = [context.Process(target=write_in_turn, args=(folder, until)) for _ in range(2)]
    for writer in writers:
        writer.start()
    seen = []
    while time.monotonic() < until:
        found = read_snapshot(folder, "quay")
        seen.append(found)
        assert found in (FIRST, REDRAWN)
        assert digest(snapshot_picture(folder, "quay")) in (
            FIRST.picture_digest,
            REDRAWN.picture_digest,
        )
        assert snapshot_slugs(folder) == ("quay",)
    for writer in writers:
        writer.join(30)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert FIRST in seen
    assert REDRAWN in seen
