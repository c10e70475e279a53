"""The program `archiver`: its commands, and what becomes of every error."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from archiver import __version__
from archiver.cli import check, demo, doctor, run, show
from archiver.cli import list as list_
from archiver.errors import ArchiverError

BUG_EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h: an error of the program itself."""

EPILOG = """
Exit codes: 0 every page complete, 1 findings, 2 wrong usage, 3 disk full,
4 archive unreadable or unwritable, 5 archive in use by another run,
6 no browser, 7 a page could not be captured, 70 a bug in archiver,
130 stopped by Ctrl-C.
"""

app = typer.Typer(
    name="archiver",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.command)
app.command("check")(check.command)
app.command("list")(list_.command)
app.command("show")(show.command)
app.command("demo")(demo.command)
app.command("doctor")(doctor.command)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"archiver {__version__}")
        raise typer.Exit


@app.callback()
def program(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Archive article pages, and prove that nothing was lost.

    Point it at your posts (front matter and HTML or Markdown): it opens each
    article in Chromium, keeps everything in WARC files, and names every
    picture, player, caption and paragraph that the page or the archive lost.

    First steps: [bold]archiver demo[/bold] shows it on a built-in site;
    [bold]archiver run posts/[/bold] does it on yours.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its documented code."""
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    try:
        code = app(arguments, prog_name="archiver", standalone_mode=False)
    except ArchiverError as error:
        return _complain(str(error), error.exit_code, error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last place that can say something kind
        if hasattr(error, "format_message"):  # the parser's own, click's or typer's
            return _complain(f"{error.format_message()} (see `archiver --help`)", 2, error)
        return _complain(_bug_report(error), BUG_EXIT_CODE, error)
    return code if isinstance(code, int) else 0


def _complain(message: str, code: int, error: BaseException) -> int:
    """Say one sentence on standard error; the traceback only for who asks."""
    from archiver.cli.terminal import harmless

    if os.environ.get("ARCHIVER_DEBUG") == "1":
        traceback.print_exception(error)
    sys.stderr.write(f"archiver: {harmless(message)}\n")
    return code


def _bug_report(error: BaseException) -> str:
    """Keep the traceback of an unexpected exception in a file, and say where."""
    try:
        descriptor, path = tempfile.mkstemp(prefix="archiver-bug-", suffix=".log", text=True)
        with os.fdopen(descriptor, "w", encoding="utf-8") as log:
            log.write(f"archiver {__version__}, Python {sys.version}\n")
            traceback.print_exception(error, file=log)
    except OSError:
        path = "nowhere: the temporary folder cannot be written; ARCHIVER_DEBUG=1 shows it"
    return f"this is a bug in archiver ({type(error).__name__}: {error}); its log is {path}"
