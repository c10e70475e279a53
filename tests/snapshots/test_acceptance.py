"""From a capture in a collection to files under version control."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from exhibit import DAY, PICTURE_URL, capture, digest, picture, snapshot
from PIL import Image

from archiver.errors import ConflictError, UsageError
from archiver.formats import sha1_digest
from archiver.images import probe
from archiver.models import (
    Body,
    Capture,
    Exchange,
    PageOrigin,
    Screenshot,
    ScreenshotKind,
    Target,
)
from archiver.snapshots import Step, accept_capture, read_snapshot, snapshot_picture
from archiver.store import Collection


def photograph() -> bytes:
    image = Image.radial_gradient("L").resize((80, 60)).convert("RGB")
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


PHOTOGRAPH = photograph()


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "archive") as collection:
        yield collection


def commit(collection: Collection, *, shot: bytes | None = None, **facts: object) -> Capture:
    """Keep a capture of the quay, with a picture that was not decoded when it came."""
    shown = capture(**facts)
    draft = collection.draft(Target(slug="quay", url=shown.url, origin=PageOrigin.SITE))
    line = draft.add(
        Exchange(
            url=PICTURE_URL,
            method="GET",
            request_headers=(),
            started_at=shown.started_at,
            status=200,
            response_headers=(("Content-Type", "image/jpeg"),),
            body=Body(size_bytes=len(PHOTOGRAPH), sha1=sha1_digest(PHOTOGRAPH), data=PHOTOGRAPH),
            mime="image/jpeg",
            resource_type="image",
            protocol="http/1.1",
        )
    )
    looks = replace(probe(PHOTOGRAPH, "image/jpeg"), phash="", top_share=0.0)
    kept = replace(shown, capture_id=draft.capture_id, ledger=(replace(line, probe=looks),))
    data = picture() if shot is None else shot
    shots = [
        Screenshot(
            kind=ScreenshotKind.FULL_PAGE,
            media_type="image/png",
            width_px=64,
            height_px=90,
            data=data,
        )
    ]
    return draft.commit(kept, shots if data else [], "text")


def test_a_capture_becomes_the_snapshot_of_its_article(
    tmp_path: Path, collection: Collection
) -> None:
    folder, kept = tmp_path / "snapshots", commit(collection)
    done = accept_capture(folder, collection, kept.capture_id, by="Ana", on=DAY, expected="")
    assert (done.step, done.former, done.slug) == (Step.NEW, None, "quay")
    assert read_snapshot(folder, "quay") == done.snapshot
    assert (done.snapshot.width_px, done.snapshot.height_px) == (64, 90)
    assert done.snapshot.blocks == snapshot().blocks
    assert digest(snapshot_picture(folder, "quay")) == done.snapshot.picture_digest
    files = (folder / "quay").iterdir()
    assert done.size_bytes == sum(path.stat().st_size for path in files)


def test_pictures_that_were_not_decoded_at_capture_are_looked_at(
    tmp_path: Path, collection: Collection
) -> None:
    kept = commit(collection)
    done = accept_capture(tmp_path / "s", collection, kept.capture_id, by="Ana", on=DAY)
    (medium,) = done.snapshot.media
    assert medium.phash == probe(PHOTOGRAPH, "image/jpeg").phash != ""
    assert medium.digest == sha1_digest(PHOTOGRAPH)


def test_a_later_capture_renews_it_or_leaves_it(tmp_path: Path, collection: Collection) -> None:
    folder = tmp_path / "snapshots"
    first = accept_capture(folder, collection, commit(collection).capture_id, by="Ana", on=DAY)
    again = commit(collection)
    same = accept_capture(folder, collection, again.capture_id, by="Bo", on=DAY)
    assert (same.step, same.snapshot) == (Step.UNCHANGED, first.snapshot)
    other = commit(collection, shot=picture(200))
    with pytest.raises(ConflictError, match="quay: Ana accepted capture"):
        accept_capture(folder, collection, other.capture_id, by="Bo", on=DAY, expected="")
    seen = first.snapshot.capture_id
    renewed = accept_capture(folder, collection, other.capture_id, by="Bo", on=DAY, expected=seen)
    assert (renewed.step, renewed.former) == (Step.RENEWED, first.snapshot)
    assert digest(snapshot_picture(folder, "quay")) == digest(picture(200))


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"error": "net::ERR_GONE", "snapshot": None}, r"the page did not come \(net::ERR_GONE\)"),
        ({"shot": b""}, "quay: the capture has no picture of the whole page; capture it again"),
        ({"shot": b"no picture"}, "quay: the capture has no picture of the whole page"),
    ],
)
def test_what_shows_nothing_is_refused(
    tmp_path: Path, collection: Collection, facts: dict[str, object], message: str
) -> None:
    kept = commit(collection, **facts)
    with pytest.raises(UsageError, match=message):
        accept_capture(tmp_path / "snapshots", collection, kept.capture_id, by="Ana", on=DAY)
    assert not (tmp_path / "snapshots").exists()
