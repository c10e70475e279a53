"""What a post promised against what was captured, as findings.

No disk, no browser, no bytes: everything is judged from a `Post` and a `Capture`.
A package adds a check of its own by an entry point of the group `archiver.checks`
that names a `ThirdPartyCheck`.
"""

from archiver.compare.case import Case
from archiver.compare.checks import CHECKS, Check, check_of_page
from archiver.compare.judgement import check
from archiver.compare.loss import Loss
from archiver.compare.placeholders.suspects import Suspect
from archiver.compare.plugins import GROUP as PLUGIN_GROUP
from archiver.compare.plugins import ThirdPartyCheck, check_of, installed_checks
from archiver.compare.standing import Standing, standing
from archiver.compare.wanting import Wanting, is_good

__all__ = [
    "CHECKS",
    "PLUGIN_GROUP",
    "Case",
    "Check",
    "Loss",
    "Standing",
    "Suspect",
    "ThirdPartyCheck",
    "Wanting",
    "check",
    "check_of",
    "check_of_page",
    "installed_checks",
    "is_good",
    "standing",
]
