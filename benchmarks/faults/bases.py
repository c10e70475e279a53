"""The posts of the bench, and their untouched captures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.browser import Browser
from archiver.capture import capture_page
from archiver.models import Capture, PageOrigin, Post, Target
from archiver.source import plan_target, read_post
from archiver.store import Collection
from archiver.testing.http_server import Response
from faults.themes import THEMES
from faults.web import BenchWeb

POSTS = Path(__file__).parent / "posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A post and its capture, with nothing planted."""

    name: str
    post: Post
    capture: Capture


def read_targets(names: frozenset[str] = frozenset()) -> dict[str, Target]:
    """Return the pages of the bench's posts by name; all of them when none is named."""
    found = {}
    for path in sorted(POSTS.iterdir()):
        if not names or path.stem in names:
            target = plan_target(read_post(path))
            found[path.stem] = replace(target, slug=path.stem)
    return found


@dataclass(frozen=True, slots=True)
class Studio:
    """Where pages are captured: one browser, one collection, one web."""

    browser: Browser
    collection: Collection
    web: BenchWeb

    async def base(self, name: str, target: Target) -> Base:
        """Return a post's untouched capture, made now unless the collection has it."""
        html = THEMES[name](_post_of(target)) if target.html is None else target.html
        return Base(
            name=name, post=_post_of(target), capture=await self.captured(name, target, html, {})
        )

    async def captured(
        self, name: str, target: Target, html: str, answers: Mapping[str, Response]
    ) -> Capture:
        """Capture a page as a case wrote it; one that is in the collection is taken from there."""
        written = repr((html, sorted(answers.items(), key=lambda each: each[0])))
        mark = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        target = replace(target, slug=f"{name}-{mark}")
        known = self.collection.captures(target.slug)
        if known:
            return self.collection.capture(known[-1].capture_id)
        if target.origin is PageOrigin.RENDERED:
            target = replace(target, html=html)
        else:
            self.web.serve(target.url, Response(body=html.encode("utf-8", "replace")))
        for url, answer in answers.items():
            self.web.serve(url, answer)
        try:
            return await capture_page(
                target, browser=self.browser, draft=self.collection.draft(target)
            )
        finally:
            self.web.pages.clear()


def _post_of(target: Target) -> Post:
    if target.post is None:
        raise ValueError(f"{target.url} has no post")
    return target.post
