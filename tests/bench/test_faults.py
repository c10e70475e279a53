"""A part of the fault bench: every case done by value that fits three of its posts."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from faults.bases import Base, Studio, read_targets
from faults.blank_font import font_of_nothing
from faults.families import load_families
from faults.judge import Judge, Verdict, counted, total
from faults.registry import PLANS, Expected, Plan
from faults.themes import THEMES
from faults.web import BenchWeb

from archiver.browser import Browser
from archiver.compare import CHECKS
from archiver.models import Finding, LostAt, Report, Severity
from archiver.store import Collection

load_families()
QUICK = frozenset({"harbour", "teahouse", "kitchen"})
LEAST = 5


def finding(check: str, block: int | None = None, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        check=check,
        severity=severity,
        message=f"{check} says so.",
        lost_at=LostAt.PAGE,
        fingerprint=f"{check} {block}",
        subject="https://a.test/1.jpg",
        block=block,
    )


def verdict(plan: Plan, expected: Expected | None, *findings: Finding) -> Verdict:
    judge = Judge({})
    judge.untouched["p"] = report(finding("T3"))
    return judge.verdict(plan, "p", expected, report(finding("T3"), *findings))


def report(*findings: Finding) -> Report:
    return Report(slug="p", url="", verdict="partial", findings=findings)  # type: ignore[arg-type]


FAULT = Plan(check="M1", name="gone", is_fault=True, times=1)
NEAR = Plan(check="M1", name="near", is_fault=False, times=1)


def test_a_fault_is_found_at_its_block_and_nothing_else_may_be_said() -> None:
    wanted = Expected(block=3, implied=("C3",))
    assert verdict(FAULT, wanted, finding("M1", 3), finding("C3", 4)).is_right
    assert not verdict(FAULT, wanted, finding("M1", 4)).is_found
    beside = verdict(FAULT, wanted, finding("M1", 3), finding("T1", 5))
    assert beside.is_found
    assert not beside.is_right
    assert verdict(FAULT, wanted, finding("M1", 3), finding("O2", 5, Severity.WARNING)).is_right


def test_a_near_miss_bears_no_word_more_than_the_untouched_capture() -> None:
    assert verdict(NEAR, None).is_right
    assert not verdict(NEAR, None, finding("O2", 1, Severity.WARNING)).is_right
    assert verdict(NEAR, Expected(implied=("O2",)), finding("O2", 1)).is_right


def test_alarms_count_against_the_check_that_gave_them() -> None:
    wanted = Expected(block=3)
    counts = counted([
        verdict(FAULT, wanted, finding("M1", 3)),
        verdict(FAULT, wanted, finding("M1", 3), finding("T1", 5)),
        verdict(NEAR, None, finding("T1", 6)),
    ])  # fmt: skip
    assert (counts["M1"].faults, counts["M1"].found, counts["M1"].recall) == (2, 1, 0.5)
    assert (counts["T1"].alarms, counts["T1"].precision) == (2, 0.0)
    assert total(counts.values()).near_misses == 1


def test_every_check_has_faults_and_near_misses_enough() -> None:
    faults = Counter[str]()
    for plan in PLANS:
        faults[plan.check, plan.is_fault] += plan.times
    short = [(name, f) for name in CHECKS for f in (True, False) if faults[name, f] < LEAST]
    assert short == []


def test_the_posts_are_many_and_each_has_its_theme() -> None:
    targets = read_targets()
    assert len(targets) >= 14
    assert {name for name, target in targets.items() if target.html is None} == set(THEMES)


def test_the_blank_font_is_a_font() -> None:
    body = font_of_nothing()
    assert body[:4] == b"\0\1\0\0"
    assert b"cmap" in body


async def quick_bases(folder: Path) -> dict[str, Base]:
    targets = read_targets(QUICK)
    posts = [target.post for target in targets.values() if target.post]
    with Collection.open(folder) as collection:
        async with BenchWeb(posts) as web, Browser.start(web.settings) as browser:
            studio = Studio(browser, collection, web)
            return {name: await studio.base(name, target) for name, target in targets.items()}


@pytest.mark.browser
def test_what_is_planted_in_real_captures_is_found_and_no_more(tmp_path: Path) -> None:
    judge = Judge(asyncio.run(quick_bases(tmp_path / "archive")))
    assert [f.message for each in judge.untouched.values() for f in each.findings] == []
    verdicts = [each for plan in PLANS for each in judge.verdicts(plan)]
    assert len(verdicts) > 300
    wrong = [f"{each.check} {each.name}" for each in verdicts if not each.is_right]
    assert wrong == []
