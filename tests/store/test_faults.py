"""Writing that fails: at the Nth call, on a full disk, through planted links."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
from contextlib import suppress

import pytest
from shelf import assert_page_whole, check_files, commit_page

from archiver import files
from archiver.errors import OutOfSpaceError, StorageError
from archiver.store import Collection, CollectionSettings, durable

SEAM = ("write", "fsync", "replace", "ftruncate", "open", "mkdir", "unlink", "lseek")
ROLLING = CollectionSettings(roll_bytes=1)


class FailingOs:
    """`os` whose Nth call of a kind fails, and all later ones when it is `broken`."""

    def __init__(self, kinds, nth, number, *, broken=False):
        self._kinds, self._left, self._number, self._broken = kinds, nth, number, broken
        self.failed = False

    def __getattr__(self, name):
        real = getattr(os, name)
        if name not in self._kinds:
            return real

        def call(*arguments, **named):
            self._left -= 1
            if self._left == 0 or (self._broken and self._left < 0):
                self.failed = True
                if name == "write" and len(arguments[1]) > 1:
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2])
                raise OSError(self._number, os.strerror(self._number))
            return real(*arguments, **named)

        return call


def use(monkeypatch, system):
    """Let all writing of the store go through `system`, in the place of `os`."""
    for module in (durable, files):
        monkeypatch.setattr(module, "os", system)


def run_with_faults(root, failing, monkeypatch):
    """Commit up to two pages; return the ids of those whose commit returned."""
    promised = []
    use(monkeypatch, failing)
    try:
        with suppress(StorageError), Collection.open(root, settings=ROLLING) as collection:
            for slug in ("a", "b"):
                with suppress(StorageError):
                    promised.append(commit_page(collection, slug, 30_000).capture_id)
    finally:
        use(monkeypatch, os)
    return promised


@pytest.mark.parametrize(
    ("number", "broken"),
    [(errno.ENOSPC, False), (errno.EIO, True)],
    ids=["full once", "broken from then on"],
)
def test_no_committed_page_is_lost_whichever_call_fails(memory_path, monkeypatch, number, broken):
    for nth in range(1, 400):
        root = memory_path / str(nth)
        failing = FailingOs(SEAM, nth, number, broken=broken)
        promised = run_with_faults(root, failing, monkeypatch)
        with Collection.open(root) as collection:
            kept = [item.capture_id for item in collection.captures()]
            assert set(promised) <= set(kept), nth
            for capture_id in kept:
                assert_page_whole(collection, capture_id, 30_000)
            assert list((root / "spool").iterdir()) == []
        if nth % 12 == 0 or not failing.failed:
            check_files(root)
        shutil.rmtree(root)
        if not failing.failed:
            assert len(promised) == 2
            break
    else:
        pytest.fail("the run never ended clean")
    assert nth > 20


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, OutOfSpaceError),
        (errno.EDQUOT, OutOfSpaceError),
        (errno.EFBIG, StorageError),
        (errno.EIO, StorageError),
    ],
)
def test_failed_write_is_said_in_one_sentence(tmp_path, monkeypatch, number, expected):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
        use(monkeypatch, FailingOs(("fsync",), 1, number))
        with pytest.raises(StorageError) as caught:
            commit_page(collection, "b")
        use(monkeypatch, os)
        assert type(caught.value) is expected
        assert os.strerror(number) in str(caught.value)
        assert "every committed page is whole" in str(caught.value)
        assert_page_whole(collection, page.capture_id)
        assert_page_whole(collection, commit_page(collection, "b").capture_id)
        assert not list(tmp_path.glob("screenshots/*/*.tmp"))
    check_files(tmp_path)


def pages_until_failure(collection, size=60_000):
    """Commit pages until one fails; return the ids of those before, and the error."""
    promised = []
    for number in range(1000):
        try:
            page = commit_page(collection, f"p{number}", size)
        except StorageError as error:
            return promised, error
        promised.append(page.capture_id)
    raise AssertionError("the disk was never full")


def fill(root):
    with suppress(StorageError), Collection.open(root) as collection:
        promised, error = pages_until_failure(collection)
        for capture_id in promised:
            assert_page_whole(collection, capture_id, 60_000)
    return promised, error


def test_full_disk_keeps_every_committed_page(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        promised, error = fill(disk / "archive")
        assert isinstance(error, OutOfSpaceError)
        assert len(promised) > 2
        shutil.copytree(disk / "archive", tmp_path / "copy")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    with Collection.open(tmp_path / "copy") as collection:
        assert {item.capture_id for item in collection.captures()} >= set(promised)
        for capture_id in promised:
            assert_page_whole(collection, capture_id, 60_000)
    check_files(tmp_path / "copy")


def test_file_size_limit_keeps_every_committed_page(tmp_path):
    old_limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    old_action = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, old_limit[1]))
    try:
        promised, error = fill(tmp_path / "archive")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old_limit)
        signal.signal(signal.SIGXFSZ, old_action)
    assert isinstance(error, StorageError)
    assert len(promised) > 2
    with Collection.open(tmp_path / "archive") as collection:
        for capture_id in promised:
            assert_page_whole(collection, capture_id, 60_000)
    check_files(tmp_path / "archive")


def test_write_ahead_log_that_cannot_grow_fails_the_page_and_no_other(tmp_path, monkeypatch):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
        pages = collection._catalog.row("PRAGMA page_count")[0]
        collection._catalog.row(f"PRAGMA max_page_count = {pages}")
        _, error = pages_until_failure(collection, 3000)
        assert isinstance(error, OutOfSpaceError)
        assert_page_whole(collection, page.capture_id)
        collection._catalog.row("PRAGMA max_page_count = 1000000")
        assert_page_whole(collection, commit_page(collection, "b").capture_id)
    check_files(tmp_path)


@pytest.mark.parametrize("name", ["warc", "spool", "screenshots", "indexes", "pages"])
def test_link_in_the_place_of_a_directory_is_not_followed(tmp_path, name):
    outside, root = tmp_path / "outside", tmp_path / "archive"
    outside.mkdir()
    root.mkdir()
    (root / name).symlink_to(outside)
    with pytest.raises(StorageError, match="not a directory of its own"):
        Collection.open(root)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["archiver.lock", "archiver.sqlite3"])
def test_link_in_the_place_of_a_file_is_not_followed(tmp_path, name):
    victim, root = tmp_path / "victim", tmp_path / "archive"
    root.mkdir()
    (root / name).symlink_to(victim)
    victim.write_text("mine")
    with pytest.raises(StorageError):
        Collection.open(root)
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("name", ["archiver.lock", "archiver.sqlite3"])
def test_link_to_nothing_creates_nothing(tmp_path, name):
    victim, root = tmp_path / "victim", tmp_path / "archive"
    root.mkdir()
    (root / name).symlink_to(victim)
    with suppress(StorageError):
        Collection.open(root).close()
    assert not victim.exists()


def test_links_at_the_written_files_are_replaced_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    root = tmp_path / "archive"
    with Collection.open(root) as collection:
        shots = root / "screenshots" / "a"
        shots.symlink_to(tmp_path)
        with pytest.raises(StorageError, match="not a directory of its own"):
            commit_page(collection)
        shots.unlink()
        for name in ("indexes/index.cdxj", "indexes/index.cdxj.tmp", "pages/pages.jsonl"):
            (root / name).unlink(missing_ok=True)
            (root / name).symlink_to(victim)
        commit_page(collection)
    assert victim.read_text() == "mine"
    assert not (root / "indexes" / "index.cdxj").is_symlink()
    check_files(root)
