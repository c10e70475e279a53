"""Text in the form in which it is compared, cut into sentences, and quoted in messages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_TEXT_CHARACTERS = 200_000
"""Of one block; what is longer is compared by its beginning."""

_PLAIN = {
    **dict.fromkeys("“”„‟″«»〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛′`´＇", "'"),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
}
"""What smartypants and editors make of plain quotes and hyphens (formats.md, section 6)."""

_REPEATED = re.compile(r"-{2,}|'{2,}")
_UNSEEN_RANGES = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFC), (0xFFFE, 0xFFFF)),
)
"""Beside white space, what takes no room: zero-width, bidi and variation characters, U+FFFC."""
_UNSEEN = "".join(chr(code) for first, last in _UNSEEN_RANGES for code in range(first, last + 1))
_FOLDED = str.maketrans({**_PLAIN, **dict.fromkeys(_UNSEEN)})
_FOLDABLE = re.compile(f"[{re.escape(_UNSEEN + ''.join(_PLAIN))}]")

_MARKERS = "▲△▴▵▼▽▾▿↑↓⬆⬇◆◇"
"""Marks that point from a caption to its medium (formats.md, section 4)."""

_SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n\t])|(?<=\.)(?=\s)")


@lru_cache(maxsize=4096)
def normal_form(text: str) -> str:
    """Return the text as compared: NFKC, quotes and dashes plain, nothing unseen, case kept.

    All white space goes, because themes put blanks between Han and Latin
    letters and feeds break lines anywhere.
    """
    text = text[:MAX_TEXT_CHARACTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = "".join(text.split())
    if _FOLDABLE.search(text):
        text = text.translate(_FOLDED)
    if "--" in text or "''" in text:
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
