"""What a job has learned of the hosts that look at the Referer."""

from __future__ import annotations

from archiver import urls
from archiver.rules.referrers import Recipe, ReferrerRules

_FAILURES = 3
"""A recipe that failed so often on a host, and never worked there, is not tried again."""
_REFUSALS = 9
"""A host that refused so many requests, and never gave in, is left alone: that is three
media in each of the three ways."""
_MORE_REFUSALS = 36
"""The same for a host that gave in before: its media may only be gone."""
_HOSTS = 4096
"""Hosts that are remembered; the one that was silent longest is forgotten first."""


class _Experience:
    """What became of the requests to one host."""

    __slots__ = ("failed", "refusals", "worked")

    def __init__(self) -> None:
        self.worked: dict[Recipe, None] = {}  # the last that worked stands last
        self.failed: dict[Recipe, int] = {}
        self.refusals = 0  # in a row


class LearnedReferrers:
    """The rules about hosts, corrected by what happened in this job.

    One for each job; nothing is written down, so that a host's bad day is
    forgotten. Belongs to the event loop: no locks.
    """

    def __init__(self, rules: ReferrerRules) -> None:
        self._rules = rules
        self._hosts: dict[str, _Experience] = {}

    def note(self, host: str, recipe: Recipe, worked: bool) -> None:
        """Remember whether a host gave a medium when asked in this way."""
        host = host.lower()
        seen = self._hosts.pop(host) if host in self._hosts else _Experience()
        self._hosts[host] = seen  # as the last one
        if worked:
            seen.worked.pop(recipe, None)
            seen.worked[recipe] = None
            seen.refusals = 0
        else:
            seen.failed[recipe] = seen.failed.get(recipe, 0) + 1
            seen.refusals += 1
        if len(self._hosts) > _HOSTS:
            del self._hosts[next(iter(self._hosts))]

    def recipes_for(self, url: str) -> tuple[Recipe, ...]:
        """Return the ways to ask for an address, in the order of trial; none for a lost cause.

        What worked on its host comes first, the latest first of all, then what the
        rules say, without what failed three times there and never worked.
        """
        host = urls.host_of(url)
        recipes = self._rules.recipes_for(url)
        seen = self._hosts.get(host)
        if seen is None:
            return recipes
        if self.give_up(host):
            return ()
        hopeful = (recipe for recipe in recipes if seen.failed.get(recipe, 0) < _FAILURES)
        return tuple(dict.fromkeys([*reversed(seen.worked), *hopeful]))

    def give_up(self, host: str) -> bool:
        """Tell whether a host refused so much that it should be left alone."""
        seen = self._hosts.get(host.lower())
        if seen is None:
            return False
        return seen.refusals >= (_MORE_REFUSALS if seen.worked else _REFUSALS)
