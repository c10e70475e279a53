"""`archiver explain`: what a check means, why it happens, what to do."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    checks: Annotated[
        list[str] | None,
        typer.Argument(metavar="CHECK", help="Ids of checks, as M3; without any, a list."),
    ] = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
) -> None:
    """Explain checks: what each means, why it happens, and what to do.

    Without an id, all checks are listed with their severity and title.
    """
    from archiver.cli.explaining import explain

    explain(checks or [], as_json=as_json)
