"""`archiver run` for real: Chromium, a stand-in web, a collection on disk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archiver.store import Collection

pytestmark = pytest.mark.browser

POST = """\
---
title: A walk in {name}
---
<p>The path begins behind the mill, and nobody has ever counted its steps.</p>
<p><img src="https://img.example/{name}.jpg" referrerpolicy="no-referrer"></p>
<p>▲The mill in {name}</p>
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "archiver", *arguments]


def archiver(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        command(*arguments), cwd=folder, capture_output=True, text=True, timeout=110, check=False
    )
    return done.returncode, done.stdout, done.stderr


def events(folder: Path, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    code, out, _ = archiver(folder, *arguments, "--json")
    return code, [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    for name in ("april", "may"):
        path = tmp_path / "posts" / f"{name}.md"
        path.write_text(POST.format(name=name), encoding="utf-8")
    return tmp_path


def test_a_run_captures_resumes_and_captures_again(folder: Path) -> None:
    code, out, err = archiver(folder, "run", "posts", "--stand-in")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "2 pages into archive"
    assert sorted(line[:12] for line in lines[1:3]) == ["[1/2] ✓ comp", "[2/2] ✓ comp"]
    assert lines[3].startswith("2 pages, 2 complete, media kept 2 of 2, captions 2 of 2, ")
    assert lines[4] == "archive: archive"

    code, told = events(folder, "run", "posts", "--stand-in")
    assert code == 0
    assert [event["event"] for event in told] == [
        "job_started",
        "page_skipped",
        "page_skipped",
        "job_done",
    ]
    assert told[-1]["skipped"] == 2

    # A post that changed is captured anew, and only that one; `--again` takes all.
    path = folder / "posts" / "may.md"
    path.write_text(path.read_text(encoding="utf-8").replace("steps", "stones"), encoding="utf-8")
    _, told = events(folder, "run", "posts", "--stand-in")
    assert [e["title"] for e in told if e["event"] == "page_done"] == ["A walk in may"]
    _, told = events(folder, "run", "posts", "--stand-in", "--again")
    assert len([e for e in told if e["event"] == "page_done"]) == 2

    code, checked = events(folder, "check")
    assert code == 0
    assert [event["verdict"] for event in checked[:-1]] == ["complete", "complete"]
    assert checked[-1]["complete"] == 2
    code, out, _ = archiver(folder, "list")
    assert code == 0
    assert out.splitlines()[-1] == "2 articles, 2 complete"
    slug = str(checked[0]["slug"])
    code, out, _ = archiver(folder, "show", slug)
    assert code == 0
    assert "known from   rendered" in out


def test_an_unreadable_post_does_not_stop_the_others(folder: Path) -> None:
    (folder / "posts" / "broken.md").write_text("---\ntitle: [x\n---\nwords\n", encoding="utf-8")
    code, out, _ = archiver(folder, "run", "posts", "--dry-run")
    assert code == 1
    assert len(out.splitlines()) == 3
    assert "posts/broken.md:2  unreadable" in out
    code, told = events(folder, "run", "posts", "--stand-in")
    assert code == 1
    assert (told[-1]["complete"], told[-1]["unreadable"]) == (2, 1)


def test_a_picture_that_the_web_does_not_have_is_found_with_its_line(folder: Path) -> None:
    # Without --stand-in nothing answers for `img.example`.
    post = folder / "posts" / "april.md"
    code, out, _ = archiver(folder, "run", str(post.relative_to(folder)))
    assert code == 1
    (line,) = (line for line in out.splitlines() if line.startswith("posts/april.md:5: error M3"))
    assert "https://img.example/april.jpg" in line


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_with_finished_pages_kept(folder: Path, number: int) -> None:
    for name in range(4):
        path = folder / "posts" / f"more-{name}.md"
        path.write_text(POST.format(name=f"more-{name}"), encoding="utf-8")
    job = subprocess.Popen(
        command("run", "posts", "--stand-in", "--json", "--jobs", "1"),
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert job.stdout is not None
    told = []
    for line in job.stdout:
        told.append(json.loads(line))
        if told[-1]["event"] == "page_done":
            job.send_signal(number)
            break
    told += [json.loads(line) for line in job.stdout]
    job.stdout.close()
    assert job.wait(30) == 130
    assert told[-1]["event"] == "job_done"
    assert told[-1]["interrupted"] is True
    done = [event["slug"] for event in told if event["event"] == "page_done"]
    assert 1 <= len(done) < 6
    # The next run needs no repair, and takes up the rest.
    _, told = events(folder, "run", "posts", "--stand-in")
    assert told[0]["recovered"] == ""
    assert sorted(e["slug"] for e in told if e["event"] == "page_skipped") == sorted(done)
    assert told[-1]["complete"] == 6


def test_a_killed_run_is_taken_up_where_it_stopped(folder: Path) -> None:
    for name in range(4):
        path = folder / "posts" / f"more-{name}.md"
        path.write_text(POST.format(name=f"more-{name}"), encoding="utf-8")
    job = subprocess.Popen(
        command("run", "posts", "--stand-in", "--json", "--jobs", "1"),
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert job.stdout is not None
    for line in job.stdout:
        if json.loads(line)["event"] == "page_done":
            time.sleep(0.2)
            job.kill()
            break
    job.stdout.close()
    job.wait(10)
    code, told = events(folder, "run", "posts", "--stand-in")
    assert code == 0
    assert told[-1]["complete"] == 6
    assert [e["event"] for e in told].count("page_skipped") >= 1


def test_a_second_run_on_one_archive_is_refused_but_may_read(folder: Path) -> None:
    code, out, err = archiver(folder, "run", "posts/may.md", "--stand-in")
    assert (code, err) == (0, ""), out
    with Collection.open(folder / "archive"):
        code, _, err = archiver(folder, "run", "posts", "--stand-in")
        assert code == 5
        assert "another run writes this collection" in err
        assert archiver(folder, "list")[0] == 0
        code, out, _ = archiver(folder, "check")
        assert code == 0, out
