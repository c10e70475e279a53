"""What the tests of a run do with snapshots, and what its reports show."""

from __future__ import annotations

from dataclasses import dataclass, field

from archiver.pytest_plugin.options import Update


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture for a report: small, and encoded by archiver itself."""

    title: str
    data: bytes = field(repr=False)
    """WebP."""


@dataclass(slots=True, kw_only=True)
class SnapshotUse:
    """Which snapshots may be written, and which were used."""

    update: Update
    is_spread: bool
    """Whether several processes run the tests: then none of them writes."""
    used: set[str] = field(default_factory=set)
    """Snapshots that a test was held against."""
    pictures: list[ShownPicture] = field(default_factory=list)
    """Of the test that runs: where its page differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """What the run's reports want of each test."""

    pictures: bool
    """Whether pytest-html shows them."""
    summary: bool
    """Whether the findings of all articles are told at the end."""
