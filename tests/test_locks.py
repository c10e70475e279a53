"""Locks between processes: one holder, and none when its process is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archiver.errors import CollectionBusyError
from archiver.locks import try_lock
from archiver.store import Collection

HOLDING = """
import os, sys
from archiver.locks import try_lock
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
print(try_lock(handle), flush=True)
sys.stdin.read()
"""


@contextmanager
def held_elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it ends."""
    command = [sys.executable, "-c", HOLDING, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archiver.lock"


def opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT)


def test_a_second_process_is_refused_at_once_and_the_file_stays(path: Path) -> None:
    with held_elsewhere(path):
        handle = opened(path)
        assert not try_lock(handle)
        os.close(handle)
        assert path.exists()


def test_a_second_opening_in_one_process_is_refused_too(path: Path) -> None:
    first, second = opened(path), opened(path)
    assert try_lock(first)
    assert not try_lock(second)
    os.close(first)
    assert try_lock(second)
    os.close(second)


def test_a_process_that_was_killed_holds_nothing(path: Path) -> None:
    with held_elsewhere(path) as process:
        process.kill()
        process.wait()
        handle = opened(path)
        assert try_lock(handle)
        os.close(handle)


def test_a_folder_can_be_held_like_a_file(tmp_path: Path) -> None:
    first, second = (os.open(tmp_path, os.O_RDONLY) for _ in range(2))
    assert try_lock(first)
    assert not try_lock(second)
    os.close(first)
    os.close(second)


def test_what_cannot_be_locked_is_an_error_of_the_system(path: Path) -> None:
    handle = opened(path)
    os.close(handle)
    with pytest.raises(OSError, match="Bad file descriptor"):
        try_lock(handle)


def test_an_archive_that_another_process_writes_is_said_in_one_sentence(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    Collection.open(root).close()
    with held_elsewhere(root / "archiver.lock"):
        with pytest.raises(CollectionBusyError) as caught:
            Collection.open(root)
        assert str(caught.value) == (
            f"{root}: another run writes this collection; wait for it, or stop it"
        )
        Collection.open(root, writable=False).close()
    Collection.open(root).close()
