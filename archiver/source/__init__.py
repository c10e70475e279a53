"""A post on disk to a Post, and to the page that is to be captured for it.

Encodings, front matter dialects, Markdown and permalinks of Hexo, Jekyll and
Hugo; what the blocks are compared with is not here.
"""

from archiver.source.article import render_article
from archiver.source.body import Dialect, Generator
from archiver.source.fields import KeyNames
from archiver.source.find import find_posts
from archiver.source.post import ReadingOptions, read_kept, read_post
from archiver.source.site import Site, read_site
from archiver.source.target import plain_target, plan_target, read_url_list

__all__ = [
    "Dialect",
    "Generator",
    "KeyNames",
    "ReadingOptions",
    "Site",
    "find_posts",
    "plain_target",
    "plan_target",
    "read_kept",
    "read_post",
    "read_site",
    "read_url_list",
    "render_article",
]
