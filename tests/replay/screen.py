"""A screen that nobody sees, Xvfb's: what is on it, and a mouse and a keyboard for it."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
WIDTH_PX, HEIGHT_PX = 1000, 800
_PATIENCE_S = 90.0
_LOOK_S = 0.2
_HEAD = struct.Struct(">25I")
"""Of a window dump: X11/XWDFile.h."""
_HEAD_SIZE, _WIDTH, _HEIGHT, _LINE, _COLOURS = 0, 4, 5, 12, 19
_COLOUR_BYTES = 12

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Screen:
    """One that runs."""

    display: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What programs that shall appear on it are started with."""
        return {**os.environ, "DISPLAY": self.display}

    def picture(self) -> Image.Image:
        """Return what is on it now."""
        data = (self.folder / "Xvfb_screen0").read_bytes()
        head = _HEAD.unpack_from(data)
        start = head[_HEAD_SIZE] + head[_COLOURS] * _COLOUR_BYTES
        size = (head[_WIDTH], head[_HEIGHT])
        return Image.frombytes("RGB", size, data[start:], "raw", "BGRX", head[_LINE])

    def colour(self) -> Colour:
        """Return the colour of the page where neither a word nor the mouse stands."""
        colour = self.picture().getpixel((WIDTH_PX // 3, HEIGHT_PX // 2))
        assert isinstance(colour, tuple)
        return colour[0], colour[1], colour[2]

    def width_of(self, colour: Colour) -> int:
        """Return how wide the page of a colour is, in pixels."""
        picture, middle = self.picture(), HEIGHT_PX // 2
        return sum(picture.getpixel((x, middle)) == colour for x in range(WIDTH_PX))

    async def shows(self, colour: Colour) -> None:
        """Wait until a page of that colour is there."""
        await until(lambda: self.colour() == colour, f"a page of the colour {colour}")

    async def click(self) -> None:
        """Click in the middle of the screen."""
        await self._tell("mousemove", str(WIDTH_PX // 2), str(HEIGHT_PX // 2), "click", "1")

    async def press(self, keys: str) -> None:
        """Press keys, as `ctrl+w`."""
        await self._tell("key", keys)

    async def _tell(self, *words: str) -> None:
        tool = await asyncio.create_subprocess_exec("xdotool", *words, env=self.environment)
        assert await tool.wait() == 0


async def until(holds: Callable[[], bool], what: str = "it") -> None:
    """Wait until something holds; fail when it does not for long."""
    end = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < end, f"waited for {what}"
        await asyncio.sleep(_LOOK_S)


@asynccontextmanager
async def screen(folder: Path) -> AsyncIterator[Screen]:
    """Run a screen; what is on it lies in `folder`."""
    reading, writing = os.pipe()
    shape = f"{WIDTH_PX}x{HEIGHT_PX}x24"
    server = await asyncio.create_subprocess_exec(
        *("Xvfb", "-displayfd", str(writing), "-screen", "0", shape, "-fbdir", str(folder)),
        *("-nolisten", "tcp", "-noreset"),
        pass_fds=(writing,),
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = (await asyncio.to_thread(numbers.readline)).strip()
        assert number, "Xvfb does not start"
        yield Screen(f":{number}", folder)
    finally:
        server.terminate()
        await server.wait()
