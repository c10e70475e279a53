"""HTML to ordered blocks; the same code reads a post's source and the rendered page.

What the blocks are compared for is not decided here.
"""

from archiver.dom.blocks import blocks_of
from archiver.dom.media import promised_source, srcset_urls
from archiver.dom.parse import parse_html
from archiver.dom.snapshot import element_from_snapshot
from archiver.dom.tree import Element
from archiver.dom.walk import SHORTCODE_TAG

__all__ = [
    "SHORTCODE_TAG",
    "Element",
    "blocks_of",
    "element_from_snapshot",
    "parse_html",
    "promised_source",
    "srcset_urls",
]
