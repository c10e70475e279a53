"""Where each block of a post stands on its page."""

from archiver.compare.alignment.blocks import TEXT_KINDS, align
from archiver.compare.alignment.layout import Alignment, Found

__all__ = ["TEXT_KINDS", "Alignment", "Found", "align"]
