"""Garbled text: T2, letters that were spoiled on the way or that no font has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.compare.align import TEXT_KINDS, Found
from archiver.compare.case import Case
from archiver.compare.gathering import gathered
from archiver.compare.loss import Loss
from archiver.compare.mojibake import reading_of
from archiver.compare.wording import normal_form, quote
from archiver.models import Block, BlockKind, LostAt

_GLYPHS = "glyphs"
_MOST_NAMED = 10
_MOST_FAMILIES = 8


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each text that is garbled, and one for all where many are alike.

    Text counts as garbled when the page shows what a wrong charset, a lost
    charset (question marks, replacement characters), doubled escapes or
    control characters make of the promised words, or when the browser has no
    glyph for them. Near misses that stay silent: the post itself has the
    replacement characters, entities or question marks; other words at the
    block's place, which are T1's; missing glyphs in words that the post does
    not have (icon fonts), or that a reader does not see.
    """
    yield from gathered(_spoiled(case), _words)
    yield from gathered(_undrawn(case), _words)


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


def _undrawn(case: Case) -> Iterator[Loss]:
    for index, place in sorted(case.alignment.places.items()):
        block, shown = case.post.blocks[index], case.alignment.page[place.page]
        if block.kind not in TEXT_KINDS or not block.visible:
            continue
        if not shown.missing_glyphs or not shown.visible or shown.hiding:
            continue
        missing = [each for each in dict.fromkeys(shown.missing_glyphs) if each in block.text]
        if missing:
            yield _undrawn_loss(case, index, missing)


def _undrawn_loss(case: Case, index: int, missing: Sequence[str]) -> Loss:
    block = case.post.blocks[index]
    count = sum(block.text.count(each) for each in missing)
    named = ", ".join(f'"{quote(each)}"' for each in missing[:_MOST_NAMED])
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    families = [use.family for use in case.page.snapshot.fonts[:_MOST_FAMILIES]]
    places = f" ({count} places)" if count > len(missing) else ""
    return _loss(
        case,
        index,
        kind=_GLYPHS,
        message=(
            f'The {noun_of(block)} "{quote(block.text, 40)}" is drawn without {named}{more}'
            f"{places}: no font has these characters."
        ),
        evidence={"glyphs": "".join(missing), "fonts": ", ".join(families)},
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
    if first.kind != _GLYPHS:
        return (
            f"{len(flock)} texts of the post are garbled on the page ({first.kind}): the first,"
            f' "{quote(first.subject, 40)}", reads "{quote(shown, 40)}".'
        )
    missing = "".join(dict.fromkeys("".join(loss.evidence["glyphs"] for loss in flock)))
    named = ", ".join(f'"{quote(each)}"' for each in missing[:_MOST_NAMED])
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    return (
        f"{len(flock)} texts of the post are drawn without {named}{more}: no font has these"
        f' characters. The first is "{quote(first.subject, 40)}".'
    )


def noun_of(block: Block) -> str:
    """Return what messages call a text."""
    return "paragraph" if block.kind is BlockKind.TEXT else str(block.kind)
