"""The class of archiver's warnings in a test run."""

from __future__ import annotations


class ArchiveWarning(UserWarning):
    """A finding that fails no test, or a decision that holds no more.

    `-W ignore::archiver.pytest_plugin.ArchiveWarning` silences them, `-W error::...` and
    `--archive-strict` make failures of them.
    """
