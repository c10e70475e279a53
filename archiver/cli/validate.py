"""`archiver validate`: WARC, CDXJ and WACZ files checked to the letter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATHS", help="WARC, CDXJ and WACZ files, and folders (default: the archive)."
        ),
    ] = None,
    *,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", metavar="N", min=0, help="Files at once; 0: one for each processor."
        ),
    ] = 0,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="SEVERITY",
            help="The mildest breach that ends with exit code 1: error, warning or never.",
        ),
    ] = "error",
    explain: Annotated[
        list[str] | None,
        typer.Option(
            "--explain", metavar="CODE", help="Tell what a code means; `all` lists every one."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line, for programs.")
    ] = False,
) -> None:
    """Check WARC, CDXJ and WACZ files to the letter, whoever wrote them.

    Each byte is read: gzip members, record headers, digests, HTTP heads, zip
    parts. Then files that belong together are held against one another: records
    that name records, and the index against what it points to. Each breach has
    a code, a place and words. Exit code 1 when there is an error.

    \b
    archiver validate                  the archive
    archiver validate a.warc.gz b.wacz
    archiver validate --explain R071
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.validating import Validating, explain_codes, print_verdicts
    from archiver.config import read_config

    if explain:
        explain_codes(explain, as_json=as_json)
        return
    validating = Validating(
        paths=tuple(paths or [read_config(Path()).output]),
        jobs=jobs,
        fail_on=fail_on,
        as_json=as_json,
    )
    raise typer.Exit(print_verdicts(validating))
