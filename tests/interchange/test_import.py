"""Files of others: kept as they are, their exchanges read, their pages found and committed."""

from __future__ import annotations

import gzip
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from foreign import HTML, PAGE, PICTURE, Foreign, coded_page, one_member, picture
from shelf import SHOT, capture_of, commit_page, exchange, target

from archiver.errors import FormatError
from archiver.formats import read_records, sha1_digest
from archiver.interchange import (
    ExportOptions,
    ForeignFile,
    ForeignPages,
    Intake,
    commit_shown,
    export_wacz,
    foreign_records,
    page_key,
    revisits_resolved,
    staged,
    take_in,
)
from archiver.models import Capture, PageSnapshot
from archiver.source import plain_target
from archiver.store import Collection, damaged_records


@pytest.fixture
def collection(tmp_path: Path):
    with Collection.open(tmp_path / "archive") as opened:
        yield opened


def files_of(collection: Collection, intake: Intake) -> list[ForeignFile]:
    return [ForeignFile(collection.volume(each.name), each.name) for each in intake.files]


def pages_of(collection: Collection, *intakes: Intake, targets=None) -> ForeignPages:
    files = [file for intake in intakes for file in files_of(collection, intake)]
    exchanges = [each for file in files for each in file.exchanges()]
    return ForeignPages(
        list(revisits_resolved(exchanges)),
        listed=[page for intake in intakes for page in intake.pages],
        named={url for file in files for url in file.listed},
        targets=targets or {},
        plain=plain_target,
    )


def shown_of(page, environment) -> Capture:
    """What a showing of a page would give, without a browser."""
    before = staged(page, environment)
    snapshot = PageSnapshot(url=page.target.url, title="A", width_px=9, height_px=9, frames=())
    return replace(before, status=200, snapshot=snapshot)


def commit_all(collection: Collection, pages: ForeignPages) -> list[Capture]:
    draft = collection.draft(target("x"))
    environment = capture_of(draft, []).environment
    draft.discard()
    return [
        commit_shown(collection, page, shown_of(page, environment), [SHOT], "hello", "a.warc.gz")
        for page in pages
    ]


def test_the_bytes_are_kept_as_they_are(collection: Collection, tmp_path: Path) -> None:
    path = coded_page().put(tmp_path / "crawl.warc.gz")
    (admission,) = take_in(collection, path).files
    assert admission.foreign
    assert not admission.known
    assert collection.volume(admission.name).read_bytes() == path.read_bytes()
    (again,) = take_in(collection, path).files
    assert (again.name, again.known) == (admission.name, True)


def test_a_coded_document_is_read_as_its_reader_would(
    collection: Collection, tmp_path: Path
) -> None:
    intake = take_in(collection, coded_page().put(tmp_path / "crawl.warc.gz"))
    document, image = files_of(collection, intake)[0].exchanges()
    assert document.entry.sha1 == sha1_digest(HTML)
    assert document.entry.size_bytes == len(HTML)
    assert document.is_page
    assert image.entry.probe.width_px == 64
    assert image.entry.referrer == PAGE
    assert not image.is_page
    answer = collection.answer_at(document.entry.record)
    assert answer.body == HTML
    assert not {name.lower() for name, _ in answer.headers} & {
        "content-encoding",
        "transfer-encoding",
    }


def test_a_page_becomes_a_capture_that_outlives_the_catalog(
    collection: Collection, tmp_path: Path
) -> None:
    intake = take_in(collection, coded_page().put(tmp_path / "crawl.warc.gz"))
    post = target("a", url=PAGE)
    (capture,) = commit_all(
        collection, pages_of(collection, intake, targets={page_key(PAGE): post})
    )
    assert (capture.slug, capture.url) == ("a", PAGE)
    assert capture.started_at.isoformat() == "2026-03-04T05:06:07+00:00"
    assert any("imported from a.warc.gz" in note for note in capture.events.notes)
    assert collection.answer(PAGE, capture_id=capture.capture_id).body == HTML
    assert collection.payload(PICTURE, capture_id=capture.capture_id) == picture()
    assert not damaged_records(collection, capture)
    assert collection.source("a").data == post.post.raw
    collection.write_indexes()
    index = (collection.root / "indexes" / "index.cdxj").read_text()
    collection.close()
    for left in collection.root.glob("archiver.sqlite3*"):
        left.unlink()
    with Collection.open(collection.root) as again:
        assert again.recovery.rebuilt
        assert again.answer(PAGE, capture_id=capture.capture_id).body == HTML
        assert (again.root / "indexes" / "index.cdxj").read_text() == index
    with Collection.open(collection.root) as again:
        assert again.recovery is None


def test_an_imported_page_is_exported_with_its_requests(
    collection: Collection, tmp_path: Path
) -> None:
    intake = take_in(collection, coded_page().put(tmp_path / "crawl.warc.gz"))
    (capture,) = commit_all(collection, pages_of(collection, intake))
    export_wacz(collection, tmp_path / "a.wacz", ExportOptions())
    with Collection.open(tmp_path / "other") as other:
        (admission,) = take_in(other, tmp_path / "a.wacz").files
        assert (admission.captures, admission.foreign) == (1, False)
        again = other.capture(capture.capture_id)
        assert not damaged_records(other, again)
        assert other.answer(PAGE).body == HTML
        kinds = [each.type for each in read_records(other.volume(admission.name))]
        assert kinds[:5] == ["warcinfo", "response", "request", "response", "request"]
    with Collection.open(tmp_path / "third") as third:
        take_in(third, tmp_path / "a.wacz")
        export_wacz(third, tmp_path / "b.wacz", ExportOptions())
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_files_that_have_no_place_for_each_record_are_kept_unpacked(
    collection: Collection, tmp_path: Path
) -> None:
    made = coded_page().data()
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(one_member(made))
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(made))
    (one,) = take_in(collection, path).files
    (two,) = take_in(collection, plain).files
    assert one.name.endswith(".warc")
    assert two.known
    assert two.name == one.name
    (capture,) = commit_all(collection, pages_of(collection, Intake(title="x", files=(one,))))
    assert collection.answer(PAGE).body == HTML
    assert not damaged_records(collection, capture)
    export_wacz(collection, tmp_path / "a.wacz", ExportOptions())
    with Collection.open(tmp_path / "other") as other:
        take_in(other, tmp_path / "a.wacz")
        assert other.payload(PICTURE) == picture()


def test_revisits_are_answered_by_what_they_stand_for(
    collection: Collection, tmp_path: Path
) -> None:
    made = coded_page()
    later = "2026-03-04T06:00:00Z"
    made.answer("http://site.test/b/", HTML, date=later, asked={"Host": "site.test"})
    made.revisit(PICTURE, sha1_digest(picture()), PICTURE, later)
    intake = take_in(collection, made.put(tmp_path / "crawl.warc.gz"))
    first, second = pages_of(collection, intake)
    revisit = next(each for each in second.exchanges if each.record.type == "revisit")
    assert revisit.entry.probe.width_px == 64
    assert staged(second, None).ledger[-1].record == first.exchanges[-1].record.pointer
    _, capture = commit_all(collection, pages_of(collection, intake))
    entry = next(each for each in capture.ledger if each.url == PICTURE)
    assert collection.answer_at(entry.record).body == picture()
    assert not damaged_records(collection, capture)


def test_pages_are_those_that_nothing_else_asked_for(
    collection: Collection, tmp_path: Path
) -> None:
    made = coded_page()
    made.answer("http://player.test/x", HTML, asked={"Referer": PAGE, "Sec-Fetch-Dest": "iframe"})
    made.answer("http://site.test/b/", HTML, asked={"Referer": PAGE, "Sec-Fetch-Dest": "document"})
    made.answer("http://site.test/gone/", HTML, status="404 Not Found", asked={})
    made.answer("http://site.test/wanted/", HTML, asked={"Referer": PAGE})
    intake = take_in(collection, made.put(tmp_path / "crawl.warc.gz"))
    wanted = target("w", url="http://site.test/wanted/")
    pages = pages_of(collection, intake, targets={page_key(wanted.url): wanted})
    found = {page.target.url: page for page in pages}
    assert set(found) == {PAGE, "http://site.test/b/", "http://site.test/wanted/"}
    assert found["http://site.test/wanted/"].target.post is wanted.post
    assert {each.entry.url for each in found[PAGE].own} == {PAGE, PICTURE, "http://player.test/x"}
    assert {each.entry.url for each in found["http://site.test/b/"].own} == {"http://site.test/b/"}


def test_pages_that_the_file_names_are_taken_alone(collection: Collection, tmp_path: Path) -> None:
    made = coded_page()
    made.answer("http://site.test/b/", HTML, asked={})
    made.resource(f"urn:pageinfo:{PAGE}", b"{}", "application/json")
    intake = take_in(collection, made.put(tmp_path / "crawl.warc.gz"))
    assert [page.target.url for page in pages_of(collection, intake)] == [PAGE]


def test_another_spelling_of_a_post_s_address_is_the_post_s(
    collection: Collection, tmp_path: Path
) -> None:
    intake = take_in(collection, coded_page().put(tmp_path / "crawl.warc.gz"))
    post = target("a", url="https://www.site.test/a")
    (page,) = pages_of(collection, intake, targets={page_key(post.url): post})
    assert (page.target.slug, page.target.url) == ("a", PAGE)


def test_of_two_visits_each_page_has_its_own_time(collection: Collection, tmp_path: Path) -> None:
    made = coded_page()
    later = "2026-03-05T05:06:07Z"
    made.answer(PAGE, b"<p>later", date=later, asked={})
    made.answer(PICTURE, b"not a picture", "image/png", date=later, asked={"Referer": PAGE})
    intake = take_in(collection, made.put(tmp_path / "crawl.warc.gz"))
    first, second = pages_of(collection, intake)
    assert [each.date[:10] for each in first.exchanges] == ["2026-03-04"] * 2
    assert [each.date[:10] for each in second.exchanges] == ["2026-03-05"] * 2
    assert first.capture_id != second.capture_id


def test_a_wacz_of_others_names_its_pages(collection: Collection, tmp_path: Path) -> None:
    path = wacz_of(tmp_path, coded_page(), [PAGE, "http://site.test/nowhere/"])
    intake = take_in(collection, path)
    pages = pages_of(collection, intake)
    assert [page.target.url for page in pages] == [PAGE]
    assert pages.missing == ["http://site.test/nowhere/"]


def test_a_payload_that_is_not_its_digest_is_no_original_for_anybody(
    collection: Collection, tmp_path: Path
) -> None:
    data = b"x" * 2000
    made = Foreign(gzipped=False)
    made.answer(PAGE, b"<p>poison" * 300, asked={})
    true = sha1_digest(b"<p>poison" * 300).encode()
    path = tmp_path / "crawl.warc"
    path.write_bytes(made.data().replace(true, sha1_digest(data).encode()))
    intake = take_in(collection, path)
    file = files_of(collection, intake)[0]
    (found,) = file.exchanges()
    assert found.record.entry.digest == sha1_digest(b"<p>poison" * 300)
    assert "not what its digest says" in file.notes[0]
    commit_all(collection, pages_of(collection, intake))
    assert collection.original(sha1_digest(data)) is None
    draft = collection.draft(target("own"))
    entry = draft.add(exchange("https://site.test/own/", data))
    capture = draft.commit(capture_of(draft, [entry]), [], "")
    assert collection.payload("https://site.test/own/", capture_id=capture.capture_id) == data


def test_a_package_that_was_changed_is_refused_and_leaves_nothing(
    collection: Collection, tmp_path: Path
) -> None:
    path = wacz_of(tmp_path, coded_page(), [PAGE], hash_="sha256:" + "0" * 64)
    with pytest.raises(FormatError, match="not what its datapackage says"):
        take_in(collection, path)
    assert list((collection.root / "warc").iterdir()) == []
    assert list((collection.root / "spool").iterdir()) == []


def test_what_is_no_warc_is_refused_in_a_sentence(collection: Collection, tmp_path: Path) -> None:
    cases = {
        "a.warc": b"<html>",
        "b.warc": b"",
        "c.warc.zst": b"\x28\xb5\x2f\xfd....",
        "d.wacz": b"PK\x05\x06" + b"\0" * 18,
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FormatError) as caught:
            take_in(collection, tmp_path / name)
        assert "\n" not in str(caught.value)
    with pytest.raises(FormatError, match="no such file"):
        take_in(collection, tmp_path / "nothing")
    assert list((collection.root / "warc").iterdir()) == []


def test_a_cut_file_gives_what_is_whole(collection: Collection, tmp_path: Path) -> None:
    data = coded_page().data()
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(data[:-40])
    intake = take_in(collection, path)
    file = files_of(collection, intake)[0]
    found = file.exchanges()
    assert [each.entry.url for each in found][:1] == [PAGE]
    assert file.notes


def test_a_bomb_in_a_body_costs_no_memory(collection: Collection, tmp_path: Path) -> None:
    import brotli

    bomb = brotli.compress(b"\0" * (200 << 20), quality=1)
    made = Foreign()
    made.answer(PAGE, bomb, headers=(("Content-Encoding", "br"),), asked={})
    intake = take_in(collection, made.put(tmp_path / "crawl.warc.gz"))
    (found,) = files_of(collection, intake)[0].exchanges()
    answer = collection.answer_at(found.entry.record, limit=1000)
    assert (len(answer.body), answer.body_cut) == (1000, True)


def test_one_member_that_unpacks_without_end_is_refused(
    collection: Collection, tmp_path: Path
) -> None:
    made = Foreign()
    made.answer(PAGE, b"\0" * (80 << 20))
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(one_member(made.data()))
    with pytest.raises(FormatError, match="unpacks to more"):
        take_in(collection, path)
    assert list((collection.root / "spool").iterdir()) == []


def test_a_name_that_would_end_the_numbers_of_files_is_not_kept(
    collection: Collection, tmp_path: Path
) -> None:
    with Collection.open(tmp_path / "other") as other:
        commit_page(other, "a")
    (warc,) = (tmp_path / "other" / "warc").iterdir()
    odd = warc.rename(warc.with_name("evil-20260101000000-99999.warc.gz"))
    (admission,) = take_in(collection, odd).files
    assert admission.name.startswith("import-")
    commit_page(collection, "b")


def test_the_same_name_with_other_content_is_refused(
    collection: Collection, tmp_path: Path
) -> None:
    name = "same-20260101000000-00001.warc.gz"
    for at in ("one", "two"):
        with Collection.open(tmp_path / at) as other:
            commit_page(other, at)
        (warc,) = (tmp_path / at / "warc").iterdir()
        warc.rename(warc.with_name(name))
    take_in(collection, tmp_path / "one" / "warc" / name)
    with pytest.raises(FormatError, match="with other content"):
        take_in(collection, tmp_path / "two" / "warc" / name)
    assert [each.slug for each in collection.captures()] == ["one"]


def wacz_of(folder: Path, made: Foreign, urls: list[str], hash_: str = "") -> Path:
    lines = [json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "x"})]
    lines += [json.dumps({"id": url, "url": url, "ts": "2026-03-04T05:06:08Z"}) for url in urls]
    resource = {"name": "a.warc.gz", "path": "archive/a.warc.gz", "hash": hash_}
    package = json.dumps({"profile": "data-package", "resources": [resource] if hash_ else []})
    path = folder / "a.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/a.warc.gz", made.data())
        archive.writestr("pages/pages.jsonl", "\n".join(lines))
        archive.writestr("datapackage.json", package)
    return path


def test_a_big_picture_is_looked_at_in_a_file(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_records, "_MOST_MEMORY_BYTES", 10)
    intake = take_in(collection, coded_page().put(tmp_path / "crawl.warc.gz"))
    _, image = files_of(collection, intake)[0].exchanges()
    assert (image.entry.probe.width_px, image.entry.probe.complete) == (64, True)
    assert image.entry.sha1 == sha1_digest(picture())
