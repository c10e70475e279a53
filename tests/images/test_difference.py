"""What is told of two pictures of a page: whole bands, regions of pixels, noise, masks."""

from __future__ import annotations

import io
import math
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from archiver.errors import FormatError
from archiver.images import PagePicture, RowHashes, picture_difference
from archiver.images.decoding import MAX_PIXELS
from archiver.images.pixels import differing_pixels
from archiver.images.rows import rows_of_octets
from archiver.models import Box
from archiver.models.difference import (
    AlignedBand,
    BandKind,
    DifferenceSettings,
    PictureDifference,
    Region,
)

EVERY_PIXEL = DifferenceSettings(antialiasing=True, least_px=1)


def encoded(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def rows_of(pixels: np.ndarray) -> RowHashes:
    return rows_of_octets(np.ascontiguousarray(pixels).data.cast("B"), pixels.shape[1])


def picture(pixels: np.ndarray) -> PagePicture:
    return PagePicture(lambda: encoded(pixels), rows_of(pixels))


def unseen(pixels: np.ndarray) -> PagePicture:
    """A picture of which only the hashes may be asked for."""

    def load() -> bytes:
        raise AssertionError("it was decoded")

    return PagePicture(load, rows_of(pixels))


def difference(old: np.ndarray, new: np.ndarray, *more: object, **masks: object):
    return picture_difference(picture(old), picture(new), *more, **masks)


def page(height: int = 1200, width: int = 320, seed: int = 1) -> np.ndarray:
    """Lines of text, and a photograph from 400 to 600; white in between."""
    chance = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 255, np.uint8)
    for top in range(20, height - 20, 28):
        letters = chance.random((14, width - 80)) < 0.3
        pixels[top : top + 14, 40 : width - 40][letters] = 30
    if height > 620:
        pixels[380:620] = 255
        pixels[400:600, 60:260] = chance.integers(0, 256, (200, 200, 3))
    return pixels


def kinds(told: PictureDifference) -> list[BandKind]:
    return [band.kind for band in told.bands if band.kind is not BandKind.SAME]


def sides(band: AlignedBand) -> tuple[slice, slice]:
    old, new = band.old, band.new
    return slice(old.top_px, old.bottom_px), slice(new.top_px, new.bottom_px)


def box(left: int, top: int, right: int, bottom: int) -> Box:
    return Box(x=left, y=top, width=right - left, height=bottom - top)


# --- whole bands: nothing is decoded


def test_equal_pictures_are_told_so_without_being_decoded():
    told = picture_difference(unseen(page()), unseen(page()))
    assert told.is_identical
    assert told.regions == ()


@pytest.mark.parametrize("masks", [(), (Box(0, 0, 320, 100),)])
def test_a_banner_that_was_pushed_in_is_one_band_and_nothing_is_decoded(masks):
    old = page()
    banner = np.full((40, 320, 3), (246, 232, 195), np.uint8)
    new = np.concatenate((old[:700], banner, old[700:]))
    told = picture_difference(unseen(old), unseen(new), old_masks=masks, new_masks=masks)
    (region,) = told.regions
    assert kinds(told) == [BandKind.INSERTED]
    assert region == Region(old=None, new=box(0, 700, 320, 740), pixels=40 * 320)
    back = picture_difference(unseen(new), unseen(old))
    (region,) = back.regions
    assert kinds(back) == [BandKind.DELETED]
    assert (region.old, region.new) == (box(0, 700, 320, 740), None)


def test_a_picture_that_moved_is_one_region_with_both_places():
    old = page()
    part = np.random.default_rng(5).integers(0, 256, (120, 320, 3), dtype=np.uint8)
    told = picture_difference(
        unseen(np.concatenate((old[:200], part, old[200:]))),
        unseen(np.concatenate((old[:900], part, old[900:]))),
    )
    assert kinds(told) == [BandKind.MOVED]
    (region,) = told.regions
    assert (region.old, region.new) == (box(0, 200, 320, 320), box(0, 900, 320, 1020))


# --- regions of pixels


def test_another_photograph_is_one_region_just_as_large():
    old, new = page(), page()
    new[400:600, 60:260] = np.random.default_rng(9).integers(0, 256, (200, 200, 3))
    told = difference(old, new)
    (region,) = told.regions
    assert region.old == region.new
    assert region.new is not None
    assert (region.new.x, region.new.y) == (pytest.approx(60, abs=2), pytest.approx(400, abs=2))
    assert region.new.width == pytest.approx(200, abs=4)
    assert region.pixels > 0.9 * 200 * 200


def test_below_a_banner_places_are_told_on_both_pictures():
    old = page()
    new = np.concatenate((old[:100], np.full((40, 320, 3), 9, np.uint8), old[100:]))
    new[40 + 402 : 40 + 422, 62:82] = (255, 0, 0)
    told = difference(old, new)
    banner, square = told.regions
    assert banner.new == box(0, 100, 320, 140)
    assert square.old == box(62, 402, 82, 422)
    assert square.new == box(62, 442, 82, 462)


def test_two_things_far_from_each_other_are_two_regions_and_words_of_a_line_one():
    old = page()
    new = old.copy()
    new[100:110, 50:60] = (200, 0, 0)
    new[100:110, 90:100] = (200, 0, 0)
    new[1100:1110, 50:60] = (200, 0, 0)
    told = difference(old, new)
    assert [region.new for region in told.regions] == [
        box(50, 100, 100, 110),
        box(50, 1100, 60, 1110),
    ]


def test_few_pixels_and_faint_ones_are_noise():
    old = page()
    new = old.copy()
    new[10, 10:15] = 0
    new[400:600, 60:260] = np.clip(new[400:600, 60:260].astype(np.int16) + 4, 0, 255)
    told = difference(old, new)
    assert told.regions == ()
    assert told.noise_px == 5
    assert not told.is_identical


def test_settings_say_what_counts():
    old = page()
    new = old.copy()
    new[10, 10:15] = 0
    assert difference(old, new, DifferenceSettings(least_px=5)).regions
    new = old.copy()
    new[5:15, 10:40] = (245, 250, 255)
    assert not difference(old, new).regions
    assert difference(old, new, DifferenceSettings(threshold=0.01)).regions


def test_a_longer_paragraph_in_the_place_of_another_is_one_region():
    old = page(seed=2)
    longer = page(height=280, seed=3)[20:270]
    told = difference(old, np.concatenate((old[:700], longer, old[832:])))
    (region,) = told.regions
    assert region.old is not None
    assert region.new is not None
    assert region.new.height - region.old.height == len(longer) - 132
    assert 640 < region.new.y <= 720


def test_a_banner_is_found_where_every_row_is_a_little_other():
    """Another smoothing of all letters: no two rows have one hash."""
    old = page(height=2400)
    banner = np.full((40, 320, 3), (246, 232, 195), np.uint8)
    new = np.concatenate((old[:1500], banner, old[1500:])).astype(np.int16)
    new += np.random.default_rng(4).integers(-2, 3, new.shape, dtype=np.int16)
    told = difference(old, np.clip(new, 0, 255).astype(np.uint8))
    (region,) = told.regions
    assert region.old is None
    assert region.new is not None
    assert (region.new.y, region.new.height) == (pytest.approx(1500, abs=3), 40)


def test_what_came_and_what_went_in_one_noisy_band_are_two_regions():
    """As high as before, and every row is other: compared in place, all would differ."""
    old = page(height=2400)
    banner = np.full((40, 320, 3), (246, 232, 195), np.uint8)
    parts = (old[:300], banner, old[300:2100], old[2140:])
    new = np.concatenate(parts).astype(np.int16)
    new += np.random.default_rng(4).integers(-2, 3, new.shape, dtype=np.int16)
    told = difference(old, np.clip(new, 0, 255).astype(np.uint8))
    came, went = told.regions
    assert came.old is None
    assert went.new is None
    assert came.new is not None
    assert went.old is not None
    assert (came.new.height, went.old.height) == (40, 40)
    assert went.old.y == pytest.approx(2100, abs=30)


def uneven(more: int) -> tuple[np.ndarray, np.ndarray]:
    """30 rows that become 50: at 40 to 100 others, and below these some at 200 to 260."""
    chance = np.random.default_rng(6)
    old, new = (np.full((rows, 320, 3), 255, np.uint8) for rows in (30, 50))
    old[:, 40:100] = chance.integers(0, 100, (30, 60, 3))
    new[:30, 40:100] = 255 - old[:, 40:100]
    new[30:, 200 : 200 + more] = chance.integers(0, 100, (20, more, 3))
    around = page()
    return tuple(np.concatenate((around[:700], each, around[700:])) for each in (old, new))


def test_what_grew_and_looks_other_is_one_region_as_wide_as_what_is_drawn():
    (region,) = difference(*uneven(60), DifferenceSettings(antialiasing=True)).regions
    assert region.old == box(40, 700, 260, 730)
    assert region.new == box(40, 700, 260, 750)
    assert region.pixels == 30 * 60 + 20 * 60


def empty(rows: int, colour: int) -> np.ndarray:
    """Rows no two of which are the same, and on which nobody sees anything."""
    part = np.full((rows, 320, 3), colour, np.uint8)
    part[:, 1 : rows + 1][np.eye(rows, dtype=bool)] = colour - 1
    return part


def test_empty_rows_that_came_are_a_region_unless_masks_say_why():
    around = page()
    old, new = (
        np.concatenate((around[:700], part, around[700:]))
        for part in (empty(30, 251), empty(50, 255))
    )
    told = difference(old, new)
    assert told.regions == (Region(old=box(0, 700, 320, 730), new=box(0, 700, 320, 750), pixels=0),)
    new[705:745, 100:110] = (255, 0, 0)
    mask = Box(x=100, y=700, width=10, height=50)
    told = difference(old, new, new_masks=[mask])
    assert told.regions == ()
    assert told.masked_px == 400
    new[748, 300:305] = 0
    told = difference(old, new, new_masks=[mask])
    assert (told.regions, told.noise_px) == ((), 5)


def test_smoothed_edges_are_told_the_same_as_in_the_whole_picture():
    """A band's own rows are not enough: what is around a pixel says whether it is one."""
    for seed in range(12):
        chance = np.random.default_rng(seed)
        small = Image.fromarray(chance.choice([0, 255], (40, 30)).astype(np.uint8))
        old = np.asarray(small.resize((120, 163), Image.Resampling.BICUBIC).convert("RGB")).copy()
        old[:, :2] = chance.integers(0, 256, (163, 2, 3))
        new = old.copy()
        for top in chance.integers(3, 150, 4):
            new[top : top + 9, 3:] = old[top : top + 9, 2:-1]
        told = difference(old, new, DifferenceSettings(least_px=1))
        whole = differing_pixels(old, new, threshold=0.1, antialiasing=False)
        assert sum(region.pixels for region in told.regions) == int(whole.sum())


# --- widths, heights, limits


@pytest.mark.parametrize("turned", [False, True])
def test_of_another_width_the_common_part_is_compared_and_the_rest_is_a_region(turned):
    old = page()
    new = np.concatenate((old, np.full((len(old), 70, 3), 90, np.uint8)), axis=1)
    new[402:432, 62:92] = (255, 0, 0)
    told = difference(new, old) if turned else difference(old, new)
    square, beside = told.regions
    assert square.old == square.new == box(62, 402, 92, 432)
    there, absent = (beside.old, beside.new) if turned else (beside.new, beside.old)
    assert there == box(320, 0, 390, 1200)
    assert absent is None
    assert beside.pixels == 70 * 1200
    assert BandKind.SAME not in {band.kind for band in told.bands}


def test_the_smallest_pictures_are_compared():
    white = np.full((1, 1, 3), 255, np.uint8)
    assert difference(white, white).is_identical
    told = difference(white, white * 0, EVERY_PIXEL)
    assert told.regions == (Region(old=box(0, 0, 1, 1), new=box(0, 0, 1, 1), pixels=1),)
    line, other = page(60)[25:26], page(60, seed=7)[25:26]
    assert difference(line, line).is_identical
    assert difference(line, other, EVERY_PIXEL).regions
    told = difference(line, np.concatenate((line, other)))
    assert kinds(told) == [BandKind.INSERTED]


def test_a_picture_that_is_too_large_is_not_decoded():
    bomb = Image.new("1", (8_000, MAX_PIXELS // 8_000 + 1))
    file = io.BytesIO()
    bomb.save(file, "PNG")
    with pytest.raises(FormatError, match="64,000,000"):
        picture_difference(PagePicture(file.getvalue), picture(page()))


def test_rows_of_another_picture_are_told():
    old, new = page(), page(seed=2)
    wrong = PagePicture(lambda: encoded(new[:-1]), rows_of(new))
    with pytest.raises(FormatError, match="remove that file"):
        picture_difference(picture(old), wrong)


@pytest.mark.parametrize("data", [b"", b"no picture", encoded(page())[:900]])
def test_a_damaged_picture_is_told(data):
    new = page(seed=2)
    with pytest.raises(FormatError, match="capture it again"):
        picture_difference(picture(page()), PagePicture(lambda: data, rows_of(new)))


def noise(height: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, 160, 3), dtype=np.uint8)


def checker(height: int, first: int) -> np.ndarray:
    pattern = (np.indices((height, 160)).sum(axis=0) + first) % 2 * 255
    return np.repeat(pattern.astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("make", [noise, checker])
def test_pictures_that_differ_everywhere_take_seconds(make: Callable[[int, int], np.ndarray]):
    old, new = make(30_000, 0), make(30_000, 1)
    start = time.process_time()
    told = difference(old, new)
    assert time.process_time() - start < 20
    (region,) = told.regions
    assert region.new is not None
    assert region.new.height > 29_990


# --- masks


def test_what_lies_below_a_mask_is_counted_and_not_told():
    old, new = page(), page()
    new[402:442, 62:102] = (255, 0, 0)
    mask = Box(x=62, y=402, width=40, height=20)
    for masks in ({"old_masks": [mask]}, {"new_masks": [mask]}):
        told = difference(old, new, **masks)
        (region,) = told.regions
        assert region.new == box(62, 422, 102, 442)
        assert told.masked_px == pytest.approx(800, rel=0.05)
    everywhere = Box(x=-9, y=-9, width=math.inf, height=5_000)
    assert difference(old, new, new_masks=[everywhere]).regions  # endless: no box at all
    wide = Box(x=-9.0, y=-9.0, width=1e30, height=1e30)
    told = difference(old, new, new_masks=[wide])
    assert told.regions == ()
    assert told.masked_px > 1500


def test_a_mask_moves_with_what_it_lies_on():
    old = page()
    new = np.concatenate((old[:100], np.full((40, 320, 3), 9, np.uint8), old[100:]))
    new[442:482, 62:102] = (255, 0, 0)
    told = difference(old, new, old_masks=[Box(x=62, y=402, width=40, height=40)])
    assert [region.new for region in told.regions] == [box(0, 100, 320, 140)]


def test_a_band_is_hidden_when_all_that_is_drawn_in_it_lies_below_masks():
    old = page()
    notice = np.full((40, 320, 3), 255, np.uint8)
    notice[:, 100:200] = (200, 30, 30)
    new = np.concatenate((old[:700], notice, old[700:]))
    whole, part = (Box(x=100, y=700, width=width, height=40) for width in (100, 99))
    told = difference(old, new, new_masks=[whole])
    assert told.regions == ()
    assert told.masked_px == 40 * 320
    assert len(difference(old, new, new_masks=[part]).regions) == 1
    lower = Box(x=100, y=701, width=100, height=39)
    assert len(difference(old, new, new_masks=[lower]).regions) == 1


# --- nothing that differs goes untold


@st.composite
def edited_pages(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Two pages: the second with rectangles painted, rows taken out, pushed in, moved."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    height, width = draw(st.integers(1, 160)), draw(st.integers(1, 70))
    old = np.where(chance.random((height, width, 1)) < 0.5, 255, 40).astype(np.uint8)
    old = np.repeat(old, 3, axis=2)
    old[chance.random(height) < draw(st.sampled_from([0.0, 0.4, 1.0]))] = 255
    new = old.copy()
    for _ in range(draw(st.integers(0, 4))):
        top = int(chance.integers(0, len(new)))
        rows = int(chance.integers(1, 40))
        match draw(st.sampled_from(["paint", "insert", "delete", "move", "noise"])):
            case "paint":
                left = int(chance.integers(0, width))
                colour = chance.integers(0, 256, 3)
                new[top : top + rows, left : left + int(chance.integers(1, 30))] = colour
            case "insert":
                more = chance.integers(0, 256, (rows, width, 3), dtype=np.uint8)
                new = np.concatenate((new[:top], more, new[top:]))
            case "delete" if len(new) > rows:
                new = np.concatenate((new[:top], new[top + rows :]))
            case "move":
                part = new[top : top + rows].copy()
                rest = np.concatenate((new[:top], new[top + rows :]))
                new = np.concatenate((part, rest))
            case "noise":
                hit = chance.random(new.shape[:2]) < 0.1
                new[hit] ^= np.uint8(chance.integers(1, 256))
    return old, new if len(new) else old


def check_untold(old: np.ndarray, new: np.ndarray, told: PictureDifference) -> None:
    """Every pixel that differs lies in a region, or is counted as noise."""
    untold = 0
    covered = np.zeros(new.shape[:2], np.bool_)
    gone = np.zeros(old.shape[:2], np.bool_)
    for region in told.regions:
        for mask, place in ((covered, region.new), (gone, region.old)):
            if place is not None:
                right, bottom = int(place.x + place.width), int(place.y + place.height)
                assert 0 <= place.x < right <= mask.shape[1]
                assert 0 <= place.y < bottom <= mask.shape[0]
                mask[int(place.y) : bottom, int(place.x) : right] = True
    for band in told.bands:
        before, after = sides(band)
        rows = (before.stop - before.start, after.stop - after.start)
        if band.kind is BandKind.SAME:
            assert (old[before] == new[after]).all()
        elif band.kind is BandKind.CHANGED and rows[0] == rows[1]:
            differs = differing_pixels(old[before], new[after], threshold=0.1, antialiasing=True)
            untold += int((differs & ~covered[after]).sum())
        elif band.kind is not BandKind.CHANGED:
            assert covered[after].all()
            assert gone[before].all()
        else:
            assert covered[after].any(axis=1).all()
            assert gone[before].any(axis=1).all()
    assert untold <= told.noise_px


@settings(max_examples=200, deadline=None)
@given(edited_pages(), st.sampled_from([1, 12]))
def test_every_pixel_that_differs_is_in_a_region_or_is_noise(pair, least_px):
    old, new = pair
    told = difference(old, new, DifferenceSettings(antialiasing=True, least_px=least_px))
    check_untold(old, new, told)
    if least_px == 1:
        assert told.noise_px == 0
    assert told.is_identical == (old.shape == new.shape and bool((old == new).all()))


@settings(max_examples=100, deadline=None)
@given(edited_pages(), st.integers(1, 30))
def test_pictures_of_any_two_widths_are_covered(pair, narrower):
    old, new = pair
    width = max(1, new.shape[1] - narrower)
    told = difference(old, new[:, :width], EVERY_PIXEL)
    if width < old.shape[1]:
        assert told.regions[-1].old == box(width, 0, old.shape[1], len(old))
        assert not told.is_identical
    for region in told.regions:
        for place, pixels in ((region.old, old), (region.new, new[:, :width])):
            if place is not None:
                assert place.x + place.width <= pixels.shape[1]
                assert place.y + place.height <= len(pixels)
