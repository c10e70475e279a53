"""Front matter: T3 (title, author, date not shown), and the pictures that it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.dates import dates_in, days_of
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.media import medium_loss, shown_loss
from archiver.compare.wording import normal_form, quote
from archiver.models import Block, BlockKind, LostAt, PageOrigin, Severity

_NOT_LETTERS = re.compile(r"[\W_]+")
_PLACEHOLDER_HOSTS = frozenset({"picsum.photos", "source.unsplash.com", "via.placeholder.com"})
"""They answer each request with another picture (formats.md 1.5)."""


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with title, author and date.

    Title: letters and figures are compared alone, so the `_` that generators
    put for characters that file names cannot hold (formats.md 1.3), dashes, case and a site's name
    around it in the window title do not count. Author and date may be left out
    by a site's theme: a warning, except on archiver's own template.
    """
    post, mild = case.post, _mildness(case)
    if _letters(post.title) and not _shows(case, post.title):
        yield _loss("title", post.title, None)
    if _letters(post.author) and not _shows(case, post.author):
        yield _loss("author", post.author, mild)
    if post.date is not None and not _shows_date(case):
        yield _loss("date", post.date.raw, mild)


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


def _loss(name: str, value: str, severity: Severity | None) -> Loss:
    return Loss(
        check="T3",
        key=f"{name} {normal_form(value)}",
        kind="not shown",
        message=f'The {name} "{quote(value)}" does not stand on the page.',
        lost_at=LostAt.PAGE,
        subject=value,
        severity=severity,
        evidence={"field": name, "promised": value},
    )


def head_picture_losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with `headimg` and `thumbnail`.

    What the page shows or asks for must be kept, as any picture. A headimg that
    the page does not use is a warning, for themes differ. Near misses that stay
    silent: one that the body shows too (judged there), an unused thumbnail
    (lists of articles use it), a random placeholder that is not shown.
    """
    judged = {key for _, block in case.promised_media() for key in keys_of(block)}
    for name, value in (("headimg", case.post.headimg), ("thumbnail", case.post.thumbnail)):
        picture = Block(kind=BlockKind.IMAGE, url=urls.resolve(case.capture.url, value))
        keys = keys_of(picture)
        if not value or not keys or judged.intersection(keys):
            continue
        judged.update(keys)
        loss = _head_picture_loss(case, name, picture)
        if loss:
            yield replace(loss, key=f"{name} {medium_key(picture.url)}")


def _head_picture_loss(case: Case, name: str, picture: Block) -> Loss | None:
    random = urls.host_of(picture.url) in _PLACEHOLDER_HOSTS
    keys = set(keys_of(picture))
    shown = next(
        (
            block
            for block in case.page.blocks
            if block.kind is BlockKind.IMAGE and keys.intersection(keys_of(block))
        ),
        None,
    )
    if shown is not None:
        loss = shown_loss(case.page, case.ledger, picture, shown)
    else:
        fetches = case.ledger.fetches(BlockKind.IMAGE, keys)
        if any(fetch.flaw is None for fetch in fetches):
            return None
        if fetches:
            loss = shown_loss(case.page, case.ledger, picture, picture)
        elif name == "headimg" and not random:
            loss = medium_loss(case, picture, None)
            return replace(loss, severity=Severity.WARNING) if loss else None
        else:
            return None
    return replace(loss, severity=Severity.WARNING) if loss and random else loss
