"""Say what pywb, ReplayWeb.page and archiver itself show of the same captures.

    python benchmarks/interop_table.py [PAGE...] [--readers FOLDER] [--keep FOLDER]

Pages of the built-in newsroom are archived and exported into one WACZ file, the newsroom
is ended, and each page is opened in all three, in a Chromium that can reach nothing else.
Counted are the pictures that are drawn and the films that play to their end, in all frames;
beside them stands what the page showed when it was captured. Prints a Markdown table, and
below it every picture and film that is missing somewhere. Needs a network and npm once, to
install the two. Ends with 1 when one of them shows less than was captured.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "interop"))

from newsroom_pages import NAMES, ArchivedPages, archived
from page_sight import Sight, films_of, pictures_of
from readers import install
from showings import Showings, in_archiver, in_pywb, in_replaywebpage

REPLAYERS = ("archiver", "pywb", "ReplayWeb.page")


def shown_everywhere(names: list[str], readers: Path, keep: Path) -> bool:
    """Print the table; tell whether everything that was captured is shown everywhere."""
    wayback, package = install(readers, "pywb"), install(readers, "replaywebpage")
    pages = archived(names, keep)
    showings = [
        asyncio.run(showing)
        for showing in (
            in_archiver(pages, names),
            in_pywb(pages, names, wayback),
            in_replaywebpage(pages, names, package),
        )
    ]
    print_table(pages, showings)
    wanting = missing(pages, showings)
    print("\n".join(wanting))
    return not wanting


def print_table(pages: ArchivedPages, showings: list[Showings]) -> None:
    """Print a row for each page and a last one for all: pictures and films, as numbers."""
    print(f"| page | captured | {' | '.join(REPLAYERS)} |\n|---|---|{'---|' * len(REPLAYERS)}")
    sums = [Counter[str]() for _ in range(1 + len(REPLAYERS))]
    for name, capture in pages.captures.items():
        captured = Counter(pictures=pictures_of(capture).total(), films=films_of(capture))
        counts = [captured, *(counted(showing[name]) for showing in showings)]
        for total, count in zip(sums, counts, strict=True):
            total.update(count)
        print(f"| {name} | {' | '.join(map(cell, counts))} |")
    print(f"| all {len(pages.captures)} pages | {' | '.join(map(cell, sums))} |")


def counted(seen: Sight) -> Counter[str]:
    return Counter(pictures=seen.pictures.total(), films=seen.playing)


def cell(count: Counter[str]) -> str:
    """Return the words for some pictures and films; those that are none are not named."""
    parts = []
    for name, number in count.items():
        if number:
            parts.append(f"{number} {name.removesuffix('s') if number == 1 else name}")
    return ", ".join(parts) or "-"


def missing(pages: ArchivedPages, showings: list[Showings]) -> list[str]:
    """Return a line for each picture and film that was captured and is not shown somewhere."""
    lines = []
    for name, capture in pages.captures.items():
        for replayer, showing in zip(REPLAYERS, showings, strict=True):
            seen, where = showing[name], f"{name}, {replayer}"
            if seen.error:
                lines.append(f"{where}: {seen.error}")
            wanting = pictures_of(capture) - seen.pictures
            lines += [f"{where}: not drawn: {url}" for url in wanting.elements()]
            if seen.playing < films_of(capture):
                lines.append(f"{where}: {seen.playing} of {films_of(capture)} films play")
                lines += [
                    f"{where}: {film.reached_s:.1f} of {film.duration_s:.1f} s: {film.url}"
                    for film in seen.films
                    if not film.is_through
                ]
    return lines


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    words.add_argument("pages", nargs="*", metavar="PAGE", help=f"of {', '.join(NAMES)}")
    words.add_argument("--readers", type=Path, help="folder of the installations, kept")
    words.add_argument("--keep", type=Path, help="folder for the archive and its export, kept")
    arguments = words.parse_args()
    names = arguments.pages or list(NAMES)
    if unknown := set(names) - set(NAMES):
        words.error(f"no such page: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as passing:
        readers = (arguments.readers or Path(passing, "readers")).absolute()
        keep = (arguments.keep or Path(passing, "kept")).absolute()
        for folder in (readers, keep):
            folder.mkdir(parents=True, exist_ok=True)
        is_whole = shown_everywhere(names, readers, keep)
    sys.exit(0 if is_whole else 1)


if __name__ == "__main__":
    main()
