"""Lines of pages.jsonl, format json-pages-1.0 (WACZ 1.1.1, 5.2.2; warc.md W3)."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One page of the list; `ts` is RFC 3339, `text` may be empty."""

    id: str
    url: str
    title: str
    ts: str
    text: str = ""


def pages_header(title: str) -> str:
    """Return the first line of a page list."""
    header = {"format": "json-pages-1.0", "id": "pages", "title": title, "hasText": True}
    return json.dumps(header) + "\n"


def page_line(page: PageLine) -> str:
    """Return the line of a page: always id, url, title and ts.

    A reader of tables refuses a page without id or title (warc.md W3), so they
    are written also when empty. Pure ASCII, so that no text can end the line.
    """
    fields = {"id": page.id, "url": page.url, "title": page.title, "ts": page.ts}
    if page.text:
        fields["text"] = page.text
    return json.dumps(fields) + "\n"
