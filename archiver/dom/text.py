"""Text as a reader meets it: which elements break it, and how blanks fold."""

from __future__ import annotations

_BLOCK = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol
    optgroup p pre search section summary ul table caption colgroup thead tbody tfoot tr td th
    #shadow"""
BLOCK_TAGS = frozenset(_BLOCK.split())
"""Elements that start a new line: HTML standard, 15.3 (rendering, flow content)."""

_SKIPPED = """
    script style template head title meta link base select option textarea datalist canvas
    rp map area col colgroup input progress meter noframes noembed"""
SKIPPED_TAGS = frozenset(_SKIPPED.split())
"""Elements without text that a reader reads in the article."""

HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff\u2060"))
"""Soft hyphen, zero-width space, BOM, word joiner: never seen, often lost.
Joiners of emoji and of Arabic or Indic script (U+200C, U+200D) stay."""


def folded(text: str) -> str:
    """Return the text with every run of white space (also U+00A0, U+3000) as one blank."""
    return " ".join(text.translate(_INVISIBLE).split())
