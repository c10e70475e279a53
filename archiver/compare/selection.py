"""Which checks count: `--select` and `--ignore`, by id or by the beginning of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from archiver.compare.checks import CHECKS
from archiver.compare.judgement import verdict_of
from archiver.compare.known_losses import PAGE_CHECKS
from archiver.errors import UsageError
from archiver.models import Report, Verdict

_ALL = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Checks that count, as ruff selects its rules: the longest word that fits decides.

    A word is the id of a check, the beginning of several, or `ALL`. A whole id
    means that check alone: `M1` is not `M11`. Where `select` and `ignore` have
    the same word, `ignore` decides. Letters count alike, large or small.
    """

    select: frozenset[str] = frozenset()
    """Empty: all."""
    ignore: frozenset[str] = frozenset()
    known: frozenset[str] = field(default_factory=lambda: frozenset(CHECKS), repr=False)
    """Ids of the checks that there are: no word that is one of them means another."""

    @classmethod
    def of(
        cls,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        *,
        known: Collection[str] | None = None,
    ) -> Self:
        """Return the selection of words or comma lists of words.

        `known` are the ids of the checks that there are; archiver's own when None.
        Raises `UsageError` for a word that no check begins with, naming what exists.
        """
        ids = list(CHECKS if known is None else known)
        wanted, unwanted = (_words(lists, ids) for lists in (select, ignore))
        return cls(select=wanted, ignore=unwanted, known=frozenset(map(str.upper, ids)))

    def takes(self, check: str) -> bool:
        """Tell whether the findings of a check count."""
        wanted = self._longest(self.select or {_ALL}, check.upper())
        return wanted > self._longest(self.ignore, check.upper())

    @property
    def takes_all(self) -> bool:
        """Whether nothing was asked for: every finding counts."""
        return not self.ignore and self.select <= {_ALL}

    def _longest(self, words: Iterable[str], check: str) -> int:
        """Return the length of the longest word that fits; -1 when none does."""
        fitting = (
            0 if word == _ALL else len(word)
            for word in words
            if word in {_ALL, check} or (word not in self.known and check.startswith(word))
        )
        return max(fitting, default=-1)


def selected(report: Report, selection: Selection) -> Report:
    """Return the report with the findings that count, and the verdict that they make.

    A failed page stays failed as long as the check that says so counts (P0 or
    P1). What was promised and kept is counted as before.
    """
    findings = tuple(each for each in report.findings if selection.takes(each.check))
    accepted = tuple(each for each in report.accepted if selection.takes(each.check))
    verdict = Verdict.FAILED if _stays_failed(report, selection) else verdict_of(findings)
    return replace(report, findings=findings, accepted=accepted, verdict=verdict)


def _stays_failed(report: Report, selection: Selection) -> bool:
    if report.verdict is not Verdict.FAILED:
        return False
    reasons = {each.check for each in report.findings} & PAGE_CHECKS
    return any(selection.takes(check) for check in reasons or {"P0"})


def _words(lists: Iterable[str], ids: Collection[str]) -> frozenset[str]:
    """Return the words of comma lists; raise `UsageError` for one that fits no check."""
    words = {word.strip().upper() for text in lists for word in text.split(",")} - {""}
    for word in sorted(words - {_ALL}):
        if not any(check.upper().startswith(word) for check in ids):
            raise UsageError(
                f"no check is named {word!r}, and none begins so; there are {', '.join(ids)}, "
                f"their beginnings ({', '.join(_families(ids))}), and {_ALL}"
            )
    return frozenset(words)


def _families(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(check.rstrip("0123456789") for check in ids))
