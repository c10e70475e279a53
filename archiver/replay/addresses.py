"""Addresses that mean the same answer, though they are not spelled the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from archiver import urls
from archiver.formats import target_uri

_STAMPS = frozenset(
    {
        "_",
        "_t",
        "_ts",
        "cachebust",
        "cachebuster",
        "cache_buster",
        "cb",
        "nocache",
        "r",
        "rand",
        "random",
        "rnd",
        "t",
        "time",
        "timestamp",
        "ts",
        "uncache",
    }
)
"""Parameters that scripts add so that no cache answers (jQuery's is `_`)."""
_MOMENT = re.compile(r"\d{9,17}|0?\.\d{4,20}")
"""A time in seconds to microseconds since 1970, or a random number below 1."""
_PART = re.compile(r"0?\.\d{4,20}|[A-Za-z0-9]{8,64}", re.ASCII)
"""Of an address, what may be made by chance or a clock."""
_TRACES = frozenset({"fbclid", "gclid", "msclkid", "yclid", "spm"})
"""Parameters that tell whence a reader came, and `utm_` anything (warc.md 2.8)."""
_CALLBACKS = frozenset({"callback", "jsonp", "jsoncallback", "jsonpcallback", "jsonp_callback"})
"""Parameters that name the function that a JSONP answer is to call; `cb` is one at times."""
_FUNCTION = re.compile(r"[A-Za-z_$][\w$]{0,80}(?:\.[A-Za-z_$][\w$]{0,80}){0,8}", re.ASCII)
_SHARD = re.compile(r"\d{1,4}")
_FILE = re.compile(
    r"\.(?:aac|avif|bmp|css|eot|flv|gif|ico|jpe?g|js|m3u8|m4[asv]|mjs|mov|mp[34]|mpd|mpe?g|og[agv]|"
    r"opus|otf|png|svg|tiff?|ts|ttf|vtt|wasm|wav|web[mp]|woff2?)$",
    re.IGNORECASE,
)
"""Files that are the same under any query: signatures, versions, sizes."""

_Pair = tuple[str, str]


def exact_key(url: str) -> str:
    """Return the address as records have it: RFC 3986, no fragment."""
    return target_uri(url)


def loose_key(url: str) -> str:
    """Return the address without parameters that say only when, whence or how it was asked for.

    A parameter goes by its name and its value together: `t=1700000000000` does, `t=90`,
    which may be a place in a film, does not. The others keep their order.
    """
    base, question, query = exact_key(url).partition("?")
    if not question:
        return base
    kept = [pair for pair in query.split("&") if not _is_idle(pair)]
    return f"{base}?{'&'.join(kept)}" if kept else base


def alias_key(url: str) -> str:
    """Return the loose address at any of the hosts that share a load, by http or https.

    `img3.x.test` is `img7.x.test`, and `www.x.test` is `x.test`.
    """
    parts = urls.split(loose_key(url))
    if parts is None or not parts.hostname:
        return loose_key(url)
    label, dot, domain = parts.hostname.removeprefix("www.").partition(".")
    # An address in numbers is no name with a number in it.
    host = label + dot + domain if domain.replace(".", "").isdigit() else _shared(label, domain)
    port = f":{parts.port}" if parts.port else ""
    return f"//{host}{port}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def medium_key(url: str) -> str:
    """Return what names a medium or a file, whatever else its address says; `` for others.

    The film of a video host by its id and rendition, its player by its path
    (warc.md 2.8), a file by its path.
    """
    parts = urls.split(exact_key(url))
    if parts is None or not parts.hostname:
        return ""
    host, path = parts.hostname, parts.path
    if host.endswith(".googlevideo.com") and path == "/videoplayback":
        values = dict(_pairs(parts.query))
        told = " ".join(f"{name}={values.get(name, '')}" for name in ("id", "itag", "range", "sq"))
        return f"youtube {told}" if values.get("id") else ""
    if host.endswith((".youtube.com", ".youtube-nocookie.com")) and path.startswith("/embed/"):
        return f"youtube {path}"
    return f"//{host}{path}" if _FILE.search(path) else ""


TIERS: Final[tuple[Callable[[str], str], ...]] = (exact_key, loose_key, alias_key, medium_key)
"""By which an address is looked up, the most exact first; `` is looked up by none."""


def shape_key(url: str) -> str:
    """Return the address with `#` for what chance or a clock may have made; `` without any.

    That is a moment, or eight letters and digits or more with both of them: in the path,
    or in a value of the query.
    """
    base, _question, query = exact_key(url).partition("?")
    scheme, _slashes, rest = base.partition("://")
    host, slash, path = rest.partition("/")
    shaped = slash + _PART.sub(_veiled, path)
    pairs = [f"{name}={_PART.sub(_veiled, value)}" for name, value in _pairs(query)]
    key = f"{scheme}://{host}{shaped}?{'&'.join(pairs)}"
    return key if "#" in key else ""


def _veiled(found: re.Match[str]) -> str:
    part = found.group()
    is_chance = any(map(str.isdigit, part)) and any(map(str.isalpha, part))
    return "#" if _MOMENT.fullmatch(part) or is_chance else part


def likeness(one: str, other: str) -> int:
    """Return how many parameters of two addresses, or of two bodies as queries, agree."""
    here, there = Counter(_pairs(one)), Counter(_pairs(other))
    names = Counter(name for name, _ in here.elements())
    names &= Counter(name for name, _ in there.elements())
    return 2 * (here & there).total() + names.total()


def callback_of(url: str) -> _Pair | None:
    """Return the parameter that names the function of a JSONP answer, and that name."""
    for name, value in _pairs(exact_key(url).partition("?")[2]):
        if _is_callback(name, value):
            return name, value
    return None


def is_icon(url: str) -> bool:
    """Tell whether an address is the icon that a browser asks for unasked."""
    parts = urls.split(url)
    return parts is not None and parts.path == "/favicon.ico"


def _shared(label: str, domain: str) -> str:
    return f"{_SHARD.sub('#', label)}.{domain}" if domain else label


def _pairs(query: str) -> Iterator[_Pair]:
    for pair in query.rpartition("?")[2].split("&"):
        name, _equals, value = pair.partition("=")
        yield name, value


def _is_idle(pair: str) -> bool:
    name, _equals, value = pair.partition("=")
    name = name.lower()
    if name in _TRACES or name.startswith("utm_") or _is_callback(name, value):
        return True
    is_stamp = name in _STAMPS or name.endswith(("bust", "buster"))
    return is_stamp and _MOMENT.fullmatch(value) is not None


def _is_callback(name: str, value: str) -> bool:
    is_named = name.lower() in _CALLBACKS or (name.lower() == "cb" and not value.isdigit())
    return is_named and _FUNCTION.fullmatch(value) is not None
