"""The pages of the checks, put on a terminal or into a pipe."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from archiver.cli.report import print_json
from archiver.cli.terminal import out, print_table, words
from archiver.compare import CHECKS, Check, check_of, installed_checks
from archiver.errors import UsageError
from archiver.models import Severity

_MOST_COLUMNS = 100
"""Longer lines of prose are hard to read."""
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def explain(names: Sequence[str], *, as_json: bool) -> None:
    """Print the page of each check, or the list of all; raise `UsageError` for an unknown one."""
    known = [*CHECKS.values(), *(each.check for each in installed_checks())]
    chosen = list({(each := _check(name, known)).id: each for name in names}.values()) or known
    console = out()
    if as_json:
        for check in chosen:
            print_json(console, _check_object(check))
    elif names:
        for number, check in enumerate(chosen):
            _print_page(console, check, first=not number)
    else:
        _print_list(console, chosen)


def _check(name: str, known: Sequence[Check]) -> Check:
    check = check_of(name.strip().upper())
    if check is not None:
        return check
    ids = [each.id for each in known]
    near = difflib.get_close_matches(name.strip().upper()[:10], ids, n=4, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "`archiver explain` lists them all"
    raise UsageError(f"no check is named {name[:40]!r}; {hint}")


def _print_page(console: Console, check: Check, *, first: bool) -> None:
    if not console.is_terminal:
        console.file.write(("" if first else "\n") + check.page.strip() + "\n")
        return
    console.print(Markdown(check.page), width=min(console.width, _MOST_COLUMNS))
    console.print()


def _print_list(console: Console, checks: Sequence[Check]) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    for check in checks:
        style = _STYLES[check.severity]
        table.add_row(Text(check.id, "bold"), Text(check.severity, style), words(check.title))
    print_table(console, table)
    if console.is_terminal:
        console.print(Text("`archiver explain M3` tells more of one.", "dim"))


def _check_object(check: Check) -> dict[str, object]:
    return {
        "id": check.id,
        "title": check.title,
        "severity": check.severity.value,
        "meaning": check.meaning,
        "reason": check.reason,
        "remedy": check.remedy,
        "page": check.page,
    }
