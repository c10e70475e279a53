"""The same thing on many pages, told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archiver import urls
from archiver.models import Finding, LostAt, Severity
from archiver.reports.account import JudgedPage
from archiver.reports.wording import count

LEAST_PAGES = 3
"""On two pages, two lines are read as fast as one that speaks of both."""

_BY_PAYLOAD = frozenset({"M5", "M8"})
_BY_HOST = frozenset({"P0", "P4", "M3", "M5", "M7", "M11", "V1", "V2", "V3"})
"""What a host does, it does to all that it serves: refuse, send a notice, be gone."""


class Same(StrEnum):
    """What findings of a group have in common."""

    PAYLOAD = "payload"  #: the same bytes came
    HOST = "host"  #: one host failed in one way
    FIELD = "field"  #: one field of the front matter, which a template leaves out
    SCRIPT = "script"  #: the same error of a script
    OVERLAY = "overlay"  #: one banner, by its words
    FILE = "file"  #: one WARC file
    SUBJECT = "subject"  #: one address, or the same words


_BY_EVIDENCE = {
    "T3": (Same.FIELD, ("field",)),
    "P5": (Same.SCRIPT, ("errors", "failed")),
    "P2": (Same.OVERLAY, ("overlay",)),
    "D1": (Same.FILE, ("file",)),
}
"""What of the evidence tells that two findings of a check are one; the first that is there."""


_SENTENCES = {
    Same.FIELD: "The {} of the posts is not on their pages.",
    Same.SCRIPT: "The scripts fail in the same way: {}.",
    Same.OVERLAY: 'The same thing is set over the pages: "{}".',
    Same.FILE: "Records of one file are damaged: {}.",
    Same.SUBJECT: "The same on all of them: {}.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A finding, and the page that it is of."""

    page: JudgedPage
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One thing that is wrong in the same way on many pages."""

    id: str
    """`g1`, `g2`, ...: of one report alone."""
    check: str
    severity: Severity
    lost_at: LostAt
    same: Same
    value: str
    """What is the same: a digest, a host, a field, an address, words."""
    flaw: str
    """How it is wrong, where the evidence says it: `status 403`; empty else."""
    places: tuple[Place, ...] = field(repr=False)
    """All findings; those of one page stand together."""

    @property
    def pages(self) -> tuple[JudgedPage, ...]:
        """The pages, each once."""
        return tuple({place.page.report.slug: place.page for place in self.places}.values())

    @property
    def subjects(self) -> tuple[str, ...]:
        """What the findings are about, each once."""
        return tuple(dict.fromkeys(place.finding.subject for place in self.places))

    @property
    def firsts(self) -> tuple[Place, ...]:
        """The first finding of each page."""
        firsts: dict[str, Place] = {}
        for place in self.places:
            firsts.setdefault(place.page.report.slug, place)
        return tuple(firsts.values())

    @property
    def sentence(self) -> str:
        """What is wrong in one sentence: the findings' own where they all say the same."""
        messages = {place.finding.message for place in self.places}
        if len(messages) == 1:
            return messages.pop()
        subjects, value = self.subjects, self.value.rstrip(".")
        if self.same is Same.PAYLOAD:
            of_hosts = f"{count(len(subjects), 'address')} of {_hosts(subjects)}"
            return f"One and the same answer came for {of_hosts}."
        if self.same is Same.HOST:
            flaw = f": {self.flaw.rstrip('.')}" if self.flaw else ""
            addresses = f"{count(len(subjects), 'address')} of {value}"
            return f"{addresses} {_fail(len(subjects))} in the same way{flaw}."
        return _SENTENCES[self.same].format(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Findings as they are told: groups, and what stands alone."""

    groups: tuple[Group, ...]
    """The worst first."""
    _group_of: Mapping[tuple[str, int], Group] = field(repr=False)

    def group_of(self, page: JudgedPage, index: int) -> Group | None:
        """Return the group of a page's finding, given by its index in the report."""
        return self._group_of.get((page.report.slug, index))

    def alone(self, page: JudgedPage) -> list[Finding]:
        """Return a page's findings that are in no group."""
        return [
            finding
            for index, finding in enumerate(page.report.findings)
            if self.group_of(page, index) is None
        ]


_Key = tuple[str, Severity, LostAt, Same, str, str]


def grouped(pages: Iterable[JudgedPage], *, least_pages: int = LEAST_PAGES) -> Grouped:
    """Return the findings of pages, those that are the same on `least_pages` or more in groups.

    A finding is in one group at most. Groups come errors first, then by the
    number of their pages; their findings in the order of the pages.
    """
    found: defaultdict[_Key, list[tuple[int, Place]]] = defaultdict(list)
    for page in pages:
        for index, finding in enumerate(page.report.findings):
            found[_key(finding)].append((index, Place(page, finding)))
    many = [(key, members) for key, members in found.items() if _pages(members) >= least_pages]
    many.sort(key=lambda item: (item[0][1] is not Severity.ERROR, -_pages(item[1])))
    groups: list[Group] = []
    group_of: dict[tuple[str, int], Group] = {}
    for number, ((check, severity, lost_at, same, value, flaw), members) in enumerate(many, 1):
        group = Group(
            id=f"g{number}",
            check=check,
            severity=severity,
            lost_at=lost_at,
            same=same,
            value=value,
            flaw=flaw,
            places=tuple(place for _, place in members),
        )
        groups.append(group)
        group_of |= {(place.page.report.slug, index): group for index, place in members}
    return Grouped(groups=tuple(groups), _group_of=group_of)


def _pages(members: list[tuple[int, Place]]) -> int:
    return len({place.page.report.slug for _, place in members})


def _key(finding: Finding) -> _Key:
    same, value, flaw = _sameness(finding)
    return (finding.check, finding.severity, finding.lost_at, same, value, flaw)


def _sameness(finding: Finding) -> tuple[Same, str, str]:
    """Return what makes another finding of the same check the same thing."""
    check, evidence = finding.check, finding.evidence
    if check in _BY_PAYLOAD and evidence.get("digest"):
        return Same.PAYLOAD, evidence["digest"], ""
    if check in _BY_HOST:
        host = urls.host_of(evidence.get("url", "")) or urls.host_of(finding.subject)
        if host:
            return Same.HOST, host, _flaw(finding)
    same, names = _BY_EVIDENCE.get(check, (Same.SUBJECT, ()))
    for name in names:
        if evidence.get(name):
            return same, evidence[name].partition("\n")[0], ""
    return Same.SUBJECT, finding.subject or finding.message, ""


def _flaw(finding: Finding) -> str:
    """Return how something is wrong, as far as evidence says it in words that stay the same."""
    evidence = finding.evidence
    if evidence.get("error"):
        return evidence["error"]
    status = evidence.get("status", "")
    if status and not status.startswith("2"):
        return f"status {status}"
    return evidence.get("outcome") or evidence.get("sniffed") or evidence.get("signs") or ""


def _hosts(addresses: Iterable[str]) -> str:
    hosts = list(dict.fromkeys(filter(None, map(urls.host_of, addresses))))
    if not hosts:
        return "one post"
    more = f" and {count(len(hosts) - 1, 'other host')}" if len(hosts) > 1 else ""
    return hosts[0] + more


def _fail(number: int) -> str:
    return "fails" if number == 1 else "fail"
