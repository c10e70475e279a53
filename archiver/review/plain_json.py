"""JSON for the review page: ASCII alone, and harmless wherever it stands."""

from __future__ import annotations

import json
from typing import Any

from archiver import urls
from archiver.models import Band
from archiver.reports.wording import lines, one_line
from archiver.review.answer import Answer

Object = dict[str, Any]
_MOST_ADDRESS = 2_000
"""Of an address that is shown: longer ones are data, and no place to go to."""


def json_bytes(value: object) -> bytes:
    """Return JSON in ASCII without `<`: within a script it cannot end the script."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").encode("ascii")


def json_answer(value: object) -> Answer:
    """Return the answer that is this JSON."""
    return Answer(media_type="application/json", body=json_bytes(value))


def line(text: str, limit: int = 2_000) -> str:
    """Return a stranger's text on one line, without what is obeyed instead of shown."""
    return one_line(text[: 4 * limit], limit)


def paragraph(text: str, limit: int = 20_000) -> str:
    """Return a stranger's text with its lines."""
    return lines(text[: 4 * limit], limit)


def link_of(url: str) -> str | None:
    """Return an address that a person may follow; None unless it is http or https."""
    plain = line(url, _MOST_ADDRESS)
    return plain if plain == url and urls.is_http(url) else None


def band_pair(band: Band) -> list[int]:
    """Return rows as top and bottom."""
    return [band.top_px, band.bottom_px]
