"""The program `archiver`: its commands, and what becomes of every error."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from archiver import __version__
from archiver.cli import (
    accept,
    check,
    demo,
    diff,
    doctor,
    explain,
    export,
    import_,
    open_,
    repair,
    replay,
    review,
    run,
    show,
    validate,
)
from archiver.cli import list as list_
from archiver.cli.bug_log import keep_trace
from archiver.errors import ArchiverError

BUG_EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h: an error of the program itself."""

EPILOG = """\b
Exit codes:
  0    every page is complete
  1    findings: something was lost, or a post could not be read
  2    wrong usage, or no post at all could be read
  3    the disk is full; what was committed is whole
  4    the archive cannot be read or written
  5    another run works on the archive
  6    no browser, or one that does not start
  7    not one page could be captured
  70   a bug in archiver
  130  stopped by Ctrl-C or SIGTERM; run again to go on
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
app.command("diff")(diff.command)
app.command("review")(review.command)
app.command("replay")(replay.command)
app.command("open")(open_.command)
app.command("accept")(accept.command)
app.command("export")(export.command)
app.command("import")(import_.command)
app.command("validate")(validate.command)
app.command("repair")(repair.command)
app.command("explain")(explain.command)
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

    Point archiver at your posts (front matter and a body of HTML or Markdown).
    It opens each article in Chromium, keeps everything in WARC files, and names
    every picture, player, caption and paragraph that was lost on the way.

    \b
    archiver demo          see it work on a built-in site, offline
    archiver run posts/    archive your posts
    """  # noqa: D301 - the parser's mark for lines that stay as they are


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
    """Keep the traceback of an unexpected exception, and say where."""
    path = keep_trace("".join(traceback.format_exception(error)))
    return f"this is a bug in archiver ({type(error).__name__}: {error}); its log is {path}"
