"""The frames of a page, whichever process they live in, and calls into them.

Every call runs in an isolated world of the frame, where the page's scripts can
not interfere, and has a deadline: a page in an endless loop never answers.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from archiver.browser.devtools import ProtocolError, Session
from archiver.errors import BrowserGoneError, CaptureError, DeadlineError

_WORLD = "archiver"
_NO_WORLD = "ReferenceError: archiver"
_PLAYER = "archiverPlayer."
_FRAMES = 1_000
"""The most frames of one process that are looked into."""
_STOPS = 3
"""How many endless scripts of one page are stopped before it is given up."""


@cache
def _script(name: str) -> str:
    return resources.files(__package__).joinpath(f"scripts/{name}.js").read_text("utf-8")


@dataclass(slots=True)
class Frame:
    """One frame of the page; `world` is its isolated world's context id."""

    session: Session
    frame_id: str
    parent_id: str
    url: str
    world: int | None = None

    async def call(self, expression: str, *, timeout_s: float, gesture: bool = False) -> Any:
        """Evaluate an expression of `archiver.*` or `archiverPlayer.*`; return its JSON value.

        With `gesture` it counts as done by the reader's own hand. Raises `CaptureError`
        when the frame is gone, throws, or does not answer.
        """
        options = {"returnByValue": True, "awaitPromise": True, "userGesture": gesture}
        return (await self._run(expression, timeout_s, options)).get("value")

    async def handle(self, expression: str, *, timeout_s: float) -> str:
        """Evaluate an expression that gives an element; return DevTools' id of it, or ``.

        Raises `CaptureError` as `call` does.
        """
        return str((await self._run(expression, timeout_s, {})).get("objectId") or "")

    async def _run(
        self, expression: str, timeout_s: float, options: dict[str, Any]
    ) -> dict[str, Any]:
        if self.world is None:
            await self._enter(expression, timeout_s)
        try:
            answer = await self._evaluate(expression, timeout_s, options)
            lost = _words(answer.get("exceptionDetails", {})).startswith(_NO_WORLD)
        except ProtocolError:
            lost = True
        if lost:
            # The document was replaced: its world went with it, and another process
            # may use its number for another world. Once more.
            await self._enter(expression, timeout_s)
            answer = await self._evaluate(expression, timeout_s, options)
        if "exceptionDetails" in answer:
            raise CaptureError(f"{self.url}: {_words(answer['exceptionDetails'])}")
        result: dict[str, Any] = answer["result"]
        return result

    async def _enter(self, expression: str, timeout_s: float) -> None:
        world = await self.session.call(
            "Page.createIsolatedWorld",
            {"frameId": self.frame_id, "worldName": _WORLD},
            timeout_s=timeout_s,
        )
        self.world = world["executionContextId"]
        name = "player" if expression.startswith(_PLAYER) else "page"
        await self._evaluate(f"{_script(name)};0", timeout_s, {})

    async def _evaluate(self, expression: str, timeout_s: float, options: dict[str, Any]) -> Any:
        return await self.session.call(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self.world,
                "timeout": timeout_s * 1000,
                **options,
            },
            timeout_s=timeout_s,
        )


def _words(details: dict[str, Any]) -> str:
    exception = details.get("exception", {})
    return str(exception.get("description") or details.get("text", "script error"))[:300]


class FrameList:
    """The frames of one page, found anew at each `refresh`."""

    def __init__(self, sessions: list[Session]) -> None:
        self._sessions = sessions
        self._frames: dict[str, Frame] = {}
        self.stopped_scripts = 0
        """How many scripts were stopped because they kept the page from answering."""

    def __iter__(self) -> Iterator[Frame]:
        return iter(list(self._frames.values()))

    @property
    def main(self) -> Frame | None:
        """The page's own document."""
        return next(iter(self._frames.values()), None)

    async def refresh(self, *, timeout_s: float) -> int:
        """Look for frames again; return how many are new. Gone ones are dropped.

        Raises `CaptureError` when the page itself does not answer.
        """
        known = set(self._frames)
        found: dict[str, Frame] = {}
        holders = [s for s in self._sessions if s.target.get("type") in {"page", "iframe"}]
        trees = await asyncio.gather(
            *(self._tree(session, timeout_s) for session in holders), return_exceptions=True
        )
        for session, answer in zip(holders, trees, strict=True):
            if isinstance(answer, BaseException):
                if isinstance(answer, CaptureError) and session.target.get("type") != "page":
                    continue
                raise answer
            for frame in islice(_flatten(session, answer["frameTree"]), _FRAMES):
                self._find(frame, found)
        self._frames = found
        return len(set(found) - known)

    def _find(self, frame: Frame, found: dict[str, Frame]) -> None:
        # A frame that moves to a process of its own has two sessions for a while: the
        # old one lists it still and answers no more.
        own = frame.session.target.get("targetId") == frame.frame_id
        if frame.frame_id in found and not own:
            return
        before = self._frames.get(frame.frame_id)
        if before is not None and before.session is frame.session:
            before.url, before.parent_id = frame.url, frame.parent_id
            frame = before
        found[frame.frame_id] = frame

    async def _tree(self, session: Session, timeout_s: float) -> Any:
        try:
            return await session.call("Page.getFrameTree", timeout_s=timeout_s)
        except DeadlineError:
            if session.target.get("type") != "page" or self.stopped_scripts >= _STOPS:
                raise
        # What a browser offers its reader: the script that does not end is stopped.
        self.stopped_scripts += 1
        session.post("Runtime.terminateExecution")
        try:
            return await session.call("Page.getFrameTree", timeout_s=timeout_s)
        except DeadlineError as error:
            raise CaptureError(f"the page does not answer within {2 * timeout_s:g} s") from error

    async def call_all(self, expression: str, *, timeout_s: float) -> list[tuple[Frame, Any]]:
        """Call into every frame at once; frames that fail are left out."""
        return await call_each(tuple(self), expression, timeout_s=timeout_s)


async def call_each(
    frames: Sequence[Frame], expression: str, *, timeout_s: float, gesture: bool = False
) -> list[tuple[Frame, Any]]:
    """Call into some frames at once; frames that fail are left out."""
    answers = await asyncio.gather(
        *(frame.call(expression, timeout_s=timeout_s, gesture=gesture) for frame in frames),
        return_exceptions=True,
    )
    result: list[tuple[Frame, Any]] = []
    for frame, answer in zip(frames, answers, strict=True):
        if isinstance(answer, BrowserGoneError):
            raise answer
        if isinstance(answer, BaseException) and not isinstance(answer, CaptureError):
            raise answer
        if not isinstance(answer, BaseException):
            result.append((frame, answer))
    return result


def _flatten(session: Session, tree: dict[str, Any], parent: str = "") -> Iterator[Frame]:
    frame = tree["frame"]
    parent = parent or frame.get("parentId") or session.target.get("parentFrameId", "")
    yield Frame(session, frame["id"], parent, frame.get("url", ""))
    for child in tree.get("childFrames", ()):
        yield from _flatten(session, child, frame["id"])


def quote(text: str) -> str:
    """Return a string as a JavaScript literal."""
    return json.dumps(text)
