"""What differs in the pictures of two states of a page, named as a person would name it."""

from archiver.compare.visual.changes import CHECK, visual_changes
from archiver.compare.visual.sight import Look, Sight

__all__ = ["CHECK", "Look", "Sight", "visual_changes"]
