"""`archiver list`: the articles of an archive, one line each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    archive: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of the archive (default: archive).")
    ] = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
) -> None:
    """List the articles of an archive: verdict, name, when, how much."""
    from archiver.cli.contents import print_list
    from archiver.config import read_config

    print_list(read_config(Path()).overridden(output=archive).output, as_json=as_json)
