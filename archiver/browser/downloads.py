"""Big films, written to disk by Chromium itself.

What DevTools tells of a body is base64 within JSON: some 100 MB/s at the very best.
A download costs none of that. The film is asked for once more by a frame of
archiver's own, its answer is made an attachment on its way, and the file that
Chromium writes is digested while it grows. What a page itself wants to download is
denied as ever: between two films by Chromium, meanwhile by cancelling it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from archiver.browser.allowance import Allowance
from archiver.browser.devtools import Session
from archiver.browser.settings import Limits
from archiver.browser.transfer import Transfer
from archiver.errors import CaptureError
from archiver.formats import GrowingFile, declared_length
from archiver.models import Headers, Truncation

_BIG_BYTES = 32 << 20
"""From here on a second request is worth its price."""
_LOOK_S = 0.1
"""How often the file is looked at."""
_SETTLED_LOOKS = 3
"""So often in turn nothing was added to a broken download: Chromium has written what came."""
_FOR_DOCUMENTS = frozenset(
    {
        "content-disposition",
        "content-security-policy",
        "cross-origin-embedder-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "x-frame-options",
    }
)
"""Headers by which a server keeps documents out of frames: the film is not shown in one."""


def is_big(status: int, headers: Headers) -> bool:
    """Tell whether an answer announces a body that is worth a download, as it is."""
    length_bytes = declared_length(headers)
    return status == 200 and length_bytes is not None and length_bytes > _BIG_BYTES


_Result = TypeVar("_Result")


@dataclass(slots=True)
class _Download:
    mark: str
    guid: asyncio.Future[str] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    """Chromium's name for it, once it has begun."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False
    completed: bool = False
    broken: str = ""
    """The paused request, once the server broke off; empty before."""


class Downloads:
    """The films of one capture that Chromium writes to its spool."""

    def __init__(self, *, spool: Path, limits: Limits, allowance: Allowance) -> None:
        self._spool = spool
        self._folder = (spool / "downloads").absolute()
        self._limits = limits
        self._allowance = allowance
        self._serial = 0
        self._under_way: dict[str, _Download] = {}
        """By the frame that asked."""
        self._cancel: Callable[[str], None] | None = None
        self._denied: set[str] = set()
        """What the page itself downloads; a small one may be there before it is cancelled."""
        self._stopped = False

    def has_begun(self, marked: str) -> bool:
        """Tell whether the answer to a marked address is being written."""
        return any(
            download.guid.done() and marked.endswith(download.mark)
            for download in self._under_way.values()
        )

    def stop(self) -> None:
        """Let what is under way end soon; what came is kept."""
        self._stopped = True
        for download in self._under_way.values():
            download.changed.set()

    def on_event(self, method: str, params: dict[str, Any]) -> None:
        """Take an event of the browser's own session; it may be of another page."""
        guid = params.get("guid", "")
        if method == "Browser.downloadWillBegin":
            download = self._under_way.get(params.get("frameId", ""))
            if download is not None and not download.guid.done():
                download.guid.set_result(guid)
            elif self._cancel is not None:
                self._denied.add(guid)
                self._cancel(guid)
        elif method == "Browser.downloadProgress" and params.get("state") != "inProgress":
            for download in self._under_way.values():
                if download.guid.done() and download.guid.result() == guid:
                    download.completed = params["state"] == "completed"
                    download.ended = True
                    download.changed.set()
            if guid in self._denied:
                (self._folder / guid).unlink(missing_ok=True)

    def note_break(self, params: dict[str, Any]) -> bool:
        """Take a `Fetch.requestPaused` that says that a film broke off; False for any other.

        The request must stay paused: Chromium would go on with requests of its own,
        that nobody sees, into the same file.
        """
        download = self._under_way.get(params.get("frameId", ""))
        if download is None or "responseErrorReason" not in params:
            return False
        download.broken = params["requestId"]
        download.changed.set()
        return True

    async def take(self, session: Session, params: dict[str, Any], transfer: Transfer) -> None:
        """Let Chromium write the body of a paused response to disk.

        Raises `CaptureError` when it does not: the transfer is set aside as before.
        """
        frame_id = params.get("frameId", "")
        download = _Download(params["request"].get("urlFragment", ""))
        self._under_way[frame_id] = download
        self._serial += 1
        limit_bytes = min(
            (transfer.ask.limit_bytes if transfer.ask else None) or self._limits.body_bytes,
            self._limits.body_bytes,
        )
        file = GrowingFile(self._spool / f"film-{self._serial:05d}", limit_bytes)
        kept, begun_s = False, asyncio.get_running_loop().time()
        try:
            await self._begin(session, params, download, file)
            transfer.set_aside = False
            in_time = await self._follow(download, file)
            await self._end(download)
            await _in_thread(file.advance)
            transfer.body = await _in_thread(partial(file.finish, may_grow=not download.completed))
            transfer.truncated = _truncation(download, file, in_time=in_time)
            transfer.taken_whole = transfer.truncated is None
            if transfer.last is not None:
                # DevTools' own end of it is that of the navigation.
                transfer.last.ended_tick += asyncio.get_running_loop().time() - begun_s
            kept = True
        finally:
            if not kept:
                file.discard()
            self._close(session, frame_id, download)

    async def _begin(
        self,
        session: Session,
        params: dict[str, Any],
        download: _Download,
        file: GrowingFile,
    ) -> None:
        """Make the response a download; return once its file is there."""
        self._folder.mkdir(exist_ok=True)
        await self._allow(session)
        session.post("Fetch.continueResponse", _as_attachment(params))
        try:
            async with asyncio.timeout(self._limits.call_s):
                guid = await download.guid
                while not await _in_thread(lambda: self._adopted(file, guid)):
                    if download.ended:
                        break
                    await self._change(download)
                else:
                    return
        except TimeoutError:
            pass
        except OSError as error:
            raise CaptureError(f"the download cannot be followed: {error.strerror}") from error
        raise CaptureError("Chromium did not write it to disk")

    def _adopted(self, file: GrowingFile, guid: str) -> bool:
        return any(file.adopt(self._folder / name) for name in (f"{guid}.crdownload", guid))

    async def _follow(self, download: _Download, file: GrowingFile) -> bool:
        """Digest the file until its end or its limit; False when time ran out."""
        looks = 0
        with contextlib.suppress(TimeoutError):
            async with self._allowance.timeout(self._limits.film_s):
                while not (file.overflow or self._stopped):
                    ended, before_bytes = download.ended, file.size_bytes
                    grown = await _in_thread(file.advance)
                    self._allowance.received(file.size_bytes - before_bytes)
                    looks = looks + 1 if download.broken and not grown else 0
                    if looks > _SETTLED_LOOKS or (ended and not grown):
                        return True
                    if not grown:
                        await self._change(download)
        return file.overflow

    async def _end(self, download: _Download) -> None:
        """Stop Chromium's writing, if there is any."""
        if download.ended or self._cancel is None:
            return
        self._cancel(download.guid.result())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.call_s):
                while not download.ended:
                    await self._change(download)

    async def _change(self, download: _Download) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_S):
                await download.changed.wait()
        download.changed.clear()

    async def _allow(self, session: Session) -> None:
        root, context = session.connection.root, session.target.get("browserContextId", "")
        self._cancel = lambda guid: root.post(
            "Browser.cancelDownload", {"guid": guid, "browserContextId": context}
        )
        await root.call(
            "Browser.setDownloadBehavior",
            {
                "behavior": "allowAndName",
                "browserContextId": context,
                "downloadPath": str(self._folder),
                "eventsEnabled": True,
            },
            timeout_s=self._limits.call_s,
        )

    def _close(self, session: Session, frame_id: str, download: _Download) -> None:
        del self._under_way[frame_id]
        if download.guid.done():
            guid = download.guid.result()
            if not download.ended and self._cancel is not None:
                self._cancel(guid)
            (self._folder / guid).unlink(missing_ok=True)
        if download.broken:
            failed = {"requestId": download.broken, "errorReason": "Aborted"}
            session.post("Fetch.failRequest", failed)
        if not self._under_way:
            context = session.target.get("browserContextId", "")
            session.connection.root.post(
                "Browser.setDownloadBehavior", {"behavior": "deny", "browserContextId": context}
            )


def _as_attachment(params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that let a paused response go on as a download."""
    entries = params.get("responseHeaders") or []
    kept = [entry for entry in entries if entry["name"].lower() not in _FOR_DOCUMENTS]
    return {
        "requestId": params["requestId"],
        "responseCode": params["responseStatusCode"],
        "responseHeaders": [*kept, {"name": "Content-Disposition", "value": "attachment"}],
    }


def _truncation(download: _Download, file: GrowingFile, *, in_time: bool) -> Truncation | None:
    if file.overflow:
        return Truncation.LENGTH
    if not in_time:
        return Truncation.TIME
    return None if download.completed else Truncation.DISCONNECT


async def _in_thread(work: Callable[[], _Result]) -> _Result:
    """Run work off the event loop; what has begun is waited for, also when cancelled."""
    working = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait({working})
        raise
