"""Comparisons of the review page: with the snapshot, an earlier capture, a replay, the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from archiver import differences
from archiver.compare.loss import fingerprint
from archiver.compare.visual.changes import CHECK
from archiver.compare.wording import quote
from archiver.differences import Mask, PageDifference, PageState
from archiver.errors import ArchiverError
from archiver.models import (
    AlignedBand,
    DifferenceSettings,
    ScreenshotKind,
    VisualChange,
    VisualKind,
)
from archiver.reports.document import box_object
from archiver.review.change_pictures import pictures_of
from archiver.review.comparing import Against, StateOf
from archiver.review.pictures import SNAPSHOT, Form, PageView
from archiver.review.plain_json import Object, band_pair, line
from archiver.review.recent import Recent
from archiver.review.shelf import Opened, ReviewShelf
from archiver.review.shows import REPLAY, SOURCE, Shows
from archiver.store import CaptureSummary

EARLIER: Final = "earlier"
_LABELS = {
    REPLAY: "its replay: shown again from the archive, the network closed",
    SOURCE: "the post, as archiver renders it",
}
_KEPT = 24
"""Comparisons at hand: what a page is told of one is made from it in a millisecond."""
_MOST_ITEMS = 50
"""Changes of one page in the queue: they are accepted together, and a page with more of them
is another page."""
_MOST_TOLD = 1_000
_Key = tuple[str, str, str]


class PageComparing:
    """Compares captures of an archive; used by several threads."""

    def __init__(
        self,
        shelf: ReviewShelf,
        settings: DifferenceSettings,
        *,
        form: Form = "png",
        shows: Shows | None = None,
    ) -> None:
        """Take everything from a shelf.

        Args:
            shelf: The archive and its snapshots.
            settings: When pictures differ, and what is masked.
            form: Of the strips of pictures.
            shows: Shows captures anew; None where that cannot be done, as in static files.
        """
        self._shelf = shelf
        self._settings = settings
        self._form: Form = form
        self._shows = shows
        self._found: Recent[_Key, PageDifference | None] = Recent(_KEPT)
        self._shown: Recent[tuple[str, str], tuple[str, bytes]] = Recent(_KEPT)

    def kinds(self, opened: Opened) -> Sequence[Against]:
        """Return what an article can be compared with; nothing when its page did not come."""
        return tuple(self._kinds(opened)) if opened.capture.snapshot is not None else ()

    def _kinds(self, opened: Opened) -> Iterator[Against]:
        slug, collection = opened.summary.slug, self._shelf.collection
        snapshot = self._shelf.snapshot(slug)
        if snapshot is not None:
            by = line(snapshot.accepted_by, 100)
            yield Against(SNAPSHOT, f"the snapshot accepted {snapshot.accepted_at} by {by}")
        elif self._shelf.snapshot_version(slug):
            yield Against(SNAPSHOT, "the snapshot, which is not in order")
        captures = collection.captures(slug, latest=False)
        before = captures[: [each.capture_id for each in captures].index(_id_of(opened))]
        if came := [each for each in before if not each.error]:
            yield Against(EARLIER, f"the capture of {came[-1].started_at:%Y-%m-%d %H:%M}")
        if self._shows is not None:
            yield Against(REPLAY, _LABELS[REPLAY])
            if opened.post is not None:
                yield Against(SOURCE, _LABELS[SOURCE])

    def changes(self, summary: CaptureSummary) -> Sequence[VisualChange]:
        """Return in what a page differs from its snapshot; nothing when it has none.

        What looks the same is told by hashes. What cannot be compared is told as a change
        that says why.
        """
        if summary.error:
            return ()
        shelf, slug = self._shelf, summary.slug
        try:
            if (
                differences.is_as_accepted(
                    shelf.collection, shelf.snapshots, slug, summary.capture_id
                )
                is not False
            ):
                return ()
            found = self._difference(shelf.opened(summary), SNAPSHOT)
        except ArchiverError as error:
            return (_unfit(slug, str(error)),)
        if found is None:
            return ()
        if found.picture is None:
            return (_unfit(slug, " ".join(found.notes)),)
        return _items_of(found)

    def told(self, opened: Opened, against: str, state_of: StateOf) -> Object | None:
        """Return a comparison as the page reads it; None when there is nothing to compare.

        Raises:
            ArchiverError: one of the two states cannot be read or shown.
        """
        found = self._difference(opened, against)
        if found is None:
            return None
        slug = opened.summary.slug
        picture = found.picture
        old = self._view(slug, found.old, _which(found.old, against, is_old=True))
        new = self._view(slug, found.new, _which(found.new, against, is_old=False))
        pictured = _items_of(found) if against == SNAPSHOT else ()
        notes = [line(note, 500) for note in found.notes]
        if more := len(found.visual) - _MOST_TOLD:
            notes += [f"and {more:,} more changes"] if more > 0 else []
        return {
            "against": against,
            "label": line(found.old.label if against != REPLAY else found.new.label, 300),
            "identical": found.is_identical,
            "old": old.told(self._form) if old else None,
            "new": new.told(self._form) if new else None,
            "notes": notes,
            "bands": [_band(band) for band in (picture.bands if picture else ())],
            "changes": [
                {
                    **_change(change, state_of(slug, change.fingerprint)),
                    "pictures": [*pictures_of(change, old, new)] if change in pictured else [],
                }
                for change in found.visual[:_MOST_TOLD]
            ],
            "masks": {"old": _masks(found.old_masks), "new": _masks(found.new_masks)},
        }

    def picture(self, slug: str, which: str) -> tuple[str, bytes] | None:
        """Return the picture of what was shown anew, with a name that tells it from the next."""
        if which not in {REPLAY, SOURCE}:
            return None
        return self._shown.peek((slug, which))

    def close(self) -> None:
        """End what is being shown anew."""
        if self._shows is not None:
            self._shows.close()

    def _view(self, slug: str, state: PageState, which: str) -> PageView | None:
        if state.picture is None:
            return None
        return PageView(
            slug=slug,
            which=which,
            label=line(state.label, 300),
            width_px=state.width_px,
            height_px=state.height_px,
        )

    def _difference(self, opened: Opened, against: str) -> PageDifference | None:
        slug = opened.summary.slug
        version = self._shelf.snapshot_version(slug) if against == SNAPSHOT else ""
        key = (_id_of(opened), against, version)
        return self._found.get(key, lambda: self._compare(opened, against))

    def _compare(self, opened: Opened, against: str) -> PageDifference | None:
        slug, post, collection = opened.summary.slug, opened.post, self._shelf.collection
        if opened.capture.snapshot is None:
            return None
        compare = partial(differences.difference, slug, settings=self._settings)
        kind = next((each for each in differences.Against if each.value == against), None)
        if kind is None or (against in _LABELS and self._shows is None):
            return None
        new = differences.state_of_capture(collection, _id_of(opened), post=post)
        if self._shows is not None and against in _LABELS:
            shown = self._state_of_shown(self._shows, opened, against)
            return compare(kind, *((new, shown) if against == REPLAY else (shown, new)))
        if against == SNAPSHOT:
            old = differences.state_of_snapshot(
                self._shelf.snapshots, slug, post=post, collection=collection
            )
        else:
            old = differences.earlier_state(collection, slug, _id_of(opened), post=post)
        if old is None:
            return None
        learn = partial(
            differences.learned_flicker, collection, slug=slug, post=post, settings=self._settings
        )
        return compare(kind, old, new, learn=learn)

    def _state_of_shown(self, shows: Shows, opened: Opened, which: str) -> PageState:
        shown = shows.shown(opened, which)
        state = differences.state_of_shown(shown, label=_LABELS[which], post=opened.post)
        kind = ScreenshotKind.FULL_PAGE
        data = next((each.data for each in shown.screenshots if each.kind is kind), None)
        if data is not None:
            self._shown.put((opened.summary.slug, which), (_id_of(opened), data))
        return state


def _id_of(opened: Opened) -> str:
    return opened.capture.capture_id


def _which(state: PageState, against: str, *, is_old: bool) -> str:
    """Return under what name the picture of a state stands in addresses."""
    other = is_old if against != REPLAY else not is_old
    return against if other and against != EARLIER else state.capture_id


def _items_of(found: PageDifference) -> tuple[VisualChange, ...]:
    """Return the changes that stand in the queue."""
    return tuple(islice(filter(found.counts, found.visual), _MOST_ITEMS))


def _unfit(slug: str, why: str) -> VisualChange:
    """Return the change that stands for a comparison that could not be made."""
    return VisualChange(
        kind=VisualKind.CHANGED,
        sentence=f"the page cannot be compared with its snapshot: {quote(why, 400)}",
        fingerprint=fingerprint(CHECK, slug, "not comparable"),
        old=None,
        new=None,
    )


def _band(band: AlignedBand) -> Object:
    return {"kind": band.kind.value, "old": band_pair(band.old), "new": band_pair(band.new)}


def _change(change: VisualChange, state: Object) -> Object:
    return {
        "fingerprint": change.fingerprint,
        "kind": change.kind.value,
        "sentence": line(change.sentence, 600),
        "old": box_object(change.old),
        "new": box_object(change.new),
        "line": change.line,
        "outside": change.outside,
        "state": state,
    }


def _masks(masks: Iterable[Mask]) -> list[Object]:
    return [
        {"box": box, "why": line(each.why, 200)} for each in masks if (box := box_object(each.box))
    ]
