"""`archiver doctor`: what is there, what is missing, how to get it."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    *,
    install: Annotated[
        bool, typer.Option("--install", help="Get a browser and fonts where they are missing.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Speak only of what is missing.")
    ] = False,
) -> None:
    """See what is there and what is missing: browser, fonts, room."""
    from archiver.cli.health import examine, print_health
    from archiver.cli.installing import install_missing

    health = examine()
    if install and not all(fact.fine for fact in health):
        install_missing(health)
        health = examine()
    print_health(health, quiet=quiet)
    if not all(fact.fine or fact.optional for fact in health):
        raise typer.Exit(6)
