"""Which renditions of a DASH manifest are wanted."""

from __future__ import annotations

import pytest
from mpds import VIDEO, mpd, names, parts_of

from archiver.models import VideoChoice
from archiver.streaming import PartKind, choose


def adaptation(attributes: str, *representations: str, content: str = "") -> str:
    body = "".join(f"<Representation {entry}" for entry in representations)
    return f"<AdaptationSet {attributes}>{content}{body}</AdaptationSet>"


def file(name: str, bandwidth: int, size: str = "") -> str:
    """A Representation without its first angle bracket and name."""
    width, _, height = size.partition("x")
    area = f'width="{width}" height="{height}"' if size else ""
    return f'bandwidth="{bandwidth}" {area}><BaseURL>{name}</BaseURL></Representation>'


LADDER = adaptation(
    VIDEO,
    file("360", 500_000, "640x360"),
    file("720", 1_500_000, "1280x720"),
    file("720-finer", 2_500_000, "1280x720"),
    file("1080", 4_000_000, "1920x1080"),
)
SOUND = adaptation('contentType="audio"', file("64k", 64_000), file("128k", 128_000))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (VideoChoice.BEST, ["1080", "128k"]),
        (VideoChoice.HD, ["720-finer", "128k"]),
        (VideoChoice.SMALLEST, ["360", "128k"]),
        (VideoChoice.POSTER, []),
        (VideoChoice.NONE, []),
    ],
)
def test_the_choice_decides_pictures_and_sound(choice: VideoChoice, expected: list[str]) -> None:
    assert names(choose(mpd(f"<Period>{LADDER}{SOUND}</Period>"), choice)) == expected


def test_sound_keeps_within_the_bandwidth_of_small_pictures() -> None:
    small = adaptation(VIDEO, file("tiny", 100_000, "160x90"))
    assert names(parts_of(mpd(f"<Period>{small}{SOUND}</Period>"))) == ["tiny", "64k"]


@pytest.mark.parametrize(
    ("choice", "expected"), [(VideoChoice.BEST, "128k"), (VideoChoice.SMALLEST, "64k")]
)
def test_sound_alone_is_chosen_like_pictures(choice: VideoChoice, expected: str) -> None:
    result = choose(mpd(f"<Period>{SOUND}</Period>"), choice)
    assert names(result) == [expected]
    assert (result.width, result.bandwidth) == (0, 1000 * int(expected[:-1]))


def test_the_main_sound_comes_before_the_first() -> None:
    role = '<Role schemeIdUri="urn:mpeg:dash:role:2011" value="{}"/>'
    comment = adaptation('contentType="audio"', file("c", 1), content=role.format("commentary"))
    english = adaptation('contentType="audio" lang="en"', file("en", 1))
    main = adaptation('contentType="audio" lang="zh"', file("zh", 1), content=role.format("main"))
    assert names(parts_of(mpd(f"<Period>{comment}{english}{main}</Period>"))) == ["zh"]
    assert names(parts_of(mpd(f"<Period>{comment}{english}</Period>"))) == ["en"]
    assert names(parts_of(mpd(f"<Period>{comment}</Period>"))) == ["c"]


def test_every_text_is_wanted() -> None:
    texts = "".join(
        adaptation(f'mimeType="text/vtt" lang="{lang}"', file(f"{lang}.vtt", 100))
        for lang in ("zh", "en")
    )
    result = parts_of(mpd(f"<Period>{LADDER}{texts}</Period>"))
    assert names(result) == ["1080", "zh.vtt", "en.vtt"]
    assert [part.kind for part in result.parts[1:]] == [PartKind.SUBTITLES] * 2


def test_encrypted_pictures_are_not_wanted_where_there_are_clear_ones() -> None:
    locked = '<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011"/>'
    hd = adaptation(VIDEO, file("hd", 9, "1920x1080"), content=locked)
    assert names(parts_of(mpd(f"<Period>{hd}{LADDER}</Period>"))) == ["1080"]
    assert names(parts_of(mpd(f"<Period>{hd}</Period>"))) == ["hd"]


def test_pictures_and_sound_come_side_by_side() -> None:
    def segments(name: str, seconds: int) -> str:
        return (
            f'><SegmentTemplate initialization="{name}0" media="{name}$Number$" '
            f'duration="{seconds}"/></Representation>'
        )

    film = adaptation(VIDEO, segments("v", 4))
    sound = adaptation('contentType="audio"', segments("a", 5))
    assert names(parts_of(mpd(f"<Period>{film}{sound}</Period>"))) == [
        "v0", "v1", "a0", "a1", "v2", "a2", "v3",
    ]  # fmt: skip


def test_a_choice_tells_the_size_of_what_was_chosen() -> None:
    result = choose(mpd(f"<Period>{SOUND}{LADDER}</Period>"), VideoChoice.HD)
    assert (result.width, result.height, result.bandwidth) == (1280, 720, 2_500_000)
