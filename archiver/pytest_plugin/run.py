"""One run of pytest: what was asked for, what is open, and what is told at the end."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.pytest_plugin.arguments import archives_among
from archiver.pytest_plugin.options import Granularity, Options, Update
from archiver.pytest_plugin.snapshot_use import Shows, SnapshotUse

if TYPE_CHECKING:
    from archiver.pytest_plugin.desk import Desk

UNUSED_KEY = "archiver_snapshots"
"""Of what a worker of pytest-xdist hands over at its end."""


class Run:
    """Everything that the plugin knows of one run; pytest calls its hooks.

    It is a plugin of its own, so that no state lies in a module: pytest may run again in
    the same process.
    """

    def __init__(self, config: pytest.Config) -> None:
        """Read the options, and put the archives among the arguments.

        Raises:
            pytest.UsageError: an option is not in order, or no archive is where one is named.
        """
        self.config = config
        self.options = Options.of(config)
        self.is_worker = hasattr(config, "workerinput")
        if self._is_spread and self.options.update_is_asked and self._writes:
            raise pytest.UsageError(
                "--archive-snapshot-update cannot write from several processes at once; run "
                "without -n"
            )
        named = archives_among(config, self.options)
        self.roots: Mapping[Path, Path] = named.roots
        """Archives that are collected, by the file that stands for each."""
        self.granularity = Granularity.CHECK if named.names_checks else self.options.granularity
        self.is_part = named.is_part
        """Whether tests were left out, so that nothing can be said of what was not used."""
        self.told: list[dict[str, Any]] = []
        """What the articles' reports say, for the summary."""
        self.shows = Shows(
            pictures=bool(getattr(config.option, "htmlpath", None)),
            summary="GITHUB_ACTIONS" in os.environ or "GITHUB_STEP_SUMMARY" in os.environ,
        )
        self.snapshots = SnapshotUse(
            update=Update.NONE if self._is_spread else self.options.update,
            is_spread=self._is_spread,
        )
        self._desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """What opens and judges archives; made when it is first needed."""
        if self._desk is None:
            from archiver.pytest_plugin.desk import Desk

            self._desk = Desk(self.config.rootpath, self.options, self.snapshots)
        return self._desk

    @property
    def _is_spread(self) -> bool:
        return self.is_worker or bool(getattr(self.config.option, "numprocesses", None))

    @property
    def _writes(self) -> bool:
        return self.options.update is not Update.NONE

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Give the report of an article what the reports of the run need."""
        report = yield
        if call.when == "call" and self._desk is not None:
            from archiver.pytest_plugin.enriching import enrich

            enrich(item, report, self.shows)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what the summary tells."""
        told = getattr(report, "archiver", None)
        if told is not None and not self.is_worker:
            self.told.append(told)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read the settings once before the first test, for they may be wrong.

        Raises:
            pytest.UsageError: a settings file is not in order.
        """
        if self._desk is None or not self._desk.has_archives or session.config.option.collectonly:
            return
        from archiver.errors import UsageError

        try:
            self._desk.ground  # noqa: B018 - reads them
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Note that the run is a part of the suite."""
        self.is_part = self.is_part or bool(items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over which snapshots a worker of pytest-xdist used."""
        output = getattr(node, "workeroutput", None) or {}
        self.snapshots.used.update(output.get(UNUSED_KEY, ()))
        self.is_part = self.is_part or bool(error)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Close what is open, and keep what was judged."""
        if self.is_worker:
            self.config.workeroutput[UNUSED_KEY] = sorted(self.snapshots.used)  # type: ignore[attr-defined]
        self.is_part = self.is_part or bool(session.shouldstop or session.shouldfail)
        if self._desk is not None:
            self._desk.close()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell unused snapshots; on GitHub, the findings as annotations and a summary."""
        if self.told or self.snapshots.used:
            from archiver.pytest_plugin.summary import tell

            tell(terminalreporter, self)


RUN = pytest.StashKey[Run]()
"""Where the run is kept in pytest's config."""
