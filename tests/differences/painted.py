"""An archive of one article whose pages are painted: blocks, boxes and pixels belong together."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from archiver.formats import sha1_digest
from archiver.images import probe
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    Overlay,
    PageOrigin,
    PageSnapshot,
    Post,
    Screenshot,
    ScreenshotKind,
    Target,
)
from archiver.snapshots import accept_capture
from archiver.source import ReadingOptions, read_kept
from archiver.store import Collection

SLUG = "mill"
URL = "https://site.test/mill/"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = date(2026, 3, 9)
WIDTH = 900
GAP = 24
CDN = "https://cdn.test/"
WORDS = [
    "The first paragraph says that the mill stood by the river before the town was there.",
    "The second paragraph tells what became of the wheel in the year when the river froze over.",
    "The third paragraph is about the miller, who never learned to read and owned forty books.",
    "The fourth paragraph ends the story with the bread that is baked there to this very day.",
]
HERE = Environment(
    archiver="0",
    browser="Chromium 156",
    user_agent="",
    viewport_width_px=WIDTH,
    viewport_height_px=720,
    platform="linux",
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One block of the page, as tall as it says; what follows stands below it."""

    tag: str = "p"
    words: str = ""
    """Of a medium: the name of its file."""
    height: int = 90
    seed: str = ""
    """What it looks like; its words when empty."""
    css: str = ""
    side: bool = False
    """Beside the article: it takes no room, and stands at the top of the right column."""

    @property
    def url(self) -> str:
        return CDN + self.words

    @property
    def looks(self) -> str:
        return self.seed or self.words


def text(number: int, **changes: object) -> Piece:
    return replace(Piece(words=WORDS[number]), **changes)


def image(name: str, **changes: object) -> Piece:
    return replace(Piece(tag="img", words=name, height=300), **changes)


def story() -> list[Piece]:
    """The article as it was."""
    return [text(0), image("wheel.png"), text(1), image("river.png"), text(2), text(3)]


def drawn(looks: str, width: int, height: int) -> Image.Image:
    """A picture like no other, with something in every row."""
    chance = random.Random(looks)
    colour = tuple(chance.randrange(40, 200) for _ in range(3))
    picture = Image.new("RGB", (width, height), colour)
    brush = ImageDraw.Draw(picture)
    for top in range(0, height, 10):
        left = chance.randrange(width // 2)
        shade = tuple(chance.randrange(256) for _ in range(3))
        brush.rectangle((left, top, left + chance.randrange(20, width // 2), top + 9), fill=shade)
    return picture


def lettered(looks: str, width: int, height: int) -> Image.Image:
    """Lines of what might be words."""
    chance = random.Random(looks)
    picture = Image.new("RGB", (width, height), (255, 255, 255))
    brush = ImageDraw.Draw(picture)
    for top in range(4, height - 8, 14):
        left = 0
        while left < width - 30:
            length = chance.randrange(6, 60)
            bottom = top + chance.randrange(5, 9)
            brush.rectangle((left, top, min(width - 1, left + length), bottom), fill=(20, 20, 20))
            left += length + chance.randrange(5, 12)
    return picture


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


@dataclass(frozen=True)
class Painted:
    """A page: its tree, its picture, what came for it."""

    tree: list[object]
    picture: Image.Image
    answers: Sequence[Exchange]


def paint(pieces: Sequence[Piece], width: int = WIDTH) -> Painted:
    """Lay out and paint a page."""
    column = width - 340
    page = Image.new("RGB", (width, 40 + sum(p.height + GAP for p in pieces if not p.side)))
    page.paste((255, 255, 255), (0, 0, *page.size))
    children: list[object] = []
    answers = []
    top = 20
    for piece in pieces:
        x, y, wide = (width - 260, 30, 200) if piece.side else (60, top, column)
        box = [x, y, wide, piece.height]
        attributes = {"class": piece.css} if piece.css else {}
        if piece.tag in {"img", "iframe"}:
            page.paste(drawn(piece.looks, wide, piece.height), (x, y))
            inner = [piece.tag, {"src": piece.url, **attributes}, box, []]
            children.append(["p", {}, box, [inner]])
        else:
            page.paste(lettered(piece.looks, wide, piece.height), (x, y))
            children.append([piece.tag, attributes, box, [piece.words]])
        if piece.tag == "img":
            answers.append(answer(piece.url, png(drawn(piece.looks, 400, 300))))
        if not piece.side:
            top += piece.height + GAP
    body = ["body", {}, [0, 0, *page.size], children]
    return Painted(["html", {}, [0, 0, *page.size], [body]], page, answers)


def answer(url: str, data: bytes, mime: str = "image/png", kind: str = "image") -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=(),
        started_at=START,
        status=200,
        response_headers=(("Content-Type", mime),),
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        mime=mime,
        resource_type=kind,
        protocol="h2",
    )


def promise(pieces: Sequence[Piece]) -> Post:
    """The post whose first block stands on line 4."""
    lines = {"img": '<p><img src="{}"></p>', "iframe": '<p><iframe src="{}"></iframe></p>'}
    body = [
        lines[each.tag].format(each.url) if each.tag in lines else f"<p>{each.words}</p>"
        for each in pieces
        if not each.side
    ]
    data = "\n".join(["---", "title: The mill", "---", *body]).encode()
    options = ReadingOptions(base_url=URL)
    return read_kept(data, Path("/posts/mill.md"), slug=SLUG, options=options)


@dataclass
class Album:
    """The archive, and the folder of snapshots beside it."""

    folder: Path
    post: Post = field(default_factory=lambda: promise(story()))
    ids: list[str] = field(default_factory=list)

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    def add(
        self,
        pieces: Sequence[Piece],
        *,
        picture: Image.Image | None = None,
        overlays: Sequence[Overlay] = (),
        environment: Environment = HERE,
        fonts: tuple[str, ...] = (),
        width: int = WIDTH,
        has_picture: bool = True,
        promised: bool = True,
        error: str = "",
    ) -> str:
        """Capture the page, a day after the time before; return the capture's id."""
        painted = paint(pieces, width)
        shown = picture or painted.picture
        post = self.post if promised else None
        target = Target(slug=SLUG, url=URL, origin=PageOrigin.SITE, post=post)
        with Collection.open(self.archive) as collection:
            draft = collection.draft(target)
            document = answer(URL, b"<p>", "text/html", "document")
            ledger = [
                replace(draft.add(each), probe=probe(each.body.data, each.mime))
                for each in (document, *painted.answers)
            ]
            frame = FrameSnapshot(url=URL, parent=None, tree=painted.tree)
            page = PageSnapshot(
                url=URL,
                title="The mill",
                width_px=shown.width,
                height_px=shown.height,
                frames=(frame,),
                overlays=tuple(overlays),
                web_fonts=fonts,
            )
            shot = Screenshot(
                kind=ScreenshotKind.FULL_PAGE,
                media_type="image/png",
                width_px=shown.width,
                height_px=shown.height,
                data=png(shown),
            )
            capture = Capture(
                capture_id=draft.capture_id,
                slug=SLUG,
                url=URL,
                origin=PageOrigin.SITE,
                started_at=START + timedelta(days=len(self.ids)),
                duration_s=1.0,
                status=0 if error else 200,
                snapshot=None if error else page,
                ledger=() if error else tuple(ledger),
                environment=environment,
                error=error,
            )
            draft.commit(capture, [shot] if has_picture and not error else [], "text")
        self.ids.append(draft.capture_id)
        return draft.capture_id

    def accept(self, capture_id: str = "") -> None:
        """Make a capture, the last one by default, the snapshot."""
        with Collection.open(self.archive, writable=False) as collection:
            accept_capture(
                self.snapshots, collection, capture_id or self.ids[-1], by="Ann", on=TODAY
            )
