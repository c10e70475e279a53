"""Rows of tables: which row of the page is which of the post, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from archiver.compare.alignment.sequence import common_subsequence
from archiver.compare.wording import normal_form

_MOST_ROWS = 2_000
_MOST_CELLS = 20_000
_MOST_ROWS_AHEAD = 40
"""Rows of the page that one changed row of the post is looked for in."""
_FORGIVING_CHARACTERS = 20
_LOST_CHARACTERS = 2
"""A cell that is as long as the first may lack as many letters as the second."""
_NOTE_MARK = re.compile(r"\[\w{1,3}\]|[▲▼△▽⇅↕↑↓↩*†‡§#]")
"""Footnote marks and arrows for sorting, which themes add to cells."""
_COLUMN_SHARE = 0.8
"""Of the rows found: a column that so many of them lack is lost as a column."""


class Row(NamedTuple):
    """The cells of one row."""

    cells: tuple[str, ...]
    forms: tuple[str, ...]
    """As compared: normal form without case."""

    @property
    def words(self) -> str:
        """What messages show of it."""
        return " | ".join(cell for cell in self.cells if cell)

    @property
    def token(self) -> str:
        """The same for rows that show the same."""
        return "\t".join(_NOTE_MARK.sub("", form) or form for form in self.forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a table of the page lacks of the post's."""

    rows: Sequence[Row]
    columns: Sequence[Sequence[str]]
    cells: Sequence[str]


def rows_of(text: str) -> list[Row]:
    """Return the rows of a table's text, without empty ones; at most 2,000."""
    rows: list[Row] = []
    count = 0
    for line in text.split("\n")[:_MOST_ROWS]:
        cells = tuple(line.split("\t"))
        count += len(cells)
        if count > _MOST_CELLS:
            break
        forms = tuple(normal_form(cell).casefold() for cell in cells)
        if any(forms):
            rows.append(Row(cells, forms))
    return rows


def lack_of(rows: Sequence[Row], shown: Sequence[Row]) -> Lack:
    """Return what the rows of the page lack of the post's rows."""
    pairs = _paired(rows, shown)
    lost = {at: _lost_cells(rows[at].forms, shown[j].forms) for at, j in pairs.items()}
    columns = _lost_columns(rows, lost)
    return Lack(
        rows=[row for at, row in enumerate(rows) if at not in pairs],
        columns=[[row.cells[k] for row in rows if k < len(row.cells)] for k in columns],
        cells=[rows[at].cells[k] for at, where in lost.items() for k in where if k not in columns],
    )


def _paired(rows: Sequence[Row], shown: Sequence[Row]) -> dict[int, int]:
    """Return which row of the page each row is: equal ones first, then by common cells."""
    pairs = max(_equal_rows(rows, shown), key=len)
    starts = [(0, 0), *((i + 1, j + 1) for i, j in pairs)]
    ends = [*pairs, (len(rows), len(shown))]
    found = dict(pairs)
    for (i, j), (i_end, j_end) in zip(starts, ends, strict=True):
        if i < i_end and j < j_end:
            found.update(_changed_rows(rows, shown, (i, i_end, j, j_end)))
    return found


def _equal_rows(rows: Sequence[Row], shown: Sequence[Row]) -> Iterator[list[tuple[int, int]]]:
    """Yield the pairs of equal rows: as they are, and without a column that a theme adds."""
    tokens = [row.token for row in rows]
    there = [row.token for row in shown]
    yield common_subsequence(tokens, there)
    yield common_subsequence(tokens, [token.partition("\t")[2] for token in there])
    yield common_subsequence(tokens, [token.rpartition("\t")[0] for token in there])


def _changed_rows(
    rows: Sequence[Row], shown: Sequence[Row], span: tuple[int, int, int, int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that have some cells in common, between two pairs of equal ones."""
    a, a_end, b, b_end = span
    across = a_end - a == b_end - b
    there = {j: set(shown[j].forms) for j in range(b, b_end)}
    start = b
    for i in range(a, a_end):
        wanted = {form for form in rows[i].forms if form}
        ahead = [b + i - a] if across else range(start, min(b_end, start + _MOST_ROWS_AHEAD))
        best = max(ahead, key=lambda j: len(wanted & there[j]), default=-1)
        if best != -1 and _are_versions(rows[i], shown[best]):
            yield i, best
            start = best + 1


def _are_versions(row: Row, shown: Row) -> bool:
    """Tell whether two rows are one: half of the cells are the same, or the first is."""
    full = [k for k, form in enumerate(row.forms) if form]
    lost = _lost_cells(row.forms, shown.forms)
    return len(lost) < len(full) and (len(lost) * 2 <= len(full) or full[0] not in lost)


def _lost_cells(row: Sequence[str], shown: Sequence[str]) -> list[int]:
    """Return the places of the cells that a row of the page lacks; its cells keep their order."""
    lost: list[int] = []
    at = 0
    for k, cell in enumerate(row):
        if not cell:
            continue
        found = next((j for j in range(at, len(shown)) if _is_cell(cell, shown[j])), None)
        if found is None:
            lost.append(k)
        else:
            at = found + 1
    return lost


def _is_cell(cell: str, shown: str) -> bool:
    if cell == shown:
        return True
    if len(shown) < len(cell) - _LOST_CHARACTERS:
        return False
    bare = _NOTE_MARK.sub("", cell)
    if bare and bare == _NOTE_MARK.sub("", shown):
        return True
    if len(cell) < _FORGIVING_CHARACTERS:
        return False
    return len(cell) - LCSseq.similarity(cell, shown) <= _LOST_CHARACTERS


def _lost_columns(rows: Sequence[Row], lost: Mapping[int, Sequence[int]]) -> list[int]:
    width = max((len(row.forms) for row in rows), default=0)
    gone = [0] * width
    full = [0] * width
    for at, places in lost.items():
        for k, form in enumerate(rows[at].forms):
            full[k] += bool(form)
        for k in places:
            gone[k] += 1
    return [k for k in range(width) if full[k] > 1 and gone[k] >= _COLUMN_SHARE * full[k]]
