"""Runs of words that are set in one way, and what they say of the text they make up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from archiver import urls
from archiver.dom.setting import Setting, Words, is_unseen, words_in
from archiver.dom.text import SKIPPED_TAGS
from archiver.dom.tree import Element

MAX_LINKS = 64
MAX_MISSING_GLYPHS = 40
_HIDING = ("size", "colour", "clipped", "covered")
"""Why words cannot be seen, the surest first; nothing else is believed."""
_ABSOLUTE = re.compile(r"https?://[!-~]+\Z", re.IGNORECASE)
"""Most links are: resolving them would be most of what links cost."""


class Run(NamedTuple):
    """Words of one text node."""

    words: Words
    length: int
    hidden: bool
    """By display, visibility or opacity: then it says nothing of what is seen."""


class Links:
    """Resolves the links of one document."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url
        self._known: dict[str, str] = {}

    def of(self, hrefs: Iterable[str]) -> tuple[str, ...]:
        """Return the absolute http(s) addresses, each once, at most `MAX_LINKS`.

        The fragment stays: many pages tell their parts by it. What leads to a
        place in the same document, or out of the web, is left out.
        """
        found: dict[str, None] = {}
        for href in hrefs:
            if href and (url := self._resolved(href)):
                found.setdefault(url)
                if len(found) >= MAX_LINKS:
                    break
        return tuple(found)

    def _resolved(self, href: str) -> str:
        url = self._known.get(href)
        if url is None:
            reference, _, fragment = href.partition("#")
            url = self._absolute(reference)
            if not urls.is_http(url):
                url = ""
            elif fragment:
                url = f"{url}#{fragment}"
            self._known[href] = url
        return url

    def _absolute(self, reference: str) -> str:
        if _ABSOLUTE.match(reference):
            return reference
        return urls.resolve(self._base, reference) if reference else ""


def language_of(runs: Sequence[Run]) -> str:
    """Return the language that most of the characters are in, as written."""
    first = runs[0].words.language if runs else ""
    if all(run.words.language == first for run in runs):
        return first
    shares: Counter[str] = Counter()
    for run in runs:
        shares[run.words.language] += run.length
    return shares.most_common(1)[0][0]


def hiding_of(runs: Sequence[Run]) -> str:
    """Return the surest reason why no word can be seen; empty when one can."""
    reasons = {run.words.hiding for run in runs if not run.hidden}
    if not reasons or not reasons.issubset(_HIDING):
        return ""
    return min(reasons, key=_HIDING.index)


def missing_glyphs_of(text: str, runs: Sequence[Run]) -> str:
    """Return the characters of the text that no font has, in order, each once."""
    said = [run.words.missing_glyphs for run in runs if run.words.missing_glyphs]
    if not said:
        return ""
    there = set(text)
    found = dict.fromkeys(
        character for some in said for character in some[:MAX_MISSING_GLYPHS] if character in there
    )
    return "".join(islice(found, MAX_MISSING_GLYPHS))


def runs_in(table: Element, setting: Setting) -> list[Run]:
    """Return the runs of a data table; `setting` is its own."""
    runs: list[Run] = []
    stack: list[tuple[Element | str, Words, bool]] = [
        (child, setting.words, setting.hidden) for child in reversed(table.children)
    ]
    while stack:
        node, words, hidden = stack.pop()
        if isinstance(node, str):
            if node and not node.isspace():
                runs.append(Run(words, len(node), hidden))
        elif node.tag not in SKIPPED_TAGS and node.tag != "noscript":
            inner = words_in(node, words)
            unseen = is_unseen(node, outer=hidden)
            stack.extend((child, inner, unseen) for child in reversed(node.children))
    return runs
