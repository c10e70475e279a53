"""What the checks say of untouched captures: every error there is a false alarm.

The posts of a folder are archived with the stand-in web, in which every picture, film and
player is there and whole, and then checked. An archive that is there already can be given
instead. Ends with 1 when there is an error.

    python benchmarks/false_alarms.py "$ARCHIVER_CORPUS"
    python benchmarks/false_alarms.py --archive archive
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from archiver.cli.kept_post import kept_post
from archiver.compare import check
from archiver.models import Finding, Severity
from archiver.store import Collection

STOPPED = 2
"""From this exit code on a run did not do its work; 1 means findings."""


@dataclass(slots=True)
class Sum:
    """Of one archive."""

    pages: int = 0
    blocks: int = 0
    errors: list[tuple[str, Finding]] = field(default_factory=list)
    warnings: list[tuple[str, Finding]] = field(default_factory=list)

    def add(self, slug: str, findings: tuple[Finding, ...]) -> None:
        """Count the findings of one page."""
        for finding in findings:
            severe = finding.severity is Severity.ERROR
            (self.errors if severe else self.warnings).append((slug, finding))


def main() -> int:
    options = _options()
    if options.archive is not None:
        return _told(_summed(options.archive))
    with tempfile.TemporaryDirectory(prefix="false-alarms-") as made:
        archive = Path(made) / "archive"
        command = [sys.executable, "-m", "archiver", "run", options.posts, "--stand-in"]
        done = subprocess.run(
            [*command, "-o", str(archive)], stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode >= STOPPED:
            print(f"the run ended with {done.returncode}")
            return done.returncode
        return _told(_summed(archive))


def _summed(archive: Path) -> Sum:
    """Check every article of an archive anew, by its last capture."""
    total = Sum()
    with Collection.open(archive, writable=False) as collection:
        for summary in collection.captures():
            post = kept_post(collection, summary)
            if post is None:
                continue
            report = check(post, collection.capture(summary.capture_id))
            total.pages += 1
            total.blocks += sum(block.visible for block in post.blocks)
            total.add(summary.slug, report.findings)
    return total


def _told(total: Sum) -> int:
    for slug, finding in total.errors:
        print(f"{slug}: {finding.check} block {finding.block}: {finding.message}")
    warnings = Counter(finding.check for _, finding in total.warnings)
    for name, count in sorted(warnings.items()):
        slug, first = next(each for each in total.warnings if each[1].check == name)
        print(f"{count} warnings {name}, the first in {slug}: {first.message}")
    share = len(total.errors) / total.blocks if total.blocks else 0.0
    print(
        f"{total.pages} pages, {total.blocks:,} blocks, {len(total.errors)} errors"
        f" ({share:.5%} of the blocks), {len(total.warnings)} warnings"
    )
    return int(bool(total.errors))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    corpus = os.environ.get("ARCHIVER_CORPUS", "")
    parser.add_argument("posts", nargs="?", default=corpus, help="folder of posts to archive")
    parser.add_argument("--archive", type=Path, help="an archive that is there already")
    options = parser.parse_args()
    if not options.posts and options.archive is None:
        parser.error("name a folder of posts, or an archive")
    return options


if __name__ == "__main__":
    sys.exit(main())
