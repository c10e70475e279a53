"""Which parts of an HLS playlist are wanted."""

from __future__ import annotations

import pytest

from archiver.models import VideoChoice
from archiver.streaming import Choice, Part, PartKind, choose, read_manifest

BASE = "https://cdn.test/v/index.m3u8"
HOME = "https://cdn.test/v/"

LADDER = (
    "#EXT-X-STREAM-INF:BANDWIDTH=1500000,RESOLUTION=960x540\n540.m3u8",
    "#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=416x234\n234.m3u8",
    "#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS=mp4a.40.2\nsound.m3u8",
    "#EXT-X-STREAM-INF:BANDWIDTH=6000000,RESOLUTION=1920x1080\n1080.m3u8",
    "#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720\n720.m3u8",
    "#EXT-X-STREAM-INF:BANDWIDTH=4500000,RESOLUTION=1280x720\n720-finer.m3u8",
)


def chosen(*lines: str, choice: VideoChoice = VideoChoice.BEST) -> Choice:
    data = "\n".join(["#EXTM3U", *lines]).encode()
    return choose(read_manifest(data, BASE), choice)


def names(choice: Choice) -> list[str]:
    return [part.url.removeprefix(HOME) for part in choice.parts]


@pytest.mark.parametrize(
    ("choice", "expected", "height"),
    [
        (VideoChoice.BEST, "1080.m3u8", 1080),
        (VideoChoice.HD, "720.m3u8", 720),
        (VideoChoice.SMALLEST, "234.m3u8", 234),
    ],
)
def test_the_choice_decides_the_variant(choice: VideoChoice, expected: str, height: int) -> None:
    result = chosen(*LADDER, choice=choice)
    assert names(result) == [expected]
    assert result.height == height
    assert result.parts[0].kind is PartKind.PLAYLIST


@pytest.mark.parametrize("choice", [VideoChoice.POSTER, VideoChoice.NONE])
def test_a_poster_wants_no_part(choice: VideoChoice) -> None:
    assert chosen(*LADDER, choice=choice).parts == ()


def test_of_films_that_are_all_larger_hd_takes_the_smallest() -> None:
    large = [line for line in LADDER if "1080" in line]
    larger = "#EXT-X-STREAM-INF:BANDWIDTH=9000000,RESOLUTION=3840x2160\n2160.m3u8"
    assert names(chosen(larger, *large, choice=VideoChoice.HD)) == ["1080.m3u8"]


def test_an_upright_film_has_its_lines_across() -> None:
    upright = (
        "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=360x640\nsmall.m3u8",
        "#EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=720x1280\nhd.m3u8",
        "#EXT-X-STREAM-INF:BANDWIDTH=3,RESOLUTION=1080x1920\nfull.m3u8",
    )
    assert names(chosen(*upright, choice=VideoChoice.HD)) == ["hd.m3u8"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(VideoChoice.BEST, "b"), (VideoChoice.HD, "a"), (VideoChoice.SMALLEST, "c")],
)
def test_without_sizes_bandwidth_stands_for_them(choice: VideoChoice, expected: str) -> None:
    lines = [
        f"#EXT-X-STREAM-INF:BANDWIDTH={bandwidth}\n{name}"
        for name, bandwidth in [("a", 500), ("b", 900), ("c", 100)]
    ]
    assert names(chosen(*lines, choice=choice)) == [expected]


def test_a_variant_brings_the_default_sound_and_all_texts_of_its_groups() -> None:
    result = chosen(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="hi",NAME="en",URI="en.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="hi",NAME="zh",DEFAULT=YES,URI="zh.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="lo",NAME="zh",DEFAULT=YES,URI="zh-lo.m3u8"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="en",URI="s-en.m3u8"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="zh",DEFAULT=YES,URI="s-zh.m3u8"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="t",NAME="fr",URI="s-fr.m3u8"',
        '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="en",INSTREAM-ID="CC1"',
        '#EXT-X-STREAM-INF:BANDWIDTH=9,AUDIO="hi",SUBTITLES="s",CLOSED-CAPTIONS="c"',
        "v.m3u8",
        '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="lo",CLOSED-CAPTIONS=NONE',
        "w.m3u8",
    )
    assert names(result) == ["v.m3u8", "zh.m3u8", "s-en.m3u8", "s-zh.m3u8"]


def test_of_sounds_without_default_the_first_is_taken() -> None:
    result = chosen(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",URI="en.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="zh",URI="zh.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=9,AUDIO="a"\nv.m3u8',
    )
    assert names(result) == ["v.m3u8", "en.m3u8"]


def test_a_default_sound_inside_the_film_needs_no_playlist() -> None:
    result = chosen(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="main",DEFAULT=YES',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="comment",URI="comment.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=9,AUDIO="a"\nv.m3u8',
    )
    assert names(result) == ["v.m3u8"]


def test_a_media_playlist_gives_heads_keys_and_segments_each_once() -> None:
    result = chosen(
        '#EXT-X-MAP:URI="init.mp4"',
        '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.test/1"',
        "#EXTINF:4,", "1.m4s", "#EXTINF:4,", "2.m4s",
        "#EXT-X-DISCONTINUITY",
        '#EXT-X-MAP:URI="init2.mp4"',
        '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.test/2"',
        "#EXTINF:2.5,", "3.m4s",
        "#EXT-X-KEY:METHOD=NONE",
        "#EXTINF:1,", "4.m4s",
        "#EXT-X-ENDLIST",
    )  # fmt: skip
    assert result.parts == (
        Part(url="https://keys.test/1", kind=PartKind.KEY),
        Part(url=f"{HOME}init.mp4", kind=PartKind.INIT),
        Part(url=f"{HOME}1.m4s", kind=PartKind.SEGMENT, duration_s=4.0),
        Part(url=f"{HOME}2.m4s", kind=PartKind.SEGMENT, start_s=4.0, duration_s=4.0),
        Part(url="https://keys.test/2", kind=PartKind.KEY, start_s=8.0),
        Part(url=f"{HOME}init2.mp4", kind=PartKind.INIT, start_s=8.0),
        Part(url=f"{HOME}3.m4s", kind=PartKind.SEGMENT, start_s=8.0, duration_s=2.5),
        Part(url=f"{HOME}4.m4s", kind=PartKind.SEGMENT, start_s=10.5, duration_s=1.0),
    )
    assert result.duration_s == 11.5


def test_ranges_of_a_file_make_it_one_part() -> None:
    result = chosen(
        '#EXT-X-MAP:URI="film.mp4",BYTERANGE="800@0"',
        "#EXTINF:4,", "#EXT-X-BYTERANGE:5000@800", "film.mp4",
        "#EXTINF:4,", "#EXT-X-BYTERANGE:6000", "film.mp4",
        "#EXT-X-ENDLIST",
    )  # fmt: skip
    assert result.parts == (Part(url=f"{HOME}film.mp4", kind=PartKind.FILE, duration_s=8.0),)


def test_a_gap_takes_its_time_but_is_not_asked_for() -> None:
    result = chosen("#EXTINF:4,", "#EXT-X-GAP", "gone.ts", "#EXTINF:4,", "b.ts", "#EXT-X-ENDLIST")
    assert result.parts == (
        Part(url=f"{HOME}b.ts", kind=PartKind.SEGMENT, start_s=4.0, duration_s=4.0),
    )
    assert result.duration_s == 8.0


def test_a_live_playlist_gives_what_it_lists_now() -> None:
    result = chosen("#EXT-X-MEDIA-SEQUENCE:900", "#EXTINF:4,", "900.ts", "#EXTINF:4,", "901.ts")
    assert names(result) == ["900.ts", "901.ts"]
    assert result.duration_s == 8.0


def test_only_web_addresses_are_parts() -> None:
    result = chosen(
        '#EXT-X-KEY:METHOD=AES-128,URI="file:///etc/passwd"',
        "#EXTINF:4,", "file:///etc/passwd", "#EXTINF:4,", "javascript:alert(1)",
        "#EXTINF:4,", "//other.test/c.ts#t", "#EXT-X-ENDLIST",
    )  # fmt: skip
    assert names(result) == ["https://other.test/c.ts"]
    assert result.remarks == ("2 parts have no address that can be asked for.",)


def test_a_master_without_a_film_says_so() -> None:
    result = chosen("#EXT-X-STREAM-INF:BANDWIDTH=9\nfile:///a.m3u8")
    assert result.parts == ()
    assert result.remarks == ("The playlist lists no film.",)
