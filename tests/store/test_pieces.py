"""Pieces of films: kept when the whole did not come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shelf import capture_of, check_files, exchange, noise, target

from archiver.errors import StorageError
from archiver.formats import read_records, sha1_digest
from archiver.models import Body, Truncation
from archiver.store import Collection

FILM = noise("film", 5000)
URL = "https://cdn.test/a.webm"


def body_of(data: bytes) -> Body:
    return Body(size_bytes=len(data), sha1=sha1_digest(data), data=data)


def piece(start: int, end: int, total: int | str = 5000, **changes):
    headers = (
        ("Content-Type", "video/webm"),
        ("Content-Range", f"bytes {start}-{end}/{total}"),
    )
    values = {"status": 206, "resource_type": "media", "response_headers": headers}
    return exchange(URL, FILM[start : end + 1], "video/webm", **{**values, **changes})


def broken_off(kept: int = 1000):
    whole = piece(0, 4999)
    return replace(whole, body=body_of(FILM[:kept]), truncated=Truncation.DISCONNECT)


def cut(kept: int = 1000):
    headers = (("Content-Type", "video/webm"), ("Content-Length", "5000"))
    data, at = FILM[:kept], Truncation.TIME
    return exchange(URL, data, "video/webm", response_headers=headers, truncated=at)


WHOLE = exchange(URL, FILM, "application/octet-stream", resource_type="fetch")


def commit(root, *made):
    with Collection.open(root) as collection:
        draft = collection.draft(target())
        return draft.commit(capture_of(draft, [draft.add(item) for item in made]))


def films(root):
    paths = sorted(root.glob("warc/*"))
    records = [record for path in paths for record in read_records(path)]
    found = [each for each in records if each.target_uri == URL and each.type != "request"]
    return [(each.type, each.status, each.offset) for each in found]


@pytest.mark.parametrize("part", [broken_off(), piece(1000, 4999), piece(0, 99), cut()])
@pytest.mark.parametrize("late", [False, True])
def test_piece_is_left_out_beside_the_whole_whichever_came_first(tmp_path, part, late):
    page = commit(tmp_path, *((WHOLE, part) if late else (part, WHOLE)))
    ((kind, status, offset),) = films(tmp_path)
    assert (kind, status) == ("response", 200)
    assert {entry.record.offset for entry in page.ledger} == {offset}
    assert sorted(entry.size_bytes for entry in page.ledger) == [part.body.size_bytes, 5000]
    check_files(tmp_path)


@pytest.mark.parametrize("part", [broken_off(), piece(1000, 4999), cut()])
def test_piece_without_its_whole_is_kept_and_its_line_completed(tmp_path, part):
    page = commit(tmp_path, part)
    ((_, status, offset),) = films(tmp_path)
    assert (status, page.ledger[0].record.offset) == (part.status, offset)
    check_files(tmp_path)


@pytest.mark.parametrize("part", [piece(0, 99, 6000), piece(0, 99, "*")])
def test_piece_of_another_or_unknown_length_is_kept_beside_the_whole(tmp_path, part):
    commit(tmp_path, WHOLE, part)
    assert sorted(status for _, status, _ in films(tmp_path)) == [200, 206]
    check_files(tmp_path)


def test_piece_of_what_is_no_film_is_written_at_once(tmp_path):
    ranged = replace(piece(0, 99), mime="application/pdf", resource_type="document")
    whole = exchange(URL, FILM, "application/pdf")
    commit(tmp_path, ranged, whole)
    assert [status for _, status, _ in films(tmp_path)] == [206, 200]


def test_pieces_are_written_once_when_a_commit_fails_and_is_tried_again(tmp_path, monkeypatch):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        capture = capture_of(draft, [draft.add(piece(0, 2999)), draft.add(piece(0, 2999))])

        def full(*_):
            raise StorageError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(collection, "_append_page", full)
            with pytest.raises(StorageError, match="full"):
                draft.commit(capture)
        page = draft.commit(capture)
    assert [kind for kind, _, _ in films(tmp_path)] == ["response", "response"]
    assert all(entry.record for entry in page.ledger)
    check_files(tmp_path)
