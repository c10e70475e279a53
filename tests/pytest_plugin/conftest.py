"""An archive made by hand, and pytest over it: in this process where that can be."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import fastwarc.warc
import lxml.etree
import numpy as np
import PIL.Image
import pytest
import xxhash

import archiver.differences
import archiver.interchange
import archiver.jobs
import archiver.pytest_plugin.collecting
import archiver.pytest_plugin.failure
import archiver.pytest_plugin.ground
import archiver.pytest_plugin.shelf
import archiver.pytest_plugin.snapshot
import archiver.pytest_plugin.studio
import archiver.testing  # noqa: F401
from archiver.formats import sha1_digest
from archiver.images import row_hashes
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    Screenshot,
    ScreenshotKind,
    Target,
)
from archiver.source import ReadingOptions, read_post
from archiver.store import Collection

PRELOADED = (fastwarc.warc, lxml.etree, np, PIL.Image, xxhash)
"""pytester forgets what is imported while it runs, and these cannot be imported twice."""

POST = """\
---
title: The quay of {name}
author: Wen Prior
---
The first paragraph about {name} says that the ferry leaves at six.

The second paragraph about {name} says that it comes back by night.
"""
WHEN = datetime(2026, 1, 2, tzinfo=UTC)
ALONE = ("asyncio", "randomly", "playwright", "hypothesispytest", "anyio")
"""Plugins that the tests of the plugin alone do without: each costs every one of them time."""
SURROUNDINGS = (
    *("CI", "BUILD_NUMBER", "FORCE_COLOR", "PY_COLORS", "COLUMNS"),
    *("PYTEST_ADDOPTS", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"),
)
"""What pytest and its plugins read of where they run: results must not hang on it."""
WARNING = "archiver.pytest_plugin.ArchiveWarning"
FIRST = "The first paragraph about {name} says that the ferry leaves at six."
SECOND = "The second paragraph about {name} says that it comes back by night."


def tree(texts: Sequence[str]) -> list[object]:
    parts = [["p", {}, [0, 40 * at, 600, 30], [text]] for at, text in enumerate(texts)]
    return ["html", {}, None, [["body", {}, [0, 0, 640, 400], parts]]]


def put(
    collection: Collection,
    folder: Path,
    name: str,
    texts: Sequence[str],
    *,
    post: str = POST,
    picture: bytes = b"",
    error: str = "",
) -> None:
    """Commit an article whose page shows these texts."""
    url = f"https://site.test/{name}/"
    path = folder / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(post.format(name=name), encoding="utf-8")
    read = read_post(path, options=ReadingOptions(base_url=url))
    draft = collection.draft(Target(slug=name, url=url, origin=PageOrigin.SITE, post=read))
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
    shown = [each.format(name=name) for each in texts]
    frame = FrameSnapshot(url=url, parent=None, tree=tree(shown))
    capture = Capture(
        capture_id=draft.capture_id,
        slug=name,
        url=url,
        origin=PageOrigin.SITE,
        started_at=WHEN,
        duration_s=1.0,
        status=0 if error else 200,
        snapshot=None
        if error
        else PageSnapshot(
            url=url, title=f"The quay of {name}", width_px=640, height_px=400, frames=(frame,)
        ),
        ledger=ledger,
        environment=Environment(
            archiver="0",
            browser="Chromium 156.0",
            user_agent="",
            viewport_width_px=640,
            viewport_height_px=400,
            platform="linux",
        ),
        error=error,
    )
    shots = []
    if picture:
        shots = [
            Screenshot(
                kind=ScreenshotKind.FULL_PAGE,
                media_type="image/png",
                width_px=64,
                height_px=40,
                data=picture,
            )
        ]
    draft.commit(capture, shots, "", row_hashes(picture) if picture else None)


def picture(seed: int) -> bytes:
    """A picture of a page, other for every seed."""
    image = PIL.Image.new("RGB", (640, 400), (255, 255, 255))
    image.paste((20 * seed, 90, 160), (40, 40, 440, 240))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


TITLE, AUTHOR = "The quay of {name}", "by Wen Prior"


@pytest.fixture(scope="session")
def archive_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles: one is whole, one has no author, one has lost a paragraph."""
    folder = tmp_path_factory.mktemp("template")
    before = Path.cwd()
    os.chdir(folder)
    try:
        with Collection.open(Path("archive")) as collection:
            posts = Path("posts")
            put(collection, posts, "whole", [TITLE, AUTHOR, FIRST, SECOND], picture=picture(1))
            put(collection, posts, "mild", [TITLE, FIRST, SECOND])
            put(collection, posts, "wrong", [TITLE, AUTHOR, FIRST], picture=picture(2))
    finally:
        os.chdir(before)
    return folder


class Suite:
    """A folder with an archive and an ini file, and pytest in it."""

    def __init__(self, pytester: pytest.Pytester, template: Path) -> None:
        self.pytester = pytester
        self.path = pytester.path
        shutil.copytree(template, self.path, dirs_exist_ok=True)
        self.ini()

    def ini(self, *lines: str) -> None:
        """Write the ini file; warnings are errors, but for those that are looked for."""
        filters = ["filterwarnings =", "    error", f"    default::{WARNING}"]
        self.pytester.makeini("\n".join(["[pytest]", *filters, *lines]))

    def run(self, *arguments: str, alone: Sequence[str] = ALONE) -> pytest.RunResult:
        """Run pytest in this process, without its neighbours."""
        without = [word for name in alone for word in ("-p", f"no:{name}")]
        return self.pytester.runpytest_inprocess(*without, *arguments)

    def run_apart(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own, with every plugin that is installed."""
        scope = "asyncio_default_fixture_loop_scope=function"  # or pytest-asyncio warns
        return self.pytester.runpytest_subprocess("-o", scope, *arguments)

    def put(self, name: str, texts: Sequence[str], **parts: object) -> None:
        with Collection.open(Path("archive")) as collection:
            put(collection, Path("posts"), name, texts, **parts)

    def decide(
        self,
        finding: str,
        check: str,
        reason: str,
        *,
        verdict: str = "accepted",
        until: str = "",
        slug: str = "wrong",
    ) -> None:
        """Write a decision into review.toml."""
        folder = self.path / "snapshots"
        folder.mkdir(exist_ok=True)
        end = f"until = {until}\n" if until else ""
        text = (
            f'[[decision]]\nslug = "{slug}"\ncheck = "{check}"\nfingerprint = "{finding}"\n'
            f'verdict = "{verdict}"\nreason = "{reason}"\nby = "Ann"\nat = 2026-01-03\n{end}'
        )
        with (folder / "review.toml").open("a", encoding="utf-8") as file:
            file.write(text)


@pytest.fixture
def suite(
    pytester: pytest.Pytester, archive_template: Path, monkeypatch: pytest.MonkeyPatch
) -> Suite:
    for name in SURROUNDINGS:
        monkeypatch.delenv(name, raising=False)
    return Suite(pytester, archive_template)


WRONG = "71d1a72bb44d511b"
"""Fingerprint of what `wrong` has lost."""
