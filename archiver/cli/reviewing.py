"""Reviewing an archive: its page served until Ctrl-C, or written as files."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from archiver.cli.accepting import own_name
from archiver.cli.browser_door import door, has_browser, is_remote, open_browser
from archiver.cli.bug_log import keep_trace
from archiver.cli.report import print_json
from archiver.cli.signals import HANGUP, on_signal
from archiver.cli.terminal import harmless, out, size, words
from archiver.config import Config
from archiver.decisions import FILE_NAME, read_decisions
from archiver.errors import UsageError
from archiver.models import DifferenceSettings
from archiver.reports import count
from archiver.review import Desk, IndexPage, Language, ReviewServer, ReviewSite, write_static_site
from archiver.review.page_comparing import PageComparing
from archiver.review.shelf import ReviewShelf
from archiver.review.shows import Shows
from archiver.review.static_site import check_folder
from archiver.rules import read_rulebook

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_TOLD_LEFT_OUT = 3
_MOST_NAME = 200
_STEP = 50
_LANGUAGES: Final[Mapping[str, Language]] = {"": "", "en": "en", "zh": "zh"}
_ENDS: Final = (signal.SIGINT, signal.SIGTERM, *([HANGUP] if HANGUP else []))
"""What ends the command; the last comes from a terminal that is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """What `review` was asked for."""

    config: Config
    by: str = ""
    """Empty: the name that git or the system knows; of files, nobody's."""
    article: str = ""
    finding: str = ""
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

    @property
    def reviewer(self) -> str:
        """Who decides; empty for files, which are made for others and decide nothing."""
        if len(self.by) > _MOST_NAME or harmless(self.by) != self.by.strip():
            raise UsageError(f"--by must be a name, on one line, of at most {_MOST_NAME} letters")
        if self.by.strip() or self.static is not None:
            return self.by.strip()
        return harmless(own_name())[:_MOST_NAME]


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
    by = reviewing.reviewer
    read_decisions(config.snapshots / FILE_NAME)  # the page passes over what is not in order
    site = ReviewSite(
        config.output,
        config.snapshots,
        reviewer=by,
        rulebook=read_rulebook(config.rules),
        select=config.select,
        ignore=config.ignore,
        is_static=reviewing.static is not None,
        settings=config.difference,
        comparing=partial(_comparing, reviewing),
    )
    with site:
        if reviewing.static is not None:
            _say_progress("review: reading the archive")
        site.load()
        if reviewing.static is not None:
            return _write(reviewing, site, reviewing.static, by)
        desk = Desk(site, archive=config.output, folder=config.snapshots, reviewer=by)
        index = _index(reviewing, by).html()
        server = ReviewServer(site, desk, index=index, port=config.review_port, on_bug=_tell_bug)
        return asyncio.run(_serve(reviewing, server, place))


def _comparing(
    reviewing: Reviewing, shelf: ReviewShelf, settings: DifferenceSettings
) -> PageComparing:
    """Return what compares pages; static files are compared with what lies on the disk alone."""
    if reviewing.static is not None:
        return PageComparing(shelf, settings, form="webp")
    shows = Shows(shelf.collection, reviewing.config.browser)
    return PageComparing(shelf, settings, shows=shows)


def _index(reviewing: Reviewing, by: str) -> IndexPage:
    return IndexPage(
        archive=reviewing.config.output.resolve().name,
        is_static=reviewing.static is not None,
        language=_LANGUAGES[reviewing.config.language],
        reviewer=by,
    )


async def _serve(reviewing: Reviewing, server: ReviewServer, place: str) -> int:
    with ExitStack() as stack:
        async with server:
            for number in _ends():
                on_signal(number, server.stop)
            address = server.address + place
            opens = reviewing.opens and has_browser()
            if reviewing.as_json:
                print_json(out(), {"event": "review_started", "url": address})
            else:
                out().print(words(f"review: {address}  (Ctrl-C ends it)"), soft_wrap=True)
                if is_remote() and not opens:
                    _tell_way(server.port)
            sys.stdout.flush()
            if opens:
                with suppress(OSError):  # there is no room for a file: the address is told
                    open_browser(stack.enter_context(door(address)))
            await server.wait()
    return 0


def _tell_way(port: int) -> None:
    """Say how a person at another machine gets at a port of this one."""
    tunnel = f"ssh -N -L {port}:127.0.0.1:{port} HOST"
    told = f"from your own machine: {tunnel}  and open that address there"
    out().print(words(told, "dim"), soft_wrap=True)


def _ends() -> list[signal.Signals]:
    """Return the signals that end the command; under `nohup` it outlives its terminal."""
    outlives = HANGUP is not None and signal.getsignal(HANGUP) is signal.SIG_IGN
    return [each for each in _ENDS if not (outlives and each is HANGUP)]


@contextmanager
def _interrupted() -> Iterator[None]:
    """Let every signal that ends the command do what Ctrl-C does: what is begun is removed."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    former = {number: signal.signal(number, interrupt) for number in _ends()}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _write(reviewing: Reviewing, site: ReviewSite, folder: Path, by: str) -> int:
    """Write the page as files, and say how it is looked at."""
    try:
        with _interrupted():
            done = write_static_site(
                site,
                folder,
                index=_index(reviewing, by).html(),
                films=reviewing.films,
                tell=_progress,
            )
    finally:
        _say_progress("")
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


def _progress(files: int) -> None:
    """Keep one line on a terminal up to date; elsewhere nothing is said."""
    if files % _STEP == 0:
        _say_progress(f"review: {files:,} files")


def _say_progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")  # ECMA-48: erase the line
        sys.stderr.flush()


def _tell_bug(error: BaseException) -> None:
    path = keep_trace("".join(traceback.format_exception(error)))
    told = f"this is a bug in archiver ({type(error).__name__}: {error}); its log is {path}"
    sys.stderr.write(f"archiver: {harmless(told)}\n")
