"""Writing a `review.toml`: one table added, renewed or taken out, all other lines kept.

The text is edited, not written anew, so that comments and order stay; what comes out is
read again before it is kept, so that an edit that hit the wrong lines is never written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from archiver.decisions.folder import locked_folder, translated
from archiver.decisions.reading import MOST_BYTES, decisions_of, header_lines, text_of
from archiver.errors import ConflictError, StorageError, UsageError
from archiver.files import PLAIN
from archiver.models import Decision, Ruling

_HEAD = (
    "# What is known to be lost. Each decision holds for the finding with this fingerprint,",
    "# in this article, while the same thing is wrong in the same way. To undo one, remove its",
    "# table: from its [[decision]] line to the next.",
    "version = 1",
)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

_Key = tuple[str, str]
Expected = Mapping[_Key, Decision | None]
"""The decisions that a person saw, by slug and fingerprint; None where there was none."""


def put_decisions(
    path: Path, decisions: Sequence[Decision], *, expected: Expected | None = None
) -> tuple[Decision, ...]:
    """Add decisions at the end of a file, which is made with its folder when it is not there.

    One for a slug and fingerprint that the file has already takes that one's place.
    Several writers wait for each other; readers find the old file or the new one.

    Args:
        path: Of the file.
        decisions: To be written.
        expected: What the person saw for a slug and fingerprint, None for no decision. Where
            the file says something else now, nothing is written, unless it says just what is
            to be written.

    Returns all decisions that the file now holds.

    Raises:
        ConflictError: somebody else decided meanwhile; the message says who, what and when.
        UsageError: the file is not in order (see `read_decisions`), a decision cannot be
            written, or the table of a former one cannot be told apart in the text.
        StorageError: the file cannot be written, or another program holds it for ten
            seconds; it is as it was.
    """
    return change_decisions(path, decisions, (), expected=expected)


def withdraw_decisions(
    path: Path, keys: Collection[_Key], *, expected: Expected | None = None
) -> tuple[Decision, ...]:
    """Take out the decisions of these slugs and fingerprints; return those that are left.

    Comments stay where they are, but for those within the table itself. Raises what
    `put_decisions` raises, and `UsageError` when there is no such decision.
    """
    return change_decisions(path, (), keys, expected=expected)


def change_decisions(
    path: Path,
    put: Sequence[Decision],
    gone: Collection[_Key],
    *,
    expected: Expected | None = None,
) -> tuple[Decision, ...]:
    """Write some decisions and take out others, in one go; return all that then hold.

    Does and raises what `put_decisions` and `withdraw_decisions` do.
    """
    return _edit(path, {each.key: each for each in put}, frozenset(gone), expected or {})


def _edit(
    path: Path, put: dict[_Key, Decision], gone: frozenset[_Key], expected: Expected
) -> tuple[Decision, ...]:
    if not put and not gone:
        return decisions_of(text_of(path), path)
    with locked_folder(path.parent):
        text = text_of(path)
        former = decisions_of(text, path)
        _check_expected({each.key: each for each in former}, put, expected)
        if missing := gone - {each.key for each in former}:
            slug, fingerprint = min(missing)
            raise UsageError(f"{path}: no decision for {slug} {fingerprint}")
        sheet = _Sheet.of(text)
        if len(sheet.spans) != len(former) and any(each.key in put for each in former):
            raise _hidden(path)
        new = _edited(sheet, former, put, gone)
        kept = [put.get(each.key, each) for each in former if each.key not in gone]
        known = {each.key for each in former}
        wanted = (*kept, *(each for key, each in put.items() if key not in known))
        if len(new.encode("utf-8", "replace")) > MOST_BYTES:
            raise UsageError(f"{path}: would be larger than {MOST_BYTES >> 20} MiB; remove some")
        found = _read_back(new, path)
        if found is None or found != wanted:
            raise _hidden(path)
        _replace(path, new.encode("utf-8"))
        return found


def _check_expected(
    now: Mapping[_Key, Decision],
    put: Mapping[_Key, Decision],
    expected: Expected,
) -> None:
    others = [
        key
        for key, seen in expected.items()
        if _said(now.get(key)) not in {_said(seen), _said(put.get(key, seen))}
    ]
    if not others:
        return
    slug, fingerprint = others[0]
    found = now.get(others[0])
    if found is None:
        words = "its decision was taken back meanwhile"
    else:
        said = "commented on it" if found.verdict is Ruling.NOTED else f"{found.verdict} it"
        words = f"{found.by} {said} on {found.at} meanwhile ({found.reason[:200]!r})"
    more = f"; {len(others) - 1} more were decided too" if len(others) > 1 else ""
    raise ConflictError(f"{slug} {fingerprint[:8]}: {words}{more}; look again before you decide")


def _said(decision: Decision | None) -> tuple[object, ...]:
    """Return what a decision says, without what only names its finding."""
    if decision is None:
        return ()
    return (decision.verdict, decision.reason, decision.by, decision.at, decision.until)


def _hidden(path: Path) -> UsageError:
    return UsageError(
        f"{path}: the table cannot be told apart from the text around it; change it by hand"
    )


def _read_back(text: str, path: Path) -> tuple[Decision, ...] | None:
    try:
        text.encode("utf-8")
        return decisions_of(text, path)
    except UnicodeEncodeError:
        return None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file's text by lines, with the spans of its tables."""

    lines: tuple[str, ...]
    end: str
    """That lines end with."""
    spans: tuple[range, ...]
    """Of each table: from its header to its last line that is no comment."""

    @classmethod
    def of(cls, text: str) -> _Sheet:
        end = "\r\n" if "\r\n" in text else "\n"
        lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
        starts = [line - 1 for line in header_lines(text)]
        spans = []
        for start, after in pairwise((*starts, len(lines))):
            last = after
            while last > start + 1 and _is_idle(lines[last - 1]):
                last -= 1
            spans.append(range(start, last))
        return cls(lines, end, tuple(spans))


def _is_idle(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _edited(
    sheet: _Sheet, former: Sequence[Decision], put: dict[_Key, Decision], gone: frozenset[_Key]
) -> str:
    """Return the text with tables put in and taken out, the last ones first."""
    lines, waiting = list(sheet.lines), dict(put)
    if len(sheet.spans) == len(former):
        for span, each in reversed(list(zip(sheet.spans, former, strict=True))):
            if each.key in gone:
                lines[span.start : span.stop] = []
            elif each.key in waiting:
                lines[span.start : span.stop] = _table_lines(waiting.pop(each.key))
    if not waiting:
        return sheet.end.join(lines)
    while lines and not lines[-1].strip("\ufeff \t"):
        lines.pop()
    lines = lines or list(_HEAD)
    for decision in waiting.values():
        lines += ["", *_table_lines(decision)]
    return sheet.end.join([*lines, ""])


def _table_lines(decision: Decision) -> list[str]:
    """Return a table as TOML, its keys in the order in which a person asks for them."""
    texts = {
        "slug": decision.slug,
        "check": decision.check,
        "fingerprint": decision.fingerprint,
        "subject": decision.subject,
        "verdict": decision.verdict.value,
        "reason": decision.reason,
        "by": decision.by,
    }
    lines = ["[[decision]]", *(f"{key} = {_quoted(text)}" for key, text in texts.items() if text)]
    lines.append(f"at = {decision.at.isoformat()}")
    if decision.until is not None:
        lines.append(f"until = {decision.until.isoformat()}")
    return lines


def _quoted(text: str) -> str:
    """Return a TOML basic string; what does not show is escaped (TOML 1.0, String)."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if character.isprintable() or 0xD800 <= code <= 0xDFFF:
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _replace(path: Path, data: bytes) -> None:
    """Write the file beside its place and rename it there: whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    with translated(path):
        if path.is_symlink():
            raise StorageError(f"{path}: a symbolic link; put the file itself there")
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        temporary.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | PLAIN
        try:
            with os.fdopen(os.open(temporary, flags, 0o644), "wb") as file:
                if mode is not None and hasattr(os, "fchmod"):
                    os.fchmod(file.fileno(), mode)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:  # nothing is left beside the file
            temporary.unlink(missing_ok=True)
            raise
