"""Pages against their snapshots: each planted change named once, what may differ left out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from painted import HERE, SLUG, TODAY, WIDTH, Album, Piece, image, paint, story, text

from archiver.differences import (
    Against,
    PageDifference,
    bands_in_words,
    difference,
    is_as_accepted,
    learned_flicker,
    silenced,
    state_of_capture,
    state_of_snapshot,
)
from archiver.errors import StorageError, UsageError
from archiver.models import (
    BandKind,
    Box,
    Decision,
    DifferenceSettings,
    Overlay,
    Ruling,
    VisualKind,
)
from archiver.store import Collection

CLOCK = Piece(words="It is 12:01", height=30, side=True, css="clock")
AD = Piece(tag="img", words="ad.png", height=120, side=True)
FILM = Piece(tag="iframe", words="film", height=200)


def compared(
    album: Album,
    *,
    settings: DifferenceSettings = DifferenceSettings(),  # noqa: B008 - a frozen value
    learns: bool = True,
    keeps_accepted: bool = True,
    ignored: frozenset[str] = frozenset(),
) -> PageDifference:
    """Compare the last capture with the snapshot."""
    with Collection.open(album.archive, writable=False) as collection:
        old = state_of_snapshot(
            album.snapshots,
            SLUG,
            post=album.post,
            collection=collection if keeps_accepted else None,
        )
        assert old is not None
        new = state_of_capture(collection, album.ids[-1], post=album.post)
        learn = partial(learned_flicker, collection, slug=SLUG, post=album.post, settings=settings)
        return difference(
            SLUG,
            Against.SNAPSHOT,
            old,
            new,
            settings=settings,
            ignored=ignored,
            learn=learn if learns else None,
        )


def kinds(found: PageDifference) -> list[VisualKind]:
    return [each.kind for each in found.visual]


def test_the_same_page_is_told_by_hashes_and_no_picture_is_read(album: Album) -> None:
    album.add(story())
    album.accept()
    album.add(story())
    (album.snapshots / SLUG / "page.png").write_bytes(b"no picture")
    found = compared(album)
    assert (found.is_identical, found.has_changed, found.visual) == (True, False, ())
    assert found.picture is not None
    assert [band.kind for band in found.picture.bands] == [BandKind.SAME]
    assert found.old.label == "the snapshot accepted 2026-03-09 by Ann"
    assert found.new.label == "the capture of 2026-03-02 12:00"


def test_hashes_alone_tell_whether_a_page_is_as_accepted(album: Album) -> None:
    first = album.add(story())
    with Collection.open(album.archive, writable=False) as collection:
        assert is_as_accepted(collection, album.snapshots, SLUG, first) is None
        album.accept()
        assert is_as_accepted(collection, album.snapshots, SLUG, first) is True
    other = album.add([*story(), text(0, seed="x")])
    bare = album.add(story(), has_picture=False)
    for name in ("blocks.jsonl", "media.jsonl"):
        (album.snapshots / SLUG / name).write_text("no JSON")
    with Collection.open(album.archive, writable=False) as collection:
        # Neither blocks nor media are read for it.
        assert is_as_accepted(collection, album.snapshots, SLUG, first) is True
        assert is_as_accepted(collection, album.snapshots, SLUG, other) is False
        assert is_as_accepted(collection, album.snapshots, SLUG, bare) is False


def test_a_replaced_picture_is_named_with_its_line(album: Album) -> None:
    album.add(story())
    album.accept()
    album.add(
        [replace(each, seed="other" if each.words == "river.png" else "") for each in story()]
    )
    found = compared(album)
    (change,) = found.visual
    assert (change.kind, change.line) == (VisualKind.REPLACED, 7)
    assert "picture 2" in change.sentence
    assert change.new == Box(60.0, 572.0, 560.0, 300.0)
    assert found.has_changed


def test_an_inserted_banner_is_one_band_and_pushes_nothing(album: Album) -> None:
    album.add(story())
    album.accept()
    banner = Piece(words="Half price", height=16, seed="banner")
    album.add([banner, *story()])
    found = compared(album)
    assert kinds(found) == [VisualKind.ADDED]
    assert found.picture is not None
    assert bands_in_words(found.picture) == ("40 px came in at 24 px",)
    assert found.has_changed


def test_a_moved_picture_is_told_as_moved(album: Album) -> None:
    album.add(story())
    album.accept()
    first, wheel, second, *rest = story()
    album.add([first, second, wheel, *rest])
    found = compared(album)
    assert kinds(found) == [VisualKind.MOVED]


def test_a_lost_paragraph_is_told_as_removed(album: Album) -> None:
    album.add(story())
    album.accept()
    album.add([each for each in story() if each.words != text(2).words])
    found = compared(album)
    assert (VisualKind.REMOVED, 8) in [(each.kind, each.line) for each in found.visual]
    assert found.picture is not None
    assert any("px went at" in each for each in bands_in_words(found.picture))


def test_a_banner_over_the_page_covers_it(album: Album) -> None:
    album.add(story())
    album.accept()
    page = paint(story()).picture
    page.paste((20, 20, 20), (0, 600, WIDTH, 700))
    cover = Overlay(position="fixed", box=Box(0, 600, WIDTH, 100), text="We use cookies")
    album.add(story(), picture=page, overlays=[cover])
    assert kinds(compared(album)) == [VisualKind.COVERED]


def test_a_pixel_of_noise_is_silent(album: Album) -> None:
    album.add(story())
    album.accept()
    page = paint(story()).picture
    page.putpixel((500, 500), (255, 0, 0))
    album.add(story(), picture=page)
    found = compared(album)
    assert (found.visual, found.has_changed, found.is_identical) == ((), False, False)
    assert found.picture is not None
    assert found.picture.noise_px == 1


def test_a_frame_of_a_film_is_masked_on_both_pages(album: Album) -> None:
    pieces = [*story(), FILM]
    album.add(pieces)
    album.accept()
    album.add([*story(), replace(FILM, seed="another moment")])
    found = compared(album)
    assert (found.visual, found.has_changed) == ((), False)
    assert [mask.why for mask in found.new_masks] == ["a player"]
    assert [mask.why for mask in found.old_masks] == ["a player"]
    assert found.picture is not None
    assert found.picture.masked_px > 10_000


def test_a_film_behind_most_of_the_page_hides_nothing(album: Album) -> None:
    large = Piece(tag="iframe", words="film", height=4_000)

    def page(seed: str) -> None:
        pieces = [text(0), replace(large, seed=seed)]
        album.add(pieces, picture=paint(pieces).picture.crop((0, 0, 640, 4_200)))

    page("one")
    album.accept()
    page("two")
    found = compared(album)
    assert found.new_masks == ()
    assert found.has_changed


@pytest.mark.parametrize("keeps_accepted", [True, False])
def test_a_selector_masks_on_both_pages(album: Album, *, keeps_accepted: bool) -> None:
    album.add([CLOCK, *story()])
    album.accept()
    # Something else pushes the article, so that the clock is not where all else went.
    banner = Piece(words="Half price", height=16, seed="banner")
    album.add([banner, replace(CLOCK, words="It is 13:59"), *story()])
    settings = DifferenceSettings(masks=(".clock",))
    without = compared(album)
    assert VisualKind.REWRITTEN in kinds(without)
    found = compared(album, settings=settings, keeps_accepted=keeps_accepted)
    assert kinds(found) == [VisualKind.ADDED]
    assert [mask.why for mask in found.new_masks] == ["the selector .clock"]
    assert [mask.why for mask in found.old_masks] == ["the selector .clock"]


def test_a_wrong_selector_is_said(album: Album) -> None:
    album.add(story())
    album.accept()
    album.add(story()[:-1])
    with pytest.raises(UsageError, match="'p::' is no CSS selector"):
        compared(album, settings=DifferenceSettings(masks=("p::",)))


def with_ad(number: int) -> list[Piece]:
    return [replace(AD, seed=f"ad {number}"), *story()]


def test_what_looked_other_each_time_is_learned(album: Album) -> None:
    for number in range(4):
        album.add(with_ad(number))
    album.accept()
    album.add(with_ad(9))
    assert compared(album, learns=False).has_changed
    found = compared(album)
    assert (found.visual, found.has_changed) == ((), False)
    assert [mask.why for mask in found.new_masks] == [
        "looked other each time in the last 4 captures"
    ]


def test_what_changed_once_is_no_flicker(album: Album) -> None:
    for number in (0, 0, 0, 1):
        album.add(with_ad(number))
    album.accept()
    album.add(with_ad(9))
    assert compared(album).has_changed


def test_two_captures_teach_nothing(album: Album) -> None:
    for number in range(2):
        album.add(with_ad(number))
    album.accept()
    album.add(with_ad(9))
    assert compared(album).has_changed


def test_a_learned_mask_does_not_hide_what_the_post_promises(album: Album) -> None:
    """A promised picture that moves by itself is flicker; another file in its place is none."""

    def page(frame: int) -> None:
        pieces = story()
        painted = paint(pieces).picture
        painted.paste(
            paint([image("wheel.png", seed=f"frame {frame}")]).picture.crop((60, 20, 620, 320)),
            (60, 134),
        )
        album.add(pieces, picture=painted)

    for number in range(4):
        page(number)
    album.accept()
    page(9)
    assert not compared(album).has_changed
    album.add([replace(e, seed="wrong" if e.words == "wheel.png" else "") for e in story()])
    assert kinds(compared(album)) == [VisualKind.REPLACED]


def test_an_edited_article_teaches_no_flicker(album: Album) -> None:
    def page(seed: str) -> list[Piece]:
        return [replace(e, seed=seed if e.words == "wheel.png" else "") for e in story()]

    for seed in ("one", "two", "three", "four"):
        album.add(page(seed))
    album.accept()
    album.add(page("five"))
    assert kinds(compared(album)) == [VisualKind.REPLACED]


def test_another_browser_width_and_font_are_noted(album: Album) -> None:
    album.add(story(), fonts=("Mill Sans",))
    album.accept()
    other = replace(HERE, browser="Chromium 157\x1b[31m", viewport_width_px=390)
    album.add(story(), environment=other, width=WIDTH - 100)
    found = compared(album)
    assert found.notes == (
        "another browser: Chromium 156 before, Chromium 157[31m now",
        "another width of the window: 900 px before, 390 px now",
        "a font of the page did not come any more: Mill Sans",
    )
    assert found.picture is not None
    assert bands_in_words(found.picture)[0] == "800 px wide, was 900 px"
    assert found.has_changed


def test_a_picture_that_is_damaged_is_said(album: Album) -> None:
    album.add(story())
    album.accept()
    album.add(story()[:-1])
    path = album.snapshots / SLUG / "page.png"
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(StorageError, match=r"page\.png: not the picture that snapshot\.json"):
        compared(album)


def test_a_page_without_picture_is_compared_in_nothing_and_says_so(album: Album) -> None:
    album.add(story())
    album.accept()
    album.add(story(), has_picture=False)
    found = compared(album)
    assert (found.picture, found.visual) == (None, ())
    assert found.notes == ("the capture of 2026-03-02 12:00 has no picture of the whole page",)


def test_a_page_that_did_not_come_is_another_one(album: Album) -> None:
    album.add(story())
    album.accept()
    album.add(story(), error="net::ERR_FAILED")
    found = compared(album)
    assert found.has_changed
    assert found.notes == (
        "the capture of 2026-03-02 12:00: the page did not come (net::ERR_FAILED)",
    )


def test_without_snapshot_there_is_no_state(album: Album) -> None:
    album.add(story())
    assert state_of_snapshot(album.snapshots, SLUG) is None
    album.accept()
    shutil.rmtree(album.snapshots / SLUG)
    assert state_of_snapshot(album.snapshots, SLUG) is None


def decided(fingerprint: str, verdict: Ruling, until: date | None = None) -> Decision:
    return Decision(
        slug=SLUG,
        check="S1",
        fingerprint=fingerprint,
        verdict=verdict,
        reason="r",
        by="Ann",
        at=TODAY,
        until=until,
    )


@pytest.mark.parametrize(
    ("change", "is_silenced"),
    [
        (lambda each: each, True),
        (lambda each: replace(each, verdict=Ruling.ACCEPTED), True),
        (lambda each: replace(each, verdict=Ruling.REJECTED), False),
        (lambda each: replace(each, verdict=Ruling.NOTED), False),
        (lambda each: replace(each, slug="other"), False),
        (lambda each: replace(each, check="M3"), False),
        (lambda each: replace(each, until=TODAY), True),
        (lambda each: replace(each, until=TODAY - timedelta(days=1)), False),
    ],
)
def test_what_is_ignored_counts_no_more(
    album: Album, change: Callable[[Decision], Decision], *, is_silenced: bool
) -> None:
    album.add(story())
    album.accept()
    album.add(with_ad(1))
    (fingerprint,) = [each.fingerprint for each in compared(album).visual]
    decision = change(decided(fingerprint, Ruling.IGNORED))
    found = compared(album, ignored=silenced([decision], SLUG, TODAY))
    assert found.has_changed is not is_silenced
    assert len(found.visual) == 1


def test_texts_beside_the_article_that_read_otherwise_do_not_count(album: Album) -> None:
    album.add([CLOCK, *story()])
    album.accept()
    album.add([replace(CLOCK, words="It is 13:59"), *story()])
    found = compared(album)
    assert [(each.kind, each.outside) for each in found.visual] == [(VisualKind.REWRITTEN, True)]
    assert not found.has_changed
