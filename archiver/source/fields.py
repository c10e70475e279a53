"""Front matter keys to the facts of a post."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archiver import urls

_TWICE_ENCODED = re.compile(r"%25([0-9A-Fa-f]{2})")
_ONCE_ENCODED = re.compile(r"%(?!25)[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNames:
    """Which front matter keys say what, the first that has a value counts.

    Case does not count. Defaults are the keys of formats.md section 2.
    """

    title: tuple[str, ...] = ("title",)
    author: tuple[str, ...] = ("author", "authors")
    date: tuple[str, ...] = ("date", "publishdate", "pubdate", "published", "created")
    categories: tuple[str, ...] = ("categories", "category")
    comments: tuple[str, ...] = ("comments", "comment")
    headimg: tuple[str, ...] = (
        "headimg",
        "header-img",
        "cover",
        "banner",
        "image",
        "hero",
        "featureImage",
        "image_feature",
        "featured_image",
        "preview",
    )
    thumbnail: tuple[str, ...] = ("thumbnail", "thumb", "top_img")
    url: tuple[str, ...] = (
        "url",
        "link",
        "permalink",
        "original",
        "original_url",
        "source",
        "source_url",
        "from",
    )
    """Only an absolute http(s) address in one of them is the article's."""


class FieldReader:
    """Looks up facts in a front matter's fields."""

    def __init__(self, fields: Mapping[str, object], names: KeyNames) -> None:
        self._names = names
        self._fields = {str(key).strip().lower(): value for key, value in fields.items()}

    def text(self, keys: Iterable[str]) -> str:
        """Return the first value as one line of text, character references undone."""
        return next((_unescaped(text) for text in self._texts(keys)), "")

    def title(self) -> str:
        """Return the title."""
        return self.text(self._names.title)

    def author(self) -> str:
        """Return all authors, joined by commas."""
        for key in self._names.author:
            names = [_unescaped(text) for text in _flat(self._fields.get(key.lower()))]
            if names:
                return ", ".join(names)
        return ""

    def date(self) -> str:
        """Return the date as written."""
        return next(iter(self._texts(self._names.date)), "")

    def categories(self) -> tuple[str, ...]:
        """Return categories in order; nested lists (Hexo) flattened, each name once."""
        found: dict[str, None] = {}
        for key in self._names.categories:
            found.update(dict.fromkeys(_unescaped(text) for text in self._flat(key)))
        return tuple(found)

    def comments(self) -> bool | None:
        """Return whether comments are open; None when it is not said."""
        for key in self._names.comments:
            value = self._fields.get(key.lower())
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.lower() in _BOOLEANS:
                return _BOOLEANS[value.lower()]
        return None

    def headimg(self) -> str:
        """Return the reference of the head picture."""
        return self._picture(self._names.headimg)

    def thumbnail(self) -> str:
        """Return the reference of the thumbnail."""
        return self._picture(self._names.thumbnail)

    def url(self) -> str:
        """Return the article's own address, or ``; what was encoded twice is decoded once."""
        for text in self._texts(self._names.url):
            address = decoded_once(_unescaped(text))
            if urls.is_http(address):
                return address
        return ""

    def _picture(self, keys: Iterable[str]) -> str:
        for text in self._texts(keys):
            value = _unescaped(text)
            if "/" in value or "." in value:
                return value
        return ""

    def _texts(self, keys: Iterable[str]) -> Iterator[str]:
        for key in keys:
            yield from self._flat(key)

    def _flat(self, key: str) -> Iterator[str]:
        return _flat(self._fields.get(key.lower()))


_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def decoded_once(address: str) -> str:
    """Undo one percent-encoding of an address in which every `%` is itself encoded."""
    while _TWICE_ENCODED.search(address) and not _ONCE_ENCODED.search(address):
        address = _TWICE_ENCODED.sub(r"%\1", address)
    return address


def _unescaped(text: str) -> str:
    return " ".join(html.unescape(text).split())


_SPEAKING_KEYS = ("name", "src", "url", "feature", "path", "image")
"""Of a mapping, the first of these says it: an author's name, a picture's address."""


def _flat(value: object) -> Iterator[str]:
    """Yield the non-empty texts in a value, in order."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str) and item.strip():
            yield item.strip()
        elif isinstance(item, (list, tuple)):
            stack.extend(reversed(item))
        elif isinstance(item, Mapping):
            key = next((key for key in _SPEAKING_KEYS if item.get(key)), None)
            if key is not None:
                stack.append(item[key])
