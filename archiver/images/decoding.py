"""A page's picture out of its file: whole, in RGB, or an error that says why not."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from archiver.errors import FormatError
from archiver.images.raster import read_webp

MAX_PIXELS: Final = 64_000_000
"""1,280 pixels wide, this is a page 50,000 high: nearly twice what Chromium can draw."""
MAX_ROWS: Final = 200_000
"""The same picture at the width of the narrowest telephone, 320 pixels."""
_DECODERS: Final[tuple[tuple[bytes, type[ImageFile.ImageFile]], ...]] = (
    (b"\x89PNG\r\n\x1a\n", PngImageFile),
    (b"\xff\xd8\xff", JpegImageFile),
    (b"RIFF", WebPImageFile),
)
_MAX_SCANS = 24
"""Of a progressive JPEG, each of which passes over all of it; encoders write up to 10."""
_PAPER = (255, 255, 255)


def decoded_page(picture: bytes) -> Image.Image:
    """Return a PNG, JPEG or WebP picture as RGB; what is transparent lies on white.

    Raises FormatError for other bytes, for a damaged or cut-off picture, and for one of
    more than 64 million pixels or 200,000 rows; such a one is not decoded.
    """
    decoder = next((each for start, each in _DECODERS if picture.startswith(start)), None)
    if decoder is None:
        raise FormatError("A picture of a page is no PNG, JPEG or WebP file: capture it again.")
    if decoder is WebPImageFile:
        # Its canvas is allocated when it is opened.
        _check_size(*read_webp(picture)[1:])
    if decoder is JpegImageFile and picture.count(b"\xff\xda") > _MAX_SCANS:
        raise FormatError("A picture of a page is a JPEG of too many scans: capture it again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken metadata: the pixels are wanted
            with decoder(io.BytesIO(picture)) as opened:
                _check_size(opened.width, opened.height)
                opened.load()
                return opened if _is_plain(opened) else on_paper(_in_eight_bits(opened))
    except FormatError:
        raise
    except Exception as error:  # Pillow's decoders raise anything on damaged bytes
        raise FormatError(
            f"A picture of a page is damaged ({type(error).__name__}): capture it again."
        ) from error


def _check_size(width: int, height: int) -> None:
    if not 0 < width * height <= MAX_PIXELS or height > MAX_ROWS:
        raise FormatError(
            f"A picture of a page has {width} x {height} pixels, which is none or more than "
            f"{MAX_PIXELS:,}: it is not decoded."
        )


def _is_plain(picture: Image.Image) -> bool:
    return picture.mode == "RGB" and "transparency" not in picture.info


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of sixteen bits a pixel scaled; `convert` would cut off above 255."""
    if picture.has_transparency_data or not picture.mode.startswith("I"):
        return picture
    return picture.point(lambda level: level / 256).convert("L")


def on_paper(picture: Image.Image) -> Image.Image:
    """Return a picture in RGB; what is transparent lies on white."""
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, _PAPER)
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return picture.convert("RGB")
