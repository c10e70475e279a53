"""Ways to embed a medium: for each a post that promises it and a page on real sockets.

`CASES` holds them all. The newsroom serves their pages beside its own; their
posts are none of its demo, `write_posts` puts them into a folder.
"""

from archiver.testing.matrix.case import Case, write_posts
from archiver.testing.matrix.sites import CASES, ORIGINS, site

__all__ = ["CASES", "ORIGINS", "Case", "site", "write_posts"]
