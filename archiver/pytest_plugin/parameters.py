"""The `article` of tests: one for each article of the archives that are named."""

from __future__ import annotations

import pytest

from archiver.errors import ArchiverError
from archiver.pytest_plugin.arguments import catalog_of
from archiver.pytest_plugin.run import RUN

_NONE = "no archive to test: name one with --archive DIR, or with `archive` in the ini file"


def give_articles(metafunc: pytest.Metafunc) -> None:
    """Parametrise a test over articles, unless `article` is the test's own.

    Without an archive the test is skipped.
    """
    if _is_own(metafunc):
        return
    run = metafunc.config.stash[RUN]
    roots = dict.fromkeys((*run.options.archives, *run.roots.values()))
    if not roots:
        skipped = pytest.param(None, marks=pytest.mark.skip(reason=_NONE), id="none")
        metafunc.parametrize("article", [skipped], indirect=True)
        return
    catalog_of(run.options.archives)
    places = []
    for root in roots:
        try:
            shelf = run.desk.shelf(root)
        except ArchiverError as error:
            raise pytest.Collector.CollectError(str(error)) from error
        places += [(root, slug) for slug in shelf.summaries]
    slugs = [slug for _, slug in places]
    ids = [
        slug if slugs.count(slug) == 1 or len(roots) == 1 else f"{root.name}-{slug}"
        for root, slug in places
    ]
    metafunc.parametrize("article", places, ids=ids, indirect=True)


def _is_own(metafunc: pytest.Metafunc) -> bool:
    """Tell whether a test takes `article` from elsewhere: its own fixture or parameter."""
    for mark in metafunc.definition.iter_markers("parametrize"):
        names = mark.args[0] if mark.args else mark.kwargs.get("argnames", "")
        each = names.split(",") if isinstance(names, str) else names
        if "article" in {str(name).strip() for name in each}:
            return True
    known = getattr(metafunc, "_arg2fixturedefs", {}).get("article", ())
    return bool(known) and not known[-1].func.__module__.startswith("archiver.pytest_plugin")
