"""`archiver check`: compare again, offline, what the archive holds with its posts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    archive: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of the archive (default: archive).")
    ] = None,
    *,
    slug: Annotated[
        list[str] | None,
        typer.Option(metavar="SLUG", help="Only this one; may come again."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
) -> None:
    """Compare again, offline, what the archive holds with its posts.

    No browser and no network: useful after an update of archiver, or in
    continuous integration.
    """
    from archiver.cli.checking import check_archive
    from archiver.config import read_config

    config = read_config(Path()).overridden(output=archive)
    raise typer.Exit(
        check_archive(config.output, slugs=slug or [], as_json=as_json, rules=config.rules)
    )
