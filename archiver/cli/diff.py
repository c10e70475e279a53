"""`archiver diff`: what changed on a page since it was captured before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="As `archiver list` names it.")],
    archive: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of the archive (default: archive).")
    ] = None,
    *,
    earlier: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="CAPTURE",
            help="The beginning of its id or of its date (default: the last but one).",
        ),
    ] = "",
    later: Annotated[
        str, typer.Option("--to", metavar="CAPTURE", help="Likewise (default: the last).")
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Show ages, counters and what is beside the article too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Show what changed on an article's page between two of its captures.

    Ends with 0 when the article is the same, with 1 when it is not. Re-encoded
    pictures, ages and counters make no article another one.
    """
    from archiver.cli.differing import show_difference
    from archiver.config import read_config

    config = read_config(Path()).overridden(output=archive)
    changed = show_difference(
        config.output,
        slug,
        (earlier, later),
        rules=config.rules,
        everything=everything,
        as_json=as_json,
    )
    raise typer.Exit(int(changed))
