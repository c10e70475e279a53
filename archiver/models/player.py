"""What became of the players of a page, and how much of a film is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VideoChoice(StrEnum):
    """Which rendition of a film is kept, where there are several."""

    BEST = "best"  #: the largest picture
    HD = "720p"  #: the largest of at most 720 lines
    SMALLEST = "smallest"
    POSTER = "poster"  #: none, but players are loaded and pictured
    NONE = "none"  #: none, and nothing is asked to play


class PlayerOutcome(StrEnum):
    """How the work on one player ended."""

    CAPTURED = "captured"  #: its film is kept, whole or `kept_s` of `duration_s`
    POSTER_ONLY = "poster only"  #: it shows a picture and never loaded a film
    LOGIN = "login"
    GEO = "geo"
    REMOVED = "removed"
    DRM = "drm"
    REFUSED = "refused by referrer"
    TIMEOUT = "timeout"
    TOO_LARGE = "too large"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerState:
    """One embed that plays something, after it was asked to play."""

    url: str
    """Address of its frame, or of the page for a player without a frame."""
    frame: int
    """Index of its frame in the page's snapshot; 0 for one in the page itself."""
    provider: str
    """Id of the rule that knows it; `generic` where none does."""
    outcome: PlayerOutcome
    page_url: str = ""
    """The provider's own page of the same film, by the rule."""
    status: int = 0
    """HTTP status of the frame's document; 0 when none came."""
    duration_s: float | None = None
    """Length of the film as player or manifest tell it; None when unknown or endless."""
    kept_s: float | None = None
    """How much of that is in the archive; None when it cannot be known."""
    size_bytes: int = 0
    """Bytes of films and sounds that it loaded."""
    live: bool = False
    """True for a live stream, which is cut at the budget."""
    wanted: bool = True
    """False when the settings kept it from being asked to play."""
    note: str = ""
    """What was seen that decided the outcome, in words."""
    text: str = ""
    """What the frame said to a reader, cut to some hundred characters."""
    media_urls: tuple[str, ...] = ()
    """Addresses of films, sounds and manifests behind it, the first ones."""
    title: str = ""
    """Of the film, as its provider tells it; empty when nobody was asked."""
    answer: str = ""
    """What the provider's own page said when it was asked, in words; empty when it was not."""
