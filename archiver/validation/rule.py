"""The rules and their codes: what each means, how bad a breach is, and what to do.

The table is `rules.toml`. A code is a letter, the number of the rule in its family, and a
last digit that tells breaches of one rule apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from archiver.models import Severity

FAMILIES = {
    "G": "gzip (RFC 1952)",
    "F": "WARC files",
    "R": "record headers",
    "T": "record types",
    "H": "HTTP in records",
    "C": "CDXJ indexes",
    "W": "WACZ files",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    `source` is where it stands. An error breaks what a standard demands; a warning what one
    recommends, or what tools in use rely on.
    """

    code: str
    severity: Severity
    title: str
    meaning: str
    remedy: str
    source: str


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by its code."""
    text = resources.files("archiver.validation").joinpath("rules.toml").read_text("utf-8")
    return {
        code: Rule(
            code=code,
            severity=Severity(fields.get("severity", "error")),
            title=fields["title"],
            meaning=fields["meaning"],
            remedy=fields["remedy"],
            source=fields["source"],
        )
        for code, fields in tomllib.loads(text).items()
    }


def rule_of(code: str) -> Rule:
    """Return the rule with a code; raise `KeyError` when there is none."""
    return rules()[code]
