"""Pictures that came whole and show nothing, and all that looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_case import ABOVE, BELOW, case_of, kinds, looks
from staged import capture, entry, post

from archiver.compare import blank_pictures
from archiver.compare.loss import Loss
from archiver.models import BodyProbe

URL = "https://cdn.example/2024/harbour.jpg"


def judged(probe: BodyProbe | None, tag: str = f"<img src='{URL}'>", **facts: object) -> list[Loss]:
    url = tag.partition("src='")[2].partition("'")[0]
    case = case_of(tag, answers={url: entry(url, probe=probe, **facts)})
    return list(blank_pictures.losses(case))


@pytest.mark.parametrize("share", [0.991, 0.999, 1.0])
def test_a_picture_of_one_colour_is_blank(share: float) -> None:
    (loss,) = judged(looks(top_share=share))
    assert (loss.check, loss.kind, loss.block) == ("M8", "one colour", 1)
    assert loss.subject == URL
    assert loss.evidence["pixels"] == "640 x 360"
    assert loss.evidence["top_share"] == f"{share:.3f}"
    assert loss.message.startswith(f"The picture {URL} came whole and shows nothing: ")
    assert loss.entry is not None


@pytest.mark.parametrize(
    "probe",
    [
        looks(top_share=0.98),
        looks(top_share=0.99),
        looks(top_share=0.995, phash="00ff00ff00ff00ff"),
        looks(),
        looks(sniffed="image/svg+xml", top_share=1.0),
        None,
    ],
    ids=["98 % white", "at the limit", "thin lines", "not decoded", "drawing", "no probe"],
)
def test_a_picture_with_something_in_it_is_silent(probe: BodyProbe | None) -> None:
    assert judged(probe) == []


def test_white_letters_on_a_transparent_ground_are_silent() -> None:
    letters = looks(300, 100, "image/png", top_share=1.0)
    assert judged(letters, size_bytes=6_000) == []
    assert kinds(judged(letters, size_bytes=600)) == ["one colour"]
    # A photograph's file may hold a profile and a thumbnail, whatever it shows.
    assert kinds(judged(looks(300, 100, top_share=1.0), size_bytes=6_000)) == ["one colour"]


@pytest.mark.parametrize("probe", [looks(1, 1), looks(2, 1, top_share=1.0)])
def test_a_pixel_in_the_place_of_a_picture_is_blank(probe: BodyProbe) -> None:
    for tag in (f"<img src='{URL}'>", f"<img src='{URL}' width=600 height=400>"):
        (loss,) = judged(probe, tag)
        assert loss.kind == "pixel"


@pytest.mark.parametrize(
    ("tag", "probe"),
    [
        ("<img src='https://cdn.example/a.png' width=600 height=2>", looks(600, 2, top_share=1.0)),
        ("<img src='https://cdn.example/a.png' width=4 height=400>", looks(40, 40, top_share=1.0)),
        ("<img src='https://cdn.example/a.png'>", looks(900, 12, top_share=1.0)),
        ("<img src='https://cdn.example/bullet.png'>", looks(12, 12, top_share=1.0)),
        ("<img src='https://cdn.example/spacer.gif'>", looks(1, 1, "image/gif")),
        ("<img src='https://cdn.example/x/divider-2.png'>", looks(400, 90, top_share=1.0)),
        ("<img src='https://cdn.example/x/t.gif' width=1 height=1>", looks(1, 1, "image/gif")),
        ("<img src='https://s.example/stat?page=1'>", looks(1, 1, "image/gif")),
        ("<img src='https://s.example/b/track.gif?page=1'>", looks(1, 1, "image/gif")),
    ],
)
def test_what_is_meant_to_show_nothing_is_silent(tag: str, probe: BodyProbe) -> None:
    assert judged(probe, tag) == []


def test_a_name_excuses_no_picture_that_the_post_gives_room_or_a_caption() -> None:
    line = "https://cdn.example/line.png"
    blank = looks(640, 360, "image/png", top_share=1.0)
    assert judged(blank, f"<img src='{line}'>", size_bytes=900) == []
    wide = judged(blank, f"<img src='{line}' width=640 height=360>", size_bytes=900)
    assert kinds(wide) == ["one colour"]
    figure = f"<figure><img src='{line}'><figcaption>The new line in May.</figcaption></figure>"
    assert kinds(judged(blank, figure, size_bytes=900)) == ["one colour"]
    # A word inside another is no such name.
    other = "https://cdn.example/outline-of-airline.jpg"
    assert kinds(judged(blank, f"<img src='{other}'>", size_bytes=900)) == ["one colour"]


def test_a_pixel_of_the_theme_is_no_promise() -> None:
    pixel = "https://cdn.example/p.gif"
    page = f"<img src='{URL}'><img src='{pixel}'>"
    case = case_of(f"<img src='{URL}'>", page, {pixel: entry(pixel, probe=looks(1, 1))})
    assert list(blank_pictures.losses(case)) == []


def test_a_data_picture_is_its_own_bytes() -> None:
    assert list(blank_pictures.losses(case_of("<img src='data:image/gif;base64,R0lGOD'>"))) == []


def test_what_another_check_has_told_is_not_told_again() -> None:
    case = case_of(f"<img src='{URL}'>", answers={URL: entry(URL, probe=looks(top_share=1.0))})
    assert list(blank_pictures.losses(case, {(1, URL)})) == []
    assert len(list(blank_pictures.losses(case, {(2, URL)}))) == 1


def test_one_that_failed_is_another_checks() -> None:
    assert judged(looks(top_share=1.0), status=404) == []
    cut = BodyProbe(sniffed="image/jpeg", complete=False, width_px=9, height_px=9, top_share=1.0)
    assert judged(cut) == []


def test_looks_from_the_archive_count_where_the_ledger_has_none() -> None:
    line = entry(URL, probe=looks())
    blank = {line.sha1: looks(top_share=1.0)}
    case = case_of(f"<img src='{URL}'>", answers={URL: line}, seen=blank)
    assert kinds(list(blank_pictures.losses(case))) == ["one colour"]


def test_posters_and_head_pictures_count_too() -> None:
    film = f"<video src='https://cdn.example/f.mp4' poster='{URL}'></video>"
    blank = {URL: entry(URL, probe=looks(top_share=1.0))}
    (loss,) = blank_pictures.losses(case_of(film, answers=blank))
    assert (loss.evidence["field"], loss.message[:10]) == ("poster", "The poster")
    head = f"<img src='{URL}'>" + ABOVE + BELOW
    case = case_of(post(ABOVE + BELOW, headimg=URL), capture(head, blank))
    (loss,) = blank_pictures.losses(case)
    assert (loss.evidence["field"], loss.block) == ("headimg", None)


def test_each_of_several_places_has_its_own_key() -> None:
    tag = f"<img src='{URL}'><p>Between the two stands a text.</p><img src='{URL}'>"
    case = case_of(tag, answers={URL: entry(URL, probe=looks(top_share=1.0))})
    keys = [loss.key for loss in blank_pictures.losses(case)]
    assert len(keys) == len(set(keys)) == 2


@given(
    st.builds(
        BodyProbe,
        sniffed=st.sampled_from(["image/jpeg", "image/png", "image/svg+xml", "", "x"]),
        complete=st.just(True),
        width_px=st.integers(-5, 10_000),
        height_px=st.integers(-5, 10_000),
        phash=st.sampled_from(["", "z", "00ff00ff00ff00ff"]),
        top_share=st.floats(allow_nan=True, allow_infinity=True),
    )
)
def test_no_probe_breaks_it(probe: BodyProbe) -> None:
    for loss in judged(probe):
        assert loss.message.endswith(".")
