"""`archiver check`: compare again, offline, what the archive holds with its posts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.options import FailOnOption, IgnoreOption, OutputFileOption, SelectOption


def command(
    archive: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of the archive (default: archive).")
    ] = None,
    *,
    slug: Annotated[
        list[str] | None,
        typer.Option(metavar="SLUG", help="Only this one; may come again."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORM",
            help="text, json, junit, sarif, markdown or html (default: text).",
        ),
    ] = "text",
    output: OutputFileOption = None,
    fail_on: FailOnOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    fixity: Annotated[
        bool,
        typer.Option("--fixity", help="Read every record again, and recompute its digests."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
) -> None:
    """Compare again, offline, what the archive holds with its posts.

    No browser and no network: useful after an update of archiver, or in
    continuous integration. The exit code is 0 when there is no finding to fail
    on (--fail-on), else 1.

    \b
    archiver check --format html --output report.html   findings with pictures
    archiver check --format sarif --output a.sarif      for code scanning
    archiver check --select M,V --fail-on warning       media alone, strictly
    archiver check --fixity                             the bytes on the disk, too
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.checking import Checking, check_archive, form_of
    from archiver.cli.report import Tally
    from archiver.config import read_config

    config = read_config(Path()).overridden(
        output=archive,
        fail_on=fail_on,
        select=tuple(select) if select else None,
        ignore=tuple(ignore) if ignore else None,
    )
    checking = Checking(
        root=config.output,
        slugs=tuple(slug or ()),
        rules=config.rules,
        form=form_of(form),
        output=output,
        fixity=fixity,
        as_json=as_json,
    )
    raise typer.Exit(check_archive(checking, Tally.of(config)))
