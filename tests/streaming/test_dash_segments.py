"""The addresses of DASH segments, by each way of addressing."""

from __future__ import annotations

import pytest
from mpds import HOME, VIDEO, mpd, names, one, parts_of

from archiver.models import VideoChoice
from archiver.streaming import Part, PartKind, choose


def template(attributes: str, content: str = "") -> str:
    return f"<SegmentTemplate {attributes}>{content}</SegmentTemplate>"


def timeline(*entries: str) -> str:
    return (
        "<SegmentTimeline>" + "".join(f"<S {entry}/>" for entry in entries) + "</SegmentTimeline>"
    )


def test_numbers_count_up_to_the_end_of_the_film() -> None:
    choice = parts_of(
        one(template('initialization="i-$RepresentationID$.mp4" media="$Number$.m4s" duration="4"'))
    )
    assert choice.parts == (
        Part(url=f"{HOME}i-v1.mp4", kind=PartKind.INIT),
        Part(url=f"{HOME}1.m4s", kind=PartKind.SEGMENT, duration_s=4.0),
        Part(url=f"{HOME}2.m4s", kind=PartKind.SEGMENT, start_s=4.0, duration_s=4.0),
        Part(url=f"{HOME}3.m4s", kind=PartKind.SEGMENT, start_s=8.0, duration_s=4.0),
    )
    assert choice.duration_s == 10.0
    assert choice.bandwidth == 900


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("$Number%05d$.m4s", "00007.m4s"),
        ("$RepresentationID$/$Bandwidth$/$Number$", "v1/900/7"),
        ("$Bandwidth%06d$-$Number$", "000900-7"),
        ("a$$b-$Number$", "a$b-7"),
        ("$Number%99d$", "$Number%99d$"),
        ("$Unknown$-$Number$", "$Unknown$-7"),
        ("s?n=$Number$&amp;t=1", "s?n=7&t=1"),
    ],
)
def test_identifiers_are_filled_in(media: str, expected: str) -> None:
    manifest = one(template(f'media="{media}" duration="10" startNumber="7"'))
    assert names(parts_of(manifest)) == [expected]


def test_a_rounded_length_makes_no_sliver_of_a_segment() -> None:
    manifest = one(
        template('media="$Number$" timescale="90000" duration="180180"'),
        'mediaPresentationDuration="PT20.02S"',
    )
    assert len(parts_of(manifest).parts) == 10


def test_the_end_number_ends() -> None:
    manifest = one(template('media="$Number$" duration="1" startNumber="3" endNumber="5"'))
    assert names(parts_of(manifest)) == ["3", "4", "5"]
    unsaid = one(template('media="$Number$" duration="1" startNumber="3" endNumber="5"'), "")
    assert names(parts_of(unsaid)) == ["3", "4", "5"]


def test_a_timeline_gives_times_numbers_and_lengths() -> None:
    manifest = one(
        template(
            'media="$Time$-$Number$" timescale="1000" presentationTimeOffset="5000"',
            timeline('t="5000" d="2000" r="1"', 'd="1500"', 't="11000" d="4000"'),
        )
    )
    assert [(part.url.removeprefix(HOME), part.start_s, part.duration_s)
            for part in parts_of(manifest).parts] == [
        ("5000-1", 0.0, 2.0),
        ("7000-2", 2.0, 2.0),
        ("9000-3", 4.0, 1.5),
        ("11000-4", 6.0, 4.0),
    ]  # fmt: skip


def test_a_repeat_without_end_goes_to_the_next_entry_or_to_the_end() -> None:
    manifest = one(template('media="$Time$"', timeline('t="0" d="2" r="-1"', 't="6" d="3" r="-1"')))
    assert names(parts_of(manifest)) == ["0", "2", "4", "6", "9"]


def test_a_timeline_ends_where_the_film_does() -> None:
    manifest = one(template('media="$Time$"', timeline('t="0" d="4" r="7"')))
    assert names(parts_of(manifest)) == ["0", "4", "8"]


def test_a_template_inherits_from_set_and_period() -> None:
    manifest = mpd(
        '<Period><SegmentTemplate timescale="10" startNumber="5" duration="1"/>'
        f"<AdaptationSet {VIDEO}>"
        f'<SegmentTemplate media="$RepresentationID$-$Number$" duration="50"/>'
        '<Representation id="r"><SegmentTemplate initialization="head"/></Representation>'
        "</AdaptationSet></Period>"
    )
    assert names(parts_of(manifest)) == ["head", "r-5", "r-6"]


def test_the_first_address_of_every_level_leads_to_the_segments() -> None:
    manifest = mpd(
        "<BaseURL>https://one.test/a/</BaseURL><BaseURL>https://two.test/</BaseURL>"
        "<Period><BaseURL>b/</BaseURL>"
        f"<AdaptationSet {VIDEO}><BaseURL>  c/  </BaseURL>"
        '<Representation><BaseURL>d/</BaseURL><SegmentTemplate media="e"/></Representation>'
        "</AdaptationSet></Period>"
    )
    assert names(parts_of(manifest)) == ["https://one.test/a/b/c/d/e"]


def test_a_list_gives_its_addresses() -> None:
    manifest = one(
        '<SegmentList timescale="10" duration="40"><Initialization sourceURL="head.mp4"/>'
        '<SegmentURL media="1.m4s"/><SegmentURL media="2.m4s"/></SegmentList>'
    )
    assert parts_of(manifest).parts == (
        Part(url=f"{HOME}head.mp4", kind=PartKind.INIT),
        Part(url=f"{HOME}1.m4s", kind=PartKind.SEGMENT, duration_s=4.0),
        Part(url=f"{HOME}2.m4s", kind=PartKind.SEGMENT, start_s=4.0, duration_s=4.0),
    )


def test_a_list_without_lengths_gives_all_its_addresses() -> None:
    manifest = one('<SegmentList><SegmentURL media="1"/><SegmentURL media="2"/></SegmentList>')
    assert names(parts_of(manifest)) == ["1", "2"]


def test_a_list_of_ranges_is_one_whole_file() -> None:
    manifest = one(
        '<BaseURL>film.mp4</BaseURL><SegmentList duration="5"><Initialization range="0-99"/>'
        '<SegmentURL mediaRange="100-199"/><SegmentURL mediaRange="200-299"/></SegmentList>'
    )
    assert parts_of(manifest).parts == (
        Part(url=f"{HOME}film.mp4", kind=PartKind.FILE, duration_s=10.0),
    )


@pytest.mark.parametrize(
    "addressing",
    [
        "<BaseURL>film.mp4</BaseURL>",
        '<BaseURL>film.mp4</BaseURL><SegmentBase><Initialization range="0-5"/></SegmentBase>',
    ],
)
def test_a_file_is_asked_for_whole(addressing: str) -> None:
    assert parts_of(one(addressing)).parts == (
        Part(url=f"{HOME}film.mp4", kind=PartKind.FILE, duration_s=10.0),
    )


def test_the_head_of_a_file_may_lie_apart() -> None:
    manifest = one(
        '<BaseURL>f.mp4</BaseURL><SegmentBase><Initialization sourceURL="h.mp4"/></SegmentBase>'
    )
    assert names(parts_of(manifest)) == ["h.mp4", "f.mp4"]


def test_the_nearest_way_of_addressing_counts() -> None:
    manifest = mpd(
        f'<Period><AdaptationSet {VIDEO}><SegmentTemplate media="$Number$" duration="1"/>'
        "<Representation><BaseURL>film.mp4</BaseURL><SegmentBase/></Representation>"
        "</AdaptationSet></Period>"
    )
    assert names(parts_of(manifest)) == ["film.mp4"]


def test_periods_follow_each_other() -> None:
    adaptation = (
        f'<AdaptationSet {VIDEO}><Representation><SegmentTemplate duration="4" '
        'media="{}-$Number$"/></Representation></AdaptationSet>'
    )
    manifest = mpd(
        f'<Period duration="PT8S">{adaptation.format("ad")}</Period>'
        f"<Period>{adaptation.format('film')}</Period>"
        f'<Period start="PT14S">{adaptation.format("end")}</Period>',
        'mediaPresentationDuration="PT17S"',
    )
    assert [(part.url.removeprefix(HOME), part.start_s) for part in parts_of(manifest).parts] == [
        ("ad-1", 0.0),
        ("ad-2", 4.0),
        ("film-1", 8.0),
        ("film-2", 12.0),
        ("end-1", 14.0),
    ]


LIVE = 'type="dynamic" availabilityStartTime="1970-01-01T00:00:00Z"'


def live(attributes: str, now_s: float | None, content: str = "") -> list[str]:
    manifest = one(template(f'media="$Number$" {attributes}', content), LIVE)
    return names(choose(manifest, VideoChoice.BEST, now_s=now_s))


def test_a_live_film_gives_the_segments_that_are_complete() -> None:
    assert live('duration="4" startNumber="1"', 13.0) == ["1", "2", "3"]


def test_a_live_film_that_has_not_begun_gives_none() -> None:
    assert live('duration="4"', -13.0) == []


def test_of_a_live_film_the_window_is_still_there() -> None:
    manifest = one(
        template('media="$Number$" duration="4" startNumber="0"'),
        f'{LIVE} timeShiftBufferDepth="PT10S"',
    )
    choice = choose(manifest, VideoChoice.BEST, now_s=1_000_000_000.0)
    assert names(choice) == ["249999997", "249999998", "249999999"]
    assert [part.start_s for part in choice.parts] == [0.0, 4.0, 8.0]
    assert names(parts_of(manifest)) == ["0", "1", "2"]


def test_a_live_timeline_gives_what_it_lists() -> None:
    listed = timeline('t="100" d="4" r="1"')
    assert live("", None, listed) == live("", 3.0, listed) == ["1", "2"]


def test_a_live_repeat_without_end_goes_to_now() -> None:
    open_end = timeline('t="4" d="4" r="-1"')
    assert live("", 13.0, open_end) == ["1", "2", "3"]
    assert live("", None, open_end) == ["1"]
