"""P3: the picture of the page is blank, cut, unstable or not there; what stays silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staged import PAGE, Frame, capture, entry, ids, post

from archiver.compare import check, screenshots
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.models import (
    Asked,
    Band,
    BlockKind,
    BodyProbe,
    Capture,
    LostAt,
    MediaState,
    Outcome,
    PlayerOutcome,
    PlayerState,
    ScreenshotFacts,
    ScreenshotKind,
)

PICTURE = "https://cdn.example/a.jpg"
FILM = "https://cdn.example/f.mp4"
PLAYER = "https://player.news.example/embed/1"
TEXTS = [f"The paragraph number {number} of this article." for number in range(4)]


def facts(*blank: tuple[int, int], height_px: int = 4000, **more: object) -> ScreenshotFacts:
    bands = tuple(Band(top_px=top, bottom_px=bottom) for top, bottom in blank)
    whole = ScreenshotFacts(
        kind=ScreenshotKind.FULL_PAGE, width_px=1280, height_px=height_px, blank=bands
    )
    return replace(whole, **more)  # type: ignore[arg-type]


VIEW = ScreenshotFacts(kind=ScreenshotKind.VIEW, width_px=1280, height_px=720)


def state(url: str, outcome: Outcome = Outcome.LOADED, **more: object) -> MediaState:
    known = MediaState(kind=BlockKind.IMAGE, url=url, frame=0, outcome=outcome)
    return replace(known, **more)  # type: ignore[arg-type]


def found(html: str, picture: ScreenshotFacts | None, /, **page: object) -> list[Loss]:
    """The losses of a page and its own picture, the page being as the post has it."""
    pictures = (VIEW,) if picture is None else (VIEW, picture)
    shown = capture(html, pictures=pictures, **page)  # type: ignore[arg-type]
    return list(screenshots.losses(case_of(html, shown)))


def case_of(html: str, shown: Capture, **more: object) -> Case:
    assert shown.snapshot is not None
    return Case.of(post(html), shown, Page.of(shown.snapshot), **more)  # type: ignore[arg-type]


def image(top: int = 1000, height: int = 300) -> str:
    return f'<p>{TEXTS[0]}</p><img src="{PICTURE}" box="100,{top},600,{height}">'


def test_a_picture_on_a_blank_band_is_told() -> None:
    (loss,) = found(image(), facts((990, 1310)))
    assert (loss.check, loss.kind, loss.block, loss.lost_at) == ("P3", "blank", 1, LostAt.CAPTURE)
    assert loss.message == f"The page loaded the picture {PICTURE}, but its picture is blank there."
    assert loss.evidence == {"rows": "990-1310"}


@pytest.mark.parametrize("band", [(1010, 1310), (990, 1290), (1310, 1500), (500, 1000)])
def test_a_band_that_does_not_cover_all_of_it_is_silent(band: tuple[int, int]) -> None:
    assert found(image(), facts(band)) == []


def test_an_edge_that_is_drawn_into_the_neighbour_is_forgiven() -> None:
    assert len(found(image(), facts((1002, 1298)))) == 1


@pytest.mark.parametrize(
    "answer",
    [
        entry(PICTURE, status=404),
        [entry(PICTURE, status=403), entry(PICTURE, asked=Asked.NO_REFERRER)],
        None,
        entry(PICTURE, record=None),
        entry(PICTURE, probe=BodyProbe(sniffed="image/png", complete=True, top_share=1.0)),
        entry(PICTURE, probe=BodyProbe(sniffed="image/svg+xml", complete=True)),
    ],
)
def test_what_another_check_tells_or_is_blank_by_itself_is_silent(answer: object) -> None:
    assert found(image(), facts((990, 1310)), answers={PICTURE: answer}) == []


def test_a_picture_that_looks_say_is_flat_is_silent() -> None:
    shown = capture(image(), pictures=(facts((990, 1310)),))
    flat = BodyProbe(sniffed="image/jpeg", complete=True, top_share=0.995)
    looks = {line.sha1: flat for line in shown.ledger if line.url == PICTURE}
    assert list(screenshots.losses(case_of(image(), shown))) != []
    assert list(screenshots.losses(case_of(image(), shown, looks=looks))) == []


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.TIMED_OUT, Outcome.NOT_REQUESTED])
def test_a_picture_that_the_browser_never_had_is_silent(outcome: Outcome) -> None:
    assert found(image(), facts((990, 1310)), states=[state(PICTURE, outcome)]) == []
    assert len(found(image(), facts((990, 1310)), states=[state(PICTURE)])) == 1


def test_a_small_picture_is_not_looked_for() -> None:
    assert found(image(height=30), facts((900, 1400))) == []


def test_a_film_is_looked_for_once_its_first_frame_was_there() -> None:
    html = f'<p>{TEXTS[0]}</p><video src="{FILM}" box="0,1000,600,300"></video>'
    loaded = state(FILM, kind=BlockKind.VIDEO, natural_width_px=640)
    assert found(html, facts((990, 1310))) == []
    assert len(found(html, facts((990, 1310)), states=[loaded])) == 1


def test_a_player_is_looked_for_when_its_film_is_there() -> None:
    html = f'<p>{TEXTS[0]}</p><iframe src="{PLAYER}" box="0,1000,600,300"></iframe>'
    shows = {PLAYER: Frame(html="<video></video><p>The river at night</p>")}
    assert found(html, facts((990, 1310))) == []  # a film alone shows nothing by itself
    assert [loss.block for loss in found(html, facts((990, 1310)), frames=shows)] == [1]
    hidden = {PLAYER: Frame(html="<video></video><p hidden>The river</p><img>")}
    assert found(html, facts((990, 1310)), frames=hidden) == []
    dead = {PLAYER: entry(PLAYER, status=404, resource_type="document")}
    assert found(html, facts((990, 1310)), answers=dead, frames=shows) == []
    refused = {
        PLAYER: Frame(html=shows[PLAYER].html, error="refused", url="chrome-error://chromewebdata/")
    }
    assert found(html, facts((990, 1310)), frames=refused) == []


def test_a_player_of_another_site_may_be_drawn_after_the_picture() -> None:
    other = "https://player.example/embed/1"
    html = f'<p>{TEXTS[0]}</p><iframe src="{other}" box="0,1000,600,300"></iframe>'
    shows = {other: Frame(html="<video></video><p>The river at night</p>")}
    page = capture(html, frames=shows, pictures=(VIEW, facts((990, 1310))))
    assert ids(check(post(html), page)) == []


def test_a_player_that_does_not_play_is_told_once() -> None:
    html = f'<p>{TEXTS[0]}</p><iframe src="{PLAYER}" box="0,1000,600,300"></iframe>'
    shows = {PLAYER: Frame(html="<video></video><p>The river at night</p>")}
    state = PlayerState(
        url=PLAYER,
        frame=1,
        provider="other",
        outcome=PlayerOutcome.CAPTURED,
        media_urls=("https://cdn.example/own.mp4",),
    )
    page = capture(html, frames=shows, players=(state,), pictures=(VIEW, facts((990, 1310))))
    assert ids(check(post(html), page)) == ["P3w"]
    line = entry(state.media_urls[0], asked=Asked.YT_DLP)
    otherwise = replace(page, ledger=(*page.ledger, line))
    assert ids(check(post(html), otherwise)) == ["V3w"]
    unknown = replace(state, outcome=PlayerOutcome.UNKNOWN)
    assert ids(check(post(html), replace(page, players=(unknown,)))) == ["V3"]


def test_a_sound_is_never_looked_for() -> None:
    html = f'<p>{TEXTS[0]}</p><audio src="{FILM}" controls box="0,1000,600,54"></audio>'
    assert found(html, facts((990, 1310)), states=[state(FILM, kind=BlockKind.AUDIO)]) == []


def paragraphs(*tops: int) -> str:
    return "".join(
        f'<p box="100,{top},800,30">{text}</p>' for top, text in zip(tops, TEXTS, strict=False)
    )


def test_a_tall_band_is_told_once_with_all_that_is_in_it() -> None:
    html = paragraphs(1000, 1100) + f'<img src="{PICTURE}" box="100,1200,600,300">'
    (loss,) = found(html, facts((950, 1600)))
    assert (loss.kind, loss.block, loss.evidence["blocks"]) == ("blank band", 0, "0, 1, 2")
    assert loss.message == (
        "The picture of the page is blank from row 950 to 1,600, where it should show "
        f'the paragraph "{TEXTS[0]}" and 2 more of the post\'s blocks.'
    )


def test_a_tall_band_without_anything_promised_is_silent() -> None:
    assert found(paragraphs(100, 3000), facts((200, 2900))) == []


def test_one_blank_line_is_silent_and_several_are_a_font_that_did_not_come() -> None:
    assert found(paragraphs(1000), facts((990, 1040))) == []
    assert [loss.kind for loss in found(paragraphs(1000, 1040), facts((990, 1090)))] == [
        "blank band"
    ]
    long = f'<p box="100,1000,800,60">{TEXTS[0]}</p>'
    assert [loss.kind for loss in found(long, facts((990, 1090)))] == ["blank band"]


@pytest.mark.parametrize("hidden", ["hidden", "nobox", 'style="visibility:hidden"'])
def test_hidden_text_is_not_looked_for(hidden: str) -> None:
    html = f'<p {hidden} box="100,1000,800,30">{TEXTS[0]}</p><p box="0,100,9,9">{TEXTS[1]}</p>'
    shown = capture(html, pictures=(facts((900, 1600)),))
    promise = f"<p>{TEXTS[0]}</p><p>{TEXTS[1]}</p>"
    assert shown.snapshot is not None
    case = Case.of(post(promise), shown, Page.of(shown.snapshot))
    assert list(screenshots.losses(case)) == []


def test_a_tall_window_asks_for_a_fifth_of_its_height() -> None:
    shown = capture(paragraphs(1000), pictures=(facts((950, 1600)),))
    tall = replace(shown, environment=replace(shown.environment, viewport_height_px=3600))
    assert len(list(screenshots.losses(case_of(paragraphs(1000), shown)))) == 1
    assert list(screenshots.losses(case_of(paragraphs(1000), tall))) == []


def test_boxes_are_scaled_to_the_picture() -> None:
    doubled = facts((1980, 2620), height_px=8000, width_px=2560)
    assert len(found(image(), doubled)) == 1
    assert found(image(), facts((990, 1310), height_px=8000, width_px=2560)) == []


# --- cut, not there, unstable


@pytest.mark.parametrize(
    ("height_px", "expected"), [(4000, []), (3998, []), (3997, ["cut"]), (720, ["cut"])]
)
def test_a_picture_that_ends_before_the_page_is_told(height_px: int, expected: list[str]) -> None:
    assert [each.kind for each in found(image(), facts(height_px=height_px))] == expected


def test_a_page_that_is_taller_than_what_is_pictured_is_silent() -> None:
    shown = capture(image(), pictures=(facts(height_px=screenshots.TALLEST_PX),))
    assert shown.snapshot is not None
    endless = replace(shown, snapshot=replace(shown.snapshot, height_px=300_000))
    assert list(screenshots.losses(case_of(image(), endless))) == []
    short = replace(endless, pictures=(facts(height_px=99_000),))
    assert [each.kind for each in screenshots.losses(case_of(image(), short))] == ["cut"]


def test_what_lies_below_the_picture_is_told_once() -> None:
    shown = capture(paragraphs(100, 3_900, 4_000, 4_040), pictures=(facts(),))
    (loss,) = screenshots.losses(case_of(paragraphs(100, 3_900, 4_000, 4_040), shown))
    assert (loss.kind, loss.block, loss.evidence) == ("below", 2, {"blocks": "2, 3"})
    assert loss.message == (
        f'The picture of the page ends above the paragraph "{TEXTS[2]}" and 1 more of the '
        "post's blocks: the page shows them in a part that scrolls by itself."
    )
    cut = replace(shown, pictures=(facts(height_px=3_000),))
    assert [each.kind for each in screenshots.losses(case_of(paragraphs(1), cut))] == ["cut"]


def test_no_picture_at_all_is_told_where_pictures_were_looked_at() -> None:
    assert [each.kind for each in found(image(), None)] == ["none"]
    assert list(screenshots.losses(case_of(image(), capture(image())))) == []


def test_a_failed_page_has_no_picture_to_miss() -> None:
    failed = replace(capture(image(), pictures=(VIEW,)), snapshot=None)
    assert list(screenshots.picture_losses(failed)) == []


def differing(*bands: tuple[int, int]) -> ScreenshotFacts:
    return facts(differs=tuple(Band(top_px=top, bottom_px=bottom) for top, bottom in bands))


@pytest.mark.parametrize(
    ("bands", "expected"), [([(0, 36)], 1), ([(0, 35)], 0), ([(10, 30), (100, 120)], 1), ([], 0)]
)
def test_a_twentieth_of_the_rows_makes_a_page_unstable(
    bands: list[tuple[int, int]], expected: int
) -> None:
    losses = found(image(), differing(*bands))
    assert [each.kind for each in losses] == ["unstable"] * expected


def test_what_an_unstable_page_is_told_by() -> None:
    (loss,) = found(image(), differing((300, 400), (0, 40)))
    assert loss.message == (
        "Two pictures of the page, taken one after the other, differ in 140 of the "
        "first 720 rows: it did not hold still."
    )
    assert loss.evidence == {"differing_rows": "140", "bands": "0-40, 300-400"}


@pytest.mark.parametrize(
    "moving",
    [
        f'<video src="{FILM}" box="0,100,600,300"></video>',
        f'<iframe src="{PLAYER}" box="0,100,600,300"></iframe>',
        '<img src="https://cdn.example/dance.gif" box="0,100,600,300">',
    ],
)
def test_what_moves_by_nature_is_silent(moving: str) -> None:
    gif = entry(
        "https://cdn.example/dance.gif", probe=BodyProbe(sniffed="image/gif", complete=True)
    )
    html = f"<p>{TEXTS[0]}</p>{moving}"
    answers = {gif.url: gif} if gif.url in moving else {}
    assert found(html, differing((100, 400)), answers=answers) == []
    assert len(found(html, differing((100, 440)), answers=answers)) == 1


boxes = st.tuples(*[st.integers(-5_000, 200_000)] * 4)
bands = st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 200_000)), max_size=8)


@given(boxes, bands, bands, st.integers(0, 200_000), st.integers(0, 5_000))
def test_no_picture_makes_it_raise(
    box: tuple[int, ...],
    blank: list[tuple[int, int]],
    differs: list[tuple[int, int]],
    height_px: int,
    width_px: int,
) -> None:
    html = f'<p>{TEXTS[0]}</p><img src="{PICTURE}" box="{",".join(map(str, box))}">'
    whole = replace(
        facts(*blank, height_px=height_px, width_px=width_px), differs=differing(*differs).differs
    )
    for loss in found(html, whole):
        assert loss.check == "P3"
        assert loss.message.endswith(".")


def test_the_address_of_the_page_is_no_part_of_a_fingerprint() -> None:
    (loss,) = found(image(), facts((990, 1310)))
    assert PAGE not in loss.key + loss.kind
