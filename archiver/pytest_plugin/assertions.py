"""Assertions for tests of one's own, about articles and about pages captured in the test."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from archiver.pytest_plugin.articles import Article


def assert_complete(article: Article, *, ignore: Collection[str] = ()) -> None:
    """Assert that a page shows everything that its post promises, but for known losses.

    Args:
        article: What `article` or `capture_page` gave.
        ignore: Ids of checks that do not count here, as `("P5", "L1")`.

    Raises:
        AssertionError: something is lost; the message names it, its line in the post, and
            the command that shows it.
    """
    __tracebackhide__ = True
    from dataclasses import replace

    from archiver.pytest_plugin.failure import told

    outcome = article.outcome
    if outcome.trouble:
        raise AssertionError(outcome.trouble)
    fails = tuple(each for each in outcome.fails if each.check not in ignore)
    if fails:
        raise AssertionError(told(article, replace(outcome, fails=fails)))


def assert_matches_snapshot(
    article: Article, name: str = "", *, per_platform: bool = False
) -> None:
    """Assert that a page looks as the snapshot that somebody accepted.

    Args:
        article: What `article` or `capture_page` gave.
        name: Of the snapshot, `[a-z0-9-]`; the article's slug when it is empty.
        per_platform: Keep one for each operating system and browser: only for pages that are
            drawn otherwise there.

    Raises:
        AssertionError: it looks other, or there was no snapshot and one was written now.
    """
    __tracebackhide__ = True
    from archiver.pytest_plugin.snapshot import difference_from

    trouble = difference_from(article, name, per_platform=per_platform)
    if trouble:
        pytest.fail(trouble, pytrace=False)
