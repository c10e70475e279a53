"""Tables: T6, rows, columns and cells that the page lacks, or does not show as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.compare.alignment.blocks import TEXT_KINDS, Found
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.table_rows import Lack, Row, lack_of, rows_of
from archiver.compare.wording import normal_form, quote
from archiver.models import Block, BlockKind, LostAt

_MOST_NEAR = 400
_MOST_QUOTED = 3
_ROOM = 50
"""Characters that a text may have beyond its cells (twice over) and be a table run together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """What is wrong with a table: the kind, words for it, and what is lost."""

    kind: str
    words: str
    lost: Sequence[str] = ()


_MISSING = _Fault(kind="missing", words="is not on the page")


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each table that is not whole.

    Near misses that stay silent: columns that a theme adds (numbers of rows); a
    table split in two; a long cell that differs in a letter or two; footnote
    marks and arrows in cells; headings whose case is changed; a table of one
    row or one column shown as text; a responsive theme's cards, each cell a
    text of its own in order; garbled tables, which are T2's.
    """
    for index, block in enumerate(case.post.blocks):
        if block.kind is not BlockKind.TABLE or not block.visible:
            continue
        place = case.alignment.places.get(index)
        if place is not None and place.found is Found.GARBLED:
            continue
        rows = rows_of(block.text)
        fault = _fault(case, index, rows) if rows else None
        if fault is not None:
            yield _loss(case, index, fault)


def _fault(case: Case, index: int, rows: Sequence[Row]) -> _Fault | None:
    """Compare a table with what stands at its place, and with all tables of the page."""
    alignment = case.alignment
    place, own = alignment.places.get(index), alignment.page_block(index)
    if own and place and place.found in {Found.IN_ORDER, Found.MOVED}:
        return None if own.kind is BlockKind.TABLE else _fault_of_texts(rows, [own])
    near = [alignment.page[j] for j in alignment.gap(index)[:_MOST_NEAR]]
    fault = _fault_among(rows, near)
    if fault is _MISSING:
        others = [block for block in case.page.blocks if block.kind is BlockKind.TABLE]
        return None if others and _fault_of_tables(rows, others, ()) is None else fault
    return fault


def _fault_among(rows: Sequence[Row], near: Sequence[Block]) -> _Fault | None:
    tables = [block for block in near if block.kind is BlockKind.TABLE]
    texts = [block for block in near if block.kind in TEXT_KINDS - {BlockKind.TABLE}]
    fault = _fault_of_tables(rows, tables, texts) if tables else _MISSING
    return _fault_of_texts(rows, texts) if fault is _MISSING else fault


def _fault_of_tables(
    rows: Sequence[Row], tables: Sequence[Block], texts: Sequence[Block]
) -> _Fault | None:
    lack = lack_of(rows, [row for table in tables for row in rows_of(table.text)])
    if len(lack.rows) == len(rows):
        return _MISSING
    words = _joined(texts)
    lost = [row for row in lack.rows if len(row.forms) > 1 or row.forms[0] not in words]
    return _fault_of_lack(rows, Lack(rows=lost, columns=lack.columns, cells=lack.cells))


def _fault_of_lack(rows: Sequence[Row], lack: Lack) -> _Fault | None:
    kinds: list[str] = []
    parts: list[str] = []
    if lack.rows:
        kinds.append("rows")
        parts.append(f"{len(lack.rows)} of {len(rows)} rows")
    if lack.columns:
        kinds.append("columns")
        parts.append(f"{len(lack.columns)} of {max(len(row.cells) for row in rows)} columns")
    if lack.cells:
        kinds.append("cells")
        parts.append(f"{len(lack.cells)} cells" if len(lack.cells) > 1 else "a cell")
    if not parts:
        return None
    lost = [row.words for row in lack.rows]
    lost += [" | ".join(column) for column in lack.columns]
    words = f"has lost {' and '.join(parts)} on the page"
    return _Fault(kind=" and ".join(kinds), words=words, lost=[*lost, *lack.cells])


def _fault_of_texts(rows: Sequence[Row], blocks: Sequence[Block]) -> _Fault | None:
    """Tell what became of a table that is no table on the page."""
    texts = [_joined([block]) for block in blocks]
    whole = "".join(texts)
    if len(rows) == 1 or max(len(row.forms) for row in rows) == 1:
        return None if _stand_in(rows, whole) else _MISSING
    if raw := [row for row in rows if len(row.forms) > 1 and "|".join(row.forms) in whole]:
        words = "is shown as raw Markdown, not as a table"
        return _Fault(kind="raw", words=words, lost=[row.words for row in raw])
    most = 2 * sum(len(form) for row in rows for form in row.forms) + _ROOM
    if any(len(text) <= most and _stand_in(rows, text) for text in texts):
        return _Fault(kind="merged", words="is run together into one text on the page")
    return None if _stand_in(rows, "\n".join(texts)) else _MISSING


def _joined(blocks: Sequence[Block]) -> str:
    return "\n".join(normal_form(block.text).casefold() for block in blocks)


def _stand_in(rows: Sequence[Row], text: str) -> bool:
    """Tell whether all cells stand in a text, in order."""
    at = 0
    for form in (form for row in rows for form in row.forms):
        found = text.find(form, at)
        if found == -1:
            return False
        at = found + len(form)
    return True


def _loss(case: Case, index: int, fault: _Fault) -> Loss:
    block, shown = case.post.blocks[index], case.alignment.page_block(index)
    quoted = "; ".join(f'"{quote(each)}"' for each in fault.lost[:_MOST_QUOTED])
    if len(fault.lost) > _MOST_QUOTED:
        quoted += f" and {len(fault.lost) - _MOST_QUOTED} more"
    listed = f": {quoted}" if quoted else ""
    evidence = {"lost": "\n".join(fault.lost), "shown": shown.text if shown else ""}
    return Loss(
        check="T6",
        key=normal_form(block.text),
        kind="\n".join([fault.kind, *map(normal_form, fault.lost)]),
        message=f'The table "{quote(block.text)}" {fault.words}{listed}.',
        lost_at=LostAt.PAGE,
        subject=block.text,
        block=index,
        promised=block,
        shown=shown,
        evidence={name: value for name, value in evidence.items() if value},
    )
