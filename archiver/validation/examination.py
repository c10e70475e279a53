"""One file examined, in this process or in another: what comes back is small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archiver.validation.block_index import check_block_list, check_blocks
from archiver.validation.breach import BreachLog
from archiver.validation.cdxj import CdxjCheck
from archiver.validation.facts import FactSpool
from archiver.validation.page_list import check_pages
from archiver.validation.record import RecordCheck
from archiver.validation.subjects import Subject, SubjectKind
from archiver.validation.wacz import WaczCheck
from archiver.validation.warc_file import check_warc, plain_name

STRIDE = 1 << 20
"""A subject's parts are numbered from its own number times this."""
_READ_BYTES = 1 << 18


@dataclass(slots=True, kw_only=True)
class Examined:
    """What was found in one file.

    `logs` holds its breaches and those of its parts, by number; `places` where in the file
    parts begin that are stored as they are; `runs` the files of facts, `facts` those in no file.
    """

    number: int
    logs: dict[int, BreachLog]
    places: dict[int, int] = field(default_factory=dict)
    runs: list[Path] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    records: int = 0
    warc_names: set[str] = field(default_factory=set)
    has_index: bool = False


def examine(
    subject: Subject, number: int, folder: Path, tell: Callable[[int], None] = lambda _: None
) -> Examined:
    """Examine one file; facts go to files in `folder`. A file that cannot be read is a breach."""
    number *= STRIDE
    log = BreachLog(str(subject.path))
    facts = FactSpool(folder, with_places=subject.is_indexed)
    found = Examined(number=number, logs={number: log}, places={number: 0})
    try:
        _examine(subject, found, log, facts, tell)
    except OSError as error:
        log.add("F021", 0, f"the file cannot be read: {error.strerror or error}")
    facts.flush()
    found.runs, found.facts = facts.runs, facts.lines
    return found


def _examine(
    subject: Subject, found: Examined, log: BreachLog, facts: FactSpool, tell: Callable[[int], None]
) -> None:
    number, scope, name = found.number, subject.scope, subject.path.name
    with subject.path.open("rb", buffering=0) as raw:
        stream = raw

        def read() -> bytes:
            return stream.read(_READ_BYTES)

        if subject.kind is SubjectKind.WARC:
            name = plain_name(name)
            check = RecordCheck(log, facts, number, scope, name)
            found.records = check_warc(stream, subject.size_bytes, log, check, tell)
            found.warc_names = {name}
        elif subject.kind is SubjectKind.WACZ:
            wacz = WaczCheck(stream, log, facts, number, scope)
            wacz.check(subject.size_bytes, tell)
            found.logs, found.records = wacz.found.logs, wacz.found.records
            found.places |= wacz.found.places
            found.warc_names, found.has_index = wacz.found.names, wacz.found.has_index
        elif subject.kind is SubjectKind.PAGES:
            check_pages(read, log)
        elif subject.kind is SubjectKind.BLOCK_LIST:
            check_block_list(read, log, facts, number, scope)
        else:
            lines = CdxjCheck(log, facts, number, scope)
            if subject.kind is SubjectKind.BLOCKS:
                check_blocks(stream, lines, facts, number, f"{scope}\t{name}")
            else:
                lines.check_stream(read)
            found.has_index = True
