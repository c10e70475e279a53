"""A file that another writes: followed, digested, cut, kept when the writer drops it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import body_of

from archiver.formats import GrowingFile


def followed(tmp_path, limit_bytes=1 << 30):
    """A file of theirs that is adopted with one byte in it."""
    source = tmp_path / "theirs"
    source.write_bytes(b"x")
    file = GrowingFile(tmp_path / "ours", limit_bytes)
    assert file.adopt(source)
    return source, file


def test_what_is_not_there_yet_is_not_adopted(tmp_path):
    file = GrowingFile(tmp_path / "ours", 10)
    assert not file.adopt(tmp_path / "theirs")
    assert not file.advance()
    file.discard()


def test_an_empty_file_is_not_adopted_but_the_one_that_takes_its_place(tmp_path):
    source, other = tmp_path / "theirs", tmp_path / "other"
    source.touch()
    file = GrowingFile(tmp_path / "ours", 10)
    assert not file.adopt(source)
    assert not (tmp_path / "ours").exists()
    other.write_bytes(b"real")
    other.rename(source)
    assert file.adopt(source)
    file.advance()
    assert file.finish().sha1 == body_of(b"real").sha1


def test_bytes_are_digested_as_they_come(tmp_path):
    source, file = followed(tmp_path)
    with source.open("wb", buffering=0) as writer:
        assert not file.advance()
        writer.write(b"one ")
        assert file.advance()
        assert not file.advance()
        writer.write(b"two")
        assert file.advance()
    body = file.finish()
    assert (body.size_bytes, body.sha1) == (7, body_of(b"one two").sha1)
    assert body.path == tmp_path / "ours"
    assert body.path.read_bytes() == b"one two"


@pytest.mark.parametrize("size", [1, (1 << 20) - 1, 1 << 20, (65 << 20) + 1])
def test_any_size_is_read_to_its_end(tmp_path, size):
    source, file = followed(tmp_path)
    data = b"x" * size
    source.write_bytes(data)
    while file.advance():
        pass
    assert file.finish().sha1 == body_of(data).sha1


def test_a_writer_that_is_late_to_stop_adds_nothing_to_what_was_cut(tmp_path):
    source, file = followed(tmp_path, 4)
    with source.open("wb", buffering=0) as writer:
        writer.write(b"one two")
        file.advance()
        assert file.overflow
        body = file.finish(may_grow=True)
        writer.write(b" three")
    assert body.path.read_bytes() == b"one "
    assert body.sha1 == body_of(b"one ").sha1
    assert [path.name for path in tmp_path.iterdir() if path != source] == [body.path.name]


def test_bytes_outlive_the_writers_own_file(tmp_path):
    source, file = followed(tmp_path)
    source.write_bytes(b"kept")
    source.unlink()
    file.advance()
    assert file.finish().path.read_bytes() == b"kept"


@given(data=st.binary(max_size=60), limit=st.integers(1, 70))
def test_a_file_is_cut_at_its_limit_and_only_past_it(tmp_path_factory, data, limit):
    source, file = followed(tmp_path_factory.mktemp("growing"), limit)
    source.write_bytes(data)
    while file.advance():
        pass
    body = file.finish()
    assert file.overflow is (len(data) > limit)
    assert body.path.read_bytes() == data[:limit]
    assert body.sha1 == body_of(data[:limit]).sha1


def test_what_came_after_the_last_look_is_cut_off(tmp_path):
    source, file = followed(tmp_path)
    source.write_bytes(b"seen")
    file.advance()
    with source.open("ab") as writer:
        writer.write(b" and not")
    assert file.finish().path.read_bytes() == b"seen"


def test_discarding_leaves_the_writers_file(tmp_path):
    source, file = followed(tmp_path)
    source.write_bytes(b"theirs")
    file.discard()
    assert list(tmp_path.iterdir()) == [source]
