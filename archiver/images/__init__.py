"""Pictures and films as bytes: what they are, how they look, and the page's thumbnail.

Nothing here fetches, stores or compares; Pillow is used in this room alone.
"""

from archiver.images.bands import facts_of
from archiver.images.likeness import distance
from archiver.images.probe import probe
from archiver.images.thumbnail import thumbnail

__all__ = ["distance", "facts_of", "probe", "thumbnail"]
