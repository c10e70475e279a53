"""What a post promised against what was captured, as findings.

No disk, no browser, no bytes: everything is judged from a `Post` and a `Capture`.
"""

from archiver.compare.checks import CHECKS, Check
from archiver.compare.judgement import check
from archiver.compare.placeholder_suspects import Suspect, suspects
from archiver.compare.wanting import Wanting, good_pictures, is_good, wanting

__all__ = [
    "CHECKS",
    "Check",
    "Suspect",
    "Wanting",
    "check",
    "good_pictures",
    "is_good",
    "suspects",
    "wanting",
]
