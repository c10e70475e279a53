"""Front matter: T3, title, author or date that the page does not show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from archiver.compare.case import Case
from archiver.compare.dates import dates_in, days_of
from archiver.compare.loss import Loss
from archiver.compare.wording import normal_form, quote
from archiver.models import Block, BlockKind, LostAt, PageOrigin, Post, Severity

_NOT_LETTERS = re.compile(r"[\W_]+")
_MAX_LINES = 500


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with title, author and date.

    Title: letters and figures are compared alone, so the `_` that generators
    put for characters that file names cannot hold (formats.md 1.3), dashes, case and a site's name
    around it in the window title do not count. Author and date may be left out
    by a site's theme: a warning, except on archiver's own template.
    """
    post, mild = case.post, _mildness(case)
    if _letters(post.title) and not _shows(case, post.title):
        yield _loss(post, "title", post.title, None)
    if _letters(post.author) and not _shows(case, post.author):
        yield _loss(post, "author", post.author, mild)
    if post.date is not None and not _shows_date(case):
        yield _loss(post, "date", post.date.raw, mild)


def _mildness(case: Case) -> Severity | None:
    return None if case.capture.origin is PageOrigin.RENDERED else Severity.WARNING


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _shows(case: Case, text: str) -> bool:
    return _letters(text) in _letters(case.page.all_text + case.page.snapshot.title)


def _shows_date(case: Case) -> bool:
    """Look for the date outside the article's text, then for the very day inside it."""
    assert case.post.date is not None
    days = days_of(case.post.date)
    if not days:
        return True
    used = {place.page for place in case.alignment.places.values()}
    texts = [block.text for j, block in enumerate(case.page.blocks) if not block.url]
    around = [
        block.text for j, block in enumerate(case.page.blocks) if j not in used and not block.url
    ]
    if not days.isdisjoint(dates_in("\n".join([*around, *case.page.machine_dates]))):
        return True
    moment = case.post.date.moment
    return moment is not None and moment.date() in set(dates_in("\n".join(texts)))


def _loss(post: Post, name: str, value: str, severity: Severity | None) -> Loss:
    return Loss(
        check="T3",
        key=f"{name} {normal_form(value)}",
        kind="not shown",
        message=f'The {name} "{quote(value)}" does not stand on the page.',
        lost_at=LostAt.PAGE,
        subject=value,
        promised=Block(kind=BlockKind.TEXT, text=value, line=line_of(post, name, value)),
        severity=severity,
        evidence={"field": name, "promised": value},
    )


def line_of(post: Post, name: str, value: str) -> int | None:
    """Return the 1-based line of a post's file that gives a field of the front matter.

    The line that begins with the field's name, in any dialect, else the first
    that holds the value; None where neither is found (a date in a file name).
    """
    lines = post.raw.decode(post.encoding, "replace").splitlines()[:_MAX_LINES]
    key = re.compile(rf"\W*{re.escape(name)}\W*[:=]", re.IGNORECASE)
    named = (at for at, line in enumerate(lines, start=1) if key.match(line))
    holding = (at for at, line in enumerate(lines, start=1) if value and value in line)
    return next(named, None) or next(holding, None)
