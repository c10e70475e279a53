"""What a failed test says: the finding in words, the post's lines, what was seen, what to do."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from archiver.compare import check_of
from archiver.errors import ArchiverError
from archiver.models import Finding, Post
from archiver.pytest_plugin.arguments import WACZ
from archiver.reports import LOST, count
from archiver.reports.wording import lines, one_line

if TYPE_CHECKING:
    from archiver.pytest_plugin.articles import Article
    from archiver.pytest_plugin.outcome import Outcome

_SHOWN: Final = 8
"""Findings of one article that are told in full; `-vv` tells all."""
_AROUND, _FAR_AROUND = 1, 4
"""Lines of the post before and after the one that promises, for -v and -vv."""
_MOST_LINE: Final = 160
_MOST_VALUE: Final = 2_000
_VERY: Final = 2
"""Of `-vv`."""
_SEEN: Final = ("url", "status", "error", "sniffed", "mime", "outcome", "size_bytes")
"""Evidence that is told without -vv: what came in the place of what was promised."""


def told(article: Article, outcome: Outcome, verbosity: int = 0) -> str:
    """Return why an article fails.

    The first line is what pytest's short summary shows. With `-q` there is a line for each
    finding and no more; with `-vv` all that is known.
    """
    findings = [*outcome.fails, *(each.finding for each in outcome.known if not outcome.fails)]
    place = place_of(article)
    heads = [line_of(each, place) for each in findings]
    if verbosity < 0:
        return "\n".join(heads)
    shown = findings if verbosity >= _VERY else findings[:_SHOWN]
    more = f" (and {len(findings) - 1:,} more)" if len(findings) > 1 else ""
    parts = [f"{heads[0]}{more}"] if len(findings) > 1 else []
    post = _post_of(article)
    parts += ["\n".join(_told(article, post, each, verbosity)) for each in shown]
    if len(shown) < len(findings):
        parts.append(f"{count(len(findings) - len(shown), 'more finding')}; -vv tells all")
    if verbosity >= _VERY and outcome.fails:
        parts += [f"known loss: {each.reason}" for each in outcome.known]
    return "\n\n".join(parts)


def line_of(finding: Finding, place: str) -> str:
    """Return a finding on one line: `posts/a.md:31: M5 a placeholder ...`."""
    line = f":{finding.line}" if finding.line else ""
    return one_line(f"{place}{line}: {finding.check} {finding.message}", 600)


def review_command(article: Article, finding: Finding) -> str:
    """Return the command that opens a finding in the review page."""
    root = near(article.archive)
    first = ""
    if article.archive.suffix == WACZ:
        first = _command(["archiver", "import", root, "--output", Path(root).stem]) + " && "
        root = Path(root).stem
    words = ["archiver", "review", root, "--article", article.slug]
    return first + _command([*words, "--finding", finding.fingerprint])


def _command(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def excerpt(post: Post, line: int, around: int) -> list[str]:
    """Return lines of a post with their numbers; the one that promises is marked."""
    try:
        text = post.raw.decode(post.encoding or "utf-8", "replace")
    except LookupError:
        text = post.raw.decode("utf-8", "replace")
    every = text.splitlines()
    first, last = max(1, line - around), min(len(every), line + around)
    width = len(str(last))
    return [
        f"{'>' if number == line else ' '} {number:>{width}} | "
        f"{one_line(every[number - 1], _MOST_LINE)}".rstrip()
        for number in range(first, last + 1)
    ]


def _told(article: Article, post: Post | None, finding: Finding, verbosity: int) -> Iterator[str]:
    check = check_of(finding.check)
    title = f" ({check.title})" if check else ""
    yield line_of(finding, place_of(article))
    yield f"  {finding.severity} {finding.check}{title}: {LOST[finding.lost_at]}"
    if post is not None and finding.line:
        far = _FAR_AROUND if verbosity >= _VERY else _AROUND
        yield from (f"    {each}" for each in excerpt(post, finding.line, far))
    if verbosity >= _VERY:
        yield from _evidence(finding)
    elif seen := _seen(finding):
        yield f"  seen: {seen}"
    yield f"  look: {review_command(article, finding)}"


def _seen(finding: Finding) -> str:
    evidence = finding.evidence
    parts = [f"{name} {one_line(evidence[name], 200)}" for name in _SEEN if evidence.get(name)]
    return ", ".join(parts)


def _evidence(finding: Finding) -> Iterator[str]:
    for name, value in finding.evidence.items():
        yield f"  {one_line(name)}: " + lines(value, _MOST_VALUE).replace("\n", "\n    ")
    if finding.record:
        yield f"  record: {finding.record.filename} at {finding.record.offset}"
    if finding.box:
        box = finding.box
        yield f"  on the page: {box.width:g} x {box.height:g} px at {box.x:g}, {box.y:g}"
    yield f"  fingerprint: {finding.fingerprint}"


def _post_of(article: Article) -> Post | None:
    try:
        return article.post
    except ArchiverError:
        return None


def place_of(article: Article) -> str:
    """Return the post's file, as a person here would type it; the address without a post."""
    return near(Path(article.path)) if article.path else article.url


def near(path: Path) -> str:
    """Return a path as a person here would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
