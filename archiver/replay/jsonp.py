"""Answers that call a function by a name that the page made up: JSONP."""

from __future__ import annotations

import re

from archiver.replay.addresses import callback_of

_HEAD_BYTES = 600
"""Within which the call begins: `/**/ typeof NAME === 'function' && NAME(`."""
_PAYLOAD = re.compile(rb"[{\[\"]")


def called_back(body: bytes, kept_url: str, asked_url: str) -> bytes:
    """Return a body that calls the function that is asked for, not the one of the capture.

    What is no such answer is returned as it is.
    """
    kept, asked = callback_of(kept_url), callback_of(asked_url)
    if kept is None or asked is None or kept[1] == asked[1]:
        return body
    found = _PAYLOAD.search(body, 0, _HEAD_BYTES)
    end = found.start() if found else min(len(body), _HEAD_BYTES)
    head = body[:end]
    name = re.compile(rb"(?<![\w$.])" + re.escape(kept[1].encode()) + rb"(?![\w$])")
    if b"(" not in head or not name.search(head):
        return body
    return name.sub(lambda _: asked[1].encode(), head) + body[end:]
