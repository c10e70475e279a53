"""`archiver accept`: let losses that are known count no more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def command(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="As `archiver list` names it.")],
    fingerprints: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FINGERPRINT",
            help="Of findings; the first 6 digits are enough. Without any, findings are listed.",
        ),
    ] = None,
    *,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why these losses are accepted.")
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who accepts them (default: the name in git).")
    ] = "",
    until: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="The last day, as 2026-12-31."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take these decisions out of the file again.")
    ] = False,
    snapshots: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of review.toml (default: snapshots)."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="The archive (default: archive)."),
    ] = None,
) -> None:
    """Accept findings as known losses: they are still told, and count no more.

    The decision is written to review.toml, which belongs under version control.
    It holds while the same thing is wrong in the same way, and up to its last day.
    A page that did not come stays failed, and ends no job with 1 any more.
    """
    from archiver.cli.accepting import Acceptance, accept, list_findings, take_back
    from archiver.config import read_config

    config = read_config(Path()).overridden(output=output, snapshots=snapshots)
    if not fingerprints:
        list_findings(config.output, config.snapshots, slug)
        return
    if undo:
        take_back(config.snapshots, slug, fingerprints)
        return
    acceptance = Acceptance(reason=reason, by=by, until=until.date() if until else None)
    accept(config.output, config.snapshots, slug, fingerprints, acceptance)
