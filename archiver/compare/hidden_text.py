"""Hidden text: T4, words that are on the page but that no reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archiver.compare.alignment.blocks import TEXT_KINDS
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.naming import noun_of
from archiver.compare.wording import normal_form, quote
from archiver.dom import Element, blocks_of, parse_html
from archiver.models import MEDIA_KINDS, Block, Box, LostAt, PageOrigin, Severity

_NOT_SHOWN = "not shown"
_COLOUR = "colour"
_OWN_COLOUR = "colour of the post"
_REASONS = {
    _NOT_SHOWN: "the page does not display it",
    "size": "its letters have no size",
    _COLOUR: "its letters have the colour of what is behind them",
    _OWN_COLOUR: (
        "its letters have the colour of what is behind them, and the post itself sets that colour"
    ),
    "clipped": "it is cut off by what surrounds it",
    "covered": "something else lies over it",
}
_TELLING_CHARACTERS = 12
"""Shorter text stands inside any other."""
_MOST_FOLDS = 200
_FOLD = "<details"


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each run of texts that are hidden for the same reason.

    Near misses that stay silent: the same words stand visibly elsewhere on the
    page (a copy for phones, for print, for screen readers); text that the post
    itself hides or folds away (`<details>`); words over a picture, whatever
    their colour.
    """
    hidden = dict(_hidden(case))
    if not hidden:
        return
    seen = _seen_forms(case)
    words = "".join(seen)
    folded = _folded_by_the_post(case)
    hidden = {
        index: reason
        for index, reason in hidden.items()
        if (form := normal_form(case.post.blocks[index].text)) not in folded
        and form not in seen
        and (len(form) < _TELLING_CHARACTERS or form not in words)
    }
    hidden = _without_the_posts_colours(case, hidden)
    for run in _runs(case, hidden):
        yield _loss(case, run, hidden[run[0]])


def _hidden(case: Case) -> Iterator[tuple[int, str]]:
    """Yield the promised texts that cannot be seen, and why."""
    media = [block.box for block in case.page.blocks if block.kind in MEDIA_KINDS and block.visible]
    for index, place in sorted(case.alignment.places.items()):
        block, shown = case.post.blocks[index], case.alignment.page[place.page]
        if block.kind not in TEXT_KINDS or not block.visible or shown.kind not in TEXT_KINDS:
            continue
        if not any(character.isalnum() for character in block.text):
            continue
        if not shown.visible:
            yield index, _NOT_SHOWN
        elif shown.hiding == _COLOUR and any(_lies_on(shown.box, box) for box in media):
            continue
        elif shown.hiding in _REASONS:
            yield index, shown.hiding


def _lies_on(text: Box | None, medium: Box | None) -> bool:
    if text is None or medium is None:
        return False
    return (
        medium.x < text.x + text.width
        and text.x < medium.x + medium.width
        and medium.y < text.y + text.height
        and text.y < medium.y + medium.height
    )


def _seen_forms(case: Case) -> list[str]:
    """Return the texts that a reader sees, as compared."""
    return [
        normal_form(block.text)
        for block in case.page.blocks
        if block.kind in TEXT_KINDS and block.visible and not block.hiding
    ]


def _folded_by_the_post(case: Case) -> frozenset[str]:
    """Return the texts that the post itself puts into folds which a reader can open."""
    if _FOLD not in case.post.body_html.lower():
        return frozenset()
    folds = list(parse_html(case.post.body_html).elements("details"))[:_MOST_FOLDS]
    return frozenset(
        normal_form(block.text) for fold in folds for block in blocks_of(fold, case.capture.url)
    )


def _without_the_posts_colours(case: Case, hidden: Mapping[int, str]) -> dict[int, str]:
    """Tell apart what the post's own styles colour; on a rendered page it is left out."""
    told = dict(hidden)
    if _COLOUR not in told.values():
        return told
    coloured = _coloured_by_the_post(case)
    words = "".join(coloured)
    for index, reason in hidden.items():
        form = normal_form(case.post.blocks[index].text)
        where = words if len(form) >= _TELLING_CHARACTERS else coloured
        if reason != _COLOUR or form not in where:
            continue
        if case.capture.origin is PageOrigin.RENDERED:
            del told[index]
        else:
            told[index] = _OWN_COLOUR
    return told


def _coloured_by_the_post(case: Case) -> list[str]:
    """Return the texts, as compared, whose colour the post's own markup sets."""
    stack, forms = [parse_html(case.post.body_html)], []
    while stack:
        element = stack.pop()
        if _sets_colour(element):
            forms += [normal_form(block.text) for block in blocks_of(element, case.capture.url)]
        else:
            stack += [each for each in reversed(element.children) if isinstance(each, Element)]
    return forms


def _sets_colour(element: Element) -> bool:
    if element.tag == "font" and element.get("color"):
        return True
    names = (rule.partition(":")[0] for rule in element.get("style").split(";"))
    return any(name.strip().lower() == "color" for name in names)


def _runs(case: Case, hidden: dict[int, str]) -> Iterator[list[int]]:
    """Yield hidden texts with nothing but media, and text without a place, between them."""
    run: list[int] = []
    for index, block in enumerate(case.post.blocks):
        reason = hidden.get(index)
        if reason is not None:
            if run and hidden[run[0]] != reason:
                yield run
                run = []
            run.append(index)
        elif run and block.kind in TEXT_KINDS and index in case.alignment.places:
            yield run
            run = []
    if run:
        yield run


def _loss(case: Case, run: list[int], reason: str) -> Loss:
    block, shown = case.post.blocks[run[0]], case.alignment.page_block(run[0])
    others = f" and {len(run) - 1} more after it" if len(run) > 1 else ""
    verb = "are" if others else "is"
    return Loss(
        check="T4",
        key=normal_form(block.text),
        kind=f"{reason} {len(run)}",
        message=(
            f'The {noun_of(block)} "{quote(block.text)}"{others} {verb} on the page, but cannot'
            f" be seen: {_REASONS[reason]}."
        ),
        lost_at=LostAt.SOURCE if reason == _OWN_COLOUR else LostAt.PAGE,
        severity=Severity.WARNING if reason == _OWN_COLOUR else None,
        subject=block.text,
        block=run[0],
        promised=block,
        shown=_shown_with_box(shown),
        evidence=_evidence(case, run, reason),
    )


def _shown_with_box(shown: Block | None) -> Block | None:
    return shown if shown and shown.box and shown.box.width * shown.box.height else None


def _evidence(case: Case, run: list[int], reason: str) -> dict[str, str]:
    characters = sum(len(case.post.blocks[index].text) for index in run)
    return {
        "hiding": reason,
        "blocks": ", ".join(map(str, run)),
        "characters": str(characters),
    }
