"""Accepting findings: found in the archive's reports, written to `review.toml`."""

from __future__ import annotations

import difflib
import getpass
import re
import subprocess
from collections.abc import Collection as Many
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.text import Text

from archiver.cli.terminal import out, words
from archiver.compare.known_losses import PAGE_CHECKS, honour
from archiver.compare.wording import quote
from archiver.decisions import FILE_NAME, put_decisions, read_decisions, withdraw_decisions
from archiver.errors import UsageError
from archiver.models import Decision, Finding, Report, Ruling
from archiver.reports import count
from archiver.store import Collection

_PREFIX = re.compile(r"[0-9a-f]{6,16}")
_WHOLE = re.compile(r"[0-9a-f]{16}")
_SUBJECT_CHARACTERS = 200
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Why, by whom and how long losses are accepted."""

    reason: str
    by: str = ""
    """Empty: the name that git or the system knows."""
    until: date | None = None
    verdict: Ruling = Ruling.ACCEPTED
    """What is decided: that a loss is right so, that it is not, or that it is not worth telling."""


def ruling_of(text: str) -> Ruling:
    """Return the verdict that an option names; accepted for none; `UsageError` for another."""
    if not text:
        return Ruling.ACCEPTED
    try:
        return Ruling(text)
    except ValueError:
        known = ", ".join(Ruling)
        raise UsageError(f"--verdict must be one of {known}, not {text[:40]!r}") from None


def check_options(slug: str, prefixes: Sequence[str], given: Mapping[str, bool]) -> None:
    """Refuse options that do not go together; `given` tells which stand there.

    Raises:
        UsageError: no article is named, or one option makes another one void.
    """
    wanted = [name for name, is_there in given.items() if is_there]
    if "--all" in wanted:
        if slug or len(wanted) > 1:
            other = next((name for name in wanted if name != "--all"), "the name of an article")
            raise UsageError(f"--all accepts every page as it is; leave out {other}")
        return
    if not slug:
        raise UsageError("name an article, as `archiver list` does, or accept all with --all")
    if "--list" in wanted and (prefixes or len(wanted) > 1):
        other = next((name for name in wanted if name != "--list"), "the fingerprints")
        raise UsageError(f"--list changes nothing; leave out {other}")
    for name in ("--verdict", "--reason", "--until"):
        if name in wanted and "--undo" in wanted:
            raise UsageError(f"--undo takes back what was accepted; leave out {name}")
        if name in wanted and not prefixes:
            raise UsageError(
                f"{name} is said of findings: give their fingerprints, which"
                f" `archiver accept {slug} --list` names"
            )


def accept(
    archive: Path, folder: Path, slug: str, prefixes: Sequence[str], acceptance: Acceptance
) -> None:
    """Write a decision for each fingerprint, and say what was written.

    Raises:
        UsageError: no reason or no name is given, the last day is over, the article or a
            finding is not there, or a fingerprint is not enough to tell which.
        StorageError: the archive cannot be read, or the file not written.
    """
    if not acceptance.reason.strip():
        raise UsageError('say why with --reason "...": it is what others will read')
    today = today_here()
    if acceptance.until is not None and acceptance.until < today:
        raise UsageError(f"--until {acceptance.until} is over; name a day that is to come")
    by = acceptance.by.strip() or own_name()
    report = _report(archive, slug)
    every = {each.fingerprint: each for each in (*report.findings, *report.accepted)}
    looks = _looks(prefixes, every, acceptance.verdict)
    chosen = [
        every[_whole(prefix, every, f"finding of {slug}")]
        for prefix in prefixes
        if prefix not in looks
    ]
    path = folder / FILE_NAME
    former = {each.fingerprint for each in read_decisions(path) if each.slug == slug}
    decisions = {
        fingerprint: Decision(
            slug=slug,
            check=check,
            fingerprint=fingerprint,
            verdict=acceptance.verdict,
            reason=acceptance.reason.strip(),
            by=by,
            at=today,
            until=acceptance.until,
            subject=quote(subject, _SUBJECT_CHARACTERS) if subject else "",
        )
        for fingerprint, check, subject in (
            *((each.fingerprint, each.check, each.subject) for each in chosen),
            *((each, check, "") for each, check in looks.items()),
        )
    }
    put_decisions(path, tuple(decisions.values()))
    _tell(path, [*decisions.values()], every, former)


def _looks(prefixes: Sequence[str], findings: Many[str], verdict: Ruling) -> Mapping[str, str]:
    """Return the whole fingerprints that are no finding's, each with what its decision is about.

    They are of what the review page alone shows: a changed look, an article without a
    snapshot. Those are accepted by accepting the page, and so not here.
    """
    if verdict is Ruling.ACCEPTED:
        return {}
    from archiver.review.item import CHANGE_CHECK, NEW_CHECK, NEW_FINGERPRINT

    return {
        each: NEW_CHECK if each == NEW_FINGERPRINT else CHANGE_CHECK
        for each in prefixes
        if _WHOLE.fullmatch(each) and each not in findings
    }


def list_findings(archive: Path, folder: Path, slug: str) -> None:
    """Print the findings of an article with their fingerprints, what is accepted last.

    Raises:
        UsageError: the archive has no such article, or `review.toml` is not in order.
        StorageError: the archive cannot be read.
    """
    console = out()
    done = honour(_report(archive, slug), read_decisions(folder / FILE_NAME), today_here())
    report = done.report
    ignored = {each.fingerprint for each in done.honoured if each.verdict is Ruling.IGNORED}
    for findings in (report.findings, report.accepted):
        for each in findings:
            where = f"line {each.line}: " if each.line else ""
            state = "ignored " if each.fingerprint in ignored else "accepted "
            state = state if findings is report.accepted else ""
            line = f"{each.fingerprint} {state}{each.severity} {each.check}: {where}{each.message}"
            console.print(words(line), soft_wrap=True)
    if report.findings:
        told = f'archiver accept {slug} {report.findings[0].fingerprint[:8]} --reason "..."'
        console.print(words(told, "dim"), soft_wrap=True)
    else:
        console.print(Text("nothing is left to accept", "bold"))


def take_back(folder: Path, slug: str, prefixes: Sequence[str]) -> None:
    """Take the decisions for these fingerprints out of the file, and say so.

    Raises:
        UsageError: there is no such decision, or more than one.
        StorageError: the file cannot be written.
    """
    path = folder / FILE_NAME
    own = {each.fingerprint: each for each in read_decisions(path) if each.slug == slug}
    gone = {_whole(prefix, own, f"decision for {slug} in {path}") for prefix in prefixes}
    withdraw_decisions(path, [(slug, fingerprint) for fingerprint in gone])
    console = out()
    for fingerprint in sorted(gone):
        each = own[fingerprint]
        line = f"removed {each.check} {fingerprint}: {quote(each.subject or each.reason, 200)}"
        console.print(words(line), soft_wrap=True)
    console.print(Text(f"{count(len(gone), 'decision')} removed from {path}", "bold"))


def _tell(
    path: Path,
    decisions: Sequence[Decision],
    findings: Mapping[str, Finding],
    former: Many[str],
) -> None:
    console = out()
    for each in decisions:
        verb = "renewed" if each.fingerprint in former else each.verdict.value
        finding = findings.get(each.fingerprint)
        what = finding.message if finding else "how the page looks"
        console.print(words(f"{verb} {each.check} {each.fingerprint}: {what}"), soft_wrap=True)
    if any(each.check in PAGE_CHECKS and each.verdict is Ruling.ACCEPTED for each in decisions):
        told = (
            "The page stays failed, for it is not in the archive; it ends no job with 1 any more."
        )
        console.print(Text(told, "yellow"), soft_wrap=True)
    until = decisions[0].until
    last = f", up to {until}" if until else ""
    told = f"{count(len(decisions), 'decision')} in {path}{last}; undo with --undo"
    console.print(words(told, "bold"), soft_wrap=True)


def _report(archive: Path, slug: str) -> Report:
    with Collection.open(archive, writable=False) as collection:
        report = collection.report(slug)
        if report is not None:
            return report
        slugs = [summary.slug for summary in collection.captures()]
    if slug in slugs:
        raise UsageError(f"{slug} was not checked yet; run `archiver check` first")
    raise unknown_article(archive, slug, slugs)


def unknown_article(archive: Path, slug: str, slugs: Sequence[str]) -> UsageError:
    """Return the error that an archive has no article of this name."""
    near = difflib.get_close_matches(slug[:80], slugs, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`archiver list` names them all"
    return UsageError(f"{archive} has no article {slug[:80]!r}; {hint}")


def _whole(prefix: str, fingerprints: Iterable[str], noun: str) -> str:
    """Return the one fingerprint that begins so; raise `UsageError` for none and for several."""
    start = prefix.strip().lower()
    if not _PREFIX.fullmatch(start):
        raise UsageError(
            f"{prefix[:40]!r} is no fingerprint; give its first 6 hexadecimal digits or more"
        )
    found = sorted(each for each in fingerprints if each.startswith(start))
    if len(found) > 1:
        some = ", ".join(found[:_NAMED])
        raise UsageError(f"{start} begins {len(found)} fingerprints ({some}); give more digits")
    if not found:
        raise UsageError(f"no {noun} has the fingerprint {start}")
    return found[0]


def today_here() -> date:
    """Return the day where the person is: `until` is written by that calendar."""
    return datetime.now(UTC).astimezone().date()


def own_name() -> str:
    """Return who is at work: the name in git's settings, else the system's.

    Raises:
        UsageError: neither knows one.
    """
    try:
        done = subprocess.run(
            ["git", "config", "user.name"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=5,
            check=False,
        )
        name = done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
    except (OSError, subprocess.TimeoutExpired):
        name = ""
    try:
        return name or getpass.getuser()
    except (OSError, KeyError) as error:
        raise UsageError("say who accepts this with --by NAME") from error
