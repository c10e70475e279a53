"""Markdown seen line by line: where code is, where HTML elements stand whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
_TICKS = re.compile(r"`+")
_ATTRIBUTE_LINE = re.compile(r"^ {0,3}(?:> ?)?\{:[^{}]{0,300}\}\s*$")
_HEADING = re.compile(r"^ {0,3}#{1,6} ")
_ELEMENTS = (
    "div|section|article|figure|table|center|blockquote|p|ul|ol|dl|main|aside|header"
    "|footer|details|video|audio|iframe|object|pre|script|style|svg"
)
_OPENING = re.compile(rf"^ {{0,3}}<({_ELEMENTS})(?=[\s>/]|$)", re.IGNORECASE)
_TAG = re.compile(rf"<(/?)({_ELEMENTS})(?=[\s>/]|$)", re.IGNORECASE)
_MARKDOWN_LINE = re.compile(
    r"^ {0,3}(?:#{1,6} |[-*+] \S|\d{1,3}[.)] \S|> |```|~~~|!\[|\[[^\]]{1,300}\]\(|\*\*|__\S"
    r"|---+\s*$|\|.{1,300}\|\s*$)"
)
_MARKDOWN_INLINE = re.compile(r"!\[[^\]]{0,300}\]\([^)\s]{1,1000}")


def fenced(lines: Sequence[str]) -> Iterator[bool]:
    """Tell for each line whether it belongs to a fenced code block."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line) if len(line) < 1_000 else None
        if fence:
            yield True
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
            yield True
        else:
            yield False


def code_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges of fenced code and of code spans within one line, in order."""
    ranges: list[tuple[int, int]] = []
    lines = text.split("\n")
    start = 0
    for line, inside in zip(lines, fenced(lines), strict=True):
        if inside:
            ranges.append((start, start + len(line)))
        elif "`" in line:
            ranges += ((start + one, start + two) for one, two in _spans(line))
        start += len(line) + 1
    return ranges


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield code spans: a run of ticks up to the next run of the same length."""
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(line)]
    following: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        following.setdefault(end - start, []).append(index)
    places = {length: iter(indexes) for length, indexes in following.items()}
    upcoming = {length: next(places[length]) for length in places}
    index = 0
    while index < len(runs):
        length = runs[index][1] - runs[index][0]
        while upcoming[length] <= index:
            upcoming[length] = next(places[length], len(runs))
        close = upcoming[length]
        if close < len(runs):
            yield runs[index][0], runs[close][1]
            index = close + 1
        else:
            index += 1


def without_attribute_lists(text: str) -> str:
    """Blank out kramdown's and goldmark's attribute lists: `{: .x}` lines, `{#id}` tails."""
    if "{" not in text:
        return text
    lines = text.split("\n")
    for index, (line, inside) in enumerate(zip(lines, list(fenced(lines)), strict=True)):
        if inside or "{" not in line or len(line) > 1_500:
            continue
        if _ATTRIBUTE_LINE.match(line):
            lines[index] = ""
        elif _HEADING.match(line) and line.rstrip().endswith("}"):
            brace = line.rfind("{")
            if line[brace + 1] in "#.:":
                lines[index] = line[:brace].rstrip()
    return "\n".join(lines)


def whole_elements(lines: Sequence[str]) -> dict[int, int]:
    """Return the HTML elements to be taken whole: first line to the line after the last.

    CommonMark ends an HTML block at a blank line, so that feed HTML with blank
    lines in it turns into code and paragraphs; kramdown goes on to the closing
    tag, which is what authors of such posts mean. An element that holds Markdown
    after a blank line is left to CommonMark.
    """
    inside_code = list(fenced(lines))
    ends = _ends_of_elements(lines, inside_code)
    markdown = _markdown_before(lines)
    regions: dict[int, int] = {}
    index = 0
    while index < len(lines):
        end = ends.get(index)
        if end is None or "markdown=" in lines[index] or markdown[end] > markdown[index + 1]:
            index += 1
            continue
        regions[index] = end
        index = end
    return regions


def _ends_of_elements(lines: Sequence[str], inside_code: Sequence[bool]) -> dict[int, int]:
    """Map each line that opens an element to the line after the one that closes it."""
    ends: dict[int, int] = {}
    open_on: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if inside_code[index]:
            continue
        opening = _OPENING.match(line)
        for found in _TAG.finditer(line):
            tag = found[2].lower()
            stack = open_on.setdefault(tag, [])
            if not found[1]:
                first = opening is not None and found.start() == opening.start(1) - 1
                stack.append(index if first else -1)
            elif stack and (start := stack.pop()) >= 0:
                ends[start] = index + 1
    return ends


def _markdown_before(lines: Sequence[str]) -> list[int]:
    """Return for each line how many before it are Markdown after a blank line."""
    counts = [0]
    blank = False
    for line in lines:
        head = line[:2_000]
        found = blank and (_MARKDOWN_LINE.match(head) or _MARKDOWN_INLINE.search(head))
        counts.append(counts[-1] + bool(found))
        blank = not line.strip()
    return counts
