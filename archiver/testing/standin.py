"""The stand-in web: every host that posts name, answered on loopback, http and https."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from archiver import urls
from archiver.errors import UsageError
from archiver.models import Post
from archiver.testing.answers import Answers
from archiver.testing.http_server import HttpServer, Seen

_TLS_PORTS = frozenset({443, 8443})


@dataclass(frozen=True, slots=True)
class AnyHost:
    """A host table that knows every name: http to one port, https to the other."""

    http: tuple[str, int]
    https: tuple[str, int]
    tls_ports: frozenset[int]

    def get(self, host: str, port: int) -> tuple[str, int] | None:
        """Return where to connect for a host and port; None for an empty name."""
        if not host:
            return None
        return self.https if port in self.tls_ports else self.http


class StandInWeb:
    """A whole web on loopback; `async with StandInWeb.start(posts) as web`.

    Pictures are drawn, films and sounds are shipped ones, anything else is a
    player page. Needs the extra `archiver[standin]` for its certificates.
    """

    def __init__(self, posts: Iterable[Post] = ()) -> None:
        posts = tuple(posts)
        self._answers = Answers(posts)
        self._tls_ports = _TLS_PORTS | set(_https_ports(posts))
        self._stack = AsyncExitStack()
        self.requests: list[Seen] = []
        """Every request that was answered, in order."""
        self.hosts: AnyHost
        """The host table; answers for any name."""
        self.spki_pin: str
        """For Chromium's `--ignore-certificate-errors-spki-list`."""
        self.authority_pem: str
        """The throw-away authority's certificate, for clients that verify."""

    @classmethod
    def start(cls, posts: Iterable[Post] = ()) -> Self:
        """Return the web, to be entered with `async with`."""
        return cls(posts)

    async def __aenter__(self) -> Self:
        try:
            from archiver.testing.authority import Authority
        except ImportError as error:
            raise UsageError(
                "the stand-in web needs the package cryptography: "
                "install archiver with its extra, pip install 'archiver[standin]'"
            ) from error
        authority = self._stack.enter_context(Authority())
        self.spki_pin, self.authority_pem = authority.spki_pin, authority.root_pem
        plain = HttpServer(self._answers, log=self.requests)
        secure = HttpServer(self._answers, tls=authority.server_context(), log=self.requests)
        await self._stack.enter_async_context(plain)
        await self._stack.enter_async_context(secure)
        self.hosts = AnyHost(plain.address, secure.address, frozenset(self._tls_ports))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    def resolve(self, host: str, port: int) -> tuple[str, int] | None:
        """The host table as a callable: what the network guard takes."""
        return self.hosts.get(host, port)


def _https_ports(posts: Iterable[Post]) -> Iterable[int]:
    for post in posts:
        media = (url for block in post.blocks for url in (block.url, *block.alternates))
        for url in (post.url, *media):
            parts = urls.split(url)
            if parts is not None and parts.scheme == "https" and parts.port:
                yield parts.port


__all__ = ["AnyHost", "StandInWeb"]
