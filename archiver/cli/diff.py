"""`archiver diff`: in what a page differs from its snapshot, or from what it was before."""

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
    against: Annotated[
        str,
        typer.Option(
            metavar="STATE",
            help="snapshot, earlier, replay or source (default: the snapshot where one was"
            " accepted, else the capture before).",
        ),
    ] = "",
    earlier: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="CAPTURE",
            help="Compare with this capture: the beginning of its id or of its date.",
        ),
    ] = "",
    later: Annotated[
        str,
        typer.Option(
            "--to", metavar="CAPTURE", help="The capture to look at, likewise (default: the last)."
        ),
    ] = "",
    snapshots: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of what is accepted (default: snapshots)."),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Show ages, counters, what is beside the article or ignored."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Show in what an article's page differs from another state of it.

    \b
    archiver diff SLUG                     its accepted snapshot, else the capture before
    archiver diff SLUG --against earlier   the capture before
    archiver diff SLUG --against replay    the same capture, shown from the archive
    archiver diff SLUG --against source    the post, as archiver renders it

    First what is read (texts, media, links; of a snapshot where the archive still
    has the capture that was accepted), then what is seen on the pictures. Players,
    films and what `masks` of archiver.toml names are not compared.

    Ends with 0 when the page is the same, with 1 when it is not. Re-encoded
    pictures, ages and counters make no article another one, nor does what
    `review.toml` accepts or ignores.
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.differing import Wanted, show_difference
    from archiver.config import read_config

    config = read_config(Path()).overridden(output=archive, snapshots=snapshots)
    wanted = Wanted(
        config=config,
        slug=slug,
        against=against,
        earlier=earlier,
        later=later,
        everything=everything,
        as_json=as_json,
    )
    raise typer.Exit(int(show_difference(wanted)))
