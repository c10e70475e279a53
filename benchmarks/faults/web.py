"""The bench's own web on loopback: pages that a case writes, and the stand-in web behind them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from archiver import urls
from archiver.browser import BrowserSettings
from archiver.models import Post
from archiver.testing.answers import Answers
from archiver.testing.authority import Authority
from archiver.testing.http_server import HttpServer, Request, Response
from archiver.testing.standin import AnyHost


class BenchWeb:
    """Every host name, http and https; `async with BenchWeb(posts) as web`."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self.pages: dict[str, Response] = {}
        """Answers by address, without scheme and fragment; all else is made up."""
        self._made_up = Answers(posts)
        self._stack = AsyncExitStack()
        self._hosts: AnyHost
        self._pin = ""
        self._pem = ""

    async def __aenter__(self) -> Self:
        authority = self._stack.enter_context(Authority())
        self._pin, self._pem = authority.spki_pin, authority.root_pem
        plain = HttpServer(self._answer)
        secure = HttpServer(self._answer, tls=authority.server_context())
        await self._stack.enter_async_context(plain)
        await self._stack.enter_async_context(secure)
        self._hosts = AnyHost(plain.address, secure.address, frozenset({443}))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @property
    def settings(self) -> BrowserSettings:
        """The settings of a browser that sees this web and no other."""
        return BrowserSettings(
            host_table=self._hosts.get, trusted_keys=(self._pin,), trusted_pem=self._pem
        )

    def serve(self, url: str, response: Response) -> None:
        """Answer an address, on http and https."""
        self.pages[_bare(url)] = response

    def _answer(self, request: Request) -> Response:
        return self.pages.get(_bare(request.url)) or self._made_up(request)


def _bare(url: str) -> str:
    return urls.without_fragment(urls.to_ascii(url)).partition("://")[2]
