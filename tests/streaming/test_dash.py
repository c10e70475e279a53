"""DASH manifests as they are read."""

from __future__ import annotations

import pytest
from mpds import URL, VIDEO, mpd, one

from archiver.streaming import ManifestKind, Protection, RenditionType, read_manifest

CENC = '<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"/>'
WIDEVINE = (
    '<ContentProtection schemeIdUri="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed">'
    '<cenc:pssh xmlns:cenc="urn:mpeg:cenc:2013">AAAA</cenc:pssh></ContentProtection>'
)
FAST_FORWARD = (
    f'<AdaptationSet {VIDEO}><EssentialProperty value="1" '
    'schemeIdUri="http://dashif.org/guidelines/trickmode"/><Representation/></AdaptationSet>'
)
FOR_ALL = f"<Period>{CENC}<AdaptationSet {VIDEO}><Representation/></AdaptationSet></Period>"
FOR_ONE = FOR_ALL.replace(CENC, "").replace(
    "<Representation/>", f"<Representation>{CENC}</Representation>"
)


def test_a_manifest_lists_its_renditions_with_what_they_inherit() -> None:
    manifest = mpd(
        '<Period><AdaptationSet mimeType="video/mp4" width="1280" height="720" codecs="avc1">'
        '<Representation id="a" bandwidth="900000"/>'
        '<Representation id="b" bandwidth="400000" width="640" height="360"/></AdaptationSet>'
        '<AdaptationSet contentType="audio" lang="zh"><Representation id="c" bandwidth="64000"/>'
        "</AdaptationSet></Period>"
    )
    assert manifest.kind is ManifestKind.DASH
    assert manifest.duration_s == 10.0
    assert not manifest.is_live
    first, second, sound = manifest.renditions
    assert (first.width, first.height, first.bandwidth, first.codecs) == (
        1280,
        720,
        900_000,
        "avc1",
    )
    assert (second.width, second.height) == (640, 360)
    assert (sound.type, sound.language) == (RenditionType.AUDIO, "zh")


@pytest.mark.parametrize(
    ("adaptation", "representation", "expected"),
    [
        ('contentType="video"', "", RenditionType.VIDEO),
        ("", 'mimeType="audio/mp4"', RenditionType.AUDIO),
        ('mimeType="application/mp4" codecs="stpp.ttml.im1t"', "", RenditionType.TEXT),
        ("", 'mimeType="application/mp4" codecs="wvtt"', RenditionType.TEXT),
        ('mimeType="application/ttml+xml"', "", RenditionType.TEXT),
        ('mimeType="text/vtt"', "", RenditionType.TEXT),
        ("", 'width="640" height="360"', RenditionType.VIDEO),
    ],
)
def test_a_rendition_says_what_it_holds(
    adaptation: str, representation: str, expected: RenditionType
) -> None:
    manifest = mpd(
        f"<Period><AdaptationSet {adaptation}><Representation {representation}/>"
        "</AdaptationSet></Period>"
    )
    assert [rendition.type for rendition in manifest.renditions] == [expected]


@pytest.mark.parametrize(
    "adaptation",
    [
        '<AdaptationSet mimeType="image/jpeg"><Representation id="t"/></AdaptationSet>',
        '<AdaptationSet contentType="image"><Representation width="9" height="9"/></AdaptationSet>',
        "<AdaptationSet><Representation/></AdaptationSet>",
        FAST_FORWARD,
    ],
    ids=["thumbnails", "pictures", "nothing known", "fast forward"],
)
def test_what_is_no_film_is_no_rendition(adaptation: str) -> None:
    assert mpd(f"<Period>{adaptation}</Period>").renditions == ()


def test_periods_of_known_length_make_the_length_of_the_whole() -> None:
    periods = '<Period duration="PT1M"/><Period duration="PT0H0M30.5S"/>'
    assert mpd(periods, "").duration_s == 90.5


def test_a_dynamic_manifest_is_live_and_says_when_to_look_again() -> None:
    manifest = mpd("<Period/>", 'type="dynamic" minimumUpdatePeriod="PT2S"')
    assert manifest.is_live
    assert manifest.refresh_s == 2.0
    assert manifest.duration_s is None


def film(*protections: str) -> str:
    sets = "".join(
        f"<AdaptationSet {VIDEO}>{protection}<Representation/></AdaptationSet>"
        for protection in protections
    )
    return f"<Period>{sets}</Period>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (film(""), Protection.NONE),
        (film(CENC), Protection.DRM),
        (film(CENC + WIDEVINE), Protection.DRM),
        (film(CENC, ""), Protection.NONE),
        (film("") + film(WIDEVINE), Protection.DRM),
        (FOR_ALL, Protection.DRM),
        (FOR_ONE, Protection.DRM),
    ],
    ids=["clear", "common encryption alone", "Widevine", "a clear one beside it",
         "a clear Period before it", "for the Period", "for the Representation"],
)  # fmt: skip
def test_content_protection_is_drm_where_no_way_is_clear(body: str, expected: Protection) -> None:
    assert mpd(body).protection is expected


def test_links_to_elsewhere_are_said_to_be_left_out() -> None:
    period = (
        '<Period xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xlink:href="https://ads.test/period.xml" xlink:actuate="onLoad"/>'
    )
    assert mpd(period).remarks == ("What lies elsewhere (xlink) is left out.",)


def test_a_prefix_for_the_namespace_is_as_good_as_none() -> None:
    text = (
        '<m:MPD xmlns:m="urn:mpeg:dash:schema:mpd:2011"><m:Period><m:AdaptationSet>'
        '<m:Representation mimeType="video/mp4"/></m:AdaptationSet></m:Period></m:MPD>'
    )
    assert len(read_manifest(text.encode(), URL).renditions) == 1


def test_numbers_that_are_none_count_as_not_said() -> None:
    manifest = mpd(
        f'<Period><AdaptationSet {VIDEO}><Representation width="-5" height="9e9" bandwidth="many"/>'
        "</AdaptationSet></Period>",
        'mediaPresentationDuration="soon" availabilityStartTime="never"',
    )
    (rendition,) = manifest.renditions
    assert (rendition.width, rendition.height, rendition.bandwidth) == (0, 0, 0)
    assert manifest.duration_s is None


def test_one_representation_is_one_rendition() -> None:
    assert len(one("<BaseURL>a.mp4</BaseURL>").renditions) == 1
