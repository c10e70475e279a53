"""Writing snapshots: the new state or the former one, never a mixture.

All files are put together in a folder beside the snapshots and take their place by two
renames; a reader, or a person after a crash between the two, finds the former state aside.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from archiver.decisions import locked_folder, translated
from archiver.errors import ConflictError, StorageError, UsageError
from archiver.files import PLAIN, sync_folder
from archiver.images.accepted_png import accepted_png
from archiver.snapshots.head import head_text
from archiver.snapshots.lines import block_lines, media_lines
from archiver.snapshots.place import (
    BLOCKS_FILE,
    FILES,
    HEAD_FILE,
    MEDIA_FILE,
    PICTURE_FILE,
    checked_slug,
    set_aside,
    workshop,
)
from archiver.snapshots.reading import MOST_BYTES, Kept, read_kept
from archiver.snapshots.snapshot import Snapshot


def write_snapshot(
    folder: Path, snapshot: Snapshot, picture: bytes, *, expected: str | None = None
) -> bool:
    """Make a state the accepted one of its article; return whether anything changed.

    When what is accepted shows the same already, no file is touched: who accepted it first
    stays. A picture that shows the same is left as it is, and so is every file that would
    get the same bytes.

    Args:
        folder: Of all snapshots; it is made when it is not there.
        snapshot: The state.
        picture: Its picture of the whole page, encoded; kept without loss.
        expected: Capture id of the snapshot that the person saw, empty for none. Another one
            that shows something else is not overwritten.

    Raises:
        ConflictError: somebody else accepted another state meanwhile.
        UsageError: the slug is none, or what is there is not in order.
        StorageError: the files cannot be written, or another program holds the folder for
            ten seconds; the former state is whole.
        FormatError: the picture cannot be decoded.
    """
    return put_snapshot(folder, snapshot, lambda: picture, expected=expected)


def put_snapshot(
    folder: Path, snapshot: Snapshot, load: Callable[[], bytes], *, expected: str | None = None
) -> bool:
    """Do what `write_snapshot` does; the picture is loaded when it is needed."""
    slug = checked_slug(snapshot.slug)
    before = read_kept(folder, slug)
    if before and before.snapshot.shows_the_same(snapshot) and _has_picture(folder, before):
        return False
    # Encoded before the folder is held: that takes a while.
    new = None if before and _may_stay(folder, before, snapshot) else accepted_png(load())
    with locked_folder(folder), _tidy(folder):
        former = read_kept(folder, slug)
        if former and former.snapshot.shows_the_same(snapshot) and _has_picture(folder, former):
            return False
        _check_expected(slug, former, expected)
        if former and _may_stay(folder, former, snapshot):
            new, sha1 = None, former.picture_sha1
        else:
            new = accepted_png(load()) if new is None else new
            sha1 = hashlib.sha1(new).hexdigest()
        texts = {
            HEAD_FILE: head_text(snapshot, sha1),
            BLOCKS_FILE: block_lines(snapshot.blocks),
            MEDIA_FILE: media_lines(snapshot.media),
        }
        files = {name: text.encode() for name, text in texts.items()}
        if new is not None:
            files[PICTURE_FILE] = new
        _check_sizes(folder / slug, files)
        _put(folder, slug, files, former)
        return True


def remove_snapshot(folder: Path, slug: str, *, expected: str | None = None) -> None:
    """Take the snapshot of an article away; one that is not in order too.

    Args:
        folder: Of all snapshots.
        slug: Of the article.
        expected: Capture id of the snapshot that the person saw.

    Raises:
        ConflictError: somebody else accepted another state meanwhile.
        UsageError: there is no snapshot.
        StorageError: it cannot be removed; it is whole.
    """
    home = folder / checked_slug(slug)
    if not folder.is_dir():
        raise UsageError(f"{folder} has no snapshot of {slug}")
    with locked_folder(folder), _tidy(folder):
        if not os.path.lexists(home / HEAD_FILE):
            raise UsageError(f"{folder} has no snapshot of {slug}")
        if expected is not None:
            _check_expected(slug, read_kept(folder, slug), expected)
        with translated(home):
            strangers = _strangers(home)
            gone = workshop(folder) / "gone"
            gone.mkdir(parents=True)
            home.rename(gone / slug)
            sync_folder(folder)
            if strangers:  # what archiver did not write stays
                home.mkdir()
                for name in strangers:
                    (gone / slug / name).rename(home / name)


def _check_expected(slug: str, former: Kept | None, expected: str | None) -> None:
    if expected is None or (former.snapshot.capture_id if former else "") == expected:
        return
    if former is None:
        raise ConflictError(
            f"{slug}: its snapshot was removed meanwhile; look again before you decide"
        )
    now = former.snapshot
    raise ConflictError(
        f"{slug}: {now.accepted_by} accepted capture {now.capture_id[:8]} on {now.accepted_at}"
        " meanwhile; look at it before you accept another"
    )


def _may_stay(folder: Path, kept: Kept, snapshot: Snapshot) -> bool:
    """Tell whether the picture on disk shows what the new one shows."""
    return kept.snapshot.picture_digest == snapshot.picture_digest and _has_picture(folder, kept)


def _has_picture(folder: Path, kept: Kept) -> bool:
    """Tell whether the picture's file is the one that the snapshot speaks of."""
    path = folder / kept.snapshot.slug / PICTURE_FILE
    try:
        if path.is_symlink() or path.stat().st_size > MOST_BYTES[PICTURE_FILE]:
            return False
        return hashlib.sha1(path.read_bytes()).hexdigest() == kept.picture_sha1
    except OSError:
        return False


def _check_sizes(home: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        if len(data) > MOST_BYTES[name]:
            raise UsageError(
                f"{home / name}: would be larger than {MOST_BYTES[name] >> 20} MiB; the page is"
                " too large for a snapshot"
            )


def _put(folder: Path, slug: str, files: Mapping[str, bytes], former: Kept | None) -> None:
    home, new, aside = folder / slug, workshop(folder) / "new", set_aside(folder)
    with translated(home):
        is_there = os.path.lexists(home)
        strangers = _strangers(home) if is_there else []
        new.mkdir(parents=True)
        for name in FILES:
            if name in files and not (former and former.files.get(name) == files[name]):
                _write(new / name, files[name])
            else:
                _same_file(home / name, new / name)
        for name in strangers:
            _same_file(home / name, new / name)
        sync_folder(new)
        if is_there:
            aside.mkdir()
            home.rename(aside / slug)
        new.rename(home)
        sync_folder(folder)


def _strangers(home: Path) -> list[str]:
    """Return the names of what is in a snapshot's folder beside its own files."""
    if not stat.S_ISDIR(home.lstat().st_mode):
        raise StorageError(f"{home}: not a folder of its own; remove it and accept again")
    found = sorted(each for each in home.iterdir() if each.name not in FILES)
    for path in found:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise StorageError(f"{path}: belongs to no snapshot; put it elsewhere")
    return [path.name for path in found]


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | PLAIN
    with os.fdopen(os.open(path, flags, 0o644), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _same_file(source: Path, target: Path) -> None:
    """Put a file into the new folder as it is, its time included: git sees no change."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target, follow_symlinks=False)


@contextlib.contextmanager
def _tidy(folder: Path) -> Iterator[None]:
    """Clear up before and after: what a writer left that was killed, or failed on its way."""
    _clear(folder)
    try:
        yield
    finally:
        _clear(folder)


def _clear(folder: Path) -> None:
    """Put former states back that have no successor, and remove everything else."""
    place, aside = workshop(folder), set_aside(folder)
    if not os.path.lexists(place):
        return
    with translated(place):
        if place.is_symlink() or not place.is_dir():
            raise StorageError(f"{place}: not a folder of archiver's own; remove it")
        if aside.is_dir() and not aside.is_symlink():
            for former in aside.iterdir():
                if not os.path.lexists(folder / former.name):
                    former.rename(folder / former.name)
        shutil.rmtree(place)
