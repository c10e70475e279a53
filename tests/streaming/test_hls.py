"""HLS playlists as they are read."""

from __future__ import annotations

import pytest

from archiver.errors import ManifestError
from archiver.models import VideoChoice
from archiver.streaming import ManifestKind, Protection, RenditionType, choose, read_manifest
from archiver.streaming.manifest import Manifest

BASE = "https://cdn.test/films/42/index.m3u8?sig=1"


def playlist(*lines: str) -> Manifest:
    return read_manifest("\n".join(["#EXTM3U", "#EXT-X-VERSION:6", *lines]).encode(), BASE)


def urls_of(manifest: Manifest) -> list[str]:
    return [part.url for part in choose(manifest, VideoChoice.BEST).parts]


def test_a_master_lists_its_renditions_with_their_sizes() -> None:
    manifest = playlist(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="中文",LANGUAGE="zh",URI="zh.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,CODECS="avc1.4d,mp4a.40",AUDIO="a"',
        "low.m3u8",
        "#EXT-X-STREAM-INF:BANDWIDTH=2500000.0,RESOLUTION=1280x720",
        "/other/high.m3u8?x=1#f",
        '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="iframes.m3u8"',
    )
    assert manifest.kind is ManifestKind.HLS_MASTER
    assert not manifest.is_live
    assert manifest.duration_s is None
    low, high, sound = manifest.renditions
    assert (low.url, low.width, low.height, low.bandwidth, low.codecs) == (
        "https://cdn.test/films/42/low.m3u8",
        640,
        360,
        800_000,
        "avc1.4d,mp4a.40",
    )
    assert high.url == "https://cdn.test/other/high.m3u8?x=1"
    assert (sound.type, sound.language) == (RenditionType.AUDIO, "zh")


def test_a_media_playlist_with_an_end_is_not_live() -> None:
    manifest = playlist(
        "#EXT-X-TARGETDURATION:6", "#EXTINF:6.006,", "a.ts", "#EXTINF:3.5,", "b.ts",
        "#EXT-X-ENDLIST",
    )  # fmt: skip
    assert manifest.kind is ManifestKind.HLS_MEDIA
    assert not manifest.is_live
    assert manifest.duration_s == pytest.approx(9.506)
    assert manifest.refresh_s is None


def test_a_playlist_of_vod_type_needs_no_end() -> None:
    assert not playlist("#EXT-X-PLAYLIST-TYPE:VOD", "#EXTINF:4,", "a.ts").is_live


def test_a_playlist_without_end_is_live_and_says_when_to_look_again() -> None:
    manifest = playlist(
        "#EXT-X-TARGETDURATION:6.0", "#EXT-X-PLAYLIST-TYPE:EVENT", "#EXTINF:6,", "a.ts"
    )
    assert manifest.is_live
    assert manifest.duration_s is None
    assert manifest.refresh_s == 6.0


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["METHOD=NONE"], Protection.NONE),
        (['METHOD=AES-128,URI="k",IV=0x1'], Protection.AES_128),
        (['METHOD=AES-128,URI="k",KEYFORMAT="identity"'], Protection.AES_128),
        (['METHOD=SAMPLE-AES,URI="k"'], Protection.DRM),
        (['METHOD=SAMPLE-AES-CTR,URI="data:x",KEYFORMAT="urn:uuid:edef8ba9"'], Protection.DRM),
        (['METHOD=AES-128,URI="k",KEYFORMAT="com.apple.streamingkeydelivery"'], Protection.DRM),
        # Two keys of one segment: a player needs only one of them.
        (['METHOD=AES-128,URI="k"', 'METHOD=SAMPLE-AES,URI="skd://k"'], Protection.AES_128),
    ],
)
def test_a_key_tells_the_protection(keys: list[str], expected: Protection) -> None:
    tags = [f"#EXT-X-KEY:{key}" for key in keys]
    assert playlist(*tags, "#EXTINF:4,", "a.ts", "#EXT-X-ENDLIST").protection is expected
    session = [tag.replace("-KEY:", "-SESSION-KEY:", 1) for tag in tags]
    master = playlist(*session, "#EXT-X-STREAM-INF:BANDWIDTH=1", "a.m3u8")
    assert master.protection is expected


def test_a_clear_beginning_does_not_hide_the_protection_of_the_rest() -> None:
    manifest = playlist(
        "#EXTINF:4,", "ad.ts", '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k"', "#EXTINF:4,", "b.ts"
    )
    assert manifest.protection is Protection.DRM


def test_a_key_that_no_segment_is_under_says_nothing() -> None:
    manifest = playlist("#EXTINF:4,", "a.ts", '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k"')
    assert manifest.protection is Protection.NONE


@pytest.mark.parametrize("length", ["-1", "0", "nan", "inf", "-inf"])
def test_a_length_that_is_none_counts_as_nothing(length: str) -> None:
    manifest = playlist(f"#EXTINF:{length},", "a.ts", "#EXTINF:4,", "b.ts", "#EXT-X-ENDLIST")
    assert manifest.duration_s == 4.0
    assert len(urls_of(manifest)) == 2


@pytest.mark.parametrize(
    "line",
    [
        "#EXT-X-PROGRAM-DATE-TIME:yesterday",
        "#EXT-X-DATERANGE:DURATION=long",
        "#EXT-X-MEDIA-SEQUENCE:many",
        "#EXT-X-TARGETDURATION:six",
        "#EXT-X-CUE-OUT",
        "#EXT-X-KEY:no attributes",
        "# a comment",
        "##EXTINF:9,",
    ],
)
def test_an_odd_line_that_does_not_matter_spoils_nothing(line: str) -> None:
    manifest = playlist(line, "#EXTINF:4,", "a.ts", "#EXT-X-ENDLIST")
    assert urls_of(manifest) == ["https://cdn.test/films/42/a.ts"]
    assert manifest.duration_s == 4.0


def test_what_the_library_cannot_read_is_a_manifest_error() -> None:
    with pytest.raises(ManifestError, match=r"^The playlist breaks the form of HLS\.$"):
        playlist("#EXTINF:soon,", "a.ts")


def test_variables_are_said_to_be_left_unfilled() -> None:
    manifest = playlist('#EXT-X-DEFINE:NAME="h",VALUE="x"', "#EXTINF:4,", "{$h}/a.ts")
    assert manifest.remarks == ("The playlist has variables, which are not filled in.",)


def test_windows_lines_and_a_byte_order_mark_are_read() -> None:
    data = b"\xef\xbb\xbf#EXTM3U\r\n#EXTINF:4,\r\n\xe7\x89\x87.ts\r\n#EXT-X-ENDLIST\r\n"
    assert urls_of(read_manifest(data, BASE)) == ["https://cdn.test/films/42/片.ts"]
