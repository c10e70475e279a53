"""Rules about the web that are data: players, hosts that look at the Referer, placeholders."""

from archiver.rules.hosts import HostGlobs
from archiver.rules.learned import LearnedReferrers
from archiver.rules.phrases import Phrases
from archiver.rules.placeholders import PlaceholderRules
from archiver.rules.players import GENERIC, PlayerRule, PlayerRules, Plays
from archiver.rules.referrers import HostRule, Recipe, ReferrerRules
from archiver.rules.rulebook import Rulebook, read_rulebook

__all__ = [
    "GENERIC",
    "HostGlobs",
    "HostRule",
    "LearnedReferrers",
    "Phrases",
    "PlaceholderRules",
    "PlayerRule",
    "PlayerRules",
    "Plays",
    "Recipe",
    "ReferrerRules",
    "Rulebook",
    "read_rulebook",
]
