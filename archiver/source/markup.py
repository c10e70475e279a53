"""What generators mean by their tags: the HTML that a tag stands for.

Only tags whose meaning does not depend on a site's theme are understood:
pictures, players by id, films by address, literal text. All others are kept as
they are, to be shown as text and listed as shortcodes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_PLAYERS = {
    "youtube": "https://www.youtube.com/embed/{id}",
    "vimeo": "https://player.vimeo.com/video/{id}",
    "bilibili": "https://player.bilibili.com/player.html?{key}={id}",
}
"""The addresses that Hugo's and Hexo's own tags and the common themes embed."""
_ARGUMENT = re.compile(
    r"""([\w:-]{1,40})\s?=\s?("[^"]*"|'[^']*'|[^\s"',]+)|("[^"]*"|'[^']*'|[^\s"']+)"""
)
_ID = re.compile(r"[\w-]{3,40}")
_SIZE = re.compile(r"\d{1,5}(?:px|%)?")
_ADDRESS = re.compile(r"^(?:https?:)?//|^[./]|\.\w{2,5}(?:[?#]|$)")


@dataclass(frozen=True, slots=True)
class Tag:
    """A generator's tag: its name, its words in order, its named arguments."""

    name: str
    words: tuple[str, ...]
    named: Mapping[str, str]

    @classmethod
    def parsed(cls, name: str, arguments: str) -> Tag:
        """Read the arguments: words, quoted words, `key=value`, `"key=value"` (DPlayer)."""
        words: list[str] = []
        named: dict[str, str] = {}
        for found in _ARGUMENT.finditer(arguments[:8_000]):
            if found[1]:
                named.setdefault(found[1].lower(), _unquoted(found[2]))
            else:
                word = _unquoted(found[3])
                key, equals, value = word.partition("=")
                if equals and key.isalpha() and found[3][0] in "\"'":
                    named.setdefault(key.lower(), value)
                else:
                    words.append(word)
        return cls(name.lower(), tuple(words), named)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def meaning_of(tag: Tag) -> str:
    """Return the HTML that a tag stands for, or `` when only the site knows."""
    if tag.name in {"include", "partial", "include_cached"} and tag.words:
        stem = tag.words[0].rpartition("/")[2].partition(".")[0].lower()
        player = next((name for name in _PLAYERS if name in stem), "")
        return _player(player, tag) if player else ""
    reader = _MEANINGS.get(tag.name)
    return reader(tag) if reader else ""


def _attribute(name: str, value: str) -> str:
    return f' {name}="{html.escape(value)}"' if value else ""


def _player(name: str, tag: Tag) -> str:
    positional = tag.words[-1] if tag.name.startswith(("include", "partial")) else ""
    if not positional and tag.words:
        positional = tag.words[0]
    key, found = "bvid", ""
    for candidate in ("id", "bvid", "aid", "video_id", "vid"):
        if candidate in tag.named:
            key, found = candidate, tag.named[candidate]
            break
    found = found or positional
    if not _ID.fullmatch(found):
        return ""
    key = "aid" if key == "aid" or found.isdecimal() else "bvid"
    address = _PLAYERS[name].format(id=found, key=key)
    return (
        f'<iframe src="{html.escape(address)}" width="640" height="360" allowfullscreen></iframe>'
    )


def _picture_by_words(tag: Tag) -> str:
    """`img`, `asset_img`: [class names] address [width [height]] ["title" ["alt"]]."""
    words = list(tag.words)
    place = next((index for index, word in enumerate(words) if _ADDRESS.search(word)), None)
    if place is None:
        src = tag.named.get("src", "")
        return _picture(src, tag.named.get("alt", ""), tag.named.get("title", "")) if src else ""
    rest = words[place + 1 :]
    sizes: list[str] = []
    while rest and len(sizes) < 2 and _SIZE.fullmatch(rest[0]):
        sizes.append(rest.pop(0))
    title, alt = _title_and_alt(" ".join(rest))
    return _picture(words[place], alt, title, *sizes)


def _title_and_alt(text: str) -> tuple[str, str]:
    """Hexo: `'"title" "alt"'` gives both, any other text is the title."""
    found = re.findall(r'"([^"]*)"', text)
    if len(found) >= 2:
        return found[0], found[1]
    return text.strip("\"'"), ""


def _picture(src: str, alt: str, title: str, width: str = "", height: str = "") -> str:
    sizes = _attribute("width", width) + _attribute("height", height)
    named = _attribute("alt", alt) + _attribute("title", title)
    return f'<img src="{html.escape(src)}"{named}{sizes}>'


def _figure(tag: Tag) -> str:
    """Hugo's `figure` and its kin: picture, title, caption, credit."""
    src = tag.named.get("src") or (tag.words[0] if tag.words else "")
    if not src:
        return ""
    named = tag.named
    words = [named.get("title", ""), named.get("caption", ""), named.get("attr", "")]
    caption = " ".join(html.escape(word) for word in words if word)
    sizes = (named.get("width", ""), named.get("height", ""))
    picture = _picture(src, named.get("alt", ""), "", *sizes)
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>" if caption else picture


def _film(tag: Tag) -> str:
    named = tag.named
    src = named.get("url") or named.get("src") or named.get("mp4") or ""
    if not src:
        src = next((word for word in tag.words if _ADDRESS.search(word)), "")
    if not src:
        return ""
    kind = "audio" if tag.name in {"audio", "aplayer"} else "video"
    poster = _attribute("poster", named.get("pic", "") or named.get("poster", ""))
    return f'<{kind} src="{html.escape(src)}"{poster if kind == "video" else ""} controls></{kind}>'


def _frame(tag: Tag) -> str:
    src = tag.named.get("src") or (tag.words[0] if tag.words else "")
    if not _ADDRESS.search(src):
        return ""
    return f'<iframe src="{html.escape(src)}" width="640" height="360" allowfullscreen></iframe>'


_MEANINGS: Mapping[str, Callable[[Tag], str]] = {
    "img": _picture_by_words,
    "asset_img": _picture_by_words,
    "image": _picture_by_words,
    "inlineimg": lambda tag: _picture(tag.words[0], "", "") if tag.words else "",
    "figure": _figure,
    "youtube": lambda tag: _player("youtube", tag),
    "vimeo": lambda tag: _player("vimeo", tag),
    "bilibili": lambda tag: _player("bilibili", tag),
    "dplayer": _film,
    "video": _film,
    "audio": _film,
    "iframe": _frame,
}
