"""The addresses that a page without server needs, found in what the page is told."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.review.plain_json import Object


def addresses_of(told: Object, *, films: bool) -> Iterator[str]:
    """Yield the addresses of an article or a comparison: its data, pictures and films."""
    if "findings" in told:
        yield f"data/page/{told['slug']}.json"
        if told["has_text"]:
            yield f"data/text/{told['slug']}.json"
        for finding in told["findings"]:
            yield from (picture["address"] for picture in finding["pictures"])
        for film in told["films"]:
            if film["poster"]:
                yield film["poster"]
            if films and film["address"]:
                yield film["address"]
    for change in told.get("changes", ()):
        yield from (picture["address"] for picture in change["pictures"])
    for name in ("view", "old", "new"):
        if view := told.get(name):
            yield from view["strips"]
            yield view["small"]
