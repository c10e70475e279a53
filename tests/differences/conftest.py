"""Makes the folder's own painter importable under importlib mode."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from painted import Album


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)
