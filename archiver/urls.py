"""Addresses: normal form, SURT key, media key, referrer rules.

Pure functions on strings; nothing here opens a connection.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SAFE = "%/:=&?~#+!$,;'@()*[]"
"""Characters that `quote` leaves alone: reserved ones and the percent sign."""


def split(url: str) -> SplitResult | None:
    """Split an address; None for what no browser would take as one."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts


def is_http(url: str) -> bool:
    """Tell whether an address is absolute and http or https, with a host."""
    parts = split(url)
    return parts is not None and parts.scheme in {"http", "https"} and bool(parts.hostname)


def without_fragment(url: str) -> str:
    """Return the address as a browser requests it: no `#...`."""
    return url.partition("#")[0]


def to_ascii(url: str) -> str:
    """Return the address in RFC 3986 characters: IDN host, percent-encoded rest.

    WARC-Target-URI takes nothing else (WARC 1.1, 4.2). Already percent-encoded
    bytes stay as they are.
    """
    parts = split(url)
    if parts is None:
        return quote(url, safe=_SAFE)
    netloc = parts.netloc
    if not netloc.isascii():
        userinfo, at, hostport = netloc.rpartition("@")
        host, colon, port = hostport.partition(":")
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = quote(host, safe="")
        netloc = f"{quote(userinfo, safe=':%')}{at}{host}{colon}{port}"
    return urlunsplit(
        (
            parts.scheme,
            netloc,
            quote(parts.path, safe=_SAFE),
            quote(parts.query, safe=_SAFE),
            quote(parts.fragment, safe=_SAFE),
        )
    )


def resolve(base: str, reference: str) -> str:
    """Resolve a reference as a browser does, without its fragment.

    Protocol-relative references take the scheme of `base`. Returns `` for
    references that cannot be resolved, and `data:`/`blob:` ones unchanged.
    """
    reference = re.sub(r"[\t\n\r]", "", reference.strip())
    if reference[:5].lower() in {"data:", "blob:"}:
        return reference
    try:
        return without_fragment(urljoin(base, reference))
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Return `scheme://host[:port]` of an address, without a default port."""
    parts = split(url)
    if parts is None or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme):
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{parts.port}"


def host_of(url: str) -> str:
    """Return the lower-case host of an address, or ``."""
    parts = split(url)
    return (parts.hostname or "") if parts else ""


def surt(url: str) -> str:
    """Return the SURT key of an address, as the `surt` package canonicalises.

    Drops scheme, `www.`, default port, user info and fragment, sorts the query,
    lower-cases, strips the trailing slash (warc.md 2.5). A `urn:` stays as it
    is, lower-cased.
    """
    parts = split(url)
    if parts is None or not parts.hostname:
        return url.lower()
    host = re.sub(r"^www\d*\.", "", parts.hostname.lower())
    try:
        ipaddress.ip_address(host)
        key = host
    except ValueError:
        key = ",".join(reversed(host.split(".")))
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        key += f":{parts.port}"
    path = re.sub(r"/{2,}", "/", parts.path.lower())
    path = path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{key}){path}" + (f"?{query}" if query else "")


# Query parameters and path parts that name a size or a delivery, not a picture
# (formats.md section 3, checks.md E1).
_VARIANT_PARAMETERS = frozenset(
    [
        "w",
        "h",
        "width",
        "height",
        "resize",
        "fit",
        "crop",
        "quality",
        "q",
        "dpr",
        "auto",
        "ssl",
        "strip",
        "format",
        "fm",
        "tp",
        "wxfrom",
        "wx_fmt",
        "wx_lazy",
        "wx_co",
        "usePicPrefetch",
        "name",
        "source",
        "imageslim",
        "ixlib",
        "cs",
        "zoom",
    ]
)
_SINA_SIZE = re.compile(r"^/(large|mw\d+|orj\d+|thumb\d+|bmiddle|wap\d+|small|square|thumbnail)/")
_QPIC_SIZE = re.compile(r"/(0|132|300|640)$")
_ZHIMG_SIZE = re.compile(r"_(?:\d+w|r|b|hd|xl|l|m|s|is|qhd|720w)(?=\.[a-z]+$)")
_STYLE_SUFFIX = re.compile(r"(\.(?:jpe?g|png|gif|webp))![\w-]+$", re.IGNORECASE)


def media_key(url: str) -> str:
    """Return the identity of a medium: host and path without size variants.

    Two addresses of one picture in different sizes share a key; scheme and
    `www.` do not count. Query parameters that choose the picture stay.
    """
    parts = split(url)
    if parts is None or not parts.hostname:
        return url
    host = parts.hostname.removeprefix("www.")
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        host += f":{parts.port}"
    path = parts.path
    if host.endswith("sinaimg.cn"):
        path = _SINA_SIZE.sub("/", path)
    elif host.endswith("qpic.cn"):
        path = _QPIC_SIZE.sub("", path)
    elif host.endswith("zhimg.com"):
        path = _ZHIMG_SIZE.sub("", path)
    path = _STYLE_SUFFIX.sub(r"\1", path)
    if parts.query.startswith(("imageView2", "imageMogr2", "imageslim", "x-oss-process")):
        return host + path
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in _VARIANT_PARAMETERS
    ]
    query = "&".join(f"{name}={value}" for name, value in sorted(kept))
    return host + path + (f"?{query}" if query else "")
