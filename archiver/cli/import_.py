"""`archiver import`: WARC and WACZ files of others, made captures of an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="WARC and WACZ files, whoever made them.")
    ],
    *,
    posts: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="Post files, or folders of them; may come again."),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the posts are published, as `run` takes it."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="The archive (default: archive)."),
    ] = None,
    browser: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The Chromium to use (default: the first found)."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
) -> None:
    """Bring WARC and WACZ files of others into an archive, to be checked against posts.

    Files are copied as they are. Pages that archiver captured come with all that is known
    of them. A page of another tool is shown once in Chromium, from its records and with the
    network closed: that gives its screenshots, and what `archiver check` compares. A page
    at the address of a post becomes that post's capture.

    \b
    archiver import crawl.wacz --posts posts/
    archiver import *.warc.gz --posts posts/ --site https://blog.example/
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.importing import Importing, import_files
    from archiver.config import read_config

    config = read_config(Path()).overridden(output=output, site=site, browser=browser)
    importing = Importing(config=config, files=tuple(files), posts=tuple(posts or ()))
    raise typer.Exit(import_files(importing, as_json=as_json))
