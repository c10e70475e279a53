"""How fast `check` is: articles in a second on one core, where the time goes, and memory.

An archive's captures are judged over and over until 1,000 are done. `uncached` reads
each capture and its post from the archive and compares them anew; `cached` takes the
kept reports, in a copy of the archive, as a second `archiver check` does. Each figure
is the best of three rounds, on one core. Memory is the most that a fresh process held
after 200 and after 1,000 articles. Ends with 1 below `--least` articles a second.

Parts are measured in a round of their own, since measuring costs time too; a part may
hold others: `read post` holds `blocks of post`.

    archiver run POSTS --stand-in -o ARCHIVE
    python benchmarks/check_speed.py ARCHIVE
"""

from __future__ import annotations

import argparse
import inspect
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from archiver.compare import case, check, judgement, page, rounds
from archiver.jobs import Judge
from archiver.rules import read_rulebook
from archiver.source import ReadingOptions, body, post, read_kept
from archiver.store import CaptureSummary, Collection

ARTICLES, FEW = 1_000, 200
ROUNDS = 3
UNCACHED, CACHED = 100.0, 2_000.0
"""Articles in a second that are wanted."""
STEPS: tuple[tuple[ModuleType, str, str], ...] = (
    (post, "render_body", "body to tree"),
    (body, "render_markdown", "body to tree: markdown"),
    (body, "parse_html", "body to tree: HTML"),
    (post, "blocks_of", "blocks of post"),
    (page, "element_from_snapshot", "snapshot to tree"),
    (page, "blocks_of", "blocks of page"),
    (case, "align", "align"),
    (judgement, "counts_of", "counts"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a number of articles took."""

    articles: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Articles in a second of the clock."""
        return self.articles / self.wall_s

    def __str__(self) -> str:
        """Return both paces, of the clock and of the processor."""
        return f"{self.per_s:,.0f} articles/s ({self.articles / self.cpu_s:,.0f} by processor time)"


def measured(work: Callable[[], int]) -> Pace:
    """Return the pace of some work that tells how many articles it did."""
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    articles = work()
    return Pace(
        articles=articles,
        wall_s=time.perf_counter() - wall_s,
        cpu_s=time.process_time() - cpu_s,
    )


def best(work: Callable[[], int]) -> Pace:
    """Return the best pace of some rounds: the rest of the machine only slows one down."""
    return max((measured(work) for _ in range(ROUNDS)), key=lambda pace: pace.per_s)


def repeated(collection: Collection, articles: int) -> Iterator[CaptureSummary]:
    """Yield the archive's captures over and over, as many as are wanted."""
    return itertools.islice(itertools.cycle(collection.captures()), articles)


def check_anew(archive: Path, articles: int, spent: Counter[str] | None = None) -> int:
    """Judge articles as `check` does without kept reports; add processor time by part."""
    rulebook = read_rulebook()
    spent = Counter() if spent is None else spent
    with Collection.open(archive, writable=False) as collection:
        for summary in repeated(collection, articles):
            start = time.process_time()
            capture = collection.capture(summary.capture_id)
            read = time.process_time()
            kept = collection.source(summary.slug, summary.capture_id)
            promise = kept and read_kept(
                kept.data,
                Path(kept.path or kept.name),
                slug=summary.slug,
                options=ReadingOptions(base_url=summary.url),
            )
            promised = time.process_time()
            check(promise, capture, rulebook=rulebook)
            spent["read capture"] += read - start
            spent["read post"] += promised - read
            spent["check"] += time.process_time() - promised
    return articles


def check_kept(archive: Path, articles: int) -> int:
    """Judge articles whose reports were kept."""
    with Collection.open(archive, create=False) as collection, Judge(collection) as judge:
        for summary in repeated(collection, articles):
            judge.report_of(summary)
    return articles


def timed(module: ModuleType, name: str, part: str, spent: Counter[str]) -> None:
    """Put a function in the place of a module's own that adds up its processor time."""
    real = getattr(module, name)

    def replacement(*arguments: Any, **options: Any) -> Any:
        start = time.process_time()
        answer = real(*arguments, **options)
        if inspect.isgenerator(answer):
            answer = list(answer)
        spent[part] += time.process_time() - start
        return answer

    setattr(module, name, replacement)


def profile(archive: Path, articles: int) -> Counter[str]:
    """Return the processor time of each part, in seconds; the process is spoilt for timing."""
    spent: Counter[str] = Counter()
    for module, name, part in STEPS:
        timed(module, name, part, spent)
    for family in vars(rounds).values():
        if inspect.ismodule(family) and hasattr(family, "losses"):
            timed(family, "losses", f"family {family.__name__.rpartition('.')[2]}", spent)
    check_anew(archive, articles, spent)
    return spent


def peak_mib(archive: Path, articles: int) -> float:
    """Return the most memory of a fresh process that judges so many articles."""
    command = [sys.executable, __file__, str(archive), "--only-memory", str(articles)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def print_profile(spent: Counter[str], articles: int) -> None:
    """Print each part with its milliseconds an article and its share."""
    total = sum(spent[part] for part in ("read capture", "read post", "check"))
    for part, seconds in spent.most_common(24):
        print(f"  {seconds / articles * 1000:6.2f} ms {seconds / total:6.1%}  {part}")


def kept_pace(archive: Path) -> Pace:
    """Return the pace with kept reports, in a copy of the archive."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "archive"
        shutil.copytree(archive, copy)
        first = measured(lambda: check_kept(copy, FEW))
        print(f"judged and kept: {first}")
        return best(lambda: check_kept(copy, ARTICLES))


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path, help="made with `archiver run --stand-in`")
    parser.add_argument("--least", type=float, default=UNCACHED, help="uncached articles a second")
    parser.add_argument("--only-memory", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if options.only_memory:
        check_anew(options.archive, options.only_memory)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    print("load average before: {:.2f} {:.2f} {:.2f}".format(*os.getloadavg()))
    uncached = best(lambda: check_anew(options.archive, ARTICLES))
    print(f"uncached: {uncached}; wanted {options.least:,.0f}")
    cached = kept_pace(options.archive)
    print(f"cached: {cached}; wanted {CACHED:,.0f}")
    for articles in (FEW, ARTICLES):
        print(f"memory at {articles:,}: {peak_mib(options.archive, articles):,.0f} MiB")
    print("processor time an article (parts may hold others):")
    print_profile(profile(options.archive, FEW), FEW)
    print("load average after: {:.2f} {:.2f} {:.2f}".format(*os.getloadavg()))
    return 0 if uncached.per_s >= options.least and cached.per_s >= CACHED else 1


if __name__ == "__main__":
    sys.exit(main())
