"""How long the difference of two pages takes, beside other tools on the same pictures.

Each pair is a page of 1,280 x 8,000 pixels with text and 14 noisy photographs, and
another one: the same; one that differs by up to three levels on 2 % of the pixels; one
with another photograph; one with 40 rows pushed in. The pages are drawn here, always the
same. Times are those of the processor, in milliseconds, the best of some runs.

    python benchmarks/picture_difference.py
    python benchmarks/picture_difference.py --runs 9 --odiff node_modules/.bin/odiff

On two cores that others used too (scikit-image's are its structural similarity):

    ms      from hashes  from files  decoding   hashing  pixelmatch  scikit-image     odiff
    same           0.02        0.02    404.62     28.50        3.46      6,322.89    360.64
    jitter        35.72      433.56    357.73     28.48       23.45      6,200.63    425.79
    swap          44.61      478.65    358.96     28.47      123.54      7,157.65    585.19
    shift          2.79        2.66    438.55     39.08      929.12      7,806.60  1,752.59

    swap   pixelmatch takes 2.8 times as long as archiver from hashes
    swap   odiff takes 1.2 times as long as archiver from files
    shift  odiff takes 658 times as long as archiver from files

`from hashes`: row hashes kept beside the pictures, pixels in memory where they are needed;
`from files`: the same hashes, and PNG files, of which only those are decoded that have to
be; `decoding` both files, and `hashing` their rows, are what it costs where nothing is kept
(a job does it once for each capture). pixelmatch (pybind11_pixelmatch) and scikit-image have
the pixels in memory, odiff the files. They align nothing: for the shift the other page is
made as high with white, and they tell all that lies below the 40 rows as different.

They are skipped when they are not installed, odiff when it is neither named, nor in ODIFF,
nor on the PATH. Ends with 1 when a target is missed: 1 ms for the same page and 60 ms for
another photograph and for a shift, from hashes that are kept and pixels in memory.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from archiver.images import PagePicture, RowHashes, picture_difference, row_hashes
from archiver.images.rows import rows_of

Pixels = NDArray[np.uint8]
Work = Callable[[], object]

WIDTH, HEIGHT = 1280, 8000
PHOTO = (800, 480)
SECTIONS, SECTION_PX, LINE_PX = 14, 571, 27
SHIFT_AT, SHIFT_PX = 3139, 40
TARGETS_MS = {"same": 1.0, "swap": 60.0, "shift": 60.0}
THRESHOLD = 0.1
ENOUGH_S = 6.0
"""After which a work is not run again, however many runs were asked for."""
COLUMNS = (
    "from hashes",
    "from files",
    "decoding",
    "hashing",
    "pixelmatch",
    "scikit-image",
    "odiff",
)
OTHERS = {"pixelmatch": "from hashes", "scikit-image": "from hashes", "odiff": "from files"}
"""Other tools, each with the column of archiver that begins where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two pages, as files and as pixels."""

    name: str
    pictures: tuple[bytes, bytes]
    pixels: tuple[Pixels, Pixels]
    rows: tuple[RowHashes, RowHashes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one pair took."""

    name: str
    times_ms: Mapping[str, float | None]

    @staticmethod
    def head() -> str:
        """Return the line above all rows."""
        return f"{'ms':6}" + "".join(f"{name:>{wide(name)}}" for name in COLUMNS)

    def line(self) -> str:
        """Return the row; `-` stands for what cannot be measured."""
        line = f"{self.name:6}"
        for name in COLUMNS:
            taken = self.times_ms[name]
            line += f"{'-' if taken is None else f'{taken:,.2f}':>{wide(name)}}"
        return line

    def ratios(self) -> Iterator[str]:
        """Yield how many times as long other tools take as archiver does from the same."""
        for other, own in OTHERS.items():
            theirs, ours = self.times_ms[other], self.times_ms[own]
            if theirs is not None and ours is not None:
                times = theirs / max(ours, 0.001)
                print_as = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"
                yield f"{self.name:6} {other} takes {print_as} times as long as archiver {own}"

    @property
    def is_missed(self) -> bool:
        """Whether archiver takes longer from hashes than it should."""
        taken = self.times_ms["from hashes"]
        return taken is not None and taken > TARGETS_MS.get(self.name, float("inf"))


def wide(column: str) -> int:
    """Return how wide a column is printed."""
    return 2 + max(8, len(column))


def photograph(seed: int) -> Pixels:
    """Return a noisy photograph: smooth light with grain."""
    chance = np.random.default_rng(seed)
    small = Image.fromarray(chance.integers(0, 256, (6, 10, 3), dtype=np.uint8))
    smooth = np.asarray(small.resize(PHOTO, Image.Resampling.BICUBIC), np.int16)
    grain = chance.integers(-18, 19, smooth.shape)
    return np.clip(smooth + grain, 0, 255).astype(np.uint8)


def page() -> Pixels:
    """Return the page: 14 times three lines of text and a photograph."""
    words = random.Random(5)
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(17)
    for section in range(SECTIONS):
        for line in range(3):
            letters = words.choices("abcdefghijklmnoprstuvw      ", k=96)
            place = (240, section * SECTION_PX + 10 + line * LINE_PX)
            draw.text(place, "".join(letters), fill=(34, 34, 34), font=font)
        picture.paste(Image.fromarray(photograph(section)), (240, photo_top(section)))
    return np.asarray(picture).copy()


def photo_top(section: int) -> int:
    """Return the first row of a section's photograph."""
    return section * SECTION_PX + SECTION_PX - PHOTO[1] - 3


def pairs() -> list[Pair]:
    """Return the pairs."""
    old = page()
    chance = np.random.default_rng(11)
    hit = chance.random((HEIGHT, WIDTH)) < 0.02
    jitter = old.astype(np.int16)
    jitter[hit] += chance.integers(-3, 4, (int(hit.sum()), 3), dtype=np.int16)
    swap = old.copy()
    top = photo_top(6)
    swap[top : top + PHOTO[1], 240 : 240 + PHOTO[0]] = photograph(99)
    banner = np.full((SHIFT_PX, WIDTH, 3), (246, 232, 195), np.uint8)
    shift = np.concatenate((old[:SHIFT_AT], banner, old[SHIFT_AT:]))
    others = {
        "same": old,
        "jitter": np.clip(jitter, 0, 255).astype(np.uint8),
        "swap": swap,
        "shift": shift,
    }
    return [pair(name, old, new) for name, new in others.items()]


def pair(name: str, old: Pixels, new: Pixels) -> Pair:
    """Return two pages with their files and hashes."""
    pictures = (encoded(old), encoded(new))
    rows = tuple(row_hashes(each) for each in pictures)
    assert rows[0] is not None
    assert rows[1] is not None
    return Pair(name=name, pictures=pictures, pixels=(old, new), rows=(rows[0], rows[1]))


def encoded(pixels: Pixels) -> bytes:
    """Return a picture as PNG, about as Chromium writes it."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def level(pair: Pair) -> tuple[Pixels, Pixels]:
    """Return both pages as high as the higher one, white below: others align nothing."""
    height = max(len(each) for each in pair.pixels)
    whole = [np.full((height, WIDTH, 3), 255, np.uint8) for _ in pair.pixels]
    for page_of, each in zip(whole, pair.pixels, strict=True):
        page_of[: len(each)] = each
    return whole[0], whole[1]


def page_pictures(pair: Pair) -> tuple[PagePicture, PagePicture]:
    """Return the pages as archiver has them: the file, and the hashes kept beside it."""
    old, new = (
        PagePicture(lambda data=data: data, rows)
        for data, rows in zip(pair.pictures, pair.rows, strict=True)
    )
    return old, new


def from_hashes(pair: Pair) -> Work:
    """Return archiver's work with pixels in memory."""
    old, new = page_pictures(pair)
    for each in (old, new):
        assert each.pixels.size
    return lambda: picture_difference(old, new)


def from_files(pair: Pair) -> Work:
    """Return archiver's work from files and hashes: what has to be decoded is decoded."""
    return lambda: picture_difference(*page_pictures(pair))


def decoding(pair: Pair) -> Work:
    """Return the work of decoding both files, and nothing else."""

    def work() -> None:
        for each in page_pictures(pair):
            assert each.pixels.size

    return work


def hashing(pair: Pair) -> Work:
    """Return the work of hashing the rows of both pages, whose pixels are in memory."""
    images = [Image.fromarray(each) for each in pair.pixels]
    return lambda: [rows_of(each) for each in images]


def by_pixelmatch(pair: Pair) -> Work | None:
    """Return pixelmatch's work on both pages in RGBA; None without it."""
    try:
        import pybind11_pixelmatch as pixelmatch
    except ImportError:
        return None
    old, new = (np.pad(each, ((0, 0), (0, 0), (0, 1)), constant_values=255) for each in level(pair))
    settings = pixelmatch.Options()
    settings.threshold = THRESHOLD
    return lambda: pixelmatch.pixelmatch(old, new, options=settings)


def by_similarity(pair: Pair) -> Work | None:
    """Return scikit-image's structural similarity; None without it."""
    try:
        from skimage.metrics import structural_similarity
    except ImportError:
        return None
    old, new = level(pair)
    return lambda: structural_similarity(old, new, channel_axis=2)


def by_odiff(pair: Pair, odiff: str | None, folder: Path) -> Work | None:
    """Return odiff's work on both files, smoothed edges left out; None without it."""
    if odiff is None:
        return None
    paths = [folder / f"{pair.name}-{side}.png" for side in ("old", "new")]
    for path, picture in zip(paths, pair.pictures, strict=True):
        path.write_bytes(picture)
    command = [odiff, *map(str, paths), f"--threshold={THRESHOLD}", "--aa"]
    return lambda: subprocess.run(command, check=False, capture_output=True)


def best_ms(work: Work | None, runs: int) -> float | None:
    """Return the least processor time of some runs, children counted too."""
    if work is None:
        return None
    work()
    taken = []
    for _ in range(runs):
        begun = processor_s()
        work()
        taken.append(processor_s() - begun)
        if sum(taken) > ENOUGH_S:
            break
    return min(taken) * 1000


def processor_s() -> float:
    """Return the processor time of this process and of those that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measured(every: list[Pair], runs: int, odiff: str | None, folder: Path) -> list[Row]:
    """Return the times of all pairs, a row each."""
    rows = []
    for pair in every:
        works: dict[str, Work | None] = {
            "from hashes": from_hashes(pair),
            "from files": from_files(pair),
            "decoding": decoding(pair),
            "hashing": hashing(pair),
            "pixelmatch": by_pixelmatch(pair),
            "scikit-image": by_similarity(pair),
            "odiff": by_odiff(pair, odiff, folder),
        }
        times = {name: best_ms(work, runs) for name, work in works.items()}
        rows.append(Row(name=pair.name, times_ms=times))
        print(rows[-1].line(), flush=True)
    return rows


def main() -> int:
    """Read the command line, measure, print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7, help="the best counts (default: 7)")
    parser.add_argument("--odiff", default=os.environ.get("ODIFF") or shutil.which("odiff"))
    options = parser.parse_args()
    print(Row.head())
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(pairs(), options.runs, options.odiff, Path(folder))
    print()
    for row in rows:
        for line in row.ratios():
            print(line)
    missed = [row.name for row in rows if row.is_missed]
    print(f"missed: {', '.join(missed)}" if missed else "all targets are met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
