"""`archiver run`: capture, check, report; goes on where an earlier run stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.options import FailOnOption, IgnoreOption, SelectOption


def command(
    posts: Annotated[
        list[str] | None,
        typer.Argument(metavar="POSTS", help="Post files, folders of them, or addresses."),
    ] = None,
    *,
    site: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where the posts are published, as https://blog.example/. Without it, posts "
            "that name no address are rendered by archiver itself.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="The archive (default: archive)."),
    ] = None,
    urls: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A file with an address on each line, to archive too."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Pages at the same time (default: 2)."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say which pages would be archived.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Capture pages anew that are done already.")
    ] = False,
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Show each page again from the archive alone, and compare."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for programs.")
    ] = False,
    browser: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The Chromium to use (default: the first found)."),
    ] = None,
    video: Annotated[
        str | None,
        typer.Option(
            metavar="WHICH",
            help="Films that are kept: best, 720p, smallest, poster or none (default: best).",
        ),
    ] = None,
    variants: Annotated[
        str | None,
        typer.Option(
            metavar="WHICH",
            help="Sizes of pictures that are kept: those shown, or all (default: shown).",
        ),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Rules of your own about players, picture hosts, placeholders; may come again.",
        ),
    ] = None,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="Let pages reach private addresses: for intranets."),
    ] = False,
    fail_on: FailOnOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    stand_in: Annotated[
        bool,
        typer.Option("--stand-in", help="Use a built-in web in place of the real one: offline."),
    ] = False,
) -> None:
    """Archive posts: capture each page, check it, report what was lost.

    Run it again and it goes on where it stopped. Ctrl-C lets the pages in
    flight finish, a second Ctrl-C drops them.

    \b
    archiver run posts/                               posts that name their address
    archiver run posts/ --site https://blog.example/  posts of a Hexo or Jekyll site
    archiver run https://blog.example/a/ --urls more.txt
    """  # noqa: D301 - the parser's mark for lines that stay as they are
    from archiver.cli.work import Work, carry_out, print_plan
    from archiver.config import read_config

    config = read_config(Path()).overridden(
        site=site,
        output=output,
        jobs=jobs,
        browser=browser,
        allow_private=allow_private or None,
        video=video,
        variants=variants,
        rules=tuple(rules) if rules else None,
        fail_on=fail_on,
        select=tuple(select) if select else None,
        ignore=tuple(ignore) if ignore else None,
    )
    work = Work(
        config=config,
        sources=tuple(posts or ()),
        url_list=urls,
        again=again,
        stand_in=stand_in,
        replay=replay,
    )
    code = print_plan(work, as_json=as_json) if dry_run else carry_out(work, as_json=as_json)
    raise typer.Exit(code)
