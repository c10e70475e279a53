"""The segments of a Representation as numbers and times (ISO/IEC 23009-1, 5.3.9.5 and 5.3.9.6).

Generators: a line may name a billion segments, of which only as many are made as are
taken. Every step yields one or ends, so that what is taken bounds the work.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.streaming.dash import Period, Presentation
from archiver.streaming.mpd_tree import Node
from archiver.streaming.mpd_values import whole

_SLIVER = 1e-6
"""Part of a segment that is none: lengths in a manifest are rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """A SegmentTemplate, SegmentList or SegmentBase of a Representation with all it inherits."""

    nodes: Sequence[Node]
    """Of Representation, AdaptationSet and Period, as far as they are there: what the
    first does not say, the next does."""

    def attribute(self, name: str) -> str:
        """Return an attribute of the nearest level that has it; empty where none does."""
        return next((node.get(name) for node in self.nodes if name in node.attributes), "")

    def children(self, name: str) -> Sequence[Node]:
        """Return the children of a name, of the nearest level that has any."""
        return next((found for node in self.nodes if (found := node.all(name))), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One segment: its number, its time in units of the timescale, its place in the film."""

    number: int
    time: int
    start_s: float
    duration_s: float


def places(
    levels: Levels, presentation: Presentation, period: Period, now_s: float | None
) -> Iterator[Place]:
    """Yield the segments; a single one where neither timeline nor duration is given.

    `now_s`, in seconds since 1970, is how far a live film has come.
    """
    clock = _Clock(
        timescale=whole(levels.attribute("timescale")) or 1,
        offset=whole(levels.attribute("presentationTimeOffset")),
        period=period,
        elapsed_s=_elapsed_s(presentation, period, now_s),
    )
    first = whole(levels.attribute("startNumber"), 1)
    length = whole(levels.attribute("duration"))
    timelines = levels.children("SegmentTimeline")
    if timelines:
        yield from _timeline(timelines[0].all("S"), first, clock)
    elif length:
        last = levels.attribute("endNumber")
        most = whole(last) - first + 1 if last else None
        for index in _indexes(length / clock.timescale, most, presentation, clock):
            yield clock.place(first + index, clock.offset + index * length, length)
    else:
        length_s = period.duration_s or 0.0
        yield Place(number=first, time=clock.offset, start_s=period.start_s, duration_s=length_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """Units of a timescale against seconds of the film."""

    timescale: int
    offset: int
    """The time, in units, of the Period's beginning."""
    period: Period
    elapsed_s: float | None
    """How far the Period of a live film has come; None for others and when unknown."""

    def place(self, number: int, time: int, length: int) -> Place:
        start_s = self.period.start_s + (time - self.offset) / self.timescale
        return Place(number=number, time=time, start_s=start_s, duration_s=length / self.timescale)

    def at(self, seconds: float | None) -> int | None:
        """Return so many seconds after the Period's beginning, in units."""
        return None if seconds is None else self.offset + math.ceil(seconds * self.timescale)


def _elapsed_s(presentation: Presentation, period: Period, now_s: float | None) -> float | None:
    began_s = presentation.available_from_s
    if not presentation.is_live or now_s is None or began_s is None:
        return None
    return now_s - began_s - period.start_s


def _timeline(entries: Sequence[Node], number: int, clock: _Clock) -> Iterator[Place]:
    end = clock.at(clock.period.duration_s)
    now = clock.at(clock.elapsed_s)
    time = 0
    for index, entry in enumerate(entries):
        length = whole(entry.get("d"))
        time = whole(entry.get("t"), time)
        if not length:
            return
        count = 1 + whole(entry.get("r"))
        if entry.get("r").startswith("-"):  # until the next entry, or the end
            following = entries[index + 1].get("t") if index + 1 < len(entries) else ""
            known = (
                [whole(following)]
                if following
                else [unit for unit in (end, now) if unit is not None]
            )
            count = _count(min(known) - time, length) if known else 1
        for _ in range(count):
            if end is not None and time >= end - length * _SLIVER:
                return
            yield clock.place(number, time, length)
            number, time = number + 1, time + length


def _indexes(length_s: float, most: int | None, presentation: Presentation, clock: _Clock) -> range:
    """Return which segments of one length there are, from 0; `most` is how many at most.

    Of a live film those that are complete and not yet gone. Where the time is not
    known, the first ones, as many as it keeps.
    """
    begin = 0
    counts = [most] if most is not None else []
    if clock.period.duration_s is not None:
        counts.append(_count(clock.period.duration_s, length_s))
    if clock.elapsed_s is not None:
        counts.append(int(clock.elapsed_s // length_s))
        if presentation.window_s is not None:
            begin = int(max(0.0, clock.elapsed_s - presentation.window_s) // length_s)
    elif presentation.is_live:
        counts.append(_count(presentation.window_s or 0.0, length_s))
    return range(begin, min(counts, default=1))


def _count(whole_length: float, length: float) -> int:
    """Return how many segments a length takes, at least one."""
    return max(1, math.ceil(whole_length / length - _SLIVER))
