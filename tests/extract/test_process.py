"""The process: it ends when it should, and nothing of it is left."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import psutil
import pytest
from loopback import Site, bytes_of

from archiver.errors import UsageError
from archiver.extract import is_available
from archiver.extract.extraction import Question
from archiver.extract.process import environment
from archiver.models import PlayerOutcome, Truncation, VideoChoice
from archiver.testing import media
from archiver.testing.http_server import Request, Response

PAGE = "http://films.test/watch"
FILM = "http://films.test/bay.mp4"


def put_slow_film(site: Site) -> asyncio.Event:
    """Put a film there that comes slowly; return what tells that it was asked for."""
    asked = asyncio.Event()

    def answer(_: Request) -> Response:
        asked.set()
        return Response(body=bytes(1 << 20), media_type="video/mp4", pace_bytes_per_s=20_000)

    site.pages["films.test/watch"] = Response(body=b'<html><video src="/bay.mp4"></video></html>')
    site.pages["films.test/bay.mp4"] = answer
    return asked


def children() -> list[psutil.Process]:
    """The processes that are there since the test began: others may keep a browser."""
    return [each for each in psutil.Process().children(recursive=True) if each.pid not in known]


known: set[int] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    known.clear()
    known.update(each.pid for each in psutil.Process().children(recursive=True))


async def test_the_exchanges_of_the_process_come_to_the_caller_with_their_peers(
    site: Site,
) -> None:
    film = media.read("bay.webm")
    site.pages["films.test/watch"] = Response(body=b'<html><video src="/bay.mp4"></video></html>')
    site.pages["films.test/bay.mp4"] = Response(body=film, media_type="video/webm")
    found = await site.ask(PAGE)
    assert (found.outcome, found.size_bytes) == (PlayerOutcome.CAPTURED, len(film))
    assert [exchange.url for exchange in site.exchanges] == [PAGE, FILM]
    for exchange in site.exchanges:
        assert exchange.peer_address == "127.0.0.1"
        assert exchange.request_headers[0] == ("Host", "films.test")
    assert bytes_of(site.exchange(FILM).body) == film
    assert not children()


async def test_big_bodies_lie_in_the_spool(site: Site) -> None:
    film = media.read("bay.webm") * 9
    site.pages["films.test/bay.mp4"] = Response(body=film, media_type="video/webm")
    await site.ask(FILM)
    (path,) = site.spool.iterdir()
    body = site.exchange(FILM).body
    assert body is not None
    assert (body.path, path.stat().st_size) == (path, len(film))


async def test_a_place_that_is_not_allowed_is_an_outcome(site: Site) -> None:
    found = await site.ask("http://127.0.0.1:9/watch")
    assert (found.found, found.outcome) == (False, PlayerOutcome.UNKNOWN)
    assert "not a public address" in found.note
    assert not site.seen


async def test_a_film_that_does_not_come_in_time_is_cut_and_kept_so_far(site: Site) -> None:
    put_slow_film(site)
    found = await site.ask(PAGE, timeout_s=8.0)
    assert found.outcome is PlayerOutcome.TIMEOUT
    assert found.note
    kept = site.exchange(FILM)
    assert kept.truncated is Truncation.TIME
    assert kept.body is not None
    assert 0 < kept.body.size_bytes < 1 << 20
    assert not children()


async def test_a_page_that_never_answers_is_a_timeout(site: Site) -> None:
    site.pages["films.test/watch"] = Response(delay_s=60)
    found = await site.ask(PAGE, timeout_s=1.0)
    assert (found.found, found.outcome) == (False, PlayerOutcome.TIMEOUT)
    assert not children()


async def test_a_page_that_yt_dlp_cannot_stop_reading_is_a_timeout(site: Site) -> None:
    site.pages["films.test/watch"] = Response(body=b"<html>" + b"<video " * 50_000)
    found = await site.ask(PAGE, timeout_s=4.0)
    assert (found.found, found.outcome) == (False, PlayerOutcome.TIMEOUT)
    assert not children()


async def test_cancelling_ends_the_process_and_leaves_nothing_behind(site: Site) -> None:
    asked = put_slow_film(site)
    task = asyncio.create_task(site.ask(PAGE))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not children()
    assert FILM not in {exchange.url for exchange in site.exchanges}
    assert not [*site.spool.iterdir()]


async def test_a_process_that_is_killed_is_an_outcome(site: Site) -> None:
    asked = put_slow_film(site)
    task = asyncio.create_task(site.ask(PAGE))
    await asked.wait()
    for child in children():
        child.kill()
    found = await task
    assert (found.found, found.outcome) == (False, PlayerOutcome.UNKNOWN)
    assert "ended" in found.note
    assert not [*site.spool.iterdir()]


async def test_a_parent_that_is_gone_ends_the_process(site: Site) -> None:
    asked = put_slow_film(site)
    question = Question(page_url=PAGE, name="x", **site._settings())
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "archiver.extract.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdin is not None
    child.stdin.write(pickle.dumps(question))
    await asked.wait()
    child.stdin.close()
    await child.communicate()
    assert child.returncode == 0


def test_the_process_finds_no_program_no_settings_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "phantomjs"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy.test")
    code = (
        "import os, shutil, pathlib; from yt_dlp import plugins; "
        "print(shutil.which('phantomjs'), pathlib.Path.home(), 'HTTPS_PROXY' in os.environ)"
    )
    told = subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment(), capture_output=True, check=True
    )
    assert told.stdout.decode().split() == ["None", os.devnull, "False"]


@pytest.mark.parametrize("choice", [VideoChoice.POSTER, VideoChoice.NONE])
async def test_no_film_is_asked_for_that_is_not_wanted(site: Site, choice: VideoChoice) -> None:
    found = await site.ask(PAGE, choice=choice)
    assert (found.found, found.outcome) == (False, PlayerOutcome.POSTER_ONLY)
    assert not site.seen


class Absence(MetaPathFinder):
    """An import system in which yt-dlp is not installed."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] == "yt_dlp":
            raise ModuleNotFoundError(name)
        return None


async def test_without_the_extra_it_says_how_to_get_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_available()
    for name in [name for name in sys.modules if name.partition(".")[0] == "yt_dlp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Absence(), *sys.meta_path])
    assert not is_available()
    with pytest.raises(UsageError, match=r"pip install 'archiver\[video\]'"):
        await site.ask(PAGE)


def test_the_room_is_imported_without_yt_dlp() -> None:
    code = (
        "import sys, archiver.extract as room; assert room.is_available(); "
        "sys.exit('yt_dlp' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
