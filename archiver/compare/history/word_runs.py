"""Two versions of a text in one: what stayed, what went, what came, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq

from archiver.compare.history.change import Run

_MOST_TOKENS = 3_000
"""Of each version, after what both begin and end with: a table of 9 million bits."""
_MOST_CHARACTERS = 200_000
_HAN = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d"
_TOKEN = re.compile(rf"[^\W{_HAN}]+|\s+|.", re.DOTALL)
"""A word; in scripts without blanks, a character."""
_LEAST_STAY = 2
"""Characters between two changed places that are told as unchanged: fewer are chance."""


def word_runs(before: str, after: str) -> tuple[Run, ...]:
    """Return two versions of a text as runs of words; blanks count as one space.

    What is longer than 200,000 characters is cut; of versions with too many words the
    whole middle is told as changed. Takes at most some tenths of a second.
    """
    old, new = _tokens(before), _tokens(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    parts = [("", old[:head], old[:head]), *_differing(*middle)]
    end = old[len(old) - tail :]
    return tuple(_runs([*parts, ("", end, end)]))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(" ".join(text[:_MOST_CHARACTERS].split()))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    most = min(len(old), len(new))
    return next((at for at in range(most) if old[at] != new[at]), most)


def _differing(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    if max(len(old), len(new)) > _MOST_TOKENS:
        yield ("x", old, new)
        return
    for step in LCSseq.opcodes(old, new):
        here, there = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        stays = step.tag == "equal" and len("".join(here).strip()) >= _LEAST_STAY
        yield ("" if stays else "x", here, there)


def _runs(parts: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> Iterator[Run]:
    """Join parts of one sort: between two that stayed stands what went, then what came."""
    gone: list[str] = []
    came: list[str] = []
    stays: list[str] = []
    for mark, old, new in [*parts, ("x", (), ())]:
        if mark:
            if stays:
                yield Run("".join(stays))
                stays = []
            gone += old
            came += new
        elif old:
            yield from _changed(gone, came)
            gone, came = [], []
            stays += old
    yield from _changed(gone, came)


def _changed(gone: Sequence[str], came: Sequence[str]) -> Iterator[Run]:
    if gone:
        yield Run("".join(gone), "-")
    if came:
        yield Run("".join(came), "+")
