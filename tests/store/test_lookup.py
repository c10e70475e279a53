"""Which answer is meant when several were kept."""

from __future__ import annotations

import pytest
from shelf import capture_of, commit_page, exchange, target

from archiver.errors import StorageError
from archiver.models import RecordPointer, ScreenshotKind, Truncation
from archiver.store import Collection

URL = "https://cdn.test/a.jpg"


def commit(collection, *made, slug="a"):
    draft = collection.draft(target(slug))
    return draft.commit(capture_of(draft, [draft.add(item) for item in made]))


@pytest.fixture
def collection(tmp_path):
    with Collection.open(tmp_path) as opened:
        yield opened


def test_whole_answer_is_preferred_to_a_refused_one_and_to_a_part(collection):
    commit(
        collection,
        exchange(URL, b"first"),
        exchange(URL, b"refused", status=403),
        exchange(URL, b"pa", status=206),
    )
    assert collection.payload(URL) == b"first"


def test_whole_answer_is_preferred_to_a_later_one_that_was_cut(collection):
    cut = exchange(URL, b"fir", truncated=Truncation.DISCONNECT)
    commit(collection, exchange(URL, b"first"), cut)
    assert collection.payload(URL) == b"first"


def test_last_of_equals_is_meant_and_of_one_capture_its_own(collection):
    early = commit(collection, exchange(URL, b"early"))
    commit(collection, exchange(URL, b"late"))
    assert collection.payload(URL) == b"late"
    assert collection.payload(URL, capture_id=early.capture_id) == b"early"


def test_refused_answer_is_given_when_it_is_all(collection):
    commit(collection, exchange(URL, b"no", status=403, reason="Not Today"))
    answer = collection.answer(URL)
    assert (answer.status, answer.reason, answer.body) == (403, "Not Today", b"no")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_answer_without_a_payload_is_never_meant(collection, method):
    commit(collection, exchange(URL, b"body"), exchange(URL, b"", method=method))
    assert collection.payload(URL) == b"body"


def test_address_is_found_with_its_fragment_and_in_any_spelling(collection):
    commit(collection, exchange("https://cdn.test/é[1]?a|b", b"body"))
    assert collection.payload("https://cdn.test/é[1]?a|b#top") == b"body"
    assert collection.payload("https://cdn.test/%C3%A9%5B1%5D?a%7Cb") == b"body"


def test_letter_case_of_a_path_counts(collection):
    commit(collection, exchange("https://cdn.test/A.jpg", b"big"), exchange(URL, b"small"))
    assert collection.payload(URL) == b"small"
    assert collection.payload("https://cdn.test/A.jpg") == b"big"


def test_what_was_never_kept_is_none(collection):
    page = commit(collection, exchange(URL, b"x"))
    assert collection.payload("https://cdn.test/other") is None
    assert collection.answer(URL, capture_id="none") is None
    assert collection.screenshot(page.capture_id, ScreenshotKind.VIEW) is None
    assert collection.text(page.capture_id) == ""
    assert collection.source("none") is None
    with pytest.raises(StorageError, match="no such capture"):
        collection.capture("none")


def test_post_is_given_back_with_its_name_and_place(collection):
    commit_page(collection)
    source = collection.source("a")
    assert source.name == "a.md"
    assert source.path == "/home/somebody/posts/a.md"
    assert collection.source("a", capture_id="none") is None


@pytest.mark.parametrize(
    "name", ["../archiver.sqlite3", "/etc/passwd", "a", "", "a-20260101000000-00001.warc.gz\n"]
)
def test_pointer_out_of_the_collection_is_refused(collection, name):
    with pytest.raises(StorageError, match="no name of a WARC file"):
        collection.answer_at(RecordPointer(filename=name, offset=0, length_bytes=1))
