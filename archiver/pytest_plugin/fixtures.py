"""The fixtures that tests take; what they need is imported when one is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from archiver.pytest_plugin.run import RUN

if TYPE_CHECKING:
    from archiver.models import Post
    from archiver.pytest_plugin.articles import Article
    from archiver.pytest_plugin.capturing import AsyncCapturing, Capturing
    from archiver.pytest_plugin.studio import Studio
    from archiver.store import Collection
    from archiver.testing import Newsroom, StandInWeb


@pytest.fixture(scope="session")
def archive(request: pytest.FixtureRequest) -> Collection:
    """The archive that `--archive` or the ini file names, open for reading."""
    from archiver.errors import ArchiverError
    from archiver.pytest_plugin.arguments import catalog_of

    run = request.config.stash[RUN]
    roots = list(dict.fromkeys((*run.options.archives, *run.roots.values())))
    if len(roots) != 1:
        told = "several archives are named" if roots else "no archive is named"
        pytest.fail(f"{told}: name one with --archive DIR, or with `archive` in the ini file")
    catalog_of(roots)
    try:
        return run.desk.shelf(roots[0]).collection
    except ArchiverError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def article(request: pytest.FixtureRequest) -> Article:
    """Each article of the archives, one after the other."""
    root, slug = request.param
    return request.config.stash[RUN].desk.shelf(root).article(slug)


@pytest.fixture(scope="session")
def archiver_studio(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Studio]:
    """A browser and an archive of the run's own, in a thread with a loop of its own."""
    from archiver.pytest_plugin.studio import Studio

    run = request.config.stash[RUN]
    with Studio(run, tmp_path_factory.mktemp("captures")) as studio:
        yield studio


@pytest.fixture
def capture_page(archiver_studio: Studio) -> Capturing:
    """Capture a page in the test, with a real Chromium: `capture_page(url)`."""
    from archiver.pytest_plugin.capturing import Capturing

    return Capturing(archiver_studio)


@pytest.fixture
def capture_page_async(archiver_studio: Studio) -> AsyncCapturing:
    """Capture a page in a coroutine, whose loop goes on meanwhile: `await` what it returns."""
    from archiver.pytest_plugin.capturing import AsyncCapturing

    return AsyncCapturing(archiver_studio)


@pytest.fixture(scope="session")
def newsroom(archiver_studio: Studio) -> Iterator[Newsroom]:
    """Start archiver's own news site on loopback, with faults that are planted in it."""
    from archiver.testing import Newsroom

    with archiver_studio.web(Newsroom.start()) as room:
        yield room


@pytest.fixture
def stand_in_web(archiver_studio: Studio) -> Iterator[Callable[..., StandInWeb]]:
    """Start a web on loopback in which all that posts name is there: `stand_in_web(*posts)`."""
    from contextlib import ExitStack

    from archiver.testing import StandInWeb

    with ExitStack() as stack:

        def start(*posts: Post) -> StandInWeb:
            return stack.enter_context(archiver_studio.web(StandInWeb.start(posts)))

        yield start
