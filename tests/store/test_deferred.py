"""Big bodies stay in their files until the commit, and are written once."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf import capture_of, check_with_programs, commit_page, exchange, noise, target

from archiver.errors import OutOfSpaceError, StorageError
from archiver.formats import read_records, record, sha1_digest
from archiver.models import Body
from archiver.store import Collection, durable

URL = "https://cdn.test/film.mp4"
BIG = 8 << 20


@pytest.fixture
def big(monkeypatch):
    """Bodies of a thousand bytes are big ones."""
    monkeypatch.setattr(record, "BIG_BODY_BYTES", 1000)


def film(draft, data, url=URL, name="film", mime="video/mp4", **changes):
    """An exchange whose body lies in the draft's directory."""
    path = draft.directory / name
    path.write_bytes(data)
    body = Body(size_bytes=len(data), sha1=sha1_digest(data), path=path)
    headers = (("Content-Type", mime), ("Content-Length", str(len(data))))
    return exchange(url, b"", mime, **{"body": body, "response_headers": headers, **changes})


def small(number):
    return exchange(f"https://site.test/{number}", noise(f"small {number}", 700), "image/png")


def payloads(root):
    """Every response by address, read by offset and length alone."""
    found = {}
    for path in sorted(root.glob("warc/*")):
        raw = path.read_bytes()
        for each in read_records(path):
            if each.type == "response":
                member = raw[each.offset : each.offset + each.length_bytes]
                block = gzip.decompress(member).partition(b"\r\n\r\n")[2]
                found[each.target_uri] = block.partition(b"\r\n\r\n")[2][:-4]
    return found


@given(sizes=st.lists(st.integers(0, 3000), min_size=1, max_size=8))
def test_every_record_lies_where_its_pointer_says(tmp_path_factory, sizes):
    root = tmp_path_factory.mktemp("deferred")
    before, record.BIG_BODY_BYTES = record.BIG_BODY_BYTES, 1000
    try:
        with Collection.open(root) as collection:
            commit_page(collection, "before")
            draft = collection.draft(target())
            wanted, ledger = {}, []
            for number, size in enumerate(sizes):
                url = f"https://cdn.test/{number}.mp4"
                wanted[url] = noise(url, size)
                ledger.append(draft.add(film(draft, wanted[url], url, f"film-{number}")))
                ledger.append(draft.add(small(number)))
            page = draft.commit(capture_of(draft, ledger))
            for entry in page.ledger:
                answer = collection.answer_at(entry.record)
                assert answer.body == wanted.get(entry.url, answer.body)
            assert commit_page(collection, "after")
    finally:
        record.BIG_BODY_BYTES = before
    found = payloads(root)
    assert {url: found[url] for url in wanted} == wanted


def test_other_programs_read_a_film_of_real_size(tmp_path):
    data = noise("film", 1 << 20) * 9
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        ledger = [draft.add(small(1)), draft.add(film(draft, data)), draft.add(small(2))]
        assert (draft.directory / "film").exists()
        assert draft.spool.size_bytes > len(data)
        page = draft.commit(capture_of(draft, ledger))
        assert collection.answer_at(page.ledger[1].record).body == data
        assert not draft.directory.exists()
    check_with_programs(tmp_path)


@pytest.mark.usefixtures("big")
def test_a_big_body_is_not_written_before_the_commit(tmp_path, monkeypatch):
    written = []
    real = durable.write_all
    monkeypatch.setattr(
        durable, "write_all", lambda file, data: (written.append(len(data)), real(file, data))
    )
    data = noise("film", 50_000)
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        written.clear()
        ledger = [draft.add(film(draft, data))]
        assert sum(written) == 0
        draft.commit(capture_of(draft, ledger))
        assert len(data) < sum(written) < len(data) + 20_000


@pytest.mark.usefixtures("big")
def test_bodies_that_compress_are_written_at_once(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        ledger = [draft.add(film(draft, b"words " * 1000, mime="text/plain"))]
        assert not (draft.directory / "film").exists()
        page = draft.commit(capture_of(draft, ledger))
        assert collection.answer_at(page.ledger[0].record).body == b"words " * 1000


@pytest.mark.usefixtures("big")
def test_a_file_that_is_not_the_drafts_own_is_written_at_once(tmp_path):
    path = tmp_path / "elsewhere"
    path.write_bytes(noise("film", 5000))
    with Collection.open(tmp_path / "archive") as collection:
        draft = collection.draft(target())
        made = exchange(
            URL,
            b"",
            "video/mp4",
            body=Body(size_bytes=5000, sha1=sha1_digest(path.read_bytes()), path=path),
        )
        ledger = [draft.add(made)]
        path.write_bytes(b"changed since")
        page = draft.commit(capture_of(draft, ledger))
        assert collection.answer_at(page.ledger[0].record).body == noise("film", 5000)
    assert path.exists()


@pytest.mark.usefixtures("big")
def test_the_same_film_twice_is_a_revisit_in_a_page_and_across_pages(tmp_path):
    data = noise("film", 5000)
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        first = draft.add(film(draft, data))
        again = draft.add(film(draft, data, "https://b.test/f.mp4", "film-2"))
        assert not (draft.directory / "film-2").exists()
        draft.commit(capture_of(draft, [first, again]))
        other = collection.draft(target("b"))
        third = other.add(film(other, data))
        assert not (other.directory / "film").exists()
        page = other.commit(capture_of(other, [third]))
        assert collection.payload(URL, capture_id=page.capture_id) == data
        assert collection.payload("https://b.test/f.mp4") == data
    (path,) = (tmp_path / "warc").iterdir()
    kinds = [each.type for each in read_records(path) if each.type in {"response", "revisit"}]
    assert kinds == ["response", "revisit", "revisit"]


@pytest.mark.usefixtures("big")
def test_a_body_of_another_size_than_said_is_refused_and_the_draft_as_before(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        made = film(draft, noise("film", 5000))
        (draft.directory / "film").write_bytes(b"short")
        before = draft.spool.size_bytes
        with pytest.raises(ValueError, match="announced"):
            draft.add(made)
        assert draft.spool.size_bytes == before
        draft.commit(capture_of(draft, [draft.add(small(1))]))


@pytest.mark.parametrize("later", [b"short", noise("film", 5001), None])
@pytest.mark.usefixtures("big")
def test_a_body_that_changed_since_fails_the_commit_and_nothing_else(tmp_path, later):
    with Collection.open(tmp_path) as collection:
        kept = commit_page(collection, "kept")
        draft = collection.draft(target())
        ledger = [draft.add(film(draft, noise("film", 5000)))]
        path = draft.directory / "film"
        path.unlink()
        if later is not None:
            path.write_bytes(later)
        with pytest.raises(StorageError, match="every committed page is whole"):
            draft.commit(capture_of(draft, ledger))
        path.write_bytes(noise("film", 5000))
        page = draft.commit(capture_of(draft, ledger))
        assert collection.payload(URL) == noise("film", 5000)
        assert [each.capture_id for each in collection.captures()] == [
            kept.capture_id,
            page.capture_id,
        ]


@pytest.mark.usefixtures("big")
def test_discarding_removes_the_bodies(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        draft.add(film(draft, noise("film", 5000)))
        draft.discard()
        draft.discard()
        assert list((tmp_path / "spool").iterdir()) == []


class _Failing:
    """`os` whose Nth write fails."""

    def __init__(self, nth):
        self.left = nth

    def __getattr__(self, name):
        return getattr(os, name)

    def write(self, descriptor, data):
        self.left -= 1
        if self.left == 0:
            os.write(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return os.write(descriptor, data)


@pytest.mark.usefixtures("big")
def test_a_disk_that_fills_up_at_any_write_can_be_tried_again(memory_path, monkeypatch):
    data = noise("film", 3_000_000)
    for nth in range(1, 100):
        root = memory_path / str(nth)
        failing = _Failing(nth)
        with Collection.open(root) as collection:
            draft = collection.draft(target())
            ledger = [draft.add(small(1)), draft.add(film(draft, data)), draft.add(small(2))]
            monkeypatch.setattr(durable, "os", failing)
            with suppress(OutOfSpaceError):
                draft.commit(capture_of(draft, ledger))
            monkeypatch.setattr(durable, "os", os)
            if failing.left <= 0:
                assert collection.captures() == []
                draft.commit(capture_of(draft, ledger))
            assert collection.payload(URL) == data
            assert len(collection.captures()) == 1
        shutil.rmtree(root)
        if failing.left > 0:
            break
    assert nth > 5


WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from test_deferred import BIG, capture_of, film, noise, target
from archiver.store import Collection, durable
collection = Collection.open(Path(sys.argv[1]))
draft = collection.draft(target())
ledger = [draft.add(film(draft, noise("film", BIG)))]
real, written = durable.write_all, 0
def write_all(descriptor, data):
    global written
    real(descriptor, data)
    written += len(data)
    if written > BIG // 2:
        print("half", flush=True)
        sys.stdin.read()
durable.write_all = write_all
draft.commit(capture_of(draft, ledger))
"""


def test_a_writer_killed_within_a_film_leaves_nothing_of_it(tmp_path):
    with Collection.open(tmp_path) as collection:
        kept = commit_page(collection)
    command = [sys.executable, "-c", WRITER, str(tmp_path), str(Path(__file__).parent)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout.readline() == "half\n"
        writer.send_signal(signal.SIGKILL)
    with Collection.open(tmp_path) as collection:
        assert [each.capture_id for each in collection.captures()] == [kept.capture_id]
        assert list((tmp_path / "spool").iterdir()) == []
        draft = collection.draft(target("b"))
        draft.commit(capture_of(draft, [draft.add(film(draft, noise("film", BIG)))]))
        assert collection.payload(URL) == noise("film", BIG)
    check_with_programs(tmp_path)
