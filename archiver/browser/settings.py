"""How a browser is started and how long it may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HostTable = Callable[[str, int], "tuple[str, int] | None"]
"""Says where `host`, `port` really is, or None for what it does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserSettings:
    """What every capture of one browser shares."""

    executable: Path | None = None
    """Chromium to start; None looks for one (see `find_browser`)."""
    viewport_width_px: int = 1280
    viewport_height_px: int = 720
    allow_private: bool = False
    """Let pages reach private, loopback and link-local addresses."""
    host_table: HostTable | None = None
    """Hosts that are somewhere else: the newsroom, the stand-in web."""
    trusted_keys: tuple[str, ...] = ()
    """SHA-256 of public keys, base64, that this browser alone trusts."""
    trusted_pem: str = ""
    """Certificates of authorities, PEM, that are trusted beside the system's wherever
    archiver asks without a browser."""
    arguments: tuple[str, ...] = ()
    """More switches for Chromium."""
    visible: bool = False
    """Show a window to a person, of the viewport's size; needs a display."""
    offline: bool = False
    """Connect to nothing at all, not for Chromium's own requests either: all is supplied."""
    language: str = "zh-CN"
    """The browser's language, as pages see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Budgets of one capture; nothing in a page can outlast them.

    While bodies flow at `flow_bytes_per_s` the clocks of `page_s` and `body_s`
    stand still, for `flow_s` in all: a big film is no page that hangs.
    """

    page_s: float = 90.0
    """The whole capture."""
    flow_s: float = 300.0
    """More time for a page that is still flowing."""
    flow_bytes_per_s: int = 256 << 10
    """The pace that counts as flowing: that of a small film."""
    load_s: float = 30.0
    """From the request of the document until it is parsed."""
    item_s: float = 15.0
    """From the start of settling until each promised item has an outcome."""
    call_s: float = 10.0
    """One call into a page."""
    body_s: float = 30.0
    """One response body."""
    body_bytes: int = 4 << 30
    """The largest body that is kept whole."""
    page_bytes: int = 16 << 30
    """All bodies of one page."""
    requests: int = 5_000
    """Requests of one page; those beyond are refused."""
    height_px: int = 100_000
    """The tallest page that is shown and pictured whole."""
    snapshot_nodes: int = 200_000
    """Nodes of one frame's snapshot."""
    host_requests: int = 4_000
    """Requests of one page to one host."""
    host_bytes: int = 8 << 30
    """All bodies of one page from one host."""
    ask_s: float = 20.0
    """One request of archiver's own for a picture."""
    asks: int = 100
    """Requests of archiver's own for pictures of one page."""
    ask_delay_s: float = 0.25
    """Least time between two requests of archiver's own for pictures of one host."""
    player_s: float = 15.0
    """From asking a player to play until its film flows."""
    walk_s: float = 60.0
    """Playing a film through whose parts no manifest names."""
    players: int = 40
    """Players of one page that are asked to play; the others are only loaded."""
    film_s: float = 120.0
    """One film; the time in which it flows does not count."""
    film_bytes: int = 4 << 30
    """One film: all its parts."""
    media_s: float = 900.0
    """All films of one page."""
    live_s: float = 15.0
    """How long a live stream is followed; what it names by then is kept."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """The size of the page's window, in CSS pixels."""

    width_px: int
    height_px: int


DEFAULT_LIMITS = Limits()

__all__ = ["DEFAULT_LIMITS", "BrowserSettings", "HostTable", "Limits", "Viewport"]
