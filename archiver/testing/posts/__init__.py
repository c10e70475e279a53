"""The newsroom's posts as files, the way a person keeps them: front matter and body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFile:
    """One shipped post, read just well enough to build its page.

    The reading is the newsroom's own, so that it can stand as the oracle of
    archiver's readers.
    """

    name: str
    text: str
    title: str
    author: str
    date: str
    """As written in the front matter."""
    categories: tuple[str, ...]
    headimg: str
    thumbnail: str
    url: str
    """Address of its page, or an empty string."""
    body: str

    @property
    def path(self) -> str:
        """Path of its page on the news site."""
        return urlsplit(self.url).path

    def line_of(self, anchor: str) -> int:
        """Return the 1-based line that holds the anchor; it must be the only one."""
        lines = [n for n, line in enumerate(self.text.split("\n"), 1) if anchor in line]
        if len(lines) != 1:
            raise ValueError(f"{self.name}: {anchor!r} stands on {len(lines)} lines, not on one")
        return lines[0]


@cache
def read_all() -> tuple[PostFile, ...]:
    """Return the shipped posts, by name."""
    shipped = (entry for entry in files(__name__).iterdir() if entry.name.endswith((".txt", ".md")))
    return tuple(
        _parse(entry.name, entry.read_text(encoding="utf-8"))
        for entry in sorted(shipped, key=lambda entry: entry.name)
    )


def _parse(name: str, text: str) -> PostFile:
    _, head, body = text.split("---\n", 2)
    fields: dict[str, str] = {}
    categories = []
    for line in head.splitlines():
        if line.startswith(" - "):
            categories.append(line[3:])
        else:
            key, _, value = line.partition(":")
            fields[key] = value.strip().strip("'")
    return PostFile(
        name=name,
        text=text,
        title=fields["title"],
        author=fields["author"],
        date=fields["date"],
        categories=tuple(categories),
        headimg=fields["headimg"],
        thumbnail=fields["thumbnail"],
        url=fields.get("url", ""),
        body=body.strip(),
    )


__all__ = ["PostFile", "read_all"]
