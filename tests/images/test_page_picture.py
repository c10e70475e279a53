"""The picture of a page: loaded and decoded once, and only when its pixels are asked."""

from __future__ import annotations

import io
import threading

import numpy as np
import pytest
from PIL import Image

from archiver.errors import FormatError
from archiver.images import PagePicture, row_hashes

PIXELS = np.random.default_rng(1).integers(0, 256, (60, 40, 3), dtype=np.uint8)


def encoded() -> bytes:
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, "PNG")
    return file.getvalue()


class Counted:
    """Says how often the bytes were loaded."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return encoded()


def test_with_its_rows_it_is_not_loaded_for_its_size():
    load = Counted()
    picture = PagePicture(load, row_hashes(encoded()))
    assert (picture.width_px, picture.height_px) == (40, 60)
    assert load.times == 0


def test_without_rows_they_come_from_its_pixels():
    load = Counted()
    picture = PagePicture(load)
    assert picture.rows == row_hashes(encoded())
    assert (picture.pixels == PIXELS).all()
    assert load.times == 1


def test_its_pixels_are_read_only_and_can_be_forgotten():
    load = Counted()
    picture = PagePicture(load)
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0] = 1
    picture.forget()
    assert picture.width_px == 40
    assert load.times == 1
    assert (picture.pixels == PIXELS).all()
    assert load.times == 2


def test_several_threads_decode_it_once():
    load = Counted()
    picture = PagePicture(load)
    threads = [threading.Thread(target=lambda: picture.pixels) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert load.times == 1


def test_rows_of_another_size_are_told():
    other = io.BytesIO()
    Image.fromarray(PIXELS[:-1]).save(other, "PNG")
    picture = PagePicture(encoded, row_hashes(other.getvalue()))
    with pytest.raises(FormatError, match="60 pixels tell of 40 x 59"):
        assert picture.pixels.size
