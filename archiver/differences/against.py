"""What a page can be compared with."""

from __future__ import annotations

from enum import StrEnum


class Against(StrEnum):
    """The other state of a page."""

    SNAPSHOT = "snapshot"  #: that a person has accepted
    EARLIER = "earlier"  #: the capture before
    REPLAY = "replay"  #: the same capture, shown from its records
    SOURCE = "source"  #: the post, as archiver renders it
