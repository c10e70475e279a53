"""The process that yt-dlp works in, seen from the event loop.

Not a thread: the patterns by which yt-dlp reads a page take quadratic time and
worse, and hold the interpreter meanwhile. 64 kB of `<video ` stop it for a minute,
and all of archiver with it. A process can be ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from archiver.errors import UsageError
from archiver.extract.cookie import Cookie
from archiver.extract.extraction import Extraction, Question, no_extraction
from archiver.extract.messages import receive
from archiver.models import Exchange, PlayerOutcome, VideoChoice

_GRACE_S = 3.0
"""How long a process that was told to stop may take: its waits end at once."""
_PASSED_ON = ("SSL_CERT_FILE", "SSL_CERT_DIR", "LANG", "LC_ALL", "SYSTEMROOT")


def is_available() -> bool:
    """Tell whether yt-dlp is installed, without importing it."""
    try:
        return importlib.util.find_spec("yt_dlp") is not None
    except (ImportError, ValueError):
        return False


async def extract(  # noqa: PLR0913  # every budget and every circumstance is the caller's
    page_url: str,
    *,
    referrer: str,
    user_agent: str,
    proxy_port: int | None,
    choice: VideoChoice,
    spool: Path,
    sink: Callable[[Exchange], None],
    body_bytes: int,
    total_bytes: int,
    timeout_s: float,
    peer_of: Callable[[str], str],
    cookies: Sequence[Cookie] = (),
    trusted_pem: str = "",
) -> Extraction:
    """Ask yt-dlp for the film of a provider's page, and fetch it.

    Every request goes through the SOCKS port of the network guard (straight when that
    is None) and comes to `sink` as an Exchange, on the event loop, before this returns.
    Big bodies lie in `spool`. `body_bytes` holds for one body, `total_bytes` for all,
    `timeout_s` for everything. `trusted_pem` has authorities that are trusted besides
    those of the system.

    Whatever goes wrong is an outcome. Raises `UsageError` when yt-dlp is not installed.
    """
    if choice in {VideoChoice.POSTER, VideoChoice.NONE}:
        return no_extraction(PlayerOutcome.POSTER_ONLY, "No film is wanted.")
    if not is_available():
        raise UsageError("yt-dlp is not installed; install it by: pip install 'archiver[video]'")
    question = Question(
        page_url=page_url,
        referrer=referrer,
        user_agent=user_agent,
        choice=choice,
        proxy_port=proxy_port,
        spool=spool,
        name=f"yt-dlp-{uuid4().hex}",
        body_bytes=body_bytes,
        total_bytes=total_bytes,
        timeout_s=timeout_s,
        cookies=tuple(cookies),
        trusted_pem=trusted_pem,
    )
    kept: set[Path] = set()

    def take(exchange: Exchange) -> None:
        if exchange.body is not None and exchange.body.path is not None:
            kept.add(exchange.body.path)
        sink(replace(exchange, peer_address=peer_of(exchange.url)))

    try:
        return await _run(question, take)
    finally:
        _remove_all_but(kept, question)


def _remove_all_but(kept: set[Path], question: Question) -> None:
    for path in set(question.spool.glob(f"{question.name}-*")) - kept:
        path.unlink(missing_ok=True)


async def _run(question: Question, take: Callable[[Exchange], None]) -> Extraction:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # the working folder is no place for modules
        "-m",
        "archiver.extract.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(),
    )
    assert process.stdin is not None
    talk = asyncio.ensure_future(_listen(process, question, take))
    try:
        await asyncio.wait((talk,), timeout=question.timeout_s)
        if not talk.done():
            process.stdin.close()
            await asyncio.wait((talk,), timeout=_GRACE_S)
        if talk.done():
            return talk.result()
        return no_extraction(PlayerOutcome.TIMEOUT, "yt-dlp did not come to an end.")
    finally:
        talk.cancel()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.stdin.close()
        await process.wait()
        await asyncio.gather(talk, return_exceptions=True)


async def _listen(
    process: asyncio.subprocess.Process, question: Question, take: Callable[[Exchange], None]
) -> Extraction:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(pickle.dumps(question))
    while (message := await receive(process.stdout)) is not None:
        if isinstance(message, Extraction):
            return message
        take(message)
    return no_extraction(PlayerOutcome.UNKNOWN, "yt-dlp's process ended in the midst of its work.")


def environment() -> dict[str, str]:
    """Return the process's environment: without programs, settings, proxies or secrets.

    yt-dlp looks for programs in PATH (PhantomJS, JavaScript runtimes, ffmpeg), whose
    requests no guard would see, and for settings and plugins in HOME. Both are no folder.
    """
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    modules = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100
    nowhere = {"PATH": os.devnull, "HOME": os.devnull}
    return passed_on | nowhere | {"PYTHONPATH": modules, "PYTHONUTF8": "1"}
