"""`archiver accept`: let how a page looks be its measure, and known losses count no more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def command(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="As `archiver list` names it.")] = "",
    fingerprints: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FINGERPRINT",
            help="Of findings; the first 6 digits are enough. Without any, the page is accepted.",
        ),
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Accept every page of the archive as it is now.")
    ] = False,
    listing: Annotated[
        bool, typer.Option("--list", help="List the findings with their fingerprints.")
    ] = False,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why these losses are accepted.")
    ] = "",
    verdict: Annotated[
        str,
        typer.Option(
            metavar="VERDICT",
            help="Of findings: accepted, rejected, ignored or noted (default: accepted).",
        ),
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who accepts (default: the name in git).")
    ] = "",
    until: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="The last day, as 2026-12-31."),
    ] = None,
    undo: Annotated[
        bool,
        typer.Option("--undo", help="Take decisions back; without fingerprints, the snapshot."),
    ] = False,
    snapshots: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of what is accepted (default: snapshots)."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="The archive (default: archive)."),
    ] = None,
) -> None:
    """Accept how a page looks now, or findings as known losses.

    \b
    archiver accept SLUG               its present capture becomes its snapshot
    archiver accept --all              that of every article
    archiver accept SLUG --list        its findings, with their fingerprints
    archiver accept SLUG FINGERPRINT --reason "..."
    archiver accept SLUG FINGERPRINT --verdict rejected --reason "..."

    Later captures are compared with the snapshot. A finding that is accepted is
    still told, and counts no more, while the same thing is wrong in the same way
    and up to its last day. A page that did not come stays failed, and ends no
    job with 1 any more. All is written to the folder of snapshots, which belongs
    under version control.
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.accepting import (
        Acceptance,
        accept,
        check_options,
        list_findings,
        ruling_of,
        take_back,
    )
    from archiver.cli.accepting_pages import accept_every_page, accept_page, remove_page
    from archiver.config import read_config

    said = {"--verdict": verdict, "--reason": reason, "--until": until}
    given = {"--all": every, "--list": listing, "--undo": undo}
    check_options(
        slug, fingerprints or (), given | {name: bool(each) for name, each in said.items()}
    )
    config = read_config(Path()).overridden(output=output, snapshots=snapshots)
    if every:
        raise typer.Exit(int(not accept_every_page(config.output, config.snapshots, by)))
    if listing:
        list_findings(config.output, config.snapshots, slug)
    elif undo and fingerprints:
        take_back(config.snapshots, slug, fingerprints)
    elif undo:
        remove_page(config.snapshots, slug)
    elif fingerprints:
        acceptance = Acceptance(
            reason=reason,
            by=by,
            until=until.date() if until else None,
            verdict=ruling_of(verdict),
        )
        accept(config.output, config.snapshots, slug, fingerprints, acceptance)
    else:
        accept_page(config.output, config.snapshots, slug, by)
