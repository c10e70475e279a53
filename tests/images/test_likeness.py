"""What a picture looks like, and which bytes are not decoded for it."""

from __future__ import annotations

import io
import math
import mmap
import struct
import warnings
import zlib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archiver.images import likeness as module
from archiver.images.likeness import Likeness, distance, likeness
from archiver.images.signature import media_type

SHIPPED = files("archiver") / "testing" / "media" / "pictures"
NAMES = sorted(path.name for path in SHIPPED.iterdir())
EMPTY = Likeness()


def shipped(name: str) -> Image.Image:
    return Image.open(io.BytesIO((SHIPPED / name).read_bytes())).convert("RGB").resize((640, 400))


def encoded(picture: Image.Image, encoding: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, encoding, **options)
    return buffer.getvalue()


def looks(picture: Image.Image, encoding: str = "PNG", **options: object) -> Likeness:
    data = encoded(picture, encoding, **options)
    return likeness(data, media_type(data))


COPIES: dict[str, Callable[[Image.Image], Likeness]] = {
    "poor jpeg": lambda picture: looks(picture, "JPEG", quality=40),
    "progressive jpeg": lambda picture: looks(picture, "JPEG", progressive=True),
    "half size": lambda picture: looks(picture.resize((320, 200)), "JPEG", quality=75),
    "thumbnail": lambda picture: looks(picture.resize((120, 75)), "JPEG", quality=75),
    "webp": lambda picture: looks(picture, "WEBP", quality=60),
    "bmp": lambda picture: looks(picture, "BMP"),
    "gif": lambda picture: looks(picture.quantize(64), "GIF"),
    "with an alpha channel": lambda picture: looks(picture.convert("RGBA")),
    "cmyk": lambda picture: looks(picture.convert("CMYK"), "JPEG"),
    "grey": lambda picture: looks(picture.convert("L"), "JPEG"),
    "16 bits": lambda picture: looks(
        picture.convert("L").convert("I").point(lambda level: level * 256).convert("I;16")
    ),
}


@pytest.mark.parametrize("kind", COPIES)
@pytest.mark.parametrize("name", NAMES[::3])
def test_a_copy_in_another_encoding_or_size_is_alike(name: str, kind: str) -> None:
    original = shipped(name)
    assert distance(looks(original).phash, COPIES[kind](original).phash) <= 8


def test_other_pictures_are_far_apart_and_mirrored_ones_too() -> None:
    hashes = [looks(shipped(name)).phash for name in NAMES]
    near = sum(distance(one, other) <= 8 for at, one in enumerate(hashes) for other in hashes[:at])
    assert near == 0
    mirrored = shipped(NAMES[0]).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert distance(hashes[0], looks(mirrored).phash) >= 25


def test_the_bits_are_those_of_a_cosine_transform_against_its_median() -> None:
    tile = shipped("harbour.jpg").convert("L").resize((32, 32))
    level = [[tile.getpixel((x, y)) for x in range(32)] for y in range(32)]
    wave = [[math.cos(math.pi * (2 * at + 1) * k / 64) for at in range(32)] for k in range(8)]
    low = [
        sum(level[y][x] * wave[v][y] * wave[u][x] for y in range(32) for x in range(32))
        for v in range(8)
        for u in range(8)
    ]
    middle = sum(sorted(low)[31:33]) / 2
    clear = [at for at, each in enumerate(low) if abs(each - middle) > 32 * 32 * 0.06]
    bits = f"{int(looks(tile).phash, 16):064b}"
    assert len(clear) > 48
    assert all((bits[at] == "1") == (low[at] > middle) for at in clear)


def notice(width: int, height: int) -> Image.Image:
    picture = Image.new("RGB", (width, height), (238, 238, 238))
    ImageDraw.Draw(picture).text((width // 4, height // 2), "not allowed to be shown", fill=0)
    return picture


def test_flatness_is_the_share_of_one_colour() -> None:
    assert looks(notice(470, 349)).top_share > 0.95
    assert looks(notice(470, 349), "JPEG").top_share > 0.9
    assert max(looks(shipped(name)).top_share for name in NAMES) < 0.5
    halves = Image.new("L", (100, 100), 0)
    halves.paste(255, (0, 0, 50, 100))
    assert looks(halves).top_share == 0.5


@pytest.mark.parametrize("level", [0, 7, 8, 127, 128, 255])
def test_a_flat_picture_has_no_hash(level: int) -> None:
    flat = Image.new("RGB", (200, 100), (level, level, level))
    assert looks(flat) == looks(flat, "JPEG") == Likeness("", 1.0)
    assert looks(notice(470, 349)).phash


def test_a_tiny_picture_has_no_hash_but_a_share() -> None:
    tiny = shipped("harbour.jpg").resize((15, 40))
    assert looks(tiny).phash == ""
    assert looks(tiny).top_share > 0
    assert looks(shipped("harbour.jpg").resize((16, 16))).phash


def test_what_is_transparent_is_white() -> None:
    drawn = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).rectangle((10, 10, 30, 50), fill=(0, 0, 0, 255))
    paper = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(paper).rectangle((10, 10, 30, 50), fill="black")
    assert looks(drawn) == looks(paper)
    assert looks(drawn, "WEBP", lossless=True).phash == looks(paper).phash
    palette = drawn.quantize(8)
    assert looks(palette, transparency=palette.getpixel((0, 0))) == looks(paper)


def test_the_first_frame_of_an_animation_counts() -> None:
    first, second = shipped("harbour.jpg"), shipped("bamboo.jpg")
    for encoding in ("GIF", "PNG", "WEBP"):
        moving = looks(first, encoding, save_all=True, append_images=[second])
        assert distance(moving.phash, looks(first).phash) <= 8


def test_a_mapped_file_is_read_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes((SHIPPED / "harbour.jpg").read_bytes())
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
    ):
        assert likeness(mapped, "image/jpeg") == likeness(path.read_bytes(), "image/jpeg") != EMPTY


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is repeated."""
    data = encoded(shipped("harbour.jpg"), "JPEG", progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def test_bombs_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    webp = encoded(
        Image.new("RGBA", (20, 20), (0, 0, 0, 9)), "WEBP", exif=b"Exif\0\0MM\0*" + bytes(8)
    )
    assert webp[12:16] == b"VP8X"
    canvas = webp[:24] + b"\xff\x3f\x00\xff\x3f\x00" + webp[30:]
    rle = bytearray(encoded(Image.new("P", (20, 20)), "BMP"))
    rle[30] = 1
    jpeg = bytearray(encoded(Image.new("L", (16, 16)), "JPEG"))
    frame = jpeg.find(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    assert likeness(scans(1), "image/jpeg") != EMPTY
    monkeypatch.setattr(module, "_grey", lambda picture: pytest.fail("decoded"))
    for bomb in (png_header(60_000, 60_000), canvas, bytes(rle), bytes(jpeg), scans(200)):
        assert likeness(bomb, media_type(bomb)) == EMPTY


def test_what_would_take_long_is_not_decoded() -> None:
    wide = Image.effect_noise((1000, 501), 60)
    assert looks(wide) == EMPTY
    assert looks(wide.crop((0, 0, 1000, 500))) != EMPTY
    assert looks(wide, "JPEG") != EMPTY
    body = encoded(wide, "JPEG")
    assert likeness(body + bytes((1 << 20) - len(body)), "image/jpeg") != EMPTY
    assert likeness(body + bytes((1 << 20) - len(body) + 1), "image/jpeg") == EMPTY


def test_other_formats_are_left_alone_whatever_they_claim_to_be() -> None:
    tiff = encoded(shipped("harbour.jpg"), "TIFF")
    for sniffed in ("", "image/tiff", "image/avif", "image/svg+xml", "image/png", "image/jpeg"):
        assert likeness(tiff, sniffed) == EMPTY


WHOLE = {
    encoding: encoded(
        shipped("harbour.jpg").resize((64, 40)).quantize(16)
        if encoding == "GIF"
        else shipped("harbour.jpg").resize((64, 40)),
        encoding,
    )
    for encoding in ("JPEG", "PNG", "GIF", "WEBP", "BMP")
}


@settings(deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=6),
    st.binary(max_size=40),
)
def test_damaged_bytes_neither_raise_nor_warn(
    encoding: str, flips: list[tuple[int, int]], tail: bytes
) -> None:
    data = bytearray(WHOLE[encoding])
    sniffed = media_type(bytes(data))
    for at, octet in flips:
        data[at % len(data)] = octet
    with warnings.catch_warnings(action="error"):
        found = likeness(bytes(data) + tail, sniffed)
    assert len(found.phash) in {0, 16}
    assert 0 <= found.top_share <= 1


@pytest.mark.parametrize("sniffed", ["image/jpeg", "image/png", "image/gif", "image/webp"])
@settings(deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_survived(sniffed: str, data: bytes) -> None:
    assert len(likeness(data, sniffed).phash) in {0, 16}


def test_broken_exif_does_not_warn() -> None:
    """Pillow warns of it while it opens the file, looking for a resolution."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x1a\0\x05\0\0\0\x01\0\0\xff\xff"
    data = encoded(shipped("harbour.jpg"), "JPEG", exif=exif)
    with warnings.catch_warnings(action="error"):
        assert likeness(data, "image/jpeg") != EMPTY


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_distance_is_a_count_of_bits(one: int, other: int) -> None:
    assert distance(f"{one:016x}", f"{other:016x}") == f"{one ^ other:b}".count("1")
