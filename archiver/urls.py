"""Addresses: normal form, SURT key, media key, referrer rules.

Pure functions on strings; nothing here opens a connection.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote_to_bytes,
    urljoin,
    urlsplit,
    urlunsplit,
)

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
    if not url.isascii():
        url = url.encode("utf-8", "replace").decode("utf-8")  # no half surrogate pairs
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


_URL_PARTS = re.compile(
    r"(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(?P<netloc>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?",
    re.DOTALL,
)
_SURT_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Printable ASCII but for the percent sign and the hash."""
_UNQUOTE_ROUNDS = 32
_WWW = re.compile(r"www\d*\.")
_SESSION_LIMIT = 8192
"""Longest query that is searched for session ids: the search takes quadratic time."""
_SESSION_IDS = tuple(
    re.compile(f"^(.*)(?:{pattern})(?:&(.*))?$", re.IGNORECASE)
    for pattern in (
        "jsessionid=[0-9a-zA-Z]{32}",
        "phpsessid=[0-9a-zA-Z]{32}",
        "sid=[0-9a-zA-Z]{32}",
        "ASPSESSIONID[a-zA-Z]{8}=[a-zA-Z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)
_SESSION_PATHS = (
    re.compile(r"^([^?]*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)$"),
    re.compile(r"^([^?]*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)$"),
)


def surt(url: str) -> str:
    """Return the SURT key of an address, as the `surt` package canonicalises.

    Drops scheme, `www.`, default port, user info, fragment and session ids,
    decodes and encodes again, sorts the query, lower-cases, strips the trailing
    slash (warc.md 2.5). A `urn:` keeps its form, lower-cased behind the scheme.
    An address without a readable port is its own key.
    """
    found = _URL_PARTS.match(re.sub(r"[\t\n\r]", "", url.strip()))
    if not url or found is None:
        return url or "-"
    netloc, scheme = found["netloc"] or "", found["scheme"] or "http"
    try:
        host, port = _surt_host(netloc, scheme.lower())
    except ValueError:
        return url
    path = _reescape(found["path"])
    if host:
        path = _squeezed_path(path)
        path = _without_session_path(path.lower())
    path = path.lower()
    if len(path) > 1:
        path = path.removesuffix("/")
    query = _surt_query(found["query"] or "")
    start = f"{host}{port})" if host else f"{scheme}:"
    return f"{start}{path}" + (f"?{query}" if query else "")


def _surt_host(netloc: str, scheme: str) -> tuple[str, str]:
    """Host in reverse order, and port with its colon where it is not the default."""
    parts = SplitResult("", netloc.rstrip(":"), "", "", "")
    host, port = parts.hostname or "", parts.port
    if "%" in host:
        host = _unescape(host).decode("utf-8", "ignore")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    host = host.replace("..", ".").strip(".")
    host = quote(host.lower(), safe=_SURT_SAFE).lower()
    if found := _WWW.match(host):
        host = host[found.end() :]
    default = {"http": 80, "https": 443}.get(scheme)
    return ",".join(reversed(host.split("."))), f":{port}" if port and port != default else ""


def _unescape(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(_UNQUOTE_ROUNDS):
        decoded = unquote_to_bytes(data)
        if decoded == data:
            break
        data = decoded
    return data


def _reescape(text: str) -> str:
    return quote(_unescape(text), safe=_SURT_SAFE)


def _squeezed_path(path: str) -> str:
    """Path without `.`, `..` and empty segments; a trailing slash stays."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == ".":
            continue
        if segment == ".." and kept:
            kept.pop()
        else:
            kept.append(segment)
    if not kept:
        return "/"
    return "/" + "".join(f"{segment}/" for segment in kept[:-1] if segment) + kept[-1]


def _without_session_path(path: str) -> str:
    if ".aspx" in path and len(path) <= _SESSION_LIMIT:
        for pattern in _SESSION_PATHS:
            path = pattern.sub(r"\1\2", path)
    return path


def _surt_query(query: str) -> str:
    query = _reescape(query)
    if len(query) <= _SESSION_LIMIT:
        for pattern in _SESSION_IDS:
            if found := pattern.match(query):
                query = found[1] + (found[2] or "")
    pairs = sorted(tuple(item.split("=", 1)) for item in query.lower().split("&"))
    return "&".join("=".join(pair) for pair in pairs)


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
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_MOST_KEY_CHARACTERS = 2_000
_DATA_KEY_CHARACTERS = len("data:") + 16
_REMEMBERED = 8_192
"""Addresses whose keys are kept: a page asks for those of its media dozens of times."""
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


@lru_cache(_REMEMBERED)
def medium_key(url: str) -> str:
    """Return the identity of a medium; `media_key` on the address as browsers write it."""
    if url[:5].lower() == "data:":
        if len(url) == _DATA_KEY_CHARACTERS and "," not in url:
            return url  # a snapshot names a long address by its key
        return "data:" + hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:16]
    return media_key(_as_written(url))[:_MOST_KEY_CHARACTERS]


@lru_cache(_REMEMBERED)
def address_key(url: str) -> str:
    """Return an address without scheme and fragment: browsers raise http to https."""
    url = without_fragment(_as_written(url))
    _, mark, rest = url.partition("://")
    return rest if mark else url


def _as_written(url: str) -> str:
    return _ESCAPE.sub(lambda escape: escape[0].upper(), to_ascii(url))


def default_referrer(page_url: str, url: str) -> str:
    """Return the Referer of a request that no policy speaks of; `` for none.

    The default policy is `strict-origin-when-cross-origin` (W3C Referrer Policy, 3.9).
    """
    own, other = split(page_url), origin(url)
    if own is None or not is_http(page_url):
        return ""
    if origin(page_url) == other:
        return without_credentials(without_fragment(page_url))
    if own.scheme == "https" and url.startswith("http:"):
        return ""
    return origin(page_url) + "/"


def without_credentials(url: str) -> str:
    """Return an address without the user's name and password."""
    parts = split(url)
    if parts is None or "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
