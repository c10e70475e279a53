"""What `capture_page` is in a test: a page captured now, in plain tests and in coroutines."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from concurrent.futures import Future
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from archiver.browser.guard import is_public
from archiver.errors import UsageError
from archiver.models import PageOrigin, Post, Target
from archiver.source import ReadingOptions, plain_target, plan_target, read_kept, read_post

if TYPE_CHECKING:
    from archiver.pytest_plugin.articles import Article
    from archiver.pytest_plugin.studio import Studio

_PROBE_S = 1.0


class Page(Protocol):
    """A page of pytest-playwright: its address alone is taken."""

    @property
    def url(self) -> str:
        """Where it is."""


class _Captures:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def _begin(
        self, page: str | Path | Post | Page, post: str | Path | Post | None, slug: str, server: str
    ) -> Future[Article]:
        target = target_of(page, post, slug)
        self._find(target.url, server)
        return self._studio.submit(self._studio.capture(target))

    def _find(self, url: str, server: str) -> None:
        """Let the browser reach the host of the page, and no other one of this network."""
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or _port_of(parts.scheme)
        if server:
            name, _, number = server.rpartition(":")
            if not name or not number.isdecimal():
                raise UsageError(
                    f"server must be HOST:PORT, such as 127.0.0.1:8000, not {server!r}"
                )
            self._studio.places[host] = (_reached(name.strip("[]"), int(number)), int(number))
        elif not self._studio.knows(host, port) and _is_private(host):
            self._studio.places[host] = (_reached(host, port), None)


class Capturing(_Captures):
    """Captures pages for plain tests."""

    def __call__(
        self,
        page: str | Path | Post | Page,
        *,
        post: str | Path | Post | None = None,
        slug: str = "",
        server: str = "",
    ) -> Article:
        """Capture a page with a real Chromium; wait until it is kept whole.

        Args:
            page: An address, a post (then its own address is captured, or archiver renders
                it), or a page of Playwright, of which the address is taken.
            post: What the page promises: a post, or its file.
            slug: Name of the article; that of the post, or made from the address.
            server: `127.0.0.1:8000`: where the address's host is answered. So a site that is
                being built is captured under the address that it will have.

        A host of this machine or network is reached when the address names it, and no other.

        Raises:
            PostError: the post cannot be read.
            TargetError: the address cannot be archived.
            BrowserError: there is no Chromium, or it does not start.
        """
        return self._begin(page, post, slug, server).result()


class AsyncCapturing(_Captures):
    """Captures pages for tests that are coroutines, of asyncio or trio."""

    async def __call__(
        self,
        page: str | Path | Post | Page,
        *,
        post: str | Path | Post | None = None,
        slug: str = "",
        server: str = "",
    ) -> Article:
        """Capture a page; the loop of the test goes on meanwhile. See `Capturing`."""
        future = self._begin(page, post, slug, server)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            # No asyncio: this runs in trio, which is there then.
            threads = import_module("trio").to_thread
            article: Article = await threads.run_sync(future.result, abandon_on_cancel=True)
            return article
        return await asyncio.wrap_future(future)


def target_of(
    page: str | Path | Post | Page, post: str | Path | Post | None = None, slug: str = ""
) -> Target:
    """Return what is to be captured; raises as `Capturing`."""
    if isinstance(page, Path | Post):
        target = plan_target(_post_of(page))
        return replace(target, slug=slug) if slug else target
    target = plain_target(page if isinstance(page, str) else page.url)
    if post is not None:
        read = _post_of(post)
        options = ReadingOptions(base_url=target.url)
        read = read_kept(read.raw, read.path, slug=read.slug, options=options)
        target = Target(slug=read.slug, url=target.url, origin=PageOrigin.SITE, post=read)
    elif _is_private(urlsplit(target.url).hostname or ""):
        # A port that is another one each time must not make another article.
        parts = urlsplit(target.url)
        target = replace(target, slug=plain_target(f"http://localhost{parts.path}").slug)
    return replace(target, slug=slug) if slug else target


def _post_of(post: str | Path | Post) -> Post:
    return post if isinstance(post, Post) else read_post(Path(post))


def _port_of(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _is_private(host: str) -> bool:
    """Tell whether a name is one of this machine, or an address of a private network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def _reached(host: str, port: int) -> str:
    """Return the IP address that answers for a host of this machine."""
    name = "localhost" if host.endswith(".localhost") else host
    try:
        found = [
            str(each[4][0]) for each in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        ]
    except OSError as error:
        raise UsageError(f"{host}: is not known here ({error.strerror})") from error
    for address in dict.fromkeys(found):
        try:
            socket.create_connection((address, port), _PROBE_S).close()
        except OSError:
            continue
        return address
    return found[0]
