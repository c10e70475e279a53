"""An archive of many articles for the benchmarks of the review, built without a browser.

By the same code that a job uses: drafts, commits, judging, kept reports. Of every ten
articles six have something wrong: a caption lost, a picture refused by its host (the
same on hundreds of pages: groups), a login page in the place of a picture, paragraphs
lost. Every article has a picture of its page. The first one, `tall`, is 28,000 pixels high.
"""

from __future__ import annotations

import io
import random
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from archiver.formats import sha1_digest
from archiver.images import RowHashes, looks_of, probe
from archiver.jobs import Judge
from archiver.models import (
    Asked,
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    LedgerEntry,
    PageOrigin,
    PageSnapshot,
    Post,
    Screenshot,
    ScreenshotFacts,
    ScreenshotKind,
    Target,
)
from archiver.source import ReadingOptions, read_kept
from archiver.store import Collection, PageDraft

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TALL, TALL_PX, TALL_CAPTION_PX = "article-00000", 28_000, 21_400
WIDTH, HEIGHT = 1280, 1900
PAGE_PICTURES, HOSTS = 8, 50
WORDS = "茶青下山要快，从枝头到铁锅，最好不超过三个钟头，否则叶子自己就会热起来。"
CAPTION = "▲云岭村的梯田茶园，海拔七百二十米，第"
LOST = {1: {4}, 4: {1, 6}, 5: {0, 4, 7}, 6: {0, 2, 4, 6}}
"""Of the blocks of a page, those that are lost, by the last digit of its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The picture of a page, with what is kept of it."""

    shot: Screenshot
    facts: tuple[ScreenshotFacts, ...]
    rows: RowHashes | None


def slug_of(number: int) -> str:
    """Return the name of an article."""
    return f"article-{number:05}"


def build(root: Path, articles: int, *, judged: int) -> None:
    """Build an archive, with the reports of so many of its articles."""
    begun = time.perf_counter()
    with Collection.open(root) as collection:
        for number in range(articles):
            commit(collection, number)
        built = time.perf_counter()
        with Judge(collection) as judge:
            for summary in collection.captures()[:judged]:
                judge.report_of(summary)
    done = time.perf_counter()
    print(
        f"{articles:,} articles built in {built - begun:.0f} s, {judged:,} judged in "
        f"{done - built:.0f} s",
        flush=True,
    )


def post_of(number: int) -> Post:
    """Return a post of some paragraphs, a picture and its caption."""
    url = f"https://site.test/{number}/"
    lines = [f"<p>{WORDS}{number * 10 + each}</p>" for each in range(6)]
    picture = f'<p><img src="{picture_url(number)}"></p>'
    body = [*lines[:3], picture, f"<p>{CAPTION}{number}</p>", *lines[3:]]
    text = "\n".join([f"---\ntitle: 文章 {number}\n---", *body])
    options = ReadingOptions(base_url=url)
    slug = slug_of(number)
    return read_kept(text.encode(), Path(f"/posts/{slug}.md"), slug=slug, options=options)


def picture_url(number: int) -> str:
    """Return where the picture of a post lies."""
    return f"https://cdn{number % HOSTS}.test/{number}.png"


def tree_of(number: int) -> list[object]:
    """Return the page of a post as the browser would tell it, without what it lost."""
    texts = [f"{WORDS}{number * 10 + each}" for each in range(6)]
    texts[3:3] = [picture_url(number), f"{CAPTION}{number}"]
    lost = LOST.get(number % 10, set()) if number else {4}
    blocks: list[object] = []
    for at, text in enumerate(texts):
        top = TALL_CAPTION_PX + 300 * (at - 3) if number == 0 and at >= 3 else 100 + 200 * at
        box = [84, top, 740, 180]
        inner: object = text
        if text.startswith("https:"):
            inner = ["img", {"src": text, "currentSrc": text}, box, []]
        if at not in lost:
            blocks.append(["p", {}, box, [inner]])
    whole = [0, 0, WIDTH, height_of(number)]
    return ["html", {}, whole, [["body", {}, whole, blocks]]]


def height_of(number: int) -> int:
    """Return how high the page of an article is."""
    return HEIGHT if number else TALL_PX


def exchanges_of(number: int) -> list[Exchange]:
    """Return the document and the picture, which some hosts refuse."""
    document = b"<p>" + str(number).encode()
    data, status = medium(number), 200
    if number % 10 == 2:
        data, status = b"gone", 404
    if number % 10 == 3:
        data, status = b"<html>please log in</html>", 200
    return [
        exchange(f"https://site.test/{number}/", document, "text/html", "document", 200),
        exchange(picture_url(number), data, "image/png", "image", status),
    ]


def medium(number: int) -> bytes:
    """Return the picture of a post, which is like no other's."""
    colour = (number % 251, number // 251 % 241, 90)
    picture = Image.new("RGB", (64, 48), colour)
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def exchange(url: str, data: bytes, mime: str, kind: str, status: int) -> Exchange:
    """Return an answer of these bytes."""
    return Exchange(
        url=url,
        method="GET",
        request_headers=(),
        started_at=MOMENT,
        status=status,
        response_headers=(("Content-Type", mime), ("Content-Length", str(len(data)))),
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        mime=mime,
        resource_type=kind,
        protocol="h2",
    )


@cache
def looks(kind: int, height: int) -> Looks:
    """Return a picture of a page, drawn once: lines of text and photographs."""
    words = random.Random(kind)
    picture = Image.new("RGB", (WIDTH, height), "white")
    draw = ImageDraw.Draw(picture)
    for top in range(60, height - 200, 30):
        if top % 900 < 360:
            shade = (40 + 23 * kind, top % 230, 120)
            draw.rectangle((84, top, 824, top + 29), fill=shade)
            draw.line((84, top + words.randrange(30), 824, top + words.randrange(30)), "white", 3)
            continue
        for left in range(84, 824, 18):
            if words.random() < 0.9:
                draw.rectangle((left, top, left + words.randrange(6, 16), top + 14), (50, 50, 50))
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    shot = Screenshot(
        kind=ScreenshotKind.FULL_PAGE,
        media_type="image/png",
        width_px=WIDTH,
        height_px=height,
        data=file.getvalue(),
    )
    found = looks_of([shot])
    return Looks(shot=shot, facts=found.facts, rows=found.rows)


def added(draft: PageDraft, given: Exchange) -> LedgerEntry:
    """Put an answer into a draft, with what its bytes are."""
    looks_like = probe(given.body.data, given.mime) if given.body and given.body.data else None
    return replace(draft.add(given, looks_like), probe=looks_like, asked=Asked.PAGE)


def commit(collection: Collection, number: int) -> None:
    """Put one article into the archive."""
    post = post_of(number)
    url = f"https://site.test/{number}/"
    draft = collection.draft(
        Target(slug=post.slug, url=url, origin=PageOrigin.SITE, post=post, html=None)
    )
    frame = FrameSnapshot(url=url, parent=None, tree=tree_of(number))
    height = height_of(number)
    seen = looks(number % PAGE_PICTURES, height)
    capture = Capture(
        capture_id=draft.capture_id,
        slug=post.slug,
        url=url,
        origin=PageOrigin.SITE,
        started_at=MOMENT,
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(
            url=url, title=post.title, width_px=WIDTH, height_px=height, frames=(frame,)
        ),
        ledger=tuple(added(draft, each) for each in exchanges_of(number)),
        environment=Environment(
            archiver="0",
            browser="b",
            user_agent="u",
            viewport_width_px=WIDTH,
            viewport_height_px=720,
            platform="linux",
        ),
        pictures=seen.facts,
    )
    draft.commit(capture, [seen.shot], WORDS, seen.rows)
