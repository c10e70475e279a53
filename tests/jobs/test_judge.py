"""Judging what a collection holds: once for the same facts, anew when one of them changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.errors import PostError
from archiver.formats import sha1_digest
from archiver.jobs import Judge
from archiver.jobs import judge as judging
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Report,
    Target,
    Verdict,
)
from archiver.rules import Rulebook, read_rulebook
from archiver.source import ReadingOptions, read_post
from archiver.store import CaptureSummary, Collection

URL = "https://site.test/p/"
POST = "---\ntitle: The quay\n---\nThe first paragraph of it.\n\nThe second paragraph of it.\n"
PAGE = [
    "html",
    {},
    None,
    [
        ["h1", {}, [0, 0, 9, 9], ["The quay"]],
        ["p", {}, [0, 9, 9, 9], ["The first paragraph of it."]],
        ["p", {}, [0, 18, 9, 9], ["The second paragraph of it."]],
    ],
]
LOSING = [*PAGE[:3], PAGE[3][:2]]


def put(
    collection: Collection,
    folder: Path,
    tree: list[object],
    text: str = POST,
    name: str = "quay",
) -> Capture:
    """Commit a capture of a post whose page has this tree."""
    path = folder / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    post = read_post(path, options=ReadingOptions(base_url=URL))
    target = Target(slug=post.slug, url=URL, origin=PageOrigin.SITE, post=post)
    draft = collection.draft(target)
    data = b"<!doctype html><title>The quay</title>"
    document = Exchange(
        url=URL,
        method="GET",
        request_headers=(),
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        status=200,
        reason="OK",
        response_headers=(("Content-Type", "text/html"),),
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        mime="text/html",
        resource_type="document",
        protocol="http/1.1",
    )
    ledger = (draft.add(document),)
    page = PageSnapshot(
        url=URL,
        title="The quay",
        width_px=9,
        height_px=27,
        frames=(FrameSnapshot(url=URL, parent=None, tree=tree),),
    )
    capture = Capture(
        capture_id=draft.capture_id,
        slug=post.slug,
        url=URL,
        origin=PageOrigin.SITE,
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=page,
        ledger=ledger,
        environment=Environment(
            archiver="0",
            browser="",
            user_agent="",
            viewport_width_px=9,
            viewport_height_px=9,
            platform="",
        ),
    )
    return draft.commit(capture, screenshots=(), text="")


def last(collection: Collection) -> CaptureSummary:
    (summary,) = collection.captures()
    return summary


def judged(collection: Collection, rulebook: Rulebook | None = None) -> Report:
    """The report of the last capture, by a judge of its own that keeps it."""
    with Judge(collection, rulebook) as judge:
        return judge.report_of(last(collection))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The captures that were really checked, in order."""
    seen: list[str] = []
    real = judging.check

    def check(post, capture, **facts):
        seen.append(capture.capture_id)
        return real(post, capture, **facts)

    monkeypatch.setattr(judging, "check", check)
    return seen


def test_the_same_facts_are_judged_once(tmp_path: Path, counted: list[str]) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        capture = put(collection, tmp_path, LOSING)
        first = judged(collection)
        again = judged(collection)
    with Collection.open(tmp_path / "archive", writable=False) as reader:
        later = Judge(reader, keeps=False).report_of(last(reader))
    assert counted == [capture.capture_id]
    assert first == again == later
    assert [each.check for each in first.findings] == ["T1"]


def test_what_a_run_judged_a_check_does_not_judge_again(tmp_path: Path, counted: list[str]) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        capture = put(collection, tmp_path, PAGE)
        post = read_post(tmp_path / "quay.md", options=ReadingOptions(base_url=URL))
        report = Judge(collection).judge(post, capture)
        assert judged(collection) == report
    assert counted == [capture.capture_id]


def test_a_new_capture_is_judged_by_itself_and_by_the_one_before(
    tmp_path: Path, counted: list[str]
) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        put(collection, tmp_path, PAGE)
        assert judged(collection).verdict is Verdict.COMPLETE
        put(collection, tmp_path, LOSING)
        assert judged(collection).verdict is Verdict.PARTIAL
    assert len(counted) == 2


def test_other_rules_and_other_code_judge_anew(
    tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'version = 1\n[[host]]\nmatch = "pictures.example.org"\nworks = ["no-referrer"]\n'
    )
    with Collection.open(tmp_path / "archive") as collection:
        put(collection, tmp_path, PAGE)
        judged(collection)
        judged(collection, read_rulebook([mine]))
        judged(collection, read_rulebook([mine]))
        assert len(counted) == 2
        monkeypatch.setattr(judging, "_code", lambda: ("align.py 12 34",))
        judged(collection, read_rulebook([mine]))
        assert len(counted) == 3


def test_the_stamp_of_the_code_changes_with_any_file_that_judges(tmp_path: Path) -> None:
    names = {line.split()[0] for line in judging._code()}
    assert {"likeness.py", "walk.py", "players.toml", "markdown.py", "urls.py", "M5.md"} <= names
    assert not any(name.endswith(".pyc") for name in names)  # the first run makes these itself


def test_a_fixity_check_trusts_no_kept_report(tmp_path: Path, counted: list[str]) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        capture = put(collection, tmp_path, PAGE)
        assert judged(collection).findings == ()
        (record,) = [entry.record for entry in capture.ledger]
    (volume,) = (tmp_path / "archive" / "warc").iterdir()
    damaged = bytearray(volume.read_bytes())
    damaged[record.offset + record.length_bytes // 2] ^= 0xFF
    volume.write_bytes(damaged)
    with Collection.open(tmp_path / "archive", writable=False) as reader:
        assert Judge(reader, keeps=False).report_of(last(reader)).findings == ()
        found = Judge(reader, keeps=False, fixity=True).report_of(last(reader))
    assert [each.check for each in found.findings] == ["D1"]
    assert found.findings[0].record == record


def test_a_post_that_cannot_be_read_any_more_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        put(collection, tmp_path, PAGE)

        def refuse(data, path, **_):
            raise PostError(path, 3, "it is another tongue")

        monkeypatch.setattr(judging, "read_kept", refuse)
        with pytest.raises(PostError, match=r"quay\.md:3"):
            judged(collection)


def test_a_site_configuration_that_comes_or_goes_counts(tmp_path: Path, counted: list[str]) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        collection.remember("site", "https://site.test/")
        put(collection, tmp_path, PAGE)
        judged(collection)
        (tmp_path / "_config.yml").write_text("title: x\nnew_post_name: ':title.md'\n")
        judged(collection)
        judged(collection)
    assert len(counted) == 2


def test_reports_are_kept_together(
    tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    real = Collection.save_reports

    def save_reports(self, reports):
        reports = list(reports)
        sizes.append(len(reports))
        real(self, reports)

    monkeypatch.setattr(Collection, "save_reports", save_reports)
    monkeypatch.setattr(judging, "_KEPT_AT_ONCE", 2)
    with Collection.open(tmp_path / "archive") as collection:
        for name in ("a", "b", "c"):
            put(collection, tmp_path, PAGE, name=name)
        with Judge(collection) as judge:
            for summary in collection.captures():
                judge.report_of(summary)
        assert sizes == [2, 1]
        with Judge(collection) as judge:
            for summary in collection.captures():
                judge.report_of(summary)
    assert sizes == [2, 1]
    assert len(counted) == 3


def test_an_error_does_not_lose_the_reports_before_it(tmp_path: Path, counted: list[str]) -> None:
    with Collection.open(tmp_path / "archive") as collection:
        put(collection, tmp_path, PAGE)

        def stop() -> None:
            with Judge(collection) as judge:
                judge.report_of(last(collection))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            stop()
        judged(collection)
    assert len(counted) == 1
