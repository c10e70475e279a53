"""Films and sounds that the page's own players did not read to the end.

A media element asks by `Range` and stops when it has enough to begin, or, with
`preload=none`, does not ask at all: what is recorded then is a piece, or
nothing. Each such address has to be asked for once more, whole (DESIGN section 3).
"""

from __future__ import annotations

from archiver.browser.frames import FrameList
from archiver.browser.media_pieces import Need
from archiver.browser.recorder import Recorder
from archiver.browser.settings import Limits
from archiver.urls import is_http, without_fragment


async def unread_films(frames: FrameList, recorder: Recorder, limits: Limits) -> dict[str, Need]:
    """Return what was asked for in pieces, or is there to be played and was not asked for.

    By address, in the order in which it was met.
    """
    wanted = recorder.unread_media()
    for frame, films in await frames.call_all("archiver.films()", timeout_s=limits.call_s):
        for url in films if isinstance(films, list) else ():
            address = without_fragment(str(url))
            if not recorder.media.has_whole(address):
                wanted.setdefault(address, Need(frame.url))
    return {url: need for url, need in wanted.items() if is_http(url)}
