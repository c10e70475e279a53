"""How well archiver tells the captions of real posts, held against labels made by hand.

A table of labels has one line for each medium of a post, tab-separated: `file`,
`media_index` (among the media of the post, from 0), `src`, `caption` (empty where there
is none) and `credit` (words that may be told as a caption, or not). A caption is right
when archiver ties the same words to the same medium; precision is the share of the told
captions that are right, recall the share of the labelled ones that are told.

ARCHIVER_CORPUS names the folder of posts; without arguments its own LABELS.tsv is read.
Ends with 1 when precision or recall of any table is under 0.95.

    ARCHIVER_CORPUS=corpus python benchmarks/captions.py
    ARCHIVER_CORPUS=corpus python benchmarks/captions.py more.tsv others.tsv
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from archiver.models import MEDIA_KINDS, BlockKind, Post
from archiver.source import read_post

LEAST = 0.95
SEED = "SEED "
"""Labels of the posts beside the corpus begin with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person read at one medium."""

    file: str
    index: int
    url: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A caption that was told and is none, or is one and was not told."""

    file: str
    line: int | None
    fault: str
    text: str


@dataclass(slots=True, kw_only=True)
class Score:
    """How one table of labels came out."""

    media: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the told captions that are right, 1 when none was told."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled captions that were told, 1 when there is none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def labels_in(table: Path) -> Iterator[Label]:
    """Yield the labels of a table."""
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Label(
                file=row["file"],
                index=int(row["media_index"]),
                url=row["src"],
                caption=_folded(row["caption"]),
                credit=_folded(row["credit"]),
            )


def misses_of(label: Label, post: Post, score: Score) -> Iterator[Miss]:
    """Yield what is wrong at one medium, and add it to the score."""
    media = [at for at, block in enumerate(post.blocks) if block.kind in MEDIA_KINDS]
    if label.index >= len(media) or post.blocks[media[label.index]].url != label.url:
        yield Miss(file=label.file, line=None, fault="another medium", text=label.url)
        return
    index = media[label.index]
    told = {
        _folded(block.text)
        for block in post.blocks
        if block.kind is BlockKind.CAPTION and index in block.caption_of
    }
    wrong = told - {label.caption, label.credit}
    missed = {label.caption} - told - {""}
    score.media += 1
    score.right += len(told - wrong)
    score.wrong += len(wrong)
    score.missed += len(missed)
    line = post.blocks[index].line
    for fault, texts in (("none", wrong), ("missed", missed)):
        yield from (
            Miss(file=label.file, line=line, fault=fault, text=text) for text in sorted(texts)
        )


def _folded(text: str) -> str:
    return " ".join(text.split())


def _corpus() -> Path:
    """Return the folder whose `posts` the labels name, from its own name or that of its posts."""
    named = Path(os.environ.get("ARCHIVER_CORPUS", ""))
    return named if (named / "posts").is_dir() else named.parent


@lru_cache(maxsize=8)
def _post_of(name: str) -> Post:
    seed = _corpus().parent / "seed" / name.removeprefix(SEED)
    return read_post(seed if name.startswith(SEED) else _corpus() / name)


def main() -> int:
    """Print the score of each table and every miss."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("labels", nargs="*", type=Path, metavar="LABELS.tsv")
    tables = parser.parse_args().labels or [_corpus() / "LABELS.tsv"]
    if not _corpus().joinpath("posts").is_dir():
        parser.error("ARCHIVER_CORPUS names no folder of posts")
    good = True
    for table in tables:
        score = Score()
        for label in labels_in(table):
            for miss in misses_of(label, _post_of(label.file), score):
                sys.stdout.write(f"{miss.file}:{miss.line}: {miss.fault}: {miss.text}\n")
        good = good and min(score.precision, score.recall) >= LEAST
        sys.stdout.write(
            f"{table}: {score.media} media, {score.right} captions told, {score.wrong} that are"
            f" none, {score.missed} missed: precision {score.precision:.3f},"
            f" recall {score.recall:.3f}\n"
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
