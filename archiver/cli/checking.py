"""Checking an archive again: every post as it was kept, against its last capture."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from rich.console import Console

from archiver.cli.report import (
    Tally,
    known_checks,
    page_object,
    print_json,
    print_report,
    tally_object,
)
from archiver.cli.report_file import check_writable, write_report
from archiver.cli.terminal import ENDLESS, harmless, out, words
from archiver.compare.known_losses import strangers
from archiver.decisions import FILE_NAME
from archiver.errors import CollectionBusyError, PostError, StorageError, UsageError
from archiver.jobs import Judge
from archiver.reports import Account, CollectionPictures, Form, JudgedPage, written
from archiver.rules import read_rulebook
from archiver.store import Collection

_TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """What `check` was asked for."""

    root: Path
    """Folder of the archive."""
    slugs: tuple[str, ...] = ()
    """The articles to check; all when empty."""
    rules: tuple[Path, ...] = ()
    form: Form | None = None
    """Of the report; None for text."""
    output: Path | None = None
    """File that takes the report; None for standard output."""
    fixity: bool = False
    """Read every record again, and recompute its digests."""
    as_json: bool = False
    """Print an object a line while it checks, and no report."""


def form_of(name: str) -> Form | None:
    """Return the form that an option names, None for text; raise `UsageError` for no form."""
    if name == _TEXT:
        return None
    if name not in {form.value for form in Form}:
        known = ", ".join([_TEXT, *(form.value for form in Form)])
        raise UsageError(f"--format must be one of {known}, not {name!r}")
    return Form(name)


def check_archive(checking: Checking, tally: Tally) -> int:
    """Check the articles of an archive, or those named; tell the findings; return the exit code.

    The new reports are kept, whatever is selected, where the archive can be written, and
    only shown where a run has it or the disk is read-only.
    """
    if checking.as_json and (checking.form or checking.output):
        raise UsageError("--json prints lines; for a report use --format json, with --output")
    if checking.output:
        check_writable(checking.output)
    pages: list[JudgedPage] = []
    collection, writable = _open(checking.root)
    with collection:
        for page in _checked(collection, checking, tally, keep=writable):
            tally.add(page)
            if checking.as_json:
                print_json(out(), {"event": "page_checked", **page_object(page)})
            elif checking.form:
                pages.append(page)
        if checking.as_json:
            sum_up = tally_object(tally) | {"exit_code": tally.exit_code}
            print_json(out(), {"event": "check_done", **sum_up})
        else:
            _tell(checking, tally, pages, collection)
    return tally.exit_code


def _tell(
    checking: Checking, tally: Tally, pages: list[JudgedPage], collection: Collection
) -> None:
    """Print or write the report in the form that was asked for."""
    if checking.form is None and checking.output is None:
        print_report(out(), tally)
        return
    if checking.form is None:
        page = io.StringIO()
        print_report(Console(file=page, highlight=False, markup=False, width=ENDLESS), tally)
        text = page.getvalue()
    else:
        account = Account(
            pages=tuple(pages),
            made_at=datetime.now(UTC),
            unreadable=tuple(tally.unreadable),
            archive=str(checking.root),
            checks=known_checks(),
        )
        text = written(account, checking.form, CollectionPictures(collection))
    for remark in tally.remarks if checking.form else ():
        sys.stderr.write(harmless(remark) + "\n")
    if checking.output is None:
        write_report(None, text)
        return
    write_report(checking.output, text)
    out().print(words(tally.summary, "bold"), soft_wrap=True)
    out().print(words(f"report: {checking.output}", "dim"), soft_wrap=True)


def _checked(
    collection: Collection, checking: Checking, tally: Tally, *, keep: bool
) -> Iterator[JudgedPage]:
    """Judge one article after the other; count those whose post cannot be read."""
    slugs, captures = checking.slugs, collection.captures()
    known = {summary.slug for summary in captures}
    for slug in slugs:
        if slug not in known:
            where = checking.root
            raise UsageError(f"{where} has no article {slug!r}; `archiver list` names them all")
    if not slugs:
        tally.remarks += _about_strangers(tally, known)
    rulebook = read_rulebook(checking.rules)
    with Judge(collection, rulebook, keeps=keep, fixity=checking.fixity) as judge:
        for summary in captures:
            if slugs and summary.slug not in slugs:
                continue
            try:
                report = judge.report_of(summary)
            except PostError as error:
                tally.unreadable.append(str(error))
                continue
            path = summary.source_path or summary.source_name
            yield JudgedPage(
                report=tally.judged(report, path),
                title=summary.title,
                path=path,
                size_bytes=summary.size_bytes,
                capture_id=summary.capture_id,
            )


def _about_strangers(tally: Tally, known: AbstractSet[str]) -> Iterator[str]:
    """Yield a sentence about each article that decisions name and the archive lacks."""
    decisions = chain.from_iterable(tally.decisions.values())
    for slug in sorted({each.slug for each in strangers(decisions, known)}):
        yield f"{FILE_NAME}: the archive has no article {slug!r}; its decisions were not needed."


def _open(root: Path) -> tuple[Collection, bool]:
    """Open for writing where that can be, else for reading."""
    try:
        return Collection.open(root, create=False), True
    except CollectionBusyError:
        return Collection.open(root, writable=False), False
    except StorageError:
        # Read-only, or not there at all: then this says so in its own words.
        return Collection.open(root, writable=False), False
