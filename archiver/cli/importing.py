"""Importing files of others: copied, their pages found, shown once, and committed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.browser import Browser, BrowserSettings
from archiver.cli.meter import bytes_metered, pages_metered
from archiver.cli.report import print_json
from archiver.cli.terminal import harmless, out
from archiver.config import Config
from archiver.errors import PostError, TargetError
from archiver.interchange import (
    ForeignFile,
    ForeignPage,
    ForeignPages,
    Intake,
    commit_shown,
    page_key,
    revisits_resolved,
    staged,
    take_in,
)
from archiver.jobs import Plan
from archiver.models import Capture, PageOrigin, Target
from archiver.replay import show_records
from archiver.reports import count
from archiver.source import plain_target, read_site
from archiver.store import Collection

_MOST_NOTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """What `import` was asked for."""

    config: Config
    files: tuple[Path, ...]
    posts: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What came of it."""

    files: int = 0
    own: int = 0
    """Pages that archiver had captured."""
    shown: int = 0
    failed: int = 0
    """Pages of others that could not be shown."""
    matched: int = 0
    """Of those shown, pages of posts."""
    known: int = 0
    """Pages that were in the archive already."""


class _Teller:
    """Prints what happens, in lines or in objects."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.console = out()
        self._notes = 0

    def event(self, kind: str, line: str, **facts: object) -> None:
        """Tell one thing: the line for people, the facts for programs."""
        if self.as_json:
            print_json(self.console, {"event": kind, **facts})
        elif line:
            self.console.print(harmless(line), soft_wrap=True, markup=False, highlight=False)

    def note(self, words: str) -> None:
        """Tell what could not be taken; a file may be full of it, so only the first ones."""
        self._notes += 1
        if self._notes <= _MOST_NOTES or self.as_json:
            self.event("note", f"note: {words}", note=words)
        elif self._notes == _MOST_NOTES + 1:
            self.event("note", "note: and more of that kind")


def import_files(importing: Importing, *, as_json: bool) -> int:
    """Import the files and tell what came; return the exit code, 1 when a page was lost.

    Raises:
        FormatError: a file is neither WARC nor WACZ, or is made to harm.
        StorageError: the archive cannot be written.
        UsageError: a post or the site is not there.
    """
    teller, tally = _Teller(as_json=as_json), _Tally()
    config = importing.config
    targets = _targets(importing, teller)
    with Collection.open(config.output) as collection:
        if config.site:
            collection.remember("site", config.site)
        intakes = _taken(collection, importing.files, teller)
        for intake in intakes:
            _tell_intake(intake, tally, teller)
        finds = [find for group in _groups(intakes) if (find := _Find(collection, group, targets))]
        for find in finds:
            for note in find.notes:
                teller.note(note)
        pages = [(page, find.title) for find in finds for page in find.pages]
        waiting = [each for each in pages if not collection.has_capture(each[0].capture_id)]
        tally.known += len(pages) - len(waiting)
        if waiting:
            asyncio.run(_show_all(collection, config, waiting, tally, teller))
    _sum_up(config, tally, teller)
    return 1 if tally.failed else 0


def _taken(collection: Collection, files: Sequence[Path], teller: _Teller) -> list[Intake]:
    """Copy the files into the collection; on a terminal say how far it is."""
    total = sum(path.stat().st_size for path in files if path.is_file())
    with bytes_metered(teller.console, "copied", total, quiet=teller.as_json) as advance:
        return [take_in(collection, path, advance) for path in files]


class _Find:
    """The pages of WARC files that belong together."""

    def __init__(
        self, collection: Collection, intakes: Sequence[Intake], targets: dict[str, Target]
    ) -> None:
        self.title = intakes[0].title
        self.notes: list[str] = []
        exchanges, named = [], set()
        for intake in intakes:
            for admission in intake.files:
                if admission.foreign:
                    file = ForeignFile(collection.volume(admission.name), admission.name)
                    exchanges += file.exchanges()
                    named |= file.listed
                    self.notes += file.notes
        self.pages = ForeignPages(
            list(revisits_resolved(exchanges)),
            listed=[page for intake in intakes for page in intake.pages] if exchanges else (),
            named=named,
            targets=targets,
            plain=_plain,
        )
        self.notes += [
            f"{url}: listed as a page, but not in the file" for url in self.pages.missing
        ]


def _groups(intakes: Sequence[Intake]) -> Iterator[list[Intake]]:
    """Yield what belongs together: a WACZ by itself, WARC files given at once together."""
    plain = [intake for intake in intakes if not intake.packaged]
    if plain:
        yield plain
    yield from ([intake] for intake in intakes if intake.packaged)


def _plain(url: str) -> Target:
    """Return the target of a page that no post has, whatever its address looks like."""
    try:
        return plain_target(url)
    except TargetError:
        return Target(slug="imported", url=url, origin=PageOrigin.PLAIN_URL)


def _targets(importing: Importing, teller: _Teller) -> dict[str, Target]:
    """Return the pages of the posts, by their keys."""
    if not importing.posts:
        return {}
    site = read_site(importing.config.site) if importing.config.site else None
    targets: dict[str, Target] = {}
    homeless = 0
    for item in Plan(importing.posts, site=site):
        if isinstance(item, PostError):
            teller.note(str(item))
        elif item.origin is PageOrigin.RENDERED:
            homeless += 1
        else:
            targets[page_key(item.url)] = item
    if homeless:
        teller.note(
            f"{count(homeless, 'post')} without an address: no page of the files can be theirs"
        )
    return targets


def _tell_intake(intake: Intake, tally: _Tally, teller: _Teller) -> None:
    for admission in intake.files:
        tally.files += 1
        tally.own += admission.captures
        state = "there already" if admission.known else "taken"
        if admission.captures:
            state += f", with {count(admission.captures, 'page')} of archiver's"
        teller.event(
            "file_taken",
            f"{intake.title}: warc/{admission.name} {state}",
            file=intake.title,
            name=admission.name,
            known=admission.known,
            captures=admission.captures,
        )
        for note in admission.notes:
            teller.note(note)


async def _show_all(
    collection: Collection,
    config: Config,
    pages: Sequence[tuple[ForeignPage, str]],
    tally: _Tally,
    teller: _Teller,
) -> None:
    settings = BrowserSettings(
        executable=config.browser,
        offline=True,
        viewport_width_px=config.viewport_width,
        viewport_height_px=config.viewport_height,
    )
    meter = pages_metered(teller.console, "shown", len(pages), quiet=teller.as_json)
    with meter as advance:
        async with Browser.start(settings) as browser:
            for number, (page, source) in enumerate(pages, start=1):
                shown = await show_records(
                    collection, staged(page, browser.environment), browser=browser
                )
                capture = await asyncio.to_thread(
                    commit_shown,
                    collection,
                    page,
                    shown.capture,
                    shown.screenshots,
                    shown.text,
                    source,
                )
                has_post = page.target.post is not None
                tally.shown += 1
                tally.matched += has_post
                tally.failed += bool(capture.error)
                advance(1)
                _tell_page(teller, f"[{number}/{len(pages)}]", capture, page, shown.leaks)


def _tell_page(
    teller: _Teller, place: str, capture: Capture, page: ForeignPage, leaks: Sequence[str]
) -> None:
    post = page.target.post
    words = [f"as {post.path.name}" if post else "no post"]
    words += [f"{count(len(leaks), 'request')} without an answer"] if leaks else []
    words += [capture.error] if capture.error else []
    teller.event(
        "page_imported",
        f"{place} {capture.url}: {', '.join(words)}",
        slug=capture.slug,
        url=capture.url,
        capture_id=capture.capture_id,
        post=str(post.path) if post else None,
        error=capture.error,
        leaks=list(leaks),
    )


def _sum_up(config: Config, tally: _Tally, teller: _Teller) -> None:
    parts = [count(tally.files, "WARC file")]
    if tally.own:
        parts.append(f"{count(tally.own, 'page')} of archiver's")
    if tally.shown:
        parts.append(f"{count(tally.shown, 'page')} of others, {tally.matched} with a post")
    if tally.known:
        parts.append(f"{count(tally.known, 'page')} there already")
    if tally.failed:
        parts.append(f"{tally.failed} could not be shown")
    teller.event(
        "import_done",
        f"{', '.join(parts)}; `archiver check {config.output}` compares them with their posts",
        files=tally.files,
        own=tally.own,
        shown=tally.shown,
        matched=tally.matched,
        known=tally.known,
        failed=tally.failed,
    )
