"""Paint the illustrations of the demo's newsroom; run once, by hand.

Needs numpy and Pillow:

    python benchmarks/illustrations/make.py archiver/testing/media/pictures FONT

FONT is a font file with Chinese, for the words on the CDN's placeholder.
"""

from __future__ import annotations

import sys
from pathlib import Path

import country
import rivers
import rooms
from PIL import Image, ImageDraw, ImageFont


def placeholder(font: str) -> Image.Image:
    """What a CDN sends in place of a picture that a foreign page asks for."""
    image = Image.new("RGB", (470, 349), "#e9e9e9")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 449, 328), outline="#cfcfcf", width=2)
    draw.polygon([(185, 150), (220, 96), (243, 128), (258, 108), (286, 150)], fill="#cfcfcf")
    draw.ellipse((262, 82, 280, 100), fill="#cfcfcf")
    for text, size, y in (
        ("此图片仅供本站读者查看", 24, 200),
        ("This picture may not be shown elsewhere", 15, 240),
    ):
        draw.text((235, y), text, fill="#8d8d8d", font=ImageFont.truetype(font, size), anchor="mm")
    return image


def main(folder: Path, font: str) -> None:
    """Write every picture as a JPEG, and the placeholder beside their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for paint in (*rivers.PAINTERS, *rooms.PAINTERS, *country.PAINTERS):
        path = folder / f"{paint.__name__.replace('_', '-')}.jpg"
        paint().finish().save(path, quality=72, optimize=True, progressive=True)
        print(f"{path.stat().st_size:8,} {path.name}")
    placeholder(font).quantize(32).save(folder.parent / "placeholder.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
