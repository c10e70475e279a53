"""Blocks that say what they said and are drawn otherwise, and those that were only pushed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.compare.visual_facts import Fact
from archiver.compare.visual_pairs import ROOM_PX, Pairs, is_same_size
from archiver.compare.visual_regions import Touch, lies_on, share_under
from archiver.images import distance
from archiver.models import MEDIA_KINDS, BlockKind, Box, VisualKind

_COPY_BITS = 8
"""Of 64, up to which a picture is the same, encoded anew (checks.md, A5)."""
_WHOLE = 0.25
"""Of a picture's area, from which it is another picture and not changed in a part."""
_MOVING_TYPES = ("image/gif", "image/webp", "image/avif", "image/apng")
_MOST_BETWEEN = 1
"""Texts as before among such that are drawn otherwise: a heading has a font of its own."""
_PAGE_SHARE = 0.6
"""Of the article's texts, from which the page is drawn otherwise, and not these blocks."""
_FEWEST = 4


class Drawing:
    """How the blocks that both states show are drawn in each."""

    def __init__(self, pairs: Pairs, touched: Sequence[Touch], told: Sequence[Fact]) -> None:
        self._pairs = pairs
        self.shifted: dict[int, Box] = {}
        """Blocks that differ only because something else pushed them, on the new page."""
        self._restyled: dict[int, int] = {}
        self._pictures: dict[tuple[int, int], list[Box]] = {}
        told_old = {i for fact in told for i in fact.olds}
        told_new = {j for fact in told for j in fact.news}
        over = [fact.overlay.box for fact in told if fact.overlay is not None]
        for touch in touched:
            region = touch.region.new or touch.region.old
            if region is None or any(share_under(region, box) > 0.8 for box in over):
                continue
            by_other = bool(touch.olds & told_old or touch.news & told_new)
            for i, j in self._pairs_under(touch):
                if i not in told_old and j not in told_new:
                    self._judge(i, j, touch, by_other=by_other)

    def _pairs_under(self, touch: Touch) -> Iterator[tuple[int, int]]:
        pairs = self._pairs
        found = {(pairs.back[j], j) for j in touch.news if j in pairs.back}
        found |= {(i, pairs.same[i]) for i in touch.olds if i in pairs.same}
        yield from sorted(found)

    def _judge(self, i: int, j: int, touch: Touch, *, by_other: bool) -> None:
        pairs = self._pairs
        old, new = pairs.old_sight.shown[i], pairs.new_sight.shown[j]
        against = touch.is_against(old, new, ROOM_PX) and not by_other
        is_medium = pairs.old_sight.blocks[i].kind in MEDIA_KINDS
        same_size = is_same_size(old, new)
        if is_medium and self._is_other_file(i, j):
            region = touch.region.new
            if region is not None and lies_on(region, new):
                self._pictures.setdefault((i, j), []).append(region)
        elif not same_size:
            self._restyled[j] = i
        elif not against:
            self.shifted[j] = new
        elif not is_medium:
            self._restyled[j] = i
        elif not self._is_animated(i, j) and touch.region.new is not None:
            self._pictures.setdefault((i, j), []).append(touch.region.new)

    def _is_other_file(self, i: int, j: int) -> bool:
        """Tell whether two states of a medium are known to be other bytes, and to look other."""
        pairs = self._pairs
        if pairs.has_same_bytes(i, j) is not False:
            return False
        hashes = pairs.old_sight.looks[i].phash, pairs.new_sight.looks[j].phash
        return not all(hashes) or distance(*hashes) > _COPY_BITS

    def _is_animated(self, i: int, j: int) -> bool:
        look = self._pairs.new_sight.looks.get(j)
        moves = look is not None and look.media_type.startswith(_MOVING_TYPES)
        return moves and self._pairs.has_same_bytes(i, j) is True

    def facts(self) -> list[Fact]:
        """Return what is drawn otherwise: pictures one by one, texts that stand together as one."""
        found = [self._picture(i, j, regions) for (i, j), regions in self._pictures.items()]
        texts = self._of_texts(self._restyled)
        media = [j for j in sorted(self._restyled) if j not in texts]
        found += [self._fact([j]) for j in media if (self._restyled[j], j) not in self._pictures]
        article = [j for j in self._of_texts(self._pairs.back) if self._is_article(j)]
        own = [j for j in texts if self._is_article(j)]
        if len(own) >= max(_FEWEST, _PAGE_SHARE * len(article)):
            found.append(self._fact(own))
            texts = [j for j in texts if not self._is_article(j)]
        found += [self._fact(run) for run in self._runs(texts)]
        return found

    def _picture(self, i: int, j: int, regions: Sequence[Box]) -> Fact:
        box = self._pairs.new_sight.shown[j]
        share = sum(share_under(box, region) for region in regions)
        kind = self._pairs.new_sight.blocks[j].kind
        same = self._pairs.has_same_bytes(i, j)
        other = same is False or (same is None and share >= _WHOLE)
        replaced = kind is BlockKind.IMAGE and other and share >= _WHOLE
        return Fact(
            kind=VisualKind.REPLACED if replaced else VisualKind.CHANGED,
            olds=(i,),
            news=(j,),
            part=share < _WHOLE,
        )

    def _of_texts(self, indexes: object) -> list[int]:
        blocks = self._pairs.new_sight.blocks
        assert isinstance(indexes, dict)
        return sorted(j for j in indexes if blocks[j].kind not in MEDIA_KINDS)

    def _is_article(self, j: int) -> bool:
        return not self._pairs.new_sight.is_outside(j)

    def _runs(self, texts: Sequence[int]) -> Iterator[list[int]]:
        """Yield texts that stand together; what they only pushed on parts none of them."""
        blocks, shown = self._pairs.new_sight.blocks, self._pairs.new_sight.shown
        run: list[int] = []
        apart = 0
        wanted = set(texts)
        for j in shown:
            if j in wanted:
                if run and (
                    apart > _MOST_BETWEEN or self._is_article(j) != self._is_article(run[-1])
                ):
                    yield run
                    run = []
                run.append(j)
                apart = 0
            elif blocks[j].kind not in MEDIA_KINDS and j not in self.shifted:
                apart += 1
        if run:
            yield run

    def _fact(self, news: Sequence[int]) -> Fact:
        return Fact(
            kind=VisualKind.RESTYLED,
            olds=tuple(self._pairs.back[j] for j in news),
            news=tuple(news),
        )
