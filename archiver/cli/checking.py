"""Checking an archive again: every post as it was kept, against its last capture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archiver.cli.report import (
    JudgedPage,
    Tally,
    page_object,
    print_json,
    print_report,
    tally_object,
)
from archiver.cli.terminal import out
from archiver.compare import check
from archiver.errors import CollectionBusyError, PostError, StorageError, UsageError
from archiver.models import Post
from archiver.rules import Rulebook, read_rulebook
from archiver.source import ReadingOptions, read_kept, read_site
from archiver.store import CaptureSummary, Collection, Source


def check_archive(
    root: Path, *, slugs: Sequence[str], as_json: bool, rules: Sequence[Path] = ()
) -> int:
    """Check the articles of an archive, or those named; print the report, return the exit code.

    The new reports are kept where the archive can be written, and only shown
    where a run has it or the disk is read-only.
    """
    console, tally = out(), Tally()
    rulebook = read_rulebook(rules)
    collection, writable = _open(root)
    with collection:
        captures = collection.captures()
        known = {summary.slug for summary in captures}
        for slug in slugs:
            if slug not in known:
                raise UsageError(f"{root} has no article {slug!r}; `archiver list` names them all")
        for summary in captures:
            if slugs and summary.slug not in slugs:
                continue
            try:
                page = _check_one(collection, summary, rulebook, keep=writable)
            except PostError as error:
                tally.unreadable.append(str(error))
                continue
            tally.add(page)
            if as_json:
                print_json(console, {"event": "page_checked", **page_object(page)})
    if as_json:
        sum_up = tally_object(tally) | {"exit_code": tally.exit_code}
        print_json(console, {"event": "check_done", **sum_up})
    else:
        print_report(console, tally)
    return tally.exit_code


def _open(root: Path) -> tuple[Collection, bool]:
    """Open for writing where that can be, else for reading."""
    try:
        return Collection.open(root, create=False), True
    except CollectionBusyError:
        return Collection.open(root, writable=False), False
    except StorageError:
        # Read-only, or not there at all: then this says so in its own words.
        return Collection.open(root, writable=False), False


def _check_one(
    collection: Collection,
    summary: CaptureSummary,
    rulebook: Rulebook,
    *,
    keep: bool,
) -> JudgedPage:
    """Check one article as its post was when it was captured."""
    source, post = collection.source(summary.slug, summary.capture_id), None
    if source is not None:
        post = _post(source, summary, collection.recall("site"))
    report = check(
        post,
        collection.capture(summary.capture_id),
        earlier=collection.capture_before(summary.slug, summary.capture_id),
        rulebook=rulebook,
    )
    if keep:
        collection.save_report(report)
    return JudgedPage(
        report=report,
        title=summary.title,
        path=source.path or source.name if source else "",
        size_bytes=summary.size_bytes,
    )


def _post(source: Source, summary: CaptureSummary, site_url: str) -> Post:
    """Read a post as the run did that captured it: at its page's address, in its site's dialect."""
    path = Path(source.path or source.name)
    options = ReadingOptions(base_url=summary.url)
    post = read_kept(source.data, path, slug=summary.slug, options=options)
    if not site_url:
        return post
    site = read_site(site_url)
    try:
        options = site.reading_options(site.config_of(post), summary.url)
    except UsageError:  # the site's configuration lies nowhere near any more
        return post
    return read_kept(source.data, path, slug=summary.slug, options=options)
