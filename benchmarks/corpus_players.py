"""What becomes of the players, films and sounds of a corpus of real posts, offline.

Every post that promises one is archived as `archiver run --stand-in` does it: against
a web that is made up, whose players play as those of their provider do. So this tells
whether archiver finds and works every embed, not whether the real one is still there.

ARCHIVER_CORPUS names a folder of posts; others may follow on the command line.

    ARCHIVER_CORPUS=corpus/posts python benchmarks/corpus_players.py seed
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archiver import urls
from archiver.browser import BrowserSettings
from archiver.jobs import (
    ArchiveSettings,
    Event,
    JobSettings,
    PageDone,
    PageFailed,
    Plan,
    PostUnreadable,
    archive,
)
from archiver.models import (
    Block,
    BlockKind,
    Capture,
    LedgerEntry,
    PlayerOutcome,
    PlayerState,
    Target,
)
from archiver.rules import read_rulebook
from archiver.store import Collection
from archiver.testing import StandInWeb

KINDS = frozenset({BlockKind.PLAYER, BlockKind.VIDEO, BlockKind.AUDIO})
FLASH = "flash"
NO_FILM = "no film"
"""Frames that play nothing by the rules: code, maps, buttons. No outcome is due."""
WHOLE, PART, NO_STATE = "whole", "k of n", "no state"
OUTCOMES = (
    WHOLE,
    PART,
    *(each.value for each in PlayerOutcome if each is not PlayerOutcome.CAPTURED),
    NO_STATE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """One promise of a post, and what became of it."""

    slug: str
    url: str
    group: str
    """Id of the player's rule; `film`, `sound`, FLASH or NO_FILM for what is none."""
    outcome: str
    size_bytes: int = 0
    note: str = ""


def embeds(target: Target, capture: Capture, collection: Collection) -> Iterator[Embed]:
    """Yield every player, film and sound that a post promises."""
    states: dict[str, list[PlayerState]] = {}
    for state in capture.players:
        states.setdefault(urls.media_key(state.url), []).append(state)
    for block in promised(target):
        group = group_of(block)
        of_address = states.get(urls.media_key(urls.to_ascii(block.url)))
        if of_address:
            # An address that a post names twice is two players, in the order of the page.
            state = of_address.pop(0) if len(of_address) > 1 else of_address[0]
            yield _of_player(target, block, group, state)
        elif group in {"film", "sound"}:
            yield _of_file(target, block, group, _whole(block, capture.ledger, collection))
        else:
            note = capture.error or _of_document(block, capture.ledger)
            yield Embed(slug=target.slug, url=block.url, group=group, outcome=NO_STATE, note=note)


def promised(target: Target) -> list[Block]:
    """Return the blocks of a post that play something, or might."""
    return [block for block in target.post.blocks if block.kind in KINDS] if target.post else []


def group_of(block: Block) -> str:
    """Return the row of the table in which a promise is counted."""
    if urls.without_fragment(block.url).partition("?")[0].lower().endswith(".swf"):
        return FLASH
    if block.kind is not BlockKind.PLAYER:
        return "film" if block.kind is BlockKind.VIDEO else "sound"
    rule = read_rulebook().players.rule_for(block.url)
    return rule.id if rule else NO_FILM


def _of_player(target: Target, block: Block, group: str, state: PlayerState) -> Embed:
    outcome, note = state.outcome.value, state.note
    if state.outcome is PlayerOutcome.CAPTURED:
        whole = state.kept_s is not None and state.kept_s == state.duration_s
        # A sound that no element shows has no length; its file came whole or has a note.
        unknown = state.kept_s is None and state.duration_s is None
        outcome = WHOLE if whole or unknown else PART
        if outcome == PART:
            note = f"{state.kept_s} of {state.duration_s} s; {state.note}"
    return Embed(
        slug=target.slug,
        url=block.url,
        group=group,
        outcome=outcome,
        size_bytes=state.size_bytes,
        note=note,
    )


def _whole(
    block: Block, ledger: Iterable[LedgerEntry], collection: Collection
) -> list[tuple[LedgerEntry, bool]]:
    """Return the answers to a file's addresses, and of each whether it is the whole file.

    In the archive a 206 with every byte is a 200 (`formats.range_resolved`).
    """
    keys = {urls.media_key(urls.to_ascii(url)) for url in (block.url, *block.alternates)}
    return [
        (
            entry,
            entry.record is not None
            and entry.truncated is None
            and collection.answer_at(entry.record, limit=1).status == 200,
        )
        for entry in ledger
        if urls.media_key(entry.url) in keys
    ]


def _of_file(
    target: Target, block: Block, group: str, answers: Sequence[tuple[LedgerEntry, bool]]
) -> Embed:
    """Judge a film or a sound by its own address: one whole answer is enough."""
    best, whole = max(
        answers, key=lambda each: (each[1], each[0].size_bytes), default=(None, False)
    )
    outcome, note = WHOLE, ""
    if best is None:
        outcome, note = NO_STATE, "never asked for"
    elif not whole:
        outcome, note = PART, best.error or f"status {best.status}, {best.size_bytes} bytes"
    return Embed(
        slug=target.slug,
        url=block.url,
        group=group,
        outcome=outcome,
        size_bytes=best.size_bytes if best else 0,
        note=note,
    )


def _of_document(block: Block, ledger: Iterable[LedgerEntry]) -> str:
    """Say what came for a frame that no player was seen in."""
    key = urls.media_key(urls.to_ascii(block.url))
    entry = next((entry for entry in ledger if urls.media_key(entry.url) == key), None)
    if entry is None:
        return "never asked for"
    return f"{entry.error or entry.status} {entry.mime}, as {entry.resource_type}"


async def run(paths: Sequence[Path], root: Path, jobs: int) -> tuple[list[Embed], list[str]]:
    """Archive every post that promises a film; return its embeds and what failed."""
    every = Plan(paths)
    chosen = [target for target in every if isinstance(target, Target) and promised(target)]
    posts = [target.post for target in chosen if target.post]
    plan = Plan([post.path for post in posts])
    found: list[Embed] = []
    failed: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, PageDone):
            found.extend(embeds(event.target, event.capture, collection))
            print(".", end="", file=sys.stderr, flush=True)
        elif isinstance(event, PageFailed):
            failed.append(f"{event.target.slug}: {event.report.findings} {event.trace}")
        elif isinstance(event, PostUnreadable):
            failed.append(f"{event.path}:{event.line}: {event.reason}")

    async with StandInWeb.start(posts) as web:
        settings = ArchiveSettings(
            job=JobSettings(jobs=jobs, host_jobs=jobs, host_delay_s=0.0),
            browser=BrowserSettings(host_table=web.resolve, trusted_keys=(web.spki_pin,)),
        )
        with Collection.open(root) as collection:
            done = await archive(plan, collection, settings=settings, listener=listen)
    print(f"\n{len(plan)} of {len(every)} posts, {done.duration_s:.0f} s", file=sys.stderr)
    return found, failed


def table_of(found: Sequence[Embed]) -> Table:
    """Return a row for each group, players first, by number."""
    table = Table("provider", "embeds")
    for outcome in (*OUTCOMES, "bytes"):
        table.add_column(outcome, justify="right")
    last = {"film": 1, "sound": 1, FLASH: 2, NO_FILM: 3}
    sizes = Counter(embed.group for embed in found)
    groups = sorted(sizes, key=lambda group: (last.get(group, 0), -sizes[group], group))
    for name in (*groups, "all"):
        members = [embed for embed in found if name in (embed.group, "all")]
        outcomes = Counter(embed.outcome for embed in members)
        table.add_row(
            name,
            str(len(members)),
            *(str(outcomes[outcome] or "") for outcome in OUTCOMES),
            f"{sum(embed.size_bytes for embed in members):,}",
            end_section=bool(groups) and name == groups[-1],
        )
    return table


def main() -> None:
    """Read the command line, archive, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, help="more posts, or folders of them")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder of the collection, kept at the end")
    options = parser.parse_args()
    corpus = os.environ.get("ARCHIVER_CORPUS", "")
    if not corpus:
        parser.error("ARCHIVER_CORPUS names no folder of posts")
    paths = [Path(corpus), *options.folders]
    with tempfile.TemporaryDirectory() as name:
        root = options.keep or Path(name) / "archive"
        found, failed = asyncio.run(run(paths, root, options.jobs))
    Console(width=200).print(table_of(found))
    for embed in sorted(found, key=lambda each: (each.group, each.slug)):
        if embed.outcome != WHOLE:
            print(f"{embed.group:12} {embed.outcome}: {embed.slug} {embed.url}  {embed.note}")
    print("\n".join(failed))


if __name__ == "__main__":
    main()
