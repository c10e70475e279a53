"""Noise on the picture of a page: what a reader does not see."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter


def noisy(png: bytes, kind: str) -> bytes:
    """Return a picture with noise of a kind: `pixel`, `levels` or `smoothing`."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = np.asarray(picture).copy()
    if kind == "pixel":
        pixels[len(pixels) // 2, pixels.shape[1] // 3] = (255, 0, 255)
    elif kind == "levels":
        chance = np.random.default_rng(7)
        change = chance.integers(-2, 3, pixels.shape)
        hit = chance.random(pixels.shape[:2]) < 0.05
        noise = np.clip(pixels.astype(np.int16) + change, 0, 255).astype(np.uint8)
        pixels[hit] = noise[hit]
    else:
        pixels = smoothed(picture)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def smoothed(picture: Image.Image) -> np.ndarray:
    """Return the picture with the grey edges of letters a little darker, as by other gamma."""
    pixels = np.asarray(picture).astype(np.float64)
    grey = np.asarray(picture.convert("L").filter(ImageFilter.FIND_EDGES)) > 40
    light = (pixels.min(axis=2) > 90) & (pixels.max(axis=2) < 250) & grey
    pixels[light] *= 0.9
    return pixels.astype(np.uint8)


def encoded_anew(jpeg: bytes) -> bytes:
    """Return the same picture, as another encoder writes it."""
    out = io.BytesIO()
    Image.open(io.BytesIO(jpeg)).save(out, "JPEG", quality=88)
    return out.getvalue()
