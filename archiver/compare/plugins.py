"""Checks that others wrote, found by the entry point group `archiver.checks`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata

from archiver.compare.case import Case
from archiver.compare.checks import CHECKS, Check
from archiver.compare.loss import Loss
from archiver.compare.wording import quote
from archiver.errors import PluginError
from archiver.models import LostAt, Severity

GROUP = "archiver.checks"
"""Of `[project.entry-points."archiver.checks"]` in the other package's pyproject.toml."""
_ID = re.compile(r"[A-Z]{1,8}\d{1,4}")
_MOST_LOSSES = 10_000
"""Of one check for one page: what says more is at fault itself."""


@dataclass(frozen=True, slots=True)
class ThirdPartyCheck:
    """A check of somebody else: its page, and what finds its losses.

    `losses` is given the `Case` and yields a `Loss` for each thing that is wrong, with
    the check's own id. It must not change what it is given.
    """

    check: Check
    losses: Callable[[Case], Iterable[Loss]]


@cache
def installed_checks() -> tuple[ThirdPartyCheck, ...]:
    """Return the checks of all installed packages, by id; read once.

    Raises:
        PluginError: one cannot be loaded, is no `ThirdPartyCheck`, or has an id that is
            taken or no id.
    """
    found: dict[str, ThirdPartyCheck] = {}
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda each: each.name):
        check = _loaded(point)
        name = check.check.id
        if not _ID.fullmatch(name) or name in CHECKS or name in found:
            raise PluginError(
                f"the check {name!r} of {_maker(point)} needs an id of its own, such as 'XY1'"
            )
        found[name] = check
    return tuple(found[name] for name in sorted(found))


def check_of(name: str) -> Check | None:
    """Return a check by its id, archiver's own or an installed one; None for neither."""
    if name in CHECKS:
        return CHECKS[name]
    return next((each.check for each in installed_checks() if each.check.id == name), None)


def losses(case: Case, checks: Sequence[ThirdPartyCheck]) -> Iterator[Loss]:
    """Yield what the checks of others find; one that fails is told of, and ends no other."""
    for each in checks:
        name = each.check.id
        try:
            for count, loss in enumerate(each.losses(case), start=1):
                if count > _MOST_LOSSES:
                    break
                yield replace(loss, check=name)
        except Exception as error:  # noqa: BLE001 - another's code may raise anything
            yield _failed(name, error)


def _failed(name: str, error: Exception) -> Loss:
    said = quote(f"{type(error).__name__}: {error}", 200)
    return Loss(
        check=name,
        key="the check itself",
        kind=f"failed {type(error).__name__}",
        message=f"The check {name} failed ({said}): what it would find is not known.",
        lost_at=LostAt.SOURCE,
        severity=Severity.WARNING,
        evidence={"error": said},
    )


def _loaded(point: metadata.EntryPoint) -> ThirdPartyCheck:
    try:
        value = point.load()
    except Exception as error:  # it is raised again as ours
        raise PluginError(
            f"the check {point.name!r} of {_maker(point)} cannot be loaded "
            f"({type(error).__name__}: {error}); update or remove that package"
        ) from error
    if not isinstance(value, ThirdPartyCheck):
        raise PluginError(
            f"the check {point.name!r} of {_maker(point)} is no archiver.compare.ThirdPartyCheck"
        )
    return value


def _maker(point: metadata.EntryPoint) -> str:
    return f"the package {point.dist.name!r}" if point.dist else "some package"
