"""Blocks that say what they said and are drawn otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archiver.compare.visual.facts import Fact
from archiver.compare.visual.pairs import Pairs, is_same_size
from archiver.compare.visual.regions import Touch, lies_on, share_under
from archiver.images import distance
from archiver.models import MEDIA_KINDS, BlockKind, Box, VisualKind

_COPY_BITS = 8
"""Of 64, up to which a picture is the same, encoded anew (checks.md, A5)."""
_WHOLE = 0.25
"""Of a picture's area, from which it is another picture and not changed in a part."""
_MOST_BETWEEN = 1
"""Texts as before among such that are drawn otherwise: a heading has a font of its own."""
_PAGE_SHARE = 0.6
"""Of the article's texts, from which the page is drawn otherwise, and not these blocks."""
_FEWEST = 2
_MARGIN_PX = 16
"""Beside a block in which its own border may lie, or a letter that reaches out."""
_EXACT_PX = 0.05
"""By which a push of whole pixels may miss them: boxes are kept in 64ths of a pixel."""


class Drawing:
    """How the blocks that both states show are drawn in each."""

    def __init__(self, pairs: Pairs, touched: Sequence[Touch], told: Sequence[Fact]) -> None:
        self._pairs = pairs
        self._restyled: dict[int, int] = {}
        self._pictures: dict[tuple[int, int], list[Box]] = {}
        self._unclear: dict[int, int] = {}
        """Of which nobody can tell whether they were only pushed."""
        self._pushed: set[int] = set()
        told_old = {i for fact in told for i in fact.olds}
        told_new = {j for fact in told for j in fact.news}
        over = [fact.overlay.box for fact in told if fact.overlay is not None]
        for touch in touched:
            if touch.is_moved or any(share_under(touch.box, box) > 0.8 for box in over):
                continue
            by_other = bool(touch.olds & told_old or touch.news & told_new)
            for i, j in self._pairs_under(touch):
                if i not in told_old and j not in told_new:
                    self._judge(i, j, touch, by_other=by_other)

    @property
    def restyled(self) -> frozenset[int]:
        """The blocks that are drawn otherwise, by their new indexes."""
        return frozenset(self._restyled)

    def _pairs_under(self, touch: Touch) -> Iterator[tuple[int, int]]:
        pairs = self._pairs
        found = {(pairs.back[j], j) for j in touch.news if j in pairs.back}
        found |= {(i, pairs.same[i]) for i in touch.olds if i in pairs.same}
        yield from sorted(found)

    def _judge(self, i: int, j: int, touch: Touch, *, by_other: bool) -> None:
        pairs = self._pairs
        old, new = pairs.old_sight.shown[i], pairs.new_sight.shown[j]
        is_medium = pairs.old_sight.blocks[i].kind in MEDIA_KINDS
        is_loose = i in pairs.old_sight.loose or j in pairs.new_sight.loose
        if is_medium and self._is_other_file(i, j):
            region = touch.region.new
            if region is not None and lies_on(region, new):
                self._pictures.setdefault((i, j), []).append(region)
        elif not is_same_size(old, new) and not is_loose:
            self._restyled[j] = i
        elif by_other:
            self._pushed.add(j)
        elif touch.is_uneven or not _is_exact(old, new) or _sticks_out(touch.box, new):
            self._unclear.update({} if is_loose else {j: i})
        elif not touch.is_against(old, new):
            self._pushed.add(j)
        elif not is_medium:
            self._restyled[j] = i
        elif not pairs.is_animated(j) and touch.region.new is not None:
            self._pictures.setdefault((i, j), []).append(touch.region.new)

    def _is_other_file(self, i: int, j: int) -> bool:
        """Tell whether two states of a medium are known to be other bytes, and to look other."""
        pairs = self._pairs
        if pairs.has_same_bytes(i, j) is not False:
            return False
        hashes = pairs.old_sight.looks[i].phash, pairs.new_sight.looks[j].phash
        return not all(hashes) or distance(*hashes) > _COPY_BITS

    def facts(self) -> list[Fact]:
        """Return what is drawn otherwise: pictures one by one, texts that stand together as one."""
        found = [self._picture(i, j, regions) for (i, j), regions in self._pictures.items()]
        texts = self._texts(self._restyled)
        media = sorted(self._restyled.keys() - set(texts))
        found += [self._fact([j]) for j in media if (self._restyled[j], j) not in self._pictures]
        unclear = (self._unclear.keys() | self._pushed) - self._restyled.keys()
        clear = self._pairs.back.keys() - unclear
        article = [j for j in self._texts(clear) if self._is_article(j)]
        own = [j for j in texts if self._is_article(j)]
        if len(own) >= max(_FEWEST, _PAGE_SHARE * len(article)):
            every = self._texts(self._restyled.keys() | self._unclear.keys())
            return [*found, self._fact(every)]
        return found + [self._fact(run) for run in self._runs(texts)]

    def _picture(self, i: int, j: int, regions: Sequence[Box]) -> Fact:
        box = self._pairs.new_sight.shown[j]
        share = sum(share_under(box, region) for region in regions)
        kind = self._pairs.new_sight.blocks[j].kind
        is_known = self._pairs.has_same_bytes(i, j) is not None
        other = self._is_other_file(i, j) if is_known else share >= _WHOLE
        replaced = kind is BlockKind.IMAGE and other and share >= _WHOLE
        return Fact(
            kind=VisualKind.REPLACED if replaced else VisualKind.CHANGED,
            olds=(i,),
            news=(j,),
            part=share < _WHOLE,
        )

    def _texts(self, indexes: Iterable[int]) -> list[int]:
        blocks = self._pairs.new_sight.blocks
        return sorted(j for j in indexes if blocks[j].kind not in MEDIA_KINDS)

    def _is_article(self, j: int) -> bool:
        return not self._pairs.new_sight.is_outside(j)

    def _runs(self, texts: Sequence[int]) -> Iterator[list[int]]:
        """Yield texts that stand together, those of the article apart from those beside it."""
        blocks = self._pairs.new_sight.blocks
        run: list[int] = []
        apart = 0
        wanted = set(texts)
        for j in self._pairs.new_sight.shown:
            if j in wanted:
                if run and (
                    apart > _MOST_BETWEEN or self._is_article(j) != self._is_article(run[-1])
                ):
                    yield run
                    run = []
                run.append(j)
                apart = 0
            elif blocks[j].kind not in MEDIA_KINDS and j not in self._unclear:
                apart += 1
        if run:
            yield run

    def _fact(self, news: Sequence[int]) -> Fact:
        return Fact(
            kind=VisualKind.RESTYLED,
            olds=tuple(self._pairs.back[j] for j in news),
            news=tuple(news),
        )


def _sticks_out(region: Box, block: Box) -> bool:
    """Tell whether a region is more than a block: its rows are those of another column too."""
    left = block.x - region.x
    right = region.x + region.width - block.x - block.width
    return max(left, right) > _MARGIN_PX


def _is_exact(old: Box, new: Box) -> bool:
    """Tell whether a block stands where it was, or was pushed by whole pixels.

    Lines begin at whole pixels. Of a block that was pushed by half of one, each line may
    stand a pixel higher or lower than the one before it, and nobody drew it otherwise.
    """
    across, down = new.x - old.x, new.y - old.y
    is_rounded = all(side == round(side) for side in (old.x, old.y, old.width, old.height))
    if is_rounded and (round(new.x), round(new.y)) == (old.x, old.y):
        return True
    return abs(across - round(across)) <= _EXACT_PX and abs(down - round(down)) <= _EXACT_PX
