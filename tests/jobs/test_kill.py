"""Jobs that were killed, resumed: `benchmarks/kill9.py` in small, and what a kill may leave."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "kill9.py"
POST = """\
---
title: A walk
---
<p>The path begins behind the mill, and nobody has ever counted its steps.</p>
<p><img src="https://img.example/mill.jpg"></p>
"""


@pytest.mark.slow
def test_killed_three_times_a_job_gives_what_an_unbroken_one_gives() -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARK, "--kills", "3", "--posts", "10"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_killed_between_commit_and_report_is_judged_not_captured_again(
    tmp_path: Path,
) -> None:
    (tmp_path / "walk.md").write_text(POST, encoding="utf-8")

    def run() -> list[dict[str, object]]:
        command = [sys.executable, "-m", "archiver", "run", "walk.md", "--stand-in", "--json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    run()
    with sqlite3.connect(tmp_path / "archive" / "archiver.sqlite3") as catalog:
        assert catalog.execute("DELETE FROM reports").rowcount == 1
    catalog.close()
    told = run()
    assert [event["event"] for event in told] == ["job_started", "page_skipped", "job_done"]
    assert told[1]["verdict"] == "complete"
