"""What two captures of one article differ in."""

from archiver.compare.history.change import Change, ChangeKind, Changes, Run
from archiver.compare.history.changes import changes

__all__ = ["Change", "ChangeKind", "Changes", "Run", "changes"]
