"""Make the films and sounds that `archiver.testing` ships; run once, by hand.

Needs ffmpeg (libvpx-vp9, libopus, libmp3lame), numpy, Pillow, fonttools and
cryptography:

    python benchmarks/make_media.py archiver/testing/media

Writes bay.webm (6 s, cues, seekable), bay.jpg (its poster), dash/ (the same as
DASH segments of about 1.2 s, one picture and one sound track), song.opus, and
blank.ttf, a font that has nothing but a space. Into reel/ it writes the bay
twice, 12 s, in the forms that streams and bare films need: see `reels`. With the
word `reels` as a second argument it writes those alone, from the bay.webm there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, FRAMES_PER_S, DURATION_S = 640, 360, 24, 6
HORIZON = 214
SKY = ((28, 52, 92), (196, 110, 92), (250, 196, 128))
SOUND = (
    "aevalsrc='0.10*(sin(2*PI*220*t)+sin(2*PI*277.18*t)+sin(2*PI*329.63*t))"
    "*(0.6+0.4*sin(2*PI*t/3))':s=48000:d=6,afade=t=in:d=0.6,afade=t=out:st=5.2:d=0.8"
)


def gradient(height: int, stops: tuple[tuple[int, int, int], ...]) -> np.ndarray:
    """Return `height` rows of colour between the stops, 0-255, float."""
    places = np.linspace(0, len(stops) - 1, height)
    return np.stack(
        [np.interp(places, range(len(stops)), [stop[c] for stop in stops]) for c in range(3)],
        axis=1,
    )


def frame(time_s: float) -> Image.Image:
    """Draw the bay: a low sun, two headlands, water that moves, a boat."""
    picture = np.zeros((HEIGHT, WIDTH, 3))
    picture[:HORIZON] = gradient(HORIZON, SKY)[:, None, :]
    sea = gradient(HEIGHT - HORIZON, ((214, 142, 110), (60, 70, 100), (18, 30, 54)))
    picture[HORIZON:] = sea[:, None, :]
    x = np.arange(WIDTH)
    sun_x, sun_y = 400, 170 + 5 * time_s
    for row in range(HORIZON, HEIGHT):
        depth = row - HORIZON
        spread = 26 + depth * 0.55
        wave = np.sin(x * 0.9 / (1 + depth * 0.06) + row * 1.7 + time_s * 2.6)
        wave = wave * np.sin(row * 0.9 - time_s * 3.1)
        glow = np.exp(-(((x - sun_x) / spread) ** 2)) * np.clip(wave + 0.35, 0, 1)
        picture[row] += glow[:, None] * np.array([150, 96, 44]) * (1 - depth / 190)
        picture[row] += (wave * 4)[:, None]
    image = Image.fromarray(np.clip(picture, 0, 255).astype("uint8"))
    halo = Image.new("L", (WIDTH, HEIGHT), 0)
    ImageDraw.Draw(halo).ellipse((sun_x - 60, sun_y - 60, sun_x + 60, sun_y + 60), fill=90)
    halo = halo.filter(ImageFilter.GaussianBlur(34))
    warm = Image.new("RGB", (WIDTH, HEIGHT), (255, 226, 170))
    above = Image.new("L", (WIDTH, HEIGHT), 0)
    above.paste(halo.crop((0, 0, WIDTH, HORIZON)), (0, 0))
    image.paste(warm, (0, 0), above)
    disc = Image.new("L", (WIDTH * 2, HEIGHT * 2), 0)
    ImageDraw.Draw(disc).ellipse(
        [2 * v for v in (sun_x - 24, sun_y - 24, sun_x + 24, sun_y + 24)], fill=255
    )
    disc = disc.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    below = Image.new("L", (WIDTH, HEIGHT), 0)
    below.paste(disc.crop((0, 0, WIDTH, HORIZON)), (0, 0))
    image.paste(Image.new("RGB", (WIDTH, HEIGHT), (255, 240, 206)), (0, 0), below)
    return shore_and_boat(image, time_s)


def shore_and_boat(image: Image.Image, time_s: float) -> Image.Image:
    """Lay the headlands and a drifting boat over the water, twice as large, then shrink."""
    big = image.resize((WIDTH * 2, HEIGHT * 2), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(big)
    far = [(0, 2 * HORIZON)]
    far += [(i, 2 * HORIZON - 46 - 30 * np.sin(i / 95) - 12 * np.sin(i / 31)) for i in range(420)]
    draw.polygon([*far, (560, 2 * HORIZON)], fill=(120, 78, 92))
    near = [(2 * WIDTH, 2 * HORIZON + 2), (2 * WIDTH, 2 * HORIZON - 92)]
    near += [(2 * WIDTH - i, 2 * HORIZON - 92 + i * 0.26 - 8 * np.sin(i / 24)) for i in range(340)]
    draw.polygon([*near, (2 * WIDTH - 420, 2 * HORIZON + 2)], fill=(74, 54, 80))
    left = 250 + 26 * time_s
    top = 2 * HORIZON + 96 + 3 * np.sin(time_s * 2.2)
    hull = [(left, top), (left + 150, top), (left + 124, top + 24), (left + 24, top + 24)]
    draw.polygon(hull, fill=(26, 22, 36))
    draw.polygon(
        [(left + 70, top - 8), (left + 70, top - 128), (left + 140, top - 8)], fill=(236, 214, 186)
    )
    draw.polygon(
        [(left + 62, top - 8), (left + 62, top - 108), (left + 18, top - 8)], fill=(210, 174, 150)
    )
    return big.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg, quietly, without anything that differs between runs."""
    subprocess.run(
        ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-bitexact", *arguments], check=True
    )


def blank_font(path: Path) -> None:
    """Write the smallest font that a browser takes."""
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "space"])
    font.setupCharacterMap({0x20: "space"})
    font.setupGlyf({".notdef": Glyph(), "space": Glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0), "space": (250, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Blank", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    font.setupHead(unitsPerEm=1000, created=0, modified=0)
    font.font.recalcTimestamp = False
    font.save(path)


SEAL_KEY = bytes.fromhex("6f0e3a51c8d24b7f9a10e5d37b64c289")
SEAL_IV = bytes.fromhex("00000000000000000000000000000c0d")
"""Key and first vector of the sealed reel: they keep no secret."""
DRM_KEY, DRM_KEY_ID = "4d1f7a0b92c35e68af10d4b7c2863e59", "b3a1c4d2e5f60718293a4b5c6d7e8f90"
WORDS = """WEBVTT

00:00.500 --> 00:03.500
傍晚的月亮湾

00:04.000 --> 00:07.500
渡船从西岸开过来

00:08.000 --> 00:11.500
山后面还有一点光
"""


def reels(target: Path) -> None:
    """Write reel/: tracks of 12 s that the server cuts into pieces of 2 s by their boxes.

    180.mp4 and 90.mp4 (pictures, fragmented, with a sidx), sound.mp4 (the same
    for sound), sealed-N.bin (the pieces of 90.mp4 under AES-128-CBC, the key
    beside them), drm.mp4 (common encryption), first.mp4 and last.mp4 (one film
    with its moov before and behind its data), song.mp3, words.vtt.
    """
    folder = target / "reel"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    twice = ("-stream_loop", "1", "-i", str(target / "bay.webm"), "-t", "12")
    vp9 = ("-c:v", "libvpx-vp9", "-b:v", "0", "-g", "48", "-keyint_min", "48", "-threads", "1")
    pieces = "+empty_moov+default_base_moof+global_sidx+skip_trailer"
    sound = (*("-f", "lavfi", "-i", SOUND.replace("d=6", "d=11.98").replace("st=5.2", "st=11.2")),)
    opus = ("-c:a", "libopus", "-b:a", "24k", "-ac", "1")
    for name, size, quality in (("180", "320:180", "40"), ("90", "160:90", "42")):
        look = (*twice, "-an", "-vf", f"scale={size}", *vp9, "-crf", quality)
        ffmpeg(*look, "-movflags", f"{pieces}+frag_keyframe", str(folder / f"{name}.mp4"))
    cut = ("-frag_duration", "2000000", "-movflags", pieces)
    ffmpeg(*sound, *opus, *cut, str(folder / "sound.mp4"))
    tracks = (*("-i", str(folder / "180.mp4"), "-i", str(folder / "sound.mp4")), "-c", "copy")
    ffmpeg(*tracks, "-movflags", "+faststart", str(folder / "first.mp4"))
    ffmpeg(*tracks, str(folder / "last.mp4"))
    ffmpeg(*sound, *("-c:a", "libmp3lame", "-b:a", "32k", "-ac", "1"), str(folder / "song.mp3"))
    ffmpeg(
        *("-i", str(folder / "90.mp4"), "-c", "copy", "-movflags", f"{pieces}+frag_keyframe"),
        *("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", DRM_KEY),
        *("-encryption_kid", DRM_KEY_ID, "-bitexact", str(folder / "drm.mp4")),
    )
    license_film(folder / "drm.mp4")
    (folder / "words.vtt").write_text(WORDS, encoding="utf-8")
    seal(folder)


def license_film(film: Path) -> None:
    """Write into an encrypted film what ffmpeg leaves out of its fragments.

    Each `traf` gets the vectors of its samples (ISO/IEC 23001-7, 7.2), which
    ffmpeg, to be exact, counts from 0; the moov gets a pssh that any key system
    takes (W3C, cenc initialization data). The sidx, now wrong, goes.
    """
    common = bytes.fromhex("1077efecc0b24d02ace33c1e52e2fb4b")
    content = b"\1\0\0\0" + common + number(1) + bytes.fromhex(DRM_KEY_ID) + number(0)
    pieces, samples = [], 0
    for kind, body in boxes(film.read_bytes()):
        if kind == b"moov":
            pieces.append(box(b"moov", body + box(b"pssh", content)))
        elif kind == b"moof":
            count = int.from_bytes(body[body.index(b"trun") + 8 :][:4], "big")
            pieces.append(with_vectors(body, range(samples, samples + count)))
            samples += count
        elif kind != b"sidx":
            pieces.append(box(kind, body))
    film.write_bytes(b"".join(pieces))


def with_vectors(moof: bytes, samples: range) -> bytes:
    """Return a moof, given without its head, whose only traf holds its samples' vectors."""
    head, traf = boxes(moof)
    vectors = b"".join(sample.to_bytes(8, "big") for sample in samples)
    senc = box(b"senc", number(0) + number(len(samples)) + vectors)
    saiz = box(b"saiz", number(0) + b"\x08" + number(len(samples)))
    before = 8 + len(box(*head)) + 8 + len(traf[1])
    saio = box(b"saio", number(0) + number(1) + number(before + len(saiz) + 20 + 16))
    more = saiz + saio + senc
    at = traf[1].index(b"trun") + 12
    offset = int.from_bytes(traf[1][at : at + 4], "big") + len(more)
    return box(
        b"moof",
        box(*head) + box(b"traf", traf[1][:at] + number(offset) + traf[1][at + 4 :] + more),
    )


def boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return the boxes on the top of some bytes: name and content."""
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        found.append((data[at + 4 : at + 8], data[at + 8 : at + size]))
        at += size
    return found


def box(kind: bytes, content: bytes) -> bytes:
    return number(8 + len(content)) + kind + content


def number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def seal(folder: Path) -> None:
    """Encrypt each piece of 90.mp4, padded, all with one key and vector (RFC 8216, 5.2)."""
    (folder / "sealed.key").write_bytes(SEAL_KEY)
    film = (folder / "90.mp4").read_bytes()
    starts, at = [], 0
    while at < len(film):
        if film[at + 4 : at + 8] == b"moof":
            starts.append(at)
        at += int.from_bytes(film[at : at + 4], "big")
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], at], strict=True), 1):
        padder = PKCS7(128).padder()
        plain = padder.update(film[start:end]) + padder.finalize()
        sealer = Cipher(algorithms.AES(SEAL_KEY), modes.CBC(SEAL_IV)).encryptor()
        (folder / f"sealed-{number}.bin").write_bytes(sealer.update(plain) + sealer.finalize())


def main(target: Path) -> None:
    """Write every file into the folder."""
    target.mkdir(parents=True, exist_ok=True)
    vp9 = ("-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "36", "-g", "29", "-pix_fmt", "yuv420p")
    opus = ("-c:a", "libopus", "-b:a", "40k", "-ac", "1")
    with tempfile.TemporaryDirectory() as work:
        for number in range(FRAMES_PER_S * DURATION_S):
            frame(number / FRAMES_PER_S).save(Path(work) / f"{number:03d}.png", compress_level=1)
        film = ["-framerate", str(FRAMES_PER_S), "-i", f"{work}/%03d.png"]
        sound = ["-f", "lavfi", "-i", SOUND]
        bay = str(target / "bay.webm")
        ffmpeg(*film, *sound, *vp9, *opus, "-shortest", "-cues_to_front", "1", bay)
        frame(2.0).save(target / "bay.jpg", quality=82, optimize=True, progressive=True)
    ffmpeg(*sound, *opus, str(target / "song.opus"))
    blank_font(target / "blank.ttf")
    dash = target / "dash"
    shutil.rmtree(dash, ignore_errors=True)
    dash.mkdir()
    ffmpeg(
        *("-i", bay, "-c", "copy", "-f", "dash", "-dash_segment_type", "webm"),
        *("-seg_duration", "1.2", "-use_template", "1", "-use_timeline", "1"),
        *("-init_seg_name", "init-$RepresentationID$.webm"),
        *("-media_seg_name", "part-$RepresentationID$-$Number$.webm"),
        str(dash / "manifest.mpd"),
    )
    reels(target)
    for path in sorted(target.rglob("*.*")):
        print(f"{path.stat().st_size:8,} {path.relative_to(target)}")


if __name__ == "__main__":
    (reels if sys.argv[2:] == ["reels"] else main)(Path(sys.argv[1]))
