"""Media elements: which address is meant, and which others name the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from archiver import urls
from archiver.dom.tree import Element
from archiver.models import BlockKind

LAZY_ATTRIBUTES = (
    "data-src",
    "data-original",
    "data-actualsrc",
    "data-lazy-src",
    "data-lazyload",
    "data-echo",
    "data-url",
    "data-full-src",
    "data-orig-file",
    "data-large-file",
)
"""Where lazy loaders keep the real address (formats.md section 3), most common first."""
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_STAND_IN = re.compile(
    r"(?:^|/)(?:blank|spacer|pixel|transparent|placeholder|loading|lazy|grey|gray|1x1|dot|clear)"
    r"[\w.-]{0,30}\.(?:gif|png|svg|jpe?g|webp)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)$", re.IGNORECASE)
MAX_ALTERNATES = 64
_NESTED = 20
"""Elements in an object that are looked at: enough for all parameters that occur."""


@dataclass(frozen=True, slots=True)
class Medium:
    """What a media element promises, addresses resolved."""

    kind: BlockKind
    url: str
    alternates: tuple[str, ...] = ()
    poster: str = ""
    text: str = ""
    title: str = ""


def srcset_urls(value: str) -> Iterator[str]:
    """Yield the addresses of a `srcset` (HTML standard, 4.8.4.2.1).

    An address may hold commas but neither starts nor ends with one.
    """
    descriptor = False
    depth = 0
    for word in value.split():
        if not descriptor:
            url = word.strip(",")
            if url:
                yield url
            descriptor = not word.endswith(",")
            continue
        depth += word.count("(") - word.count(")")
        if depth <= 0 and "," in word:
            rest = word.partition(",")[2].strip(",")
            if rest:  # `a.jpg 1x,b.jpg 2x`: no blank after the comma
                yield rest
                continue
            descriptor = False


def pixels(value: str) -> int | None:
    """Return a declared length in pixels; None for `90%`, `auto` and the like."""
    found = _NUMBER.match(value)
    return int(found[1]) if found else None


def image_of(element: Element, base: str, picture: Element | None = None) -> Medium | None:
    """Read an `img` (with the `picture` around it); None when it names no address."""
    shown = element.get(":src")
    src = element.get("src")
    lazy = [value for name in LAZY_ATTRIBUTES if _is_address(value := element.get(name))]
    sets = [url for name in _LAZY_SETS for url in srcset_urls(element.get(name))]
    if picture is not None:
        for source in picture.elements("source"):
            sets += [url for name in _LAZY_SETS for url in srcset_urls(source.get(name))]
            sets.append(source.get("src"))
    real_sets = [url for url in sets if url and not is_stand_in(url)]
    candidates = [shown] if shown else []
    if src and not (is_stand_in(src) and (lazy or real_sets)):
        candidates.append(src)
    candidates += [url for url in lazy if not is_stand_in(url)] + real_sets + [src]
    found = resolved(base, candidates)
    if not found:
        return None
    return Medium(
        kind=BlockKind.IMAGE,
        url=found[0],
        alternates=found[1:],
        text=element.get("alt"),
        title=element.get("title"),
    )


def is_picture_button(element: Element) -> bool:
    """Tell whether an element is an `input` that shows a picture (HTML standard, 4.10.5.1.19)."""
    return element.tag == "input" and element.get("type").lower() == "image"


def promised_source(root: Element) -> str:
    """Return what the first img or iframe below `root` promises behind a stand-in.

    That is the lazy loader's address, unresolved; `` when `src` is the real one.
    """
    element = next(root.elements("img", "iframe"), None)
    if element is None:
        return ""
    found = image_of(element, "") if element.tag == "img" else player_of(element, "")
    if found is None or found.url in {"", element.get("src")}:
        return ""
    return found.url


def player_of(element: Element, base: str) -> Medium | None:
    """Read an iframe, object or embed; None when it shows nothing of its own.

    An object or embed of a picture is an image. An object's nested embed
    names the same player.
    """
    candidates = [element.get(name) for name in ("src", "data", "data-src", "data-lazy-src")]
    candidates += [element.get(name) for name in LAZY_ATTRIBUTES[1:]]
    for inner in islice(element.elements("param", "embed", "object"), _NESTED):
        if inner.tag != "param":
            candidates += [inner.get("src"), inner.get("data")]
        elif inner.get("name").lower() in {"movie", "src", "url", "filename"}:
            candidates.append(inner.get("value"))
    found = resolved(base, [url for url in candidates if not _is_blank_page(url)])
    filled_by_script = element.get(":frame") and element.visible and "src" not in element.attributes
    if not found and element.tag == "iframe" and (element.get("srcdoc") or filled_by_script):
        return Medium(BlockKind.PLAYER, "", text=element.get("title"))
    if not found:
        return None
    kind = BlockKind.PLAYER
    path = found[0].partition("?")[0]
    declared = element.get("type").lower()
    if element.tag != "iframe" and (declared.startswith("image/") or _PICTURE_NAME.search(path)):
        kind = BlockKind.IMAGE
    return Medium(kind, found[0], found[1:], text=element.get("title"))


def film_of(element: Element, base: str) -> Medium | None:
    """Read a video or audio element; a page's address in `src` stays what it is."""
    candidates = [element.get(name) for name in (":src", "src", "data-src", "data-original")]
    for source in element.elements("source"):
        candidates += [source.get("src"), source.get("data-src")]
    declared = [url for url in candidates if url and not url.startswith("blob:")]
    found = resolved(base, declared or candidates)
    poster = resolved(base, [element.get("poster"), element.get("data-poster")])
    if not found and not poster:
        return None
    return Medium(
        kind=BlockKind.VIDEO if element.tag == "video" else BlockKind.AUDIO,
        url=found[0] if found else "",
        alternates=found[1:],
        poster=poster[0] if poster else "",
        text=element.get("title"),
    )


def resolved(base: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Resolve addresses, first come first, each once, script addresses left out."""
    seen: dict[str, None] = {}
    for candidate in candidates:
        if not candidate or candidate[:11].lower() == "javascript:":
            continue
        url = urls.resolve(base, candidate)
        if url:
            seen.setdefault(url)
        if len(seen) >= MAX_ALTERNATES:
            break
    return tuple(seen)


def _is_address(value: str) -> bool:
    """Tell an address from other things kept in data attributes (JSON, ids)."""
    return bool(value) and value[0] not in "{[<" and ("/" in value or "." in value)


def is_stand_in(url: str) -> bool:
    """Tell an address that lazy loaders show until the real picture comes."""
    return (
        url[:5].lower() == "data:"
        or url.lower().startswith("about:")
        or bool(_STAND_IN.search(url.partition("?")[0]))
    )


def _is_blank_page(url: str) -> bool:
    return url.lower().startswith(("about:", "javascript:"))
