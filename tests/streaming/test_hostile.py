"""Manifests that are broken or made to exhaust: an answer in bounded time, or one error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpds import VIDEO, mpd, one

from archiver.errors import ManifestError
from archiver.models import VideoChoice
from archiver.streaming import choose, parts, read_manifest, replay_metadata
from archiver.streaming.manifest import MAX_BYTES, MAX_PARTS, Choice, Protection

URL = "https://cdn.test/d/film"

HLS = b"""#EXTM3U
#EXT-X-TARGETDURATION:6
#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x01
#EXT-X-MAP:URI="i.mp4",BYTERANGE="10@0"
#EXTINF:6.006,title
#EXT-X-BYTERANGE:100@10
a.mp4
#EXT-X-GAP
#EXTINF:2,
b.mp4
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="a.m3u8",DEFAULT=YES
#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x1,AUDIO="a"
v.m3u8
#EXT-X-ENDLIST
"""
DASH = b"""<MPD type="static" mediaPresentationDuration="PT9S" minimumUpdatePeriod="PT2S"
 availabilityStartTime="1970-01-01T00:00:00Z" timeShiftBufferDepth="PT5S"><BaseURL>b/</BaseURL>
<Period start="PT0S" duration="PT4.5S"><AdaptationSet mimeType="video/mp4" width="16" height="9">
<SegmentTemplate timescale="10" media="$Number%03d$-$Time$" initialization="$RepresentationID$"
 presentationTimeOffset="5" startNumber="1"><SegmentTimeline><S t="0" d="20" r="-1"/><S t="99"
 d="7" r="3"/></SegmentTimeline></SegmentTemplate><Representation id="a" bandwidth="9"/>
</AdaptationSet></Period><Period><AdaptationSet contentType="audio"><Representation bandwidth="1">
<SegmentList duration="2"><Initialization sourceURL="i"/><SegmentURL media="x"/></SegmentList>
</Representation></AdaptationSet></Period></MPD>"""


def answer(data: bytes) -> list[Choice]:
    """Read and choose in every way; fail on everything but a ManifestError."""
    try:
        manifest = read_manifest(data, URL)
    except ManifestError:
        return []
    choices = [choose(manifest, choice) for choice in VideoChoice]
    choices.append(choose(manifest, VideoChoice.BEST, now_s=1000.0))
    for choice in choices:
        assert len(choice.parts) <= MAX_PARTS
        assert len({part.url for part in choice.parts}) == len(choice.parts)
        assert all(part.url.startswith(("http://", "https://")) for part in choice.parts)
        replay_metadata(choice)
    return choices


def test_the_manifests_that_are_mutated_are_whole() -> None:
    assert answer(HLS)
    assert answer(DASH)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    answer(data)


@given(st.sampled_from([b"#EXTM3U\n", b"<MPD "]), st.text(max_size=300))
def test_random_text_behind_a_good_start_is_answered(start: bytes, text: str) -> None:
    answer(start + text.encode("utf-8", "surrogatepass"))


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A good manifest with some of its bytes cut out, doubled, moved or overwritten."""
    data = draw(st.sampled_from([HLS, DASH]))
    for _ in range(draw(st.integers(1, 5))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 40)))
        piece = st.one_of(
            st.just(b""),
            st.just(data[begin:end] * 2),
            st.binary(max_size=8),
            st.sampled_from([b"-1", b"0", b"9" * 18, b"1e999", b"NaN", b'"', b"&lt;", b"$", b","]),
        )
        data = data[:begin] + draw(piece) + data[end:]
    return data


@given(mutations())
def test_a_mutated_manifest_is_answered(data: bytes) -> None:
    answer(data)


@pytest.mark.parametrize("uri", [b'""', b'"', b""])
def test_a_key_whose_address_is_empty_is_none_that_can_be_fetched(uri: bytes) -> None:
    media = HLS.split(b"#EXT-X-MEDIA")[0].replace(b'"k"', uri) + b"#EXT-X-ENDLIST\n"
    assert answer(media)[0].parts[0].url == "https://cdn.test/d/i.mp4"
    assert read_manifest(media, URL).protection is Protection.DRM


TAG = st.sampled_from(
    [line.split(b":")[0].decode() for line in HLS.splitlines() if line.startswith(b"#")]
)


@given(st.lists(st.tuples(TAG, st.text(max_size=20)), max_size=20))
def test_every_tag_may_hold_anything(tags: list[tuple[str, str]]) -> None:
    answer("\n".join(["#EXTM3U", *(f"{tag}:{text}\na" for tag, text in tags)]).encode("utf-8"))


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE MPD [<!ENTITY e0 "ha">{ENTITIES}]>',
        '<!DOCTYPE MPD SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE MPD [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE MPD>",
    ],
    ids=["a billion laughs", "another file", "another file's entity", "an empty one"],
)
def test_a_document_type_is_refused(doctype: str) -> None:
    text = f'<?xml version="1.0"?>{doctype}<MPD><BaseURL>&e11;</BaseURL></MPD>'
    with pytest.raises(ManifestError, match="document type"):
        read_manifest(text.encode(), URL)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "neither"),
        (b"<html><body>403</body></html>", "neither"),
        (b"<MPD><Period></MPD>", "well-formed"),
        (b"<MPD>&nbsp;</MPD>", "well-formed"),
        (b"<?xml version='1.0' encoding='klingon'?><MPD/>", "well-formed"),
        (b"<!-- <MPD > --><Period/>", "no MPD"),
        (b"<MPD" + b"><Period" * 100_000, "elements"),
        (b"<MPD" + b"><x" * 100_000, "elements"),
        (b"<MPD>" + b"<S/>" * 300_000 + b"</MPD>", "elements"),
        (b"#EXTM3U" + b"\n" * MAX_BYTES, "bytes"),
    ],
    ids=["nothing", "a page", "cut tags", "an entity", "an unknown encoding", "another root",
         "deep", "deep and unknown", "wide", "large"],
)  # fmt: skip
def test_what_cannot_be_read_is_a_manifest_error(data: bytes, words: str) -> None:
    with pytest.raises(ManifestError, match=words):
        read_manifest(data, URL)


def template(attributes: str, *entries: str) -> str:
    timeline = "".join(f"<S {entry}/>" for entry in entries)
    content = f"<SegmentTimeline>{timeline}</SegmentTimeline>" if entries else ""
    return f"<SegmentTemplate {attributes}>{content}</SegmentTemplate>"


@pytest.mark.parametrize(
    "addressing",
    [
        template('media="$Number$"', 'd="1" r="1000000000"'),
        template('media="$Time$"', 'd="1" r="9999999999999999999"'),
        template('media="$Time$" timescale="9999999999999999999"', 'd="1" r="-1"'),
        template('media="$Number$" duration="1"'),
        template('media="$Number$" duration="1" timescale="9999999999999999999"'),
        template('media="$Number$" duration="1" startNumber="9999999999999999999"'),
        template('media="ftp://x/$Number$" duration="1"'),
    ],
    ids=["repeats", "more repeats", "until the end", "long film", "short segments",
         "high numbers", "no addresses"],
)  # fmt: skip
@pytest.mark.parametrize("length", ["P999999999Y", "PT999999999999S"])
def test_a_billion_segments_are_cut(
    addressing: str, length: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_PARTS", 1000)
    manifest = one(addressing, f'mediaPresentationDuration="{length}"')
    choice = choose(manifest, VideoChoice.BEST)
    assert len(choice.parts) in {0, 1000}
    assert choice.remarks[-1] == "There are more than 1,000 parts; the rest is left out."


def test_a_choice_has_a_hundred_thousand_parts_at_most() -> None:
    manifest = one(template('media="$Number$"', 'd="1" r="1000000000"'), "")
    choice = choose(manifest, VideoChoice.BEST)
    assert len(choice.parts) == 100_000
    assert choice.remarks == ("There are more than 100,000 parts; the rest is left out.",)


def test_a_repeat_of_one_address_ends() -> None:
    choice = choose(one(template('media="a"', 'd="1" r="999999999"'), ""), VideoChoice.BEST)
    assert len(choice.parts) == 1


def test_addresses_that_are_too_long_are_left_out() -> None:
    for media in ("$Number$" + "a" * 9000, "$RepresentationID$" * 8000):
        manifest = one(template(f'media="{media}" duration="1"'))
        assert choose(manifest, VideoChoice.BEST).parts == ()


def test_addresses_that_are_long_together_are_cut() -> None:
    manifest = one(
        f"<BaseURL>{'b' * 8000}/</BaseURL>" + template('media="$Number$" duration="1"'),
        'mediaPresentationDuration="P9D"',
    )
    choice = choose(manifest, VideoChoice.BEST)
    assert 0 < sum(len(part.url) for part in choice.parts) <= 2**26
    assert choice.remarks == ("The addresses are too long; the rest is left out.",)


def test_many_sets_that_share_a_long_timeline_are_bounded_together() -> None:
    shared = template('media="$RepresentationID$-$Time$"', *(['d="1"'] * 20_000))
    sets = '<AdaptationSet contentType="text"><Representation id="x"/></AdaptationSet>' * 10_000
    manifest = mpd(f"<Period>{shared}{sets}</Period>", "")
    assert 0 < len(choose(manifest, VideoChoice.BEST).parts) <= MAX_PARTS


def test_many_periods_are_read() -> None:
    adaptation = f"<AdaptationSet {VIDEO}><Representation/></AdaptationSet>"
    manifest = mpd(f'<Period duration="PT1S">{adaptation}</Period>' * 20_000, "")
    assert manifest.duration_s == 20_000.0
    assert len(choose(manifest, VideoChoice.BEST).parts) == 1


def test_a_playlist_of_too_many_segments_is_cut() -> None:
    text = "#EXTM3U\n" + "".join(f"#EXTINF:1,\n{number}\n" for number in range(MAX_PARTS + 9))
    choice = choose(read_manifest(text.encode(), URL), VideoChoice.BEST)
    assert len(choice.parts) == MAX_PARTS
    assert choice.remarks == ("The playlist has more than 100,000 EXTINF.",)


def test_a_key_for_each_segment_is_read() -> None:
    text = "#EXTM3U\n" + "".join(
        f'#EXT-X-KEY:METHOD=AES-128,URI="k{number}"\n#EXTINF:1,\n{number}\n'
        for number in range(10_000)
    )
    assert len(choose(read_manifest(text.encode(), URL), VideoChoice.BEST).parts) == 20_000


@pytest.mark.parametrize("start", ["", "#EXT-X-KEY:", "#EXT-X-MAP:", "#EXTINF:1,", "#EXTINF:1,\n"])
@pytest.mark.parametrize("filling", ["\n", "a\n", "\v", "A", '"', "'", "A=", 'A="', "=,"])
def test_a_playlist_full_of_nothing_is_read(start: str, filling: str) -> None:
    text = "#EXTM3U\n" + start + filling * (2**18 // len(filling))
    assert len(choose(read_manifest(text.encode(), URL), VideoChoice.BEST).parts) <= 1


@pytest.mark.parametrize("tag", ["#EXT-X-KEY:METHOD=NONE", "#EXT-X-MEDIA:TYPE=AUDIO", "#EXTINF:1"])
def test_a_playlist_of_one_tag_is_read(tag: str) -> None:
    text = "#EXTM3U\n" + f"{tag}\n" * 50_000
    assert choose(read_manifest(text.encode(), URL), VideoChoice.BEST).parts == ()


def test_long_attributes_are_not_copied_for_each_representation() -> None:
    blown_up = f'codecs=" {"a" * 2**20} " mimeType="video/mp4"'
    sets = f"<AdaptationSet {blown_up}>{'<Representation/>' * 50_000}</AdaptationSet>"
    manifest = mpd(f"<Period>{sets}</Period>")
    assert {rendition.codecs for rendition in manifest.renditions} == {""}
