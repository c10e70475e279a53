"""One page in the making: records, revisits, ledger lines."""

from __future__ import annotations

import threading
import tracemalloc

from shelf import capture_of, check_files, exchange, noise, target

from archiver.formats import read_records, sha1_digest
from archiver.models import Body, BodyProbe, Truncation
from archiver.store import Collection

PICTURE = noise("picture", 5000)


def commit(collection, *made, slug="a"):
    draft = collection.draft(target(slug))
    return draft.commit(capture_of(draft, [draft.add(item) for item in made]))


def records_of(root):
    return [record for path in sorted(root.glob("warc/*")) for record in read_records(path)]


def types_of(root, kind):
    return [record for record in records_of(root) if record.type == kind]


def test_ledger_line_has_the_exchange_without_its_bytes(tmp_path):
    probe = BodyProbe(sniffed="image/png", complete=True, width_px=3, height_px=4)
    made = exchange(
        "https://cdn.test/a.png",
        PICTURE,
        "image/png",
        frame_url="https://player.test/",
        redirect_to="https://x.test/",
    )
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        entry = draft.add(made, probe)
        draft.discard()
    assert (entry.url, entry.method, entry.status) == ("https://cdn.test/a.png", "GET", 200)
    assert (entry.size_bytes, entry.sha1) == (5000, sha1_digest(PICTURE))
    assert (entry.referrer, entry.content_length) == ("https://site.test/", 5000)
    assert (entry.probe, entry.frame_url) == (probe, "https://player.test/")
    assert entry.redirect_to == "https://x.test/"


def test_declared_length_counts_only_when_the_body_is_not_encoded(tmp_path):
    headers = (("Content-Length", "55"), ("Content-Encoding", "gzip"))
    odd = (("Content-Length", "9" * 30),)
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        encoded = draft.add(exchange("https://a.test/1", b"x", response_headers=headers))
        strange = draft.add(exchange("https://a.test/2", b"x", response_headers=odd))
        draft.discard()
    assert encoded.content_length is None
    assert strange.content_length is None


def test_failed_exchange_is_a_line_without_a_record(tmp_path):
    failed = exchange("https://cdn.test/x", status=0, error="net::ERR_FAILED", body=None)
    with Collection.open(tmp_path) as collection:
        page = commit(collection, failed)
    assert page.ledger[0].record is None
    assert page.ledger[0].error == "net::ERR_FAILED"
    assert types_of(tmp_path, "response") == []


def test_pointer_of_a_committed_line_names_the_final_file_and_place(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit(collection, exchange("https://site.test/", b"first"))
        page = commit(collection, exchange("https://site.test/2", b"second"), slug="b")
    (path,) = (tmp_path / "warc").iterdir()
    pointer = page.ledger[0].record
    assert pointer.filename == path.name
    found = next(item for item in read_records(path) if item.offset == pointer.offset)
    assert found.target_uri == "https://site.test/2"
    assert found.length_bytes == pointer.length_bytes


def test_payload_kept_before_becomes_a_revisit_in_the_page_and_across_runs(tmp_path):
    first = exchange("https://cdn.test/a.jpg", PICTURE, "image/jpeg")
    again = exchange("https://cdn.test/b.jpg", PICTURE, "image/jpeg")
    with Collection.open(tmp_path) as collection:
        commit(collection, first, again)
    with Collection.open(tmp_path) as collection:
        page = commit(collection, again, slug="b")
        assert collection.payload("https://cdn.test/b.jpg") == PICTURE
        answer = collection.answer("https://cdn.test/b.jpg", capture_id=page.capture_id)
        assert b"".join(collection.payload_chunks(answer.pointer)) == PICTURE
    (original,) = types_of(tmp_path, "response")
    revisits = types_of(tmp_path, "revisit")
    assert len(revisits) == 2
    for revisit in revisits:
        assert revisit.field("WARC-Refers-To") == f"<{original.record_id}>"
        assert revisit.field("WARC-Refers-To-Target-URI") == original.target_uri
        assert revisit.field("WARC-Refers-To-Date") == original.date
        assert revisit.http_header("Content-Type") == "image/jpeg"
    check_files(tmp_path)


def test_payload_of_a_discarded_page_is_no_original(tmp_path):
    made = exchange("https://cdn.test/a.jpg", PICTURE, "image/jpeg")
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        draft.add(made)
        draft.discard()
        commit(collection, made, slug="b")
    assert len(types_of(tmp_path, "response")) == 1


def test_cut_payload_is_neither_revisit_nor_original(tmp_path):
    cut = exchange("https://cdn.test/a.jpg", PICTURE, truncated=Truncation.DISCONNECT)
    with Collection.open(tmp_path) as collection:
        commit(collection, cut, cut, exchange("https://cdn.test/a.jpg", PICTURE), cut)
    assert len(types_of(tmp_path, "response")) == 4
    assert types_of(tmp_path, "revisit") == []


def test_tiny_payload_is_written_again(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit(collection, exchange("https://a.test/1", b"x"), exchange("https://a.test/2", b"x"))
    assert len(types_of(tmp_path, "response")) == 2


def test_page_that_archiver_made_is_a_resource_and_can_be_read(tmp_path):
    made = exchange("https://site.test/a/", b"<p>made</p>", synthetic=True)
    with Collection.open(tmp_path) as collection:
        page = commit(collection, made)
        answer = collection.answer("https://site.test/a/")
    assert page.ledger[0].synthetic
    assert (answer.status, answer.body) == (200, b"<p>made</p>")
    assert answer.headers == (("Content-Type", "text/html"),)
    check_files(tmp_path)


def test_page_info_lists_every_address_failed_ones_too(tmp_path):
    failed = exchange("https://cdn.test/x", status=0, error="net::ERR_FAILED", body=None)
    with Collection.open(tmp_path) as collection:
        commit(collection, exchange("https://site.test/a/", b"x"), failed)
    (path,) = (tmp_path / "warc").iterdir()
    info = next(
        item
        for item in read_records(path, body_limit=10_000)
        if item.target_uri == "urn:pageinfo:https://site.test/a/"
    )
    assert b'"https://cdn.test/x": {"status": 0, ' in info.body
    assert b'"error": "net::ERR_FAILED"' in info.body
    assert b'"tsStatus": 200' in info.body


def test_body_file_in_the_drafts_directory_is_gone_when_written(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        path, data = draft.directory / "body-1", noise("film", 3_000_000)
        path.write_bytes(data)
        body = Body(size_bytes=len(data), sha1=sha1_digest(data), path=path)
        draft.add(exchange("https://cdn.test/a.mp4", mime="video/mp4", body=body))
        assert not path.exists()
        draft.commit(capture_of(draft, []))
        assert collection.payload("https://cdn.test/a.mp4") == data
        assert collection.payload("https://cdn.test/a.mp4", limit=10) == data[:10]
    assert list((tmp_path / "spool").iterdir()) == []
    check_files(tmp_path)


def test_memory_stays_flat_however_much_a_page_loads(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        tracemalloc.start()
        try:
            for number in range(60):
                data = noise(f"{number}", 1_000_000)
                draft.add(exchange(f"https://cdn.test/{number}.jpg", data, "image/jpeg"))
            kept, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        page = draft.commit(capture_of(draft, []))
        assert collection.payload("https://cdn.test/59.jpg") == noise("59", 1_000_000)
        assert collection.payload("https://cdn.test/0.jpg") == noise("0", 1_000_000)
    assert kept < 12 << 20
    assert peak < 32 << 20
    assert page.ledger == ()


def test_one_draft_may_be_filled_from_many_threads(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        entries = []

        def fill(start):
            for number in range(start, start + 20):
                made = exchange(f"https://cdn.test/{number}", noise(str(number), 2000))
                entries.append(draft.add(made))

        threads = [threading.Thread(target=fill, args=(start,)) for start in range(0, 80, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        page = draft.commit(capture_of(draft, entries))
        for entry in page.ledger:
            name = entry.url.rpartition("/")[2]
            assert collection.answer_at(entry.record).body == noise(name, 2000)
    check_files(tmp_path)


def test_film_that_came_whole_as_a_206_is_indexed_as_200_and_told_as_206(tmp_path):
    answer = (("Content-Type", "video/webm"), ("Content-Range", "bytes 0-4999/5000"))
    film = exchange(
        "https://cdn.test/a.webm", PICTURE, "video/webm", status=206, response_headers=answer
    )
    with Collection.open(tmp_path) as collection:
        page = commit(collection, film)
    assert page.ledger[0].status == 206
    (response,) = types_of(tmp_path, "response")
    assert response.status == 200
    (line,) = [
        line
        for line in (tmp_path / "indexes" / "index.cdxj").read_text().splitlines()
        if "a.webm" in line
    ]
    assert '"status": "200"' in line
    check_files(tmp_path)
