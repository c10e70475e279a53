"""The newsroom's posts, captured by a real Chromium: what is planted is found, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from staged import post

from archiver.browser import Browser, BrowserSettings, Limits
from archiver.capture import CaptureSettings, capture_page
from archiver.compare import check
from archiver.models import Capture, PageOrigin, Severity, Target, Verdict
from archiver.source import plan_target, read_post
from archiver.store import Collection
from archiver.testing import Newsroom
from archiver.testing.http_server import HttpServer, Request, Response
from archiver.testing.media import read as medium

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    with Collection.open(tmp_path / "archive") as opened:
        yield opened


async def test_every_planted_fault_is_found_and_no_more(collection: Collection) -> None:
    found, mild, complete = set(), set(), 0
    async with Newsroom.start() as room:
        settings = BrowserSettings(allow_private=True, host_table=room.resolve)
        async with Browser.start(settings) as browser:
            for path in room.posts:
                target = plan_target(read_post(path))
                capture = await capture_page(
                    target, browser=browser, draft=collection.draft(target)
                )
                report = check(target.post, capture)
                complete += report.verdict is Verdict.COMPLETE
                found |= {(path.name, each.line, each.check) for each in report.findings}
                mild |= {
                    (path.name, each.check)
                    for each in report.findings
                    if each.severity is Severity.WARNING
                }
        assert found == {(each.post, each.line, each.check) for each in room.planted}
        # Pictures behind a wall that archiver got; an author whom themes may leave out.
        assert mild == {
            ("003-spring-tea.txt", "M3"),
            ("005-lamp-keeper.txt", "T3"),
            ("006-lantern-market.txt", "M5"),
        }
        assert complete == len(room.posts) - len({each.post for each in room.planted})


TEXT = "<p>Paragraph {} of this page is long enough that nobody would take it for a caption.</p>"
ODD = [
    '<img src="/whole.jpg" srcset="/whole.jpg 1x, /large.jpg 2x">',
    '<img src="/moved.jpg">',
    '<img src="/cut.jpg">',
    '<img src="/half.jpg">',
    '<img src="/loop.jpg">',
    '<img src="http://nowhere.test/a.jpg">',
    '<div style="background:url(/whole.jpg?background);height:90px"></div>',
    '<video src="/film.webm"></video>',
    '<video src="/gone.webm"></video>',
    '<iframe src="http://player.test/refused/player"></iframe>',
    '<iframe src="http://player.test/nested/player"></iframe>',
    '<iframe src="http://player.test/empty/player" loading="lazy"></iframe>',
    '<iframe src="http://nowhere.test/player"></iframe>',
]
BODY = "\n".join(odd + TEXT.format(number) for number, odd in enumerate(ODD))


def answer(request: Request) -> Response:
    """A site, and the host of its players."""

    def page(html: str, *headers: tuple[str, str]) -> Response:
        return Response(body=f"<!doctype html><title>Odd</title>{html}".encode(), headers=headers)

    jpeg = medium("bay.jpg")
    answers = {
        "/odd": page(BODY),
        "/whole.jpg": Response(media_type="image/jpeg", body=jpeg),
        "/moved.jpg": Response(status=302, headers=(("Location", "/whole.jpg"),)),
        "/cut.jpg": Response(media_type="image/jpeg", body=jpeg, abort_after_bytes=9_000),
        "/half.jpg": Response(media_type="image/jpeg", body=jpeg[:9_000]),
        "/loop.jpg": Response(status=302, headers=(("Location", "/loop.jpg"),)),
        "/film.webm": Response(media_type="video/webm", body=medium("bay.webm")),
        "/refused/player": page("<video></video>", ("X-Frame-Options", "DENY")),
        "/nested/player": page('<iframe src="/inner"></iframe>'),
        "/inner": page('<video src="/film.webm?inner" autoplay muted></video>'),
        "/empty/player": page("<p>This film was removed.</p>"),
    }
    return answers.get(request.path, Response(status=404, body=b"not here"))


@pytest.fixture
async def odd_page(collection: Collection) -> Capture:
    target = Target(slug="odd", url="http://site.test/odd", origin=PageOrigin.SITE)
    async with HttpServer(answer) as server:

        def resolve(host: str, port: int) -> tuple[str, int] | None:
            del port
            return ("127.0.0.1", 9) if host == "nowhere.test" else server.address

        settings = BrowserSettings(allow_private=True, host_table=resolve)
        async with Browser.start(settings) as browser:
            return await capture_page(
                target,
                browser=browser,
                draft=collection.draft(target),
                settings=CaptureSettings(limits=Limits(item_s=4)),
            )


async def test_chromium_s_own_view_of_each_failure_is_understood(odd_page: Capture) -> None:
    report = check(post(BODY, address="http://site.test/odd"), odd_page)
    assert {each.subject.partition("//")[2]: each.check for each in report.findings} == {
        "site.test/cut.jpg": "M6",
        "site.test/half.jpg": "M6",
        "site.test/loop.jpg": "M3",
        "nowhere.test/a.jpg": "M3",
        "site.test/gone.webm": "M3",
        "player.test/refused/player": "V1",
        "player.test/empty/player": "V2",
        "nowhere.test/player": "V1",
    }
    assert (report.media_promised, report.media_kept) == (13, 5)
    plain = check(None, odd_page)
    assert plain.verdict is Verdict.COMPLETE
    assert (plain.media_promised, plain.media_kept) == (9, 4)
