"""Archives as pytest collects them: an item for each article, or for each of its checks."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.errors import ArchiverError
from archiver.pytest_plugin.arguments import WACZ, label_of
from archiver.pytest_plugin.options import Granularity
from archiver.pytest_plugin.run import RUN
from archiver.pytest_plugin.warning import ArchiveWarning

if TYPE_CHECKING:
    from archiver.pytest_plugin.outcome import Outcome
    from archiver.pytest_plugin.shelf import Shelf
    from archiver.store import CaptureSummary


def collector_of(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the collector of an archive that was named; None for any other file."""
    run, rootpath = parent.config.stash[RUN], parent.config.rootpath
    root = run.roots.get(path)
    if path.suffix == WACZ and (root is not None or parent.session.isinitpath(path)):
        root = path
    if root is None:
        return None
    label = label_of(root, rootpath)
    return ArchiveCollector.from_parent(parent, name=label, path=path, nodeid=label)


class ArchiveCollector(pytest.Collector):
    """An archive. It is no `pytest.File`, for `--lf` leaves files out by their paths."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield the articles in alphabetical order, alike in every process."""
        run = self.config.stash[RUN]
        try:
            shelf = run.desk.shelf(run.roots.get(self.path, self.path))
            summaries = shelf.summaries
            per_check = run.granularity is Granularity.CHECK
            checks = shelf.ground.checks() if per_check else ()
        except ArchiverError as error:
            raise self.CollectError(str(error)) from error
        for slug, summary in summaries.items():
            if per_check:
                yield ArticleCollector.from_parent(
                    self, name=slug, shelf=shelf, summary=summary, checks=checks
                )
            else:
                item = ArticleItem.from_parent(self, name=slug, shelf=shelf, summary=summary)
                item.add_marker("archive")
                yield item


class ArticleCollector(pytest.Collector):
    """An article whose checks are tests of their own."""

    def __init__(
        self, *, shelf: Shelf, summary: CaptureSummary, checks: tuple[str, ...], **node: Any
    ) -> None:
        super().__init__(**node)
        self.shelf, self.summary, self.checks = shelf, summary, checks
        self.add_marker("archive")

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the checks in the order of reports."""
        for check in self.checks:
            yield CheckItem.from_parent(self, name=check, shelf=self.shelf, summary=self.summary)


class ArticleItem(pytest.Item):
    """One article against its post."""

    def __init__(self, *, shelf: Shelf, summary: CaptureSummary, **node: Any) -> None:
        super().__init__(**node)
        self.shelf, self.summary = shelf, summary
        if stem := Path(summary.source_name).stem:
            self.extra_keyword_matches.add(stem)

    @property
    def outcome(self) -> Outcome:
        """What is to be said of it; judged before at most once."""
        return self.shelf.outcome(self.summary)

    @property
    def check(self) -> str:
        """The check that it is about; empty for all of them."""
        return ""

    def runtest(self) -> None:
        """Fail by what is lost, warn of what is doubtful, expect what is known."""
        outcome = self.outcome
        self.user_properties += self._properties(outcome)
        if outcome.trouble:
            pytest.fail(outcome.trouble, pytrace=False)
        self._warn(outcome)
        if outcome.fails:
            self._fail(outcome)
        if outcome.known:
            reason = "; ".join(dict.fromkeys(each.reason for each in outcome.known))
            pytest.xfail(f"known loss: {reason}")
            # Here only when --runxfail makes pytest forget what is expected.
            self._fail(outcome)
        if outcome.page_is_lost and self.check:
            pytest.skip("the page did not come, so this was not looked for")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell archiver's own words without the way that they took through its code.

        All of them stand among the failures. pytest's short summary has the first line, also
        where `CI` is set or with -vv, when pytest would repeat the whole.
        """
        if isinstance(excinfo.value, ArchiveWarning | ArchiverError):
            style = "value"
        shown = super().repr_failure(excinfo, style)
        crash = getattr(shown, "reprcrash", None)
        if crash is not None:
            crash.message = crash.message.partition("\n")[0]
        return shown

    def _fail(self, outcome: Outcome) -> None:
        from archiver.pytest_plugin.failure import told

        article = self.shelf.article(self.summary.slug)
        pytest.fail(told(article, outcome, self.config.get_verbosity()), pytrace=False)

    def _warn(self, outcome: Outcome) -> None:
        from archiver.pytest_plugin.failure import line_of, near

        path = self.summary.source_path or self.summary.source_name
        path = near(Path(path)) if path else ""
        for finding in outcome.warns:
            words = line_of(finding, path or self.summary.url)
            _warn_at(words, path or self.nodeid, finding.line or 1)
        for remark in outcome.remarks:
            _warn_at(remark, path or self.nodeid, 1)

    def _properties(self, outcome: Outcome) -> list[tuple[str, object]]:
        report = outcome.report
        found = [("archiver.page", self.summary.url)]
        if report is not None:
            found.append(("archiver.verdict", report.verdict.value))
            found.append(("archiver.findings", str(len(outcome.fails) + len(outcome.warns))))
        return list(found)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the post's file where it is there, for whoever opens it from a report."""
        domain = self.nodeid.partition("::")[2]
        return self.summary.source_path or self.path, 0, domain


class CheckItem(ArticleItem):
    """One check of an article."""

    @property
    def check(self) -> str:
        """The check that it is about."""
        return self.name

    @property
    def outcome(self) -> Outcome:
        """What is to be said of this check."""
        return self.shelf.outcome(self.summary).of_check(self.name)


def _warn_at(words: str, path: str, line: int) -> None:
    warnings.warn_explicit(ArchiveWarning(words), category=None, filename=path, lineno=line)
