"""Referer rules: how a host's pictures and films are asked for, where it looks at the Referer.

There is no one right Referer: one host answers a foreign one with a stand-in picture,
the next one refuses whoever sends none (checks.md, fact 6).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archiver import urls
from archiver.errors import UsageError
from archiver.models import Asked
from archiver.rules.hosts import HostGlobs
from archiver.rules.table import Table

_POLICIES = (Asked.NO_REFERRER, Asked.ORIGIN, Asked.UNSAFE_URL)
"""For a host that nobody knows, in the order of trial (browser.md, 17.4)."""
_SITE = "site:"
_SITE_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?/[\w./~-]*", re.ASCII)
"""A Referer that a rule may name: it becomes a header, so nothing else may be in it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to ask for a medium."""

    asked: Asked
    referrer: str = ""
    """The Referer itself, for `Asked.SITE`; empty for the policies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRule:
    """What is known of some hosts."""

    hosts: HostGlobs
    works: tuple[Recipe, ...] = ()
    """In the order of trial."""
    refuses: tuple[Recipe, ...] = ()
    """What these hosts are known to refuse, or to answer with something else."""
    source: str = ""
    """Where the facts are from."""

    @classmethod
    def of(cls, table: Table) -> HostRule:
        """Return the rule of a `[[host]]`; raise `UsageError` for a wrong one."""
        table.only("match", "works", "refuses", "source")
        one = isinstance(table.values.get("match"), str)
        globs = (table.text("match"),) if one else table.texts("match")
        if not globs:
            raise UsageError(f"{table.where}: match must hold a host, as *.example.org")
        return cls(
            hosts=HostGlobs.of(globs, table.where),
            works=tuple(_recipe(word, table.where) for word in table.texts("works")),
            refuses=tuple(_recipe(word, table.where) for word in table.texts("refuses")),
            source=table.text("source"),
        )


@dataclass(frozen=True, slots=True)
class ReferrerRules:
    """All rules about hosts, in the order of trial."""

    rules: tuple[HostRule, ...]

    @classmethod
    def of(cls, tables: Sequence[Table]) -> ReferrerRules:
        """Return the rules of `[[host]]` tables; raise `UsageError` for a wrong one."""
        return cls(tuple(HostRule.of(table) for table in tables))

    def rule_for(self, url: str) -> HostRule | None:
        """Return the first rule that fits the host of an address."""
        host = urls.host_of(url)
        return next((rule for rule in self.rules if rule.hosts.fit(host)), None)

    def recipes_for(self, url: str) -> tuple[Recipe, ...]:
        """Return the ways to ask for an address, in the order of trial.

        What the host's rule says to work comes first, then the policies for any
        host. What is known to be refused comes last: hosts change their minds.
        """
        rule = self.rule_for(url)
        default = [Recipe(asked) for asked in _POLICIES]
        if rule is None:
            return tuple(default)
        recipes = dict.fromkeys([*rule.works, *default])
        return tuple(sorted(recipes, key=lambda recipe: recipe in rule.refuses))


def _recipe(word: str, where: str) -> Recipe:
    if word in _POLICIES:
        return Recipe(Asked(word))
    address = word.removeprefix(_SITE)
    if address != word and _SITE_ADDRESS.fullmatch(address):
        return Recipe(Asked.SITE, address)
    known = ", ".join(_POLICIES)
    raise UsageError(f"{where}: {word!r} is no way to ask; known: {known}, site:https://x.example/")
