"""How text is spoiled on its way to the page: bytes read in another charset, marks shown raw."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from archiver.compare.wording import normal_form

_ALIKE = 90.0
"""Ratio (0..100) of a shown text to one that was spoiled on purpose: decoders differ in
what they do with bytes that mean nothing."""
_KIN = 40.0
_MOSTLY_LOST = 0.2
"""Text with replacement characters is the promised one when the rest is like it (ratio),
or when these are so many (share of its characters) that no rest can be."""
_BEGINNING_READ = 64
_BEGINNING = 8
"""Characters that are spoiled, and of these compared, to see what a text may be."""
_MOST_CHARACTERS = 4_000
"""Of a text that are looked at: charsets go wrong from the first letter on."""
_REPLACEMENT = "\ufffd"

_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
"""As browsers read them (Encoding standard, 4.2 and 10 to 12), by Python's nearest names."""
_STRICT = ("gbk", "big5", "shift_jis", "euc_kr")
"""The same as most programs read them."""
_OTHERS = ("windows-1251", "iso8859-2", "koi8_r")
_PAIRS = (
    *(("utf-8", read) for read in ("windows-1252", "latin-1", *_ASIAN, *_STRICT, *_OTHERS)),
    *((written, "utf-8") for written in (*_ASIAN, "windows-1252", *_OTHERS)),
    *((written, "windows-1252") for written in _ASIAN),
    *((written, "latin-1") for written in _ASIAN),
    *(("gb18030", "big5hkscs"), ("big5hkscs", "gb18030"), ("windows-1251", "koi8_r")),
)
"""`(written, read)`, as Python names them, the most common first."""
_NAMES = {
    "utf-8": "UTF-8",
    "latin-1": "ISO-8859-1",
    "gb18030": "GBK",
    "gbk": "GBK",
    "big5hkscs": "Big5",
    "big5": "Big5",
    "cp932": "Shift_JIS",
    "shift_jis": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "euc_kr": "EUC-KR",
    "iso8859-2": "ISO-8859-2",
    "koi8_r": "KOI8-R",
}
"""Of charsets, as the Encoding standard writes them, where Python writes them otherwise."""

_C1 = {
    code: chr(code)
    for code in range(0x80, 0xA0)
    if bytes([code]).decode("cp1252", "replace") == _REPLACEMENT
}
_BYTES_1252 = "".join(
    _C1.get(code) or bytes([code]).decode("cp1252", "replace") for code in range(256)
)
"""Character for each byte: browsers read the five free ones as control characters."""
_BYTE_OF = {ord(character): code for code, character in enumerate(_BYTES_1252)}
_AS_1252 = re.compile(f"[{re.escape(_BYTES_1252[0x80:])}]{{2,}}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_MARKS = re.compile(r"\?+")
_LOST = re.compile(r"[?\ufffd]+")

REPLACED = "replacement characters"
QUESTION_MARKS = "question marks for letters"
ENTITIES = "entities shown raw"
CONTROLS = "control characters"


def reading_of(promised: str, shown: str) -> str:
    """Return how a promised text was spoiled into the shown one; empty when it was not.

    `UTF-8 read as windows-1252` names the charsets; else one of the constants of this
    module. A shown text that is nearer to the promise than to anything spoiled is
    another wording, not a spoiled one.
    """
    promised, shown = promised[:_MOST_CHARACTERS], shown[:_MOST_CHARACTERS]
    if promised == shown:
        return ""
    return (
        _charsets_of(promised, shown)
        or _replaced(promised, shown)
        or _raw_entities(promised, shown)
        or _question_marks(promised, shown)
        or _controls(promised, shown)
    )


def beginnings_of(promised: str) -> frozenset[str]:
    """Return how a text would begin if it was spoiled, as `beginning_of` gives it."""
    if promised.isascii():
        return frozenset()
    start = promised[:_BEGINNING_READ]
    lost = start.encode("ascii", "replace").decode("ascii")
    return frozenset(beginning_of(text) for text in (lost, *(text for _, text in _spoiled(start))))


def beginning_of(shown: str) -> str:
    """Return the first characters of a text as compared, lost ones as one question mark."""
    return _LOST.sub("?", _letters(shown[:_BEGINNING_READ]))[:_BEGINNING]


def _charsets_of(promised: str, shown: str) -> str:
    strange = set(shown) - set(promised)
    if not strange or (promised.isascii() and shown.isascii()):
        return ""
    plain, form = normal_form(promised), _letters(shown)
    best, as_is = "", fuzz.ratio(plain, form)
    most = as_is
    for name, spoiled in _spoiled(promised):
        if strange.isdisjoint(spoiled):
            continue
        found = fuzz.ratio(_letters(spoiled), form, score_cutoff=_ALIKE)
        if found > most:
            best, most = name, found
    if best:
        return best
    mended = _AS_1252.sub(_utf8_again, shown)
    if mended != shown and fuzz.ratio(plain, normal_form(mended), score_cutoff=_ALIKE) > as_is:
        return "UTF-8 read as windows-1252"
    return ""


def _spoiled(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text as every pair of charsets would spoil it; ASCII is never spoiled."""
    if text.isascii():
        return
    for written, read in _PAIRS:
        try:
            raw = text.encode(written, "replace" if written == "utf-8" else "strict")
        except UnicodeError:
            continue
        yield f"{_name(written)} read as {_name(read)}", _decoded(raw, read)
    once = _decoded(text.encode("utf-8", "replace"), "windows-1252")
    twice = _decoded(once.encode("utf-8", "replace"), "windows-1252")
    yield "UTF-8 read as windows-1252 twice", twice


def _letters(text: str) -> str:
    """Return a text as compared, without the control characters that many a program drops."""
    return normal_form(_CONTROLS.sub("", text))


def _decoded(raw: bytes, charset: str) -> str:
    if charset == "windows-1252":
        return raw.decode("latin-1").translate(dict(enumerate(_BYTES_1252)))
    return raw.decode(charset, "replace")


def _name(charset: str) -> str:
    return _NAMES.get(charset, charset)


def _utf8_again(run: re.Match[str]) -> str:
    """Return a run of windows-1252 letters as the UTF-8 that it was, where it was that."""
    raw = bytes(_BYTE_OF[ord(character)] for character in run[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return run[0]


def _replaced(promised: str, shown: str) -> str:
    """Tell text with replacement characters that is the promised one in other respects."""
    count = shown.count(_REPLACEMENT)
    if count <= promised.count(_REPLACEMENT):
        return ""
    like = fuzz.ratio(normal_form(promised), normal_form(shown)) >= _KIN
    return REPLACED if like or count >= _MOSTLY_LOST * len(shown) else ""


def _raw_entities(promised: str, shown: str) -> str:
    """Tell text whose entities were escaped once too often."""
    found = len(_ENTITY.findall(shown))
    if not found or found <= len(_ENTITY.findall(promised)):
        return ""
    read = _ENTITY.sub(lambda entity: html.unescape(entity[0]), shown)
    plain = normal_form(promised)
    nearer = fuzz.ratio(plain, normal_form(read), score_cutoff=_ALIKE)
    return ENTITIES if nearer > fuzz.ratio(plain, normal_form(shown)) else ""


def _question_marks(promised: str, shown: str) -> str:
    """Tell text whose letters beyond ASCII became question marks, one or a few each."""
    if promised.isascii() or shown.count("?") <= promised.count("?"):
        return ""
    lost = normal_form(promised.encode("ascii", "replace").decode("ascii"))
    form, plain = normal_form(shown), normal_form(promised)
    alike = fuzz.ratio(_MARKS.sub("?", lost), _MARKS.sub("?", form), score_cutoff=_ALIKE)
    return QUESTION_MARKS if alike > fuzz.ratio(plain, form) else ""


def _controls(promised: str, shown: str) -> str:
    more = len(_CONTROLS.findall(shown)) > len(_CONTROLS.findall(promised))
    if not more:
        return ""
    form = normal_form(_CONTROLS.sub("", shown))
    plain = normal_form(_CONTROLS.sub("", promised))
    return CONTROLS if fuzz.ratio(plain, form) >= _ALIKE else ""
