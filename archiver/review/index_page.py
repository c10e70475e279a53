"""The page itself: its frame, and the scripts and styles that fill it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from archiver.reports.template import packed_text, template
from archiver.review.gate import PAGE_POLICY
from archiver.review.plain_json import line

Language = Literal["", "en", "zh"]

_PACKAGE = "archiver.review"
_FIRST = (
    "theme.css",
    "words.js",
    "words-viewer.js",
    "sentences.js",
    "dom.js",
    "kept.js",
    "data.js",
    "filters.js",
)
"""Of the page's parts: what others use while they are loaded."""
_LAST = ("shell.js",)
"""That puts the page together."""
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_LANGUAGE_TAGS = {"": "", "en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """What the frame of the page says of itself before any data is there."""

    archive: str
    """Its name, for the title."""
    is_static: bool = False
    language: Language = ""
    """Empty: that of the browser."""
    reviewer: str = ""

    def html(self) -> bytes:
        """Return the page; as a file it brings the policy that the server sends as a header."""
        return (
            template(_PACKAGE, "page/index.html.jinja")
            .render(
                archive=line(self.archive, 200),
                mode="static" if self.is_static else "served",
                policy=PAGE_POLICY if self.is_static else "",
                language=_LANGUAGE_TAGS[self.language],
                reviewer=line(self.reviewer, 200),
                styles=[name for name in static_names() if name.endswith(".css")],
                scripts=[name for name in static_names() if name.endswith(".js")],
            )
            .encode()
        )


def static_names() -> tuple[str, ...]:
    """Return the names of the files that the page loads."""
    return ("page.css", "page.js", "icon.svg")


@cache
def parts_of(name: str) -> tuple[str, ...]:
    """Return the files that a file of the page is put together from, in their order."""
    folder = resources.files("archiver.review") / "page"
    ending = name.rpartition(".")[2]
    names = {each.name for each in folder.iterdir() if each.name.endswith(f".{ending}")}
    between = sorted(names.difference(_FIRST, _LAST))
    return tuple(each for each in (*_FIRST, *between, *_LAST) if each in names)


def static_file(name: str) -> tuple[str, bytes] | None:
    """Return media type and bytes of a file that the page loads; None for any other name.

    All scripts are one, and all styles: forty requests would take longer than what they load.
    """
    if name not in static_names():
        return None
    ending = name.rpartition(".")[2]
    return _TYPES[ending], "\n".join(map(_part, parts_of(name))).encode()


def _part(name: str) -> str:
    return packed_text(_PACKAGE, f"page/{name}")
