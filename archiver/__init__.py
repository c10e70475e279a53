"""archiver keeps article pages as they were, and proves it against their source.

What a program needs is here; it is imported when it is first used, so that
`import archiver` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archiver.browser import Browser, BrowserSettings, Limits
    from archiver.capture import capture_page
    from archiver.compare import check
    from archiver.errors import ArchiverError
    from archiver.models import Block, Capture, Finding, Post, Report, Target, Verdict
    from archiver.source import plain_target, plan_target, read_post
    from archiver.store import Collection

__version__ = "0.1.0"

__all__ = [
    "ArchiverError",
    "Block",
    "Browser",
    "BrowserSettings",
    "Capture",
    "Collection",
    "Finding",
    "Limits",
    "Post",
    "Report",
    "Target",
    "Verdict",
    "__version__",
    "capture_page",
    "check",
    "plain_target",
    "plan_target",
    "read_post",
]

_ROOMS = {
    "archiver.browser": ("Browser", "BrowserSettings", "Limits"),
    "archiver.capture": ("capture_page",),
    "archiver.compare": ("check",),
    "archiver.errors": ("ArchiverError",),
    "archiver.models": ("Block", "Capture", "Finding", "Post", "Report", "Target", "Verdict"),
    "archiver.source": ("plain_target", "plan_target", "read_post"),
    "archiver.store": ("Collection",),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name from its room (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'archiver' has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
