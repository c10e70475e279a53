"""Replaying an archive, and saying of each page how it came out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from archiver.browser import BrowserSettings
from archiver.cli.accepting import unknown_article
from archiver.cli.report import Tally, finding_object, place, print_json
from archiver.cli.terminal import duration, harmless, out, words
from archiver.cli.work import capture_settings, replay_settings
from archiver.compare.judgement import verdict_of
from archiver.config import Config
from archiver.differences import bands_in_words
from archiver.errors import StorageError
from archiver.jobs import Judge, PageReplayed, Replayed, ReplayJob
from archiver.models import (
    Finding,
    LostAt,
    PlayerOutcome,
    PlayerState,
    Report,
    Severity,
)
from archiver.reports import LOST, JudgedPage, count
from archiver.store import CaptureSummary, Collection

_TITLE_CELLS = 40
_TOLD = 5
"""Leaks and bands of one page that are told one by one."""
_ADDRESS = 160
_SLACK_S = 1.5
_SIGNS = {
    "faithful": ("✓", "green"),
    "other": ("!", "yellow"),
    "lost": ("✗", "red"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """What `replay` was asked for."""

    config: Config
    slugs: tuple[str, ...] = ()
    """The articles; all when empty."""
    as_json: bool = False


@dataclass(slots=True)
class _Sum:
    """What all pages came to."""

    pages: int = 0
    identical: int = 0
    alike: int = 0
    """Of the others: those in which nothing is seen to differ."""
    other: int = 0
    unshown: int = 0
    leaks: int = 0
    played: int = 0
    players: int = 0
    failed: list[str] = field(default_factory=list)
    """Sentences about captures that cannot be replayed at all."""


def replay_archive(replaying: Replaying, tally: Tally) -> int:
    """Replay the articles of an archive, or those named; return the exit code.

    Raises:
        BrowserError: there is no browser, or it does not start.
        StorageError: the archive cannot be read or written.
        UsageError: there is no such article, or a rule file is not in order.
    """
    console, config = out(), replaying.config
    started = time.monotonic()
    settings = capture_settings(config)
    collection, keeps = _open(config.output)
    with collection:
        captures = _wanted(collection, replaying)
        with Judge(collection, settings.rulebook, keeps=keeps) as judge:
            teller = _Teller(console, judge, tally, replaying, len(captures), keeps=keeps)
            job = ReplayJob(
                collection,
                captures,
                post_of=judge.post_of,
                settings=replay_settings(config, settings),
                browser=BrowserSettings(executable=config.browser, offline=True),
                listener=teller,
                keeps=keeps,
            )
            asyncio.run(job.run(config.jobs))
    code = 1 if teller.sum.failed else tally.exit_code
    teller.end(time.monotonic() - started, min(code, 1))
    return min(code, 1)


def _open(root: Path) -> tuple[Collection, bool]:
    """Return the collection, and whether what comes out can be kept in it."""
    try:
        return Collection.open(root, create=False), True
    except StorageError:
        # A run has it, or it is read-only, or not there: then this says so in its own words.
        return Collection.open(root, writable=False), False


def _wanted(collection: Collection, replaying: Replaying) -> list[CaptureSummary]:
    captures = collection.captures()
    known = {each.slug for each in captures}
    for slug in replaying.slugs:
        if slug not in known:
            raise unknown_article(replaying.config.output, slug, sorted(known))
    return [each for each in captures if not replaying.slugs or each.slug in replaying.slugs]


class _Teller:
    """Judges each page that was replayed, and says how it came out."""

    def __init__(
        self,
        console: Console,
        judge: Judge,
        tally: Tally,
        replaying: Replaying,
        pages: int,
        *,
        keeps: bool,
    ) -> None:
        self._console = console
        self._judge = judge
        self._tally = tally
        self._as_json = replaying.as_json
        self._pages = pages
        self._keeps = keeps
        self.sum = _Sum()

    def __call__(self, event: PageReplayed) -> None:
        """Judge one page and tell of it at once."""
        self.sum.pages += 1
        summary, replayed = event.summary, event.replayed
        if replayed is None:
            self._fail(summary, event.error)
            return
        if self._keeps:
            report = self._judge.report_of(summary)
        else:
            report = self._judge.report_with(summary, replayed.replay)
        path = summary.source_path or summary.source_name
        report = _of_replay(self._tally.judged(report, path))
        page = JudgedPage(
            report=report, title=summary.title, path=path, capture_id=summary.capture_id
        )
        self._tally.add(page)
        self._count(replayed)
        if self._as_json:
            print_json(self._console, _object(page, replayed))
            return
        self._say(page, replayed)

    def end(self, took_s: float, code: int) -> None:
        """Tell the sum."""
        if self._as_json:
            facts = {
                "pages": self.sum.pages,
                "identical": self.sum.identical,
                "alike": self.sum.alike,
                "other": self.sum.other,
                "not_shown": self.sum.unshown + len(self.sum.failed),
                "leaks": self.sum.leaks,
                "players": self.sum.players,
                "played": self.sum.played,
            }
            print_json(self._console, {"event": "replay_done", **facts, "exit_code": code})
            return
        self._console.print(
            Text(", ".join([*_summed(self.sum), duration(took_s)]), "bold"), soft_wrap=True
        )
        if not self._keeps:
            told = "a run has the archive, or it is read-only: nothing of this is kept for `check`"
            self._console.print(Text(told, "yellow"), soft_wrap=True)

    def _fail(self, summary: CaptureSummary, error: str) -> None:
        self.sum.failed.append(error)
        if self._as_json:
            facts = {"slug": summary.slug, "capture": summary.capture_id, "error": error}
            print_json(self._console, {"event": "page_not_replayed", **facts})
            return
        line = self._head("lost", summary.title or summary.slug) + words(error)
        self._console.print(line, soft_wrap=True)

    def _count(self, replayed: Replayed) -> None:
        replay = replayed.replay
        players = [each for each in replay.capture.players if _is_asked(each)]
        self.sum.players += len(players)
        self.sum.played += sum(map(_is_through, players))
        self.sum.leaks += len(replay.leaks)
        if replay.capture.error:
            self.sum.unshown += 1
        elif replay.is_identical:
            self.sum.identical += 1
        elif replay.looks:
            self.sum.other += 1
        else:
            self.sum.alike += 1

    def _head(self, sign: str, title: str) -> Text:
        mark, style = _SIGNS[sign]
        name = words(title)
        name.truncate(_TITLE_CELLS, overflow="ellipsis", pad=True)
        counted = Text(f"[{self.sum.pages}/{self._pages}] ", "dim")
        return counted + Text(f"{mark} ", style) + name + Text("  ")

    def _say(self, page: JudgedPage, replayed: Replayed) -> None:
        findings = page.report.findings
        is_lost = any(each.severity is Severity.ERROR for each in findings)
        sign = "lost" if is_lost else "other" if findings else "faithful"
        facts = ", ".join(_facts(replayed))
        line = self._head(sign, page.title or page.report.slug) + Text(facts, "dim")
        self._console.print(line, soft_wrap=True)
        for text in _lines(page, replayed):
            self._console.print(Text("  ") + words(text), soft_wrap=True)


def _of_replay(report: Report) -> Report:
    """Return a report with what the replay lost alone."""
    findings = tuple(each for each in report.findings if each.lost_at is LostAt.REPLAY)
    accepted = tuple(each for each in report.accepted if each.lost_at is LostAt.REPLAY)
    return replace(report, findings=findings, accepted=accepted, verdict=verdict_of(findings))


def _facts(replayed: Replayed) -> Iterator[str]:
    replay = replayed.replay
    if replay.capture.error:
        yield "is not shown"
    elif replay.is_identical:
        yield "identical"
    elif replay.looks:
        yield f"looks other in {count(len(replay.looks), 'place')}"
    else:
        yield _but_for(replayed)
    if replay.leaks:
        yield count(len(replay.leaks), "leak")
    players = [each for each in replay.capture.players if _is_asked(each)]
    if players:
        played = sum(map(_is_through, players))
        yield f"players to the end {played}/{len(players)}"
    if replay.is_clocked:
        yield "at the time of its capture"
    yield f"{replay.capture.duration_s:.1f} s"


def _but_for(replayed: Replayed) -> str:
    """Return why the two pictures are not identical, though nothing is seen to differ."""
    picture = replayed.difference.picture if replayed.difference else None
    if picture is None:
        return "has no picture to compare"
    if picture.masked_px:
        return "looks the same but for what plays in it"
    if not picture.noise_px:
        return "looks the same but for shades that no eye tells apart"
    return f"looks the same but for {count(picture.noise_px, 'pixel')}"


def _lines(page: JudgedPage, replayed: Replayed) -> Iterator[str]:
    for finding in page.report.findings:
        yield _finding_line(page, finding)
    for finding in page.report.accepted:
        yield f"accepted: {finding.message}"
    picture = replayed.difference.picture if replayed.difference else None
    bands = bands_in_words(picture) if picture and replayed.replay.looks else ()
    if bands:
        more = len(bands) - _TOLD
        yield f"rows: {'; '.join(bands[:_TOLD])}" + (f"; and {more} more" if more > 0 else "")
    leaks = replayed.replay.leaks
    for leak in leaks[:_TOLD]:
        yield f"leak: {leak[:_ADDRESS]}"
    if len(leaks) > _TOLD:
        yield f"and {count(len(leaks) - _TOLD, 'leak')} more"


def _finding_line(page: JudgedPage, finding: Finding) -> str:
    where, what = place(page, finding), f"{finding.severity} {finding.check}"
    return f"{where}: {what}: {harmless(finding.message)} ({LOST[finding.lost_at]})"


def _is_asked(state: PlayerState) -> bool:
    """Tell whether a player was asked to play: one that gave no film before is left alone."""
    return state.outcome is PlayerOutcome.CAPTURED or bool(
        state.outcome is PlayerOutcome.UNKNOWN and state.note
    )


def _is_through(state: PlayerState) -> bool:
    if state.outcome is not PlayerOutcome.CAPTURED:
        return False
    whole_s, kept_s = state.duration_s, state.kept_s
    return state.live or whole_s is None or kept_s is None or kept_s >= whole_s - _SLACK_S


def _object(page: JudgedPage, replayed: Replayed) -> dict[str, object]:
    replay = replayed.replay
    picture = replayed.difference.picture if replayed.difference else None
    return {
        "event": "page_replayed",
        "slug": page.report.slug,
        "capture": page.capture_id,
        "error": replay.capture.error,
        "identical": replay.is_identical,
        "looks": [each.sentence for each in replay.looks],
        "rows": list(bands_in_words(picture)) if picture else [],
        "leaks": list(replay.leaks),
        "players": [
            {
                "url": each.url,
                "outcome": each.outcome.value,
                "kept_s": each.kept_s,
                "duration_s": each.duration_s,
                "note": each.note,
            }
            for each in replay.capture.players
        ],
        "at_capture_time": replay.is_clocked,
        "notes": list(replay.notes),
        "duration_s": replay.capture.duration_s,
        "findings": [finding_object(each) for each in page.report.findings],
        "accepted": [finding_object(each) for each in page.report.accepted],
    }


def _summed(total: _Sum) -> Iterator[str]:
    yield f"{count(total.pages, 'page')} replayed"
    for number, what in (
        (total.identical, "identical"),
        (total.alike, "look the same"),
        (total.other, "look other"),
        (total.unshown + len(total.failed), "not shown"),
    ):
        if number:
            yield f"{number:,} {what}"
    yield count(total.leaks, "leak")
    if total.players:
        yield f"players to the end {total.played:,} of {total.players:,}"
