"""What a generator's tag stands for, and by what its medium is known on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archiver.source.markup import Tag
from archiver.source.shortcodes import tag_of

_NAMES: Mapping[str, str] = {
    "film": "acfun asciinema bili bilibili biliplayer bilivideo dailymotion dplayer film mp4"
    " niconico peertube qqvideo ted tencent tencentvideo tiktok twitch txvideo video videojs vimeo"
    " vqq xigua youku youtube youtubelite youtubevideo yt",
    "sound": "applemusic aplayer aplayerlist aplayerlrc audio bandcamp cloudmusic meting mixcloud"
    " music netease neteasemusic podcast qqmusic soundcloud spotify",
    "post": "bluesky facebook fediverse instagram mastodon reddit telegram toot tweet twitter"
    " twittersimple weibo x xsimple",
    "piece of code": "codepen codesandbox gist githubgist glitch jsfiddle replit stackblitz",
    "document": "docviewer googleslides gslides pdf pdfviewer ppt prezi scribd slides slideshare"
    " speakerdeck",
    "picture": "assetimg figure gallerygroup image img imgproc inlineimg photo picture",
    "frame": "embed iframe oembed",
}
"""By what they stand for: tags of Hexo, Hugo, Jekyll and their common themes, in lower case
and without dashes."""
_NOUNS = {name: noun for noun, names in _NAMES.items() for name in names.split()}
_INCLUDES = frozenset({"include", "includecached", "includerelative", "partial"})
_ID_KEYS = ("id", "vid", "bvid", "aid", "mid", "videoid", "video", "tweet", "gist", "slug", "hash")
_ADDRESS_KEYS = ("url", "src", "path", "file", "link", "href", "mp4", "webm", "image", "image_path")
_MEDIUM_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg|mp4|webm|m4v|mov|m3u8|flv|mp3|m4a|ogg|wav|pdf)$",
    re.IGNORECASE,
)
_ID = re.compile(r"[\w-]{5,80}", re.ASCII)
_GIVEN_ID = re.compile(r"[\w.-]{3,80}", re.ASCII)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_MOST_CHARACTERS = 500
_LEAST_STEM = 3
_MOST_MARKS = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that the address of a medium has in it."""

    word: str
    is_stem: bool = False
    """Of a file's name: generators put something behind it for another size."""

    def is_in(self, addresses: str) -> bool:
        """Tell whether one of the addresses has the word, standing by itself."""
        at = addresses.find(self.word)
        while at != -1:
            end = at + len(self.word)
            before = addresses[at - 1 : at]
            if not _joins(before, self.word[:1]) and (
                self.is_stem or not _joins(self.word[-1:], addresses[end : end + 1])
            ):
                return True
            at = addresses.find(self.word, end)
        return False


@dataclass(frozen=True, slots=True)
class EmbedTag:
    """A tag that stands for a medium or a frame."""

    name: str
    noun: str
    """What it stands for, in a word."""
    marks: tuple[Mark, ...]
    """Any of them shows it; empty when the tag names neither id nor address."""


def embed_of(raw: str) -> EmbedTag | None:
    """Return what a tag embeds; None for a tag of text, layout or logic.

    A tag of an unknown name embeds what it names by the address of a media file.
    """
    tag = tag_of(raw)
    if tag is None or raw.lstrip("{%< \n\t-").startswith("/"):
        return None
    words = tag.words
    name = _plain(tag.name)
    if name in _INCLUDES and words:
        name, words = _plain(words[0].rpartition("/")[2].partition(".")[0]), words[1:]
    noun = _NOUNS.get(name, "")
    marks = tuple(dict.fromkeys(_marks(tag, words, known=bool(noun))))[:_MOST_MARKS]
    if not noun and not marks:
        return None
    return EmbedTag(name, noun or "medium", marks)


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _marks(tag: Tag, words: tuple[str, ...], *, known: bool) -> Iterator[Mark]:
    """Yield by what a medium is known; of a tag of an unknown name, only media files."""
    named = {_plain(key): value for key, value in tag.named.items()}
    for key in _ADDRESS_KEYS:
        if (value := named.get(_plain(key), "")) and (known or _is_file(value)):
            yield from _of_address(value)
    for word in words:
        if _is_address(word) and (known or _is_file(word)):
            yield from _of_address(word)
        elif known and _is_id(word):
            yield Mark(word)
    if not known:
        return
    for key in _ID_KEYS:
        value = named.get(key, "").removeprefix("video/")
        if _is_address(value):
            yield from _of_address(value)
        elif _GIVEN_ID.fullmatch(value):
            yield Mark(value)


def _is_address(word: str) -> bool:
    return "/" in word[:_MOST_CHARACTERS] and ("." in word or word.startswith("/"))


def _is_file(word: str) -> bool:
    path = word[:_MOST_CHARACTERS].partition("?")[0].partition("#")[0]
    return "/" in path and bool(_MEDIUM_NAME.search(path))


def _is_id(word: str) -> bool:
    """Tell an identifier from a word or a size: it has digits, or capitals among small letters."""
    if not _ID.fullmatch(word) or (word.isdecimal() and len(word) < 5):
        return False
    return any(char.isdigit() for char in word) or (
        len(word) >= 8 and not word.islower() and not word.istitle() and not word.isupper()
    )


def _of_address(address: str) -> Iterator[Mark]:
    """Yield what an address is known by: all of it, or what its last part is called."""
    path = address[:_MOST_CHARACTERS].partition("#")[0]
    path = path.partition("://")[2] if "://" in path[:8] else path.lstrip("./")
    if not path:
        return
    yield Mark(path)
    name = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    stem = _EXTENSION.sub("", name)
    if _MEDIUM_NAME.search(name) and len(stem) >= _LEAST_STEM:
        yield Mark(stem, is_stem=True)
    elif _is_id(name):
        yield Mark(name)
    yield from (Mark(value) for value in re.findall(r"[?&]\w{1,12}=([\w-]{5,40})", path)[:3])


def _joins(one: str, other: str) -> bool:
    """Tell whether two characters belong to one word of an address."""
    return all(char.isalnum() or char in "_-" for char in (one, other) if char) and bool(
        one and other
    )
