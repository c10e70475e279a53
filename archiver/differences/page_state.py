"""A page at one time, wherever it comes from; what costs time is found out when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from archiver.compare.visual.sight import Sight
from archiver.models import Capture, Environment, PageOrigin

if TYPE_CHECKING:  # numpy is imported when the first picture is compared
    from archiver.images import PagePicture

NO_ENVIRONMENT: Final = Environment(
    archiver="",
    browser="",
    user_agent="",
    viewport_width_px=0,
    viewport_height_px=0,
    platform="",
)


@dataclass(frozen=True, kw_only=True)
class PageState:
    """One state of a page: its picture, and what stands on it."""

    label: str
    """In words: `the capture of 2026-03-01 12:00`."""
    capture_id: str
    title: str = ""
    url: str = ""
    width_px: int = 0
    """Of the picture; 0 without one."""
    height_px: int = 0
    digest: str = ""
    """`RowHashes.digest` of the picture: equal pictures, equal digests; empty without one."""
    picture: PagePicture | None = field(default=None, repr=False)
    """Of the whole page; None when none was kept."""
    look: Callable[[], Sight] = field(default=Sight, repr=False)
    """Finds out what stands on the page."""
    environment: Environment = NO_ENVIRONMENT
    fonts: tuple[str, ...] = ()
    """Families of the page's own fonts."""
    find_tree: Callable[[], object] = field(default=lambda: None, repr=False)
    """Returns the compact tree of the article's document; None where only blocks were kept."""
    origin: PageOrigin | None = None
    error: str = ""
    """Why the page did not come; empty when it did."""
    capture: Capture | None = field(default=None, repr=False)
    """None of a snapshot, of which no capture is at hand."""

    @cached_property
    def sight(self) -> Sight:
        """What stands on the page."""
        return self.look()

    @cached_property
    def tree(self) -> object:
        """The compact tree of the article's document; None where only blocks were kept."""
        return self.find_tree()

    def forget_pixels(self) -> None:
        """Give the memory of the decoded picture back."""
        if self.picture is not None:
            self.picture.forget()
