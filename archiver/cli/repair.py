"""`archiver repair`: cut and damaged WARC files put right, without losing anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="WARC files, or an archive's folder.")
    ],
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Do it; without, only say what would be done.")
    ] = False,
    discard: Annotated[
        bool, typer.Option("--discard", help="With --write: keep no copy of the damaged file.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line, for programs.")
    ] = False,
) -> None:
    """Cut a WARC file back to its last whole record, and list what was lost.

    Damage before the last whole record is replaced by a record of the same size, so
    that all others keep their places. The damaged file stays beside the new one
    as NAME.damaged. Of an archive the catalog and the index are made anew.

    Nothing is written without --write. Exit code 1 when something is damaged
    and was not put right.

    \b
    archiver repair archive            what would be done
    archiver repair archive --write
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.repairing import Repairing, repair

    raise typer.Exit(
        repair(Repairing(paths=tuple(paths), writes=write, keeps=not discard, as_json=as_json))
    )
