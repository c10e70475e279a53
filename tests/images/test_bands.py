"""Blank bands of a screenshot, and the rows in which two pictures of a page differ."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archiver.images import facts_of
from archiver.images.bands import LEAST_BAND_PX, MAX_BANDS, MAX_PIXELS
from archiver.models import Band, Screenshot, ScreenshotKind

FULL, VIEW = ScreenshotKind.FULL_PAGE, ScreenshotKind.VIEW
TEXT = 20


def shot(picture: Image.Image, kind: ScreenshotKind = FULL, form: str = "PNG") -> Screenshot:
    encoded = io.BytesIO()
    picture.save(encoded, form)
    return Screenshot(
        kind=kind,
        media_type=f"image/{form.lower()}",
        width_px=picture.width,
        height_px=picture.height,
        data=encoded.getvalue(),
    )


def page(*parts: tuple[int, object], width: int = 300, mode: str = "RGB") -> Image.Image:
    """A picture of bands, each so many rows of a colour; "text" is anything but blank."""
    picture = Image.new(mode, (width, sum(rows for rows, _ in parts)), "white")
    draw, top = ImageDraw.Draw(picture), 0
    for rows, colour in parts:
        if colour == "text":
            for at in range(rows):
                draw.point([(width * at // rows, top + at), (at % 5, top + at)], "black")
        else:
            draw.rectangle((0, top, width, top + rows - 1), colour)
        top += rows
    return picture


def bands_of(picture: Image.Image, **more: object) -> list[tuple[int, int]]:
    (facts,) = facts_of([replace(shot(picture), **more)])
    return [(band.top_px, band.bottom_px) for band in facts.blank]


def test_bands_are_found_to_the_row_the_longest_first() -> None:
    picture = page((41, "white"), (TEXT, "text"), (90, "white"), (TEXT, "text"), (40, "grey"))
    assert bands_of(picture) == [(61, 151), (0, 41), (171, 211)]


def test_shorter_ones_are_left_out() -> None:
    assert bands_of(page((LEAST_BAND_PX - 1, "white"), (TEXT, "text"), (39, "white"))) == []
    assert bands_of(page((39, "white"))) == []
    assert bands_of(page((40, "white"))) == [(0, 40)]


def test_a_change_of_colour_ends_a_band() -> None:
    assert bands_of(page((50, "white"), (60, "#fffffe"))) == [(50, 110), (0, 50)]


def test_a_gradient_is_no_band() -> None:
    assert bands_of(page(*[(3, f"rgb({level},0,0)") for level in range(100)])) == []


@pytest.mark.parametrize("column", [0, 1, 4, 5, 150, 298, 299])
@pytest.mark.parametrize("colour", ["black", "#fefefe"])
def test_one_other_pixel_anywhere_splits_a_band(column: int, colour: str) -> None:
    picture = page((600, "white"))
    picture.putpixel((column, 290), Image.new("RGB", (1, 1), colour).getpixel((0, 0)))
    assert bands_of(picture) == [(291, 600), (0, 290)]


def test_rows_that_are_alike_but_of_two_colours_are_no_band() -> None:
    picture = page((100, "white"))
    picture.paste((0, 0, 0), (150, 0, 300, 100))
    assert bands_of(picture) == []


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_every_mode_of_png_is_read(mode: str) -> None:
    picture = page((60, "white"), (TEXT, "text"), (50, "black")).convert(mode)
    assert bands_of(picture) == [(0, 60), (80, 130)]


@pytest.mark.parametrize("width", [1, 2, 31, 33, 1280])
def test_every_width_is_read(width: int) -> None:
    picture = page((60, "white"), (50, "black"), width=width)
    assert bands_of(picture) == [(0, 60), (60, 110)]


def test_jpeg_is_read_too() -> None:
    (facts,) = facts_of([shot(page((80, "white"), (96, "black")), form="JPEG")])
    assert len(facts.blank) == 2


def test_at_most_so_many_bands_are_kept() -> None:
    parts = [(40 + number, "white") if number % 2 else (3, "text") for number in range(200)]
    found = bands_of(page(*parts, width=40))
    assert len(found) == MAX_BANDS
    assert found[0][1] - found[0][0] == 239


# --- two pictures of one page


def differing(full: Image.Image, view: Image.Image) -> list[tuple[int, int]]:
    facts = {each.kind: each for each in facts_of([shot(view, VIEW), shot(full)])}
    assert facts[VIEW].differs == ()
    return [(band.top_px, band.bottom_px) for band in facts[FULL].differs]


def test_the_same_page_does_not_differ() -> None:
    full = page((40, "white"), (200, "text"), (500, "grey"))
    assert differing(full, full.crop((0, 0, 300, 300))) == []


def test_rows_that_differ_are_told_to_the_row() -> None:
    full = page((700, "white"))
    view = full.crop((0, 0, 300, 400))
    view.paste((0, 0, 0), (10, 100, 20, 130))
    view.paste((0, 0, 0), (10, 200, 12, 260))
    assert differing(full, view) == [(200, 260), (100, 130)]


def test_lines_that_are_near_to_each_other_are_one_band() -> None:
    full = page((700, "white"))
    view = full.crop((0, 0, 300, 400))
    for top in range(100, 200, 10):
        view.paste((0, 0, 0), (10, top, 20, top + 2))
    assert differing(full, view) == [(100, 192)]


def test_what_nobody_notices_is_no_difference() -> None:
    full = page((700, "white"))
    view = full.crop((0, 0, 300, 400))
    view.paste((231, 255, 255), (0, 0, 300, 400))
    assert differing(full, view) == []
    view.paste((230, 255, 255), (0, 0, 300, 400))
    assert differing(full, view) == [(0, 400)]


def test_a_short_page_is_compared_as_far_as_it_goes() -> None:
    assert differing(page((90, "white")), page((90, "white"), (100, "black"))) == []


def test_pictures_of_two_widths_are_not_compared() -> None:
    assert differing(page((90, "white")), page((90, "black"), width=200)) == []


# --- what is left out


def test_the_first_view_and_the_whole_page_are_looked_at_and_no_other() -> None:
    shots = [shot(page((60, "white")), kind) for kind in ScreenshotKind]
    assert [facts.kind for facts in facts_of(shots)] == [VIEW, FULL]
    assert facts_of([]) == ()


def test_size_and_digest_are_those_of_the_picture() -> None:
    picture = shot(page((60, "white")))
    (facts,) = facts_of([picture])
    digest = base64.b32encode(hashlib.sha1(picture.data).digest()).decode()
    assert (facts.width_px, facts.height_px, facts.sha1) == (300, 60, f"sha1:{digest}")


def test_a_picture_that_is_too_big_is_not_decoded() -> None:
    assert bands_of(page((60, "white")), height_px=MAX_PIXELS) == []
    lying = Image.new("L", (1, MAX_PIXELS + 1))
    assert bands_of(lying, height_px=60) == []


def test_other_types_are_not_decoded() -> None:
    assert bands_of(page((60, "white")), media_type="image/webp") == []
    assert bands_of(page((60, "white")), media_type="image/jpeg") == []


WHOLE = shot(page((60, "white"), (TEXT, "text"), (90, "black")))


@given(st.integers(0, len(WHOLE.data)), st.binary(max_size=40))
def test_damaged_bytes_give_no_bands_and_no_error(at: int, other: bytes) -> None:
    data = WHOLE.data[:at] + other + WHOLE.data[at + len(other) :]
    for broken in (data, WHOLE.data[:at]):
        (facts,) = facts_of([replace(WHOLE, data=broken)])
        assert facts.width_px == 300


@given(st.lists(st.tuples(st.integers(1, 90), st.sampled_from(["white", "grey", "text"]))))
def test_bands_are_what_a_look_at_each_row_finds(parts: list[tuple[int, str]]) -> None:
    picture = page((1, "text"), *parts, width=50)
    rows = [picture.crop((0, y, 50, y + 1)).getcolors() for y in range(picture.height)]
    colours = [found[0][1] if found and len(found) == 1 else None for found in rows]
    expected, top = [], 0
    for colour, run in itertools.groupby(colours):
        length = len(list(run))
        if colour is not None and length >= LEAST_BAND_PX:
            expected.append(Band(top_px=top, bottom_px=top + length))
        top += length
    (facts,) = facts_of([shot(picture)])
    assert sorted(facts.blank, key=lambda band: band.top_px) == expected[:MAX_BANDS]
