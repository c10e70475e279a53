"""Records read again: every flipped byte is found, and nothing else."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shelf import capture_of, commit_page, exchange, exchanges_of, noise, target

from archiver.formats import sha1_digest
from archiver.models import Asked, Body, Capture, RecordPointer, Truncation
from archiver.store import Collection, damaged_records
from archiver.store.record_digests import digests_of

CUT = "the file ends before its gzip member does"


def build(root: Path, *slugs: str) -> list[Capture]:
    with Collection.open(root) as collection:
        return [commit_page(collection, slug) for slug in slugs or ("a",)]


def damage_in(root: Path, capture: Capture) -> dict[RecordPointer, str]:
    with Collection.open(root, writable=False) as collection:
        return dict(damaged_records(collection, capture))


def volume_of(root: Path) -> Path:
    (path,) = (root / "warc").glob("*.warc.gz")
    return path


def places(capture: Capture) -> list[RecordPointer]:
    return [entry.record for entry in capture.ledger if entry.record is not None]


def test_a_sound_capture_has_no_damage(memory_path: Path) -> None:
    for capture in build(memory_path, "a", "b"):
        assert len(places(capture)) == 3
        assert damage_in(memory_path, capture) == {}


def test_a_capture_whose_file_is_still_open_can_be_read(memory_path: Path) -> None:
    with Collection.open(memory_path) as collection:
        capture = commit_page(collection)
        assert damaged_records(collection, capture) == {}


def test_every_flipped_byte_of_a_record_is_found(memory_path: Path) -> None:
    (capture,) = build(memory_path)
    path = volume_of(memory_path)
    whole = path.read_bytes()
    chance = random.Random(20260304)
    with Collection.open(memory_path, writable=False) as collection:
        for place in places(capture):
            ends = {0, 1, 2, place.length_bytes - 9, place.length_bytes - 1}
            inner = {chance.randrange(10, place.length_bytes) for _ in range(200)}
            # Bytes 3 to 9 of a gzip member are flags, a date and a system: no data.
            silent = 0
            for offset in sorted(ends | inner):
                data = bytearray(whole)
                data[place.offset + offset] ^= 1 << chance.randrange(8)
                path.write_bytes(data)
                found = list(damaged_records(collection, capture))
                if not found:
                    silent += 1
                    assert unpacked(data, place) == unpacked(whole, place)
                else:
                    assert found == [place], offset
            # Some bits before a stored block have no meaning (RFC 1951, 3.2.4).
            assert silent <= 3


def test_a_flipped_byte_between_the_records_is_no_damage_of_them(memory_path: Path) -> None:
    (capture,) = build(memory_path)
    path = volume_of(memory_path)
    data = bytearray(path.read_bytes())
    inside = {at for p in places(capture) for at in range(p.offset, p.offset + p.length_bytes)}
    for at in range(0, len(data), 7):
        if at not in inside:
            data[at] ^= 0x55
    path.write_bytes(data)
    assert damage_in(memory_path, capture) == {}


def test_a_file_that_is_cut_loses_what_lay_behind(memory_path: Path) -> None:
    (capture,) = build(memory_path)
    path = volume_of(memory_path)
    first, second, third = places(capture)
    path.write_bytes(path.read_bytes()[: second.offset + 50])
    assert damage_in(memory_path, capture) == {second: CUT, third: CUT}
    path.write_bytes(b"")
    assert damage_in(memory_path, capture) == dict.fromkeys([first, second, third], CUT)


def test_a_file_that_is_gone_is_named(memory_path: Path) -> None:
    (capture,) = build(memory_path)
    path = volume_of(memory_path)
    path.unlink()
    words = f"the file {path.name} is not there"
    assert damage_in(memory_path, capture) == dict.fromkeys(places(capture), words)
    path.mkdir()
    (word,) = set(damage_in(memory_path, capture).values())
    assert word.startswith(f"the file {path.name} cannot be read (")


def test_what_was_packed_anew_is_found_by_its_digests(memory_path: Path) -> None:
    (capture,) = build(memory_path)
    place, whole = places(capture)[0], volume_of(memory_path).read_bytes()
    for old, new, words in (
        (b"<p>aaa", b"<p>bbb", "its block has the digest sha1:"),
        (b"HTTP/1.1 200", b"HTTP/1.1 404", "its block has the digest sha1:"),
        (b"WARC-Block-Digest: sha1:", b"WARC-Block-Digest: sha1:X", "its block has the digest"),
        (b"WARC-Payload-Digest: sha1:", b"WARC-Payload-Digest: sha1:X", "its payload has the"),
        (b"WARC/1.1", b"WARX/1.1", "it has no header of a WARC record"),
        (b"Content-Length: ", b"Content-Length: 1", "its block ends "),
        (b"Content-Length: ", b"Content-Length: x", "it has no header of a WARC record"),
        (b"Content-Length: ", b"Content-Length: 0000000000000000000", "its header gives no"),
        (b"Content-Length: ", b"Length: ", "it has no header of a WARC record"),
        (b"https://site.test/a/\r\n", b"https://site.test/b/\r\n", "it is the record of another"),
        (b"\r\n\r\n", b"\r\n", "its block ends "),
    ):
        packed = pack(whole, place, old, new)
        volume_of(memory_path).write_bytes(whole[: place.offset] + packed)
        there = replace(place, length_bytes=len(packed))
        entry = replace(capture.ledger[0], record=there)
        found = damage_in(memory_path, replace(capture, ledger=(entry,)))
        assert list(found) == [there], (old, new)
        assert found[there].startswith(words), found[there]


def unpacked(data: bytes, place: RecordPointer) -> bytes:
    return gzip.decompress(data[place.offset : place.offset + place.length_bytes])


def pack(data: bytes, place: RecordPointer, old: bytes, new: bytes) -> bytes:
    """Return a record with something replaced, packed anew with a checksum that fits."""
    member = unpacked(data, place)
    assert old in member
    return gzip.compress(member.replace(old, new, 1))


def test_a_ledger_that_says_other_things_than_the_record_is_found(memory_path: Path) -> None:
    (capture,) = build(memory_path)
    line = capture.ledger[1]
    other = replace(line, sha1=sha1_digest(b"other"))
    found = damage_in(memory_path, replace(capture, ledger=(other,)))
    assert found == {
        line.record: (f"its payload has the digest {line.sha1}, the ledger says {other.sha1}")
    }
    moved = replace(line, url="https://elsewhere.test/")
    assert damage_in(memory_path, replace(capture, ledger=(moved,))) == {
        line.record: "it is the record of another address"
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"offset": 1},
        {"offset": -1},
        {"offset": 10**15},
        {"length_bytes": 10},
        {"length_bytes": 0},
        {"length_bytes": -5},
        {"length_bytes": 10**12},
        {"filename": "../../etc/passwd"},
        {"filename": ""},
        {"filename": "archiver-20260304050607-00099.warc.gz"},
    ],
)
def test_a_place_where_no_record_lies_is_damage_in_words(
    memory_path: Path, changes: dict[str, object]
) -> None:
    (capture,) = build(memory_path)
    line = capture.ledger[1]
    wrong = replace(line, record=replace(line.record, **changes))
    found = damage_in(memory_path, replace(capture, ledger=(wrong,)))
    assert list(found) == [wrong.record]
    assert found[wrong.record]


# --- revisits, pieces, answers without a body


def test_a_revisit_is_damaged_when_its_original_is(memory_path: Path) -> None:
    first, second = build(memory_path, "a", "b")
    original, revisit = first.ledger[2].record, second.ledger[2].record
    path = volume_of(memory_path)
    data = bytearray(path.read_bytes())
    data[original.offset + original.length_bytes // 2] ^= 1
    path.write_bytes(data)
    assert list(damage_in(memory_path, first)) == [original]
    found = damage_in(memory_path, second)
    assert list(found) == [revisit]
    assert found[revisit].startswith(
        f"the record of its payload, {path.name} at byte {original.offset:,}, is damaged: "
    )


def test_a_revisit_whose_original_is_lost_is_damaged(memory_path: Path) -> None:
    _first, second = build(memory_path, "a", "b")
    revisit = second.ledger[2].record
    with Collection.open(memory_path) as collection:
        collection._catalog.execute("UPDATE records SET digest = 'x' WHERE type = 'response'")
        assert dict(damaged_records(collection, second)) == {
            revisit: f"the record of its payload is lost ({second.ledger[2].sha1})"
        }


def test_a_revisit_itself_may_be_damaged(memory_path: Path) -> None:
    _first, second = build(memory_path, "a", "b")
    revisit = second.ledger[2].record
    path = volume_of(memory_path)
    data = bytearray(path.read_bytes())
    data[revisit.offset + 60] ^= 4
    path.write_bytes(data)
    found = damage_in(memory_path, second)
    assert list(found) == [revisit]
    assert "the record of its payload" not in found[revisit]


def test_pieces_heads_cut_answers_and_made_up_pages_are_sound(memory_path: Path) -> None:
    film = noise("film", 9_000)
    url = "https://cdn.test/f.mp4"
    part = {"status": 206, "resource_type": "media"}
    ranges = (("Content-Type", "video/mp4"), ("Content-Range", "bytes 0-999/9000"))
    exchanges = [
        *exchanges_of("a"),
        exchange(url, film[:1000], "video/mp4", **part, response_headers=ranges),
        exchange(url, film, "video/mp4", resource_type="media"),
        exchange("https://cdn.test/head", b"", method="HEAD"),
        exchange("https://cdn.test/none", b"", status=204),
        exchange("https://cdn.test/same", b"", status=304),
        exchange("https://cdn.test/cut", b"half", truncated=Truncation.TIME),
        exchange("https://site.test/made", b"<p>made</p>", synthetic=True),
        exchange("https://cdn.test/nobody", body=None, status=0),
        exchange("data:text/plain,x", b"x"),
        exchange("https://cdn.test/again.jpg", noise("a", 3000), "image/jpeg", asked=Asked.ORIGIN),
        exchange("https://cdn.test/ünïcode path?q=[1]#f", noise("u", 800)),
    ]
    with Collection.open(memory_path) as collection:
        draft = collection.draft(target())
        ledger = [draft.add(each) for each in exchanges]
        capture = draft.commit(capture_of(draft, ledger))
        kept = [entry for entry in capture.ledger if entry.record is not None]
        assert len(kept) == len(exchanges) - 2
        assert damaged_records(collection, capture) == {}


def test_a_big_record_is_read_in_flat_memory(memory_path: Path, tmp_path: Path) -> None:
    body = tmp_path / "big"
    data = bytes(40 << 20)
    body.write_bytes(data)
    big = Body(size_bytes=len(data), sha1=sha1_digest(data), path=body)
    with Collection.open(memory_path) as collection:
        draft = collection.draft(target())
        url = "https://cdn.test/big"
        capture = draft.commit(
            capture_of(draft, [draft.add(exchange(url, mime="text/plain", body=big))])
        )
    del data
    (place,) = places(capture)
    assert place.length_bytes < 1 << 20
    with volume_of(memory_path).open("rb") as stream:
        peak = peak_while(lambda: digests_of(stream, place))
    assert peak < 8 << 20


def peak_while(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
