"""Changes between two captures, put on a terminal, in lines or as JSON."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from archiver.capture import looks_of
from archiver.cli.report import print_json
from archiver.cli.terminal import harmless, out, words
from archiver.compare.change import Change, ChangeKind, Changes, Run
from archiver.compare.changes import changes
from archiver.compare.wording import quote
from archiver.errors import UsageError
from archiver.jobs import Judge
from archiver.models import Post
from archiver.reports import count
from archiver.rules import read_rulebook
from archiver.store import CaptureSummary, Collection

_SIGNS = {
    ChangeKind.ADDED: ("+", "green"),
    ChangeKind.FOUND: ("+", "green"),
    ChangeKind.REMOVED: ("-", "red"),
    ChangeKind.LOST: ("-", "red"),
    ChangeKind.MOVED: (">", "cyan"),
}
_OTHER_SIGN = ("~", "yellow")
_MARKS = {"-": ("[-", "-]", "red strike"), "+": ("{+", "+}", "green")}
"""As wdiff writes them, for where there is no colour."""
_QUOTED = 200
_RUN_ENDS = 40
"""Characters that are shown of both ends of words that stayed."""
_NAMED = 5


def show_difference(
    root: Path,
    slug: str,
    names: tuple[str, str],
    *,
    rules: Sequence[Path] = (),
    everything: bool = False,
    as_json: bool = False,
) -> bool:
    """Print what changed between two captures of an article; tell whether the article did.

    `names` are the beginnings of the captures' ids or dates, empty for the last two.

    Raises:
        UsageError: there is no such article or capture, a name fits several, or a rule file
            is not in order.
        StorageError: the archive cannot be read.
    """
    console = out()
    with Collection.open(root, writable=False) as collection:
        captures = collection.captures(slug, latest=False)
        if not captures:
            raise _unknown(root, slug, [each.slug for each in collection.captures()])
        pair = _pair(captures, names)
        if pair is None:
            _print_single(console, slug, as_json=as_json)
            return False
        judge = Judge(collection, read_rulebook(rules), keeps=False)
        post = judge.post_of(pair[1])
        old, new = (collection.capture(each.capture_id) for each in pair)
        report = judge.report_of(pair[1])
        looks = looks_of(collection, new, old)
        found = changes(post, old, new, looks=looks, report=report)
    if as_json:
        print_json(console, _changes_object(slug, found, pair))
    else:
        _print(console, found, pair, post, everything=everything)
    return found.has_changed


def _pair(
    captures: Sequence[CaptureSummary], names: tuple[str, str]
) -> tuple[CaptureSummary, CaptureSummary] | None:
    """Return the two captures; None when there is no other to compare with."""
    if len(captures) == 1 and names == ("", ""):
        return None
    later = _named(captures, names[1]) if names[1] else captures[-1]
    if names[0]:
        earlier = _named(captures, names[0])
    else:
        before = captures[: captures.index(later)]
        if not before:
            raise UsageError("nothing was captured before that; name another with --from")
        earlier = before[-1]
    if earlier is later:
        raise UsageError("--from and --to name the same capture")
    return earlier, later


def _named(captures: Sequence[CaptureSummary], name: str) -> CaptureSummary:
    start = name.strip().lower()
    found = [
        each
        for each in captures
        if each.capture_id.startswith(start)
        or each.started_at.isoformat().lower().startswith(start)
    ]
    if len(found) == 1:
        return found[0]
    some = ", ".join(f"{each.capture_id[:8]} of {_moment(each)}" for each in captures[-_NAMED:])
    what = f"fits {len(found)} captures" if found else "is the beginning of no capture"
    raise UsageError(f"{name[:80]!r} {what}; there are {some}")


def _unknown(root: Path, slug: str, slugs: Sequence[str]) -> UsageError:
    near = difflib.get_close_matches(slug[:80], slugs, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`archiver list` names them all"
    return UsageError(f"{root} has no article {slug[:80]!r}; {hint}")


def _moment(summary: CaptureSummary) -> str:
    return f"{summary.started_at:%Y-%m-%d %H:%M:%S}"


def _print_single(console: Console, slug: str, *, as_json: bool) -> None:
    if as_json:
        print_json(console, {"slug": slug, "captures": 1, "changed": False, "changes": []})
        return
    told = f"{slug} was captured once: `archiver run --again` makes a second to compare with"
    console.print(words(told), soft_wrap=True)


def _print(
    console: Console,
    found: Changes,
    pair: tuple[CaptureSummary, CaptureSummary],
    post: Post | None,
    *,
    everything: bool,
) -> None:
    head = f"{pair[1].title or pair[1].slug}: {_moment(pair[0])} and {_moment(pair[1])}"
    console.print(words(head, "bold"), soft_wrap=True)
    for note in found.notes:
        console.print(words(note, "yellow"), soft_wrap=True)
    path = str(post.path) if post else ""
    shown = [each for each in found.changes if each.counts or everything]
    for change in shown:
        console.print(_line(console, change, path), soft_wrap=not console.is_terminal)
    console.print(Text(_sum(found), "bold"), soft_wrap=True)
    hidden = len(found.changes) - len(shown)
    if hidden:
        them = "it" if hidden == 1 else "them"
        told = f"{count(hidden, 'change')} beside it; --all shows {them}"
        console.print(Text(told, "dim"), soft_wrap=True)


def _sum(found: Changes) -> str:
    losses = sum(each.is_loss for each in found.changes)
    others = sum(each.counts for each in found.changes) - losses
    if not losses and not others:
        return "the article is the same"
    parts = [count(losses, "loss")] if losses else []
    parts += [count(others, "other change" if losses else "change")] if others else []
    return ", ".join(parts)


def _line(console: Console, change: Change, path: str) -> Text:
    sign, style = _SIGNS.get(change.kind, _OTHER_SIGN)
    line = Text(overflow="fold").append(f"{sign} ", f"bold {style}")
    if path and change.line:
        line += words(f"{path}:{change.line}:", "cyan") + Text(" ")
    line += Text(f"{change.what} {change.kind}", style)
    if change.is_loss:
        line += Text(f" ({change.check})", "bold red")
    if change.outside:
        line += Text(" (beside the article)", "dim")
    for part in _told(console, change):
        line += Text(": ")
        line += part
    return line


def _told(console: Console, change: Change) -> Iterator[Text]:
    """Yield what a change was, in words."""
    if change.words:
        yield _runs(console, change.words)
    elif change.before and change.after and change.before != change.after:
        before, after = (quote(text, _QUOTED) for text in (change.before, change.after))
        yield words(f"{before} -> {after}")
    elif change.before or change.after:
        yield words(quote(change.before or change.after, _QUOTED))
    if change.detail:
        yield words(quote(change.detail, _QUOTED), "dim")


def _runs(console: Console, runs: Sequence[Run]) -> Text:
    """Return two versions in one: in colours, or with the marks of wdiff."""
    line = Text()
    for at, run in enumerate(runs):
        text = " ".join(part for part in (harmless(run.text),) if part)
        lead = " " if run.text[:1].isspace() else ""
        end = " " if run.text[-1:].isspace() and text else ""
        if not run.mark:
            line += Text(lead + _shortened(text, first=not at, last=at == len(runs) - 1) + end)
            continue
        opening, closing, style = _MARKS[run.mark]
        cut = text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
        inner = lead + cut + end
        line += Text(inner, style) if _has_colour(console) else Text(opening + inner + closing)
    return line


def _has_colour(console: Console) -> bool:
    return console.is_terminal and not console.no_color and console.color_system is not None


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Return words that stayed, cut in the middle, or where the text begins or ends."""
    if len(text) <= 2 * _RUN_ENDS:
        return text
    head = "" if first else text[:_RUN_ENDS]
    tail = "" if last else text[-_RUN_ENDS:]
    return f"{head}…{tail}"


def _changes_object(
    slug: str, found: Changes, pair: tuple[CaptureSummary, CaptureSummary]
) -> dict[str, object]:
    return {
        "slug": slug,
        "earlier": {"capture": found.earlier, "captured": pair[0].started_at.isoformat()},
        "later": {"capture": found.later, "captured": pair[1].started_at.isoformat()},
        "changed": found.has_changed,
        "notes": list(found.notes),
        "changes": [_change_object(each) for each in found.changes],
    }


def _change_object(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "words": [[run.mark, run.text] for run in change.words],
        "detail": change.detail,
        "line": change.line,
        "block": change.block,
        "check": change.check or None,
        "fingerprint": change.fingerprint or None,
        "outside": change.outside,
        "counts": change.counts,
    }
