"""What a manifest's record tells replays, in numbers.

The picks that stand beside the numbers are those of pywb's and wabac.js's own code
for these manifests.
"""

from __future__ import annotations

import json

import pytest
from mpds import VIDEO, mpd, names, parts_of

from archiver.models import VideoChoice
from archiver.streaming import Choice, choose, read_manifest, replay_metadata


def master(*variants: tuple[str, int, str], choice: VideoChoice = VideoChoice.BEST) -> Choice:
    lines = ["#EXTM3U"]
    for name, bandwidth, size in variants:
        resolution = f",RESOLUTION={size}" if size else ""
        lines += [f"#EXT-X-STREAM-INF:BANDWIDTH={bandwidth}{resolution}", name]
    return choose(read_manifest("\n".join(lines).encode(), "https://cdn.test/d/"), choice)


def test_an_hls_variant_is_told_by_its_area() -> None:
    choice = master(
        ("360", 800_000, "640x360"),
        ("720", 3_000_000, "1280x720"),
        ("1080", 6_000_000, "1920x1080"),
        choice=VideoChoice.HD,
    )
    assert names(choice) == ["720"]
    assert replay_metadata(choice) == {
        "adaptive_max_resolution": 921_600,
        "adaptive_max_bandwidth": 1,
        "maxRes": 921_600,
        "maxBand": 1,
    }


@pytest.mark.parametrize("choice", [VideoChoice.BEST, VideoChoice.HD, VideoChoice.SMALLEST])
def test_of_equal_areas_the_first_listed_is_chosen_as_replays_do(choice: VideoChoice) -> None:
    result = master(("a", 3_000_000, "1280x720"), ("b", 4_500_000, "1280x720"), choice=choice)
    assert names(result) == ["a"]


def test_sound_among_films_is_kept_out_by_the_bandwidth() -> None:
    choice = master(("film", 300_000, "416x234"), ("sound", 400_000, ""))
    assert names(choice) == ["film"]
    assert replay_metadata(choice)["adaptive_max_bandwidth"] == 1


def test_hls_without_sizes_goes_by_bandwidth() -> None:
    choice = master(("a", 500_000, ""), ("b", 900_000, ""), ("c", 100_000, ""))
    assert names(choice) == ["b"]
    assert replay_metadata(choice) == {
        "adaptive_max_resolution": 0,
        "adaptive_max_bandwidth": 900_000,
        "maxRes": 1,
        "maxBand": 900_000,
    }


def ladder(*entries: tuple[int, str]) -> str:
    return "".join(
        f'<Representation bandwidth="{bandwidth}" {area}><BaseURL>{bandwidth}</BaseURL>'
        "</Representation>"
        for bandwidth, area in entries
    )


def test_dash_goes_by_bandwidth_so_that_equal_areas_are_told_apart() -> None:
    films = ladder(
        (800_000, 'width="640" height="360"'),
        (3_000_000, 'width="1280" height="720"'),
        (4_500_000, 'width="1280" height="720"'),
        (5_000_000, 'width="1920" height="1080"'),
    )
    sounds = ladder((64_000, ""), (192_000, ""))
    manifest = mpd(
        f"<Period><AdaptationSet {VIDEO}>{films}</AdaptationSet>"
        f'<AdaptationSet mimeType="audio/mp4">{sounds}</AdaptationSet></Period>'
    )
    choice = choose(manifest, VideoChoice.HD)
    assert names(choice) == ["4500000", "192000"]
    assert replay_metadata(choice) == {
        "adaptive_max_resolution": 0,
        "adaptive_max_bandwidth": 4_500_000,
        "maxRes": 1,
        "maxBand": 4_500_000,
    }


def test_dash_whose_only_sound_needs_more_than_its_pictures_allows_for_it() -> None:
    manifest = mpd(
        f"<Period><AdaptationSet {VIDEO}>{ladder((100_000, ''))}</AdaptationSet>"
        f'<AdaptationSet mimeType="audio/mp4">{ladder((128_000, ""))}</AdaptationSet></Period>'
    )
    assert replay_metadata(parts_of(manifest))["adaptive_max_bandwidth"] == 128_000


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST",
        "#EXTM3U\n#EXT-X-STREAM-INF:CODECS=x\na.m3u8",
        f"<MPD><Period><AdaptationSet {VIDEO}><Representation/></AdaptationSet></Period></MPD>",
    ],
    ids=["media playlist", "variant without numbers", "Representation without numbers"],
)
def test_where_there_is_nothing_to_pick_nothing_is_said(text: str) -> None:
    manifest = read_manifest(text.encode(), "https://cdn.test/d/")
    assert replay_metadata(choose(manifest, VideoChoice.BEST)) == {}


@pytest.mark.parametrize("choice", [VideoChoice.POSTER, VideoChoice.NONE])
def test_what_was_not_kept_is_not_told(choice: VideoChoice) -> None:
    assert replay_metadata(master(("a", 1, "1x1"), choice=choice)) == {}


def test_the_metadata_fits_a_line_of_json() -> None:
    text = json.dumps(replay_metadata(master(("a", 10**30, ""))))
    assert len(text) < 200
