"""What the process of yt-dlp tells, one message after the other: exchanges, then the end.

Pickled, for both ends are archiver, and the bytes never leave the machine.
"""

from __future__ import annotations

import asyncio
import pickle
from typing import BinaryIO

from archiver.extract.extraction import Extraction
from archiver.models import Exchange

_LENGTH_BYTES = 4
_MOST_BYTES = 64 << 20
"""Far more than a message has: bodies over 256 KiB lie in files."""

Message = Exchange | Extraction


def send(channel: BinaryIO, message: Message) -> None:
    """Write a message and flush it."""
    data = pickle.dumps(message)
    channel.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)
    channel.flush()


async def receive(channel: asyncio.StreamReader) -> Message | None:
    """Return the next message; None when the other end broke off."""
    try:
        size_bytes = int.from_bytes(await channel.readexactly(_LENGTH_BYTES), "big")
        if size_bytes > _MOST_BYTES:
            return None
        message = pickle.loads(await channel.readexactly(size_bytes))  # noqa: S301  # our own child
    except (asyncio.IncompleteReadError, pickle.UnpicklingError):
        return None
    return message if isinstance(message, Exchange | Extraction) else None
