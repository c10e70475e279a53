"""Validating files, and the breaches put on a terminal or into a pipe."""

from __future__ import annotations

import dataclasses
import difflib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archiver.cli.terminal import duration, harmless, out, print_table, size, words
from archiver.errors import UsageError
from archiver.models import Severity
from archiver.validation import FAMILIES, Breach, FileVerdict, Rule, rule_of, rules, validate

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_FAIL_ON = ("error", "warning", "never")
_MOST_TOLD = 10
"""Breaches of one code in one file that are printed; --json prints all that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validating:
    """What `validate` was asked for."""

    paths: tuple[Path, ...]
    jobs: int = 0
    fail_on: str = "error"
    as_json: bool = False


def print_verdicts(validating: Validating) -> int:
    """Validate, print what breaks a rule, and return the exit code: 0 or 1.

    Raises:
        UsageError: an option or a path is wrong.
        StorageError: a process that validates was killed.
    """
    if validating.fail_on not in _FAIL_ON:
        raise UsageError(f"--fail-on must be error, warning or never, not {validating.fail_on!r}")
    console, started = out(), time.monotonic()
    progress = _Progress()
    verdicts = validate(
        validating.paths, jobs=validating.jobs or os.cpu_count() or 1, tell=progress.tell
    )
    progress.clear()
    for verdict in verdicts:
        if validating.as_json:
            _print_objects(console, verdict)
        else:
            _print_verdict(console, verdict)
    errors = sum(verdict.count(Severity.ERROR) for verdict in verdicts)
    warnings = sum(verdict.count(Severity.WARNING) for verdict in verdicts)
    if not validating.as_json:
        _print_sum(console, verdicts, errors, warnings, time.monotonic() - started)
    if validating.fail_on == "never":
        return 0
    return 1 if errors or (warnings and validating.fail_on == "warning") else 0


class _Progress:
    """One line on a terminal, kept up to date; elsewhere nothing."""

    def __init__(self) -> None:
        self._shown = ""
        self._started = time.monotonic()
        self._last = 0.0

    def tell(self, done: int, total: int) -> None:
        """Say how far it is."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._last < 0.2:
            return
        self._last = now
        rate = done / max(0.1, now - self._started)
        shown = f"validate: {size(done)} of {size(total)}, {size(round(rate))}/s"
        sys.stderr.write("\r" + shown.ljust(len(self._shown)))
        sys.stderr.flush()
        self._shown = shown

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r" + " " * len(self._shown) + "\r")


def _print_verdict(console: Console, verdict: FileVerdict) -> None:
    told: Counter[str] = Counter()
    for breach in verdict.breaches:
        told[breach.code] += 1
        if told[breach.code] <= _MOST_TOLD:
            console.print(_breach_line(breach), soft_wrap=True)
    for code, number in verdict.counts.items():
        if number > _MOST_TOLD:
            more = f"{verdict.path}: {rule_of(code).severity} {code}: {number - _MOST_TOLD:,} more"
            console.print(words(more, "dim"), soft_wrap=True)


def _breach_line(breach: Breach) -> Text:
    """Return a line that editors and CI understand, as findings have it."""
    severity = rule_of(breach.code).severity
    return Text.assemble(
        words(f"{breach.path}:{breach.offset}"),
        ": ",
        (f"{severity.value} {breach.code}", _STYLES[severity]),
        ": ",
        words(breach.words),
    )


def _print_objects(console: Console, verdict: FileVerdict) -> None:
    for breach in verdict.breaches:
        found = {"event": "breach", **dataclasses.asdict(breach)}
        _print_json(console, found | {"severity": rule_of(breach.code).severity.value})
    _print_json(
        console,
        {
            "event": "file",
            "path": str(verdict.path),
            "kind": verdict.kind.value,
            "size_bytes": verdict.size_bytes,
            "records": verdict.records,
            "errors": verdict.count(Severity.ERROR),
            "warnings": verdict.count(Severity.WARNING),
            "codes": dict(sorted(verdict.counts.items())),
        },
    )


def _print_json(console: Console, fields: dict[str, object]) -> None:
    """Print one object on a line, as `report` does, whose imports would take a second."""
    console.file.write(json.dumps(fields) + "\n")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _print_sum(
    console: Console, verdicts: list[FileVerdict], errors: int, warnings: int, took_s: float
) -> None:
    total = sum(verdict.size_bytes for verdict in verdicts)
    records = sum(verdict.records for verdict in verdicts)
    facts = [_count(len(verdicts), "file"), _count(records, "record"), size(total)]
    facts += [_count(errors, "error"), _count(warnings, "warning"), duration(took_s)]
    console.print(Text(", ".join(facts), "bold"))
    codes = {code for verdict in verdicts for code in verdict.counts}
    if codes and console.is_terminal:
        shown = " ".join(f"--explain {code}" for code in sorted(codes)[:3])
        console.print(Text(f"`archiver validate {shown}` tells more.", "dim"))


def explain_codes(names: Sequence[str], *, as_json: bool) -> None:
    """Print what codes mean; `all` lists them. Raise `UsageError` for one that is not there."""
    console = out()
    known = rules()
    wanted = [name.strip().upper() for name in names]
    chosen = list(known.values()) if "ALL" in wanted else [_rule(name) for name in wanted]
    if as_json:
        for rule in chosen:
            _print_json(console, dataclasses.asdict(rule))
    elif "ALL" in wanted:
        _print_list(console, chosen)
    else:
        for rule in chosen:
            _print_rule(console, rule)


def _rule(name: str) -> Rule:
    known = rules()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name[:10], known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`--explain all` lists them"
    raise UsageError(f"no rule has the code {harmless(name[:40])!r}; {hint}")


def _print_rule(console: Console, rule: Rule) -> None:
    head = Text.assemble(
        (rule.code, "bold"), " ", (rule.severity.value, _STYLES[rule.severity]), " ", rule.title
    )
    console.print(head, soft_wrap=True)
    for name, value in (("means", rule.meaning), ("do", rule.remedy), ("source", rule.source)):
        console.print(Text.assemble((f"  {name:<7}", "dim"), value), soft_wrap=True)


def _print_list(console: Console, chosen: Sequence[Rule]) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    family = ""
    for rule in chosen:
        if rule.code[0] != family:
            family = rule.code[0]
            table.add_row(Text(""), Text(""), Text(FAMILIES[family], "dim"))
        style = _STYLES[rule.severity]
        table.add_row(Text(rule.code, "bold"), Text(rule.severity.value, style), rule.title)
    print_table(console, table)
