"""`archiver import` as a person types it: files of archiver and of others, then a check."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from archiver.cli.program import main
from archiver.jobs import Plan
from archiver.models import Target
from archiver.store import Collection
from archiver.testing import Newsroom

sys.path.insert(0, str(Path(__file__).parent.parent / "interchange"))

from foreign import PAGE, coded_page
from forward import forward_proxy


@pytest.fixture
def archiver(capfd: pytest.CaptureFixture[str]):
    """Run a command in this process; return exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def told(out: str) -> list[tuple[str, str, str]]:
    """Return slug, check and sentence of each finding of `check --json`."""
    pages = [json.loads(line) for line in out.splitlines()]
    return [
        (page["slug"], finding["check"], finding["message"])
        for page in pages
        for finding in page.get("findings", ())
    ]


def test_what_was_exported_is_found_to_be_wrong_in_the_same_way(archiver, folder: Path) -> None:
    assert archiver("export", "-o", "site.wacz")[0] == 0
    code, out, _ = archiver("import", "site.wacz", "-o", "other")
    assert code == 0
    assert "3 pages of archiver's" in out
    before, after = (told(archiver("check", name, "--json")[1]) for name in ("archive", "other"))
    assert before
    assert after == before
    assert "there already" in archiver("import", "site.wacz", "-o", "other")[1]


def test_a_file_that_is_none_is_refused_in_a_sentence(archiver, folder: Path) -> None:
    (folder / "x.warc").write_bytes(b"<html>")
    code, _, err = archiver("import", "x.warc")
    assert (code, err.count("\n")) == (4, 1)
    assert "no WARC file" in err


@pytest.mark.browser
def test_a_page_of_others_is_shown_and_becomes_a_post_s_capture(
    archiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    coded_page().put(tmp_path / "crawl.warc.gz")
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").write_text(f"---\ntitle: A\nurl: {PAGE}\n---\nhello\n\nand more\n")
    command = ("import", "crawl.warc.gz", "--posts", "posts", "--json")
    code, out, err = archiver(*command)
    assert code == 0, err
    events = [json.loads(line) for line in out.splitlines()]
    page = next(each for each in events if each["event"] == "page_imported")
    assert page["leaks"] == []
    assert page["post"].endswith("a.md")
    with Collection.open(Path("archive"), writable=False) as collection:
        (summary,) = collection.captures()
        capture = collection.capture(summary.capture_id)
        assert capture.snapshot.title == "A"
        assert {shot.kind.value for shot in capture.pictures} == {"view", "fullPageFinal"}
        assert collection.text(summary.capture_id) == "hello"
        assert collection.rows(summary.capture_id) is not None
    findings = told(archiver("check", "--json")[1])
    assert any("and more" in message for _, _, message in findings)
    again = [json.loads(line) for line in archiver(*command)[1].splitlines()]
    assert (again[-1]["known"], again[-1]["shown"]) == (1, 0)


async def crawl(room: Newsroom, folder: Path) -> Path:
    """Let wget crawl the pages of the newsroom's posts."""
    urls = [
        item.url
        for item in Plan(room.posts)
        if isinstance(item, Target) and "post." not in item.url
    ]
    async with forward_proxy(room) as proxy:
        wget = await asyncio.create_subprocess_exec(
            *("wget", "--quiet", "--page-requisites", "--span-hosts", "--tries=1", "--timeout=10"),
            *("--execute", "robots=off", "--delete-after", "--no-directories"),
            *(f"--warc-file={folder / 'wget'}", f"--directory-prefix={folder}", *urls),
            env={**os.environ, "http_proxy": proxy},
        )
        await wget.wait()
    return folder / "wget.warc.gz"


@pytest.mark.browser
@pytest.mark.slow
def test_what_wget_wrote_of_the_newsroom_is_checked_against_its_posts(
    archiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed")
    monkeypatch.chdir(tmp_path)

    async def crawled() -> tuple[Path, dict[str, Path]]:
        async with Newsroom.start() as room:
            posts = room.write_posts(tmp_path / "posts")
            return await crawl(room, tmp_path), {path.stem: path for path in posts}

    path, _ = asyncio.run(crawled())
    code, out, err = archiver("import", str(path), "--posts", "posts")
    assert code == 0, err
    assert "7 pages of others, 7 with a post" in out
    findings = told(archiver("check", "--fixity", "--json")[1])
    assert not [message for _, check, message in findings if check == "D1"]
    # Planted faults that are the page's own, whoever fetches it.
    planted = {("003", "C1"), ("003", "T1"), ("004", "C2"), ("004", "M6"), ("005", "M7")}
    planted |= {("005", "O1"), ("006", "M3"), ("004", "V1")}
    assert planted <= {(slug[:3], check) for slug, check, _ in findings}
    # What wget never asked for is lost by the capture, not by the page.
    assert any(check == "M2" for _, check, _ in findings)
    assert archiver("export", "-o", "wget.wacz")[0] == 0
    assert archiver("import", "wget.wacz", "-o", "other")[0] == 0
    assert told(archiver("check", "other", "--json")[1]) == [
        each for each in findings if each[1] != "D1"
    ]
