"""How a committed capture came out when it was shown again, the network closed."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.models.capture import Capture
from archiver.models.difference import VisualChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A capture shown again, and what of it was other than at the capture."""

    capture: Capture
    """The showing: id, slug and address of the capture, the snapshot, players, ledger and
    time of the showing. `error` says why nothing could be shown."""
    leaks: tuple[str, ...] = ()
    """What the page asked for and the archive does not have, `METHOD address`, each once."""
    looks: tuple[VisualChange, ...] = ()
    """What of the whole page looks other than on the capture's picture."""
    is_identical: bool = False
    """Whether the two pictures are the same, pixel for pixel."""
    notes: tuple[str, ...] = ()
    """Why the two may differ though the archive has all: another browser, another font."""
    is_clocked: bool = False
    """Whether the page was told the time of the capture, and chance from a seed."""
