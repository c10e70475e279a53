"""What an archive holds, in words: the list of its articles, and one of them whole."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

from rich.table import Table
from rich.text import Text

from archiver.cli.report import (
    Tally,
    finding_object,
    print_json,
    print_report,
    sign,
)
from archiver.cli.terminal import out, print_table, size, words
from archiver.errors import UsageError
from archiver.models import Capture, PlayerState, Report, ScreenshotKind, Verdict
from archiver.reports import JudgedPage, count
from archiver.store import CaptureSummary, Collection

_ROOM_FOR_TITLES = 100
"""Columns of a terminal from which on titles fit beside the rest."""


def print_list(root: Path, *, as_json: bool) -> None:
    """Print one line for each article, its last capture; raise `StorageError` without archive."""
    console = out()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("", "article", "captured", "media", "findings", "size"):
        right = name in {"media", "findings", "size"}
        table.add_column(name, justify="right" if right else "left", no_wrap=True)
    if console.width >= _ROOM_FOR_TITLES:
        table.add_column("title", no_wrap=True, overflow="ellipsis")
    with Collection.open(root, writable=False) as collection:
        reports = {report.slug: report for report in collection.reports()}
        captures = collection.captures()
    for summary in captures:
        report = reports.get(summary.slug)
        if as_json:
            print_json(console, _summary_object(summary, report))
        else:
            table.add_row(*_summary_row(summary, report)[: len(table.columns)])
    if not as_json:
        print_table(console, table)
        verdicts = Counter(report.verdict for report in reports.values())
        parts = [f"{verdicts[verdict]} {verdict}" for verdict in Verdict if verdicts[verdict]]
        console.print(Text(", ".join([count(len(captures), "article"), *parts]), "bold"))


def print_article(root: Path, slug: str, *, as_json: bool) -> None:
    """Print everything about one article; raise `UsageError` when the archive has none so named."""
    console = out()
    with Collection.open(root, writable=False) as collection:
        captures = collection.captures(slug, latest=False)
        if not captures:
            raise UsageError(f"{root} has no article {slug!r}; `archiver list` names them all")
        summary = captures[-1]
        capture = collection.capture(summary.capture_id)
        report = collection.report(slug)
        source = collection.source(slug)
        shots = [
            (kind, shot)
            for kind in ScreenshotKind
            if (shot := collection.screenshot(summary.capture_id, kind))
        ]
        shots += [
            (ScreenshotKind.PLAYER, shot)
            for state in capture.players
            if (
                shot := collection.screenshot(
                    summary.capture_id, ScreenshotKind.PLAYER, subject=state.url
                )
            )
        ]
    if as_json:
        findings = [finding_object(finding) for finding in report.findings] if report else []
        facts = _summary_object(summary, report) | {"findings": findings}
        players = [dataclasses.asdict(state) for state in capture.players]
        facts |= {"error": capture.error, "captures": len(captures), "players": players}
        print_json(console, facts)
        return
    facts_table = Table.grid(padding=(0, 2, 0, 0))
    rows = _facts(summary, capture)
    rows.append(("captures", count(len(captures), "capture") + " of this article"))
    rows += [("screenshot", str(shot.path)) for _, shot in shots if shot.path]
    for name, value in rows:
        facts_table.add_row(Text(name, "dim"), words(value))
    head = Text.assemble(sign(report.verdict), " ") if report else Text()
    console.print(Text.assemble(head, words(summary.title or slug, "bold")))
    print_table(console, facts_table)
    if report:
        tally = Tally()
        path = source.path or source.name if source else ""
        tally.add(JudgedPage(report=report, title=summary.title, path=path))
        print_report(console, tally)


def _facts(summary: CaptureSummary, capture: Capture) -> list[tuple[str, str]]:
    """Return what a capture was, as names and values."""
    environment, snapshot = capture.environment, capture.snapshot
    whole = sum(entry.record is not None for entry in capture.ledger)
    facts = [
        ("address", capture.url),
        ("known from", capture.origin.value),
        ("captured", f"{summary.started_at:%Y-%m-%d %H:%M:%S} UTC in {summary.duration_s:.1f} s"),
        ("by", f"archiver {environment.archiver}, {environment.browser}"),
        ("status", str(capture.status) if capture.status else "no answer"),
        ("exchanges", f"{len(capture.ledger)}, {whole} with a record"),
        ("in the WARC", f"{count(summary.records, 'record')}, {size(summary.size_bytes)}"),
    ]
    if capture.error:
        facts.append(("error", capture.error))
    if snapshot:
        frames = count(len(snapshot.frames), "frame")
        facts.append(("page", f"{snapshot.width_px} x {snapshot.height_px} px, {frames}"))
    facts += [("player", _player(state)) for state in capture.players]
    facts += [("note", note) for note in capture.events.notes]
    facts += [("blocked", address) for address in capture.events.blocked]
    return facts


def _player(state: PlayerState) -> str:
    """Return what became of a player, in a line."""
    length = ""
    if state.kept_s is not None:
        whole = f" of {state.duration_s:.0f}" if state.duration_s else ""
        length = f", {state.kept_s:.0f}{whole} s"
    kept = f", {size(state.size_bytes)}" if state.size_bytes else ""
    note = f" ({state.note})" if state.note else ""
    return f"{state.outcome}{length}{kept}{note}: {state.provider} {state.url}"


def _summary_row(summary: CaptureSummary, report: Report | None) -> list[Text]:
    media = f"{report.media_kept}/{report.media_promised}" if report else ""
    return [
        sign(report.verdict) if report else Text("?", "dim"),
        words(summary.slug),
        Text(f"{summary.started_at:%Y-%m-%d}", "dim"),
        Text(media),
        Text(str(len(report.findings) or "") if report else "", "yellow"),
        Text(size(summary.size_bytes), "dim"),
        words(summary.title or summary.url),
    ]


def _summary_object(summary: CaptureSummary, report: Report | None) -> dict[str, object]:
    return {
        "slug": summary.slug,
        "url": summary.url,
        "origin": summary.origin.value,
        "title": summary.title,
        "captured": summary.started_at.isoformat(),
        "duration_s": summary.duration_s,
        "status": summary.status,
        "records": summary.records,
        "size_bytes": summary.size_bytes,
        "verdict": report.verdict.value if report else None,
        "media_promised": report.media_promised if report else None,
        "media_kept": report.media_kept if report else None,
        "findings": len(report.findings) if report else None,
    }
