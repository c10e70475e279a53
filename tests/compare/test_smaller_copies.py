"""Smaller copies than were promised, and the many that are all there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_case import ABOVE, BELOW, case_of, kinds, looks
from staged import capture, entry, post

from archiver.compare import smaller_copies
from archiver.compare.alignment.blocks import align
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.placeholders.address_sizes import has_size, size_of
from archiver.models import Asked, BodyProbe

URL = "https://cdn.example/2024/harbour.jpg"
SINA = "https://wx1.sinaimg.cn/{}/006ab.jpg"


def found(case: Case) -> list[Loss]:
    return list(smaller_copies.losses(case))


def variant(promised: str, shown: str, probe: BodyProbe, tag: str = "") -> list[Loss]:
    """The post names one address of a picture, the page shows another."""
    return found(
        case_of(
            f"<img src='{promised}'{tag}>",
            f"<img src='{shown}' box='0,0,600,400'>",
            {shown: entry(shown, probe=probe)},
        )
    )


@pytest.mark.parametrize(
    ("promised", "shown", "width"),
    [
        (SINA.format("large"), SINA.format("mw690"), 690),
        (SINA.format("mw2000"), SINA.format("orj360"), 360),
        (SINA.format("large"), SINA.format("bmiddle"), 440),
        (URL + "?w=1600", URL + "?w=640", 640),
        ("https://mmbiz.qpic.cn/mmbiz_jpg/ab/0", "https://mmbiz.qpic.cn/mmbiz_jpg/ab/640", 640),
        ("https://pic1.zhimg.com/v2-ab_r.jpg", "https://pic1.zhimg.com/v2-ab_720w.jpg", 720),
        (
            "https://pbs.twimg.com/media/ab?format=jpg&name=orig",
            "https://pbs.twimg.com/media/ab?format=jpg&name=small",
            680,
        ),
    ],
)
def test_a_variant_that_the_server_made_smaller(promised: str, shown: str, width: int) -> None:
    (loss,) = variant(promised, shown, looks(width, 360))
    assert (loss.check, loss.kind, loss.block) == ("M9", "smaller variant", 1)
    assert f"is kept {width} pixels wide, but the post names" in loss.message
    assert loss.entry is not None
    assert loss.entry.url == shown
    # Servers never enlarge: less than the address allows is all there is.
    assert variant(promised, shown, looks(width - 50, 300)) == []


BARE = [
    (URL + "?imageView2/2/w/600", 600),
    (URL + "?imageMogr2/auto-orient/thumbnail/640x", 640),
    (URL + "?x-oss-process=image/resize,w_600/format,webp", 600),
    (URL + "?w=700&h=400", 700),
    (URL + "?resize=640%2C360", 640),
    (URL.replace(".jpg", "-640x360.jpg"), 640),
]


@pytest.mark.parametrize(("shown", "width"), BARE)
def test_a_variant_of_a_picture_that_is_known_to_be_larger(shown: str, width: int) -> None:
    (loss,) = variant(URL, shown, looks(width, 360), " width=1000")
    assert loss.kind == "smaller variant"
    assert "but the post names the picture without a size, which was not fetched." in loss.message
    # Of one that nothing is known of, the original may be as small.
    assert variant(URL, shown, looks(width, 360)) == []
    assert variant(URL, shown, looks(width - 50, 300), " width=1000") == []


def test_a_thumbnail_in_the_text_may_be_smaller_than_promised() -> None:
    thumbnail = URL + "?imageView2/2/w/200"
    (loss,) = variant(URL, thumbnail, looks(200, 133))
    assert loss.kind == "smaller variant"
    assert "without a size, which was not fetched and may be larger." in loss.message
    assert variant(URL, thumbnail, looks(190, 133)) == []  # all there is
    assert variant(URL, thumbnail, looks(200, 133), " width=200") == []
    assert variant(URL + "?w=200", thumbnail, looks(200, 133)) == []
    assert variant(URL, URL + "?imageView2/2/w/360", looks(360, 240)) == []


def test_lists_rightly_show_thumbnails_of_the_front_matter() -> None:
    thumbnail = URL + "?imageView2/2/w/200"
    page = capture(
        f"{ABOVE}<img src='{thumbnail}'>{BELOW}",
        {thumbnail: entry(thumbnail, probe=looks(200, 133))},
    )
    assert found(case_of(post(ABOVE + BELOW, thumbnail=URL), page)) == []


def test_an_earlier_capture_says_that_a_picture_is_larger() -> None:
    shown = URL + "?w=640"
    answers = {shown: entry(shown, probe=looks(640))}
    for width, expected in ((1600, ["smaller variant"]), (640, [])):
        before = capture(f"<img src='{URL}'>", {URL: entry(URL, probe=looks(width))})
        page = f"<img src='{shown}' box='0,0,600,400'>"
        case = case_of(f"<img src='{URL}'>", page, answers, earlier=before)
        assert kinds(found(case)) == expected


def test_a_post_that_asks_for_no_more_is_content() -> None:
    assert variant(SINA.format("mw690"), SINA.format("mw1024"), looks(1024, 700)) == []
    assert variant(SINA.format("orj360"), SINA.format("mw690"), looks(690, 400)) == []
    assert variant(URL, URL + "?w=700", looks(700, 400), " width=600") == []
    assert variant(URL, URL + "?format=webp", looks(700, 400)) == []


def test_the_promised_bytes_beside_a_smaller_variant_are_enough() -> None:
    small = SINA.format("mw690")
    lines = [entry(small, probe=looks(690, 400)), entry(SINA.format("large"), probe=looks(1800))]
    case = case_of(f"<img src='{SINA.format('large')}'>", f"<img src='{small}'>", {small: lines})
    assert found(case) == []
    # Also where archiver asked for them, and where they are no larger.
    again = [lines[0], entry(SINA.format("large"), probe=looks(690, 400), asked=Asked.AS_SHOWN)]
    case = case_of(f"<img src='{SINA.format('large')}'>", f"<img src='{small}'>", {small: again})
    assert found(case) == []


def test_a_window_that_chose_a_fitting_candidate_is_right() -> None:
    shown = URL + "?w=640"
    page = f"<img src='{shown}' srcset='{shown} 640w, {URL} 2000w' box='0,0,{{}},400'>"
    for width, expected in ((640, []), (600, []), (1200, ["smaller variant"])):
        answers = {shown: entry(shown, probe=looks(640)), URL: None}
        case = case_of(f"<img src='{URL}' width=2000>", page.format(width), answers)
        assert kinds(found(case)) == expected


def declared(tag: str, probe: BodyProbe, url: str = URL) -> list[Loss]:
    return found(case_of(f"<img src='{url}' {tag}>", answers={url: entry(url, probe=probe)}))


def test_a_picture_far_below_its_declared_width() -> None:
    (loss,) = declared("width=1200 height=675", looks(640))
    assert (loss.kind, loss.evidence["declared"]) == ("below declared", "1200 x 675")
    assert "is kept 640 pixels wide, but the post declares 1200 x 675." in loss.message
    assert kinds(declared("width=600", looks(300, 200))) == ["below declared"]


@pytest.mark.parametrize(
    ("tag", "probe"),
    [
        ("width=1000", looks(640)),
        ("width='100%'", looks(64, 64)),
        ("width=auto", looks(64, 64)),
        ("width=64", looks(16, 16)),
        ("width=1200", looks(300, 200, "image/svg+xml")),
        ("width=1200 height=675", looks(1, 1)),
        ("width=1200 height=675", looks(320, 180, top_share=1.0)),
        ("width=1200", looks(0, 0, "image/avif")),
        ("", looks(20, 20)),
    ],
)
def test_what_is_no_smaller_copy_is_silent(tag: str, probe: BodyProbe) -> None:
    assert declared(tag, probe) == []


@pytest.mark.parametrize(
    "query", ["?imageView2/2/w/1200", "?x-oss-process=image/resize,w_1200", "?w=1200", "?w=300"]
)
def test_an_address_with_a_size_gives_all_there_is(query: str) -> None:
    assert declared("width=1200", looks(400, 300), URL + query) == []


def test_a_larger_copy_that_archiver_asked_for_is_enough() -> None:
    lines = [entry(URL, probe=looks(320)), entry(URL, probe=looks(1200), asked=Asked.NO_REFERRER)]
    assert found(case_of(f"<img src='{URL}' width=1200>", answers={URL: lines})) == []


def test_a_photograph_that_its_camera_turned_is_as_wide_as_it_is_shown() -> None:
    promise, lying = f"<img src='{URL}' width=1920>", entry(URL, probe=looks(1080, 1920))
    case = case_of(promise, answers={URL: lying})
    assert kinds(found(case)) == ["below declared"]
    shown = [
        replace(block, width_px=1920, height_px=1080) if block.url else block
        for block in case.alignment.page
    ]
    turned = replace(case, alignment=align(case.post.blocks, shown))
    assert found(turned) == []


SET = "https://cdn.example/harbour-640x360.jpg 640w, https://cdn.example/harbour-1600x900.jpg 1600w"
SMALL = "https://cdn.example/harbour-640x360.jpg"


def candidates(box: int, *more: str, srcset: str = SET) -> list[Loss]:
    promise = f"<img src='{SMALL}' srcset='{srcset}'>"
    page = f"<img src='{SMALL}' box='0,0,{box},400'>"
    answers = [entry(SMALL, probe=looks(640)), *(entry(url, probe=looks(1600)) for url in more)]
    return found(case_of(promise, page, {SMALL: answers}))


def test_a_better_candidate_that_the_page_had_room_for() -> None:
    (loss,) = candidates(1200)
    assert (loss.kind, loss.evidence["box_width"]) == ("candidate not kept", "1200")
    assert loss.evidence["candidate"] == "https://cdn.example/harbour-1600x900.jpg"


def test_a_better_candidate_that_was_not_needed_or_is_there_is_silent() -> None:
    assert candidates(640) == []
    assert candidates(660) == []
    assert candidates(1200, "https://cdn.example/harbour-1600x900.jpg") == []
    assert candidates(1200, srcset=f"{SMALL} 640w, {SMALL}?v=2 300w") == []


def test_descriptors_of_the_body_say_what_names_do_not() -> None:
    small, large = "https://cdn.example/s.jpg", "https://cdn.example/l.jpg"
    body = f"<img src='{small}' srcset='{small} 640w, {large} 1600w'>"
    page = f"<img src='{small}' box='0,0,1200,400'>"
    answers = {small: entry(small, probe=looks(640))}
    assert found(case_of(post(body), page, answers)) == []
    (loss,) = found(case_of(post(body, body_html=body), page, answers))
    assert (loss.kind, loss.evidence["candidate"]) == ("candidate not kept", large)


def test_what_another_check_has_told_is_not_told_again() -> None:
    case = case_of(f"<img src='{URL}' width=1200>", answers={URL: entry(URL, probe=looks(320))})
    assert list(smaller_copies.losses(case, {(1, URL)})) == []
    assert len(found(case)) == 1


def test_each_of_several_places_has_its_own_key() -> None:
    tag = f"<img src='{URL}' width=1200>"
    twice = f"{tag}<p>Between the two stands a text.</p>{tag}"
    keys = [loss.key for loss in found(case_of(twice, answers={URL: entry(URL, probe=looks(320))}))]
    assert len(keys) == len(set(keys)) == 2


@pytest.mark.parametrize(
    "url",
    [
        URL,
        URL + "?v=12&id=800",
        "https://cdn.example/1200/harbour.jpg",
        "https://cdn.example/harbour-2024.jpg",
        "https://cdn.example/large/a.jpg",
        URL + "?w=0",
        URL + "?w=auto",
        URL + "?imageslim",
        "data:image/png;base64,AAAA",
    ],
)
def test_addresses_without_a_size(url: str) -> None:
    assert not has_size(size_of(url))


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60))
def test_hostile_addresses_are_read(url: str, query: str, srcset: str) -> None:
    size_of(url)
    size_of(f"https://wx1.sinaimg.cn/{url}?{query}")
    body = post("", body_html=f"<img src='{URL}' srcset='{srcset}'>")
    assert smaller_copies.losses(case_of(body, ""))
