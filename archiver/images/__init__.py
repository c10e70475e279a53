"""Pictures and films as bytes: what they are, whether they are whole, and the page's thumbnail.

Nothing here fetches, stores or compares; Pillow is used in this room alone.
"""

from archiver.images.probe import probe
from archiver.images.thumbnail import thumbnail

__all__ = ["probe", "thumbnail"]
