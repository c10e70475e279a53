"""The review page as files: for continuous integration, a web host, or a stick.

The same page without its server: it shows everything and decides nothing. Data stands in
scripts, since a page that is opened from a disk may load scripts and not read files.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from archiver.decisions import translated
from archiver.errors import FormatError, UsageError
from archiver.review.answer import Answer, is_address
from archiver.review.index_page import static_file, static_names

MARKER: Final = ".archiver-review"
"""A file that says that the folder was made by archiver, and may be made anew."""
_OWN = frozenset(
    {MARKER, "index.html", "static", "data", "pictures", "evidence", "film", ".DS_Store"}
)
_MOST_THREADS = 8
"""Each may hold a decoded page: 41 MB of 1,280 x 8,000."""
_NOTE = "Made by `archiver review --static`; the next one takes the place of all of it.\n"


class StaticSource(Protocol):
    """What is written: see `ReviewSite`."""

    def addresses(self, *, films: bool) -> Iterator[str]:
        """Yield every address that the page may ask for."""

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        """Return what stands at an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSite:
    """What was written."""

    folder: Path
    files: int
    size_bytes: int
    left_out: tuple[str, ...] = ()
    """Addresses of what could not be read."""


def write_static_site(
    source: StaticSource,
    folder: Path,
    *,
    index: bytes,
    films: bool = False,
    tell: Callable[[int], None] = lambda _files: None,
) -> StaticSite:
    """Write the page into a folder, which is made, or made anew when archiver made it.

    The folder is put together beside its place and takes it when it is whole.

    Args:
        source: What the page shows.
        folder: The folder.
        index: The page itself.
        films: Write archived films too.
        tell: Is called after each file with how many there are.

    Raises:
        UsageError: the folder holds something that archiver did not write.
        StorageError: the archive cannot be read or the folder not be written; it is as it was.
    """
    folder = folder.resolve()
    check_folder(folder)
    with _beside(folder) as draft:
        writer = _Writer(draft)
        writer.put(MARKER, _NOTE.encode())
        writer.put("index.html", index)
        for name in static_names():
            found = static_file(name)
            assert found is not None
            writer.put(f"static/{name}", found[1])
        left_out = []
        for address, answer in _answers(source, _each_once(source.addresses(films=films))):
            if answer is None or not _is_written(writer, address, answer):
                left_out.append(address)
            tell(writer.files)
    return StaticSite(
        folder=folder,
        files=writer.files,
        size_bytes=writer.size_bytes,
        left_out=tuple(left_out),
    )


def check_folder(folder: Path) -> None:
    """Raise `UsageError` when a folder is there that is neither empty nor archiver's own."""
    try:
        names = {entry.name for entry in os.scandir(folder)}
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"--static {folder}: {error.strerror}; name a folder") from error
    if names and MARKER not in names:
        raise UsageError(f"--static {folder}: is not empty; name a new folder or an empty one")
    if strangers := sorted(names - _OWN):
        raise UsageError(
            f"--static {folder}: holds {strangers[0][:80]!r}, which archiver did not write; "
            "take it out, or name another folder"
        )


def data_script(address: str, body: bytes) -> bytes:
    """Return a script that hands JSON to the page, for its address `data/X.json`.

    The JSON is a string within the script: so no name in it, such as `__proto__`, means
    anything to the language.
    """
    name = address.removeprefix("data/").removesuffix(".json")
    text = json.dumps(body.decode(), ensure_ascii=False)
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"archiver.data({json.dumps(name)}, JSON.parse({text}));\n".encode()


def _each_once(addresses: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for address in addresses:
        if address not in seen:
            seen.add(address)
            yield address


def _answers(source: StaticSource, addresses: Iterator[str]) -> Iterator[tuple[str, Answer | None]]:
    """Yield addresses with their answers, in their order; None for what cannot be read.

    Some are made at once, since encoding pictures takes most of the time; no more than
    some, since of an article that was just opened all is at hand.
    """
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    waiting: deque[tuple[str, Future[Answer | None]]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="review-files") as pool:
        for address in addresses:
            waiting.append((address, pool.submit(_answer, source, address)))
            if len(waiting) > 2 * threads:
                first, job = waiting.popleft()
                yield first, job.result()
        for address, job in waiting:
            yield address, job.result()


def _answer(source: StaticSource, address: str) -> Answer | None:
    if not is_address(address):
        return None
    try:
        return source.answer(address, {})
    except FormatError:  # one damaged record costs one picture
        return None


def _is_written(writer: _Writer, address: str, answer: Answer) -> bool:
    if not answer.is_as_said:
        return False
    if answer.stream is not None:
        return writer.copy(address, answer.stream.chunks(0, answer.stream.size_bytes))
    if address.startswith("data/"):
        writer.put(address.removesuffix(".json") + ".js", data_script(address, answer.body))
    else:
        writer.put(address, answer.body)
    return True


class _Writer:
    """Writes files below a folder, and counts them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files = 0
        self.size_bytes = 0

    def put(self, name: str, data: bytes) -> None:
        """Write one file."""
        self._add(name, iter((data,)))

    def copy(self, name: str, chunks: Iterator[bytes]) -> bool:
        """Write a file in pieces; leave it out, and say so, when they cannot be read."""
        try:
            self._add(name, chunks)
        except FormatError:
            (self._folder / name).unlink()
            return False
        return True

    def _add(self, name: str, chunks: Iterator[bytes]) -> None:
        path = self._folder / name
        size_bytes = 0
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                for chunk in chunks:
                    size_bytes += file.write(chunk)
        self.files += 1
        self.size_bytes += size_bytes


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Yield a new folder that takes the place of `folder`, or is gone after an exception."""
    unique = uuid4().hex[:12]
    draft = folder.with_name(f".{folder.name}.{unique}.new")
    former = folder.with_name(f".{folder.name}.{unique}.old")
    try:
        with translated(draft):
            draft.mkdir(parents=True)
        yield draft
        check_folder(folder)  # again: writing took its time
        with translated(folder):
            if folder.exists():
                folder.rename(former)
            try:
                draft.rename(folder)
            except OSError:
                if former.exists():
                    former.rename(folder)
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(former, ignore_errors=True)
