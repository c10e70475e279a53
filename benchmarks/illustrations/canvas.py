"""A small painter for the illustrations: gradients, ridges, glows, mirrors, grain."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 2000, 1250  # painted twice as large as it is kept
Point = tuple[float, float]


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the parts of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: str, other: str, share: float) -> str:
    """Return the colour that is `share` of the way to the other."""
    parts = [round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*parts)


def gradient(height: int, *colours: str) -> Image.Image:
    """Return a full-width picture of colours from top to bottom."""
    at = np.linspace(0, len(colours) - 1, max(height, 2))
    columns = [np.interp(at, range(len(colours)), [rgb(c)[i] for c in colours]) for i in range(3)]
    line = np.stack(columns, axis=1)[:, None, :]
    return Image.fromarray(np.repeat(line, WIDTH, axis=1).round().astype("uint8"))


class Canvas:
    """A picture being painted, back to front."""

    def __init__(self, seed: int, *sky: str) -> None:
        self.image = gradient(HEIGHT, *sky)
        self.dice = np.random.default_rng(seed)

    def shape(self, points: list[Point], top: str, bottom: str = "") -> None:
        """Fill a polygon, from one colour at its highest point to another at its lowest."""
        mask = Image.new("L", (WIDTH, HEIGHT), 0)
        ImageDraw.Draw(mask).polygon(points, fill=255)
        self._fill(mask, top, bottom or top)

    def rect(self, left: float, top: float, right: float, bottom: float, *colours: str) -> None:
        """Fill a rectangle."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.shape([(float(x), float(y)) for x, y in corners], *colours)

    def disc(self, x: float, y: float, radius: float, *colours: str, ratio: float = 1.0) -> None:
        """Fill an ellipse; `ratio` is its height over its width."""
        mask = Image.new("L", (WIDTH, HEIGHT), 0)
        box = (x - radius, y - radius * ratio, x + radius, y + radius * ratio)
        ImageDraw.Draw(mask).ellipse(box, fill=255)
        self._fill(mask, colours[0], colours[-1])

    def ring(self, box: tuple[float, float, float, float], width: int, colour: str) -> None:
        """Stroke an ellipse."""
        ImageDraw.Draw(self.image).ellipse(box, outline=colour, width=width)

    def line(self, points: list[Point], width: int, colour: str) -> None:
        """Stroke a line with round joints."""
        ImageDraw.Draw(self.image).line(points, fill=colour, width=width, joint="curve")

    def _fill(self, mask: Image.Image, top: str, bottom: str) -> None:
        box = mask.getbbox()
        if box is None:
            return
        fill = gradient(box[3] - box[1], top, bottom).crop((box[0], 0, box[2], box[3] - box[1]))
        self.image.paste(fill, box[:2], mask.crop(box))

    def veil(self, mask: Image.Image, colour: str) -> None:
        """Lay a colour through a mask."""
        self.image.paste(Image.new("RGB", (WIDTH, HEIGHT), colour), (0, 0), mask)

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 1.0) -> None:
        """Add light around a point, fading to nothing at the radius."""
        left, top = int(max(x - radius, 0)), int(max(y - radius, 0))
        right, bottom = int(min(x + radius, WIDTH)), int(min(y + radius, HEIGHT))
        if right <= left or bottom <= top:
            return
        rows, columns = np.mgrid[top:bottom, left:right]
        share = np.clip(1 - np.hypot(columns - x, rows - y) / radius, 0, 1) ** 2 * strength
        part = np.asarray(self.image.crop((left, top, right, bottom)), dtype=float)
        light = 255 - (255 - part) * (1 - share[..., None] * np.array(rgb(colour)) / 255)
        self.image.paste(Image.fromarray(light.round().astype("uint8")), (left, top))

    def ridge(self, level: float, height: float, *colours: str, waves: float = 3.0) -> None:
        """A mountain line across the picture: level and height as parts of the picture."""
        x = np.linspace(0, 1, 400)
        y = np.zeros_like(x)
        for octave in range(6):
            phase, size = self.dice.uniform(0, 7), 0.52**octave
            y += size * np.sin(x * waves * 2.1**octave * 2 + phase)
        y = (level - height * (y + 0.6) / 2) * HEIGHT
        line = [(float(a) * WIDTH, float(b)) for a, b in zip(x, y, strict=True)]
        self.shape([*line, (WIDTH, HEIGHT), (0, HEIGHT)], *colours)

    def haze(self, level: float, spread: float, colour: str, strength: float) -> None:
        """Lay a band of mist, thickest at `level`."""
        y = np.arange(HEIGHT) / HEIGHT
        share = np.exp(-(((y - level) / spread) ** 2)) * strength * 255
        mask = np.repeat(share.astype("uint8")[:, None], WIDTH, axis=1)
        self.veil(Image.fromarray(mask), colour)

    def stars(self, count: int, depth: float) -> None:
        """Scatter stars over the upper part of the sky."""
        draw = ImageDraw.Draw(self.image, "RGBA")
        for _ in range(count):
            x, y = self.dice.uniform(0, WIDTH), self.dice.uniform(0, depth * HEIGHT)
            size, light = self.dice.uniform(0.8, 2.6), int(self.dice.uniform(60, 230))
            draw.ellipse((x - size, y - size, x + size, y + size), fill=(255, 248, 228, light))

    def snow(self, count: int, light: int = 210) -> None:
        """Scatter flakes over everything."""
        draw = ImageDraw.Draw(self.image, "RGBA")
        for _ in range(count):
            x, y = self.dice.uniform(0, WIDTH), self.dice.uniform(0, HEIGHT)
            size = self.dice.uniform(1.5, 6)
            fill = (255, 255, 255, int(self.dice.uniform(0.3, 1) * light))
            draw.ellipse((x - size, y - size, x + size, y + size), fill=fill)

    def mirror(self, horizon: float, tint: str, share: float = 0.35) -> None:
        """Turn what is below the horizon into water that mirrors what is above."""
        at = int(horizon * HEIGHT)
        depth = HEIGHT - at
        above = self.image.crop((0, max(at - depth, 0), WIDTH, at)).transpose(
            Image.Transpose.FLIP_TOP_BOTTOM
        )
        above = above.resize((WIDTH, depth)).filter(ImageFilter.GaussianBlur(3))
        pixels = np.asarray(above, dtype=float)
        rows = np.arange(depth)
        shift = 1.5 + rows / depth * 9
        moved = np.empty_like(pixels)
        for row in rows:
            offset = shift[row] * np.sin(row / (3.0 + row * 0.018) + 0.6 * np.sin(row / 37))
            moved[row] = np.roll(pixels[row], int(offset), axis=0)
        fade = (share + 0.3 * rows / depth)[:, None, None]
        water = moved * (1 - fade) + np.array(rgb(tint)) * fade
        self.image.paste(Image.fromarray(water.clip(0, 255).astype("uint8")), (0, at))
        draw = ImageDraw.Draw(self.image, "RGBA")
        for _ in range(90):
            y = at + depth * self.dice.uniform(0.01, 1) ** 1.6
            x, length = self.dice.uniform(0, WIDTH), self.dice.uniform(20, 160) * (y - at) / depth
            draw.line((x, y, x + length + 12, y), fill=(255, 255, 255, 26), width=2)

    def finish(self) -> Image.Image:
        """Return the picture at its final size, with a trace of paper grain."""
        small = self.image.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.LANCZOS)
        pixels = np.asarray(small, dtype=float)
        rows, columns = np.mgrid[-1 : 1 : HEIGHT // 2 * 1j, -1 : 1 : WIDTH // 2 * 1j]
        shade = 1 - 0.13 * (rows**2 + columns**2) / 2
        grain = self.dice.normal(0, 1.3, pixels.shape[:2])
        return Image.fromarray(
            (pixels * shade[..., None] + grain[..., None]).clip(0, 255).astype("uint8")
        )
