"""Which checks count, and what that makes of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.compare.checks import CHECKS
from archiver.compare.selection import Selection, selected
from archiver.errors import UsageError
from archiver.models import Finding, LostAt, Report, Severity, Verdict

KNOWN = ("P0", "P1", "M1", "M3", "M10", "M11", "T1", "T3", "A1", "HOUSE", "HOUSE2")


def finding(check: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        check=check, severity=severity, message="Lost.", lost_at=LostAt.PAGE, fingerprint=check
    )


def report(*findings: Finding, verdict: Verdict = Verdict.PARTIAL) -> Report:
    return Report(
        slug="a", url="https://blog.test/a/", verdict=verdict, findings=findings, media_promised=3
    )


def taken(select: list[str], ignore: list[str]) -> set[str]:
    selection = Selection.of(select, ignore, known=KNOWN)
    return {check for check in KNOWN if selection.takes(check)}


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ([], [], set(KNOWN)),
        (["ALL"], [], set(KNOWN)),
        (["M"], [], {"M1", "M3", "M10", "M11"}),
        # A whole id means that check alone.
        (["M1"], [], {"M1"}),
        ([], ["M1"], set(KNOWN) - {"M1"}),
        (["HOUSE"], [], {"HOUSE"}),
        # The longest word wins, on either side.
        (["M3"], ["M"], {"M3"}),
        (["M"], ["M3"], {"M1", "M10", "M11"}),
        (["M", "T3"], ["ALL"], {"M1", "M3", "M10", "M11", "T3"}),
        ([], ["ALL"], set()),
        # Of equals, ignoring wins.
        (["M3", "T1"], ["M3"], {"T1"}),
        # Comma lists, repeated options, blanks, small letters.
        (["m1, t", " P0"], ["t1,"], {"M1", "T3", "P0"}),
    ],
)
def test_the_longest_word_decides(select: list[str], ignore: list[str], expected: set[str]) -> None:
    assert taken(select, ignore) == expected


@pytest.mark.parametrize("word", ["X", "M99", "M1X", "*", "M-"])
def test_an_unknown_word_is_refused_and_what_exists_is_named(word: str) -> None:
    for select, ignore in (([word], []), ([], [word]), (["M", f"T1,{word}"], [])):
        with pytest.raises(UsageError) as refused:
            Selection.of(select, ignore, known=KNOWN)
        assert word in str(refused.value)
        assert "P0, P1, M1, M3, M10, M11, T1, T3, A1, HOUSE, HOUSE2" in str(refused.value)
        assert "(P, M, T, A, HOUSE)" in str(refused.value)


def test_without_ids_archivers_own_checks_are_known() -> None:
    assert all(Selection.of().takes(check) for check in CHECKS)
    assert Selection() == replace(Selection.of())
    assert Selection.of(["ALL"]).takes_all
    assert not Selection.of(["M"]).takes_all
    assert not Selection.of([], ["M"]).takes_all


def test_findings_that_do_not_count_go_and_the_verdict_follows() -> None:
    whole = report(finding("M3"), finding("T1"), finding("T3", Severity.WARNING))
    assert selected(whole, Selection()) == whole
    milder = selected(whole, Selection.of([], ["M", "T1"]))
    assert [each.check for each in milder.findings] == ["T3"]
    assert milder.verdict is Verdict.COMPLETE
    assert milder.media_promised == 3
    assert selected(whole, Selection.of(["T1"])).verdict is Verdict.PARTIAL


def test_known_losses_are_selected_too_and_never_count() -> None:
    known = replace(report(verdict=Verdict.COMPLETE), accepted=(finding("M3"), finding("T1")))
    kept = selected(known, Selection.of(["T"]))
    assert [each.check for each in kept.accepted] == ["T1"]
    assert kept.verdict is Verdict.COMPLETE


@pytest.mark.parametrize(
    ("select", "ignore", "verdict"),
    [
        ([], [], Verdict.FAILED),
        (["P0"], [], Verdict.FAILED),
        (["M"], [], Verdict.COMPLETE),
        ([], ["P0"], Verdict.COMPLETE),
        ([], ["P1"], Verdict.FAILED),
    ],
)
def test_a_failed_page_stays_failed_while_the_check_that_says_so_counts(
    select: list[str], ignore: list[str], verdict: Verdict
) -> None:
    selection = Selection.of(select, ignore)
    assert selected(report(finding("P0"), verdict=Verdict.FAILED), selection).verdict is verdict
    assert selected(report(verdict=Verdict.FAILED), selection).verdict is verdict


def test_a_wrong_page_that_may_be_one_is_judged_by_the_rest() -> None:
    wrong = report(finding("P1"), finding("T1"), verdict=Verdict.FAILED)
    assert selected(wrong, Selection.of([], ["P1"])).verdict is Verdict.PARTIAL


@given(
    st.lists(st.sampled_from([*KNOWN, "M", "T", "P", "HOU", "ALL"])),
    st.lists(st.sampled_from([*KNOWN, "M", "T", "P", "HOU", "ALL"])),
)
def test_what_is_ignored_by_its_whole_name_never_counts(
    select: list[str], ignore: list[str]
) -> None:
    found = taken(select, ignore)
    assert not found & set(ignore)
    assert {word for word in select if word in KNOWN} - set(ignore) <= found
