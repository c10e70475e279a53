"""In what a page differs from another state of it: rows, pixels, and what these mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from archiver import images
from archiver.compare.history.change import Changes
from archiver.compare.visual.boxes import around
from archiver.compare.visual.changes import visual_changes
from archiver.compare.visual.facts import facts_of
from archiver.compare.visual.pairs import Pairs
from archiver.compare.visual.regions import share_under
from archiver.differences.against import Against
from archiver.differences.masks import Mask, masks_of
from archiver.differences.notes import missing_pictures, notes_of
from archiver.differences.page_state import PageState
from archiver.differences.rows_across import RowsAcross
from archiver.models import (
    AlignedBand,
    Band,
    BandKind,
    Box,
    Decision,
    DifferenceSettings,
    PageOrigin,
    PictureDifference,
    VisualChange,
    VisualKind,
)

_Learn = Callable[[PageState], Sequence[Mask]]
_OTHER_LAYOUT = (
    "the post is drawn in archiver's own plain layout: told is only what came, went, or reads"
    " otherwise than it promises"
)
_HIDDEN = 0.9
"""Of a change's area that lies below one mask: then it is not told."""
_MOST_GROWN = 2
"""Times the area of a mask that its blocks may take on the other page."""
_BY_CONTENT = frozenset(
    {VisualKind.ADDED, VisualKind.REMOVED, VisualKind.REPLACED, VisualKind.REWRITTEN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDifference:
    """What a page differs in from another state of it."""

    slug: str
    against: Against
    old: PageState
    """The measure."""
    new: PageState
    picture: PictureDifference | None = None
    """None when one of the two has no picture."""
    visual: tuple[VisualChange, ...] = ()
    """What is seen to differ, in the order of the new page; what is ignored too."""
    ignored: frozenset[str] = frozenset()
    """Fingerprints of what a person does not want to be told again."""
    changes: Changes | None = None
    """What differs in the blocks of two captures; None where that was not compared."""
    old_masks: tuple[Mask, ...] = ()
    new_masks: tuple[Mask, ...] = ()
    notes: tuple[str, ...] = ()
    """Why the two may differ though the page does not."""

    @property
    def is_identical(self) -> bool:
        """Whether the pictures are the same, pixel for pixel."""
        return self.picture is not None and self.picture.is_identical

    @property
    def has_changed(self) -> bool:
        """Whether anything counts."""
        came_or_went = bool(self.old.error) != bool(self.new.error)
        words = self.changes is not None and self.changes.has_changed
        return came_or_went or words or any(map(self.counts, self.visual))

    def counts(self, change: VisualChange) -> bool:
        """Tell whether a visual change makes the page another one.

        It does not when a person has decided about it, nor when it is a text beside the
        article that reads otherwise: an age, a counter, a clock.
        """
        if change.fingerprint in self.ignored:
            return False
        return not (change.outside and change.kind is VisualKind.REWRITTEN)


def difference(  # noqa: PLR0913 - by keyword
    slug: str,
    against: Against,
    old: PageState,
    new: PageState,
    *,
    settings: DifferenceSettings = DifferenceSettings(),  # noqa: B008 - a frozen value
    ignored: Collection[str] = (),
    changes: Changes | None = None,
    learn: _Learn | None = None,
) -> PageDifference:
    """Return in what a page differs from another state of it.

    Args:
        slug: Of the article.
        against: What the other state is.
        old: The measure.
        new: The state that may differ.
        settings: When two pixels differ, and what is masked.
        ignored: Fingerprints of visual changes that count no more; see `silenced`.
        changes: What the blocks of two captures differ in, where that was found out.
        learn: Returns what of the new page looks other each time: `learned_flicker`. It is
            asked when something is seen to differ.

    Equal pictures are told by their hashes, without decoding.

    Raises:
        UsageError: a selector of the settings is none.
        StorageError: a picture is damaged, or cannot be read.
    """
    comparison = _Comparison(old, new, settings)
    comparison.compare()
    if comparison.visual and learn is not None:
        comparison.learn(learn(new))
    old.forget_pixels()
    new.forget_pixels()
    notes = [*missing_pictures(old, new), *notes_of(old, new)]
    visual = comparison.visual
    if against is Against.SOURCE and new.origin is not PageOrigin.RENDERED:
        visual = [each for each in visual if each.kind in _BY_CONTENT and not each.outside]
        notes.append(_OTHER_LAYOUT)
    return PageDifference(
        slug=slug,
        against=against,
        old=old,
        new=new,
        picture=comparison.picture,
        visual=tuple(visual),
        ignored=frozenset(ignored),
        changes=changes,
        old_masks=tuple(comparison.old_masks),
        new_masks=tuple(comparison.new_masks),
        notes=tuple(notes),
    )


def silenced(decisions: Iterable[Decision], slug: str, today: date) -> frozenset[str]:
    """Return the fingerprints of visual changes of an article that count no more today."""
    return frozenset(
        each.fingerprint
        for each in decisions
        if each.slug == slug and each.is_visual and each.verdict.silences and each.holds_on(today)
    )


class _Comparison:
    """Compares two states, and again when more is known that is not to be compared."""

    def __init__(self, old: PageState, new: PageState, settings: DifferenceSettings) -> None:
        self._old, self._new, self._settings = old, new, settings
        self.old_masks: list[Mask] = []
        self.new_masks: list[Mask] = []
        self.picture: PictureDifference | None = None
        self.visual: list[VisualChange] = []

    @cached_property
    def _pairs(self) -> Pairs:
        return Pairs.of(self._old.sight, self._new.sight)

    def compare(self) -> None:
        """Find out what differs."""
        old, new = self._old, self._new
        if old.picture is None or new.picture is None:
            return
        if old.digest == new.digest:
            self.picture = _identical(new)
            return
        self.new_masks = list(masks_of(new, self._settings))
        self.old_masks = list(masks_of(old, self._settings))
        if old.tree is None and self.new_masks:
            self.old_masks += self._mapped(self.new_masks)
        self._name()

    def _mapped(self, masks: Iterable[Mask]) -> Iterator[Mask]:
        """Yield masks of the new page where they lie on the old one, unless one is there.

        By the blocks below them, else by the rows that lie against theirs.
        """
        assert self._old.picture is not None
        assert self._new.picture is not None
        bands = images.aligned_bands(self._old.picture.rows, self._new.picture.rows)
        across = RowsAcross(bands, to_new=False)
        own = [mask.box for mask in self.old_masks]
        for mask in masks:
            box = _by_blocks(mask.box, self._pairs) or across.box(mask.box)
            if box is not None and all(share_under(box, other) < _HIDDEN for other in own):
                yield replace(mask, box=box)

    def _name(self) -> None:
        assert self._old.picture is not None
        assert self._new.picture is not None
        self.picture = images.picture_difference(
            self._old.picture,
            self._new.picture,
            self._settings,
            old_masks=[mask.box for mask in self.old_masks],
            new_masks=[mask.box for mask in self.new_masks],
        )
        every = visual_changes(self.picture, self._old.sight, self._new.sight, pairs=self._pairs)
        self.visual = [each for each in every if not self._is_hidden(each)]

    def _is_hidden(self, change: VisualChange) -> bool:
        """Tell whether a change lies below masks on each page that it is on.

        A player that came or went is told though it is masked: only what it shows is not.
        """
        return all(
            any(share_under(box, mask.box) >= _HIDDEN for mask in masks if not mask.is_player)
            for box, masks in ((change.old, self.old_masks), (change.new, self.new_masks))
            if box is not None
        ) and not (change.old is None and change.new is None)

    def learn(self, masks: Iterable[Mask]) -> None:
        """Compare again without what is known to look other each time."""
        kept = list(_promised(self._pairs))
        learned = [
            mask
            for mask in masks
            if not any(share_under(mask.box, box) or share_under(box, mask.box) for box in kept)
        ]
        if learned:
            self.old_masks += self._mapped(learned)
            self.new_masks += learned
            self._name()


def _by_blocks(box: Box, pairs: Pairs) -> Box | None:
    """Return where the old page has the blocks that lie below a box of the new one."""
    shown = pairs.new_sight.shown
    below = {j for j, block in shown.items() if share_under(block, box) >= _HIDDEN}
    partners = [*pairs.same.items(), *pairs.rewritten, *pairs.swapped]
    found = around(pairs.old_sight.shown[i] for i, j in partners if j in below)
    # Of blocks that went apart the box between them is no mask.
    is_like = found and found.width * found.height <= _MOST_GROWN * box.width * box.height
    return found if is_like else None


def _promised(pairs: Pairs) -> Iterator[Box]:
    """Yield where something stands that the post promises and that is other: no flicker."""
    for fact in facts_of(pairs):
        for j in fact.news:
            if j in pairs.new_sight.promised_by:
                yield pairs.new_sight.shown[j]
    for i, j in pairs.same.items():
        if j in pairs.new_sight.promised_by and pairs.has_same_bytes(i, j) is False:
            yield pairs.new_sight.shown[j]


def _identical(state: PageState) -> PictureDifference:
    rows = Band(top_px=0, bottom_px=state.height_px)
    return PictureDifference(
        old_width_px=state.width_px,
        old_height_px=state.height_px,
        new_width_px=state.width_px,
        new_height_px=state.height_px,
        bands=(AlignedBand(kind=BandKind.SAME, old=rows, new=rows),),
    )
