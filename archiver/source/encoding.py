"""Bytes of a post to text, decoded as a browser would."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bs4.dammit import EncodingDetector

from archiver.errors import PostError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_AS_BROWSERS_DO = {
    "big5": ("big5hkscs", "cp950"),
    "big5-hkscs": ("big5hkscs", "cp950"),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "gb_2312-80": ("gb18030",),
    "x-gbk": ("gb18030",),
    "iso-8859-1": ("cp1252",),
    "latin1": ("cp1252",),
    "ascii": ("cp1252",),
    "us-ascii": ("cp1252",),
    "shift_jis": ("cp932",),
    "shift-jis": ("cp932",),
    "sjis": ("cp932",),
    "euc-kr": ("cp949",),
    "ks_c_5601-1987": ("cp949",),
    "windows-1252": ("cp1252",),
}
"""Declared name to the codec that holds the browsers' table (WHATWG Encoding, 4.2)."""
_GUESSES = ("gb18030", "big5hkscs", "cp950", "cp932", "cp949")
_FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
    "這個來國說們為時會過學對沒還後點開關與發當於"
    "のにはをたがでてとしれさいなるもから"
    "이다는을에의가고한를은하"
)
"""The characters that any page of Chinese, Japanese or Korean is full of."""
_APPLE_DOUBLE = b"\x00\x05\x16\x07"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file's text with line feeds as line ends and no byte order mark."""

    text: str
    encoding: str
    remark: str = ""


def decode(raw: bytes, path: Path) -> DecodedText:
    """Decode a post.

    In this order: byte order mark, valid UTF-8, the charset that the file
    declares (by the browsers' tables: `big5` is Big5-HKSCS, `gb2312` is
    GB18030), UTF-8 with a few damaged bytes, the East Asian encoding whose
    reading has the most frequent characters, Windows-1252.

    Raises:
        PostError: The file is not text.
    """
    if raw.startswith(_APPLE_DOUBLE):
        raise PostError(path, 1, "is macOS metadata (AppleDouble), no post; delete it")
    decoded = _decoded(raw)
    text = decoded.text
    zeros = text.count("\x00")
    if zeros > 8 and zeros > len(text) // 100:
        raise PostError(path, 1, "is binary, no text; name only posts")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return DecodedText(text, decoded.encoding, decoded.remark)


def _decoded(raw: bytes) -> DecodedText:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _lenient(raw[len(mark) :], encoding)
    if wide := _wide_encoding(raw):
        return _lenient(raw, wide)
    try:
        return DecodedText(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    declared = EncodingDetector.find_declared_encoding(raw, is_html=True)
    if declared and declared.lower() not in {"utf-8", "utf8"}:
        found = _declared(raw, declared.lower())
        if found:
            return found
    return _guessed(raw)


def _lenient(raw: bytes, encoding: str) -> DecodedText:
    try:
        return DecodedText(raw.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        remark = f"bytes from {error.start:,} on are no {encoding}; shown as U+FFFD"
        return DecodedText(raw.decode(encoding, "replace"), encoding, remark)


def _wide_encoding(raw: bytes) -> str:
    """Return UTF-16 without a byte order mark, told by the zero bytes of ASCII, or ``."""
    head = raw[:512]
    if len(head) < 8 or len(raw) % 2:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _declared(raw: bytes, name: str) -> DecodedText | None:
    codecs = _AS_BROWSERS_DO.get(name, (name,))
    for codec in codecs:
        try:
            return DecodedText(raw.decode(codec), codec)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        text = raw.decode(codecs[0], "replace")
    except (LookupError, UnicodeError):
        return None
    return DecodedText(text, codecs[0], f"bytes that are no {codecs[0]} are shown as U+FFFD")


def _guessed(raw: bytes) -> DecodedText:
    text = raw.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    wide = sum(char > "\x7f" for char in text)
    if damaged * 5 < wide:  # most multi-byte sequences are sound: UTF-8 it is
        return DecodedText(text, "utf-8", f"{damaged} damaged bytes are shown as U+FFFD")
    best, best_score = "", 0.0
    for codec in _GUESSES:
        try:
            candidate = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        score = _familiarity(candidate)
        if score > best_score:
            best, best_score = codec, score
    if best:
        return DecodedText(raw.decode(best), best, f"no encoding declared; read as {best}")
    remark = "no encoding declared; read as cp1252"
    return DecodedText(raw.decode("cp1252", "replace"), "cp1252", remark)


def _familiarity(text: str) -> float:
    """Return the share of frequent characters among all non-ASCII letters."""
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    if not letters:
        return 0.0
    return sum(char in _FREQUENT for char in letters) / len(letters)
