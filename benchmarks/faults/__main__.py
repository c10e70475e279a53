"""How many planted faults the checks find, and how many near misses they take for one.

Each case does one thing to a real capture: to its values (element tree, ledger, players,
earlier capture), or to the page before Chromium captures it again. A fault counts as found
when its check names the right block and no other error is told beside it. The stand-in web
makes up every picture, film and player. Ends with 1 when precision or recall of all is
under 0.99, or of one check under 0.95, or an untouched capture is not silent.

    python benchmarks/faults
    python benchmarks/faults --only C1,C2 --verbose
    python benchmarks/faults --archive bench --no-written
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archiver.browser import Browser
from archiver.compare import CHECKS, check
from archiver.models import Target
from archiver.store import Collection
from faults.bases import Base, Studio, read_targets
from faults.draft import PageDraft
from faults.families import load_families
from faults.judge import Judge, Verdict, counted, lines_of, total
from faults.registry import PLANS, Plan
from faults.scene import UnfitError
from faults.themes import THEMES
from faults.web import BenchWeb

LEAST_OF_ALL, LEAST_OF_ONE = 0.99, 0.95


def main() -> int:
    options = _options()
    load_families()
    only = frozenset(options.only.split(",")) if options.only else frozenset(CHECKS)
    plans = [plan for plan in PLANS if plan.check in only]
    with _archive(options.archive) as folder:
        judge, verdicts = asyncio.run(_run(folder, plans, written=options.written))
    for name, report in judge.untouched.items():
        for finding in report.findings:
            print(f"untouched {name}: {finding.check} {finding.severity}: {finding.message}")
    if options.verbose:
        for verdict in verdicts:
            said = "; ".join(f"{each.check} {each.message}" for each in verdict.said)
            print(f"{'ok ' if verdict.is_right else 'NO '}{verdict.check} {verdict.name}: {said}")
    print("\n".join(lines_of(verdicts, CHECKS)))
    short = [plan for plan in plans if sum(_is_of(v, plan) for v in verdicts) < plan.times]
    if options.written:
        for plan in short:
            print(f"fits fewer posts than it should: {plan.check} {plan.name}")
    return int(not _is_good(judge, verdicts))


def _is_of(verdict: Verdict, plan: Plan) -> bool:
    return verdict.check == plan.check and verdict.name.startswith(f"{plan.name} /")


def _is_good(judge: Judge, verdicts: Sequence[Verdict]) -> bool:
    counts = counted(verdicts)
    whole = total(counts.values())
    return (
        min(whole.precision, whole.recall) >= LEAST_OF_ALL
        and all(min(c.precision, c.recall) >= LEAST_OF_ONE for c in counts.values())
        and not any(report.findings for report in judge.untouched.values())
    )


async def _run(
    folder: Path, plans: Sequence[Plan], *, written: bool
) -> tuple[Judge, list[Verdict]]:
    targets = read_targets()
    posts = [target.post for target in targets.values() if target.post]
    with Collection.open(folder) as collection:
        async with BenchWeb(posts) as web, Browser.start(web.settings) as browser:
            studio = Studio(browser, collection, web)
            bases = {name: await studio.base(name, each) for name, each in targets.items()}
            judge = Judge(bases)
            verdicts = [each for plan in plans for each in judge.verdicts(plan)]
            if written:
                for plan in plans:
                    verdicts += await _written(studio, judge, plan, targets)
    return judge, verdicts


async def _written(
    studio: Studio, judge: Judge, plan: Plan, targets: dict[str, Target]
) -> list[Verdict]:
    """Capture the pages that a plan wrote, and judge each."""
    verdicts: list[Verdict] = []
    for name in plan.posts if plan.write else ():
        base, target = judge.bases[name], targets[name]
        draft = PageDraft(base.post, _html_of(base, target))
        try:
            expected = plan.write(draft) if plan.write else None
        except UnfitError:
            continue
        slug = f"{plan.check}-{plan.name}-{name}".lower().replace("_", "-")[:60]
        capture = await studio.captured(slug, target, draft.html, draft.answers)
        verdicts.append(judge.verdict(plan, name, expected, check(base.post, capture)))
    return verdicts


def _html_of(base: Base, target: Target) -> str:
    return target.html or THEMES[base.name](base.post)


@contextmanager
def _archive(folder: Path | None) -> Iterator[Path]:
    """Give the folder that was named, or one that is gone afterwards."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="faults-") as made:
        yield Path(made)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--only", default="", help="checks by id, with commas between")
    parser.add_argument("--archive", type=Path, help="where captures are kept and found again")
    parser.add_argument("--no-written", dest="written", action="store_false")
    parser.add_argument("--verbose", action="store_true", help="tell of every case")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
