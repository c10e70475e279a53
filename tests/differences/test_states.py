"""States of pages: of captures, of what was shown, and where things stand on the other picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from painted import SLUG, Album, Painted, Piece, image, paint, png, story, text

from archiver.differences import (
    Against,
    Mask,
    PageState,
    bands_in_words,
    difference,
    earlier_state,
    masks_of,
    state_of_capture,
    state_of_shown,
)
from archiver.differences.rows_across import RowsAcross
from archiver.errors import FormatError
from archiver.images import PagePicture
from archiver.models import (
    AlignedBand,
    Band,
    BandKind,
    Box,
    Capture,
    DifferenceSettings,
    PageOrigin,
    PictureDifference,
    Region,
    Screenshot,
    ScreenshotKind,
    VisualKind,
)
from archiver.store import Collection


@dataclass(frozen=True)
class Shown:
    """What a replay gives."""

    capture: Capture
    screenshots: tuple[Screenshot, ...]


def state(album: Album, capture_id: str = "") -> PageState:
    with Collection.open(album.archive, writable=False) as collection:
        found = state_of_capture(collection, capture_id or album.ids[-1], post=album.post)
        assert found.sight
        if found.picture is not None:
            data = found.picture.load()  # while the archive is open
            found = replace(found, picture=PagePicture(lambda: data, found.picture.rows))
        return found


def shown(album: Album, painted: Painted, data: bytes = b"") -> Shown:
    """What a replay gives: the capture, as it looked then."""
    capture = state(album).capture
    assert capture is not None
    assert capture.snapshot is not None
    frame = replace(capture.snapshot.frames[0], tree=painted.tree)
    whole = Screenshot(
        kind=ScreenshotKind.FULL_PAGE,
        media_type="image/png",
        width_px=painted.picture.width,
        height_px=painted.picture.height,
        data=data or png(painted.picture),
    )
    first_view = replace(whole, kind=ScreenshotKind.VIEW, data=b"no picture")
    return Shown(
        capture=replace(capture, snapshot=replace(capture.snapshot, frames=(frame,))),
        screenshots=(first_view, whole),
    )


def test_the_state_before_is_that_of_the_last_page_that_came(album: Album) -> None:
    first = album.add(story())
    album.add(story(), error="net::ERR_FAILED")
    last = album.add(story())
    with Collection.open(album.archive, writable=False) as collection:
        found = earlier_state(collection, SLUG, last)
        assert found is not None
        assert (found.capture_id, found.label) == (first, "the capture of 2026-03-01 12:00")
        assert earlier_state(collection, SLUG, first) is None


def test_a_replay_that_lost_a_picture_is_told_so(album: Album) -> None:
    album.add(story())
    again = [each for each in story() if each.words != "river.png"]
    old = state(album)
    new = state_of_shown(shown(album, paint(again)), label="its replay", post=album.post)
    found = difference(SLUG, Against.REPLAY, old, new)
    assert [(each.kind, each.line) for each in found.visual] == [(VisualKind.REMOVED, 7)]
    assert found.new.label == "its replay"
    assert not difference(
        SLUG,
        Against.REPLAY,
        old,
        state_of_shown(shown(album, paint(story())), label="its replay"),
    ).has_changed


def test_a_picture_of_what_was_shown_that_cannot_be_read_is_said(album: Album) -> None:
    album.add(story())
    with pytest.raises(FormatError, match="mill: the picture of its replay cannot be read"):
        state_of_shown(shown(album, paint(story()), b"no picture"), label="its replay")


def test_of_the_source_in_another_layout_only_its_content_is_told(album: Album) -> None:
    menu = Piece(words="Home, people, river, contact and more of the menu", height=40)
    lost = [replace(each, height=each.height + 30) for each in story() if each != text(2)]
    album.add([menu, *lost])
    source = state_of_shown(shown(album, paint(story())), label="the post", post=album.post)
    found = difference(SLUG, Against.SOURCE, source, state(album))
    assert [(each.kind, each.line) for each in found.visual] == [(VisualKind.REMOVED, 8)]
    assert any("plain layout" in note for note in found.notes)
    rendered = replace(state(album), origin=PageOrigin.RENDERED)
    everything = difference(SLUG, Against.SOURCE, source, rendered)
    assert len(everything.visual) > 1
    assert everything.notes == ()


def test_a_known_advertiser_is_masked_and_an_endless_box_is_no_mask(album: Album) -> None:
    painted = paint(story())
    body = painted.tree[3][0]
    advertiser = ["iframe", {"src": "https://ad.doubleclick.net/x"}, [10, 10, 300, 90], []]
    endless = ["div", {"class": "clock"}, [0, 0, 1e400, 1e400], ["12:01"]]
    far = ["div", {"class": "clock"}, [-1e300, 1e300, 50, 50], ["12:01"]]
    body[3] += [advertiser, endless, far]
    album.add(story())
    settings = DifferenceSettings(masks=(".clock",))
    new = state_of_shown(shown(album, painted), label="now", post=album.post)
    masks = masks_of(new, settings)
    assert Mask(box=Box(10, 10, 300, 90), why="an advertisement") in masks
    # Nothing in such boxes breaks the comparison, nor hides the page.
    other = paint([*story()[:-1], image("new.png")])
    other.tree[3][0][3] += [advertiser, endless, far]
    old = state_of_shown(shown(album, other), label="before", post=album.post)
    assert difference(SLUG, Against.REPLAY, old, new, settings=settings).has_changed


def band(kind: BandKind, old: tuple[int, int], new: tuple[int, int]) -> AlignedBand:
    return AlignedBand(
        kind=kind,
        old=Band(top_px=old[0], bottom_px=old[1]),
        new=Band(top_px=new[0], bottom_px=new[1]),
    )


BANDS = (
    band(BandKind.SAME, (0, 100), (0, 100)),
    band(BandKind.INSERTED, (100, 100), (100, 140)),
    band(BandKind.CHANGED, (100, 200), (140, 340)),
    band(BandKind.MOVED, (500, 600), (340, 440)),
    band(BandKind.DELETED, (200, 201), (440, 440)),
    band(BandKind.DELETED, (201, 300), (440, 440)),
    band(BandKind.SAME, (300, 500), (440, 640)),
)


@pytest.mark.parametrize(
    ("y", "to_new", "expected"),
    [
        (20, True, 20),
        (520, True, 360),
        (220, True, None),
        (320, True, 460),
        (110, False, None),
        (360, False, 520),
        (230, False, 140),
        (700, False, None),
        (-50, False, None),
    ],
)
def test_a_box_is_found_on_the_other_picture(y: int, to_new: bool, expected: int | None) -> None:
    found = RowsAcross(BANDS, to_new=to_new).box(Box(7, y, 30, 20))
    assert found == (None if expected is None else Box(7, expected, 30, 20))


def test_rows_that_came_and_went_are_told_in_words() -> None:
    def region(old: Box | None, new: Box | None) -> Region:
        return Region(old=old, new=new, pixels=9)

    regions = (
        region(None, Box(0, 100, 900, 40)),
        region(Box(0, 200, 900, 1), None),
        region(Box(0, 201, 900, 99), None),
    )
    picture = PictureDifference(
        old_width_px=900,
        old_height_px=600,
        new_width_px=900,
        new_height_px=640,
        bands=BANDS,
        regions=regions,
    )
    assert bands_in_words(picture) == (
        "40 px came in at 100 px",
        "100 px became 200 px at 140 px",
        "100 px moved from 500 px to 340 px",
        "99 px went at 201 px",
    )
    # What is masked has no region, and is not told.
    assert bands_in_words(replace(picture, regions=regions[1:]))[0].startswith("100 px became")
