"""The options of the plugin, and their twins in the ini file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest


class Granularity(StrEnum):
    """What one test is."""

    ARTICLE = "article"
    CHECK = "check"


class Update(StrEnum):
    """Which snapshots a run writes: Playwright's words and their meaning."""

    ALL = "all"
    CHANGED = "changed"  #: those that differ, and those that are missing
    MISSING = "missing"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for, on the command line or in the ini file."""

    named: tuple[Path, ...]
    """Archives of the command line."""
    standing: tuple[Path, ...]
    """Archives of the ini file."""
    granularity: Granularity
    strict: bool
    snapshots: Path | None
    """Folder of the snapshots; None for that of archiver's own settings."""
    update: Update
    update_is_asked: bool
    """Whether somebody asked for it, on the command line or in the ini file."""

    @property
    def archives(self) -> tuple[Path, ...]:
        """All archives: those of the command line take the place of those of the ini file."""
        return self.named or self.standing

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Read the options; raise `pytest.UsageError` for a value that is none."""
        update = config.getoption("archive_snapshot_update") or config.getini(
            "archive_snapshot_update"
        )
        granularity = config.getoption("archive_granularity") or config.getini(
            "archive_granularity"
        )
        ini_folder = config.inipath.parent if config.inipath else config.rootpath
        folder = config.getoption("archive_snapshots")
        base = config.invocation_params.dir
        if not folder:
            folder, base = config.getini("archive_snapshots"), ini_folder
        invocation = config.invocation_params.dir
        return cls(
            named=tuple(invocation / each for each in config.getoption("archive")),
            standing=tuple(config.getini("archive")),
            granularity=Granularity(_choice("archive_granularity", granularity, Granularity)),
            strict=bool(config.getoption("archive_strict") or config.getini("archive_strict")),
            snapshots=base / str(folder) if folder else None,
            update=Update(_choice("archive_snapshot_update", update or Update.MISSING, Update)),
            update_is_asked=bool(update),
        )


def add_options(parser: pytest.Parser) -> None:
    """Add the options; none has the name of one of syrupy's or pytest-playwright's."""
    group = parser.getgroup("archiver", "archiver: articles of an archive as tests")
    group.addoption(
        "--archive",
        action="append",
        default=[],
        metavar="DIR",
        help="Test the articles of this archive, too; may come again (ini: archive).",
    )
    group.addoption(
        "--archive-granularity",
        choices=[each.value for each in Granularity],
        default=None,
        help="One test for each article, or for each of its checks (default: article).",
    )
    group.addoption(
        "--archive-strict",
        action="store_true",
        default=False,
        help="Warnings fail a test, like errors.",
    )
    group.addoption(
        "--archive-snapshots",
        metavar="DIR",
        default=None,
        help="Folder of snapshots and review.toml (default: archiver's own setting, snapshots).",
    )
    group.addoption(
        "--archive-snapshot-update",
        nargs="?",
        const=Update.CHANGED.value,
        choices=[each.value for each in Update],
        default=None,
        help="Which snapshots to write: all, changed (when no word is given), missing (the "
        "default) or none. A test that writes one fails: somebody has to look at it.",
    )
    parser.addini("archive", "Archives whose articles are tested.", type="paths", default=[])
    parser.addini("archive_granularity", "article or check.", default=Granularity.ARTICLE.value)
    parser.addini("archive_strict", "Warnings fail a test.", type="bool", default=False)
    parser.addini("archive_snapshots", "Folder of snapshots and review.toml.", default="")
    parser.addini("archive_snapshot_update", "all, changed, missing or none.", default="")


def _choice(name: str, value: object, kind: type[StrEnum]) -> str:
    known = [each.value for each in kind]
    if value not in known:
        raise pytest.UsageError(f"{name} must be one of {', '.join(known)}, not {value!r}")
    return str(value)
