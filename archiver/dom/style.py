"""What `style` attributes and presentational markup say of an element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*(?:-webkit-)?center", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align\s*:", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;]{1,60})", re.IGNORECASE)
_FONT_SIZE = re.compile(r"font-size\s*:\s*([0-9.]{1,8})\s*(px|pt|em|rem|%)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_URL = re.compile(r"""url\(([^()"']*|\s*"[^"]*"\s*|\s*'[^']*'\s*)\)""", re.IGNORECASE)
"""Without quotes no bracket stands in an address (CSS Syntax 3, 4.3.6): so this is linear."""
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})")
_GREY_WORDS = frozenset(
    [
        *("gray", "dimgray", "darkgray", "lightgray", "silver"),
        *("grey", "dimgrey", "darkgrey", "lightgrey"),
    ]
)
_SMALL_BELOW = {"px": 15.0, "pt": 11.0, "em": 0.95, "rem": 0.95, "%": 95.0}
"""Body text is 16-17 px on nearly every article page; 14 px and less is fine print."""


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Tell whether an element's own markup keeps it from being shown."""
    return "hidden" in attributes or (
        "style" in attributes and bool(_HIDING.search(attributes["style"]))
    )


def alignment(tag: str, attributes: Mapping[str, str]) -> bool | None:
    """Return True for centred, False for aligned otherwise, None for unsaid."""
    if tag == "center":
        return True
    style = attributes.get("style", "")
    if style and _CENTRED.search(style):
        return True
    align = attributes.get("align", "").strip().lower()
    if align in {"center", "middle"} and tag not in {"img", "table", "iframe"}:
        return True
    words = attributes.get("class", "").lower().split()
    if not _CENTRED_CLASSES.isdisjoint(words):
        return True
    return False if align or (style and _ALIGNED.search(style)) else None


_CENTRED_CLASSES = frozenset(
    ["center", "centered", "text-center", "aligncenter", "has-text-align-center", "ql-align-center"]
)


def is_grey(tag: str, attributes: Mapping[str, str]) -> bool | None:
    """Return True for a grey text colour, False for another, None for unsaid.

    Grey: channels differ by at most 24 of 255, and neither black nor white
    (0x33 is still the usual colour of body text).
    """
    colour = attributes.get("color", "") if tag == "font" else ""
    if not colour and "style" in attributes:
        found = _COLOUR.search(attributes["style"])
        colour = found[1] if found else ""
    colour = colour.strip().lower()
    if not colour:
        return None
    if colour in _GREY_WORDS:
        return True
    channels = _channels(colour)
    if channels is None:
        return False
    return max(channels) - min(channels) <= 24 and 0x44 < sum(channels) / 3 < 0xE0


def _channels(colour: str) -> tuple[int, int, int] | None:
    if found := _RGB.match(colour):
        return int(found[1]), int(found[2]), int(found[3])
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6:
        return None
    try:
        value = int(digits, 16)
    except ValueError:
        return None
    return value >> 16, value >> 8 & 0xFF, value & 0xFF


def is_small(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an element asks for text smaller than body text."""
    if tag in {"small", "sub", "sup"} or (tag == "font" and attributes.get("size") in {"1", "2"}):
        return True
    if "style" not in attributes:
        return False
    found = _FONT_SIZE.search(attributes["style"])
    try:
        return bool(found) and float(found[1]) < _SMALL_BELOW[found[2].lower()]  # type: ignore[index]
    except ValueError:
        return False


def is_italic(attributes: Mapping[str, str]) -> bool:
    """Tell whether a style attribute asks for italics."""
    return bool(_ITALIC.search(attributes.get("style", "")))


def background_urls(style: str) -> Iterator[str]:
    """Yield the addresses of `background` and `background-image` in a style attribute."""
    for declaration in _declarations(style):
        name, _, value = declaration.partition(":")
        if name.strip().lower() in {"background", "background-image"}:
            for found in _URL.finditer(value):
                url = found[1].strip().strip("\"'").strip()
                if url:
                    yield url


def _declarations(style: str) -> Iterator[str]:
    """Split at semicolons outside brackets: `data:` addresses hold some."""
    depth = start = 0
    for position, char in enumerate(style):
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == ";" and not depth:
            yield style[start:position]
            start = position + 1
    yield style[start:]
