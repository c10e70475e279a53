"""The size of a picture that its address names, in the ways of well-known servers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from archiver import urls
from archiver.compare.placeholders.orders import Order, order_of

_MOST_CHARACTERS = 2_000
_MOST_PARAMETERS = 40
_SINA = re.compile(r"/(?:(?:mw|orj|thumb|wap)(\d{2,4})|(bmiddle|small|square|thumbnail))/")
_SINA_PX = {"bmiddle": 440, "small": 200, "square": 80, "thumbnail": 120}
_QPIC = re.compile(r"/(132|300|640)$")
_ZHIMG = re.compile(r"_(\d{2,4})w(?=\.[a-z]{3,4}$)")
_TWITTER_PX = {"thumb": 150, "small": 680, "medium": 1200, "large": 2048}
_WORDPRESS = re.compile(r"-(\d{2,5})x(\d{2,5})(?=\.[A-Za-z]{3,4}$)")
_CLOUDINARY = re.compile(r"[/,]w_(\d{2,5})(?=[,/])")
_WIKIMEDIA = re.compile(r"/(?:[\w-]{1,40}-)?(\d{2,5})px-[^/]*$")
_QINIU_THUMBNAIL = re.compile(r"imageMogr2/(?:[\w-]{1,20}/){0,4}thumbnail/(\d{2,5})x(\d{2,5})?")
_ORIGINALS = {
    "sinaimg.cn": re.compile(r"^/(?:large|woriginal|oslarge)/"),
    "qpic.cn": re.compile(r"/0\?"),
    "zhimg.com": re.compile(r"_r\.[a-z]{3,4}\?"),
    "twimg.com": re.compile(r"[?&]name=(?:orig|4096x4096)(?:&|$)"),
}
_PAIR = re.compile(r"(\d{2,5})(?:[,x](\d{2,5}))?$")


def size_of(url: str) -> Order:
    """Return the size that an address names, as bounds; an empty order when it names none.

    Servers scale down to it and, as a rule, never up: a smaller answer is all there is.
    """
    order = order_of(url)
    if has_size(order):
        return order
    parts = urls.split(url[:_MOST_CHARACTERS])
    if parts is None or not parts.hostname:
        return Order()
    if found := _QINIU_THUMBNAIL.search(parts.query):
        return Order(width_px=int(found[1]), height_px=int(found[2] or 0))
    host = parts.hostname
    return next(_by_path(host, parts.path), None) or _by_query(host, parts.query)


def names_original(url: str) -> bool:
    """Tell whether an address asks for the largest copy that its server has."""
    parts = urls.split(url[:_MOST_CHARACTERS])
    if parts is None or not parts.hostname:
        return False
    host = parts.hostname
    return any(
        host.endswith(domain) and pattern.search(f"{parts.path}?{parts.query}")
        for domain, pattern in _ORIGINALS.items()
    )


def has_size(order: Order) -> bool:
    """Tell whether an order names a size, and not a format alone."""
    return bool(order.width_px or order.height_px or order.side_px)


def _by_path(host: str, path: str) -> Iterator[Order]:
    if host.endswith("sinaimg.cn") and (found := _SINA.match(path)):
        yield Order(width_px=int(found[1]) if found[1] else _SINA_PX[found[2]])
    if host.endswith("qpic.cn") and (found := _QPIC.search(path)):
        yield Order(width_px=int(found[1]))
    if host.endswith("zhimg.com") and (found := _ZHIMG.search(path)):
        yield Order(width_px=int(found[1]))
    if host.endswith("wikimedia.org") and (found := _WIKIMEDIA.search(path)):
        yield Order(width_px=int(found[1]))
    if host.endswith("cloudinary.com") and (found := _CLOUDINARY.search(path)):
        yield Order(width_px=int(found[1]))
    if found := _WORDPRESS.search(path):
        yield Order(width_px=int(found[1]), height_px=int(found[2]))


def _by_query(host: str, query: str) -> Order:
    pairs = parse_qsl(query, max_num_fields=None) if query.count("&") < _MOST_PARAMETERS else []
    values: Mapping[str, str] = dict(reversed(pairs))
    if host.endswith("twimg.com") and (side := _TWITTER_PX.get(values.get("name", ""))):
        return Order(side_px=side)
    for name in ("resize", "fit"):
        if found := _PAIR.match(values.get(name, "")):
            return Order(width_px=int(found[1]), height_px=int(found[2] or 0))
    return Order(
        width_px=_number(values.get("w") or values.get("width", "")),
        height_px=_number(values.get("h") or values.get("height", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 2 <= len(text) <= 5 else 0
