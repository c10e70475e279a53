"""`archiver demo`: the whole job on a built-in site whose every fault is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder for it; an earlier demo's is replaced."
        ),
    ] = Path("demo"),
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
    browser: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The Chromium to use (default: the first found)."),
    ] = None,
) -> None:
    """Show what archiver does, on a built-in news site, offline.

    The site runs on this machine alone and has faults planted in it. The demo
    archives its articles and then says whether exactly those were found.
    """
    from archiver.cli.rehearsal import rehearse
    from archiver.config import read_config

    config = read_config(Path()).overridden(browser=browser)
    raise typer.Exit(rehearse(config, output, as_json=as_json))
