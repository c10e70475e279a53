"""The report as Markdown: a comment on a pull request, of a bounded length."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from archiver.models import Finding, Severity, Verdict
from archiver.reports.account import LOST, Account, JudgedPage, in_reading_order, place, worst_first
from archiver.reports.grouping import Group, grouped
from archiver.reports.wording import count, one_line

MAX_CHARACTERS = 60_000
"""GitHub takes 65,536 of a comment; a line of the sender's own shall fit too."""
_MAX_MESSAGE = 600
_MAX_PLACES = 3
_MAX_ROWS = 30
"""Findings that are shown of one page."""
_MAX_MISFITS = 10
_TAIL_CHARACTERS = 300
"""Room for the words about what was cut off."""
_SIGN = {Verdict.FAILED: "❌", Verdict.PARTIAL: "⚠️", Verdict.COMPLETE: "✅"}
_MARK = {Severity.ERROR: "❌", Severity.WARNING: "⚠️"}

_ENTITY = re.compile(r"[&<>\"'`|*_~\\\[\](){}!$:+=-]|(?<=www)\.|(?<=\d)[.)]")
_CALL = re.compile(r"[@#]|(?<=\bGH)-|(?<=\bgh)-")
_BREAK = "&#8203;"
"""A space of no width: GitHub looks for mentions and numbers after entities are resolved."""


def escaped(text: str, limit: int = _MAX_MESSAGE) -> str:
    """Return text that Markdown shows as it is: no mark, link, HTML, mention or reference."""
    plain = one_line(text, limit)
    called = _CALL.sub(lambda found: f"{found[0]}\0", plain)
    return _ENTITY.sub(lambda found: f"&#{ord(found[0])};", called).replace("\0", _BREAK)


def markdown_text(account: Account) -> str:
    """Return the report in under 60,000 characters; what did not fit is counted at the end."""
    pages = worst_first(account.pages)
    told = grouped(pages)
    lines = [lambda group=group: _group(group, account) for group in told.groups]
    lines += [lambda said=said: f"* ❌ {escaped(said)}\n" for said in account.unreadable]
    text, left = _filled(_head(account), lines)
    if lines:
        text += "\n"
    details = [
        lambda page=page, findings=findings: _page(page, findings, account)
        for page in pages
        if (findings := in_reading_order(told.alone(page)))
    ]
    text, left_pages = _filled(text, details)
    cut = [count(left, "line")] if left else []
    cut += [count(left_pages, "page")] if left_pages else []
    if cut:
        text += (
            f"\n**Cut off**: {' and '.join(cut)} did not fit here. "
            "`archiver check --format html` shows everything.\n"
        )
    return text


def _filled(text: str, blocks: Sequence[Callable[[], str]]) -> tuple[str, int]:
    """Return a text with the blocks that fit behind it, and how many did not.

    Blocks are made as long as they may fit: of ten thousand pages most are only counted.
    """
    parts, room, misfits = [text], MAX_CHARACTERS - _TAIL_CHARACTERS - len(text), 0
    for block in blocks:
        if misfits > _MAX_MISFITS:
            break
        made = block()
        if len(made) > room:
            misfits += 1
            continue
        parts.append(made)
        room -= len(made)
    return "".join(parts), len(blocks) - len(parts) + 1


def _head(account: Account) -> str:
    total = account.sum
    worst = next((verdict for verdict in reversed(Verdict) if total.verdicts[verdict]), None)
    told = [count(total.pages, "page"), *_counts(total.errors, total.warnings)]
    if total.accepted:
        told.append(f"{count(total.accepted, 'known loss')} honoured")
    if account.unreadable:
        told.append(f"{count(len(account.unreadable), 'post')} unreadable")
    rows = [
        f"| {_SIGN[verdict]} {verdict} | {total.verdicts[verdict]:,} |"
        for verdict in reversed(Verdict)
        if total.verdicts[verdict]
    ]
    if total.media_promised:
        rows.append(f"| media kept | {total.media_kept:,} of {total.media_promised:,} |")
    if total.captions_promised:
        rows.append(f"| captions kept | {total.captions_kept:,} of {total.captions_promised:,} |")
    head = f"## {_SIGN[worst] + ' ' if worst else ''}archiver: {', '.join(told)}"
    return "\n".join([head, "", "| pages | |", "|---|--:|", *rows, "", ""])


def _counts(errors: int, warnings: int) -> list[str]:
    """Return what there is of errors and warnings, `no findings` when there is neither."""
    told = [count(errors, "error")] if errors else []
    told += [count(warnings, "warning")] if warnings else []
    return told or ["no findings"]


def _group(group: Group, account: Account) -> str:
    title = account.title_of(group.check)
    places = [_code(place(each.page, each.finding)) for each in group.firsts[:_MAX_PLACES]]
    left = len(group.pages) - len(places)
    more = f" and {left:,} more" if left else ""
    return (
        f"* {_MARK[group.severity]} **{escaped(group.check)} {escaped(title)}** on "
        f"{count(len(group.pages), 'page')}: {escaped(group.sentence)} "
        f"({LOST[group.lost_at]}): {', '.join(places)}{more}\n"
    )


def _page(page: JudgedPage, findings: list[Finding], account: Account) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    told = ", ".join(_counts(errors, len(findings) - errors))
    rows = [_row(page, finding, account) for finding in findings[:_MAX_ROWS]]
    if len(findings) > _MAX_ROWS:
        rows.append(f"| | | | and {len(findings) - _MAX_ROWS:,} more |")
    return "\n".join(
        [
            "<details>",
            f"<summary>{_SIGN[page.report.verdict]} {escaped(page.name, 100)}: {told}</summary>",
            "",
            "| | check | where | what |",
            "|---|---|---|---|",
            *rows,
            "",
            "</details>",
            "",
            "",
        ]
    )


def _row(page: JudgedPage, finding: Finding, account: Account) -> str:
    title = f"{escaped(finding.check)} {escaped(account.title_of(finding.check))}".strip()
    what = f"{escaped(finding.message)} ({LOST[finding.lost_at]})"
    return f"| {_MARK[finding.severity]} | {title} | {_code(place(page, finding))} | {what} |"


def _code(text: str) -> str:
    return f"<code>{escaped(text, 200)}</code>"
