"""The host of the streams: playlists, manifests and the pieces that they list."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping

from archiver.testing import media
from archiver.testing.http_server import Request, Response
from archiver.testing.matrix import manifests, playlists, reels
from archiver.testing.matrix.reels import LARGE, PIECE_S, PIECES, SMALL, SOUND, TRACKS, Track
from archiver.testing.static import NOT_FOUND

STREAMS = "http://stream.matrix.test"
VAULT = "http://vault.player.localhost"
"""A host that Chromium trusts: its frames may decrypt, where the page above is trusted too."""

_OPEN = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=3600"))
_PREFLIGHT = (*_OPEN, ("Access-Control-Allow-Headers", "Range"), ("Access-Control-Max-Age", "600"))
_PIECE = re.compile(r"/(?P<track>180|90|sound)/(?:(?P<time>t)?(?P<number>\d{1,9})\.m4s|init\.mp4)$")
_WHOLE = re.compile(r"/(?P<track>180|90|sound)\.(?:mp4|m4s)$")
_SEALED = re.compile(r"/sealed/90/(?P<number>[1-6])\.bin$")


class Channel:
    """Answers for streams to any origin; the live one begins with the first look at it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._began_s: float | None = None

    def __call__(self, request: Request) -> Response:
        """Return a playlist, a manifest, a piece, or a track as one file, in ranges."""
        if request.method == "OPTIONS":
            return Response(status=204, headers=_PREFLIGHT)
        if request.path == "/live/180/index.m3u8":
            return _text("m3u8", playlists.live(self._elapsed_s()), lasting=False)
        text = _TEXTS.get(request.path)
        if text is not None:
            return _text(request.path.rpartition(".")[2], text())
        return _bytes(request)

    def _elapsed_s(self) -> float:
        now_s = self.clock()
        if self._began_s is None:
            self._began_s = now_s
        return now_s - self._began_s


def _text(ending: str, text: str, *, lasting: bool = True) -> Response:
    kind = {
        "m3u8": "application/vnd.apple.mpegurl",
        "mpd": "application/dash+xml",
        "json": "application/json",
    }[ending]
    headers = _OPEN if lasting else (_OPEN[0], ("Cache-Control", "no-store"))
    return Response(media_type=kind, body=text.encode(), headers=headers, ranges=lasting)


def _bytes(request: Request) -> Response:
    path, url = request.path, request.url
    kind, body = "application/octet-stream", None
    if found := _PIECE.search(path):
        track = TRACKS[found["track"]]
        kind, body = track.media_type, _piece(track, found, url)
    elif found := _WHOLE.search(path):
        kind, body = TRACKS[found["track"]].media_type, reels.whole(found["track"], url)
    elif found := _SEALED.search(path):
        body = media.read(f"reel/sealed-{found['number']}.bin")
    elif path == "/sealed/key":
        body = media.read("reel/sealed.key")
    elif path.endswith("/words.vtt"):
        kind, body = "text/vtt; charset=utf-8", words(url)
    if body is None:
        return NOT_FOUND
    return Response(media_type=kind, body=body, headers=_OPEN, ranges=True)


def _piece(track: Track, found: re.Match[str], url: str) -> bytes | None:
    if found["number"] is None:
        return reels.init(track.name, url)
    number = int(found["number"])
    if found["time"]:
        number, rest = divmod(number, PIECE_S * track.timescale)
        number = 0 if rest else number + 1
    live = "/live/" in url
    return (
        reels.piece(track.name, number, url) if number > 0 and (live or number <= PIECES) else None
    )


def words(url: str) -> bytes:
    """Return subtitles whose bytes are the address's own."""
    return media.read("reel/words.vtt") + f"\nNOTE {url}\n".encode()


def _json_list() -> str:
    tracks = [
        {
            "type": f'{track.media_type}; codecs="{track.codec}"',
            "init": f"{STREAMS}/json/{track.name}/init.mp4",
            "parts": [
                f"{STREAMS}/json/{track.name}/{number}.m4s" for number in range(1, PIECES + 1)
            ],
            "length_s": PIECE_S,
        }
        for track in (LARGE, SOUND)
    ]
    return json.dumps({"duration_s": reels.DURATION_S, "tracks": tracks})


def _protected() -> str:
    """As a FairPlay stream says it (Apple's HLS authoring notes); nobody gets the key."""
    return playlists.media(key="skd://stream.matrix.test/1", key_method="SAMPLE-AES")


_TEXTS: Mapping[str, Callable[[], str]] = {
    "/hls/master.m3u8": lambda: playlists.master(playlists.BOTH),
    "/hls/180/index.m3u8": playlists.media,
    "/hls/90/index.m3u8": playlists.media,
    "/ranges/master.m3u8": lambda: playlists.master(playlists.BOTH, inner="{}.m3u8"),
    "/ranges/180.m3u8": lambda: playlists.ranges("180"),
    "/ranges/90.m3u8": lambda: playlists.ranges("90"),
    "/group/master.m3u8": lambda: playlists.master(playlists.BOTH, groups=True),
    "/group/180/index.m3u8": playlists.media,
    "/group/90/index.m3u8": playlists.media,
    "/group/sound/index.m3u8": playlists.media,
    "/group/words/index.m3u8": playlists.words,
    "/sealed/master.m3u8": lambda: playlists.master((SMALL,)),
    "/sealed/90/index.m3u8": lambda: playlists.media(piece="{}.bin", key="../key"),
    "/live/master.m3u8": lambda: playlists.master((LARGE,)),
    "/protected/master.m3u8": lambda: playlists.master((LARGE,)),
    "/protected/180/index.m3u8": _protected,
    "/template/manifest.mpd": manifests.template,
    "/timeline/manifest.mpd": manifests.timeline,
    "/list/manifest.mpd": manifests.listing,
    "/base/manifest.mpd": manifests.single,
    "/periods/manifest.mpd": manifests.periods,
    "/json/list.json": _json_list,
}

__all__ = ["STREAMS", "VAULT", "Channel", "words"]
