"""The fonts that a page's text was drawn with."""

from __future__ import annotations

import asyncio
from typing import Any

from archiver.browser.devtools import Session
from archiver.browser.frames import Frame
from archiver.errors import CaptureError
from archiver.models import FontUse

_MOST_FONTS = 40
_MOST_NODES = 16
_MAX_NAME = 100


async def fonts_of(frame: Frame, *, timeout_s: float) -> tuple[FontUse, ...]:
    """Return the fonts behind the words of a frame that was read by `archiver.snapshot`.

    DevTools names them for one element and its inline content, so some elements of each
    font of the style sheets are asked about: the ones with the most words. Glyphs are
    counted in those; the fonts come with the most used first. Empty when the frame is
    gone, or Chromium does not say it in time.
    """
    session = frame.session
    try:
        handle = await frame.handle("archiver.glyphs.written()", timeout_s=timeout_s)
        if not handle:
            return ()
        async with asyncio.timeout(timeout_s):
            elements = await _elements(session, handle)
            answers = await _asked(session, elements)
    except (CaptureError, TimeoutError):
        return ()
    return _merged(answers)


async def _elements(session: Session, handle: str) -> list[str]:
    """Return the object ids of an array's elements."""
    answer = await session.call(
        "Runtime.getProperties", {"objectId": handle, "ownProperties": True}
    )
    found = [each.get("value", {}) for each in answer.get("result", ())]
    return [str(each["objectId"]) for each in found if each.get("subtype") == "node"][:_MOST_NODES]


async def _asked(session: Session, elements: list[str]) -> list[Any]:
    """Ask for the fonts of elements; the domains that it takes are closed again."""
    try:
        # The agents know only nodes of a document that they were asked for.
        for method, params in (("DOM.enable", {}), ("DOM.getDocument", {"depth": 0})):
            await session.call(method, params)
        await session.call("CSS.enable")
        nodes = await asyncio.gather(
            *(session.call("DOM.requestNode", {"objectId": each}) for each in elements)
        )
        return await asyncio.gather(
            *(
                session.call("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})
                for node in nodes
            )
        )
    finally:
        session.post("CSS.disable")
        session.post("DOM.disable")


def _merged(answers: list[Any]) -> tuple[FontUse, ...]:
    glyphs: dict[tuple[str, bool], int] = {}
    for answer in answers:
        for font in answer.get("fonts", ())[:_MOST_FONTS]:
            name = str(font.get("familyName") or "")[:_MAX_NAME]
            key = (name, bool(font.get("isCustomFont")))
            glyphs[key] = glyphs.get(key, 0) + int(font.get("glyphCount") or 0)
    uses = [
        FontUse(family=name, glyphs=count, is_web_font=web) for (name, web), count in glyphs.items()
    ]
    return tuple(sorted(uses, key=lambda use: (-use.glyphs, use.family))[:_MOST_FONTS])
