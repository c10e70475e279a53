"""The page as files, opened from the disk: all is shown, and decisions become commands."""

from __future__ import annotations

import shlex
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from reviewed import TODAY
from reviewing import Reader, copied, sitting, until
from typer.testing import CliRunner

from archiver.cli.program import app
from archiver.decisions import read_decisions
from archiver.review import IndexPage, ReviewSite, write_static_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture(scope="module")
def copy(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(built, tmp_path_factory.mktemp("static"))
    folder = root.parent / "site with ünïcode #1"
    options = {"reviewer": "CI", "is_static": True, "today": lambda: TODAY}
    with ReviewSite(root, root.parent / "snapshots", **options) as site:
        site.load()
        index = IndexPage(archive="archive", is_static=True, reviewer="CI").html()
        write_static_site(site, folder, index=index, films=True)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(chromium: Browser, copy: Path) -> AsyncIterator[Reader]:
    async with sitting(chromium, (copy / "index.html").as_uri()) as reader:
        await reader.open()
        yield reader


async def test_a_copy_shows_everything(visitor: Reader) -> None:
    assert (await visitor.rows())[:2] == ["# error", "M3 x3"]
    banner = visitor.find(".banner", has_text="This is a copy without a server")
    await expect(banner).to_be_visible()
    await visitor.choose("M1", "moon")
    picture = visitor.find(".evidence-picture img").last
    await until(lambda: picture.evaluate("(node) => node.complete && node.naturalWidth > 0"))
    strip = visitor.find(".viewer-piece img").first
    await until(lambda: strip.evaluate("(node) => node.complete && node.naturalWidth > 0"))
    await visitor.choose("M2", "tea")
    await visitor.press("t")
    await expect(visitor.find("dialog .text-block").first).to_be_visible()
    await visitor.press("Escape")
    await expect(visitor.find("dialog")).to_have_count(0)
    await visitor.press("p")
    video = visitor.find("dialog video").first
    await until(lambda: video.evaluate("(node) => node.readyState >= 1"))
    await visitor.press("Space")
    await until(lambda: video.evaluate("(node) => node.currentTime > 0.1"))


async def test_decisions_are_kept_in_the_browser_and_become_commands(visitor: Reader) -> None:
    caption = await visitor.choose("C1")
    reason = visitor.page.get_by_label("Reason", exact=True)
    await reason.fill("it's gone; $(rm -rf /) `x`")
    await visitor.page.get_by_label("Until", exact=True).fill("2026-12-31")
    await visitor.button("Accept").click()
    picture = await visitor.choose("M1", "moon")
    await visitor.press("n")
    await visitor.choose("S0", "moon")
    await visitor.press("y")
    await visitor.reload()
    assert await visitor.verdict(caption) == "accepted"
    assert await visitor.verdict(picture) == "rejected"
    banner = visitor.find(".banner", has_text="3 decisions are kept in this browser")
    await banner.get_by_role("button", name="Show the commands").click()
    lines = (await visitor.find("textarea.commands").input_value()).split("\n")
    assert [shlex.split(line) for line in lines] == [
        [
            *("archiver", "accept", *caption.split("/")),
            *("--reason", "it's gone; $(rm -rf /) `x`", "--until", "2026-12-31"),
        ],
        [
            *("archiver", "accept", *picture.split("/")),
            *("--verdict", "rejected", "--reason", "rejected in review"),
        ],
        ["archiver", "accept", "moon"],
    ]
    await visitor.press("Escape")
    await visitor.choose("M1", "moon")
    await visitor.press("i", "u", "u")
    assert await visitor.verdict(picture) == "rejected", "undo reaches back to the reload"


async def test_the_commands_do_what_was_decided(
    chromium: Browser, copy: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(built, tmp_path)
    monkeypatch.chdir(root.parent)
    run = CliRunner()
    assert run.invoke(app, ["check", "archive"]).exit_code in {0, 1}
    async with sitting(chromium, (copy / "index.html").as_uri()) as reader:
        await reader.open()
        await reader.press("y")  # a group of three
        names = {await reader.choose("C1"): "rejected"}
        await reader.press("n")
        names[await reader.choose("T1")] = "ignored"
        await reader.press("i")
        names[await reader.choose("O2")] = "noted"
        await reader.press("c")
        await reader.page.keyboard.type("读者问过")
        await reader.press("Control+Enter")
        names[await reader.choose("S0", "whole")] = "ignored"
        await reader.press("i")
        await reader.choose("S0", "moon")
        await reader.press("y")
        lines = await reader.do("() => archiver.commands.lines()")
    for line in lines:
        told = run.invoke(app, [*shlex.split(line)[1:], "--by", "Ann"])
        assert told.exit_code == 0, (line, told.output)
    path = root.parent / "snapshots" / "review.toml"
    written = {f"{each.slug}/{each.fingerprint}": each for each in read_decisions(path)}
    assert {name: written[name].verdict.value for name in names} == names
    assert sum(name.startswith("gate-") for name in written) == 3
    assert len(written) == len(names) + 3
    assert (root.parent / "snapshots" / "moon" / "snapshot.json").exists()


async def test_a_browser_that_keeps_nothing_says_so(chromium: Browser, copy: Path) -> None:
    async with sitting(chromium, (copy / "index.html").as_uri()) as reader:
        await reader.page.add_init_script(
            "Storage.prototype.setItem = () => {"
            " throw new DOMException('', 'QuotaExceededError'); }"
        )
        await reader.open()
        await reader.choose("C1")
        await reader.press("y")
        await expect(reader.find(".banner.warning")).to_contain_text("copy the commands")
