"""What `archiver diff` compares: a capture, and another state of its page."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from archiver.browser import Browser, BrowserSettings
from archiver.capture import looks_of
from archiver.cli.accepting import today_here, unknown_article
from archiver.cli.differing_json import difference_object
from archiver.cli.differing_lines import print_difference
from archiver.cli.report import print_json
from archiver.cli.terminal import out, words
from archiver.compare.history.change import Changes
from archiver.compare.history.changes import changes
from archiver.config import Config
from archiver.decisions import FILE_NAME, read_decisions
from archiver.differences import (
    Against,
    PageDifference,
    PageState,
    difference,
    learned_flicker,
    silenced,
    state_of_capture,
    state_of_shown,
    state_of_snapshot,
)
from archiver.errors import StorageError, UsageError
from archiver.jobs import Judge
from archiver.models import Capture, Post
from archiver.replay import Shown, show_again, show_source
from archiver.rules import read_rulebook
from archiver.snapshots import read_head
from archiver.store import CaptureSummary, Collection

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `diff` was asked for."""

    config: Config
    slug: str
    against: str = ""
    """Empty: the snapshot where one was accepted, else the capture before."""
    earlier: str = ""
    """The beginning of a capture's id or date; empty for the one before."""
    later: str = ""
    """Likewise; empty for the last one."""
    everything: bool = False
    as_json: bool = False


def show_difference(wanted: Wanted) -> bool:
    """Print in what a page differs; tell whether anything counts.

    Raises:
        UsageError: there is no such article, capture or snapshot, a name fits several
            captures, options do not go together, or a file of rules, decisions or of the
            snapshot is not in order.
        StorageError: the archive cannot be read, or a picture is damaged.
        BrowserError: a browser is needed, and there is none.
    """
    config, console = wanted.config, out()
    with Collection.open(config.output, writable=False) as collection:
        captures = collection.captures(wanted.slug, latest=False)
        if not captures:
            every = [each.slug for each in collection.captures()]
            raise unknown_article(config.output, wanted.slug, every)
        against = _against(wanted)
        if against is Against.EARLIER and len(captures) == 1 and not wanted.earlier + wanted.later:
            _print_single(wanted)
            return False
        later = named_capture(captures, wanted.later) if wanted.later else captures[-1]
        comparison = _Comparison(wanted, collection, captures, later)
        found = comparison.difference(against)
        title = comparison.title(found)
    if wanted.as_json:
        print_json(console, difference_object(found))
    else:
        print_difference(console, found, title, comparison.post, everything=wanted.everything)
    return found.has_changed


def _against(wanted: Wanted) -> Against:
    names = [each.value for each in Against]
    if wanted.against and wanted.against not in names:
        raise UsageError(
            f"--against must be one of {', '.join(names)}, not {wanted.against[:40]!r}"
        )
    if wanted.earlier:
        if wanted.against not in {"", Against.EARLIER}:
            raise UsageError(f"--from names a capture; leave out --against {wanted.against}")
        return Against.EARLIER
    if wanted.against:
        return Against(wanted.against)
    is_accepted = read_head(wanted.config.snapshots, wanted.slug) is not None
    return Against.SNAPSHOT if is_accepted else Against.EARLIER


class _Comparison:
    """Compares one capture with what is asked for."""

    def __init__(
        self,
        wanted: Wanted,
        collection: Collection,
        captures: Sequence[CaptureSummary],
        later: CaptureSummary,
    ) -> None:
        self._config = wanted.config
        self._slug = wanted.slug
        self._earlier = wanted.earlier
        self._collection = collection
        self._captures = captures
        self._later = later
        rulebook = read_rulebook(wanted.config.rules)
        self._judge = Judge(collection, rulebook, keeps=False)
        self.post: Post | None = self._judge.post_of(later)

    def difference(self, against: Against) -> PageDifference:
        """Return in what the capture differs; raises as `show_difference`."""
        new = state_of_capture(self._collection, self._later.capture_id, post=self.post)
        path = self._config.snapshots / FILE_NAME
        ignored = silenced(read_decisions(path), self._slug, today_here())
        settings = self._config.difference
        compare = partial(difference, self._slug, against, settings=settings, ignored=ignored)
        if against in {Against.REPLAY, Against.SOURCE}:
            shown = self._shown(against)
            pair = (new, shown) if against is Against.REPLAY else (shown, new)
            return compare(*pair)
        old = self._snapshot() if against is Against.SNAPSHOT else self._capture_before()
        learn = partial(
            learned_flicker, self._collection, slug=self._slug, post=self.post, settings=settings
        )
        return compare(old, new, changes=self._changes(old, new), learn=learn)

    def title(self, found: PageDifference) -> str:
        """Return the line above a difference: the article, and which of its states."""
        name = self._later.title or self._slug
        if found.against is Against.EARLIER:
            return f"{name}: {_moment_of(found.old)} and {_moment_of(found.new)}"
        return f"{name}: {found.old.label}, and {found.new.label}"

    def _snapshot(self) -> PageState:
        folder = self._config.snapshots
        found = state_of_snapshot(folder, self._slug, post=self.post, collection=self._collection)
        if found is None:
            raise UsageError(
                f"{folder} has no snapshot of {self._slug}; make one with"
                f" `archiver accept {self._slug}`"
            )
        return found

    def _capture_before(self) -> PageState:
        if self._earlier:
            earlier = named_capture(self._captures, self._earlier)
        else:
            before = self._captures[: self._captures.index(self._later)]
            if not before:
                raise UsageError("nothing was captured before that; name another with --from")
            earlier = before[-1]
        if earlier is self._later:
            raise UsageError("--from and --to name the same capture")
        return state_of_capture(self._collection, earlier.capture_id, post=self.post)

    def _changes(self, old: PageState, new: PageState) -> Changes | None:
        """Return what the blocks of both differ in; None where no capture has the old ones."""
        before = old.capture or self._kept(old.capture_id)
        if before is None or new.capture is None or old.capture_id == new.capture_id:
            return None
        report = self._judge.report_of(self._later)
        looks = looks_of(self._collection, new.capture, before)
        return changes(self.post, before, new.capture, looks=looks, report=report)

    def _kept(self, capture_id: str) -> Capture | None:
        if all(each.capture_id != capture_id for each in self._captures):
            return None
        try:
            return self._collection.capture(capture_id)
        except StorageError:
            return None

    def _shown(self, against: Against) -> PageState:
        if against is Against.SOURCE and self.post is None:
            raise UsageError(f"{self._slug} was captured without a post that could be rendered")
        shown = asyncio.run(self._show(against))
        label = "its replay" if against is Against.REPLAY else "the post as archiver renders it"
        return state_of_shown(shown, label=label, post=self.post)

    async def _show(self, against: Against) -> Shown:
        settings = BrowserSettings(executable=self._config.browser)
        capture_id = self._later.capture_id
        async with Browser.start(settings) as browser:
            if against is Against.SOURCE and self.post is not None:
                return await show_source(self._collection, capture_id, self.post, browser=browser)
            return await show_again(self._collection, capture_id, browser=browser)


def named_capture(captures: Sequence[CaptureSummary], name: str) -> CaptureSummary:
    """Return the capture whose id or date begins so; raise `UsageError` for none and several."""
    start = name.strip().lower()
    found = [
        each
        for each in captures
        if each.capture_id.startswith(start)
        or each.started_at.isoformat().lower().startswith(start)
    ]
    if len(found) == 1:
        return found[0]
    some = ", ".join(
        f"{each.capture_id[:8]} of {each.started_at:%Y-%m-%d %H:%M:%S}"
        for each in captures[-_NAMED:]
    )
    what = f"fits {len(found)} captures" if found else "is the beginning of no capture"
    raise UsageError(f"{name[:80]!r} {what}; there are {some}")


def _moment_of(state: PageState) -> str:
    assert state.capture is not None
    return f"{state.capture.started_at:%Y-%m-%d %H:%M:%S}"


def _print_single(wanted: Wanted) -> None:
    slug, console = wanted.slug, out()
    if wanted.as_json:
        print_json(console, {"slug": slug, "captures": 1, "changed": False, "changes": []})
        return
    told = f"{slug} was captured once: `archiver run --again` makes a second to compare with"
    console.print(words(told), soft_wrap=True)
