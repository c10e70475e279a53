"""The options that `check` and `run` share: which findings count, and which fail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FailOnOption = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="SEVERITY",
        help="The mildest finding that ends with exit code 1: error, warning or never "
        "(default: error). Posts that cannot be read, and a job without one page, fail anyway.",
    ),
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="CHECKS",
        help="Only these checks count: ids or beginnings of ids, as M3,V or ALL; "
        "may come again. The longest that fits decides.",
    ),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="CHECKS", help="These checks do not count; as --select."),
]
OutputFileOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the report there (default: print it)."),
]
