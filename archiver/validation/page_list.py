"""Page lists, format json-pages-1.0 (WACZ 1.1.1, 5.2.2; warc.md W3)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from archiver.validation import forms
from archiver.validation.breach import BreachLog, quoted
from archiver.validation.lines import lines_of

FORMAT = "json-pages-1.0"
_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def is_rfc3339(value: object) -> bool:
    """Tell whether a value is a moment of RFC 3339."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(re.sub(r"\.[0-9]+", "", value.upper().replace(" ", "T")))
    except ValueError:
        return False
    return True


def check_pages(read: Callable[[], bytes], log: BreachLog) -> int:
    """Check a page list; return how many pages it has."""
    count = -1
    for line in lines_of(read):
        if not line.data.strip():
            continue
        count += 1
        if line.cut:
            log.add("W037", line.offset, "a line of more than a megabyte is not looked at")
            continue
        try:
            fields = json.loads(line.data.decode("utf-8"))
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            log.add("W037", line.offset, f"{quoted(line.data[:60])} is no JSON object in UTF-8")
        elif not count:
            _check_head(fields, line.offset, log)
        else:
            _check_page(fields, line.offset, log)
    if count < 0:
        log.add("W032", 0, "the page list is empty: it has not even its first line")
    return max(0, count)


def _check_head(fields: dict[str, Any], offset: int, log: BreachLog) -> None:
    if fields.get("format") != FORMAT:
        words = f"the first line of the page list names no format {FORMAT}"
        log.add("W032", offset, words)
    elif not isinstance(fields.get("id"), str) or not fields["id"]:
        log.add("W032", offset, "the first line of the page list has no id")


def _check_page(fields: dict[str, Any], offset: int, log: BreachLog) -> None:
    url, moment = fields.get("url"), fields.get("ts")
    if not isinstance(url, str) or not url:
        log.add("W033", offset, "a page without url")
    elif (fault := forms.uri_fault(url)) and fault[0] == "R083" and url.isascii():
        log.add("W033", offset, f"the url of a page, {quoted(url)}, {fault[1]}")
    if moment is None:
        log.add("W033", offset, f"the page {quoted(str(url))} has no ts")
    elif not is_rfc3339(moment):
        words = f"the ts of a page is {quoted(str(moment))}, which is no moment of RFC 3339"
        log.add("W034", offset, words)
    if "id" not in fields and "title" not in fields:
        log.add("W035", offset, f"the page {quoted(str(url))} has neither id nor title")
    for name in ("title", "id", "text"):
        if not isinstance(fields.get(name, ""), str):
            log.add("W038", offset, f"the {name} of a page is no text")
    size = fields.get("size", 0)
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        log.add("W038", offset, f"the size of a page is {quoted(str(size))}")
