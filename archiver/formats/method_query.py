"""The query that stands for a request's method and body in an index key.

Webrecorder's "CDX index for non-GET requests": a POST or PUT is found again by
its address plus `__wb_method=POST&...`. Same result as `cdxj-indexer -p`, but
for AMF, which is treated as any other binary.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import unquote_plus, urlencode

_QUERY_LIMIT = 4096
"""Characters of the body's query that are kept (cdxj-indexer: MAX_QUERY_LENGTH)."""
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,200})"?')
_PART_NAME = re.compile(r'[;\s]name="([^"]*)"')
_PART_FILE = re.compile(r'[;\s]filename="[^"]')


def method_query(url: str, method: str, content_type: str, body: bytes) -> tuple[str, str]:
    """Return the address to make the key of, and the body as a query.

    For methods other than POST and PUT: the address unchanged and ``.
    """
    if method.upper() not in {"POST", "PUT"}:
        return url, ""
    query = _body_query(content_type, body)[:_QUERY_LIMIT]
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}__wb_method={method}" + (f"&{query}" if query else ""), query


def _body_query(content_type: str, body: bytes) -> str:
    if content_type.startswith("application/x-www-form-urlencoded"):
        try:
            return unquote_plus(body.decode("utf-8"))
        except UnicodeDecodeError:
            return _binary(body)
    if content_type.startswith("multipart/"):
        return _multipart(content_type, body)
    if content_type.startswith(("application/json", "text/plain")):
        try:
            return _json(body)
        except (ValueError, RecursionError):
            return "" if content_type.startswith("application/json") else _binary(body)
    return _binary(body)


def _binary(body: bytes) -> str:
    return f"__wb_post_data={b64encode(body).decode('ascii')}"


def _multipart(content_type: str, body: bytes) -> str:
    found = _BOUNDARY.search(content_type)
    if found is None:
        return _binary(body)
    values: list[tuple[str, str | bytes]] = []
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode("latin-1", "replace"))[1:]:
        head, separator, data = part.partition(b"\r\n\r\n")
        name = _PART_NAME.search(head.decode("utf-8", "replace"))
        if not separator or name is None:
            continue
        is_file = _PART_FILE.search(head.decode("utf-8", "replace")) is not None
        values.append((name[1], data if is_file else data.decode("utf-8", "replace")))
    return urlencode(values)


def _json(body: bytes) -> str:
    try:
        documents = [json.loads(body)]
    except json.JSONDecodeError:
        if b"\n" not in body:
            raise
        documents = [json.loads(line) for line in body.split(b"\n")]
    values: dict[str, str] = {}
    repeats: dict[str, int] = {}
    for name, value in _leaves(documents, ""):
        key = name
        if name in values:
            repeats[name] = repeats.get(name, 1) + 1
            key = f"{name}.{repeats[name]}_"
        values[key] = str(value)
    return urlencode(values)


def _leaves(value: object, name: str) -> Iterator[tuple[str, object]]:
    """Plain values with the nearest key above them; those without a key do not count."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, name)
    elif name:
        yield name, value
