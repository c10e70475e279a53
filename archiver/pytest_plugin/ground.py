"""What every judgement of a run hangs on: settings, rules, decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from archiver.compare import CHECKS, installed_checks
from archiver.compare.known_losses import by_slug
from archiver.compare.selection import Selection
from archiver.config import Config, read_config
from archiver.decisions import FILE_NAME, read_decisions
from archiver.models import Decision, DifferenceSettings
from archiver.pytest_plugin.options import Options
from archiver.pytest_plugin.snapshot_use import SnapshotUse
from archiver.rules import Rulebook, read_rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every judgement of a run hangs on."""

    snapshots: Path
    """Folder of snapshots, and of `review.toml`."""
    rulebook: Rulebook = field(repr=False)
    selection: Selection
    decisions: dict[str, list[Decision]] = field(repr=False)
    """Of people, by article."""
    strict: bool
    """Whether warnings fail."""
    difference: DifferenceSettings
    config: Config
    today: date
    use: SnapshotUse
    """What tests do with snapshots."""

    @classmethod
    def of(cls, rootpath: Path, options: Options, use: SnapshotUse) -> Ground:
        """Read the settings that hold in a folder.

        Raises:
            UsageError: one of the files is not in order; the message names file and key.
        """
        config = read_config(rootpath)
        snapshots = options.snapshots or rootpath / config.snapshots
        known = {**CHECKS, **{each.check.id: each.check for each in installed_checks()}}
        decisions = by_slug(read_decisions(snapshots / FILE_NAME))
        return cls(
            snapshots=snapshots,
            rulebook=read_rulebook(tuple(rootpath / each for each in config.rules)),
            selection=Selection.of(config.select, config.ignore, known=known),
            decisions={slug: list(own) for slug, own in decisions.items()},
            strict=options.strict or config.fail_on == "warning",
            difference=config.difference,
            config=config,
            today=datetime.now().astimezone().date(),
            use=use,
        )

    def checks(self) -> tuple[str, ...]:
        """Return the ids of the checks that count, in the order of reports."""
        known = (*CHECKS, *(each.check.id for each in installed_checks()))
        return tuple(each for each in known if self.selection.takes(each))
