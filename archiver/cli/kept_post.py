"""The post of a capture, as it was when its page was captured."""

from __future__ import annotations

from pathlib import Path

from archiver.models import Post
from archiver.source import ReadingOptions, read_kept, read_site
from archiver.store import CaptureSummary, Collection


def kept_post(collection: Collection, summary: CaptureSummary) -> Post | None:
    """Return the post that a capture was made from; None for a page that had none.

    It is read as the run did that captured it: at its page's address, in its site's dialect.

    Raises:
        PostError: it cannot be read.
        StorageError: the archive cannot be read.
    """
    source = collection.source(summary.slug, summary.capture_id)
    if source is None:
        return None
    path = Path(source.path or source.name)
    options = ReadingOptions(base_url=summary.url)
    address = collection.recall("site")
    site = read_site(address) if address else None
    config = site.config_above(path) if site else None
    if site is not None and config is not None:
        options = site.reading_options(config, summary.url)
    return read_kept(source.data, path, slug=summary.slug, options=options)
