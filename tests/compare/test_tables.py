"""Tables: what they lost is named; what themes do to them is silent."""

from __future__ import annotations

import time

import pytest
from aligned import case_of

from archiver.compare import tables, text
from archiver.compare.loss import Loss
from archiver.models import Block, BlockKind

OPENING = "<p>The council met on Monday and heard four speakers.</p>"
CLOSING = "<p>Rain fell all week, and the river rose by a metre.</p>"
HEAD = ("Year", "Grain", "Ships")
BODY = [(f"Year {1990 + n}", f"{n * 7 + 3} tons of grain", f"{n * 3 + 1}") for n in range(12)]
GRID = [HEAD, *BODY]


def table(rows: object, cell: str = "td") -> str:
    lines = (
        "<tr>" + "".join(f"<{cell}>{each}</{cell}>" for each in row) + "</tr>"
        for row in rows  # type: ignore[attr-defined]
    )
    return f"<table>{''.join(lines)}</table>"


def told(shown: str, promise: str = table(GRID)) -> list[Loss]:
    """T6 losses of a table between two paragraphs; T1 must leave it alone."""
    case = case_of(OPENING + promise + CLOSING, OPENING + shown + CLOSING)
    assert list(text.losses(case)) == []
    return list(tables.losses(case))


def without(*rows: int) -> list[tuple[str, ...]]:
    return [row for n, row in enumerate(GRID) if n not in rows]


@pytest.mark.parametrize(
    ("shown", "kind", "words"),
    [
        (table(without(5)), "rows", '1 of 13 rows on the page: "Year 1994 | 31 tons of grain'),
        (table(without(3, 4, 9)), "rows", "3 of 13 rows"),
        (table(without(0)), "rows", '1 of 13 rows on the page: "Year | Grain | Ships"'),
        (table(GRID[:6]), "rows", "7 of 13 rows"),
        (table(row[:2] for row in GRID), "columns", "1 of 3 columns"),
        (table((row[0], row[2]) for row in GRID), "columns", '"Grain | 3 tons of grain'),
        (table(row if n != 4 else (row[0], "28 tons of grain", row[2])
               for n, row in enumerate(GRID)), "cells", '"24 tons of grain"'),
        (table(row if n != 4 else (*row[:2], "") for n, row in enumerate(GRID)), "cells", '"10"'),
        (table((str(n), *row) for n, row in enumerate(GRID) if n != 5), "rows", "1 of 13 rows"),
        (f"<p>{' '.join(' '.join(row) for row in GRID)}</p>", "merged", "run together"),
        ("".join(f"<p>| {' | '.join(row)} |</p>" for row in GRID), "raw", "raw Markdown"),
        ("<p>" + " ".join(f"| {' | '.join(row)} |" for row in GRID) + "</p>", "raw",
         "raw Markdown"),
        ("", "missing", "is not on the page"),
        (table([("a", "b"), ("c", "d")]), "missing", "is not on the page"),
    ],
)  # fmt: skip
def test_what_a_table_lost_is_named(shown: str, kind: str, words: str) -> None:
    (found,) = told(shown)
    assert (found.check, found.block, found.kind.split("\n")[0]) == ("T6", 1, kind)
    assert words in found.message


@pytest.mark.parametrize(
    "shown",
    [
        table(GRID),
        table(GRID, "th"),
        table((str(n), *row) for n, row in enumerate(GRID)),
        table((*row, "edit") for row in GRID),
        table(GRID[:7]) + table([HEAD, *GRID[7:]]),
        table(GRID[:7]) + "<p>Advertisement</p>" + table(GRID[7:]),
        f"<div class=scroller>{table(GRID)}</div>",
        table([tuple(cell.upper() for cell in HEAD), *BODY]),
        table([tuple(f"{cell} ⇅" for cell in HEAD), *BODY]),
        table((*row[:2], row[2] + "[1]") for row in GRID),
        "".join(f"<div>{cell}</div>" for row in GRID for cell in row),
        "".join(
            f"<div><b>{name}</b></div><p>{cell}</p>" for row in [HEAD, *BODY] for name, cell in
            zip(("-", "-", "-"), row, strict=True)
        ),
        table(GRID) + table([("Read", "also"), ("this", "table")]),
    ],
)  # fmt: skip
def test_what_themes_do_to_tables_is_silent(shown: str) -> None:
    assert told(shown) == []


def test_a_letter_in_a_long_cell_is_silent_and_in_a_short_one_is_not() -> None:
    rows = [("Place", "Note"), ("Weir", "The old weir was mended in the spring of that year.")]
    more = [rows[0], ("Weir", "The old weir was mended in the springs of that year.")]
    less = [rows[0], ("Weir", "The old weir was mended.")]
    assert told(table(more), table(rows)) == []
    assert [loss.kind.split("\n")[0] for loss in told(table(less), table(rows))] == ["cells"]


def test_rows_that_are_alike_are_told_apart() -> None:
    grid = [("Town", "Mill", "Ferry"), *((f"T{n}", "yes", "no") for n in range(30))]
    (found,) = told(table(grid[:11] + grid[12:]), table(grid))
    assert found.evidence["lost"] == "T10 | yes | no"


def test_equal_rows_are_counted() -> None:
    grid = [("Day", "Rain"), *[("dry", "0")] * 5]
    (found,) = told(table(grid[:-1]), table(grid))
    assert "1 of 6 rows" in found.message


def test_a_table_of_one_column_or_row_may_be_text() -> None:
    assert told("<p>One line. And another.</p>", table([("One line.",), ("And another.",)])) == []
    assert told("<p>left right</p>", table([("left", "right")])) == []


def test_a_caption_of_a_table_may_stand_outside_it() -> None:
    promise = table(GRID).replace("<table>", "<table><caption>Grain by year</caption>")
    assert told(f"<p>Grain by year</p>{table(GRID)}", promise) == []
    assert [loss.kind.split("\n")[0] for loss in told(table(GRID), promise)] == ["rows"]


def test_one_of_two_tables_that_is_lost_is_told_at_its_block() -> None:
    other = [(f"Ship {n}", f"{n * 11} barrels") for n in range(9)]
    case = case_of(OPENING + table(GRID) + table(other), OPENING + table(other))
    assert [loss.block for loss in tables.losses(case)] == [1]


def test_a_table_elsewhere_on_the_page_is_not_lost() -> None:
    case = case_of(
        table([*GRID, ("", "", "")]) + OPENING + CLOSING,
        OPENING + CLOSING + "<h2>Tables</h2>" + table((str(n), *row) for n, row in enumerate(GRID)),
    )
    assert list(tables.losses(case)) == []


def test_hidden_tables_and_rules_promise_nothing() -> None:
    assert told("", table(GRID).replace("<table>", "<table hidden>")) == []


def test_a_hostile_table_is_judged_soon() -> None:
    start = time.process_time()
    rows = [tuple(f"{n * k % 17}" for k in range(10)) for n in range(4_000)]
    (found,) = told(table(rows[::-1]), table(rows))
    assert found.check == "T6"
    assert time.process_time() - start < 20


def test_rows_of_text_keep_their_words() -> None:
    block = Block(kind=BlockKind.TABLE, text="A b\tC\n\t\nd\te")
    rows = tables.rows_of(block.text)
    assert [row.words for row in rows] == ["A b | C", "d | e"]
