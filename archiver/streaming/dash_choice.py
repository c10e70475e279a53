"""Which parts of a DASH manifest are wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import groupby

from archiver.models import VideoChoice
from archiver.streaming.dash import Presentation, Representation
from archiver.streaming.dash_segments import representation_parts
from archiver.streaming.manifest import Choice, RenditionType
from archiver.streaming.parts import gather
from archiver.streaming.replay import dash_limits
from archiver.streaming.taste import pick


def choose_dash(presentation: Presentation, choice: VideoChoice, now_s: float | None) -> Choice:
    """Return what of a presentation is wanted, for a choice that wants anything.

    Of every Period one Representation of pictures, one of sound, and one of every
    AdaptationSet of text. The parts are in the order of playing, pictures, sound and
    text side by side, so that a beginning of them is a beginning of the film.
    """
    entries = (entry for entry in presentation.renditions if isinstance(entry, Representation))
    wanted = [
        representation
        for _, period in groupby(entries, key=lambda entry: entry.period.number)
        for representation in _of_period(list(period), choice)
    ]
    coming = (representation_parts(presentation, entry, now_s) for entry in wanted)
    parts, remarks = gather(merge(*coming, key=lambda part: part.start_s))
    if presentation.is_live and parts:
        begin_s = parts[0].start_s
        parts = tuple(replace(part, start_s=part.start_s - begin_s) for part in parts)
    duration_s = presentation.duration_s
    if duration_s is None:
        duration_s = max((part.start_s + part.duration_s for part in parts), default=0.0) or None
    shown = [entry for entry in wanted if entry.type is not RenditionType.TEXT]
    largest = max(shown, key=lambda entry: (entry.area, entry.bandwidth), default=None)
    return Choice(
        parts=parts,
        duration_s=duration_s,
        width=largest.width if largest else 0,
        height=largest.height if largest else 0,
        bandwidth=largest.bandwidth if largest else 0,
        limits=dash_limits(max((entry.bandwidth for entry in shown), default=0)),
        remarks=presentation.remarks + remarks,
    )


def _of_period(entries: Sequence[Representation], choice: VideoChoice) -> Iterator[Representation]:
    films = _preferred(entries, RenditionType.VIDEO)
    film = pick(films, choice, lambda entry: (entry.area, entry.bandwidth)) if films else None
    if film:
        yield film
    if sounds := _preferred(entries, RenditionType.AUDIO):
        yield _sound([entry for entry in sounds if _same_set(entry, sounds[0])], film, choice)
    texts: dict[int, list[Representation]] = defaultdict(list)
    for entry in entries:
        if entry.type is RenditionType.TEXT:
            texts[entry.set_number].append(entry)
    for members in texts.values():
        yield max(members, key=lambda entry: entry.bandwidth)


def _preferred(entries: Sequence[Representation], type_: RenditionType) -> list[Representation]:
    """Return those of a type, without encrypted ones or lesser roles where there are others."""
    found = [entry for entry in entries if entry.type is type_]
    found = [entry for entry in found if not entry.is_protected] or found
    best = min((entry.rank for entry in found), default=0)
    return [entry for entry in found if entry.rank == best]


def _same_set(one: Representation, other: Representation) -> bool:
    return one.set_number == other.set_number


def _sound(
    sounds: Sequence[Representation], film: Representation | None, choice: VideoChoice
) -> Representation:
    """Return the best sound within the bandwidth of the pictures.

    A replay that is held to this bandwidth picks the same (archiver.streaming.replay).
    """
    if film is None:
        least = choice is VideoChoice.SMALLEST
        return (min if least else max)(sounds, key=lambda entry: entry.bandwidth)
    within = [entry for entry in sounds if entry.bandwidth <= film.bandwidth]
    if within:
        return max(within, key=lambda entry: entry.bandwidth)
    return min(sounds, key=lambda entry: entry.bandwidth)
