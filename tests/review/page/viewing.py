"""Two pages of coloured stripes, a viewer that shows them, and eyes for what is on the screen."""

from __future__ import annotations

import html
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page

from archiver.review.gate import PAGE_POLICY

FILES = resources.files("archiver.review") / "page"
WIDTH = 400
STRIPE = 100
BANNER = (255, 214, 90)
WHITE = (255, 255, 255)
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>{title}'
ALIGNED = 3141
"""Rows of both pages laid side by side."""
OPEN = {"verdict": "open", "by": "", "at": "", "reason": "", "until": ""}


def stripe(index: int) -> tuple[int, int, int]:
    """Colour of rows 100 * index to 100 * index + 99 of the old page."""
    return (index * 37 % 180 + 40, index * 83 % 180 + 40, index * 151 % 180 + 40)


def old_page() -> Image.Image:
    page = Image.new("RGB", (WIDTH, 3000))
    draw = ImageDraw.Draw(page)
    for index in range(30):
        draw.rectangle((0, index * STRIPE, WIDTH, index * STRIPE + 99), fill=stripe(index))
    for row in range(1001, 1100, 2):  # thin lines: they glow where pages are laid a row apart
        draw.line((300, row, WIDTH, row), fill=(0, 0, 0))
    return page


# A banner of 41 rows at 500, a white box at 1000, 200 rows gone at 1500, 100 rows moved up.
BANDS = [
    ("same", (0, 500), (0, 500)),
    ("inserted", (500, 500), (500, 541)),
    ("same", (500, 1000), (541, 1041)),
    ("changed", (1000, 1100), (1041, 1141)),
    ("same", (1100, 1500), (1141, 1541)),
    ("deleted", (1500, 1700), (1541, 1541)),
    ("same", (1700, 2000), (1541, 1841)),
    ("moved", (2500, 2600), (1841, 1941)),
    ("same", (2000, 2500), (1941, 2441)),
    ("same", (2600, 3000), (2441, 2841)),
]


def new_page(old: Image.Image) -> Image.Image:
    page = Image.new("RGB", (WIDTH, 2841), BANNER)
    for _kind, (top, bottom), (at, _end) in BANDS:
        if bottom > top and _end > at:
            page.paste(old.crop((0, top, WIDTH, bottom)), (0, at))
    ImageDraw.Draw(page).rectangle((100, 1051, 200, 1130), fill=WHITE)
    return page


def box(x: int, y: int, width: int, height: int) -> dict[str, int]:
    return {"x": x, "y": y, "width": width, "height": height}


def change(number: int, kind: str, old: Any, new: Any, sentence: str = "") -> dict[str, Any]:
    return {
        "fingerprint": f"{number:016x}",
        "kind": kind,
        "sentence": sentence or f"change {number}",
        "old": old,
        "new": new,
        "line": 31,
        "outside": False,
        "state": OPEN,
    }


def write_view(folder: Path, which: str, page: Image.Image) -> dict[str, Any]:
    """Write the strips of a page as the review page gets them; return its View."""
    (folder / which).mkdir()
    strips = []
    for index in range(-(-page.height // 1024)):
        strips.append(f"{which}/{index}.png")
        lower = min(page.height, index * 1024 + 1024)
        page.crop((0, index * 1024, page.width, lower)).save(folder / strips[-1], compress_level=1)
    page.resize((120, page.height * 120 // page.width)).save(folder / which / "small.webp")
    return {
        "which": which,
        "label": f"{which} page",
        "width": page.width,
        "height": page.height,
        "strip_px": 1024,
        "strips": strips,
        "small": f"{which}/small.webp",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A folder with the viewer, alone on a page, and what it may show there."""

    folder: Path
    difference: Mapping[str, Any]
    tall: Mapping[str, Any]
    """A page of 28,000 rows."""


def write_site(folder: Path) -> Site:
    scripts = ["dom.js", "words.js", "words-viewer.js"]
    scripts += sorted(
        each.name
        for each in FILES.iterdir()
        if each.name.startswith("viewer") and each.name.endswith(".js")
    )
    for name in (*scripts, "theme.css", "viewer.css"):
        (folder / name).write_bytes((FILES / name).read_bytes())
    (folder / "start.js").write_text(
        "globalThis.viewer = archiver.viewer.mount(document.querySelector('main'));"
        "globalThis.chosen = []; viewer.onSelect = (one) => chosen.push(one);"
    )
    tags = "".join(f'<script defer src="{name}"></script>' for name in (*scripts, "start.js"))
    (folder / "index.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewer</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(PAGE_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="viewer.css">'
        f"</head><body><main><h1>Viewer</h1></main>{tags}</body></html>"
    )
    tall = Image.new("RGB", (1280, 28_000), (200, 210, 220))
    return Site(
        folder=folder, difference=write_difference(folder), tall=write_view(folder, "tall", tall)
    )


def write_difference(folder: Path) -> Mapping[str, Any]:
    old = old_page()
    return {
        "against": "snapshot",
        "label": "the snapshot",
        "identical": False,
        "old": write_view(folder, "old", old),
        "new": write_view(folder, "new", new_page(old)),
        "notes": [],
        "bands": [{"kind": kind, "old": a, "new": b} for kind, a, b in BANDS],
        "changes": [
            change(3, "removed", box(0, 1500, 300, 200), None),
            change(1, "added", None, box(0, 500, 400, 41)),
            change(2, "another picture", box(100, 1010, 101, 80), box(100, 1051, 101, 80), HOSTILE),
            change(4, "moved", box(20, 2500, 200, 100), box(20, 1841, 200, 100)),
        ],
        "masks": {"old": [], "new": [{"box": box(300, 30, 80, 60), "why": HOSTILE}]},
    }


_SETTLE = """async () => {
  const scroller = document.querySelector('.viewer-scroll');
  const frame = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  for (let last = -1; last !== scroller.scrollTop;) {
    last = scroller.scrollTop;
    await new Promise((go) => setTimeout(go, 90));
  }
  await Promise.all([...document.querySelectorAll('.viewer img[src]')].map(
    (one) => one.decode().catch(() => 0)));
  await frame();
  await new Promise((go) => setTimeout(go, 60)); // pictures are painted beside the page's thread
}"""
_SEE = """([row, rows]) => {
  const scroller = document.querySelector('.viewer-scroll');
  const scale = document.querySelector('.viewer-stage').clientHeight / rows;
  scroller.scrollTo({ top: row * scale - scroller.clientHeight / 3, behavior: 'instant' });
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A page with a viewer, and the eyes for it."""

    page: Page
    site: Site

    async def do(self, code: str, *values: Any) -> Any:
        """Run a function of the page, or an expression; return its value once all is drawn."""
        result = await self.page.evaluate(code, *values)
        await self.settle()
        return result

    async def show(self, mode: str = "", **what: Any) -> None:
        """Show the difference, or what is given instead, in a mode."""
        shown = what if "view" in what else {"difference": self.site.difference} | what
        await self.do(
            "([mode, what]) => { viewer.show(what); if (mode) viewer.setMode(mode); }",
            [mode, shown],
        )

    async def settle(self) -> None:
        """Wait until scrolling is over and every picture is drawn."""
        await self.page.evaluate(_SETTLE)

    async def see(self, row: int) -> None:
        """Bring an aligned row to a third of the window."""
        await self.do(_SEE, [row, ALIGNED])

    async def colour(self, side: str, row: int, x: int = 20) -> tuple[int, int, int]:
        """Return the colour where the sheet of a side has this aligned row and column."""
        spot = await self.spot(f".viewer-pane-{side} .viewer-sheet")
        scale = spot["height"] / ALIGNED
        shot = Image.open(io.BytesIO(await self.page.screenshot())).convert("RGB")
        pixel = shot.getpixel((round(spot["x"] + x * scale), round(spot["y"] + row * scale)))
        assert isinstance(pixel, tuple)
        return int(pixel[0]), int(pixel[1]), int(pixel[2])

    async def spot(self, selector: str) -> Mapping[str, float]:
        """Return where the first of these elements is on the screen."""
        found = await self.page.locator(selector).first.bounding_box()
        assert found is not None, selector
        return {**found}

    async def told(self) -> str:
        """Return the sentence about the change that is looked at."""
        return await self.page.locator(".viewer-told").inner_text()

    async def scrolled(self) -> float:
        """Return how many pixels of the screen lie above the window."""
        return float(await self.page.evaluate("document.querySelector('.viewer-scroll').scrollTop"))


@asynccontextmanager
async def opened(
    browser: Browser, site: Site, forgiven: str = "nothing at all", **options: Any
) -> AsyncIterator[Screen]:
    """Open the viewer; the console may at the end have no complaint but those forgiven."""
    complaints: list[str] = []
    settings = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
    context = await browser.new_context(**settings | options)
    page = await context.new_page()
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    await page.goto((site.folder / "index.html").as_uri())
    try:
        yield Screen(page=page, site=site)
    finally:
        await context.close()
    assert [each for each in complaints if forgiven not in each] == []


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 3) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))
