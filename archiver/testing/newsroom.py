"""The loopback newsroom: a news site, its CDNs, its players, and posts that name them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from archiver.testing import faults
from archiver.testing.faults import PlantedFault
from archiver.testing.http_server import HttpServer, Seen
from archiver.testing.origins import ORIGINS
from archiver.testing.posts import read_all


class Newsroom:
    """A small web on 127.0.0.1; `async with Newsroom.start() as room`.

    Every origin listens on its own port. The host names end in `.test` and
    exist only in `resolve`, which the product's network guard takes.
    """

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._hosts: dict[str, tuple[str, int]] = {}
        self.requests: list[Seen] = []
        """Every request that was answered, in order, whatever its host."""
        self.posts: list[Path] = []
        """The post files, in a temporary folder that goes at the end."""

    @classmethod
    def start(cls) -> Self:
        """Return the newsroom, to be entered with `async with`."""
        return cls()

    async def __aenter__(self) -> Self:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-"))
        self.posts = self.write_posts(Path(folder))
        for host, handler in ORIGINS.items():
            server = await self._stack.enter_async_context(HttpServer(handler, log=self.requests))
            self._hosts[host] = server.address
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @property
    def hosts(self) -> Mapping[str, tuple[str, int]]:
        """Host name to the IP address and port that answer for it."""
        return MappingProxyType(self._hosts)

    @property
    def planted(self) -> tuple[PlantedFault, ...]:
        """Everything that is wrong, exactly."""
        return faults.planted()

    def resolve(self, host: str, port: int) -> tuple[str, int] | None:
        """The host table as a callable; any port of a known name, None for others."""
        del port  # each origin speaks plain http, whatever port a page names
        return self._hosts.get(host.lower())

    @staticmethod
    def write_posts(folder: Path) -> list[Path]:
        """Write the post files into a folder and return their paths, by name."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for post in read_all():
            path = folder / post.name
            path.write_bytes(post.text.encode("utf-8"))
            paths.append(path)
        return paths


__all__ = ["Newsroom"]
