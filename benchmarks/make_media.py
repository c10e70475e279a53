"""Make the films and sounds that `archiver.testing` ships; run once, by hand.

Needs ffmpeg (libvpx-vp9, libopus), numpy, Pillow and fonttools:

    python benchmarks/make_media.py archiver/testing/media

Writes bay.webm (6 s, cues, seekable), bay.jpg (its poster), dash/ (the same as
DASH segments of about 1.2 s, one picture and one sound track), song.opus, and
blank.ttf, a font that has nothing but a space.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
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
    for path in sorted(target.rglob("*.*")):
        print(f"{path.stat().st_size:8,} {path.relative_to(target)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
