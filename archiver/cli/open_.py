"""`archiver open`: a capture in a window, the network closed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="As `archiver list` names it.")],
    archive: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of the archive (default: archive).")
    ] = None,
    *,
    capture: Annotated[
        str,
        typer.Option(
            metavar="CAPTURE",
            help="The beginning of a capture's id or of its date (default: the last).",
        ),
    ] = "",
    browser: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The Chromium to use (default: the first found)."),
    ] = None,
) -> None:
    """Browse an article as it was captured, in a Chromium whose network is closed.

    All that the page asks for comes from the archive, at the addresses that it had.
    Links to other articles of the archive lead there. It ends when the window is
    closed, or by Ctrl-C.

    Without a display, look at the article with `archiver review`.
    """
    from archiver.cli.opening import Opening, open_article
    from archiver.config import read_config

    config = read_config(Path()).overridden(output=archive, browser=browser)
    open_article(Opening(config=config, slug=slug, capture=capture))
