"""What a post promised against what was captured, as findings.

No disk, no browser, no bytes: everything is judged from a `Post` and a `Capture`.
"""

from archiver.compare.checks import CHECKS, Check
from archiver.compare.judgement import check
from archiver.compare.placeholder_suspects import Suspect
from archiver.compare.standing import Standing, standing
from archiver.compare.wanting import Wanting, is_good

__all__ = [
    "CHECKS",
    "Check",
    "Standing",
    "Suspect",
    "Wanting",
    "check",
    "is_good",
    "standing",
]
