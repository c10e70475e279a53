"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says more about the machine than about the code; what has to be
# quick has a benchmark, and a test that hangs has pytest's own timeout.
settings.register_profile("archiver", deadline=None)
settings.load_profile("archiver")
