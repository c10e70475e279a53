"""What the bytes of a medium say of themselves."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from archiver.images import probe
from archiver.images.likeness import likeness
from archiver.models import BodyProbe


def picture(width: int = 120, height: int = 80) -> Image.Image:
    """A picture with enough detail that no row of it is one colour."""
    return Image.effect_noise((width, height), 60).convert("RGB")


def encoded(encoding: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    source = picture().quantize(32) if encoding == "GIF" else picture()
    source.save(buffer, encoding, **options)
    return buffer.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def element(identity: str, content: bytes, *, known: bool = True) -> bytes:
    """An EBML element with a length of eight bytes; all ones means unknown."""
    length = len(content) if known else (1 << 56) - 1
    return bytes.fromhex(identity) + ((1 << 56) | length).to_bytes(8, "big") + content


PICTURES = {
    "jpeg": (encoded("JPEG"), "image/jpeg"),
    "progressive jpeg": (encoded("JPEG", progressive=True), "image/jpeg"),
    "jpeg with restart markers": (encoded("JPEG", restart_marker_rows=1), "image/jpeg"),
    "png": (encoded("PNG"), "image/png"),
    "gif": (encoded("GIF"), "image/gif"),
    "webp": (encoded("WEBP"), "image/webp"),
    "lossless webp": (encoded("WEBP", lossless=True), "image/webp"),
    "webp with alpha": (encoded("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"), "image/webp"),
    "avif": (encoded("AVIF"), "image/avif"),
    "bmp": (encoded("BMP"), "image/bmp"),
}


def header_facts(found: BodyProbe) -> BodyProbe:
    """A probe without what only decoding tells."""
    return replace(found, phash="", top_share=0.0)


@pytest.mark.parametrize("name", PICTURES)
def test_a_whole_picture_tells_type_and_size(name: str) -> None:
    data, media_type = PICTURES[name]
    facts = header_facts(probe(data))
    assert facts == BodyProbe(sniffed=media_type, complete=True, width_px=120, height_px=80)


@pytest.mark.parametrize("name", PICTURES)
def test_a_whole_picture_tells_how_it_looks_and_a_cut_one_does_not(name: str) -> None:
    data, media_type = PICTURES[name]
    looks, cut = likeness(data, media_type), probe(data[: len(data) // 2])
    assert (probe(data).phash, probe(data).top_share) == (looks.phash, looks.top_share)
    assert (cut.phash, cut.top_share) == ("", 0.0)
    assert bool(looks.phash) == (name != "avif")


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.98])
def test_a_cut_picture_is_incomplete(name: str, share: float) -> None:
    data, media_type = PICTURES[name]
    cut = probe(data[: int(len(data) * share)])
    assert (cut.sniffed, cut.complete) == (media_type, False)


@pytest.mark.parametrize("name", PICTURES)
def test_bytes_after_the_end_do_not_matter(name: str) -> None:
    data, _ = PICTURES[name]
    assert probe(data + b"\0\0 more of something else").complete


def test_the_thumbnail_in_exif_does_not_end_the_picture() -> None:
    exif = b"Exif\0\0" + encoded("JPEG")
    assert exif.endswith(b"\xff\xd9")
    data = encoded("JPEG", exif=exif)
    assert probe(data).complete
    assert not probe(data[: len(data) - 200]).complete


def test_a_motion_photo_is_a_complete_jpeg() -> None:
    film = box(b"ftyp", b"mp42" * 3) + box(b"mdat", bytes(100))
    data = encoded("JPEG")
    assert probe(data + film[:-50]) == probe(data)


def test_several_pictures_in_one_jpeg_are_complete_with_the_first() -> None:
    buffer = io.BytesIO()
    picture().save(buffer, "MPO", save_all=True, append_images=[picture()])
    data = buffer.getvalue()
    assert probe(data[: len(data) - 300]).complete


def test_a_png_that_lacks_only_its_last_chunk_is_complete() -> None:
    assert probe(encoded("PNG")[:-12]).complete


def test_an_animated_png_without_its_last_chunk_is_not() -> None:
    buffer = io.BytesIO()
    picture().save(buffer, "PNG", save_all=True, append_images=[picture(), picture()])
    assert probe(buffer.getvalue()).complete
    assert not probe(buffer.getvalue()[:-12]).complete


def test_a_gif_without_trailer_is_complete_and_one_cut_in_a_frame_is_not() -> None:
    buffer = io.BytesIO()
    picture().save(buffer, "GIF", save_all=True, append_images=[picture(), picture()])
    data = buffer.getvalue()
    assert data.endswith(b";")
    assert probe(data[:-1]).complete
    assert not probe(data[:-2]).complete


def test_an_icon_is_as_big_as_its_biggest_entry() -> None:
    buffer = io.BytesIO()
    picture(64, 64).save(buffer, "ICO", sizes=[(16, 16), (48, 48)])
    data = buffer.getvalue()
    assert probe(data) == BodyProbe(
        sniffed="image/x-icon", complete=True, width_px=48, height_px=48
    )
    assert not probe(data[:-1]).complete


@pytest.mark.parametrize(
    ("text", "complete", "size"),
    [
        ("<svg width='10' height='20px'><g/></svg>", True, (10, 20)),
        ("<?xml version='1.0'?>\n<!-- made by -->\n<svg viewBox='0 0 5 6'></svg >\n", True, (5, 6)),
        ("<!DOCTYPE svg PUBLIC '' ''><svg></svg><!-- end -->", True, (0, 0)),
        ("<svg:svg xmlns:svg='x'></svg:svg>", True, (0, 0)),
        ("<svg viewBox='0 0 1e999 1'/>", True, (0, 0)),
        ("<svg><svg></svg><path d='M0", False, (0, 0)),
        ("<svg width='9' height='9'><path", False, (9, 9)),
    ],
)
def test_svg_ends_with_its_root(text: str, complete: bool, size: tuple[int, int]) -> None:
    assert probe(text.encode()) == BodyProbe(
        sniffed="image/svg+xml", complete=complete, width_px=size[0], height_px=size[1]
    )


HEADER = box(b"ftyp", b"isom\0\0\0\0isommp42")


@pytest.mark.parametrize(
    ("data", "complete"),
    [
        (HEADER + box(b"moov", bytes(40)) + box(b"mdat", bytes(90)), True),
        (HEADER + box(b"mdat", bytes(90)) + box(b"moov", bytes(40)), True),
        (HEADER + box(b"moov", bytes(40)) + b"\0\0\0\0mdat" + bytes(9), True),
        (HEADER + box(b"moov", box(b"mvex")), True),
        (box(b"styp", b"msdh") + box(b"moof", bytes(8)) + box(b"mdat", bytes(8)), True),
        (HEADER + box(b"moov", bytes(40)) + box(b"mdat", bytes(90))[:-1], False),
        (HEADER + box(b"moov", bytes(40)), False),
        (HEADER, False),
    ],
)
def test_mp4_needs_all_boxes_and_the_data_that_they_speak_of(data: bytes, complete: bool) -> None:
    assert probe(data) == BodyProbe(sniffed="video/mp4", complete=complete)


EBML = element("1a45dfa3", b"\x42\x82\x84webm")
CLUSTER = element("1f43b675", element("a3", bytes(50)))


@pytest.mark.parametrize(
    ("data", "complete"),
    [
        (EBML + element("18538067", CLUSTER * 3), True),
        (EBML + element("18538067", CLUSTER * 3)[:-1], False),
        (EBML + element("18538067", CLUSTER * 3, known=False), True),
        (EBML + element("18538067", CLUSTER * 3, known=False)[:-1], False),
        (EBML + element("18538067", CLUSTER, known=False) + bytes(16), True),
        (CLUSTER, True),
        (CLUSTER[:-1], False),
    ],
)
def test_webm_needs_every_element_of_known_size(data: bytes, complete: bool) -> None:
    assert probe(data) == BodyProbe(sniffed="video/webm", complete=complete)


def test_real_films_and_sounds_are_whole_until_cut() -> None:
    folder = files("archiver.testing") / "media"
    for name, media_type in [("bay.webm", "video/webm"), ("song.opus", "audio/ogg")]:
        data = (folder / name).read_bytes()
        assert probe(data) == BodyProbe(sniffed=media_type, complete=True)
        assert not probe(data[: len(data) // 2]).complete


def test_an_mp3_is_measured_by_its_own_byte_count() -> None:
    frame = b"\xff\xfb\x90\x64" + bytes(32) + b"Info" + struct.pack(">III", 3, 500, 100_000)
    tag = b"ID3\x04\0\0\0\0\x01\x00" + bytes(128)
    assert probe(tag + frame + bytes(100_000)) == BodyProbe(sniffed="audio/mpeg", complete=True)
    assert probe(tag + frame + bytes(95_000)).complete  # an editor took padding away
    assert not probe(tag + frame + bytes(50_000)).complete
    assert probe(b"\xff\xfb\x90\x64" + bytes(400)).complete  # without a count nothing is known


def test_a_wave_file_is_measured_by_its_length_field() -> None:
    wave = b"RIFF" + struct.pack("<I", 1_004) + b"WAVE" + bytes(1_000)
    assert probe(wave).complete
    assert not probe(wave[:-1]).complete
    assert probe(b"RIFF\xff\xff\xff\xffWAVE" + bytes(9)).complete


@pytest.mark.parametrize(
    ("data", "declared", "sniffed"),
    [
        (b"<!-- gone --><!DOCTYPE HTML><p>403", "image/jpeg", "text/html"),
        (b"\xef\xbb\xbf  <html>", "", "text/html"),
        (b"<p>gone", "", "text/html"),
        (b' {"code": 403}', "image/png", "application/json"),
        (b"[1, 2]", "", "application/json"),
        (b"#EXTM3U\n#EXT-X-VERSION:3", "", "application/vnd.apple.mpegurl"),
        (b"<?xml version='1.0'?><MPD xmlns=''/>", "", "application/dash+xml"),
        (b"<?xml version='1.0'?><Error/>", "", "text/xml"),
        (b"BM wrote this", "", "text/plain"),
        (b"Got it", "", "text/plain"),
        (b"\x00\x01\x02\x03", "image/jpeg", ""),
        (HEADER, "audio/mp4", "audio/mp4"),
        (EBML, "audio/webm", "audio/webm"),
        (box(b"ftyp", b"M4A \0\0\0\0"), "", "audio/mp4"),
        (bytes([0x47] + [0] * 187) * 3, "", "video/mp2t"),
        (b"\xff\xf1\x50\x80", "", "audio/aac"),
    ],
)
def test_the_bytes_outweigh_the_declared_type(data: bytes, declared: str, sniffed: str) -> None:
    assert probe(data, declared).sniffed == sniffed


def test_an_empty_body_is_not_complete(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert probe(b"") == probe(tmp_path / "empty") == BodyProbe(sniffed="", complete=False)


@pytest.mark.parametrize("name", PICTURES)
def test_a_file_is_probed_like_its_bytes(name: str, tmp_path: Path) -> None:
    data, _ = PICTURES[name]
    for body in (data, data[:-20]):
        (tmp_path / "body").write_bytes(body)
        assert probe(tmp_path / "body") == probe(body)


HEADS = [data[:40] for data, _ in PICTURES.values()] + [
    HEADER, EBML, CLUSTER[:12], b"OggS", b"RIFF\0\0\0\0WAVE", b"ID3", b"\xff\xfb\x90\x64", b"<svg ",
]  # fmt: skip


@given(st.sampled_from(HEADS), st.binary(max_size=300), st.sampled_from(["", "audio/mpeg"]))
def test_any_bytes_behind_any_head_are_survived(head: bytes, tail: bytes, mime: str) -> None:
    found = probe(head + tail, mime)
    assert found.width_px >= 0
    assert found.height_px >= 0


def test_hostile_lengths_take_no_time() -> None:
    zeros = bytes(3_000_000)
    bodies = [
        b"GIF89a" + bytes(7) + b"\x21\xfe" + b"\x01a" * 1_500_000,
        b"\x89PNG\r\n\x1a\n" + zeros,
        HEADER + b"\0\0\0\x08free" * 400_000,
        EBML + element("18538067", b"\xec\x80" * 1_500_000, known=False),
        b"\xff\xd8\xff" + b"\xff\xe0\x00\x02" * 800_000,
        b"<svg" * 700_000,
        b"<!--" * 700_000,
    ]
    for body in bodies:
        probe(body)


def test_a_large_flat_picture_is_looked_at_and_a_large_rich_one_only_on_demand() -> None:
    flat, rich = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (1600, 1000), "#eee").save(flat, "PNG")
    noise = Image.effect_noise((1200, 1000), 90)
    noise.save(rich, "PNG")
    assert probe(flat.getvalue(), looks_up_to_bytes=24_000).top_share == 1.0
    assert len(rich.getvalue()) > 1 << 20
    assert probe(rich.getvalue(), looks_up_to_bytes=24_000).phash == ""
    assert probe(rich.getvalue()).phash
