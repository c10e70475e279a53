"""How much is captured of a page, beside what its reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field

from archiver.browser import Limits
from archiver.models import VideoChoice
from archiver.rules import Rulebook, read_rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSettings:
    """What every capture of one job shares."""

    limits: Limits = field(default_factory=Limits)
    video: VideoChoice = VideoChoice.BEST
    all_variants: bool = False
    """Keep every picture of each `srcset`, so that other screens replay too."""
    rulebook: Rulebook = field(default_factory=read_rulebook)
    extract: bool = True
    """Ask yt-dlp for films that no player gave, where it is installed."""
