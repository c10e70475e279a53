"""Events put in words: one line each, the same on a terminal and in a log."""

from __future__ import annotations

from rich.text import Text

from archiver.cli.report import verdict_sign
from archiver.cli.terminal import size, words
from archiver.jobs import (
    BrowserRestarted,
    Event,
    JobStarted,
    JobStopping,
    PageDone,
    PageFailed,
    PageRetried,
    PageSkipped,
    PostUnreadable,
)
from archiver.models import Target
from archiver.reports import JudgedPage, count

_TITLE_CELLS = 40
"""Width of titles in the lines of finished pages, so that the facts stand in a column."""


def judged(event: PageDone | PageFailed | PageSkipped) -> JudgedPage:
    """Return the page that an event is the end of."""
    target, kept_bytes, capture_id = event.target, 0, ""
    if isinstance(event, PageDone):
        capture_id = event.capture.capture_id
        kept_bytes = sum(entry.size_bytes for entry in event.capture.ledger)
    return JudgedPage(
        report=event.report,
        title=title_of(target),
        path=str(target.post.path) if target.post else "",
        size_bytes=kept_bytes,
        capture_id=capture_id,
    )


def unreadable_sentence(event: PostUnreadable) -> str:
    """Return what is wrong with a post, and where."""
    return f"{event.path}:{event.line}: {event.reason}"


def told(event: Event) -> Text | None:
    """Return the line that an event is told by; None for what only a table shows."""
    if isinstance(event, PageDone | PageFailed | PageSkipped):
        return _page_line(event)
    if isinstance(event, JobStopping):
        return Text(_stopping(event), "yellow")
    if isinstance(event, JobStarted):
        line = Text(f"{count(event.pages, 'page')} into ") + words(event.collection, "bold")
        if event.recovered:
            line += Text.assemble(("\nrecovered: ", "yellow"), words(event.recovered))
        return line
    if isinstance(event, PostUnreadable):
        return Text.assemble(("✗ ", "bold red"), words(unreadable_sentence(event)))
    if isinstance(event, PageRetried | BrowserRestarted):
        return Text.assemble(("↻ ", "yellow"), _once_more(event))
    return None


def _once_more(event: PageRetried | BrowserRestarted) -> Text:
    if isinstance(event, BrowserRestarted):
        return words(f"another browser is started: {event.reason}")
    again = words(f"again in {event.wait_s:.0f} s: {event.reason}", "dim")
    return Text("  ").join([words(title_of(event.target)), again])


def _stopping(event: JobStopping) -> str:
    if event.grace_s:
        return f"stopping: pages in flight have {event.grace_s:.0f} s; Ctrl-C again drops them"
    return "stopping at once"


def _page_line(event: PageDone | PageFailed | PageSkipped) -> Text:
    page, report = judged(event), event.report
    title = words(page.title)
    title.truncate(_TITLE_CELLS, overflow="ellipsis", pad=True)
    facts = [_kept("media", report.media_kept, report.media_promised)]
    facts.append(_kept("captions", report.captions_kept, report.captions_promised))
    if report.findings:
        facts.append(count(len(report.findings), "finding"))
    if report.accepted:
        facts.append(count(len(report.accepted), "known loss"))
    if isinstance(event, PageDone):
        facts += [size(page.size_bytes), f"{event.capture.duration_s:.1f} s"]
    elif isinstance(event, PageSkipped):
        facts.append("done before")
    told_facts = Text(", ".join(fact for fact in facts if fact), "dim")
    return Text("  ").join([verdict_sign(report.verdict), title, told_facts])


def _kept(noun: str, kept: int, promised: int) -> str:
    return f"{noun} {kept}/{promised}" if promised else ""


def title_of(target: Target) -> str:
    """Return a page's name for people: its post's title, or else its slug."""
    return (target.post.title if target.post else "") or target.slug
