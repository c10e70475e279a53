"""The same thing on many pages, told once; and what only looks the same."""

from __future__ import annotations

from hypothesis import given
from told import accounts, failed_picture, finding, page

from archiver.models import LostAt, Severity
from archiver.reports import Account, grouped
from archiver.reports.grouping import Same


def test_one_placeholder_on_many_pages_is_one_group_whatever_the_addresses() -> None:
    def notice(number: int) -> object:
        url = f"https://cdn{number % 2}.test/{number}.jpg"
        evidence = {"url": url, "digest": "sha1:NOTICE"}
        return finding("M5", message=f"{url} is a notice.", subject=url, evidence=evidence)

    pages = [page(f"p{number}", notice(number)) for number in range(37)]
    (group,) = grouped(pages).groups
    assert (group.same, group.value) == (Same.PAYLOAD, "sha1:NOTICE")
    assert len(group.pages) == 37
    assert group.sentence == (
        "One and the same answer came for 37 addresses of cdn0.test and 1 other host."
    )
    assert all(grouped(pages).alone(each) == [] for each in pages)


def test_a_host_that_fails_in_one_way_is_one_group_for_each_way() -> None:
    pages = [
        page(
            f"p{number}",
            failed_picture(f"https://cdn.test/{number}.jpg", "403"),
            failed_picture(f"https://cdn.test/x{number}.jpg", "404"),
            failed_picture(f"https://other{number}.test/x.jpg", "403"),
        )
        for number in range(3)
    ]
    told = grouped(pages)
    assert [(each.value, each.flaw) for each in told.groups] == [
        ("cdn.test", "status 403"),
        ("cdn.test", "status 404"),
    ]
    assert told.groups[0].sentence == ("3 addresses of cdn.test fail in the same way: status 403.")
    assert [each.subject for each in told.alone(pages[1])] == ["https://other1.test/x.jpg"]


def test_a_field_that_the_template_leaves_out_is_one_group() -> None:
    def lost(name: str, value: str) -> object:
        return finding("T3", message=f'The {name} "{value}" is not shown.', subject=value,
                       evidence={"field": name, "promised": value})  # fmt: skip

    pages = [page(f"p{n}", lost("author", f"Writer {n}")) for n in range(3)]
    pages.append(page("other", lost("date", "2026")))
    (group,) = grouped(pages).groups
    assert (group.same, group.value, len(group.places)) == (Same.FIELD, "author", 3)
    assert group.sentence == "The author of the posts is not on their pages."


def test_scripts_overlays_and_damaged_files_are_the_same_by_their_evidence() -> None:
    evidence = {
        "P5": ({"errors": "x is not defined\nmore", "failed": "a"}, Same.SCRIPT),
        "P2": ({"overlay": "We use cookies"}, Same.OVERLAY),
        "D1": ({"file": "a.warc.gz"}, Same.FILE),
    }
    for check, (facts, same) in evidence.items():
        pages = [page(f"p{n}", finding(check, subject=f"s{n}", evidence=facts)) for n in range(3)]
        (group,) = grouped(pages).groups
        assert group.same is same
        assert "\n" not in group.value
        assert group.sentence == f"The thing of {check} is lost."


def test_findings_in_other_words_have_a_sentence_for_all() -> None:
    facts = {"P5": "errors", "P2": "overlay", "D1": "file", "T3": "field"}
    told = []
    for check, name in facts.items():
        found = [finding(check, message=f"No {n}.", evidence={name: "it."}) for n in range(3)]
        told += grouped([page(f"p{n}", each) for n, each in enumerate(found)]).groups
    assert [group.sentence for group in told] == [
        "The scripts fail in the same way: it.",
        'The same thing is set over the pages: "it".',
        "Records of one file are damaged: it.",
        "The it of the posts is not on their pages.",
    ]


def test_two_pages_are_no_group_nor_are_many_findings_of_one_page() -> None:
    same = [failed_picture(f"https://cdn.test/{n}.jpg") for n in range(9)]
    told = grouped([page("a", *same), page("b", *same)])
    assert told.groups == ()
    assert len(told.alone(page("a", *same))) == 9


def test_what_differs_in_severity_or_in_where_it_was_lost_is_told_apart() -> None:
    url = "https://cdn.test/a.jpg"
    kinds = [
        failed_picture(url),
        failed_picture(url, severity=Severity.WARNING),
        failed_picture(url, lost_at=LostAt.CAPTURE),
    ]
    assert grouped([page(f"p{at}", kind) for at, kind in enumerate(kinds)]).groups == ()


def test_errors_come_before_warnings_and_the_widest_first() -> None:
    mild = failed_picture("https://a.test/a.jpg", severity=Severity.WARNING)
    wide = failed_picture("https://b.test/b.jpg")
    narrow = failed_picture("https://c.test/c.jpg")
    pages = [page(f"p{n}", mild, wide, *([narrow] if n < 3 else [])) for n in range(4)]
    groups = grouped(pages).groups
    assert [(each.id, each.value) for each in groups] == [
        ("g1", "b.test"),
        ("g2", "c.test"),
        ("g3", "a.test"),
    ]


def test_the_same_words_are_told_as_they_are() -> None:
    pages = [page(f"p{n}", finding("T1", subject="Farewell.")) for n in range(3)]
    (group,) = grouped(pages).groups
    assert group.sentence == "The thing of T1 is lost."
    assert [each.page.report.slug for each in group.firsts] == ["p0", "p1", "p2"]


@given(accounts())
def test_every_finding_is_told_once_in_a_group_or_alone(told: Account) -> None:
    found = grouped(told.pages, least_pages=2)
    alone = sum(len(found.alone(each)) for each in told.pages)
    together = sum(len(group.places) for group in found.groups)
    assert alone + together == sum(len(each.report.findings) for each in told.pages)
    for group in found.groups:
        assert len(group.pages) >= 2
        assert len({place.finding.check for place in group.places}) == 1
