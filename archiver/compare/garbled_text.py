"""Garbled text: T2, letters that were spoiled on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.compare import missing_glyphs
from archiver.compare.alignment.blocks import Found
from archiver.compare.case import Case
from archiver.compare.gathering import gathered
from archiver.compare.loss import Loss
from archiver.compare.mojibake import reading_of
from archiver.compare.naming import noun_of
from archiver.compare.wording import normal_form, quote
from archiver.models import LostAt


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each text that is garbled, and one for all where many are alike.

    Text counts as garbled when the page shows what a wrong charset, a lost
    charset (question marks, replacement characters), doubled escapes or
    control characters make of the promised words, or when it is drawn without
    its letters (`missing_glyphs`). Near misses that stay silent: the post itself
    has the replacement characters, entities or question marks; other words at
    the block's place, which are T1's; those of `missing_glyphs.losses`.
    """
    yield from gathered(_spoiled(case), _words)
    yield from missing_glyphs.losses(case)


def _spoiled(case: Case) -> Iterator[Loss]:
    for index, place in sorted(case.alignment.places.items()):
        block = case.post.blocks[index]
        if place.found is not Found.GARBLED or not block.visible:
            continue
        shown = case.alignment.page[place.page]
        reading = reading_of(block.text, shown.text)
        yield _loss(
            case,
            index,
            kind=reading,
            message=(
                f'The {noun_of(block)} "{quote(block.text)}" reads "{quote(shown.text)}"'
                f" on the page: {reading}."
            ),
            evidence={"reading": reading},
        )


def _loss(case: Case, index: int, *, kind: str, message: str, evidence: dict[str, str]) -> Loss:
    block, shown = case.post.blocks[index], case.alignment.page_block(index)
    evidence["shown"] = shown.text if shown else ""
    evidence["charset"] = case.page.snapshot.charset
    return Loss(
        check="T2",
        key=normal_form(block.text),
        kind=kind,
        message=message,
        lost_at=LostAt.PAGE,
        subject=block.text,
        block=index,
        promised=block,
        shown=shown,
        evidence={name: value for name, value in evidence.items() if value},
    )


def _words(flock: Sequence[Loss]) -> str:
    first = flock[0]
    shown = first.shown.text if first.shown else ""
    return (
        f"{len(flock)} texts of the post are garbled on the page ({first.kind}): the first,"
        f' "{quote(first.subject, 40)}", reads "{quote(shown, 40)}".'
    )
