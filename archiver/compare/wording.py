"""Text in the form in which it is compared, cut into sentences, and quoted in messages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_TEXT_CHARACTERS = 200_000
"""Of one block; what is longer is compared by its beginning."""

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟″«»〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛′`´＇", "'"),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    }
)
"""What smartypants and editors make of plain quotes and hyphens (formats.md, section 6)."""

_REPEATED = re.compile(r"-{2,}|'{2,}")
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ufffe\uffff]+"
)
"""White space, and what takes no room: zero-width, bidi and variation characters, U+FFFC."""

_MARKERS = "▲△▴▵▼▽▾▿↑↓⬆⬇◆◇"
"""Marks that point from a caption to its medium (formats.md, section 4)."""

_SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n\t])|(?<=\.)(?=\s)")


@lru_cache(maxsize=4096)
def normal_form(text: str) -> str:
    """Return the text as compared: NFKC, quotes and dashes plain, nothing unseen, case kept.

    All white space goes, because themes put blanks between Han and Latin
    letters and feeds break lines anywhere.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT_CHARACTERS])
    text = _UNSEEN.sub("", text).translate(_FOLDED)
    text = _REPEATED.sub(lambda run: "-" if run[0][0] == "-" else '"', text)
    return text.strip(_MARKERS)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, table cells and lines counting as such."""
    parts = _SENTENCE_END.split(text[:MAX_TEXT_CHARACTERS])
    return [part.strip() for part in parts if normal_form(part)]


def quote(text: str, limit: int = 60) -> str:
    """Return a text to be shown in a message: one line, no control characters, shortened."""
    plain = "".join(
        " " if character.isspace() else character
        for character in text[: 4 * limit]
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )
    plain = re.sub(r" {2,}", " ", plain).strip()
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"
