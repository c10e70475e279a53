"""A real archive for the review, put together without a browser: posts, pages, films, pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image, ImageDraw

from archiver.formats import sha1_digest
from archiver.images import probe
from archiver.models import (
    Asked,
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    PlayerOutcome,
    PlayerState,
    Post,
    Screenshot,
    ScreenshotFacts,
    ScreenshotKind,
    Target,
)
from archiver.review.site import ReviewSite
from archiver.source import ReadingOptions, read_kept
from archiver.store import Collection
from archiver.testing.media import read

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TODAY = date(2026, 3, 5)
HEIGHT = 2_300
PICTURE = "https://cdn.test/tea.png"
CAPTION = "▲云岭村的梯田茶园，海拔七百二十米"
GONE = "https://gone.test/gate.png"
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}} ${7*7}",
    "\u2028\u2029\u202eevil\x00\x1b[31m",
    "&#x6a;avascript:",
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One block of the page: its tag, its words or address, and where it stands."""

    tag: str
    words: str
    top: int
    height: int = 120

    @property
    def tree(self) -> list[object]:
        """As the browser tells it."""
        box = [84, self.top, 740, self.height]
        if self.tag == "img":
            return ["p", {}, box, [["img", {"src": self.words}, box, []]]]
        if self.tag == "iframe":
            return ["p", {}, box, [["iframe", {"src": self.words}, box, []]]]
        return [self.tag, {}, box, [self.words]]


def words(number: int) -> str:
    """A paragraph like no other."""
    return f"茶青下山要快，从枝头到铁锅，最好不超过三个钟头，第{number}段说的是另一件事情{number}。"


def painted(height: int = HEIGHT, colour: tuple[int, int, int] = (30, 120, 60)) -> bytes:
    """A page's picture with something at every height."""
    page = Image.new("RGB", (1280, height), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    for top in range(0, height, 40):
        draw.rectangle((84, top, 84 + (top * 7) % 700, top + 20), fill=colour)
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def picture(colour: tuple[int, int, int] = (200, 60, 30)) -> bytes:
    """A photograph, as far as anybody asks."""
    image = Image.new("RGB", (600, 400), colour)
    draw = ImageDraw.Draw(image)
    for at in range(0, 600, 30):
        draw.line((at, 0, 600 - at, 400), fill=(at % 255, 90, 255 - at % 255), width=9)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    with Image.open(io.BytesIO(data)) as opened:
        return opened.size


def exchange(url: str, data: bytes, mime: str, kind: str = "image", status: int = 200) -> Exchange:
    """An answer of these bytes."""
    headers = (("Content-Type", mime), ("Content-Length", str(len(data))), ("Set-Cookie", "s=1"))
    return Exchange(
        url=url,
        method="GET",
        request_headers=(("Referer", "https://site.test/"),),
        started_at=MOMENT,
        status=status,
        response_headers=headers,
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        mime=mime,
        resource_type=kind,
        protocol="h2",
    )


def post_of(slug: str, body: Sequence[str], title: str = "") -> Post:
    """A post whose first line of the body is line 4."""
    text = "\n".join(["---", f"title: '{title or slug}'", "---", *body])
    options = ReadingOptions(base_url=f"https://site.test/{slug}/")
    data = text.encode("utf-8", "replace")
    return read_kept(data, Path(f"/posts/{slug}.md"), slug=slug, options=options)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is captured of one article."""

    slug: str
    body: Sequence[str]
    blocks: Sequence[Shown]
    answers: Sequence[Exchange] = ()
    players: Sequence[PlayerState] = ()
    player_pictures: Sequence[str] = ()
    title: str = ""
    error: str = ""
    shot: bytes | None = None
    page_title: str = ""


def commit(collection: Collection, page: Page) -> Capture:
    """Put a page into the archive."""
    url = f"https://site.test/{page.slug}/"
    post = post_of(page.slug, page.body, page.title)
    draft = collection.draft(
        Target(slug=page.slug, url=url, origin=PageOrigin.SITE, post=post, html=None)
    )
    document = exchange(url, b"<p>" + page.slug.encode(), "text/html", "document")
    ledger = [_probed(draft.add(each), each) for each in (document, *page.answers)]
    head = Shown(tag="h1", words=page.page_title or page.title or page.slug, top=20, height=60)
    body = ["body", {}, None, [block.tree for block in (head, *page.blocks)]]
    tree = ["html", {}, [0, 0, 1280, HEIGHT], [body]]
    frame = FrameSnapshot(url=url, parent=None, tree=tree)
    shown = PageSnapshot(
        url=url,
        title=page.page_title or page.title,
        width_px=1280,
        height_px=HEIGHT,
        frames=(frame,),
    )
    shots = [] if page.error else _shots(page)
    whole = ScreenshotKind.FULL_PAGE
    capture = Capture(
        capture_id=draft.capture_id,
        slug=page.slug,
        url=url,
        origin=PageOrigin.SITE,
        started_at=MOMENT,
        duration_s=1.0,
        status=0 if page.error else 200,
        snapshot=None if page.error else shown,
        ledger=() if page.error else tuple(ledger),
        environment=Environment(
            archiver="0",
            browser="Chromium 156",
            user_agent="u",
            viewport_width_px=1280,
            viewport_height_px=720,
            platform="linux",
        ),
        players=tuple(page.players),
        pictures=tuple(
            ScreenshotFacts(kind=whole, width_px=shot.width_px, height_px=shot.height_px)
            for shot in shots
            if shot.kind is whole
        ),
        error=page.error,
    )
    return draft.commit(capture, shots, "text")


def _probed(entry, given: Exchange):
    looks = probe(given.body.data, given.mime)
    return replace(entry, probe=looks, asked=Asked.PAGE)


def _shots(page: Page) -> list[Screenshot]:
    shot = page.shot or painted()
    with Image.open(io.BytesIO(shot)) as opened:
        width, height = opened.size
    whole = Screenshot(
        kind=ScreenshotKind.FULL_PAGE,
        media_type="image/png",
        width_px=width,
        height_px=height,
        data=shot,
    )
    small = replace(whole, kind=ScreenshotKind.THUMBNAIL, width_px=600, height_px=400)
    player = replace(small, kind=ScreenshotKind.PLAYER)
    thumbnail = replace(small, data=picture())
    players = [replace(player, data=picture(), subject=url) for url in page.player_pictures]
    return [whole, thumbnail, *players]


def tea() -> Page:
    """An article that lost a caption, with four films: a file, DASH, MPEG-TS, and none."""
    body = [
        f"<p>{words(1)}</p>",
        f'<p><img src="{PICTURE}"></p>',
        f"<p>{CAPTION}</p>",
        f"<p>{words(2)}</p>",
        *(f'<p><iframe src="https://player.test/{name}"></iframe></p>' for name in FILMS),
        f"<p>{words(3)}</p>",
    ]
    blocks = [
        Shown(tag="p", words=words(1), top=100),
        Shown(tag="img", words=PICTURE, top=300),
        Shown(tag="p", words=words(2), top=500),
        *(
            Shown(tag="iframe", words=f"https://player.test/{name}", top=700 + 200 * at)
            for at, name in enumerate(FILMS)
        ),
        Shown(tag="p", words=words(3), top=1700),
    ]
    return Page(
        slug="tea",
        title="清明前的最后一筐茶",
        body=body,
        blocks=blocks,
        answers=[exchange(PICTURE, picture(), "image/png"), *film_answers()],
        players=list(film_states()),
        player_pictures=["https://player.test/file"],
    )


FILMS = ("file", "dash", "ts", "none")
TS = (b"\x47" + bytes(187)) * 20
_DASH = ["manifest.mpd", "init-0.webm", "init-1.webm"]
_PARTS = [f"part-0-{n}.webm" for n in range(1, 6)] + [f"part-1-{n}.webm" for n in range(1, 7)]
_PLAYLIST = (
    b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n#EXTINF:6,\nb.ts\n#EXT-X-ENDLIST\n"
)


def film_answers() -> list[Exchange]:
    """What came for the films; each server calls them something that they are not."""
    wrong = "text/html"
    dash = [
        exchange(f"https://media.test/dash/{name}", read(f"dash/{name}"), "video/webm", "media")
        for name in (*_DASH, *_PARTS)
    ]
    return [
        exchange("https://media.test/bay.webm", read("bay.webm"), wrong, "media"),
        *dash,
        exchange("https://media.test/list.m3u8", _PLAYLIST, "application/x-mpegurl", "xhr"),
        exchange("https://media.test/a.ts", TS, "video/mp2t", "media"),
        exchange("https://media.test/b.ts", TS, "video/mp2t", "media"),
        exchange("https://media.test/page.mp4", b"<html>no film</html>", "video/mp4", "media"),
    ]


def film_states() -> list[PlayerState]:
    """What became of the players."""
    urls = {
        "file": ("https://media.test/bay.webm",),
        "dash": ("https://media.test/dash/manifest.mpd", "https://media.test/dash/init-0.webm"),
        "ts": ("https://media.test/list.m3u8",),
        "none": ("https://media.test/page.mp4",),
    }
    return [
        PlayerState(
            url=f"https://player.test/{name}",
            frame=0,
            provider="generic",
            outcome=PlayerOutcome.CAPTURED,
            status=200,
            duration_s=60.0,
            kept_s=6.0 if name == "file" else 60.0,
            media_urls=found,
            title=f"The film {name}",
        )
        for name, found in urls.items()
    ]


def gate(number: int) -> Page:
    """An article whose picture is gone, as on two others."""
    url = f"{GONE}?{number}"
    body = [
        f"<p>{words(10 + number)}</p>",
        f'<p><img src="{url}"></p>',
        f"<p>{words(20 + number)}</p>",
    ]
    return Page(
        slug=f"gate-{number}",
        body=body,
        blocks=[
            Shown(tag="p", words=words(10 + number), top=100),
            Shown(tag="img", words=url, top=300, height=0),
            Shown(tag="p", words=words(20 + number), top=500),
        ],
        answers=[exchange(url, b"not here", "text/plain", status=404)],
    )


def whole() -> Page:
    """An article with nothing wrong."""
    return Page(
        slug="whole",
        body=[f"<p>{words(31)}</p>", f"<p>{words(32)}</p>"],
        blocks=[
            Shown(tag="p", words=words(31), top=100),
            Shown(tag="p", words=words(32), top=300),
        ],
    )


def failed() -> Page:
    """An article whose page did not come."""
    return Page(slug="failed", body=[f"<p>{words(41)}</p>"], blocks=(), error="net::ERR_FAILED")


def hostile() -> Page:
    """An article whose every word means harm, and which lost all of them."""
    texts = [f"▲{each} {words(50 + at)}" for at, each in enumerate(HOSTILE)]
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts]
    return Page(
        slug="hostile",
        title=" ".join(HOSTILE[:2]).replace("'", "''"),
        page_title="\ud83d half </script>",
        body=[f"<p>{words(61)}</p>", *(f"<p>{text}</p>" for text in escaped)],
        blocks=[
            Shown(tag="p", words=words(61), top=100),
            Shown(tag="p", words=HOSTILE[0], top=300),
        ],
        answers=[
            exchange("https://site.test/x?</script>", b"x", "text/html</script>", "image"),
        ],
    )


PAGES = (tea, lambda: gate(1), lambda: gate(2), lambda: gate(3), whole, failed, hostile)


def build(root: Path) -> None:
    """Build the archive of all pages."""
    with Collection.open(root) as collection:
        for page in PAGES:
            commit(collection, page())


def site_of(root: Path, **settings: object) -> ReviewSite:
    """The review of an archive, loaded; its snapshots stand in it."""
    values = {"reviewer": "Ann", "today": lambda: TODAY, **settings}
    site = ReviewSite(root, root / "snapshots", **values)
    site.load()
    site.wait(60)
    return site
