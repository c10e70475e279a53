"""Blocks of a post that the page has out of order, hidden, or under another address."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from archiver import urls
from archiver.compare.alignment.layout import Alignment, Found, Place
from archiver.compare.alignment.likeness import has_version
from archiver.models import MEDIA_KINDS, BlockKind

_MOVABLE_CHARACTERS = 8
"""Shorter text found elsewhere on the page is taken for another text."""

_STEM = re.compile(r"([^/?#]{5,}?)(?:\.\w{2,5})?(?:[?#!].*)?$")
_IDENTITY = re.compile(r"/(?=[^/.]*[A-Z0-9])[^/.]{5,}/?\Z")
"""A path that ends with what looks like a film's own name, not the player's."""

_TEXT = "text "
"""How tokens of texts begin."""

Tokens = tuple[list[str], list[str]]
"""Of the post's blocks and of the page's."""


def place_hidden(
    alignment: Alignment,
    places: dict[int, Place],
    taken: set[int],
    tokens: Tokens,
) -> None:
    """Find blocks that are hidden at their own place, though a copy is seen elsewhere."""
    hidden: dict[str, list[int]] = {}
    for j, block in enumerate(alignment.page):
        if not block.visible and tokens[1][j] and j not in taken:
            hidden.setdefault(tokens[1][j], []).append(j)
    for i, token in enumerate(tokens[0] if hidden else ()):
        if i in places or token not in hidden:
            continue
        gap = alignment.gap(i)
        found = next((j for j in hidden[token] if j in gap and j not in taken), None)
        if found is not None:
            taken.add(found)
            places[i] = Place(Found.IN_ORDER, found)


def place_moved(
    alignment: Alignment,
    places: dict[int, Place],
    taken: set[int],
    tokens: Tokens,
) -> None:
    """Find equal blocks out of order, each of the page's at most once, nearest first.

    What stands after the article, with the page's own words between, is a
    comment that quotes it, or a list of articles with its pictures.
    """
    own = {token.removeprefix(_TEXT) for token in tokens[0] if token.startswith(_TEXT)}
    free: dict[str, list[int]] = {}
    for j in range(_end_of_article(alignment, tokens)):
        if tokens[1][j] and j not in taken:
            free.setdefault(tokens[1][j], []).append(j)
    for i, token in enumerate(tokens[0]):
        if i in places or not free.get(token):
            continue
        if token.startswith(_TEXT) and len(token) < len(_TEXT) + _MOVABLE_CHARACTERS:
            continue
        if token.startswith(_TEXT) and has_version(alignment, i, taken, own):
            continue
        expected = alignment.gap(i).start
        nearest = min(free[token], key=lambda j: abs(j - expected))
        free[token].remove(nearest)
        taken.add(nearest)
        places[i] = Place(Found.MOVED, nearest)


def _end_of_article(alignment: Alignment, tokens: Tokens) -> int:
    """Return the page's index of the first words after the article that are not the post's."""
    own = set(tokens[0])
    for j in range(alignment.article().stop, len(alignment.page)):
        block = alignment.page[j]
        if block.visible and tokens[1][j].startswith(_TEXT) and tokens[1][j] not in own:
            return j
    return len(alignment.page)


def place_renamed(alignment: Alignment, places: dict[int, Place], taken: set[int]) -> None:
    """Find media whose address the site's generator changed.

    A player is the same when host and path agree and one query contains the
    other (an empty one only where the path names the film); a picture, when its
    file name begins the other's (Hugo's and WordPress's resized copies) in the
    place where it is missed.
    """
    for i, block in enumerate(alignment.source):
        if i in places or block.kind not in MEDIA_KINDS:
            continue
        everywhere = range(len(alignment.page))
        span = everywhere if block.kind is BlockKind.PLAYER else alignment.gap(i)
        same = _same_player if block.kind is BlockKind.PLAYER else _same_file_name
        for j in span:
            other = alignment.page[j]
            if j not in taken and other.kind is block.kind and same(block.url, other.url):
                taken.add(j)
                places[i] = Place(Found.IN_ORDER if j in alignment.gap(i) else Found.MOVED, j)
                break


def _same_player(promised: str, shown: str) -> bool:
    first, second = urls.split(promised), urls.split(shown)
    if first is None or second is None or not first.hostname:
        return False
    if (first.hostname, first.path) != (second.hostname, second.path):
        return False
    queries = [set(parse_qsl(parts.query)) for parts in (first, second)]
    if not queries[0] or not queries[1]:
        return bool(_IDENTITY.search(first.path))
    return queries[0] <= queries[1] or queries[1] <= queries[0]


def _same_file_name(promised: str, shown: str) -> bool:
    stems = [
        _STEM.search(urls.without_fragment(url).rpartition("/")[2]) for url in (promised, shown)
    ]
    if stems[0] is None or stems[1] is None:
        return False
    return stems[1][1].startswith(stems[0][1]) or stems[0][1].startswith(stems[1][1])
