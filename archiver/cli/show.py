"""`archiver show`: everything about one article."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="As `archiver list` names it.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="The archive (default: archive)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Show everything about one article and its findings."""
    from archiver.cli.contents import print_article
    from archiver.config import read_config

    archive = read_config(Path()).overridden(output=output).output
    print_article(archive, slug, as_json=as_json)
