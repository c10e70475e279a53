"""Differences of a page put on a terminal: what is read, what is seen, in lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from archiver.cli.terminal import harmless, words
from archiver.compare.history.change import Change, ChangeKind, Changes, Run
from archiver.compare.wording import quote
from archiver.differences import Against, PageDifference, bands_in_words
from archiver.models import Post, VisualChange, VisualKind
from archiver.reports import count

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
_LOOKS = {
    VisualKind.ADDED: ("+", "green"),
    VisualKind.REMOVED: ("-", "red"),
    VisualKind.MOVED: (">", "cyan"),
}
_MOST_BANDS = 8
"""Of rows that came or went, that are told one by one."""
_SENTENCE = 400


def print_difference(
    console: Console, found: PageDifference, title: str, post: Post | None, *, everything: bool
) -> None:
    """Print a difference; with `everything` what does not count, too."""
    console.print(words(title, "bold"), soft_wrap=True)
    for note in found.notes:
        console.print(words(note, "yellow"), soft_wrap=True)
    path = str(post.path) if post else ""
    changes = found.changes.changes if found.changes else ()
    shown = [each for each in changes if each.counts or everything]
    for change in shown:
        console.print(_line(console, change, path), soft_wrap=not console.is_terminal)
    seen = [each for each in found.visual if found.counts(each) or everything]
    if seen:
        console.print(Text("on the picture:", "dim"))
    for each in seen:
        console.print(_look(each, path, found), soft_wrap=not console.is_terminal)
    for line in _rows(found):
        console.print(Text(line, "dim"), soft_wrap=True)
    console.print(Text(_sum(found), "bold"), soft_wrap=True)
    _print_hidden(console, len(changes) - len(shown), len(found.visual) - len(seen))


def _print_hidden(console: Console, beside: int, unseen: int) -> None:
    if beside:
        them = "it" if beside == 1 else "them"
        told = f"{count(beside, 'change')} beside it; --all shows {them}"
        console.print(Text(told, "dim"), soft_wrap=True)
    if unseen:
        are, them = ("is", "it") if unseen == 1 else ("are", "them")
        where = f"{count(unseen, 'change')} of its looks {are} ignored, or beside it"
        console.print(Text(f"{where}; --all shows {them}", "dim"), soft_wrap=True)


def _sum(found: PageDifference) -> str:
    parts = [_sum_of(found.changes)] if found.changes else []
    number = sum(map(found.counts, found.visual))
    if number:
        parts.append(f"{count(number, 'change')} of its looks")
    elif found.picture is not None:
        parts.append("the page looks the same")
    elif not parts:
        parts.append("the page could not be compared")
    return "; ".join(parts)


def _sum_of(changes: Changes) -> str:
    losses = sum(each.is_loss for each in changes.changes)
    others = sum(each.counts for each in changes.changes) - losses
    if not losses and not others:
        return "the article is the same"
    parts = [count(losses, "loss")] if losses else []
    parts += [count(others, "other change" if losses else "change")] if others else []
    return ", ".join(parts)


def _rows(found: PageDifference) -> Iterator[str]:
    """Yield which rows came and went, and what was not compared."""
    picture = found.picture
    is_told = picture is not None and found.against is not Against.SOURCE  # other layout
    bands = bands_in_words(picture) if picture and is_told else ()
    if bands:
        more = len(bands) - _MOST_BANDS
        rest = f"; and {more} more" if more > 0 else ""
        yield f"rows: {'; '.join(bands[:_MOST_BANDS])}{rest}"
    whys = Counter(mask.why for mask in found.new_masks)
    if whys:
        yield f"not compared: {', '.join(_masked(why, number) for why, number in whys.items())}"
    if picture and picture.noise_px:
        yield f"noise: {count(picture.noise_px, 'pixel')} that no eye sees as a thing"


def _masked(why: str, number: int) -> str:
    article, _, noun = why.partition(" ")
    if article in {"a", "an"}:
        return count(number, noun)
    return harmless(f"{why} ({number} times)" if number > 1 else why)


def _look(change: VisualChange, path: str, found: PageDifference) -> Text:
    """Return a line about something that is seen."""
    sign, style = _LOOKS.get(change.kind, _OTHER_SIGN)
    line = Text(overflow="fold").append(f"{sign} ", f"bold {style}")
    if path and change.line:
        line += words(f"{path}:{change.line}:", "cyan") + Text(" ")
    line += words(quote(change.sentence, _SENTENCE).rstrip(","), style)
    box = change.new or change.old
    if box is not None:
        on = "" if change.new else " on the old page"
        line += Text(f", at {max(0, round(box.y)):,} px{on}", "dim")
    if change.outside:
        line += Text(" (beside the article)", "dim")
    if change.fingerprint in found.ignored:
        line += Text(" (ignored)", "dim")
    return line


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
