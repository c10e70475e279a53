"""What an address orders of a picture: the most pixels, and the format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archiver import urls
from archiver.compare.placeholders.looks import is_vector
from archiver.models import BodyProbe

_MOST_CHARACTERS = 2_000
_ROUNDING_PX = 1
_QINIU = re.compile(r"imageView2/([0-5])((?:/[\w.-]{1,20}){0,20})")
_OSS = re.compile(r"x-oss-process=(image(?:/[\w,.-]{1,80}){1,10})")
_FORMATS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
}
_FILE_TYPE = re.compile(r"\.(jpe?g|png|webp|avif)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Bounds in pixels, 0 for none, and the media type, `` for any."""

    width_px: int = 0
    height_px: int = 0
    side_px: int = 0
    """The most for the longer side."""
    media_type: str = ""

    @property
    def binds(self) -> bool:
        """Whether anything is ordered."""
        return bool(self.width_px or self.height_px or self.side_px or self.media_type)

    def breach(self, probe: BodyProbe) -> str:
        """Return how a picture breaks the order, in words that follow "but", or ``."""
        size = f"{probe.width_px} x {probe.height_px}"
        for bound, side, name in (
            (self.width_px, probe.width_px, "wide"),
            (self.height_px, probe.height_px, "high"),
            (self.side_px, max(probe.width_px, probe.height_px), "wide or high"),
        ):
            if bound and side > bound + _ROUNDING_PX:
                return f"its address asks for at most {bound} pixels {name} and {size} came"
        if self.media_type and probe.sniffed and probe.sniffed != self.media_type:
            return f"its address asks for {self.media_type} and {probe.sniffed} came"
        return ""


def order_of(url: str) -> Order:
    """Return what an address orders; an empty order when it says nothing that binds.

    Qiniu's imageView2 never enlarges (checks.md, A4); modes 3 and 4 bound the
    shorter side from below, which binds nothing. `ignore-error` allows the original.
    Aliyun's `resize` does not enlarge either, but for `limit_0`.
    """
    parts = urls.split(url[:_MOST_CHARACTERS])
    query = parts.query if parts else ""
    if "ignore-error/1" in query:
        return Order()
    if found := _QINIU.search(query):
        return _qiniu(int(found[1]), found[2].strip("/").split("/"))
    if found := _OSS.search(query.replace("%2C", ",").replace("%2F", "/")):
        return _oss(found[1].split("/"))
    return Order()


def odd_type(url: str, probe: BodyProbe) -> str:
    """Return how the bytes are of a type that the file's name excludes, in words, or ``.

    Servers send WebP, PNG and JPEG for each other; none sends a drawing or a GIF for a
    photograph's name, but for the stickers that people rename.
    """
    parts = urls.split(url[:_MOST_CHARACTERS])
    name = _FILE_TYPE.search(parts.path) if parts else None
    if name and (is_vector(probe) or (probe.sniffed == "image/gif" and name[1][0] in "jJ")):
        return f"its address names a {name[1].lower()} file and {probe.sniffed} came"
    return ""


def _qiniu(mode: int, words: Sequence[str]) -> Order:
    values = dict(zip(words[::2], words[1::2], strict=False))
    media_type = _FORMATS.get(values.get("format", ""), "")
    width, height = _number(values, "w"), _number(values, "h")
    if mode in {0, 5}:
        return Order(side_px=max(width, height), media_type=media_type)
    if mode in {1, 2}:
        return Order(width_px=width, height_px=height, media_type=media_type)
    return Order(media_type=media_type)


def _oss(actions: Sequence[str]) -> Order:
    media_type, width, height, side = "", 0, 0, 0
    for action in actions:
        name, *words = action.split(",")
        if name == "format" and words:
            media_type = _FORMATS.get(words[0], "")
        if name == "resize" and not {"limit_0", "m_mfit"} & set(words):
            values = {word[0]: word[2:] for word in words if word[1:2] == "_"}
            width, height, side = (_number(values, key) for key in "whl")
    return Order(width_px=width, height_px=height, side_px=side, media_type=media_type)


def _number(values: Mapping[str, str], key: str) -> int:
    text = values.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
