"""Does a page wait to be scrolled before it loads the rest?

Making the window as tall as the page wakes what waits, but draws the whole page
once more than its picture needs: a third of the processor time of a plain
article. So it is done only where something can be waiting: an
IntersectionObserver, or a listener to scrolling. `loading=lazy` is no reason,
since such elements are made eager.
"""

from __future__ import annotations

from typing import Any

from archiver.browser.devtools import ProtocolError, Session
from archiver.errors import DeadlineError

_WAKING_EVENTS = frozenset({"scroll", "scrollend", "wheel", "touchmove", "resize"})
_GROUP = "archiver-wakefulness"


async def waits_for_scrolling(session: Session, *, timeout_s: float) -> bool:
    """Tell whether the page's own document observes its scrolling.

    Asks the JavaScript engine for live observers and listeners, and changes
    nothing in the page. When it cannot be known the answer is yes.
    """
    try:
        return await _observes(session, timeout_s) or await _listens(session, timeout_s)
    except (ProtocolError, DeadlineError, KeyError):
        return True
    finally:
        session.post("Runtime.releaseObjectGroup", {"objectGroup": _GROUP})


async def _observes(session: Session, timeout_s: float) -> bool:
    prototype = await _object(session, "IntersectionObserver.prototype", timeout_s)
    found = await session.call(
        "Runtime.queryObjects",
        {"prototypeObjectId": prototype, "objectGroup": _GROUP},
        timeout_s=timeout_s,
    )
    count = await session.call(
        "Runtime.callFunctionOn",
        {
            "objectId": found["objects"]["objectId"],
            "functionDeclaration": "function() { return this.length }",
            "returnByValue": True,
        },
        timeout_s=timeout_s,
    )
    return int(count["result"]["value"]) > 0


async def _listens(session: Session, timeout_s: float) -> bool:
    for place in ("window", "document"):
        target = await _object(session, place, timeout_s)
        answer: dict[str, Any] = await session.call(
            "DOMDebugger.getEventListeners", {"objectId": target}, timeout_s=timeout_s
        )
        if any(listener["type"] in _WAKING_EVENTS for listener in answer["listeners"]):
            return True
    return False


async def _object(session: Session, expression: str, timeout_s: float) -> str:
    answer = await session.call(
        "Runtime.evaluate",
        {"expression": expression, "objectGroup": _GROUP, "silent": True},
        timeout_s=timeout_s,
    )
    identity = answer["result"].get("objectId")
    if identity is None or "exceptionDetails" in answer:
        raise ProtocolError(f"{expression} is no object")
    return str(identity)
