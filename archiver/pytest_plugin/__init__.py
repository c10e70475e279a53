"""archiver in a pytest suite: articles of an archive as tests, and fixtures for one's own.

Here are hooks and names alone. Nothing of archiver beside this folder is imported until an
archive is named or a fixture is used, so that a suite which needs none of it pays nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.pytest_plugin.assertions import assert_complete, assert_matches_snapshot
from archiver.pytest_plugin.fixtures import (
    archive,
    archiver_studio,
    article,
    capture_page,
    capture_page_async,
    newsroom,
    stand_in_web,
)
from archiver.pytest_plugin.options import add_options
from archiver.pytest_plugin.run import RUN, Run
from archiver.pytest_plugin.warning import ArchiveWarning

__all__ = [
    "ArchiveWarning",
    "archive",
    "archiver_studio",
    "article",
    "assert_complete",
    "assert_matches_snapshot",
    "capture_page",
    "capture_page_async",
    "newsroom",
    "stand_in_web",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each with its twin in the ini file."""
    add_options(parser)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Name the marker, and take the archives that are named among what is collected."""
    config.addinivalue_line("markers", "archive: an article of an archive, or one of its checks")
    run = config.stash[RUN] = Run(config)
    config.pluginmanager.register(run, "archiver-run")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect an archive that was named, and no other."""
    if file_path.suffix not in {".sqlite3", ".wacz"}:
        return None
    from archiver.pytest_plugin.collecting import collector_of

    return collector_of(file_path, parent)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `article` once for each article."""
    if "article" in metafunc.fixturenames:
        from archiver.pytest_plugin.parameters import give_articles

        give_articles(metafunc)


def pytest_assertrepr_compare(
    config: pytest.Config, op: str, left: object, right: object
) -> list[str] | None:
    """Explain `assert capture == post` by their blocks, one below the other."""
    if op != "==" or "Article" not in {type(left).__name__, type(right).__name__}:
        return None
    from archiver.pytest_plugin.block_difference import explained

    return explained(left, right, full=config.get_verbosity() >= 2)
