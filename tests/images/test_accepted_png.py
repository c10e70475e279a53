"""The picture of a page as it is kept under version control."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from archiver.errors import FormatError
from archiver.images.accepted_png import accepted_png
from archiver.images.rows import row_hashes


def encoded(form: str, mode: str = "RGB", **options: object) -> bytes:
    picture = Image.radial_gradient("L").resize((120, 300)).convert(mode)
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def test_the_pixels_stay_and_nothing_else_does() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Software", "x" * 9000)
    loud = encoded("PNG", pnginfo=words, dpi=(300, 300), compress_level=0)
    kept = accepted_png(loud)
    assert row_hashes(kept) == row_hashes(loud)
    assert len(kept) < len(loud) / 2
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.mode, opened.info, opened.format) == ("RGB", {}, "PNG")


def test_equal_pixels_give_equal_bytes() -> None:
    assert accepted_png(encoded("PNG")) == accepted_png(encoded("PNG", compress_level=1))
    assert accepted_png(accepted_png(encoded("PNG"))) == accepted_png(encoded("PNG"))


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA"])
def test_a_picture_of_any_mode_shows_the_same(mode: str) -> None:
    data = encoded("PNG", mode)
    assert row_hashes(accepted_png(data)) == row_hashes(data)


@pytest.mark.parametrize("data", [b"", b"GIF89a", encoded("PNG")[:-40], encoded("PNG")[:60]])
def test_what_cannot_be_decoded_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        accepted_png(data)
