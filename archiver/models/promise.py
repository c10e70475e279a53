"""What a page promises: a post, its blocks, and the page that is to be captured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path


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
    links: tuple[str, ...] = ()
    """Absolute addresses that its words, or the medium, lead to, in order."""
    language: str = ""
    """Of a text: the nearest `lang`, as written; empty where nothing says it."""
    hiding: str = ""
    """Of a text on the page: why a reader cannot see it, though it has a box: `size`, `colour`,
    `clipped`, `covered`; empty when it can be seen, and in the source."""
    missing_glyphs: str = ""
    """Of a text on the page: the characters that were drawn as boxes, or not at all."""


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
