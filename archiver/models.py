"""The values that every room speaks: Post, Block, Exchange, Capture, Finding.

Frozen data only, standard library only: nothing here reads a file, opens a
socket or decides anything. Bytes too big for memory are named by a path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path


# --- the promise: a post and its blocks ------------------------------------


class BlockKind(StrEnum):
    """What a block is, in the source and on the page alike."""

    HEADING = "heading"
    TEXT = "text"
    IMAGE = "image"
    CAPTION = "caption"
    PLAYER = "player"  #: an iframe, object or embed that shows somebody's player
    VIDEO = "video"
    AUDIO = "audio"
    TABLE = "table"
    RULE = "rule"
    SHORTCODE = "shortcode"  #: a generator's tag that only the site itself can render


MEDIA_KINDS = frozenset({BlockKind.IMAGE, BlockKind.PLAYER, BlockKind.VIDEO, BlockKind.AUDIO})


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in CSS pixels from the top left of the document."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing that a reader meets, in reading order.

    Used for the source (then `line` is set, `box` is not) and for the rendered
    page (the other way round), so that the two streams can be aligned.
    """

    kind: BlockKind
    text: str = ""
    """What is read: of text, heading, caption, table (cells joined by tabs and
    line feeds); the `alt` of an image; the raw tag of a shortcode."""
    url: str = ""
    """Absolute address of a medium, as promised (source) or as shown (page:
    `currentSrc`). Empty for what has none."""
    alternates: tuple[str, ...] = ()
    """Other addresses of the same medium: `srcset`, `<source>`, `data-src` ..."""
    poster: str = ""
    """Absolute address of a video's poster."""
    level: int = 0
    """Of a heading: 1 to 6."""
    caption_of: tuple[int, ...] = ()
    """Of a caption: the indexes, in the same stream, of the media it speaks of."""
    referrer_policy: str = ""
    width_px: int | None = None
    """Declared width of a medium (source), or natural width (page)."""
    height_px: int | None = None
    line: int | None = None
    """1-based line in the post's file."""
    box: Box | None = None
    frame: int = 0
    """Index of the frame on the page; 0 is the article's own document."""
    visible: bool = True
    """False for a page block that has no box, or is hidden by style."""


class Doubt(StrEnum):
    """Why a date is not certain."""

    NO_ZONE = "no zone"
    NO_TIME = "no time of day"
    FROM_FILE_NAME = "from the file name"
    REPAIRED = "repaired"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDate:
    """A date as written, with what is not certain about it.

    `moment` is aware exactly when the post named a zone; a naive one carries
    `Doubt.NO_ZONE`. It is None when nothing could be read (`Doubt.UNREADABLE`).
    """

    raw: str
    moment: datetime | None
    doubts: frozenset[Doubt] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about a post that a person may want to know; never an error."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post on disk, read: what its page promises to show."""

    path: Path
    slug: str
    """Name of the article in the collection: `[a-z0-9-]`, at most 80
    characters, unique by a hash of the path where the title does not do."""
    dialect: str
    """Of the front matter: `yaml`, `yaml-no-opener`, `toml`, `json`, `pelican`, `none`."""
    encoding: str
    raw: bytes = field(repr=False)
    """The file, byte for byte."""
    fields: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The whole front matter, keys as written."""
    title: str = ""
    author: str = ""
    date: PostDate | None = None
    categories: tuple[str, ...] = ()
    comments: bool | None = None
    headimg: str = ""
    thumbnail: str = ""
    url: str = ""
    """The article's own address, when the front matter gives one."""
    body_html: str = field(default="", repr=False)
    """The body as its generator would render it (shortcodes left as text)."""
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    remarks: tuple[Remark, ...] = ()


class PageOrigin(StrEnum):
    """How archiver knew which page is the article's (DESIGN section 4)."""

    FRONT_MATTER = "front matter"
    SITE = "site"
    RENDERED = "rendered"
    PLAIN_URL = "plain url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One page to capture: the plan's line."""

    slug: str
    url: str
    origin: PageOrigin
    post: Post | None = None
    html: str | None = field(default=None, repr=False)
    """For `RENDERED`: the document that the recorder serves at `url`."""


# --- what came over the wire ------------------------------------------------

Headers = tuple[tuple[str, str], ...]
"""Header lines in order, one per line as received; Set-Cookie never joined."""


class Truncation(StrEnum):
    """Values of WARC-Truncated (WARC 1.1, 5.13)."""

    LENGTH = "length"
    TIME = "time"
    DISCONNECT = "disconnect"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Payload of an exchange: in memory, or in a spool file when big.

    `sha1` is the payload digest as WARC writes it: `sha1:` and upper-case
    base32 (the one form that every checker accepts).
    """

    size_bytes: int
    sha1: str
    data: bytes | None = field(default=None, repr=False)
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as the browser made it.

    The body is de-chunked and content-decoded: `response_headers` are as
    received, and the WARC writer renames what no longer describes the body.
    `status` 0 means that no answer came; `error` then says why.
    """

    url: str
    method: str
    request_headers: Headers
    started_at: datetime
    """UTC, when the request was sent: the WARC-Date of all its records."""
    request_body: bytes = field(default=b"", repr=False)
    status: int = 0
    reason: str = ""
    response_headers: Headers = ()
    body: Body | None = None
    mime: str = ""
    resource_type: str = ""
    """DevTools' word, lower case: document, image, media, xhr, fetch ..."""
    protocol: str = ""
    """As DevTools names it: http/1.1, h2, h3."""
    peer_address: str = ""
    """IP address that the guard connected to; empty when unknown."""
    duration_s: float = 0.0
    truncated: Truncation | None = None
    error: str = ""
    """Chromium's own word (`net::ERR_...`) or archiver's sentence."""
    synthetic: bool = False
    """True when archiver itself answered (a post rendered into a page)."""
    redirect_to: str = ""
    frame_url: str = ""
    """Address of the document whose frame asked; empty when unknown."""


# --- the capture ------------------------------------------------------------


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


class ScreenshotKind(StrEnum):
    """The three pictures of a page; values are the urn prefixes of warc.md 2.7."""

    VIEW = "view"
    FULL_PAGE = "fullPageFinal"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenshot:
    """An encoded picture of the page."""

    kind: ScreenshotKind
    media_type: str
    width_px: int
    height_px: int
    data: bytes = field(repr=False)


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
    error: str = ""
    """Why the page is failed: navigation error, crash, budget; empty else."""


# --- the judgement ----------------------------------------------------------


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


class LostAt(StrEnum):
    """Where the loss happened."""

    SOURCE = "source"  #: the post itself promises what cannot be
    PAGE = "page"  #: the page never showed it
    CAPTURE = "capture"  #: the page showed it, the archive did not keep it
    REPLAY = "replay"  #: kept, and not shown again


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One block that is wrong, in words and in evidence.

    `fingerprint` is stable between runs as long as the same thing is wrong in
    the same way; a person's decision holds for it.
    """

    check: str
    """Id of the check, as `M3`."""
    severity: Severity
    message: str
    """One sentence in plain words."""
    lost_at: LostAt
    fingerprint: str
    subject: str = ""
    """The address or the words that the finding is about."""
    block: int | None = None
    """Index of the block in the post."""
    line: int | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    record: RecordPointer | None = None
    box: Box | None = None


class Verdict(StrEnum):
    """The sum of an article's findings."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that was found out about one article.

    `promised` and `kept` count media; `captions_promised` and
    `captions_kept` count captions that stand under their own medium.
    """

    slug: str
    url: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    media_promised: int = 0
    media_kept: int = 0
    captions_promised: int = 0
    captions_kept: int = 0
