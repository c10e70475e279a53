"""`archiver replay` and `archiver run --replay` for real: Chromium, an archive, no network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.store import CaptureSummary, Collection

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

POST = """\
---
title: "A walk in {name} \\x1b[31m"
---
<p>The path begins behind the mill, and nobody has ever counted its steps.</p>
<p><img src="https://img.example/{name}.jpg" referrerpolicy="no-referrer"></p>
<p>▲The mill in {name}</p>
"""


def archiver(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "archiver", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two posts and their archive, made with `--replay`; the second one is harmed after."""
    folder = tmp_path_factory.mktemp("replay")
    (folder / "posts").mkdir()
    for name in ("april", "may"):
        path = folder / "posts" / f"{name}.md"
        path.write_text(POST.format(name=name), encoding="utf-8")
    code, _out, err = archiver(folder, "run", "posts", "--stand-in", "--replay", "--jobs", "1")
    assert (code, err) == (0, "")
    assert len(list((folder / "archive" / "replays").rglob("*.json.gz"))) == 2
    return folder


def harm(folder: Path, name: str) -> None:
    with Collection.open(folder / "archive", writable=False) as collection:
        (summary,) = (each for each in collection.captures() if name in each.slug)
        entry = _picture(collection, summary)
        assert entry is not None
        with collection.volume(entry.filename).open("r+b") as stream:
            stream.seek(entry.offset + 12)
            stream.write(b"\xff" * (entry.length_bytes - 16))


def _picture(collection: Collection, summary: CaptureSummary):
    ledger = collection.capture(summary.capture_id).ledger
    return next(each.record for each in ledger if each.url.endswith(".jpg") and each.record)


def test_pages_that_come_out_as_they_were_end_with_0(folder: Path) -> None:
    code, out, err = archiver(folder, "replay")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line[:8] for line in lines[:2]] == ["[1/2] ✓ ", "[2/2] ✓ "]
    assert all("identical" in line for line in lines[:2])
    assert "\x1b" not in out
    assert lines[-1].startswith("2 pages replayed, 2 identical, 0 leaks, ")


def test_what_was_kept_and_is_not_shown_ends_with_1_and_is_told_by_check(folder: Path) -> None:
    harm(folder, "may")
    code, out, _ = archiver(folder, "check", "--json")
    assert code == 0
    code, out, _ = archiver(folder, "replay", "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    pages = {each["slug"]: each for each in events if each["event"] == "page_replayed"}
    (whole,) = (page for slug, page in pages.items() if "april" in slug)
    (harmed,) = (page for slug, page in pages.items() if "may" in slug)
    assert (whole["identical"], whole["findings"]) == (True, [])
    assert harmed["leaks"] == ["GET https://img.example/may.jpg"]
    assert {each["lost_at"] for each in harmed["findings"]} == {"replay"}
    assert events[-1]["event"] == "replay_done"
    assert (events[-1]["pages"], events[-1]["exit_code"]) == (2, 1)
    code, out, _ = archiver(folder, "check")
    assert code == 1
    assert "(the replay lost it)" in out
    code, out, _ = archiver(folder, "replay", "--fail-on", "never", _slug(folder, "may"), "archive")
    assert code == 0
    assert "leak: GET https://img.example/may.jpg" in out
    assert out.startswith("[1/1] ✗ ")


def test_an_archive_that_cannot_be_written_is_replayed_and_nothing_is_kept(folder: Path) -> None:
    slug = _slug(folder, "april")
    (kept,) = (folder / "archive" / "replays" / slug).iterdir()
    kept.unlink()
    with Collection.open(folder / "archive"):
        code, out, _ = archiver(folder, "replay", slug)
    assert code == 0
    assert "nothing of this is kept" in out
    assert not kept.exists()


def test_an_article_or_an_archive_that_is_not_there_is_said(folder: Path) -> None:
    code, out, err = archiver(folder, "replay", "april-x")
    assert (code, out) == (2, "")
    assert "archive has no article 'april-x'" in err
    code, out, err = archiver(folder, "replay", "./nowhere")
    assert (code, out) == (4, "")
    assert "nowhere" in err


def _slug(folder: Path, name: str) -> str:
    with Collection.open(folder / "archive", writable=False) as collection:
        return next(each.slug for each in collection.captures() if name in each.slug)
