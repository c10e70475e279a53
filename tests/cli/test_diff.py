"""`archiver diff`: captures of an archive, told as changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archiver.browser import Browser, BrowserSettings
from archiver.capture import capture_page
from archiver.cli.program import app
from archiver.dom import Element, parse_html
from archiver.errors import StorageError, UsageError
from archiver.models import (
    Capture,
    Environment,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Target,
)
from archiver.source import read_post
from archiver.store import Collection
from archiver.testing.http_server import HttpServer, Request, Response
from archiver.testing.pictures import jpeg

URL = "https://blog.test/mill/"
FIRST = "<p>The first paragraph tells how the mill was built, and by whom.</p>"
SECOND = "<p>A second paragraph tells what became of its wheel when the river went dry.</p>"
MENU = "<ul><li>{} and all the other news of this week</li></ul>"
POST = f"---\ntitle: The mill\n---\n\n{FIRST}\n{SECOND}\n"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tree(element: Element) -> list[object]:
    children = [each if isinstance(each, str) else tree(each) for each in element.children]
    return [element.tag, dict(element.attributes), [0.0, 0.0, 600.0, 40.0], children]


def page(html: str) -> PageSnapshot:
    frame = FrameSnapshot(url=URL, parent=None, tree=tree(parse_html(html)))
    return PageSnapshot(url=URL, title="The mill", width_px=1280, height_px=900, frames=(frame,))


@dataclass
class Shelf:
    """An archive of one article."""

    folder: Path
    days: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, html: str, *, promised: bool = True) -> None:
        """Put a capture into the archive, a day after the one before."""
        path = Path("mill.md")
        path.write_text(POST, encoding="utf-8")
        target = Target(
            slug="mill",
            url=URL,
            origin=PageOrigin.SITE,
            post=read_post(path) if promised else None,
        )
        with Collection.open(self.folder / "archive") as collection:
            draft = collection.draft(target)
            capture = Capture(
                capture_id=draft.capture_id,
                slug="mill",
                url=URL,
                origin=PageOrigin.SITE,
                started_at=START + timedelta(days=self.days),
                duration_s=1.0,
                status=200,
                snapshot=page(html),
                ledger=(),
                environment=Environment(
                    archiver="0",
                    browser="Chromium 1",
                    user_agent="",
                    viewport_width_px=1280,
                    viewport_height_px=720,
                    platform="",
                ),
            )
            draft.commit(capture, screenshots=(), text="")
        self.days += 1
        self.ids.append(draft.capture_id)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.chdir(tmp_path)
    return Shelf(tmp_path)


def diff(*arguments: str, slug: str = "mill") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["diff", slug, *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_the_last_two_captures_are_compared_and_told_line_by_line(shelf: Shelf) -> None:
    shelf.add("<p>Nothing was here yet, neither mill nor river nor wheel.</p>")
    shelf.add(MENU.format("Monday") + FIRST + SECOND)
    other = SECOND.replace("its wheel", "the wheel").replace("went dry", "changed its bed")
    shelf.add(MENU.format("Friday") + FIRST + other + "<p>An editor's note ends it.</p>")
    code, said = diff()
    assert code == 1
    words = "A second paragraph tells what became of [-its-]{+the+} wheel when the river "
    assert said.splitlines() == [
        "The mill: 2026-03-02 12:00:00 and 2026-03-03 12:00:00",
        "neither state has a picture of the whole page: how it looks is not compared",
        f"~ mill.md:6: paragraph rewritten (T1): {words}[-went dry-]{{+changed its bed+}}.",
        "+ paragraph added: An editor's note ends it.",
        "1 loss, 1 other change",
        "1 change beside it; --all shows it",
    ]
    _, everything = diff("--all")
    assert "(beside the article): " in everything
    assert "[-Monday-]{+Friday+}" in everything


def test_the_same_article_ends_with_0(shelf: Shelf) -> None:
    shelf.add(MENU.format("Monday") + FIRST + SECOND)
    shelf.add(MENU.format("Friday") + FIRST + SECOND)
    code, said = diff()
    assert (code, said.splitlines()[2]) == (0, "the article is the same")


def test_one_capture_alone_is_said_so(shelf: Shelf) -> None:
    shelf.add(FIRST + SECOND)
    code, said = diff()
    assert (code, said) == (
        0,
        "mill was captured once: `archiver run --again` makes a second to compare with\n",
    )
    code, said = diff("--json")
    assert (code, json.loads(said)["captures"]) == (0, 1)


def test_captures_are_named_by_id_or_day(shelf: Shelf) -> None:
    shelf.add(FIRST + SECOND)
    shelf.add(FIRST)
    shelf.add(FIRST + SECOND)
    assert diff()[0] == 1
    assert diff("--from", "2026-03-01")[0] == 0
    assert diff("--from", shelf.ids[0], "--to", shelf.ids[1])[0] == 1
    # The other way round is a way to look, too.
    _, said = diff("--from", "2026-03-03", "--to", "2026-03-02", "--json")
    (change,) = json.loads(said)["changes"]
    assert (change["kind"], change["check"]) == ("removed", "T1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "2025"), r"'2025' is the beginning of no capture; there are [0-9a-f]{8} of 2"),
        (("--from", "2026-03"), r"'2026-03' fits 2 captures"),
        (("--to", "2026-03-01"), r"nothing was captured before that"),
        (("--from", "2026-03-02"), r"name the same capture"),
    ],
)
def test_a_capture_that_is_not_there_is_wrong_usage(
    shelf: Shelf, arguments: tuple[str, ...], message: str
) -> None:
    shelf.add(FIRST + SECOND)
    shelf.add(FIRST + SECOND)
    with pytest.raises(UsageError, match=message):
        diff(*arguments)


def test_an_article_that_is_not_there_is_wrong_usage(shelf: Shelf) -> None:
    with pytest.raises(StorageError):
        diff()
    shelf.add(FIRST)
    with pytest.raises(UsageError, match=r"no article 'mil'; did you mean 'mill'\?"):
        diff(slug="mil")


def test_json_has_every_change_and_obeys_no_page(shelf: Shelf) -> None:
    shelf.add(FIRST + SECOND, promised=False)
    shelf.add(FIRST + SECOND + "<p>Some more \x1b[2J words at the end of it.</p>", promised=False)
    code, said = diff("--json")
    assert code == 1
    assert "\x1b" not in said
    told = json.loads(said)
    assert (told["slug"], told["changed"]) == ("mill", True)
    assert told["earlier"] == {
        "capture": shelf.ids[0],
        "captured": "2026-03-01T12:00:00+00:00",
        "label": "the capture of 2026-03-01 12:00",
    }
    (change,) = told["changes"]
    assert (change["kind"], change["what"], change["line"], change["counts"]) == (
        "added",
        "paragraph",
        None,
        True,
    )
    assert "\x1b" not in diff()[1]


def test_long_words_are_shortened_on_a_line(shelf: Shelf) -> None:
    words = " ".join(f"word{n}" for n in range(300))
    shelf.add(f"<p>{words} and here the end of it</p>", promised=False)
    shelf.add(f"<p>{words} and there the end of it</p>", promised=False)
    line = diff()[1].splitlines()[2]
    assert line.endswith("[-here-]{+there+} the end of it")
    assert len(line) < 200


HEAD = "<!doctype html><meta charset=utf-8><title>The mill</title><h1>The mill</h1>"
PICTURES = "".join(f"<p><img src='/{name}.jpg'></p>" for name in ("swapped", "again", "moved"))


def answers(visits: list[str]) -> Callable[[Request], Response]:
    """A site that is another one at each visit: of its words, and of its pictures."""

    def answer(request: Request) -> Response:
        if request.path == "/mill/":
            return Response(body=visits[-1].encode())
        if not request.path.endswith(".jpg"):
            return Response(status=404)
        seed = "new1" if request.path == "/swapped.jpg" and len(visits) > 1 else request.path
        body = jpeg(seed.replace("elsewhere", "moved"), 400, 304)
        # A comment behind the first marker: other bytes, the same picture.
        if request.path == "/again.jpg":
            body = body[:2] + b"\xff\xfe\x00\x04" + f"{len(visits):02}".encode() + body[2:]
        return Response(body=body, media_type="image/jpeg")

    return answer


async def captured_twice(folder: Path, pages: tuple[str, str]) -> None:
    visits: list[str] = []
    path = folder / "mill.md"
    path.write_text(f"{POST}{PICTURES}\n", encoding="utf-8")
    target = Target(
        slug="mill", url="http://blog.test/mill/", origin=PageOrigin.SITE, post=read_post(path)
    )
    async with HttpServer(answers(visits)) as server:

        def resolve(host: str, _port: int) -> tuple[str, int] | None:
            return server.address if host.endswith(".test") else None

        async with Browser.start(BrowserSettings(host_table=resolve)) as browser:
            with Collection.open(folder / "archive") as collection:
                for words in pages:
                    visits.append(HEAD + words)
                    draft = collection.draft(target)
                    await capture_page(target, browser=browser, draft=draft)


@pytest.mark.browser
def test_a_page_that_was_captured_twice_tells_what_became_of_it(shelf: Shelf) -> None:
    age = "<div class=age>{} ago</div>"
    old = age.format("2 days") + FIRST + SECOND + PICTURES + "<footer>Old mills, 2025</footer>"
    new = old.replace("2 days", "3 days").replace("went dry", "froze").replace("Old mills", "Mills")
    new = new.replace("/moved.jpg", "/elsewhere.jpg")
    asyncio.run(captured_twice(shelf.folder, (old, new)))
    code, said = diff("--json")
    changes = json.loads(said)["changes"]
    told = {(each["kind"], each["what"], each["check"]) for each in changes if each["counts"]}
    assert told == {
        ("rewritten", "paragraph", "T1"),
        ("another picture", "picture", None),
        ("at another address", "picture", "M1"),
    }
    apart = {(each["kind"], each["outside"]) for each in changes if not each["counts"]}
    assert apart == {("re-encoded", False), ("rewritten", True)}
    assert code == 1
    assert [each["line"] for each in changes if each["check"] == "T1"] == [6]
