"""What a capture is: the rendered page, its ledger, its pictures, its circumstances."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from archiver.models.player import PlayerState
from archiver.models.promise import BlockKind, Box, PageOrigin
from archiver.models.wire import Asked, Exchange, Truncation, header_of


class Outcome(StrEnum):
    """How the wait for one promised item ended."""

    LOADED = "loaded"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    NOT_REQUESTED = "not requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaState:
    """A medium in the rendered page, as the browser saw it after settling."""

    kind: BlockKind
    url: str
    """What was shown: currentSrc, or the iframe's address."""
    frame: int
    outcome: Outcome
    natural_width_px: int = 0
    natural_height_px: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSnapshot:
    """One frame of the rendered page.

    `tree` is the element tree in the compact form that `archiver.dom` reads:
    `[tag, {attribute: value}, [x, y, width, height] | null, [children]]`,
    text nodes being strings; boxes in CSS pixels of the whole page.
    """

    url: str
    parent: int | None
    tree: tuple[object, ...] | list[object] = field(repr=False)
    title: str = ""
    error: str = ""
    """Why this frame could not be read, when it could not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Something opaque that is set over the page: a banner, a dialog, a bar."""

    position: str
    """As its style has it: `fixed`, `sticky`, `absolute`."""
    box: Box
    text: str = ""
    """The first words in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSnapshot:
    """The rendered page, all frames, so that checks run without a browser."""

    url: str
    """Where the page ended, after redirects."""
    title: str
    width_px: int
    height_px: int
    frames: tuple[FrameSnapshot, ...]
    media: tuple[MediaState, ...] = ()
    language: str = ""
    charset: str = ""
    """That the browser read the document in, as the Encoding standard names it."""
    declared_charset: str = ""
    """Of its `<meta charset>`, by the same names; empty when it has none."""
    overlays: tuple[Overlay, ...] = ()
    web_fonts: tuple[str, ...] = ()
    """Families of the page's own fonts that were loaded; all others are this machine's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPointer:
    """Where a record lies: the WARC file's name, the offset of its gzip member."""

    filename: str
    offset: int
    length_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyProbe:
    """What the bytes of a medium say of themselves, looked at once, at capture."""

    sniffed: str
    """Media type by magic bytes: `image/jpeg`, `video/webm`, `text/html`, or ``."""
    complete: bool
    """False when the bytes end before their format does."""
    width_px: int = 0
    height_px: int = 0
    phash: str = ""
    """Perceptual hash of a picture, 16 hex digits; empty for what has none."""
    top_share: float = 0.0
    """Share of the most common colour of a picture, 0 to 1: near 1 it is flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One line of a capture's ledger: an exchange without its bytes."""

    url: str
    method: str
    status: int
    mime: str
    resource_type: str
    size_bytes: int
    sha1: str
    referrer: str = ""
    truncated: Truncation | None = None
    error: str = ""
    redirect_to: str = ""
    synthetic: bool = False
    content_length: int | None = None
    """As the server declared it, where the body was not content-encoded."""
    probe: BodyProbe | None = None
    record: RecordPointer | None = None
    frame_url: str = ""
    """As in `Exchange`."""
    asked: Asked = Asked.PAGE
    """As in `Exchange`."""

    @classmethod
    def of(cls, exchange: Exchange) -> Self:
        """Return the line of an exchange, as far as the exchange itself tells it."""
        body = exchange.body
        return cls(
            url=exchange.url,
            method=exchange.method,
            status=exchange.status,
            mime=exchange.mime,
            resource_type=exchange.resource_type,
            size_bytes=body.size_bytes if body else 0,
            sha1=body.sha1 if body else "",
            referrer=header_of(exchange.request_headers, "referer"),
            error=exchange.error,
            redirect_to=exchange.redirect_to,
            synthetic=exchange.synthetic,
            frame_url=exchange.frame_url,
        )


class ScreenshotKind(StrEnum):
    """The pictures of a page; values are the urn prefixes of warc.md 2.7."""

    VIEW = "view"
    FULL_PAGE = "fullPageFinal"
    THUMBNAIL = "thumbnail"
    PLAYER = "archiver:player"  #: one player, after it was asked to play


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenshot:
    """An encoded picture of the page."""

    kind: ScreenshotKind
    media_type: str
    width_px: int
    height_px: int
    data: bytes = field(repr=False)
    subject: str = ""
    """Address of what is pictured, where that is not the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Rows of a picture, from `top_px` to before `bottom_px`."""

    top_px: int
    bottom_px: int

    @property
    def height_px(self) -> int:
        """How many rows they are."""
        return self.bottom_px - self.top_px


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenshotFacts:
    """What a picture of the page looks like, found out once, at capture."""

    kind: ScreenshotKind
    width_px: int
    height_px: int
    sha1: str = ""
    """Digest of the encoded bytes, as of payloads."""
    blank: tuple[Band, ...] = ()
    """Runs of rows that are of one colour, the longest first; short ones are left out."""
    differs: tuple[Band, ...] = ()
    """Of the whole page: rows where its top is not what the first view shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What made the capture: two captures compare only when these agree."""

    archiver: str
    browser: str
    user_agent: str
    viewport_width_px: int
    viewport_height_px: int
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvents:
    """What happened to the page and was kept from blocking it."""

    dialogs: int = 0
    popups: int = 0
    downloads: int = 0
    console_errors: int = 0
    script_errors: int = 0
    blocked: tuple[str, ...] = ()
    """Addresses that the network guard refused, with the reason."""
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    """What the first script errors said, with the script's address where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A page as it was captured: all that checks need, without the bytes."""

    capture_id: str
    slug: str
    url: str
    """The address that was asked for."""
    origin: PageOrigin
    started_at: datetime
    duration_s: float
    status: int
    """HTTP status of the article's document; 0 when none came."""
    snapshot: PageSnapshot | None
    ledger: tuple[LedgerEntry, ...]
    environment: Environment
    events: PageEvents = PageEvents()
    players: tuple[PlayerState, ...] = ()
    """What became of each embed that plays something, in the order of the page."""
    pictures: tuple[ScreenshotFacts, ...] = ()
    """What the page's screenshots look like."""
    error: str = ""
    """Why the page is failed: navigation error, crash, budget; empty else."""
