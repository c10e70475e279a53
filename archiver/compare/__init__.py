"""What a post promised against what was captured, as findings.

No disk, no browser, no bytes: everything is judged from a `Post` and a `Capture`.
"""

from archiver.compare.checks import CHECKS, Check
from archiver.compare.judgement import check

__all__ = ["CHECKS", "Check", "check"]
