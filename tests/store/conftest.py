"""Makes the folder's own builders importable, and gives a place where syncing is free."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def memory_path(tmp_path):
    """A directory in memory where there is one, for tests that open a hundred collections."""
    shared = Path("/dev/shm")
    if not (shared.is_dir() and os.access(shared, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared, prefix="archiver-test-") as name:
        yield Path(name)
