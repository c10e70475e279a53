"""A collection from its first page to its last reader."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from shelf import (
    SHOT,
    assert_page_whole,
    capture_of,
    check_files,
    check_with_programs,
    commit_page,
    exchange,
    exchanges_of,
    post,
    target,
)

from archiver.errors import CollectionBusyError, StorageError
from archiver.formats import read_records
from archiver.models import Finding, LostAt, Report, Severity, Verdict
from archiver.store import Collection, CollectionSettings


def test_committed_page_can_be_read_whole(tmp_path):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
        assert_page_whole(collection, page.capture_id)
        assert collection.capture(page.capture_id) == page
    check_files(tmp_path)


def test_page_is_whole_for_the_next_run_and_for_a_reader(tmp_path):
    with Collection.open(tmp_path) as collection:
        first = commit_page(collection, "a").capture_id
    with Collection.open(tmp_path) as collection:
        assert collection.recovery is None
        second = commit_page(collection, "b").capture_id
    with Collection.open(tmp_path, writable=False) as reader:
        assert [item.capture_id for item in reader.captures()] == [first, second]
        assert_page_whole(reader, first)
        assert_page_whole(reader, second)
    assert len(list((tmp_path / "warc").iterdir())) == 2
    check_files(tmp_path)
    check_with_programs(tmp_path)


def test_draft_that_is_not_committed_leaves_nothing(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target())
        draft.add(exchange("https://site.test/a/", b"x"))
        assert collection.captures() == []
        draft.discard()
        draft.discard()
        assert list((tmp_path / "spool").iterdir()) == []
        with pytest.raises(StorageError, match="discarded"):
            draft.add(exchange("https://site.test/a/", b"x"))
    assert list((tmp_path / "warc").iterdir()) == []


def test_file_has_its_open_name_until_it_is_closed(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit_page(collection)
        (being_written,) = (tmp_path / "warc").iterdir()
        assert being_written.name.endswith(".warc.gz.open")
    (finished,) = (tmp_path / "warc").iterdir()
    assert being_written.name == finished.name + ".open"
    info = next(read_records(finished, body_limit=5000))
    assert info.type == "warcinfo"
    assert info.field("WARC-Filename") == finished.name


def test_warcinfo_names_no_machine_and_no_person(tmp_path, monkeypatch):
    monkeypatch.setenv("USER", "canary-user")
    with Collection.open(tmp_path) as collection:
        commit_page(collection)
    (path,) = (tmp_path / "warc").iterdir()
    info = next(read_records(path, body_limit=5000)).body.decode()
    names = [line.partition(":")[0] for line in info.splitlines()]
    assert names == ["format", "conformsTo", "software", "isPartOf", "redacted-request-headers"]


def test_secrets_of_requests_and_paths_of_the_machine_are_not_in_the_warc(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit_page(collection)
    (path,) = (tmp_path / "warc").iterdir()
    for record in read_records(path, body_limit=100_000):
        everything = f"{record.fields}{record.http_headers}".encode() + record.body
        assert b"canary-cookie" not in everything
        assert b"/home/somebody" not in everything


def test_files_are_rolled_at_their_size(tmp_path):
    with Collection.open(tmp_path, settings=CollectionSettings(roll_bytes=20_000)) as collection:
        pages = [commit_page(collection, f"p{number}", 12_000) for number in range(4)]
        for page in pages:
            assert_page_whole(collection, page.capture_id, 12_000)
    names = sorted(path.name for path in (tmp_path / "warc").iterdir())
    assert [name[-13:-8] for name in names] == ["00001", "00002"]
    check_files(tmp_path)


def test_many_pages_in_the_making_at_once(tmp_path):
    with Collection.open(tmp_path) as collection:
        with ThreadPoolExecutor(12) as pool:
            slugs = [f"page-{number}" for number in range(12)]
            list(pool.map(lambda slug: commit_page(collection, slug, 20_000), slugs))
        assert len(collection.captures()) == 12
        for item in collection.captures():
            assert_page_whole(collection, item.capture_id, 20_000)
    check_files(tmp_path)


def test_second_writer_is_refused_and_readers_are_not(tmp_path):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
        with pytest.raises(CollectionBusyError, match="another run"):
            Collection.open(tmp_path)
        with Collection.open(tmp_path, writable=False) as reader:
            assert_page_whole(reader, page.capture_id)
            second = commit_page(collection, "b")
            assert [item.slug for item in reader.captures()] == ["a", "b"]
    Collection.open(tmp_path).close()
    assert second.slug == "b"


def test_reader_outlives_the_final_name_of_a_file(tmp_path):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
        reader = Collection.open(tmp_path, writable=False)
    with reader:
        assert_page_whole(reader, page.capture_id)


def test_reader_cannot_write(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit_page(collection)
    with Collection.open(tmp_path, writable=False) as reader:
        with pytest.raises(StorageError):
            reader.draft(target())
        with pytest.raises(StorageError):
            reader.remember("a", "b")


def test_what_is_no_collection_is_not_opened(tmp_path):
    with pytest.raises(StorageError, match="no collection"):
        Collection.open(tmp_path / "none", create=False)
    with pytest.raises(StorageError, match="is this a collection"):
        Collection.open(tmp_path / "none", writable=False)
    assert not (tmp_path / "none").exists()


def test_closed_collection_takes_no_page(tmp_path):
    collection = Collection.open(tmp_path)
    draft = collection.draft(target())
    collection.close()
    collection.close()
    with pytest.raises(StorageError, match="closed"):
        draft.commit(capture_of(draft, []))
    draft.discard()


def test_page_whose_post_and_address_are_unchanged_is_done(tmp_path):
    with Collection.open(tmp_path) as collection:
        assert not collection.is_done(target())
        commit_page(collection)
        assert collection.is_done(target())
        assert not collection.is_done(target(post=post("a", b"other words")))
        assert not collection.is_done(target(url="https://site.test/moved/"))
        assert not collection.is_done(target(post=None))
        assert not collection.is_done(target("b"))
        commit_page(collection, error="net::ERR_FAILED")
        assert not collection.is_done(target())


def test_reports_are_kept_by_article(tmp_path):
    finding = Finding(
        check="M1",
        severity=Severity.ERROR,
        message="A picture is missing.",
        lost_at=LostAt.CAPTURE,
        fingerprint="f",
        evidence={"status": "403"},
    )
    report = Report(
        slug="a", url="https://site.test/", verdict=Verdict.PARTIAL, findings=(finding,)
    )
    with Collection.open(tmp_path) as collection:
        assert collection.report("a") is None
        collection.save_report(Report(slug="a", url="", verdict=Verdict.FAILED, findings=()))
        collection.save_report(report)
    with Collection.open(tmp_path, writable=False) as reader:
        assert reader.report("a") == report
        assert reader.reports() == [report]


def test_report_is_found_again_on_its_very_basis(tmp_path):
    report = Report(slug="a", url="", verdict=Verdict.COMPLETE, findings=())
    with Collection.open(tmp_path / "archive") as collection:
        collection.save_reports([(report, "rules 1, capture c")])
        assert collection.report_on("a", "rules 1, capture c") == report
        assert collection.report_on("a", "rules 2, capture c") is None
        assert collection.report_on("b", "rules 1, capture c") is None
        commit_page(collection, "a")
        assert collection.report_on("a", "rules 1, capture c") is None


def test_catalog_of_an_older_archiver_is_brought_up_to_date_and_keeps_its_reports(tmp_path):
    report = Report(slug="a", url="", verdict=Verdict.FAILED, findings=())
    with Collection.open(tmp_path / "archive") as collection:
        collection.save_report(report)
    with sqlite3.connect(tmp_path / "archive" / "archiver.sqlite3") as catalog:
        catalog.execute("ALTER TABLE reports DROP COLUMN basis")
        catalog.execute("PRAGMA user_version = 1")
    catalog.close()
    with Collection.open(tmp_path / "archive", writable=False) as reader:
        assert (reader.report("a"), reader.report_on("a", "")) == (report, None)
    with Collection.open(tmp_path / "archive") as collection:
        assert (collection.report("a"), collection.report_on("a", "")) == (report, report)


def test_job_state_is_remembered_until_forgotten(tmp_path):
    with Collection.open(tmp_path) as collection:
        collection.remember("job", "half done")
    with Collection.open(tmp_path) as collection:
        assert collection.recall("job") == "half done"
        collection.remember("job", "")
        assert collection.recall("job") == ""


def test_page_list_has_every_capture(tmp_path):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
    header, line = (tmp_path / "pages" / "pages.jsonl").read_text().splitlines()
    assert json.loads(header)["format"] == "json-pages-1.0"
    assert json.loads(line) == {
        "id": page.capture_id,
        "url": "https://site.test/a/",
        "title": "The title",
        "ts": "2026-03-04T05:06:07.123Z",
        "text": "text of a",
    }


def test_pictures_lie_beside_for_people(tmp_path):
    with Collection.open(tmp_path) as collection:
        page = commit_page(collection)
        stored = collection.screenshot(page.capture_id, SHOT.kind)
    assert stored.path == tmp_path / "screenshots" / "a" / f"{page.capture_id}-view.png"
    assert stored.path.read_bytes() == SHOT.data


def test_summary_tells_the_capture_in_one_line(tmp_path):
    with Collection.open(tmp_path) as collection:
        commit_page(collection)
        page = commit_page(collection, status=404)
        (last,) = collection.captures("a")
        assert len(collection.captures("a", latest=False)) == 2
        assert collection.captures("b") == []
    assert (last.capture_id, last.status, last.title) == (page.capture_id, 404, "The title")
    assert last.started_at == datetime(2026, 3, 4, 5, 6, 7, 123000, tzinfo=UTC)
    assert last.source_name == "a.md"
    assert last.records == len(exchanges_of("a")) + 5
    assert last.size_bytes > 0


def test_capture_of_another_draft_is_refused(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft, other = collection.draft(target()), collection.draft(target("b"))
        with pytest.raises(StorageError, match="not of this draft"):
            draft.commit(capture_of(other, []))
        assert draft.commit(capture_of(draft, [])).ledger == ()
        other.discard()


@pytest.mark.parametrize(
    "slug", ["", "../x", "a/b", "A", "a b", "a\n", "é", "x" * 81, "-", ".", "a.b"]
)
def test_unfit_slug_is_refused(tmp_path, slug):
    with Collection.open(tmp_path) as collection, pytest.raises(StorageError):
        collection.draft(target(slug))


def test_half_a_surrogate_pair_on_the_page_does_no_harm(tmp_path):
    with Collection.open(tmp_path) as collection:
        draft = collection.draft(target(post=None))
        entry = draft.add(exchange("https://site.test/a/\udc00", b"x" * 600))
        page = draft.commit(capture_of(draft, [entry], error="bad \udc00"), text="a\ud83d")
        assert collection.capture(page.capture_id).error == "bad \udc00"
        assert collection.text(page.capture_id) == "a?"
    check_files(tmp_path)
