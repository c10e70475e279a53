"""The job's loop: how many at once, what is tried again, how it stops."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from newsdesk import Newsdesk, captured, page

from archiver.errors import (
    BrowserError,
    BrowserGoneError,
    DeadlineError,
    OutOfSpaceError,
    PostError,
)
from archiver.jobs.events import (
    JobStopping,
    PageDone,
    PageFailed,
    PageRetried,
    PageSkipped,
    PageStarted,
    PostUnreadable,
)
from archiver.models import Capture, Report, Target, Verdict

PAGES = [page(f"p{number}", host=f"h{number}.test") for number in range(8)]


async def test_every_page_is_captured_once_with_one_warm_browser() -> None:
    desk = Newsdesk()
    done = await desk.job(*PAGES, jobs=3).run()
    await desk.lent.close()
    assert (done.complete, done.failed, done.interrupted) == (8, 0, False)
    assert sorted(event.target.slug for event in desk.told(PageDone)) == [p.slug for p in PAGES]
    assert (desk.started_browsers, desk.open_browsers) == (1, 0)


async def test_no_more_pages_at_once_than_asked_for() -> None:
    desk = Newsdesk(page_s=0.02)
    await desk.job(*PAGES, jobs=3).run()
    assert desk.most_at_once == 3


async def test_one_host_gets_few_pages_at_once_and_a_pause_between_starts() -> None:
    desk = Newsdesk(page_s=0.2)
    same_host = [page(f"p{number}") for number in range(4)]
    await desk.job(*same_host, jobs=4, host_jobs=2, host_delay_s=0.05).run()
    assert desk.most_at_once == 2
    pauses = [b - a for a, b in zip(desk.starts_s, desk.starts_s[1:], strict=False)]
    assert min(pauses) >= 0.049


async def test_an_unreadable_post_is_told_and_the_others_go_on() -> None:
    desk = Newsdesk()
    error = PostError(Path("posts/a.md"), 3, "no closing `---`; add one")
    done = await desk.job(PAGES[0], error, PAGES[1]).run()
    assert (done.complete, done.unreadable) == (2, 1)
    assert desk.told(PostUnreadable) == [
        PostUnreadable(path="posts/a.md", line=3, reason="no closing `---`; add one")
    ]


async def test_a_page_that_is_done_is_not_captured_again_unless_asked() -> None:
    report = Report(slug="p0", url=PAGES[0].url, verdict=Verdict.PARTIAL, findings=())
    desk = Newsdesk(finished={"p0": report})
    done = await desk.job(*PAGES[:2]).run()
    assert (done.skipped, done.partial, done.complete) == (1, 1, 1)
    assert desk.told(PageSkipped) == [PageSkipped(target=PAGES[0], report=report)]
    again = await desk.job(*PAGES[:2], again=True).run()
    assert (again.skipped, again.complete) == (0, 2)


@pytest.mark.parametrize(
    ("first", "tries"),
    [
        ({"status": 503}, 2),
        ({"status": 429}, 2),
        ({"status": 0, "error": "net::ERR_CONNECTION_RESET"}, 2),
        ({"status": 404}, 1),
        ({"status": 0, "error": "net::ERR_NAME_NOT_RESOLVED"}, 1),
        ({"status": 0, "error": "net::ERR_CERT_DATE_INVALID"}, 1),
    ],
)
async def test_only_a_fault_that_may_pass_is_tried_again(
    first: dict[str, object], tries: int
) -> None:
    answers = [first, {}]

    def answer(target: Target) -> Capture:
        return captured(target, **answers.pop(0))  # type: ignore[arg-type]

    desk = Newsdesk(answer)
    done = await desk.job(PAGES[0]).run()
    assert len(desk.told(PageStarted)) == tries
    assert done.complete == tries - 1


async def test_tries_are_bounded_and_the_last_capture_counts() -> None:
    desk = Newsdesk(lambda target: captured(target, status=503))
    done = await desk.job(PAGES[0], retries=2).run()
    assert (len(desk.told(PageStarted)), len(desk.told(PageRetried)), done.failed) == (3, 2, 1)
    waits = [event.wait_s for event in desk.told(PageRetried)]
    assert waits == [0.01, pytest.approx(0.03)]


async def test_a_dead_browser_is_replaced_and_the_page_tried_again() -> None:
    deaths = iter([True, False])

    def die_once(target: Target) -> Capture:
        if next(deaths, False):
            raise BrowserGoneError("killed")
        return captured(target)

    desk = Newsdesk(die_once)
    done = await desk.job(*PAGES, jobs=2).run()
    await desk.lent.close()
    assert done.complete == 8
    assert (desk.started_browsers, desk.open_browsers) == (2, 0)


async def test_a_page_that_always_kills_the_browser_fails_alone() -> None:
    def poison(target: Target) -> Capture:
        if target.slug == "p3":
            raise BrowserGoneError("the renderer took the browser along")
        return captured(target)

    desk = Newsdesk(poison)
    done = await desk.job(*PAGES, jobs=1).run()
    assert (done.complete, done.failed) == (7, 1)
    (failed,) = desk.told(PageFailed)
    assert "took the browser along" in failed.report.findings[0].message


async def test_a_browser_that_only_dies_ends_the_job() -> None:
    def die(_: Target) -> Capture:
        raise BrowserGoneError("killed")

    desk = Newsdesk(die)
    with pytest.raises(BrowserError, match="died 5 times in a row, the last time so: killed"):
        await desk.job(*PAGES, jobs=2).run()
    await desk.lent.close()
    assert desk.open_browsers == 0


async def test_a_full_disk_ends_the_job_and_drops_the_other_pages() -> None:
    def full(target: Target) -> Capture:
        if target.slug == "p1":
            raise OutOfSpaceError("archive/: the disk is full; 3 pages are whole")
        return captured(target)

    desk = Newsdesk(full)
    with pytest.raises(OutOfSpaceError, match="3 pages are whole"):
        await desk.job(*PAGES, jobs=2).run()
    assert desk.at_once == 0


async def test_a_fault_of_archiver_itself_fails_its_page_alone() -> None:
    def broken(target: Target) -> Capture:
        if target.slug == "p1":
            raise ZeroDivisionError("boom")
        if target.slug == "p2":
            raise DeadlineError("the page took longer than 90 s")
        return captured(target)

    desk = Newsdesk(broken)
    done = await desk.job(*PAGES).run()
    assert (done.complete, done.failed) == (6, 2)
    bug, late = sorted(desk.told(PageFailed), key=lambda event: event.target.slug)
    assert "a bug in archiver, ZeroDivisionError: boom" in bug.report.findings[0].message
    assert "in broken" in bug.trace
    assert "longer than 90 s" in late.report.findings[0].message
    assert late.trace == ""


async def test_the_first_stop_lets_pages_in_flight_finish() -> None:
    desk = Newsdesk(page_s=0.1)
    job = desk.job(*PAGES, jobs=2)
    asyncio.get_running_loop().call_later(0.05, job.stop)
    done = await job.run()
    assert (done.complete, done.interrupted) == (2, True)
    assert desk.told(JobStopping) == [JobStopping(grace_s=5)]


async def test_the_grace_time_is_an_end() -> None:
    desk = Newsdesk(page_s=60)
    job = desk.job(*PAGES, grace_s=0.05)
    asyncio.get_running_loop().call_later(0.05, job.stop)
    done = await asyncio.wait_for(job.run(), 5)
    assert (done.complete, done.interrupted, desk.at_once) == (0, True, 0)


async def test_the_second_stop_drops_pages_in_flight_at_once() -> None:
    desk = Newsdesk(page_s=60)
    job = desk.job(*PAGES, grace_s=60)
    asyncio.get_running_loop().call_later(0.05, job.stop)
    asyncio.get_running_loop().call_later(0.1, job.stop)
    done = await asyncio.wait_for(job.run(), 5)
    await desk.lent.close()
    assert (done.complete, done.interrupted) == (0, True)
    assert (desk.at_once, desk.open_browsers) == (0, 0)


async def test_a_stop_does_not_wait_for_a_retry_or_a_polite_pause() -> None:
    desk = Newsdesk(lambda target: captured(target, status=503))
    same_host = [page(f"p{number}") for number in range(3)]
    job = desk.job(*same_host, retry_wait_s=60, host_delay_s=60, jobs=3, grace_s=60)
    asyncio.get_running_loop().call_later(0.05, job.stop)
    done = await asyncio.wait_for(job.run(), 5)
    assert (done.failed, done.interrupted) == (1, True)
