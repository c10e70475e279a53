"""Real posts, from a folder that is not part of the repository."""

import csv
import os
import re
import sys
from pathlib import Path

import pytest

from archiver.errors import PostError
from archiver.models import MEDIA_KINDS, BlockKind, Post
from archiver.source import plan_target, read_post

CORPUS = Path(os.environ.get("ARCHIVER_CORPUS", ""))
SEED = CORPUS.parent / "seed"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(
        not (CORPUS / "LABELS.tsv").is_file(), reason="ARCHIVER_CORPUS names no corpus"
    ),
]
EXPECTED_ERRORS = (r"/\._[^/]+$",)
"""Files that are refused: macOS metadata."""


def files() -> list[Path]:
    folders = [CORPUS / "posts", CORPUS / "derived", SEED]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(
        path for path in found if path.name != "README.md" or path.parent.name != "derived"
    )


def test_every_real_post_is_read():
    refused = []
    for path in files():
        try:
            target = plan_target(read_post(path))
        except PostError as error:
            if not any(re.search(pattern, str(path)) for pattern in EXPECTED_ERRORS):
                refused.append(str(error))
            continue
        assert target.post is not None
        assert target.post.title
        last = len(re.split(r"\r\n|\r|\n", target.post.raw.decode(target.post.encoding, "replace")))
        assert all(block.line is None or 1 <= block.line <= last for block in target.post.blocks)
    assert refused == []


def test_encodings_and_dialects_are_told():
    found = {path.name: read_post(path) for path in files() if path.parent.name == "derived"}
    sand = [post for name, post in found.items() if name.startswith("guancha-sand")]
    assert len({post.title for post in sand}) == len({post.date for post in sand}) == 1
    assert {post.encoding for post in found.values()} == {"utf-8", "utf-16-le", "gb18030"}
    assert {post.dialect for post in found.values()} == {"yaml", "json"}


def folded(text: str) -> str:
    return " ".join(text.split())


def test_captions_are_told_as_a_reader_does(capsys: pytest.CaptureFixture[str]):
    posts: dict[str, Post] = {}
    right = wrong = missed = 0
    with (CORPUS / "LABELS.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        name = row["file"]
        path = SEED / name.removeprefix("SEED ") if name.startswith("SEED") else CORPUS / name
        post = posts.setdefault(name, read_post(path))
        media = [index for index, block in enumerate(post.blocks) if block.kind in MEDIA_KINDS]
        index = media[int(row["media_index"])]
        assert post.blocks[index].url == row["src"]
        told = {
            folded(block.text)
            for block in post.blocks
            if block.kind is BlockKind.CAPTION and index in block.caption_of
        }
        wanted = {folded(row[key]) for key in ("caption", "credit") if row[key]}
        right += len(told & wanted)
        wrong += len(told - wanted)
        missed += bool(row["caption"]) and folded(row["caption"]) not in told
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        sys.stdout.write(f"\ncaptions: precision {precision:.3f}, recall {recall:.3f}\n")
    assert min(precision, recall) >= 0.95
