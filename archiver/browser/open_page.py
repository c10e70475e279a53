"""A page that was read and pictured and is still open: what more can be had from it."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.browser.allowance import Allowance
from archiver.browser.asker import Asker
from archiver.browser.films import unread_films
from archiver.browser.frames import Frame, FrameList
from archiver.browser.media_pieces import Need
from archiver.browser.player import Player
from archiver.browser.recorder import Recorder
from archiver.browser.settings import Limits
from archiver.errors import CaptureError
from archiver.models import PageSnapshot
from archiver.urls import is_http, resolve

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-lazyload")
"""Where a frame's address waits for a script, as in scripts/page.js."""


@dataclass(frozen=True, slots=True)
class PlayerFrame:
    """A frame right below the page's own document."""

    index: int
    """In the page's snapshot."""
    source: str
    """The address that its element names; the document may never have come."""
    player: Player


class OpenPage:
    """The page in the time between its picture and its end.

    What happens here can no longer spoil the picture or the snapshot. The page's
    own document may not be left any more.
    """

    def __init__(  # noqa: PLR0913 - what is known of the page, none an option
        self,
        frames: FrameList,
        recorder: Recorder,
        limits: Limits,
        *,
        snapshot: PageSnapshot,
        order: tuple[str, ...],
        films: int = 0,
    ) -> None:
        """Take the page; `order` is the frame ids in the snapshot's order."""
        recorder.interception.holds_page = True
        self._frames = frames
        self._recorder = recorder
        self._order = order
        self.films = films
        """How many film and sound elements its frames held when it was settled."""
        self.limits = limits
        self.snapshot = snapshot
        self.asker = Asker(frames, recorder, limits)

    @property
    def allowance(self) -> Allowance:
        """The page's clocks, which stand still while bodies flow."""
        return self._recorder.allowance

    @property
    def plays(self) -> int:
        """How many films and sounds were recorded in pieces."""
        return len(self._recorder.unread_media())

    async def look_again(self) -> None:
        """Find the frames that came since."""
        await self._frames.refresh(timeout_s=self.limits.call_s)

    async def quiet(self, *, idle_s: float, timeout_s: float) -> bool:
        """Wait until the page asks for nothing more; False when time ran out."""
        return await self._recorder.quiet(idle_s=idle_s, timeout_s=timeout_s)

    def main_player(self) -> Player | None:
        """Return the page's own document as a player."""
        main = self._frames.main
        return Player(self._frames, main, self.limits) if main else None

    def player_frames(self) -> list[PlayerFrame]:
        """Return the frames right below the page's own document, in the page's order."""
        main = self._frames.main
        if main is None:
            return []
        places = {frame_id: index for index, frame_id in enumerate(self._order)}
        sources = _sources(self.snapshot)
        children: list[Frame] = [
            frame
            for frame in self._frames
            if frame.parent_id == main.frame_id and frame.frame_id != self.asker.frame_id
        ]
        return sorted(
            (
                PlayerFrame(
                    places[frame.frame_id],
                    sources.get(places[frame.frame_id]) or frame.url,
                    Player(self._frames, frame, self.limits),
                )
                for frame in children
                if frame.frame_id in places
            ),
            key=lambda each: each.index,
        )

    async def wake_frames(self) -> list[str]:
        """Load the frames that wait for a script; return their addresses."""
        main = self._frames.main
        if main is None:
            return []
        try:
            woken = await main.call("archiver.wakeFrames()", timeout_s=self.limits.call_s)
        except CaptureError:
            return []
        return [str(url) for url in woken] if isinstance(woken, list) else []

    async def unread_films(self) -> dict[str, Need]:
        """Return the films and sounds that are not recorded whole, by address."""
        return await unread_films(self._frames, self._recorder, self.limits)

    async def tracks(self) -> dict[str, str]:
        """Return the subtitles of the page's films: address → address of their document."""
        found: dict[str, str] = {}
        calls = await self._frames.call_all("archiver.tracks()", timeout_s=self.limits.call_s)
        for frame, tracks in calls:
            for url in tracks if isinstance(tracks, list) else ():
                found.setdefault(str(url), frame.url)
        return {url: frame_url for url, frame_url in found.items() if is_http(url)}

    async def icons(self) -> list[str]:
        """Return the addresses of the icons that the page's head names."""
        main = self._frames.main
        if main is None:
            return []
        try:
            found = await main.call("archiver.icons()", timeout_s=self.limits.call_s)
        except CaptureError:
            return []
        return [str(url) for url in found if is_http(str(url))] if isinstance(found, list) else []


def _sources(snapshot: PageSnapshot) -> dict[int, str]:
    """Return the address that each frame's element names, by the frame's index."""
    found: dict[int, str] = {}
    pending: list[object] = [list(snapshot.frames[0].tree)] if snapshot.frames else []
    while pending:
        node = pending.pop()
        if not isinstance(node, list) or len(node) != 4:
            continue
        _tag, attributes, _box, children = node
        index = str(attributes.get(":frame", ""))
        names = (str(attributes.get(name, "")) for name in (":src", *_LAZY))
        url = next((resolve(snapshot.url, name) for name in names if _is_named(name)), "")
        if index.isdecimal() and is_http(url):
            found[int(index)] = url
        pending.extend(children)
    return found


def _is_named(address: str) -> bool:
    """Tell whether an attribute names a document of its own."""
    return bool(address) and not address.lower().startswith(("about:", "javascript:", "data:"))
