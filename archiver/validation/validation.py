"""Files validated, each by itself and then against one another: the door of this room."""

from __future__ import annotations

import hashlib
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.errors import StorageError
from archiver.models import Severity
from archiver.validation.block_index import check_block
from archiver.validation.breach import Breach
from archiver.validation.examination import STRIDE, Examined, examine
from archiver.validation.facts import groups
from archiver.validation.index_match import check_place
from archiver.validation.references import check_group
from archiver.validation.rule import rule_of
from archiver.validation.subjects import Subject, SubjectKind, subjects_of

Progress = Callable[[int, int], None]
"""Takes how many bytes were read, and of how many."""
_TOLD_EVERY_S = 0.2
_READ_BYTES = 1 << 18
_reached: Any = None
"""The counter that workers share with their parent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerdict:
    """What was found in one file, by the order of its bytes; files in a WACZ belong to it.

    `counts` counts all breaches by code; of very many of one code not each is in `breaches`.
    """

    path: Path
    kind: SubjectKind
    size_bytes: int
    records: int
    breaches: tuple[Breach, ...]
    counts: Counter[str]

    def count(self, severity: Severity) -> int:
        """Return how many breaches are of a severity."""
        return sum(
            number for code, number in self.counts.items() if rule_of(code).severity is severity
        )


def validate(
    paths: Sequence[Path], *, jobs: int = 1, tell: Progress = lambda _, __: None
) -> list[FileVerdict]:
    """Validate files and folders, `jobs` files at the same time; return a verdict of each.

    Memory does not grow with the size of the files. What does not fit a rule is data in the
    verdicts, and so is a file that cannot be read.

    Raises:
        UsageError: a path is not there, or holds nothing that can be validated.
        StorageError: a process that validates was killed.
    """
    subjects = subjects_of(paths)
    with tempfile.TemporaryDirectory(prefix="archiver-validate-") as name:
        folder = Path(name)
        if jobs > 1 and len(subjects) > 1:
            found = _in_processes(subjects, folder, jobs, tell)
        else:
            found = _in_turn(subjects, folder, tell)
        found.sort(key=lambda each: each.number)
        _compare(subjects, found, folder)
    return [_verdict(subject, each) for subject, each in zip(subjects, found, strict=True)]


def _in_turn(subjects: list[Subject], folder: Path, tell: Progress) -> list[Examined]:
    total, done, found = sum(each.size_bytes for each in subjects), 0, []
    for number, subject in enumerate(subjects):
        before = done
        found.append(examine(subject, number, folder, _from(tell, before, total)))
        done += subject.size_bytes
        tell(done, total)
    return found


def _from(tell: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda at: tell(before + at, total)


def _share(counter: Any) -> None:
    global _reached  # noqa: PLW0603 - a worker's only way to its parent's counter
    _reached = counter


def _in_worker(subject: Subject, number: int, folder: Path) -> Examined:
    last = 0

    def tell(at: int) -> None:
        nonlocal last
        with _reached.get_lock():
            _reached.value += at - last
        last = at

    found = examine(subject, number, folder, tell)
    tell(subject.size_bytes)
    return found


def _in_processes(
    subjects: list[Subject], folder: Path, jobs: int, tell: Progress
) -> list[Examined]:
    total = sum(each.size_bytes for each in subjects)
    counter = multiprocessing.Value("q", 0)
    # The largest first: else the last one may be alone for long.
    order = sorted(range(len(subjects)), key=lambda number: -subjects[number].size_bytes)
    with ProcessPoolExecutor(
        min(jobs, len(subjects)), initializer=_share, initargs=(counter,)
    ) as pool:
        waiting: set[Future[Examined]] = {
            pool.submit(_in_worker, subjects[number], number, folder) for number in order
        }
        found = []
        try:
            while waiting:
                done, waiting = wait(waiting, _TOLD_EVERY_S, FIRST_COMPLETED)
                found += [future.result() for future in done]
                tell(counter.value, total)
        except BrokenProcessPool as error:
            raise StorageError("a validating process was killed; try fewer --jobs") from error
        finally:
            pool.shutdown(cancel_futures=True)
    return found


class _Known:
    """What the comparison must know of all files."""

    def __init__(self, subjects: list[Subject], found: list[Examined]) -> None:
        self._subjects = subjects
        self._found = found
        self._logs = {number: log for each in found for number, log in each.logs.items()}
        self._indexed = {
            subject.scope for subject, each in zip(subjects, found, strict=True) if each.has_index
        }
        self._names = {
            (subject.scope, name)
            for subject, each in zip(subjects, found, strict=True)
            for name in each.warc_names
        }

    def tell(self, number: int, offset: int, code: str, words: str) -> None:
        """Take a breach of a file or part."""
        self._logs[number].add(code, offset, words)

    def is_complete(self, number: int) -> bool:
        """Tell whether all files that belong to one are here."""
        return self._subjects[number // STRIDE].complete

    def is_indexed(self, scope: str) -> bool:
        """Tell whether the files of a scope have an index."""
        return scope in self._indexed

    def has_file(self, scope: str, name: str) -> bool:
        """Tell whether a scope has a WARC file of that name."""
        return (scope, name) in self._names

    def hash_of(self, number: int, offset: int, length: int) -> str:
        """Return the SHA-256 of bytes of a file, `` when they cannot be read."""
        place = self._found[number // STRIDE].places.get(number)
        if place is None:
            return ""
        digest = hashlib.sha256()
        try:
            with self._subjects[number // STRIDE].path.open("rb") as stream:
                stream.seek(place + offset)
                while length and (data := stream.read(min(_READ_BYTES, length))):
                    digest.update(data)
                    length -= len(data)
        except OSError:
            return ""
        return digest.hexdigest()


def _compare(subjects: list[Subject], found: list[Examined], folder: Path) -> None:
    """Hold all files against one another."""
    known = _Known(subjects, found)
    runs = [run for each in found for run in each.runs]
    held = [line for each in found for line in each.facts]
    for group in groups(folder, runs, held):
        letter = str(group[0][0])[:1]
        if letter == "r":
            check_place(group, known.tell, known)
        elif letter == "z":
            check_block(group, known.tell)
        else:
            check_group(group, known.tell, complete=known.is_complete)


def _verdict(subject: Subject, found: Examined) -> FileVerdict:
    return FileVerdict(
        path=subject.path,
        kind=subject.kind,
        size_bytes=subject.size_bytes,
        records=found.records,
        breaches=tuple(_in_order(found)),
        counts=sum((log.counts for log in found.logs.values()), Counter()),
    )


def _in_order(found: Examined) -> Iterator[Breach]:
    for _, log in sorted(found.logs.items()):
        yield from sorted(log.breaches, key=lambda breach: breach.offset)
