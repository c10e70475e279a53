"""`archiver export`: articles of an archive as one WACZ file, for others to read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write, as site.wacz."),
    ],
    latest: Annotated[
        bool, typer.Option("--latest", help="Of each article only the last capture.")
    ] = False,
    title: Annotated[str, typer.Option(metavar="TEXT", help="Title of the file.")] = "",
    sign: Annotated[
        Path | None,
        typer.Option(metavar="KEY", help="Sign with this key; a new one is made when absent."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Write articles into one WACZ file, which ReplayWeb.page and pywb open.

    It holds their records byte for byte, an index, the list of pages with their text, and
    digests of all of it. The same captures give the same file.

    \b
    archiver export -o site.wacz                  the whole archive
    archiver export spring-tea -o tea.wacz        one article, all its captures
    archiver export spring-tea -o tea.wacz blog/  of the archive in blog/
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.exporting import Exporting, apart, print_export
    from archiver.config import read_config

    slugs, archive = apart(articles or [])
    exporting = Exporting(
        root=read_config(Path()).overridden(output=archive).output,
        path=output,
        slugs=slugs,
        latest=latest,
        title=title,
        key=sign,
    )
    print_export(exporting, as_json=as_json)
