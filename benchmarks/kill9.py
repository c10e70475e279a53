"""Kills a job with SIGKILL, again and again, and holds the result against an unbroken run.

The posts are written here; the stand-in web gives the same bytes each time. Each
round resumes the job and kills archiver's process alone at a moment of one
kind: while it starts, loads, commits, or closes. Then it is looked at what was
left: finished WARC files must stay as they were, Chromium must be gone. When a
collection is done it must hold what the unbroken run's holds, be sound by other
people's tools, and have nothing left over.

    python benchmarks/kill9.py --kills 50
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from soundness import breaches, payloads, pictures

from archiver.store import Collection

MARK = "ARCHIVER_KILL9"
"""In the environment of a job and of all that it starts."""
MOMENTS = ("starting", "loading", "loading", "committing", "committing", "closing", "indexing")
ORPHAN_S = 5.0
"""By then nothing of a killed job may live."""
ROUND_S = 60.0

POST = """\
---
title: The {number}th walk around the pond
date: 2021-03-{day:02}
categories: [walks]
---
<p>Walk {number} begins at the willow; {number} ducks were counted, and none of them moved.</p>
<p><img src="https://img.example/own-{number}.jpg" width="640" height="400"></p>
<p>▲The willow on day {day}</p>
<p><img src="https://img.example/shared-{kind}.png" width="320" height="200"></p>
<p>The way back takes {number} minutes longer than the way out.</p>
<p><img src="https://cdn.example/everywhere.jpg" width="480" height="300"></p>
"""


@dataclass
class Account:
    """What the rounds showed."""

    kills: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    repairs: list[str] = field(default_factory=list)
    orphan_s: list[float] = field(default_factory=list)
    temporary_files: list[str] = field(default_factory=list)
    collections: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """The places of a benchmark, and its dice."""

    folder: Path
    dice: random.Random
    jobs: int

    def command(self, root: Path) -> list[str]:
        """Return the job's command line."""
        options = ["--stand-in", "--json", "--jobs", str(self.jobs), "-o", str(root)]
        return [sys.executable, "-m", "archiver", "run", "posts", *options]

    def start(self, root: Path, out: Path, mark: str) -> subprocess.Popen[bytes]:
        """Start or resume a job whose processes carry a mark."""
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        environment = {**os.environ, MARK: mark, "TMPDIR": str(temporary)}
        with out.open("wb") as stream:
            return subprocess.Popen(
                self.command(root),
                cwd=self.folder,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=environment,
            )


@dataclass(frozen=True)
class Left:
    """What a kill left on the disk."""

    open_bytes: int
    """Of the open WARC file; -1 when there is none."""
    torn_bytes: int
    """Behind the last page that the catalog knows."""
    fresh: bool
    """The catalog knows no page of it: a page that stands whole in it is taken in."""
    in_flight: int
    stale_index: bool
    half_index: bool

    @classmethod
    def look(cls, root: Path, scratch: Path) -> Left:
        """Look at a collection without touching it: the catalog is read in a copy."""
        committed: dict[str, int] = {}
        known: set[str] = set()
        stale = False
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        for path in root.glob("archiver.sqlite3*"):
            shutil.copy(path, scratch)
        with contextlib.suppress(sqlite3.OperationalError):  # killed before it had tables
            connection = sqlite3.connect(scratch / "archiver.sqlite3")
            committed = dict(connection.execute("SELECT name, committed_bytes FROM volumes"))
            known = {row[0] for row in connection.execute("SELECT capture_id FROM captures")}
            stale = bool(list(connection.execute("SELECT 1 FROM notes WHERE key LIKE '%stale%'")))
            connection.close()
        opened = list((root / "warc").glob("*.open"))
        size = sum(path.stat().st_size for path in opened) if opened else -1
        whole = sum(committed.get(path.name.removesuffix(".open"), 0) for path in opened)
        spool = {path.name for path in (root / "spool").glob("*")}
        half = any(root.rglob("*.tmp"))
        return cls(
            open_bytes=size,
            torn_bytes=max(size - whole, 0),
            fresh=not whole,
            in_flight=len(spool - known),
            stale_index=stale,
            half_index=half,
        )

    @property
    def states(self) -> list[str]:
        """Name everything that the next opening has to put right."""
        named = {
            "WARC open, torn": self.torn_bytes > 0,
            "WARC open, whole": self.open_bytes >= 0 and not self.torn_bytes,
            "pages in flight": self.in_flight > 0,
            "index stale": self.stale_index,
            "index half written": self.half_index,
        }
        return [name for name, true in named.items() if true] or ["nothing to repair"]

    def missed(self, told: str) -> str:
        """Return what the next run should have said of its repairs, and did not."""
        cut = "unfinished bytes cut off" if self.fresh else f" {self.torn_bytes} unfinished bytes"
        if self.open_bytes >= 0 and cut not in told:
            return f"{self.torn_bytes} torn bytes are not told of in {told!r}"
        lost = "in flight" if self.fresh else f"{self.in_flight} page(s) in flight"
        taken_in = self.fresh and ", 0 unfinished bytes cut off" in told
        if self.in_flight and lost not in told and not taken_in:
            return f"{self.in_flight} lost pages are not told of in {told!r}"
        return ""


def write_posts(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(1, count + 1):
        text = POST.format(number=number, day=number % 28 + 1, kind=number % 5)
        (folder / f"walk-{number:03}.md").write_text(text, encoding="utf-8")


def events(out: Path) -> list[dict[str, object]]:
    lines = out.read_bytes().split(b"\n")[:-1]
    return [json.loads(line) for line in lines if line.startswith(b"{")]


def wait_for(job: subprocess.Popen[bytes], happened: Callable[[], bool]) -> bool:
    """Wait until something is so; False when the job ended by itself before."""
    deadline = time.monotonic() + ROUND_S
    while job.poll() is None and time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.0005)
    return False


def wait_for_moment(
    job: subprocess.Popen[bytes], moment: str, root: Path, out: Path, dice: random.Random
) -> None:
    """Return when it is time to kill, or when the job has ended by itself."""

    def open_bytes() -> int:
        with contextlib.suppress(FileNotFoundError):
            return sum(path.stat().st_size for path in (root / "warc").glob("*.open"))
        return 0

    def loading() -> bool:
        return b'"page_started"' in out.read_bytes()

    if moment == "starting":
        time.sleep(dice.uniform(0.1, 1.5))
        return
    if not wait_for(job, loading):
        return
    time.sleep(dice.uniform(0, 3.0))
    if moment == "committing":
        before = open_bytes()
        wait_for(job, lambda: open_bytes() > before)
        time.sleep(dice.choice((0, dice.uniform(0, 0.02))))
    elif moment in {"closing", "indexing"}:
        # As service managers do: ask, ask again, kill.
        for _ in range(2):
            with contextlib.suppress(ProcessLookupError):
                job.send_signal(signal.SIGTERM)
            time.sleep(0.02)
        if moment == "closing":
            time.sleep(dice.uniform(0, 0.8))
        else:
            wait_for(job, (root / "indexes" / "index.cdxj.tmp").exists)


def marked(mark: str) -> list[psutil.Process]:
    """Return the live processes that a job started, directly or not."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            environment = Path(f"/proc/{process.pid}/environ").read_bytes()
            if wanted in environment and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def await_orphans(mark: str, family: list[psutil.Process], account: Account) -> None:
    """Wait until nothing of a killed job lives; note how long that took."""
    begun = time.monotonic()
    while time.monotonic() < begun + ORPHAN_S:
        alive = [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        if not alive and not marked(mark):
            account.orphan_s.append(time.monotonic() - begun)
            return
        time.sleep(0.05)
    names = Counter(process.name() for process in marked(mark))
    account.orphan_s.append(ORPHAN_S)
    account.problems.append(f"alive {ORPHAN_S:g} s after the kill: {dict(names)}")
    for process in marked(mark):
        process.kill()


def check_finished(root: Path, known: dict[str, str], account: Account) -> None:
    """Test finished WARC files; those of earlier rounds must be as they were."""
    present = {path.name for path in (root / "warc").glob("*.warc.gz")}
    for name in sorted(known.keys() - present):
        account.problems.append(f"{name} is gone")
    for name in sorted(present):
        path = root / "warc" / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if known.setdefault(name, digest) != digest:
            account.problems.append(f"{name} was changed after it was finished")
        if subprocess.run(["gzip", "-t", path], check=False).returncode:
            account.problems.append(f"gzip -t refuses {name}")


def hear_repairs(out: Path, left: Left | None, account: Account) -> None:
    """Hold what a run said of its repairs against what it had found."""
    told = events(out)
    if left is None or not told:
        return
    recovered = str(told[0].get("recovered", ""))
    account.repairs.append(recovered)
    if missed := left.missed(recovered):
        account.problems.append(missed)


def one_round(bench: Bench, root: Path, left: Left | None, account: Account) -> Left | None:
    """Run until killed; return what was left, or None when the job ended by itself."""
    moment, mark = bench.dice.choice(MOMENTS), uuid.uuid4().hex
    out = bench.folder / "events.jsonl"
    job = bench.start(root, out, mark)
    wait_for_moment(job, moment, root, out, bench.dice)
    family: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        family = psutil.Process(job.pid).children(recursive=True)
    job.kill()
    code = job.wait()
    hear_repairs(out, left, account)
    if code != -signal.SIGKILL:
        if code not in {0, 130}:
            account.problems.append(f"exit code {code}: {out.read_text()[-500:]}")
        return None if code == 0 else Left.look(root, bench.folder / "scratch")
    account.kills[moment] += 1
    await_orphans(mark, family, account)
    left = Left.look(root, bench.folder / "scratch")
    account.states.update(left.states)
    return left


def break_one(bench: Bench, root: Path, reference: Path, wanted: int, account: Account) -> None:
    """Fill one collection over killed runs, then hold it against the unbroken one."""
    left: Left | None = Left(-1, 0, fresh=False, in_flight=0, stale_index=False, half_index=False)
    finished: dict[str, str] = {}
    while left is not None and account.kills.total() < wanted:
        left = one_round(bench, root, left, account)
        check_finished(root, finished, account)
    out = bench.folder / "events.jsonl"
    if code := bench.start(root, out, "last").wait():
        account.problems.append(f"the last run's exit code is {code}: {out.read_text()[-500:]}")
    hear_repairs(out, left, account)
    check_finished(root, finished, account)
    account.collections += 1
    account.temporary_files += [path.name for path in (bench.folder / "tmp").iterdir()]
    shutil.rmtree(bench.folder / "tmp")
    compare(root, reference, account)


def compare(root: Path, reference: Path, account: Account) -> None:
    """Note in what a collection is worse than the unbroken one."""
    for what, read in (("payload", payloads), ("picture or text", pictures)):
        ours, theirs = read(root), read(reference)
        for (url, digest), times in sorted((theirs - ours).items()):
            account.problems.append(f"{what} missing {times} times: {url} {digest}")
        for (url, digest), times in sorted((ours - theirs).items()):
            account.problems.append(f"{what} too much {times} times: {url} {digest}")
    account.problems += [f"{root.name}: {line}" for line in breaches(root)]
    with Collection.open(root, writable=False) as collection:
        for page in collection.reports():
            account.problems += [f"{page.slug}: {finding.message}" for finding in page.findings]


def report(account: Account, reference: Path, seconds: float) -> None:
    told = [line for line in account.repairs if line]
    slowest = max(account.orphan_s, default=0)
    median = sorted(account.orphan_s)[len(account.orphan_s) // 2] if account.orphan_s else 0
    rows = [
        ("kills", f"{account.kills.total()} in {account.collections} collections, {seconds:.0f} s"),
        *((f"  while {moment}", str(times)) for moment, times in sorted(account.kills.items())),
        *((f"  left: {state}", str(times)) for state, times in account.states.most_common()),
        ("repairs told on resuming", str(len(told))),
        ("Chromium gone after", f"median {median:.2f} s, at most {slowest:.2f} s"),
        ("temporary files left", _kinds(account.temporary_files)),
        ("payloads of the unbroken run", str(payloads(reference).total())),
        ("breaches", str(len(account.problems))),
    ]
    for name, value in rows:
        print(f"{name:32}{value}")
    for problem in account.problems[:40]:
        print(f"  ✗ {problem}")


def _kinds(names: list[str]) -> str:
    """Count temporary files by their names without the random end."""
    kinds = Counter(name.rpartition("-")[0] or name for name in names)
    return ", ".join(f"{times} {kind}" for kind, times in kinds.items()) or "none"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--posts", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the collections there")
    parser.add_argument("--seed", type=int, default=None, help="of the moments")
    options = parser.parse_args()
    begun, account = time.monotonic(), Account()
    with tempfile.TemporaryDirectory(prefix="kill9-") as name:
        bench = Bench(Path(name), random.Random(options.seed), options.jobs)
        write_posts(bench.folder / "posts", options.posts)
        reference = bench.folder / "unbroken"
        code = bench.start(reference, bench.folder / "events.jsonl", "unbroken").wait()
        unsound = breaches(reference)
        account.problems += [f"unbroken run: {line}" for line in unsound]
        if code:
            told = (bench.folder / "events.jsonl").read_text()
            findings = [line for line in told.splitlines() if '"check"' in line]
            account.problems.append(
                f"the unbroken run's exit code is {code}: {' '.join(findings)[:3000]}"
            )
        while account.kills.total() < options.kills:
            root = bench.folder / f"broken-{account.collections + 1}"
            break_one(bench, root, reference, options.kills, account)
        report(account, reference, time.monotonic() - begun)
        if options.keep:
            shutil.copytree(bench.folder, options.keep, ignore=shutil.ignore_patterns("tmp"))
    return 1 if account.problems else 0


if __name__ == "__main__":
    sys.exit(main())
