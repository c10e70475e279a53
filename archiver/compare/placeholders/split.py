"""One address, two pictures: which Referer got the real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archiver.compare.keys import address_key
from archiver.compare.placeholders.looks import (
    Resemblance,
    area_px,
    is_flat,
    other_aspect,
    resemblance,
)
from archiver.compare.placeholders.pictures import Answer, Picture
from archiver.models import Asked

Marks = Callable[[Answer], tuple[int, ...]]
"""How much speaks against an answer, the weightiest first; compared as a tuple."""
_SMALLER = 1.2
"""Ratio of areas from which the smaller picture is taken for the placeholder."""
_FLATTER = 0.1
"""Difference of the shares of one colour from which the flatter one is."""
_WAYS = {
    Asked.NO_REFERRER: "without a Referer",
    Asked.ORIGIN: "with the site's address as Referer",
    Asked.UNSAFE_URL: "with the page's whole address as Referer",
    Asked.SITE: "with the host's own site as Referer",
}


@dataclass(frozen=True, slots=True)
class Split:
    """The answer that shows the real picture, beside that of a reader."""

    real: Answer

    @property
    def way(self) -> str:
        """How the real picture was asked for, in words."""
        return _WAYS.get(self.real.asked, "in another place of the page")

    @property
    def is_by_archiver(self) -> bool:
        """Whether archiver asked, and not the page itself in another place."""
        return self.real.asked is not Asked.PAGE


def split_of(picture: Picture, marks: Marks) -> Split | None:
    """Return the split of a picture for which a reader got the placeholder; None else.

    Silent for copies of one picture, for an address that answers each request with
    another picture, and where the reader's answer is the real one.
    """
    reader = picture.reader
    if reader is None or is_random(picture):
        return None
    for other in _unlike(picture, reader):
        if _is_worse(reader, other, marks):
            return Split(other)
    return None


def is_random(picture: Picture) -> bool:
    """Tell whether an address gives another picture each time.

    Because the same question got two answers; or, where it was not asked twice,
    because three ways of asking got three pictures.
    """
    reader = picture.reader
    if reader is None:
        return False
    again = [resemblance(reader.entry, each.entry) for each in picture.repeats]
    if again:
        return Resemblance.UNLIKE in again
    kinds = [reader]
    for other in _unlike(picture, reader):
        if all(resemblance(each.entry, other.entry) is Resemblance.UNLIKE for each in kinds):
            kinds.append(other)
    return len(kinds) > 2


def is_same_for_all(picture: Picture) -> bool | None:
    """Tell whether a picture came for Referers of different kinds; None when nobody asked so.

    No Referer, that of the host's own site, and any foreign one are the kinds.
    """
    reader = picture.reader
    if reader is None:
        return None
    kinds = {_kind(reader)} | {_kind(other) for other in picture.others}
    if len(kinds) < 2:
        return None
    return all(
        resemblance(reader.entry, other.entry) is Resemblance.SAME for other in picture.others
    )


def _kind(answer: Answer) -> str:
    if answer.asked is Asked.SITE:
        return "site"
    if answer.asked is Asked.NO_REFERRER or not answer.request.referrer:
        return "none"
    return "foreign"


def _unlike(picture: Picture, reader: Answer) -> list[Answer]:
    """Return the answers that show another picture than the reader's.

    Another variant of the address may be cropped: there an aspect proves nothing.
    """
    found = []
    for other in picture.others:
        if resemblance(reader.entry, other.entry) is not Resemblance.UNLIKE:
            continue
        same = address_key(other.request.url) == address_key(reader.request.url)
        one, two = reader.entry.probe, other.entry.probe
        cropped = one is not None and two is not None and other_aspect(one, two)
        if same or not cropped or is_flat(reader.entry) != is_flat(other.entry):
            found.append(other)
    return found


def _is_worse(reader: Answer, other: Answer, marks: Marks) -> bool:
    """Tell whether the reader's answer is the placeholder of the two."""
    mine, theirs = marks(reader), marks(other)
    if mine != theirs:
        return mine > theirs
    small, big = sorted((area_px(reader.entry), area_px(other.entry)))
    if small and big >= _SMALLER * small:
        return area_px(reader.entry) == small
    one, two = reader.entry.probe, other.entry.probe
    return one is not None and two is not None and one.top_share - two.top_share > _FLATTER
