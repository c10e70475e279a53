"""The values that every room speaks: Post, Block, Exchange, Capture, Finding.

Frozen data only, standard library only: nothing here reads a file, opens a
socket or decides anything. Bytes too big for memory are named by a path.
"""

from archiver.models.capture import (
    Band,
    BodyProbe,
    Capture,
    Environment,
    FrameSnapshot,
    LedgerEntry,
    MediaState,
    Outcome,
    Overlay,
    PageEvents,
    PageSnapshot,
    RecordPointer,
    Screenshot,
    ScreenshotFacts,
    ScreenshotKind,
)
from archiver.models.decision import VISUAL_CHECKS, Decision, Ruling
from archiver.models.difference import (
    AlignedBand,
    BandKind,
    DifferenceSettings,
    PictureDifference,
    Region,
    VisualChange,
    VisualKind,
)
from archiver.models.judgement import Finding, LostAt, Report, Severity, Verdict
from archiver.models.player import PlayerOutcome, PlayerState, VideoChoice
from archiver.models.promise import (
    MEDIA_KINDS,
    Block,
    BlockKind,
    Box,
    Doubt,
    PageOrigin,
    Post,
    PostDate,
    Remark,
    Target,
)
from archiver.models.replay import Replay
from archiver.models.wire import Asked, Body, Exchange, Headers, Truncation, header_of

__all__ = [
    "MEDIA_KINDS",
    "VISUAL_CHECKS",
    "AlignedBand",
    "Asked",
    "Band",
    "BandKind",
    "Block",
    "BlockKind",
    "Body",
    "BodyProbe",
    "Box",
    "Capture",
    "Decision",
    "DifferenceSettings",
    "Doubt",
    "Environment",
    "Exchange",
    "Finding",
    "FrameSnapshot",
    "Headers",
    "LedgerEntry",
    "LostAt",
    "MediaState",
    "Outcome",
    "Overlay",
    "PageEvents",
    "PageOrigin",
    "PageSnapshot",
    "PictureDifference",
    "PlayerOutcome",
    "PlayerState",
    "Post",
    "PostDate",
    "RecordPointer",
    "Region",
    "Remark",
    "Replay",
    "Report",
    "Ruling",
    "Screenshot",
    "ScreenshotFacts",
    "ScreenshotKind",
    "Severity",
    "Target",
    "Truncation",
    "Verdict",
    "VideoChoice",
    "VisualChange",
    "VisualKind",
    "header_of",
]
