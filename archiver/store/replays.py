"""How captures came out when they were shown again: kept beside them, to be made anew any time."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Final

from archiver.errors import FormatError
from archiver.formats import decode_replay, encode_replay
from archiver.models import Replay
from archiver.store import durable
from archiver.store.collection import Collection
from archiver.store.layout import Layout

_MOST_BYTES: Final = 256 << 20
"""Of a replay's JSON: a file that claims more was not written by archiver."""


def keep_replay(collection: Collection, replay: Replay) -> None:
    """Keep how a capture came out, in the place of an earlier time.

    Raises:
        OutOfSpaceError: the disk is full.
        StorageError: it cannot be written.
    """
    path = Layout(collection.root).replay(replay.capture.slug, replay.capture.capture_id)
    for folder in (path.parent.parent, path.parent):
        durable.make_directory(folder)
    data = gzip.compress(encode_replay(replay), compresslevel=6, mtime=0)
    durable.replace_file(path, [data], lasting=False)


def kept_replay(collection: Collection, slug: str, capture_id: str) -> Replay | None:
    """Return how a capture came out when it was last shown again; None when it never was.

    None also for a file that is damaged: another showing writes it anew.

    Raises:
        StorageError: the names are none of an article and a capture.
    """
    try:
        data = Layout(collection.root).replay(slug, capture_id).read_bytes()
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            text = stream.read(_MOST_BYTES)
        replay = decode_replay(text)
    except (OSError, EOFError, zlib.error, FormatError):
        return None
    return replay if replay.capture.capture_id == capture_id else None


def replay_stamp(collection: Collection, slug: str, capture_id: str) -> str:
    """Return a word that is another one when `kept_replay` is; `` when there is none.

    Raises:
        StorageError: the names are none of an article and a capture.
    """
    try:
        state = Layout(collection.root).replay(slug, capture_id).stat()
    except OSError:
        return ""
    return f"{state.st_size}-{state.st_mtime_ns}"
