"""Pictures drawn from a seed, in every type that posts use, without a library.

Each is a small landscape of 8-pixel tiles, whole and valid; two seeds give two
pictures, one seed always the same.
"""

from __future__ import annotations

import colorsys
import math
import random
import struct
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int]
Tiles = list[list[Colour]]
"""Rows of tiles, each 8 x 8 pixels of one colour: the JPEG block."""

_TILE_PX = 8
_LARGEST_PX = 4096


def landscape(seed: str, width_px: int, height_px: int) -> Tiles:
    """Return the tiles of a landscape that covers the given size."""
    columns, rows = math.ceil(width_px / _TILE_PX), math.ceil(height_px / _TILE_PX)
    dice = random.Random(seed)  # noqa: S311 - pictures, not secrets
    hue = dice.random()
    sun = (dice.uniform(0.2, 0.8) * columns, dice.uniform(0.15, 0.4) * rows)
    radius = 0.09 * rows + 1
    ridges = [
        (0.45 + 0.16 * layer, dice.uniform(0.03, 0.09), dice.uniform(0, 6), dice.uniform(2, 5))
        for layer in range(3)
    ]
    tiles: Tiles = []
    for row in range(rows):
        y = row / rows
        line = [_colour(hue, 0.35 + 0.2 * (1 - y), 0.97 - 0.12 * (1 - y))] * columns
        reach = radius**2 - (row - sun[1]) ** 2
        if reach > 0:
            half = math.sqrt(reach)
            for column in range(max(int(sun[0] - half), 0), min(int(sun[0] + half) + 1, columns)):
                line[column] = _colour(hue + 0.08, 0.12, 1.0)
        for layer, (level, height, phase, waves) in enumerate(ridges):
            ground = _colour(hue + 0.03 * layer, 0.45 + 0.12 * layer, 0.72 - 0.2 * layer)
            for column in range(columns):
                if y > level + height * math.sin(phase + waves * column / columns * 3):
                    line[column] = ground
        tiles.append(line)
    return tiles


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def png(seed: str, width_px: int, height_px: int) -> bytes:
    """Return a PNG: 8-bit RGB, one IDAT (ISO/IEC 15948)."""
    lines = []
    for row in landscape(seed, width_px, height_px):
        pixels = b"".join(bytes(colour) * _TILE_PX for colour in row)
        lines += [b"\0" + pixels[: width_px * 3]] * _TILE_PX
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(lines[:height_px]), 6)
    chunks = [(b"IHDR", header), (b"tEXt", b"Comment\0" + _latin(seed)), (b"IDAT", data)]
    body = b"".join(_png_chunk(name, content) for name, content in [*chunks, (b"IEND", b"")])
    return b"\x89PNG\r\n\x1a\n" + body


def _png_chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def gif(seed: str, width_px: int, height_px: int) -> bytes:
    """Return a GIF89a of 128 grey-tinted colours.

    Its LZW stream never leaves 8-bit codes: the table is cleared before it
    would grow, so each byte is a pixel.
    """
    tiles = landscape(seed, width_px, height_px)
    tint = tiles[0][0]
    palette = b"".join(bytes(min(255, level * part // 96) for part in tint) for level in range(128))
    pixels = bytearray()
    for index, row in enumerate(tiles):
        line = b"".join(bytes([_grey(colour) >> 1]) * _TILE_PX for colour in row)[:width_px]
        pixels += line * min(_TILE_PX, height_px - index * _TILE_PX)
    codes = b"".join(b"\x80" + pixels[at : at + 125] for at in range(0, len(pixels), 125)) + b"\x81"
    blocks = b"".join(
        bytes([len(codes[at : at + 255])]) + codes[at : at + 255]
        for at in range(0, len(codes), 255)
    )
    screen = struct.pack("<HHBBB", width_px, height_px, 0xF6, 0, 0)
    comment = _latin(seed)[-250:]
    note = b"\x21\xfe" + bytes([len(comment)]) + comment + b"\0"
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, width_px, height_px, 0) + b"\x07" + blocks + b"\0"
    return b"GIF89a" + screen + palette + note + image + b";"


def webp(seed: str, width_px: int, height_px: int) -> bytes:
    """Return a lossless WebP of one tint (WebP lossless bitstream, 2023).

    Green has 256 codes of 8 bits, so that a pixel is a byte; red and blue are
    constants that the subtract-green transform adds to it.
    """
    tiles = landscape(seed, width_px, height_px)
    pixels = bytearray()
    for index, row in enumerate(tiles):
        line = b"".join(
            _REVERSED[_grey(c) * 3 // 4 : _grey(c) * 3 // 4 + 1] * _TILE_PX for c in row
        )
        pixels += line[:width_px] * min(_TILE_PX, height_px - index * _TILE_PX)
    dice = random.Random(seed)  # noqa: S311 - pictures, not secrets
    fields = [(0x2F, 8), (width_px - 1, 14), (height_px - 1, 14), (0, 1), (0, 3)]
    fields += [(1, 1), (2, 2), (0, 1)]  # the subtract-green transform, then no more
    fields += [(0, 1), (0, 1)]  # no colour cache, no meta prefix codes
    # Green: code-length code with lengths 1 for the symbols 0 and 8, in file order.
    fields += [(0, 1), (12 - 4, 4)]
    fields += [(1 if place in {2, 11} else 0, 3) for place in range(12)]
    fields += [(0, 1), ((1 << 256) - 1, 256), (0, 24)]
    for constant in (dice.randrange(60), dice.randrange(60), 255, 0):  # red, blue, alpha, distance
        fields += [(1, 1), (0, 1), (1, 1), (constant, 8)]
    bits = position = 0
    for value, size in fields:
        bits |= value << position
        position += size
    bits |= int.from_bytes(pixels, "little") << position
    stream = bits.to_bytes((position + 8 * len(pixels) + 7) // 8, "little")
    stream += b"\0" * (len(stream) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(stream)) + stream
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def svg(seed: str, width_px: int, height_px: int) -> bytes:
    """Return an SVG with a gradient, a sun and a hill."""
    tiles = landscape(seed, 160, 160)
    sky, ground = (f"rgb{colour}" for colour in (tiles[0][0], tiles[-1][0]))
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}"'
        ' viewBox="0 0 160 90" preserveAspectRatio="xMidYMid slice">'
        f'<rect width="160" height="90" fill="{sky}"/>'
        f'<circle cx="{40 + len(seed) % 80}" cy="32" r="10" fill="#fff8e6"/>'
        f'<path d="M0 60 Q50 35 90 58 T160 50 V90 H0Z" fill="{ground}"/></svg>\n'
    )
    return text.encode("ascii")


def jpeg(seed: str, width_px: int, height_px: int) -> bytes:
    """Return a baseline JPEG, 4:4:4, each block its mean alone (ITU-T T.81)."""
    tiles = landscape(seed, width_px, height_px)
    comment = _latin(seed)[:1000]
    frame = struct.pack(">BHHB", 8, height_px, width_px, 3) + bytes(
        part for component in (1, 2, 3) for part in (component, 0x11, 0)
    )
    dc_table = b"\0" + bytes(_DC_COUNTS) + bytes(range(12))
    ac_table = b"\x10" + bytes([1, *[0] * 15]) + b"\0"  # one code, `0`: end of block
    scan = bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])
    segments = [
        (0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        (0xFE, comment),
        (0xDB, b"\0" + bytes([_DC_STEP]) + b"\x10" * 63),
        (0xC0, frame),
        (0xC4, dc_table + ac_table),
        (0xDA, scan),
    ]
    head = b"".join(
        struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
        for marker, content in segments
    )
    return b"\xff\xd8" + head + _entropy_coded(tiles) + b"\xff\xd9"


_DC_STEP = 8
"""Quantiser of the mean: a block's DC is 8 times its mean less 128 (T.81, A.3.3)."""
_DC_COUNTS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
"""Codes per length of the typical luminance table (T.81, K.3.3.1)."""
_DC_CODES = (
    "00 010 011 100 101 110 1110 11110 111110 1111110 11111110 111111110".split()  # noqa: SIM905 - the table as T.81 prints it
)


def _entropy_coded(tiles: Tiles) -> bytes:
    before = [0, 0, 0]
    pieces = []
    for row in tiles:
        for red, green, blue in row:
            luma = 0.299 * red + 0.587 * green + 0.114 * blue
            levels = (
                round(luma) - 128,
                round(0.564 * (blue - luma)),
                round(0.713 * (red - luma)),
            )
            for component, level in enumerate(levels):
                difference = level - before[component]
                before[component] = level
                pieces.append(_dc_code(difference))
    bits = "".join(pieces)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")


def _dc_code(difference: int) -> str:
    """Code one DC difference and the end of its block."""
    size = abs(difference).bit_length()
    if size == 0:
        return _DC_CODES[0] + "0"
    value = difference if difference > 0 else difference + (1 << size) - 1
    return f"{_DC_CODES[size]}{value:0{size}b}0"


def _grey(colour: Colour) -> int:
    return (colour[0] * 77 + colour[1] * 151 + colour[2] * 28) >> 8


def _latin(text: str) -> bytes:
    return text.encode("ascii", "replace")


_ENCODERS: dict[str, Callable[[str, int, int], bytes]] = {
    "image/jpeg": jpeg,
    "image/png": png,
    "image/gif": gif,
    "image/webp": webp,
    "image/svg+xml": svg,
}


def draw(media_type: str, seed: str, width_px: int, height_px: int) -> bytes:
    """Return a whole picture of that media type; sizes are held to 1-4096 px."""
    width_px, height_px = (min(max(size, 1), _LARGEST_PX) for size in (width_px, height_px))
    return _ENCODERS[media_type](seed, width_px, height_px)


__all__ = ["draw", "landscape"]
