"""Reviewing an archive: its page served until Ctrl-C, or written as files."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import traceback
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from archiver.cli.accepting import own_name
from archiver.cli.browser_door import door, has_browser, open_browser
from archiver.cli.bug_log import keep_trace
from archiver.cli.report import print_json
from archiver.cli.terminal import harmless, out, size, words
from archiver.config import Config
from archiver.errors import UsageError
from archiver.reports import count
from archiver.review import Desk, IndexPage, Language, ReviewServer, ReviewSite, write_static_site
from archiver.review.static_site import check_folder
from archiver.rules import read_rulebook

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_TOLD_LEFT_OUT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """What `review` was asked for."""

    config: Config
    port: int = 0
    by: str = ""
    """Empty: the name that git or the system knows."""
    article: str = ""
    finding: str = ""
    language: Language = ""
    opens: bool = True
    static: Path | None = None
    films: bool = False
    as_json: bool = False

    @property
    def place(self) -> str:
        """The end of the address that opens the page where it was asked for; often empty."""
        if self.finding and not self.article:
            raise UsageError("--finding needs --article: say which article has it")
        if self.article and not _SLUG.fullmatch(self.article):
            raise UsageError("--article must be a name that `archiver list` gives")
        if self.finding and not _FINGERPRINT.fullmatch(self.finding):
            raise UsageError("--finding must be the 16 hexadecimal digits of a finding")
        return "#" + "/".join(filter(None, (self.article, self.finding))) if self.article else ""


def language_of(text: str) -> Language:
    """Return the language that an option names; raise `UsageError` for one that is not there."""
    if not _is_language(text):
        raise UsageError(f"--language must be en or zh, not {text[:40]!r}")
    return text


def _is_language(text: str) -> TypeGuard[Language]:
    return text in {"", "en", "zh"}


def review(reviewing: Reviewing) -> int:
    """Serve the page until Ctrl-C or SIGTERM, or write it; return the exit code, 0.

    Raises:
        UsageError: an option is wrong, the port is taken, or `review.toml` is not in order.
        StorageError: the archive cannot be read, or the files not be written.
    """
    place = reviewing.place
    if reviewing.static is not None:
        check_folder(reviewing.static)
    elif reviewing.films:
        raise UsageError("--films goes with --static: the server plays films anyway")
    config = reviewing.config
    by = reviewing.by.strip() or own_name()
    site = ReviewSite(
        config.output,
        config.snapshots,
        reviewer=by,
        rulebook=read_rulebook(config.rules),
        select=config.select,
        ignore=config.ignore,
        is_static=reviewing.static is not None,
    )
    with site:
        site.load()
        if reviewing.static is not None:
            return _write(reviewing, site, reviewing.static, by)
        desk = Desk(site, archive=config.output, folder=config.snapshots, reviewer=by)
        index = _index(reviewing, by).html()
        server = ReviewServer(site, desk, index=index, port=reviewing.port, on_bug=_tell_bug)
        return asyncio.run(_serve(reviewing, server, place))


def _index(reviewing: Reviewing, by: str) -> IndexPage:
    return IndexPage(
        archive=reviewing.config.output.resolve().name,
        is_static=reviewing.static is not None,
        language=reviewing.language,
        reviewer=by,
    )


async def _serve(reviewing: Reviewing, server: ReviewServer, place: str) -> int:
    loop = asyncio.get_running_loop()
    with ExitStack() as stack:
        async with server:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, server.stop)
            address = server.address + place
            if reviewing.as_json:
                print_json(out(), {"event": "review_started", "url": address})
            else:
                out().print(words(f"review: {address}  (Ctrl-C ends it)"), soft_wrap=True)
            sys.stdout.flush()
            if reviewing.opens and has_browser():
                path = stack.enter_context(door(address))
                await asyncio.to_thread(open_browser, path)
            await server.wait()
    return 0


def _write(reviewing: Reviewing, site: ReviewSite, folder: Path, by: str) -> int:
    """Write the page as files, and say how it is looked at."""
    done = write_static_site(
        site,
        folder,
        index=_index(reviewing, by).html(),
        films=reviewing.films,
        tell=_progress,
    )
    index = done.folder / "index.html"
    if reviewing.as_json:
        told = {"files": done.files, "size_bytes": done.size_bytes, "left_out": done.left_out}
        print_json(out(), {"event": "review_written", "path": str(index), **told})
        return 0
    for address in done.left_out[:_TOLD_LEFT_OUT]:
        out().print(words(f"left out, for it cannot be read: {address}", "yellow"), soft_wrap=True)
    if more := len(done.left_out[_TOLD_LEFT_OUT:]):
        out().print(words(f"and {more} more", "yellow"))
    written = f"review: {count(done.files, 'file')}, {size(done.size_bytes)}, in {folder}"
    out().print(words(written, "bold"), soft_wrap=True)
    out().print(words(f"open {index} in a browser", "dim"), soft_wrap=True)
    return 0


def _progress(done: int, of: int) -> None:
    """Keep one line on a terminal up to date; elsewhere nothing is said."""
    if not sys.stderr.isatty() or (done % 50 and done != of):
        return
    end = "\n" if done == of else ""
    sys.stderr.write(f"\rreview: {done:,} of {of:,} files{end}")
    sys.stderr.flush()


def _tell_bug(error: BaseException) -> None:
    path = keep_trace("".join(traceback.format_exception(error)))
    told = f"this is a bug in archiver ({type(error).__name__}: {error}); its log is {path}"
    sys.stderr.write(f"archiver: {harmless(told)}\n")
