"""The review page: findings and visual changes in a browser, decided with one key.

A small server on loopback (`ReviewServer`) with a gate before it, or the same page as files
(`write_static_site`). `ReviewSite` has what is shown, `Desk` writes what is decided.
"""

from archiver.review.answer import Answer, Stream
from archiver.review.desk import Desk, Reply
from archiver.review.index_page import IndexPage, Language
from archiver.review.server import ReviewServer
from archiver.review.site import ReviewSite
from archiver.review.static_site import StaticSite, write_static_site

__all__ = [
    "Answer",
    "Desk",
    "IndexPage",
    "Language",
    "Reply",
    "ReviewServer",
    "ReviewSite",
    "StaticSite",
    "Stream",
    "write_static_site",
]
