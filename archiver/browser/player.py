"""One player of a page that was read: looked at, asked to play, pictured.

A player is a frame with all that is nested in it, or a film in the page's own
document. It is pressed as a person would: scrolled to, and clicked with the mouse,
since many players take no other sign.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archiver.browser.devtools import ProtocolError
from archiver.browser.frames import Frame, FrameList, call_each
from archiver.browser.settings import Limits
from archiver.errors import BrowserGoneError, CaptureError
from archiver.models import Screenshot, ScreenshotKind

_PICTURE_S = 20.0
_MOVES = 6
"""How often the mouse is moved until it arrives; then it is pressed, come what may."""
_ARRIVAL_MS = 150
_TEXT_CHARACTERS = 2_000
_LOAD_AGAIN = """function(policy) {
  this.referrerPolicy = policy;
  this.src = this.src;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmState:
    """One film or sound element, as the browser sees it."""

    src: str
    duration_s: float | None
    endless: bool
    time_s: float
    ended: bool
    reached_s: float
    """How much of it was in its buffer at one time or another."""
    buffered: bool
    ready: bool
    """True once its length and size are known."""
    error: str
    protected: bool
    """True when it asked for a key system: DRM."""
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A player at one moment, all its frames."""

    text: str
    pictures: int
    films: tuple[FilmState, ...]

    @property
    def flows(self) -> bool:
        """Whether some film is on its way."""
        return any(film.buffered and film.ready and not film.error for film in self.films)


class Player:
    """Works on one player; `frame` is its own, or the page's for a film without one."""

    def __init__(self, frames: FrameList, frame: Frame, limits: Limits) -> None:
        self._frames = frames
        self._limits = limits
        self.frame = frame

    @property
    def url(self) -> str:
        """Address of the player's document."""
        return self.frame.url

    def inside(self) -> Iterator[Frame]:
        """Yield the player's frame and all that are nested in it."""
        main = self._frames.main
        if main is not None and self.frame.frame_id == main.frame_id:
            yield self.frame
            return
        known = {self.frame.frame_id}
        for frame in self._frames:
            if frame.frame_id in known or frame.parent_id in known:
                known.add(frame.frame_id)
                yield frame

    async def survey(self) -> Survey:
        """Look at it. A player that does not answer shows nothing."""
        answers = await self._in_all("survey()")
        films = [film for answer in answers for film in answer.get("films", ())]
        text = " ".join(str(answer.get("text") or "") for answer in answers)
        return Survey(
            text=text.strip()[:_TEXT_CHARACTERS],
            pictures=sum(int(answer.get("pictures") or 0) for answer in answers),
            films=tuple(_film(film) for film in films),
        )

    async def press(self, selectors: Sequence[str]) -> bool:
        """Click the first visible element that a selector names; False when there is none."""
        for frame in self.inside():
            expression = f"archiverPlayer.button({json.dumps(list(selectors))})"
            if await self._click(frame, expression, (frame,)):
                return True
        return False

    async def press_middle(self) -> bool:
        """Click the film itself, or the middle of the frame."""
        return await self._click(self.frame, "archiverPlayer.middle()", tuple(self.inside()))

    async def play(self) -> None:
        """Start its films without a click, as their own controls would."""
        await self._in_all("play()", gesture=True)

    async def step(self) -> Survey:
        """Go on to where the buffers of its films end."""
        await self._in_all("step()", gesture=True)
        return await self.survey()

    async def pause(self) -> None:
        """Stop its films: what they load from now on is of no use."""
        await self._in_all("pause()")

    async def load_again(self, policy: str) -> bool:
        """Load its frame once more under another Referer policy; False when it cannot be."""
        try:
            owner = await self._owner(self.frame)
            timeout_s = self._limits.call_s
            node = await owner.session.call(
                "DOM.resolveNode", {"backendNodeId": owner.node}, timeout_s=timeout_s
            )
            await owner.session.call(
                "Runtime.callFunctionOn",
                {
                    "objectId": node["object"]["objectId"],
                    "functionDeclaration": _LOAD_AGAIN,
                    "arguments": [{"value": policy}],
                },
                timeout_s=timeout_s,
            )
        except BrowserGoneError:
            raise
        except CaptureError:
            return False
        return True

    async def picture(self) -> Screenshot | None:
        """Return a PNG of what it shows now; None when it cannot be pictured."""
        try:
            await self._show()
            # A film that was paused out of view has not drawn its picture yet.
            await self._in_all("draw()")
            box = await self._box()
            if box is None:
                return None
            x, y, width, height = box
            clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
            session = self._page_session()
            answer = await session.call(
                "Page.captureScreenshot", {"format": "png", "clip": clip}, timeout_s=_PICTURE_S
            )
        except BrowserGoneError:
            raise
        except CaptureError:
            return None
        return Screenshot(
            kind=ScreenshotKind.PLAYER,
            media_type="image/png",
            width_px=round(width),
            height_px=round(height),
            data=base64.b64decode(answer["data"]),
            subject=self.url,
        )

    # --- within

    async def _in_all(self, call: str, *, gesture: bool = False) -> list[dict[str, Any]]:
        answers = await self._call(call, tuple(self.inside()), gesture=gesture)
        return [answer for answer in answers if isinstance(answer, dict)]

    async def _told(self, call: str, frames: Sequence[Frame]) -> bool:
        """Call into some frames of the player; tell whether any says yes."""
        return any(answer is True for answer in await self._call(call, frames))

    async def _call(
        self, call: str, frames: Sequence[Frame], *, gesture: bool = False
    ) -> list[Any]:
        expression, timeout_s = f"archiverPlayer.{call}", self._limits.call_s
        answers = await call_each(frames, expression, timeout_s=timeout_s, gesture=gesture)
        return [answer for _frame, answer in answers]

    def _page_session(self) -> Any:
        main = self._frames.main
        if main is None:
            raise CaptureError("the page is gone")
        return main.session

    async def _show(self) -> None:
        """Scroll the page to it."""
        main = self._frames.main
        if main is None or self.frame.frame_id == main.frame_id:
            return
        owner = await self._owner(self.frame)
        await owner.session.call(
            "DOM.scrollIntoViewIfNeeded",
            {"backendNodeId": owner.node},
            timeout_s=self._limits.call_s,
        )

    async def _click(self, frame: Frame, expression: str, frames: Sequence[Frame]) -> bool:
        """Click the middle of an element; False when there is none, or none to be seen.

        The mouse is moved there until it arrives in one of `frames`.
        """
        timeout_s = self._limits.call_s
        try:
            handle = await frame.handle(expression, timeout_s=timeout_s)
            if not handle:
                return False
            await self._show()
            identity = {"objectId": handle}
            x, y = await self._place_of(frame, identity)
            for number in range(_MOVES):
                await self._told("awaitMouse()", frames)
                await self._mouse("mouseMoved", {"x": x + number % 2, "y": y})
                if await self._told(f"mouseCame({_ARRIVAL_MS})", frames):
                    break
                # Scrolling takes its time, in each process its own.
                x, y = await self._place_of(frame, identity)
            button = {"x": x, "y": y, "button": "left", "clickCount": 1}
            await self._mouse("mousePressed", {**button, "buttons": 1})
            await self._mouse("mouseReleased", button)
        except BrowserGoneError:
            raise
        except CaptureError:
            return False
        return True

    async def _place_of(self, frame: Frame, identity: dict[str, str]) -> tuple[float, float]:
        """Scroll an element into view; return where its middle is in the page's window."""
        timeout_s = self._limits.call_s
        await frame.session.call("DOM.scrollIntoViewIfNeeded", identity, timeout_s=timeout_s)
        answer = await frame.session.call("DOM.getContentQuads", identity, timeout_s=timeout_s)
        x, y = _middle(answer["quads"])
        left, top = await self._offset(frame)
        return x + left, y + top

    async def _mouse(self, kind: str, params: dict[str, Any]) -> None:
        await self._page_session().call(
            "Input.dispatchMouseEvent", {"type": kind, **params}, timeout_s=self._limits.call_s
        )

    async def _offset(self, frame: Frame) -> tuple[float, float]:
        """Return where the view of a frame's process lies in the page's window.

        DevTools gives places within one process; a frame in another has its own origin.
        """
        left = top = 0.0
        root = self._root(frame)
        for _depth in range(20):
            if not root.parent_id:
                break
            owner = await self._owner(root)
            answer = await owner.session.call(
                "DOM.getBoxModel", {"backendNodeId": owner.node}, timeout_s=self._limits.call_s
            )
            quad = answer["model"]["content"]
            left, top = left + quad[0], top + quad[1]
            root = self._root(owner.frame)
        return left, top

    def _root(self, frame: Frame) -> Frame:
        """Return the outermost frame of the process that shows a frame."""
        target = frame.session.target.get("targetId")
        return next((each for each in self._frames if each.frame_id == target), frame)

    async def _box(self) -> tuple[float, float, float, float] | None:
        """Return where it stands on the page, in CSS pixels of the whole page."""
        main = self._frames.main
        if main is None or self.frame.frame_id == main.frame_id:
            return None
        owner = await self._owner(self.frame)
        timeout_s = self._limits.call_s
        model = await owner.session.call(
            "DOM.getBoxModel", {"backendNodeId": owner.node}, timeout_s=timeout_s
        )
        left, top = await self._offset(owner.frame)
        metrics = await main.session.call("Page.getLayoutMetrics", timeout_s=timeout_s)
        view = metrics["cssVisualViewport"]
        x, y, right, _top, _right, bottom, *_ = model["model"]["content"]
        width, height = right - x, bottom - y
        if width < 1 or height < 1:
            return None
        return x + left + view["pageX"], y + top + view["pageY"], width, height

    async def _owner(self, frame: Frame) -> _Owner:
        """Return the element that holds a frame."""
        parent = next((each for each in self._frames if each.frame_id == frame.parent_id), None)
        if parent is None:
            raise ProtocolError("the frame has no place on the page")
        answer = await parent.session.call(
            "DOM.getFrameOwner", {"frameId": frame.frame_id}, timeout_s=self._limits.call_s
        )
        return _Owner(parent, answer["backendNodeId"])


@dataclass(frozen=True, slots=True)
class _Owner:
    frame: Frame
    node: int

    @property
    def session(self) -> Any:
        return self.frame.session


def _middle(quads: list[list[float]]) -> tuple[float, float]:
    if not quads:
        raise ProtocolError("the element is not shown")
    xs, ys = quads[0][0::2], quads[0][1::2]
    return sum(xs) / 4, sum(ys) / 4


def _film(answer: dict[str, Any]) -> FilmState:
    duration = answer.get("duration")
    code = int(answer.get("error") or 0)
    words = f"media error {code} {answer.get('message') or ''}".strip() if code else ""
    return FilmState(
        src=str(answer.get("src") or ""),
        duration_s=float(duration) if isinstance(duration, (int, float)) else None,
        endless=bool(answer.get("endless")),
        time_s=float(answer.get("time") or 0.0),
        ended=bool(answer.get("ended")),
        reached_s=float(answer.get("reached") or 0.0),
        buffered=bool(answer.get("buffered")),
        ready=bool(answer.get("ready")),
        error=words,
        protected=bool(answer.get("protected")),
        shown=bool(answer.get("shown")),
    )
