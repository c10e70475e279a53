"""The command line: parse, call, draw, exit code. One file per command; no logic of its own."""

from archiver.cli.program import main

__all__ = ["main"]
