"""Captions on the page: at their medium, at another, alone, or gone (C1, C2, C3)."""

from archiver.compare.captions import losses

__all__ = ["losses"]
