"""Many losses of one kind as one: a page that is wrong all over is one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from archiver.compare.loss import Loss

MOST_ALONE = 5
"""Losses of one kind on a page that are told one by one; more are told together."""


def gathered(
    found: Iterable[Loss], words: Callable[[Sequence[Loss]], str], most: int = MOST_ALONE
) -> Iterator[Loss]:
    """Yield the losses; of a kind that has more than `most`, the first for all.

    Args:
        found: In the order of the post.
        words: Gives the message for losses of one kind.
        most: Losses of one kind that stay alone.

    The one loss has the keys of all, so that a decision holds for just these,
    and their blocks as evidence (`blocks`).
    """
    kinds: dict[str, list[Loss]] = {}
    for loss in found:
        kinds.setdefault(loss.kind, []).append(loss)
    for flock in kinds.values():
        if len(flock) <= most:
            yield from flock
            continue
        blocks = ", ".join(str(loss.block) for loss in flock if loss.block is not None)
        yield replace(
            flock[0],
            key="\n".join(loss.key for loss in flock),
            message=words(flock),
            evidence={**flock[0].evidence, "blocks": blocks},
        )
