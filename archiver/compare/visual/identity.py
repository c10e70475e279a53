"""What a visual change is known by: the same in every capture in which the same thing differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archiver.compare.asides import masked
from archiver.compare.naming import key_of
from archiver.compare.visual.facts import Fact, overlay_key
from archiver.compare.visual.pairs import Pairs
from archiver.compare.visual.sight import Sight
from archiver.compare.wording import normal_form
from archiver.models import MEDIA_KINDS, Box, VisualKind

_ANCHOR_CHARACTERS = 8
"""Shorter texts stand too often on a page to tell a place by."""
_FEW = 3
"""Blocks that are named one by one; of more, the first and the last."""


def identity_of(fact: Fact, pairs: Pairs, gap: Box | None) -> tuple[str, str]:
    """Return the key of what a change is about, and how it differs; no place in pixels."""
    kind = fact.kind.value
    if fact.overlay is not None:
        return overlay_key(fact.overlay), kind
    if fact.kind is VisualKind.REWRITTEN:
        return _rewritten(fact, pairs)
    if fact.kind is VisualKind.REPLACED:
        i, j = fact.olds[0], fact.news[0]
        old, new = pairs.old_sight, pairs.new_sight
        return key_of(old.blocks[i]), f"{kind}\n{_bytes(old, i)}\n{_bytes(new, j)}"
    if fact.olds or fact.news:
        keys = _keys(pairs.old_sight, fact.olds) or _keys(pairs.new_sight, fact.news)
        where = (
            f" {_anchor(pairs.new_sight, fact.news[0])}" if fact.kind is VisualKind.MOVED else ""
        )
        return keys, f"{kind}{' in part' if fact.part else ''}{where}"
    sight = pairs.old_sight if fact.kind is VisualKind.REMOVED else pairs.new_sight
    return f"before {_below(sight, gap)}", kind


def context_of(sight: Sight, index: int) -> str:
    """Return what a block is known by whatever it says: its kind, and what stands before it."""
    return f"{sight.blocks[index].kind} after {_anchor(sight, index)}"


def _rewritten(fact: Fact, pairs: Pairs) -> tuple[str, str]:
    """Return the identity of a text: with its words, where these are the article's own.

    A clock, a ticker, a list of what is most read is one thing, whatever it says.
    """
    i, j = fact.olds[0], fact.news[0]
    old, new = pairs.old_sight, pairs.new_sight
    texts = old.blocks[i].text, new.blocks[j].text
    if pairs.promise(i, j) is None:
        if pairs.is_aside(i, j) and masked(texts[0]) == masked(texts[1]):
            return masked(texts[0]), f"{fact.kind.value} in figures"
        if pairs.is_outside(i, j) or new.promised_by or old.promised_by:
            return context_of(new, j), fact.kind.value
    return normal_form(texts[0]), f"{fact.kind.value}\n{normal_form(texts[1])}"


def _anchor(sight: Sight, index: int) -> str:
    """Return the key of the nearest block before one that tells a place, and how far it is."""
    steps = 0
    for before in range(index - 1, -1, -1):
        if before not in sight.shown:
            continue
        steps += 1
        block = sight.blocks[before]
        key = key_of(block)
        if block.kind in MEDIA_KINDS or len(key) >= _ANCHOR_CHARACTERS:
            return f"{steps} {key}"
    return f"{steps + 1} of the page"


def _below(sight: Sight, gap: Box | None) -> str:
    """Return the key of the first block below a band."""
    below = sight.below(gap.y + gap.height if gap else 0.0)
    return key_of(sight.blocks[below[0]]) if below else "the end of the page"


def _keys(sight: Sight, indexes: Sequence[int]) -> str:
    ends: Iterable[int] = indexes if len(indexes) <= _FEW else (indexes[0], indexes[-1])
    return "\n".join(key_of(sight.blocks[index]) for index in ends)


def _bytes(sight: Sight, index: int) -> str:
    look = sight.looks.get(index)
    if look is None or not look.digests:
        return key_of(sight.blocks[index])
    return look.digests[0]
