"""Pages of the newsroom as readers of others get them, and where those readers are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "interop"))

from newsroom_pages import SAMPLE, ArchivedPages, archived
from readers import is_there, program_of

_READERS = "ARCHIVER_READERS"


@pytest.fixture(scope="session")
def readers() -> Path:
    """The folder of the readers' installations; the test is skipped when none is named."""
    named = os.environ.get(_READERS, "")
    if not named:
        pytest.skip(f"{_READERS} names no folder of other readers: nox -s interop installs them")
    return Path(named)


@pytest.fixture(scope="session")
def reader(readers: Path) -> Callable[[str], Path]:
    """Give a reader's program by name; the test is skipped when it could not be installed."""

    def found(name: str) -> Path:
        if not is_there(readers, name):
            pytest.skip(f"{name} is not in {readers}: it could not be installed")
        return program_of(readers, name)

    return found


@pytest.fixture(scope="session")
def pages(readers: Path, tmp_path_factory: pytest.TempPathFactory) -> ArchivedPages:
    """The pages, archived by a job and exported by `archiver export`; the newsroom is no more."""
    return archived(SAMPLE, tmp_path_factory.mktemp("newsroom"))
