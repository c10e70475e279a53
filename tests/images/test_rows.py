"""Hashes of rows: equal rows, equal hashes, and a file that cannot lie."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from archiver.errors import FormatError
from archiver.images.page_picture import PagePicture
from archiver.images.rows import HASH_BYTES, RowHashes, decode_rows, encode_rows, row_hashes


def picture(*, height: int = 300, dot: int | None = None, form: str = "PNG") -> bytes:
    image = Image.new("RGB", (64, height), (250, 250, 250))
    for row in range(height):
        image.putpixel((row % 64, row), (row % 256, 10, 90))
    if dot is not None:
        image.putpixel((5, dot), (1, 2, 3))
    file = io.BytesIO()
    image.save(file, form, lossless=True)
    return file.getvalue()


def test_only_the_row_that_differs_has_another_hash():
    one, other = row_hashes(picture()), row_hashes(picture(dot=271))
    assert one is not None
    assert other is not None
    different = [
        row
        for row in range(300)
        if one.hashes[row * HASH_BYTES : (row + 1) * HASH_BYTES]
        != other.hashes[row * HASH_BYTES : (row + 1) * HASH_BYTES]
    ]
    assert different == [271]
    assert one.digest != other.digest


def test_the_encoding_of_the_picture_does_not_matter():
    assert row_hashes(picture()) == row_hashes(picture(form="WEBP"))


def test_pictures_of_another_size_have_another_digest_whatever_their_rows():
    wide = RowHashes(width_px=2, height_px=1, hashes=bytes(8))
    high = RowHashes(width_px=1, height_px=1, hashes=bytes(8))
    assert wide.digest != high.digest


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg>", picture()[:-40], picture()[:20]])
def test_what_is_no_whole_picture_has_no_rows(data: bytes):
    assert row_hashes(data) is None


def test_a_picture_that_claims_too_many_pixels_is_not_decoded():
    bomb = bytearray(picture())
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    assert row_hashes(bytes(bomb)) is None


@given(st.integers(1, 40), st.binary(min_size=8, max_size=400))
def test_the_kept_file_gives_the_rows_back(width: int, noise: bytes):
    hashes = noise[: len(noise) // 8 * 8]
    rows = RowHashes(width_px=width, height_px=len(hashes) // 8, hashes=hashes)
    assert decode_rows(encode_rows(rows)) == rows


def test_a_kept_file_with_any_byte_changed_is_refused():
    rows = row_hashes(picture(height=4))
    assert rows is not None
    data = encode_rows(rows)
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(FormatError):
            decode_rows(changed)
        with pytest.raises(FormatError):
            decode_rows(data[:at])


def test_a_page_is_loaded_only_for_its_pixels_and_once():
    asked = []

    def load() -> bytes:
        asked.append(1)
        return picture()

    page = PagePicture(load, row_hashes(picture()))
    assert (page.width_px, page.height_px) == (64, 300)
    assert not asked
    assert page.pixels.shape == (300, 64, 3)
    assert page.pixels[299, 299 % 64].tolist() == [299 % 256, 10, 90]
    assert asked == [1]


def test_rows_that_are_not_of_the_picture_are_noticed():
    page = PagePicture(picture, row_hashes(picture(height=20)))
    with pytest.raises(FormatError, match="64 x 300"):
        _ = page.pixels
