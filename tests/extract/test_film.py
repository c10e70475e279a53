"""Films as yt-dlp tells of them, and the renditions that are chosen."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yt_dlp
from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.film import films_of, selection
from archiver.models import VideoChoice

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = ("title", "duration", "is_live", "url", "protocol", "http_headers", "fragments", "entries")


def form(name: str, height: int | None, kind: str = "both", **more: Any) -> dict[str, Any]:
    codecs = {
        "both": ("avc1", "mp4a"),
        "film": ("avc1", "none"),
        "sound": ("none", "mp4a"),
        "unknown": (None, None),
    }[kind]
    return {
        "format_id": name,
        "url": f"http://films.test/{name}.mp4",
        "ext": "mp4",
        "height": height,
        "tbr": (height or 100) * 2,
        "vcodec": codecs[0],
        "acodec": codecs[1],
        "protocol": "http",
    } | more


def chosen(choice: VideoChoice, *forms: dict[str, Any]) -> list[str]:
    """What yt-dlp chooses by our words."""
    settings = {"quiet": True, "format": selection(choice), "cachedir": False}
    with yt_dlp.YoutubeDL(settings) as finder:
        info = {"id": "1", "title": "t", "formats": [*forms], "extractor": "e"}
        result = finder.process_video_result(info, download=False)
    (film,) = films_of(result)
    return [stream.url.rpartition("/")[2] for stream in film.streams]


LADDER = (form("360", 360), form("720", 720), form("1080", 1080))
APART = (
    form("low", 240, "film"),
    form("hd", 720, "film"),
    form("full", 2160, "film"),
    form("quiet", None, "sound", tbr=48),
    form("loud", None, "sound", tbr=192),
)


@pytest.mark.parametrize(
    ("choice", "whole", "apart"),
    [
        (VideoChoice.BEST, ["1080.mp4"], ["full.mp4", "loud.mp4"]),
        (VideoChoice.HD, ["720.mp4"], ["hd.mp4", "loud.mp4"]),
        (VideoChoice.SMALLEST, ["360.mp4"], ["low.mp4", "quiet.mp4"]),
    ],
)
def test_the_rendition_is_the_wanted_one_with_its_sound(
    choice: VideoChoice, whole: list[str], apart: list[str]
) -> None:
    assert chosen(choice, *LADDER) == whole
    assert chosen(choice, *APART) == apart


@pytest.mark.parametrize("choice", [VideoChoice.BEST, VideoChoice.HD, VideoChoice.SMALLEST])
def test_there_is_a_choice_whatever_there_is(choice: VideoChoice) -> None:
    assert chosen(choice, form("only", 1080)) == ["only.mp4"]
    assert chosen(choice, form("mute", 1080, "film")) == ["mute.mp4"]
    assert chosen(choice, form("song", None, "sound")) == ["song.mp4"]
    assert chosen(choice, form("who-knows", None, "unknown")) == ["who-knows.mp4"]


def test_what_cannot_be_fetched_over_http_is_not_chosen() -> None:
    flash = form("flash", 2160, url="rtmp://films.test/a", protocol="rtmp")
    assert chosen(VideoChoice.BEST, form("plain", 240), flash) == ["plain.mp4"]


def test_fragments_are_resolved_and_each_is_told_once() -> None:
    info = {
        "url": "http://films.test/a.mpd",
        "protocol": "http_dash_segments",
        "fragment_base_url": "http://cdn.test/x/",
        "fragments": [
            {"path": "init"},
            {"path": "1"},
            {"path": "1"},
            {"url": "https://cdn.test/2"},
            {"url": "file:///etc/passwd"},
        ],
        "http_headers": {"Referer": "http://a.test/", "Range": "bytes=0-"},
    }
    ((stream,),) = [film.streams for film in films_of(info)]
    assert stream.fragments == (
        "http://cdn.test/x/init",
        "http://cdn.test/x/1",
        "https://cdn.test/2",
    )
    assert stream.headers == (("Referer", "http://a.test/"),)
    assert not stream.is_playlist


def test_lists_in_lists_are_one_list_of_bounded_length() -> None:
    films = [{"title": str(number)} for number in range(30)]
    nested = {"entries": [{"entries": iter(films)}, films[0]]}
    assert [film.title for film in films_of(nested)] == [str(number) for number in range(20)]


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, 10**400, True, "9", None])
def test_a_length_that_is_none_is_unknown(value: object) -> None:
    (film,) = films_of({"duration": value})
    assert film.duration_s is None


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_a_page_makes_yt_dlp_say_is_read_or_left_out(info: dict[str, Any]) -> None:
    for film in films_of(info):
        assert len(film.title) <= 300
        assert film.duration_s is None or film.duration_s > 0
        assert all(stream.url.startswith("http") for stream in film.streams)
