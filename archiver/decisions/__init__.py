"""Decisions of people about findings, in a `review.toml` under version control.

The file is a person's own: what archiver writes is added at its end, or put in the
place of the very table that it renews, and all other lines stay as they are.
"""

from archiver.decisions.folder import locked_folder, translated
from archiver.decisions.reading import FILE_NAME, read_decisions
from archiver.decisions.writing import change_decisions, put_decisions, withdraw_decisions

__all__ = [
    "FILE_NAME",
    "change_decisions",
    "locked_folder",
    "put_decisions",
    "read_decisions",
    "translated",
    "withdraw_decisions",
]
