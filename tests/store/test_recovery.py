"""After a crash a page is whole or not there (faults.md 4.1, 1, 2, 6)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from shelf import (
    SHOT,
    assert_page_whole,
    check_files,
    commit_page,
    exchanges_of,
    target,
)

from archiver.errors import StorageError
from archiver.store import Collection

WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from shelf import commit_page
from archiver.store import Collection
collection = Collection.open(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(100_000):
    page = commit_page(collection, f"page-{number}", 200_000)
    print(page.capture_id, flush=True)
"""


def test_killed_writer_loses_the_page_in_flight_and_no_other(tmp_path):
    chance = random.Random(4)
    promised: list[str] = []
    for round_number in range(10):
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(Path(__file__).parent)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout.readline() == "ready\n"
            time.sleep(chance.random() * 0.15)
            writer.send_signal(signal.SIGKILL)
            promised += [line.strip() for line in writer.stdout if line.endswith("\n")]
        with Collection.open(tmp_path) as collection:
            kept = [item.capture_id for item in collection.captures(latest=False)]
            assert set(promised) <= set(kept), round_number
            for capture_id in kept[-3:]:
                assert_page_whole(collection, capture_id, 200_000)
            assert list((tmp_path / "spool").iterdir()) == []
            shots = {path.name for path in tmp_path.glob("screenshots/*/*.png")}
            assert shots == {f"{capture_id}-view.png" for capture_id in kept}
    assert promised, "no writer came as far as to a page"
    check_files(tmp_path)


@pytest.fixture
def crashed(memory_path):
    """A collection with two pages whose writer died in the middle of a third."""
    root = memory_path / "live"
    collection = Collection.open(root)
    pages = [commit_page(collection, slug) for slug in ("a", "b")]
    draft = collection.draft(target("c"))
    for made in exchanges_of("c"):
        draft.add(made)
    copy = memory_path / "crashed"
    shutil.copytree(root, copy)
    draft.discard()
    collection.close()
    return copy, [page.capture_id for page in pages]


def open_file(root: Path) -> Path:
    (path,) = (root / "warc").iterdir()
    assert path.name.endswith(".open")
    return path


def assert_repaired(root: Path, pages: list[str]):
    with Collection.open(root) as collection:
        recovery = collection.recovery
        assert [item.capture_id for item in collection.captures()] == pages
        for capture_id in pages:
            assert_page_whole(collection, capture_id)
        check_files(root)
        commit_page(collection, "d")
    with Collection.open(root) as collection:
        assert collection.recovery is None
        assert len(collection.captures()) == len(pages) + 1
    check_files(root)
    return recovery


def test_open_file_is_closed_and_the_page_in_flight_is_told(crashed):
    root, pages = crashed
    recovery = assert_repaired(root, pages)
    assert (recovery.pages_lost, recovery.files_closed, recovery.bytes_cut) == (1, 1, 0)
    assert "1 page(s) in flight will be captured again" in str(recovery)


def test_bytes_behind_the_last_commit_are_cut(crashed):
    root, pages = crashed
    with open_file(root).open("ab") as stream:
        stream.write(b"\x1f\x8b half a record")
    recovery = assert_repaired(root, pages)
    assert recovery.bytes_cut == 16


def test_lost_catalog_is_rebuilt(crashed):
    root, pages = crashed
    (root / "archiver.sqlite3").unlink()
    recovery = assert_repaired(root, pages)
    assert recovery.rebuilt


def test_damaged_catalog_is_rebuilt(crashed):
    root, pages = crashed
    for path in root.glob("archiver.sqlite3*"):
        path.write_bytes(b"no database at all" * 1000)
    assert assert_repaired(root, pages).rebuilt


def test_rebuilt_catalog_knows_all_that_the_old_one_knew(tmp_path):
    with Collection.open(tmp_path) as collection:
        for slug in ("a", "b"):
            commit_page(collection, slug)
        before = collection.captures()
    index, pages = (tmp_path / "indexes/index.cdxj"), (tmp_path / "pages/pages.jsonl")
    texts = index.read_text(), pages.read_text()
    shutil.rmtree(tmp_path / "screenshots")
    index.unlink()
    pages.unlink()
    with Collection.open(tmp_path, rebuild=True) as collection:
        assert collection.recovery.rebuilt
        # Folders of the machine are in no WARC: of a post's path its name is left.
        bare = [replace(each, source_path=each.source_name) for each in before]
        assert collection.captures() == bare
        assert collection.is_done(target("a"))
        for item in before:
            assert_page_whole(collection, item.capture_id)
            assert collection.screenshot(item.capture_id, SHOT.kind).path.read_bytes() == SHOT.data
        assert (index.read_text(), pages.read_text()) == texts


def test_everything_but_the_warc_files_may_be_lost(tmp_path):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
    for path in tmp_path.iterdir():
        if path.name != "warc":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert_repaired(tmp_path, [page.capture_id])


def test_cut_at_every_place_leaves_the_pages_before_it(crashed, memory_path):
    root, _ = crashed
    (root / "archiver.sqlite3").unlink()
    data, path = open_file(root).read_bytes(), open_file(root)
    with Collection.open(shutil.copytree(root, memory_path / "whole")) as collection:
        last = [collection._artefact(f"urn:archiver:capture:{item.capture_id}", item.capture_id)
                for item in collection.captures()]  # fmt: skip
    ends = [pointer.offset + pointer.length_bytes for pointer in last]
    assert ends[-1] == len(data)
    places = {1, 200, ends[0] - 1, ends[0], ends[0] + 1, ends[1] - 9, ends[1] - 1, ends[1]}
    for size in sorted(places | set(range(300, len(data), len(data) // 20))):
        shutil.rmtree(memory_path / "cut", ignore_errors=True)
        copy = shutil.copytree(root, memory_path / "cut")
        with (copy / "warc" / path.name).open("r+b") as stream:
            stream.truncate(size)
        with Collection.open(copy) as collection:
            assert len(collection.captures()) == sum(end <= size for end in ends), size
            for item in collection.captures():
                assert_page_whole(collection, item.capture_id)


def test_file_shorter_than_committed_loses_its_last_page_and_says_so(crashed):
    root, pages = crashed
    path = open_file(root)
    os.truncate(path, path.stat().st_size - 1)
    recovery = assert_repaired(root, pages[:1])
    assert "shorter than it was" in str(recovery)


def test_missing_file_is_told(tmp_path):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
    next((tmp_path / "warc").iterdir()).unlink()
    with Collection.open(tmp_path) as collection:
        assert "is missing" in str(collection.recovery)
        with pytest.raises(StorageError):
            collection.capture(page.capture_id)


def test_damaged_file_gives_its_first_pages(tmp_path):
    with Collection.open(tmp_path) as collection:
        first = commit_page(collection, "a")
        end = (tmp_path / "warc").iterdir().__next__().stat().st_size
        commit_page(collection, "b")
    (path,) = (tmp_path / "warc").iterdir()
    data = bytearray(path.read_bytes())
    data[end + 20 : end + 40] = bytes(20)
    path.write_bytes(data)
    with Collection.open(tmp_path, rebuild=True) as collection:
        assert [item.capture_id for item in collection.captures()] == [first.capture_id]
        assert "damaged" in str(collection.recovery)
    assert path.stat().st_size == len(data)  # a finished file is never changed


def test_copied_file_does_not_double_its_pages(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit_page(collection)
    (path,) = (tmp_path / "warc").iterdir()
    shutil.copy(path, path.with_name("archiver-20260101000000-00009.warc.gz"))
    with Collection.open(tmp_path) as collection:
        assert len(collection.captures(latest=False)) == 1
        assert "repeats capture" in str(collection.recovery)


def test_strange_files_in_the_directory_are_left_alone(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit_page(collection)
    stranger = tmp_path / "warc" / "notes.txt"
    stranger.write_text("mine")
    with Collection.open(tmp_path, rebuild=True) as collection:
        assert len(collection.captures()) == 1
    assert stranger.read_text() == "mine"
