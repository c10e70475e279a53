"""A job drawn: the live table, plain lines, JSON lines."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from archiver.cli.live_table import LiveTable
from archiver.cli.progress import drawn
from archiver.cli.report import Tally
from archiver.jobs import (
    BrowserRestarted,
    Event,
    JobDone,
    JobStarted,
    JobStopping,
    PageAdvanced,
    PageDone,
    PageFailed,
    PageRetried,
    PageSkipped,
    PageStarted,
    PostUnreadable,
)
from archiver.models import (
    Capture,
    Environment,
    LedgerEntry,
    PageOrigin,
    Post,
    Report,
    Target,
    Verdict,
)

ENVIRONMENT = Environment(
    archiver="0",
    browser="none",
    user_agent="",
    viewport_width_px=1,
    viewport_height_px=1,
    platform="",
)


def target(slug: str) -> Target:
    path = Path(f"posts/{slug}.md")
    title = f"Title of \x1b[31m{slug}"
    post = Post(path=path, slug=slug, dialect="yaml", encoding="utf-8", raw=b"", title=title)
    return Target(slug=slug, url=f"https://blog.test/{slug}/", origin=PageOrigin.SITE, post=post)


def report(slug: str, verdict: Verdict) -> Report:
    return Report(
        slug=slug,
        url=f"https://blog.test/{slug}/",
        verdict=verdict,
        findings=(),
        media_promised=4,
        media_kept=3,
    )


def page_done(slug: str) -> PageDone:
    entry = LedgerEntry(
        url="https://blog.test/",
        method="GET",
        status=200,
        mime="text/html",
        resource_type="document",
        size_bytes=2_500_000,
        sha1="",
    )
    capture = Capture(
        capture_id="c1",
        slug=slug,
        url=f"https://blog.test/{slug}/",
        origin=PageOrigin.SITE,
        started_at=datetime.now(UTC),
        duration_s=1.25,
        status=200,
        snapshot=None,
        ledger=(entry,),
        environment=ENVIRONMENT,
    )
    return PageDone(target=target(slug), capture=capture, report=report(slug, Verdict.PARTIAL))


EVENTS: list[Event] = [
    JobStarted(pages=5, collection="archive", recovered="1 page(s) in flight"),
    PageSkipped(target=target("old"), report=report("old", Verdict.COMPLETE)),
    PageStarted(target=target("a")),
    PageAdvanced(slug="a", phase="settle", media_found=4, media_kept=3, media_lost=1),
    PageDone(**{f: getattr(page_done("a"), f) for f in ("target", "capture", "report")}),
    PageRetried(target=target("b"), reason="the page answered 503", wait_s=6),
    BrowserRestarted(reason="killed"),
    PageFailed(target=target("b"), report=report("b", Verdict.FAILED)),
    PostUnreadable(path="posts/c.md", line=3, reason="no text"),
    JobStopping(grace_s=20),
    JobDone(
        complete=1,
        partial=1,
        failed=1,
        unreadable=1,
        skipped=1,
        interrupted=True,
        duration_s=9,
    ),
]


def told(*, as_json: bool) -> tuple[str, Tally]:
    file, tally = io.StringIO(), Tally()
    console = Console(file=file, width=200, highlight=False, markup=False)
    with drawn(console, tally, as_json=as_json) as listener:
        for event in EVENTS:
            listener(event)
    return file.getvalue(), tally


def test_elsewhere_than_on_a_terminal_there_is_a_plain_line_for_each_thing() -> None:
    text, tally = told(as_json=False)
    assert [" ".join(line.split()) for line in text.splitlines()] == [
        "5 pages into archive",
        "recovered: 1 page(s) in flight",
        "[1/5] ✓ complete Title of old media 3/4, done before",
        "[2/5] ! partial Title of a media 3/4, 2.5 MB, 1.2 s",
        "[2/5] ↻ Title of b again in 6 s: the page answered 503",
        "↻ another browser is started: killed",
        "[3/5] ✗ failed Title of b media 3/4",
        "[4/5] ✗ posts/c.md:3: no text",
        "stopping: pages in flight have 20 s; Ctrl-C again drops them",
    ]
    assert tally.verdicts == {Verdict.COMPLETE: 1, Verdict.PARTIAL: 1, Verdict.FAILED: 1}
    assert tally.unreadable == ["posts/c.md:3: no text"]


def test_json_has_an_object_for_each_event_but_progress() -> None:
    text, _ = told(as_json=True)
    values = [json.loads(line) for line in text.splitlines()]
    assert [value["event"] for value in values] == [
        "job_started",
        "page_skipped",
        "page_started",
        "page_done",
        "page_retried",
        "browser_restarted",
        "page_failed",
        "post_unreadable",
        "job_stopping",
        "job_done",
    ]
    done = values[3]
    assert (done["slug"], done["post"], done["capture"]) == ("a", "posts/a.md", "c1")
    assert (values[-1]["exit_code"], values[-1]["media_kept"]) == (130, 9)


def test_the_live_table_shows_each_page_in_flight_and_what_is_left() -> None:
    file = io.StringIO()
    console = Console(file=file, width=110, force_terminal=True, color_system=None)
    table = LiveTable(console)
    for event in (
        JobStarted(pages=3, collection="archive"),
        PageStarted(target=target("a")),
        page_done("a"),
        PageStarted(target=target("b")),
        PageAdvanced(
            slug="b",
            phase="settle",
            media_found=12,
            media_kept=9,
            media_lost=1,
            size_bytes=3_400_000,
        ),
    ):
        table.listen(event)
    drawn_before = file.getvalue()
    console.print(table.render())
    screen = file.getvalue().removeprefix(drawn_before)
    assert "! partial" in drawn_before
    row = next(line for line in screen.splitlines() if "Title of b" in line)
    assert row.split()[3:10] == ["settle", "12", "9", "1", "3.4", "MB", "0:00"]
    assert "1 of 3 pages" in screen
    assert "left" in screen.splitlines()[-1]
    assert "\x1b[31m" not in screen
