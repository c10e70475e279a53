"""What changed between two captures of one article: beyond what was lost, and with it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Final

from archiver.compare import front_matter
from archiver.compare.alignment.blocks import TEXT_KINDS, Found
from archiver.compare.history.change import Change, ChangeKind, Changes
from archiver.compare.history.changed_media import changed_media
from archiver.compare.history.changed_texts import changed_texts
from archiver.compare.history.two_pages import Side, TwoPages
from archiver.compare.judgement import check
from archiver.compare.keys import address_key
from archiver.compare.loss import fingerprint
from archiver.compare.naming import noun_of
from archiver.compare.page_failures import page_failure
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, BodyProbe, Capture, Finding, Post, Report

_MEDIA_CHECKS = ("M", "V")
_CHECKS: Final[Mapping[ChangeKind, tuple[str, ...]]] = {
    ChangeKind.REMOVED: ("M", "V", "C", "T", "A"),
    ChangeKind.REWRITTEN: ("T", "C"),
    ChangeKind.MOVED: ("O", "C"),
    ChangeKind.READDRESSED: _MEDIA_CHECKS,
    ChangeKind.RETOUCHED: _MEDIA_CHECKS,
    ChangeKind.REPLACED: _MEDIA_CHECKS,
    ChangeKind.UNCLEAR: _MEDIA_CHECKS,
    ChangeKind.LOST: _MEDIA_CHECKS,
    ChangeKind.OUTCOME: ("V",),
    ChangeKind.LENGTH: ("V",),
    ChangeKind.RELINKED: ("L",),
}
"""Changes by which something may be lost, and the beginnings of the checks that tell it."""
_TELLS_CHANGE = "M10"
"""The check of pictures that are other than before: that is a change, and no loss."""


def changes(
    post: Post | None,
    earlier: Capture,
    later: Capture,
    *,
    looks: Mapping[str, BodyProbe] | None = None,
    report: Report | None = None,
) -> Changes:
    """Return what differs between two captures of one article.

    Args:
        post: The promise, as the later capture was made from; None for a page without.
        earlier: The capture that is the measure.
        later: The capture that may differ.
        looks: What pictures look like, by payload digest, where the ledgers do not tell.
        report: Of the later capture; it is judged here when None.

    A change is a loss where the report has a finding about the same block of the post. A
    page of which one capture failed has that as its only change. Without a post all of the
    page counts as the article, but for ages and counters.
    """
    notes = tuple(_notes(earlier, later))
    failed = [page_failure(each) for each in (earlier, later)]
    if any(failed) or earlier.snapshot is None or later.snapshot is None:
        found = [] if all(failed) else [_came_or_went(later, was_there=not failed[0])]
        return Changes(
            earlier=earlier.capture_id, later=later.capture_id, changes=tuple(found), notes=notes
        )
    old = Side.of(post, earlier, earlier.snapshot)
    new = Side.of(post, later, later.snapshot)
    pages = TwoPages.of(old, new, looks or {})
    found = [*_moved(pages), *changed_texts(pages), *changed_media(pages), *_relinked(pages)]
    found.sort(key=lambda change: _position(pages, change))
    found = [*_facts(pages), *found]
    if report is None:
        report = check(post, later, earlier=earlier, looks=looks)
    return Changes(
        earlier=earlier.capture_id,
        later=later.capture_id,
        changes=tuple(_judged(each, post, report) for each in found),
        notes=notes,
    )


def _notes(earlier: Capture, later: Capture) -> Iterator[str]:
    """Yield why two captures may differ though their page does not."""
    one, other = earlier.environment, later.environment
    for what, before, after in (
        ("browser", one.browser, other.browser),
        ("width of the page", one.viewport_width_px, other.viewport_width_px),
        ("address", earlier.url, later.url),
    ):
        if before != after:
            yield f"another {what}: {quote(str(before), 160)} before, {quote(str(after), 160)} now"


def _came_or_went(later: Capture, *, was_there: bool) -> Change:
    failure = page_failure(later)
    return Change(
        kind=ChangeKind.LOST if was_there else ChangeKind.FOUND,
        what="page",
        before=later.url,
        after=later.url,
        detail=failure.message if failure else "",
        check=failure.check if failure else "",
        fingerprint=fingerprint(failure.check, failure.key, failure.kind) if failure else "",
    )


def _moved(pages: TwoPages) -> Iterator[Change]:
    """Yield blocks that stand elsewhere, those that moved together as one."""
    run: list[tuple[int, int]] = []
    for i, place in sorted(pages.there.places.items()):
        if place.found is not Found.MOVED:
            continue
        if run and (i, place.page) != (run[-1][0] + 1, run[-1][1] + 1):
            yield _move(pages, run)
            run = []
        run.append((i, place.page))
    if run:
        yield _move(pages, run)


def _move(pages: TwoPages, run: Sequence[tuple[int, int]]) -> Change:
    i, j = run[0]
    block = pages.old.blocks[i]
    return Change(
        kind=ChangeKind.MOVED,
        what=noun_of(block),
        before=block.url if block.kind in MEDIA_KINDS else block.text,
        detail=_whereto(pages, j) + (f", {len(run) - 1} more with it" if len(run) > 1 else ""),
        old=i,
        new=j,
        block=pages.promise(i, j),
        outside=all(pages.is_outside(*each) for each in run),
    )


def _whereto(pages: TwoPages, j: int) -> str:
    before = next((each.text for each in reversed(pages.new.blocks[:j]) if each.text), "")
    return f'now after "{quote(before)}"' if before else "now before all other text"


def _relinked(pages: TwoPages) -> Iterator[Change]:
    """Yield links that blocks of both pages have on one of them only."""
    for i, place in sorted(pages.there.places.items()):
        old, new = pages.old.blocks[i], pages.new.blocks[place.page]
        gone, came = _without(old, new), _without(new, old)
        if gone or came:
            yield Change(
                kind=ChangeKind.RELINKED,
                what=noun_of(old),
                before="\n".join(gone),
                after="\n".join(came),
                detail=old.text if old.kind in TEXT_KINDS else old.url,
                old=i,
                new=place.page,
                block=pages.promise(i, place.page),
                outside=pages.is_outside(i, place.page),
            )


def _without(block: Block, other: Block) -> list[str]:
    known = {address_key(link) for link in other.links}
    return [link for link in dict.fromkeys(block.links) if address_key(link) not in known]


def _facts(pages: TwoPages) -> Iterator[Change]:
    """Yield changes of title, language, and of what the front matter promises."""
    one, other = pages.old.page.snapshot, pages.new.page.snapshot
    if normal_form(one.title) != normal_form(other.title):
        yield _fact("title", one.title, other.title)
    if one.language.lower() != other.language.lower():
        yield _fact("language", one.language, other.language)
    times = [side.page.machine_dates[:1] for side in (pages.old, pages.new)]
    if times[0] != times[1] and pages.old.case is None:
        yield _fact("date", "".join(times[0]), "".join(times[1]))
    lost = [_unshown(side) for side in (pages.old, pages.new)]
    for key in lost[1].keys() - lost[0].keys():
        yield Change(kind=ChangeKind.REMOVED, what=key.partition(" ")[0], before=lost[1][key])
    for key in lost[0].keys() - lost[1].keys():
        yield Change(kind=ChangeKind.ADDED, what=key.partition(" ")[0], after=lost[0][key])


def _fact(what: str, before: str, after: str) -> Change:
    return Change(kind=ChangeKind.REWRITTEN, what=what, before=before, after=after)


def _unshown(side: Side) -> Mapping[str, str]:
    """Return what the front matter promises and a page does not show."""
    losses = front_matter.losses(side.case) if side.case else ()
    return {loss.key: loss.subject for loss in losses}


def _position(pages: TwoPages, change: Change) -> tuple[int, int]:
    """Return where a change stands on the earlier page: what is new, before what it precedes."""
    if change.old is not None:
        return (change.old, len(pages.new.blocks))
    end = len(pages.old.blocks)
    if change.new is None:
        return (end, len(pages.new.blocks))
    ordered = pages.there.ordered
    at = bisect_left(ordered, change.new, key=itemgetter(1))
    return (ordered[at][0] if at < len(ordered) else end, change.new)


def _judged(change: Change, post: Post | None, report: Report) -> Change:
    """Return a change with the line that promises it, and the finding that it is a loss by."""
    if change.check:
        return change
    line = post.blocks[change.block].line if post and change.block is not None else None
    finding = _finding(change, report)
    if finding is None:
        return replace(change, line=line)
    return replace(
        change,
        line=line or finding.line,
        check=finding.check,
        fingerprint=finding.fingerprint,
    )


def _finding(change: Change, report: Report) -> Finding | None:
    """Return the finding that tells of the same block, or of the same fact."""
    every = (*report.findings, *report.accepted)
    if change.block is None:
        facts = (each for each in every if each.check == "T3" and change.old is None)
        return next((each for each in facts if each.subject == change.before != ""), None)
    checks = _CHECKS.get(change.kind, ())
    fitting = (each for each in every if each.block == change.block)
    return next(
        (e for e in fitting if checks and e.check.startswith(checks) and e.check != _TELLS_CHANGE),
        None,
    )
