"""How a page differs from what it is measured by: its snapshot, an earlier capture, its replay.

The one door for the command line, the review page and the pytest plugin: no other room
knows collection, snapshots, pictures and blocks together.
"""

from archiver.differences.against import Against
from archiver.differences.band_words import bands_in_words
from archiver.differences.capture_state import earlier_state, state_of_capture, state_of_shown
from archiver.differences.flicker import learned_flicker
from archiver.differences.masks import Mask, masks_of
from archiver.differences.page_difference import PageDifference, difference, silenced
from archiver.differences.page_state import PageState
from archiver.differences.snapshot_state import is_as_accepted, state_of_snapshot

__all__ = [
    "Against",
    "Mask",
    "PageDifference",
    "PageState",
    "bands_in_words",
    "difference",
    "earlier_state",
    "is_as_accepted",
    "learned_flicker",
    "masks_of",
    "silenced",
    "state_of_capture",
    "state_of_shown",
    "state_of_snapshot",
]
