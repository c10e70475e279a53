"""An archive made by hand, and `archiver check` over it in this process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.cli.program import main
from archiver.formats import sha1_digest
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Target,
)
from archiver.source import ReadingOptions, read_post
from archiver.store import Collection

POST = """\
---
title: The quay of {name}
author: Wen Prior
---
The first paragraph about {name} says that the ferry leaves at six.

The second paragraph about {name} says that it comes back by night.
"""
WHEN = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass
class Said:
    code: int
    out: str
    err: str


def tree(name: str, *, whole: bool, author: bool) -> list[object]:
    """The page of a post, with or without its second paragraph and its author."""
    texts = [f"The first paragraph about {name} says that the ferry leaves at six."]
    if author:
        texts.append("by Wen Prior")
    if whole:
        texts.append(f"The second paragraph about {name} says that it comes back by night.")
    parts = [["p", {}, [0, 40 * at, 600, 30], [text]] for at, text in enumerate(texts, start=1)]
    head = ["h1", {}, [0, 0, 600, 30], [f"The quay of {name}"]]
    return ["html", {}, None, [["body", {}, [0, 0, 640, 400], [head, *parts]]]]


def put(collection: Collection, folder: Path, name: str, **parts: bool) -> None:
    url = f"https://site.test/{name}/"
    path = folder / f"{name}.md"
    path.write_text(POST.format(name=name), encoding="utf-8")
    post = read_post(path, options=ReadingOptions(base_url=url))
    draft = collection.draft(Target(slug=name, url=url, origin=PageOrigin.SITE, post=post))
    data = b"<!doctype html><title>The quay</title>"
    document = Exchange(
        url=url,
        method="GET",
        request_headers=(),
        started_at=WHEN,
        status=200,
        reason="OK",
        response_headers=(("Content-Type", "text/html"),),
        body=Body(size_bytes=len(data), sha1=sha1_digest(data), data=data),
        mime="text/html",
        resource_type="document",
        protocol="http/1.1",
    )
    ledger = (draft.add(document),)
    frame = FrameSnapshot(url=url, parent=None, tree=tree(name, **parts))
    capture = Capture(
        capture_id=draft.capture_id,
        slug=name,
        url=url,
        origin=PageOrigin.SITE,
        started_at=WHEN,
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(
            url=url, title=f"The quay of {name}", width_px=640, height_px=400, frames=(frame,)
        ),
        ledger=ledger,
        environment=Environment(
            archiver="0",
            browser="",
            user_agent="",
            viewport_width_px=640,
            viewport_height_px=400,
            platform="",
        ),
    )
    draft.commit(capture, [], "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of three pages: one is whole, one has no author, one has lost a paragraph."""
    monkeypatch.chdir(tmp_path)
    posts = Path("posts")
    posts.mkdir()
    with Collection.open(Path("archive")) as collection:
        put(collection, posts, "whole", whole=True, author=True)
        put(collection, posts, "mild", whole=True, author=False)
        put(collection, posts, "wrong", whole=False, author=True)
    return tmp_path


@pytest.fixture
def check(folder: Path, capfd: pytest.CaptureFixture[str]):
    """Run `archiver check` in this process."""

    def run(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(["check", *arguments])
        out, err = capfd.readouterr()
        return Said(int(ended.value.code or 0), out, err)

    return run
