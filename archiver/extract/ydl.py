"""One run of yt-dlp: it finds the film, which is fetched then.

Imports yt-dlp, which takes a second: only the process that needs it imports this.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import yt_dlp  # type: ignore[import-untyped]
from yt_dlp import globals as yt_dlp_globals

from archiver.extract.cookie import jar_cookie
from archiver.extract.extraction import Extraction, Question, no_extraction
from archiver.extract.fetching import Fetching
from archiver.extract.film import films_of, selection
from archiver.extract.handler import RecordedRH
from archiver.extract.outcomes import outcome_of
from archiver.extract.recording import Recording
from archiver.extract.wire import Wire
from archiver.models import PlayerOutcome

_MOST_PARTS_OF_A_FILM = 20


class _Silence:
    """Takes what yt-dlp would print; its errors are raised too."""

    def debug(self, _message: str) -> None:
        pass

    info = warning = error = debug


class _Finder(yt_dlp.YoutubeDL):  # type: ignore[misc]
    """yt-dlp with one way to the network."""

    def __init__(self, settings: dict[str, Any], wire: Wire) -> None:
        self._wire = wire
        super().__init__(settings)

    def build_request_director(self, _handlers: Iterable[Any], _preferences: Any = None) -> Any:
        """Return a director that knows archiver's handler and no other."""
        return super().build_request_director([functools.partial(RecordedRH, self._wire)])

    def process_ie_result(self, ie_result: Any, *arguments: Any, **named: Any) -> Any:
        """Take the first film of a list, but all the parts of a film in parts."""
        is_one_film = ie_result.get("_type") == "multi_video"
        self.params["playlist_items"] = f"1:{_MOST_PARTS_OF_A_FILM}" if is_one_film else "1"
        return super().process_ie_result(ie_result, *arguments, **named)


def ask_yt_dlp(question: Question, recording: Recording) -> Extraction:
    """Return what came of it; every request is in the recording, and nothing is raised."""
    # No plugins: they are other people's code, found by name on the Python path.
    yt_dlp_globals.plugin_dirs.value = []
    wire = Wire(recording, question.proxy_port, question.trusted_pem)
    try:
        with _Finder(_settings(question), wire) as finder:
            for cookie in question.cookies:
                finder.cookiejar.set_cookie(jar_cookie(cookie))
            films = tuple(films_of(finder.extract_info(question.page_url, download=False)))
            if not any(film.streams for film in films):
                return no_extraction(PlayerOutcome.UNKNOWN, "yt-dlp found no film that it can name")
            return Fetching(finder.urlopen, recording, question.choice).fetch(films)
    except Exception as error:  # noqa: BLE001  # extractors fail in every way on hostile pages
        return no_extraction(*outcome_of(error, recording.stopped))
    finally:
        wire.close()
        recording.finish()


def _settings(question: Question) -> dict[str, Any]:
    headers = {"User-Agent": question.user_agent}
    if question.referrer:
        headers["Referer"] = question.referrer
    return {
        "cachedir": False,
        "color": "never",
        "extractor_retries": 1,
        "format": selection(question.choice),
        "geo_bypass": False,  # a made-up X-Forwarded-For would be a lie in the record
        "http_headers": headers,
        "js_runtimes": {},
        "logger": _Silence(),
        "noplaylist": True,
        "proxy": "",  # not that of the environment
        "quiet": True,
    }
