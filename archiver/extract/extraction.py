"""What came of asking yt-dlp, and what it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.extract.cookie import Cookie
from archiver.models import PlayerOutcome, VideoChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What came of one page that yt-dlp was asked about; all words are a stranger's."""

    found: bool
    """True when it knows a film there that can be fetched, whether or not that worked."""
    title: str
    duration_s: float | None
    """Length of the film as the page tells it; None when unknown or endless."""
    media_urls: tuple[str, ...]
    """Addresses of the chosen films, sounds and playlists, the first ones."""
    outcome: PlayerOutcome
    """`captured` only when every piece of what was chosen is kept whole."""
    note: str
    """Why it is not captured, in one sentence; of a live stream, what is kept."""
    size_bytes: int
    """Bytes of films and sounds that were fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What yt-dlp is asked, as whom, and within which budgets."""

    page_url: str
    referrer: str
    user_agent: str
    choice: VideoChoice
    proxy_port: int | None
    spool: Path
    name: str
    """What the names of this question's spool files begin with."""
    body_bytes: int
    total_bytes: int
    timeout_s: float
    cookies: Sequence[Cookie] = ()
    trusted_pem: str = ""


def no_extraction(outcome: PlayerOutcome, note: str) -> Extraction:
    """Return an extraction that found nothing."""
    return Extraction(
        found=False,
        title="",
        duration_s=None,
        media_urls=(),
        outcome=outcome,
        note=note,
        size_bytes=0,
    )
