"""Pages of the built-in newsroom, archived and exported: what readers of others are given."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.browser import BrowserSettings
from archiver.jobs import ArchiveSettings, JobSettings, Plan, archive
from archiver.models import Capture
from archiver.store import Collection
from archiver.testing import Newsroom
from archiver.testing.matrix import CASES, write_posts

ARTICLES = (
    *("001-stone-bridge", "002-night-library", "003-spring-tea", "004-last-ferry"),
    *("005-lamp-keeper", "006-lantern-market", "007-snow-train", "008-bamboo-letter"),
)
EMBEDS = (
    *("srcset", "picture", "data-src", "shadow-root", "iframe-picture", "redirects"),
    *("wall-forgot", "wall-placeholder", "wall-origin"),
    *("video-src", "video-sources", "video-moov-last", "video-blob", "audio-opus"),
    *("hls", "hls-ranges", "hls-group"),
    *("dash-template", "dash-timeline", "dash-list", "dash-base", "dash-periods"),
    *("stream-json", "player-nested", "player-click", "provider-bilibili", "provider-youku"),
)
"""Names of the matrix's cases; see archiver.testing.matrix."""
NAMES = (*ARTICLES, *EMBEDS)
SAMPLE = (
    *("002-night-library", "007-snow-train", "srcset", "iframe-picture", "video-moov-last"),
    *("hls", "dash-template", "dash-base", "player-nested"),
)
"""Some of each: pictures of CDNs, srcset, frames; films as files, HLS and DASH, and in frames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPages:
    """An archive of pages of the newsroom, which is no more, and its export."""

    root: Path
    wacz: Path
    captures: dict[str, Capture]
    """By the name of the page, in the order of the names."""


def archived(names: Sequence[str], folder: Path) -> ArchivedPages:
    """Archive pages of the newsroom into a folder, and export them with `archiver export`.

    Raises:
        KeyError: a page was not captured.
        subprocess.CalledProcessError: `archiver export` failed.
    """
    root, wacz = folder / "archive", folder / "newsroom.wacz"
    captures = asyncio.run(_captured(names, root, folder / "posts"))
    words = [sys.executable, "-m", "archiver", "export", "-o", str(wacz), str(root)]
    subprocess.run(words, check=True, capture_output=True, text=True)
    return ArchivedPages(root=root, wacz=wacz, captures=captures)


async def _captured(names: Sequence[str], root: Path, folder: Path) -> dict[str, Capture]:
    """Write the posts into a folder and archive their pages, as a job does."""
    async with Newsroom.start() as room:
        posts = [path for path in room.posts if path.stem in names]
        posts += write_posts([case for case in CASES if case.name in names], folder)
        settings = ArchiveSettings(
            browser=BrowserSettings(host_table=room.resolve), job=JobSettings(host_delay_s=0)
        )
        with Collection.open(root) as collection:
            await archive(Plan(posts), collection, settings=settings, listener=lambda _: None)
            ids = {_name_of(each.slug): each.capture_id for each in collection.captures()}
            return {name: collection.capture(ids[name]) for name in names}


def _name_of(slug: str) -> str:
    """Return the name of a post's file; the slug has a digest of its place behind it."""
    return slug.rpartition("-")[0]
