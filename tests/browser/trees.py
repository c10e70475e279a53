"""Small pages, and the elements of what a snapshot says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archiver.testing.http_server import Response


def html(body: str) -> Response:
    page = f"<!doctype html><html lang=zh><meta charset=utf-8><title>标题</title>{body}"
    return Response(body=page.encode())


def nodes(tree: Any) -> Iterator[Any]:
    """Yield every element of a tree, in reading order."""
    if isinstance(tree, list) and len(tree) == 4:
        yield tree
        for child in tree[3]:
            yield from nodes(child)
