"""Findings, pages and accounts for the tests of reports; and what strangers may write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from archiver.compare import CHECKS
from archiver.models import Box, Finding, LostAt, RecordPointer, Report, Severity, Verdict
from archiver.reports import Account, JudgedPage

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
RECORD = RecordPointer(filename="a-20260304050607-00001.warc.gz", offset=712, length_bytes=90)

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "'><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "]]><!-- --><x>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "@octocat #17 GH-3 `code` | cell | **bold** _it_ ~no~",
    "[link](javascript:alert(1)) ![i](http://tracker.test/x.png) <http://tracker.test>",
    "http://tracker.test/a www.tracker.test mail@tracker.test",
    "\x00\x01\x08\x0b\x1b[2J\x1b]0;x\x07\x7f\x9b",
    "\u202egnp.exe\u2066\u2028line\u2029\ufeff\ufffe\uffff",
    "\ud800 half \udfff",
    "\r\n* new\n## line\n| x |\n\n<details>",
    "&lt;b&gt; &#60;script&#62;",
)

words = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(codec=None), max_size=60), st.just("")
)


def finding(check: str = "M3", line: int | None = 7, **facts: object) -> Finding:
    found = Finding(
        check=check,
        severity=CHECKS[check].severity if check in CHECKS else Severity.ERROR,
        message=f"The thing of {check} is lost.",
        lost_at=LostAt.PAGE,
        fingerprint="0123456789abcdef",
        line=line,
        block=3,
    )
    return replace(found, **facts)  # type: ignore[arg-type]


def failed_picture(url: str, status: str = "403", **facts: object) -> Finding:
    message = f"The page asked for the picture {url}, but the server answered {status}."
    evidence = {"url": url, "status": status}
    return finding("M3", message=message, subject=url, evidence=evidence, **facts)


def page(
    slug: str, *findings: Finding, verdict: Verdict | None = None, **facts: object
) -> JudgedPage:
    wrong = any(each.severity is Severity.ERROR for each in findings)
    report = Report(
        slug=slug,
        url=f"https://blog.test/{slug}/",
        verdict=verdict or (Verdict.PARTIAL if wrong else Verdict.COMPLETE),
        findings=findings,
        media_promised=5,
        media_kept=4,
        captions_promised=2,
        captions_kept=2,
        accepted=facts.pop("accepted", ()),  # type: ignore[arg-type]
    )
    told = JudgedPage(report=report, title=f"About {slug}", path=f"posts/{slug}.md", size_bytes=900)
    return replace(told, **facts)  # type: ignore[arg-type]


def account(*pages: JudgedPage, **facts: object) -> Account:
    made = Account(pages=pages, made_at=WHEN, archive="archive", archiver="1.2.3")
    return replace(made, **facts)  # type: ignore[arg-type]


numbers = st.one_of(st.none(), st.integers(1, 9_999))
boxes = st.builds(Box, *[st.floats() for _ in range(4)])
findings = st.builds(
    Finding,
    check=st.sampled_from([*CHECKS, "XY1"]),
    severity=st.sampled_from(Severity),
    message=words,
    lost_at=st.sampled_from(LostAt),
    fingerprint=st.just("0123456789abcdef"),
    subject=words,
    block=numbers,
    line=numbers,
    evidence=st.dictionaries(
        st.one_of(st.sampled_from(["url", "status", "digest", "field", "errors", "file"]), words),
        words,
        max_size=4,
    ),
    record=st.one_of(st.none(), st.just(RECORD)),
    box=st.one_of(st.none(), boxes),
)


@st.composite
def accounts(draw: st.DrawFn, most_pages: int = 5) -> Account:
    """An account in which strangers wrote whatever they like."""
    made = []
    for number in range(draw(st.integers(0, most_pages))):
        report = Report(
            slug=f"p{number}",
            url=draw(words),
            verdict=draw(st.sampled_from(Verdict)),
            findings=tuple(draw(st.lists(findings, max_size=4))),
            accepted=tuple(draw(st.lists(findings, max_size=2))),
            media_promised=3,
        )
        made.append(JudgedPage(report=report, title=draw(words), path=draw(words)))
    unreadable = tuple(draw(st.lists(words, max_size=2)))
    return Account(pages=tuple(made), made_at=WHEN, unreadable=unreadable, archive=draw(words))


def hostile_account(facts: Mapping[str, str] | None = None) -> Account:
    """A page for each hostile text, which stands in every place that strangers write."""
    pages = []
    for number, text in enumerate(HOSTILE):
        wrong = finding(
            "M3", message=text, subject=text, evidence={text: text, **(facts or {})}, record=RECORD
        )
        known = finding("T3", message=text)
        made = page(f"p{number}", wrong, title=text, path=text, accepted=(known,))
        pages.append(replace(made, report=replace(made.report, url=text)))
    return account(*pages, unreadable=HOSTILE, archive=HOSTILE[0])
