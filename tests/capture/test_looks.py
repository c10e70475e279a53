"""Looks of pictures that the ledgers do not tell, read from the collection."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.capture import looks, looks_of
from archiver.formats import sha1_digest
from archiver.images import probe
from archiver.models import (
    Body,
    BodyProbe,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Target,
)
from archiver.store import Collection
from archiver.testing import pictures

PAGE = "https://a.test/"
URL = "https://cdn.test/{}.jpg"
MOMENT = datetime(2026, 3, 4, tzinfo=UTC)
Kept = tuple[str, bytes, BodyProbe | None]


def unseen(url: str, data: bytes, mime: str = "image/jpeg") -> Kept:
    """A picture that was not decoded at capture, as most photographs are not."""
    return url, data, replace(probe(data, mime), phash="", top_share=0.0)


def exchange(url: str, data: bytes) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=(),
        started_at=MOMENT,
        status=200,
        response_headers=(("Content-Type", "image/jpeg"),),
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        mime="image/jpeg",
        resource_type="image",
    )


def keep(collection: Collection, *kept: Kept) -> Capture:
    """Commit a capture with these pictures."""
    target = Target(slug="page", url=PAGE, origin=PageOrigin.SITE)
    draft = collection.draft(target)
    frame = FrameSnapshot(url=PAGE, parent=None, tree=["html", {}, None, ["hello"]])
    ledger = [draft.add(exchange(url, data), looked) for url, data, looked in kept]
    environment = Environment(
        archiver="0",
        browser="b",
        user_agent="u",
        viewport_width_px=1280,
        viewport_height_px=720,
        platform="linux",
    )
    capture = Capture(
        capture_id=draft.capture_id,
        slug="page",
        url=PAGE,
        origin=PageOrigin.SITE,
        started_at=MOMENT,
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(url=PAGE, title="", width_px=9, height_px=9, frames=(frame,)),
        ledger=tuple(ledger),
        environment=environment,
    )
    return draft.commit(capture, [], "")


def landscape(seed: str) -> bytes:
    return pictures.jpeg(seed, 320, 240)


def test_both_pictures_of_a_changed_address_are_looked_at(collection: Collection) -> None:
    old, new = landscape("old"), landscape("new")
    before = keep(collection, unseen(URL.format(1), old))
    now = keep(collection, unseen(URL.format(1) + "?w=320", new))
    found = looks_of(collection, now, before)
    assert found == {
        sha1_digest(old): probe(old, "image/jpeg"),
        sha1_digest(new): probe(new, "image/jpeg"),
    }
    assert all(each.phash for each in found.values())


def test_what_did_not_change_or_is_known_is_not_read(collection: Collection) -> None:
    same, old, new = landscape("same"), landscape("old"), landscape("new")
    known = URL.format(2), new, probe(new, "image/jpeg")
    before = keep(collection, unseen(URL.format(1), same), unseen(URL.format(2), old))
    now = keep(collection, unseen(URL.format(1), same), known, unseen(URL.format(3), old + b"x"))
    assert list(looks_of(collection, now, before)) == [sha1_digest(old)]
    assert looks_of(collection, now, None) == {}


def test_one_of_several_answers_that_is_as_before_is_no_change(collection: Collection) -> None:
    old, new = landscape("old"), landscape("new")
    before = keep(collection, unseen(URL.format(1), old))
    now = keep(collection, unseen(URL.format(1), new), unseen(URL.format(1), old))
    assert looks_of(collection, now, before) == {}


def test_a_damaged_record_is_left_out(collection: Collection, tmp_path: Path) -> None:
    old, new = landscape("old"), landscape("new")
    before = keep(collection, unseen(URL.format(1), old))
    now = keep(collection, unseen(URL.format(1), new))
    place = now.ledger[0].record
    assert place is not None
    (path,) = (tmp_path / "archive" / "warc").glob("*")
    data = bytearray(path.read_bytes())
    middle = place.offset + place.length_bytes // 2
    data[middle : middle + 64] = bytes(64)
    path.write_bytes(data)
    assert list(looks_of(collection, now, before)) == [sha1_digest(old)]


def test_at_most_so_many_and_so_large_are_read(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [landscape(f"old {number}") for number in range(5)]
    before = keep(collection, *(unseen(URL.format(at), data) for at, data in enumerate(old)))
    now = keep(
        collection, *(unseen(URL.format(at), landscape(f"new {at}")) for at in range(len(old)))
    )
    assert len(looks_of(collection, now, before)) == 10
    monkeypatch.setattr(looks, "_MOST_PICTURES", 4)
    found = looks_of(collection, now, before)
    assert list(found)[1::2] == [sha1_digest(data) for data in old[:2]]
    monkeypatch.setattr(looks, "_MOST_BYTES", 100)
    assert looks_of(collection, now, before) == {}


def test_memory_stays_that_of_one_picture(collection: Collection) -> None:
    size_bytes = 1 << 20
    padded = [landscape(f"p{number}") + bytes([number]) * size_bytes for number in range(8)]
    before = keep(collection, *(unseen(URL.format(at), data) for at, data in enumerate(padded)))
    other = [data[:-1] + b"z" for data in padded]
    now = keep(collection, *(unseen(URL.format(at), data) for at, data in enumerate(other)))
    del padded, other
    tracemalloc.start()
    looks_of(collection, now, before)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 6 * size_bytes
