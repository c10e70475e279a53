"""`archiver replay`: captures shown again from the archive alone, and held against themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.options import FailOnOption


def command(
    articles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SLUG...] [DIR]",
            help="Articles as `archiver list` names them (default: all); "
            "the folder of the archive (default: archive).",
        ),
    ] = None,
    *,
    jobs: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Pages at the same time (default: 2)."),
    ] = None,
    fail_on: FailOnOption = None,
    browser: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The Chromium to use (default: the first found)."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
) -> None:
    """Show the last capture of each article again, from the archive alone.

    The network is closed: what a page asks for is answered from its records, and
    what they do not have is counted as a leak. The page has to look and read as it
    did, and its players to play to the end. What was kept and is not shown is a
    finding; `archiver check` tells it from now on.

    \b
    archiver replay                    every article
    archiver replay spring-tea blog/   one of the archive in blog/

    Ends with 1 when the replay lost anything to fail on (--fail-on).
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.exporting import apart
    from archiver.cli.replaying import Replaying, replay_archive
    from archiver.cli.report import Tally
    from archiver.config import read_config

    slugs, archive = apart(articles or [])
    config = read_config(Path()).overridden(
        output=archive, jobs=jobs, browser=browser, fail_on=fail_on
    )
    replaying = Replaying(config=config, slugs=slugs, as_json=as_json)
    raise typer.Exit(replay_archive(replaying, Tally.of(config)))
