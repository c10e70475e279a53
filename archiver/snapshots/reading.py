"""Reading snapshots: all files of one state, though somebody may be writing the next."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from archiver.errors import StorageError, UsageError
from archiver.files import FOLDER, HAS_FOLDER_HANDLES, NOT_WAITING, PLAIN
from archiver.snapshots.head import snapshot_of_files
from archiver.snapshots.lines import blocks_of_lines, media_of_lines
from archiver.snapshots.place import (
    BLOCKS_FILE,
    FILES,
    HEAD_FILE,
    MEDIA_FILE,
    PICTURE_FILE,
    checked_slug,
    is_slug,
    set_aside,
)
from archiver.snapshots.snapshot import Snapshot

MOST_BYTES: Final = {
    HEAD_FILE: 4 << 20,
    BLOCKS_FILE: 64 << 20,
    MEDIA_FILE: 64 << 20,
    PICTURE_FILE: 256 << 20,
}
"""Of each file of a snapshot."""
_TRIES = 5
"""Each finds the folder that was there when it began; more writers in a row are not met."""
_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot as it lies on disk."""

    snapshot: Snapshot
    picture_sha1: str
    """Of `page.png` as `snapshot.json` has it."""
    files: dict[str, bytes] = field(repr=False)
    """The text files, by name."""


class _GoneError(Exception):
    """The folder was replaced while it was read."""


def read_snapshot(folder: Path, slug: str) -> Snapshot | None:
    """Return the accepted state of an article; None when none was accepted.

    Args:
        folder: Of all snapshots.
        slug: Of the article.

    Raises:
        UsageError: the slug is none, or a file of the snapshot is not in order: the message
            names file and line.
        StorageError: a file cannot be read, or is no file of its own.
    """
    kept = read_kept(folder, slug)
    return kept.snapshot if kept else None


def read_kept(folder: Path, slug: str) -> Kept | None:
    """Return a snapshot with its files; None when there is none. Raises as `read_snapshot`."""
    files = _read(folder, slug, (HEAD_FILE, BLOCKS_FILE, MEDIA_FILE))
    if files is None:
        return None
    home = folder / slug
    texts = {name: _text(home / name, data) for name, data in files.items()}
    blocks = blocks_of_lines(texts[BLOCKS_FILE], home / BLOCKS_FILE)
    media = media_of_lines(texts[MEDIA_FILE], home / MEDIA_FILE)
    snapshot, sha1 = snapshot_of_files(slug, texts[HEAD_FILE], home / HEAD_FILE, blocks, media)
    return Kept(snapshot, sha1, files)


def read_head(folder: Path, slug: str) -> Snapshot | None:
    """Return an accepted state without its blocks and media; None when none was accepted.

    It is quick: one small file is read. Raises as `read_snapshot`.
    """
    files = _read(folder, slug, (HEAD_FILE,))
    if files is None:
        return None
    path = folder / slug / HEAD_FILE
    return snapshot_of_files(slug, _text(path, files[HEAD_FILE]), path, (), ())[0]


def snapshot_picture(folder: Path, slug: str) -> bytes:
    """Return the accepted picture of the whole page, a PNG.

    Raises:
        UsageError: there is no snapshot, or it is not in order.
        StorageError: the picture cannot be read, or is not the one that was accepted.
    """
    files = _read(folder, slug, (HEAD_FILE, PICTURE_FILE))
    if files is None:
        raise UsageError(f"{folder} has no snapshot of {slug}; make one with `archiver accept`")
    head, path = folder / slug / HEAD_FILE, folder / slug / PICTURE_FILE
    _, sha1 = snapshot_of_files(slug, _text(head, files[HEAD_FILE]), head, (), ())
    picture = files[PICTURE_FILE]
    if hashlib.sha1(picture).hexdigest() != sha1:
        if picture.startswith(_POINTER):
            raise StorageError(f"{path}: a pointer of Git LFS; get the picture with `git lfs pull`")
        raise StorageError(
            f"{path}: not the picture that {HEAD_FILE} speaks of; restore both from version"
            " control, or accept the article again"
        )
    return picture


def snapshot_slugs(folder: Path) -> tuple[str, ...]:
    """Return the slugs of the articles that have a snapshot, in alphabetical order.

    Raises:
        StorageError: the folder cannot be read.
    """
    found: set[str] = set()
    for home in (folder, set_aside(folder)):
        try:
            with os.scandir(home) as entries:
                names = [each.name for each in entries if is_slug(each.name)]
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StorageError(f"{home}: cannot be read: {error.strerror or error}") from error
        found.update(name for name in names if (home / name / HEAD_FILE).is_file())
    return tuple(sorted(found))


def _read(folder: Path, slug: str, names: tuple[str, ...]) -> dict[str, bytes] | None:
    """Return files of one state of a snapshot; None when there is no snapshot."""
    home = folder / checked_slug(slug)
    for _ in range(_TRIES):
        with _opened(folder, slug) as handle:
            if handle is None or not set(FILES) & set(os.listdir(handle)):  # noqa: PTH208
                return None
            with contextlib.suppress(_GoneError):
                return {name: _file(handle, home, name) for name in names}
    raise StorageError(f"{home}: is written all the time; try again")


@contextlib.contextmanager
def _opened(folder: Path, slug: str) -> Iterator[int | Path | None]:
    """Yield a handle of a snapshot's folder, which stays that one while it is renamed."""
    # Between two renames of a writer the former state lies aside, and is found there.
    for path in (folder / slug, set_aside(folder) / slug, folder / slug):
        try:
            handle = os.open(path, FOLDER | PLAIN) if HAS_FOLDER_HANDLES else _there(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            if error.errno in {errno.ENOTDIR, errno.ELOOP} and folder.is_dir():
                words = "not a folder of its own; remove it and accept the article again"
                raise StorageError(f"{path}: {words}") from error
            raise StorageError(f"{path}: cannot be read: {error.strerror or error}") from error
        try:
            yield handle
        finally:
            if isinstance(handle, int):
                os.close(handle)
        return
    yield None


def _there(path: Path) -> Path:
    """Return a folder's path, which stands for its handle where folders have none."""
    if not stat.S_ISDIR(path.lstat().st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    return path


def _file(folder: int | Path, home: Path, name: str) -> bytes:
    path = home / name
    try:
        # Without this flag, a pipe in the place of the file would be waited for without end.
        flags = os.O_RDONLY | PLAIN | NOT_WAITING
        if isinstance(folder, int):
            handle = os.open(name, flags, dir_fd=folder)
        else:
            handle = os.open(folder / name, flags)
    except FileNotFoundError:
        if _is_gone(folder, home):
            raise _GoneError from None
        raise UsageError(
            f"{path}: is missing; restore it from version control, or accept the article again"
        ) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise StorageError(f"{path}: a symbolic link; put the file itself there") from error
        raise StorageError(f"{path}: cannot be read: {error.strerror or error}") from error
    data = _bytes_of(handle, path, MOST_BYTES[name] + 1)
    if len(data) > MOST_BYTES[name]:
        raise UsageError(
            f"{path}: larger than {MOST_BYTES[name] >> 20} MiB; accept the article again"
        )
    return data


def _bytes_of(handle: int, path: Path, most: int) -> bytes:
    """Read an open file and close it."""
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise StorageError(f"{path}: no file; remove it and accept the article again")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror or error}") from error
    finally:
        os.close(handle)


def _is_gone(folder: int | Path, home: Path) -> bool:
    """Tell whether another folder stands now where this one stood."""
    try:
        return not os.path.samestat(os.stat(folder), home.lstat())  # noqa: PTH116 - or a handle
    except OSError:
        return True


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: not UTF-8; restore the file") from error
