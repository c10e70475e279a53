"""Things that several illustrations show: arches, boats, houses, lanterns."""

from __future__ import annotations

import numpy as np
from canvas import Canvas, Point


def arch(canvas: Canvas, x: float, base: float, radius: float, colour: str) -> None:
    """An opening under a bridge, seen through to the far colour."""
    angles = np.linspace(np.pi, 2 * np.pi, 80)
    points = [(float(x + radius * np.cos(a)), float(base + radius * np.sin(a))) for a in angles]
    canvas.shape(points, colour)


def deck(left: float, right: float, base: float, rise: float, thick: float) -> list[Point]:
    """A humpbacked bridge as a polygon."""
    x = np.linspace(left, right, 120)
    part = (x - left) / (right - left)
    y = base - thick - rise * np.sin(np.pi * part) ** 1.3
    return [*((float(a), float(b)) for a, b in zip(x, y, strict=True)), (right, base), (left, base)]


def boat(canvas: Canvas, x: float, y: float, size: float, colours: tuple[str, str]) -> None:
    """A small boat with a woven roof; the colours of hull and roof."""
    hull, cover = colours
    canvas.shape(
        [(x, y), (x + 10 * size, y), (x + 8.6 * size, y + size), (x + 1.2 * size, y + size)], hull
    )
    angles = np.linspace(np.pi, 2 * np.pi, 40)
    roof = [(x + 5 * size + 2.6 * size * np.cos(a), y + 1.9 * size * np.sin(a)) for a in angles]
    canvas.shape([(float(a), float(b)) for a, b in roof], cover, hull)


def house(canvas: Canvas, x: float, base: float, size: tuple[float, float], lit: str) -> None:
    """A white-walled house, `size` wide and tall, under a dark roof, with two windows."""
    width, tall = size
    canvas.rect(x, base - tall, x + width, base, "#f1e6d6", "#d8c8b6")
    eave, peak = base - tall + 8, base - tall - width * 0.26
    canvas.shape(
        [
            (x - 18, eave),
            (x + width * 0.22, peak),
            (x + width * 0.78, peak),
            (x + width + 18, eave),
        ],
        "#4a4650",
        "#363340",
    )
    for part in (0.24, 0.6):
        left = x + width * part
        canvas.rect(left, base - tall * 0.66, left + width * 0.15, base - tall * 0.36, lit)


def lantern(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A red paper lantern with its light."""
    canvas.glow(x, y, size * 5, "#ff9a4a", 0.5)
    canvas.disc(x, y, size, "#ffb45e", "#d83a2c", ratio=0.86)
    canvas.rect(x - size * 0.4, y - size, x + size * 0.4, y - size * 0.8, "#5b2320")
    canvas.rect(x - size * 0.4, y + size * 0.8, x + size * 0.4, y + size, "#5b2320")
    canvas.line([(x, y + size), (x, y + size * 1.7)], 4, "#e2a24c")
