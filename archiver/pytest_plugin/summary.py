"""What is told at the end of a run: unused snapshots, and on GitHub all findings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from archiver.compare import check_of

if TYPE_CHECKING:
    from archiver.pytest_plugin.run import Run

_MOST_ANNOTATIONS: Final = 50
"""GitHub shows ten errors and ten warnings of a step, and fifty of a job."""


def tell(terminal: pytest.TerminalReporter, run: Run) -> None:
    """Tell what the run found, where its reader looks."""
    _tell_unused(terminal, run)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in workflow_commands(run.told, os.environ.get("GITHUB_WORKSPACE", "")):
            terminal.write_line(line)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and run.told:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(markdown(run.told))


def _tell_unused(terminal: pytest.TerminalReporter, run: Run) -> None:
    if run.is_part or not run.snapshots.used:
        return
    from archiver.errors import ArchiverError
    from archiver.pytest_plugin.snapshot import unused

    ground = run.desk.ground
    try:
        left = unused(ground)
    except ArchiverError as error:
        terminal.write_line(f"snapshots: {error}")
        return
    if left:
        terminal.section("unused snapshots", sep="-")
        for slug in left:
            terminal.write_line(str(ground.snapshots / slug))
        terminal.write_line("no test was held against them; remove what is not needed any more")


def workflow_commands(told: Iterable[Mapping[str, Any]], workspace: str) -> Iterator[str]:
    """Yield a workflow command of GitHub Actions for each finding, errors first."""
    told = list(told)
    rows = [("error", page, each) for page in told for each in page["fails"]]
    rows += [("error", page, {"message": page["trouble"]}) for page in told if page["trouble"]]
    rows += [("warning", page, each) for page in told for each in page["warns"]]
    for level, page, row in rows[:_MOST_ANNOTATIONS]:
        check = row.get("check", "")
        known = check_of(check) if check else None
        title = f"{check} {known.title}" if known else check or "archiver"
        fields = {"title": title}
        if page["path"]:
            place = _below(page["path"], workspace)
            fields = {"file": place, "line": str(row.get("line") or 1), **fields}
        shown = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
        yield f"::{level} {shown}::{_escaped(row['message'])}"
    if len(rows) > _MOST_ANNOTATIONS:
        yield f"::notice::{len(rows) - _MOST_ANNOTATIONS:,} more findings are in the log"


def markdown(told: Iterable[Mapping[str, Any]]) -> str:
    """Return the summary of a step: archiver's own report as Markdown."""
    from archiver.formats import decode_report
    from archiver.reports import Account, Form, JudgedPage, written

    told = list(told)
    pages = [
        JudgedPage(
            report=decode_report(each["report"].encode()),
            title=each["title"],
            path=each["path"],
            size_bytes=each["size_bytes"],
            capture_id=each["capture_id"],
        )
        for each in told
        if each["report"]
    ]
    trouble = tuple(each["trouble"] for each in told if each["trouble"])
    account = Account(pages=tuple(pages), made_at=datetime.now(UTC), unreadable=trouble)
    return written(account, Form.MARKDOWN) + "\n"


def _below(path: str, workspace: str) -> str:
    """Return a path as GitHub finds it: below the workspace, with slashes."""
    place = Path(path)
    if workspace and place.is_absolute() and place.is_relative_to(workspace):
        place = place.relative_to(workspace)
    return place.as_posix()


def _escaped(text: str) -> str:
    """Return text that ends no command: GitHub's own escapes."""
    from archiver.reports.wording import one_line

    return one_line(text, 1_000).replace("%", "%25")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
