"""`archiver review`: the page on which a person looks at what is wrong, and decides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.options import IgnoreOption, SelectOption


def command(
    archive: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of the archive (default: archive).")
    ] = None,
    *,
    article: Annotated[str, typer.Option(metavar="SLUG", help="Open at this article.")] = "",
    finding: Annotated[
        str, typer.Option(metavar="FINGERPRINT", help="Open at this finding of the article.")
    ] = "",
    port: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=0, max=65535, help="0 (default) takes one that is free."),
    ] = None,
    static: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the page as files into DIR, and end."),
    ] = None,
    films: Annotated[
        bool, typer.Option("--films", help="With --static: write archived films, too.")
    ] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Print the address; open no browser.")
    ] = False,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who decides (default: the name in git).")
    ] = "",
    snapshots: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of review.toml (default: snapshots)."),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Rules of your own; may come again."),
    ] = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    language: Annotated[
        str | None, typer.Option(metavar="LANG", help="en or zh (default: the browser's).")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line, for programs.")
    ] = False,
) -> None:
    """Look at what is wrong in a browser, and decide with one key.

    The page is served on this machine alone (127.0.0.1), at an address with a
    secret in it. Ctrl-C ends it, with exit code 0. Decisions go to review.toml
    and accepted pages to the same folder, which belongs under version control.

    The archive is on another machine? Take a port there, and the same one here:

    \b
    ssh -t -L 8765:127.0.0.1:8765 HOST archiver review --port 8765

    \b
    archiver review --static site/   the page as files, for a CI artefact
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.reviewing import Reviewing, review
    from archiver.config import read_config

    config = read_config(Path()).overridden(
        output=archive,
        snapshots=snapshots,
        rules=tuple(rules) if rules else None,
        select=tuple(select) if select else None,
        ignore=tuple(ignore) if ignore else None,
        language=language,
        review_port=port,
    )
    reviewing = Reviewing(
        config=config,
        by=by,
        article=article,
        finding=finding,
        opens=not no_open,
        static=static,
        films=films,
        as_json=as_json,
    )
    raise typer.Exit(review(reviewing))
