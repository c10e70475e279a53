"""What looking after media costs a page that has none to look after, against an earlier version.

Two versions of archiver, each in a process of its own with its own Chromium, archive
the same article by turns: ten pictures of two hosts that refuse nobody, no player.
Stated is the processor time of the whole process tree, as medians of ratios round
by round. Needs root (control groups) and a checkout of the earlier version.

    git worktree add /tmp/before REVISION
    python benchmarks/overhead.py /tmp/before --rounds 15
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGES = 4
"""Captures in one measurement."""
HOSTS = ("img.pictures.test", "pic.pictures.test")
NEWS = "news.articles.test"
PICTURES = (
    *("bamboo.jpg", "bridge-arch.jpg", "bridge-dawn.jpg", "ferry-dusk.jpg", "harbour.jpg"),
    *("lamp-lens.jpg", "lantern-river.jpg", "lighthouse.jpg", "moon-hills.jpg", "river-town.jpg"),
)


def article(number: int) -> str:
    """Return the body of one article."""
    parts = []
    for at, name in enumerate(PICTURES):
        host = HOSTS[at % 2]
        parts.append(f"<p>Paragraph {at} of article {number} tells of {name} at some length.</p>")
        parts.append(f'<p><img src="http://{host}/{number}/{name}" width="500" height="312"></p>')
        parts.append(f"<p>▲ The caption of {name}</p>")
    return "\n".join(parts)


async def serve() -> None:
    """Serve the articles and their pictures until standard input ends."""
    from archiver.testing import media
    from archiver.testing.http_server import HttpServer, Request, Response

    def answer(request: Request) -> Response:
        if request.host == NEWS and request.path.endswith("/"):
            number = int(request.path.strip("/") or 0)
            html = f"<!doctype html><title>Article {number}</title><h1>Article {number}</h1>"
            return Response(body=(html + article(number)).encode())
        name = request.path.rpartition("/")[2]
        note = request.target.encode()
        body = media.read(f"pictures/{name}") if name.endswith(".jpg") else b""
        comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
        return Response(media_type="image/jpeg", body=body[:2] + comment + body[2:])

    async with HttpServer(answer) as server:
        print(server.address[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)


async def work(port: int) -> None:
    """Archive some articles for each line of standard input; print what that took."""
    from page_cost import ControlGroup

    from archiver.browser import BrowserSettings
    from archiver.jobs import ArchiveSettings, JobSettings, Plan, archive
    from archiver.store import Collection

    group = ControlGroup()
    settings = ArchiveSettings(
        job=JobSettings(jobs=1, host_delay_s=0, again=True),
        browser=BrowserSettings(host_table=lambda _h, _p: ("127.0.0.1", port)),
    )
    with group.entered(), tempfile.TemporaryDirectory(prefix="overhead-") as name:
        posts = Path(name) / "posts"
        posts.mkdir()
        for number in range(PAGES):
            text = f"---\ntitle: Article {number}\nurl: http://{NEWS}/{number}/\n---\n"
            (posts / f"{number}.md").write_text(text + article(number))
        with Collection.open(Path(name) / "archive") as collection:
            while await asyncio.to_thread(sys.stdin.readline):
                begun_s, wall_s = group.seconds(), time.monotonic()
                done = await archive(
                    Plan([posts]), collection, settings=settings, listener=lambda _event: None
                )
                spent_s = group.seconds() - begun_s
                facts = {"cpu_s": spent_s, "wall_s": time.monotonic() - wall_s}
                print(json.dumps(facts | {"complete": done.complete}), flush=True)


class Worker:
    """One version of archiver at work."""

    def __init__(self, root: Path, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--work", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{root}:{Path(__file__).parent}"},
        )

    def measure(self) -> dict[str, float]:
        """Archive the articles once."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        facts: dict[str, float] = json.loads(self._process.stdout.readline())
        if facts["complete"] != PAGES:
            sys.exit(f"only {facts['complete']} of {PAGES} articles came whole")
        return facts

    def end(self) -> None:
        """Let it end."""
        self._process.communicate()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("before", type=Path, nargs="?", help="checkout of the earlier version")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve or options.work:
        asyncio.run(serve() if options.serve else work(options.work))
        return 0
    if options.before is None:
        parser.error("name the checkout of an earlier version")
    now = Path(__file__).resolve().parent.parent
    with subprocess.Popen(
        [sys.executable, __file__, "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as web:
        assert web.stdout
        port = int(web.stdout.readline())
        workers = [Worker(options.before, port), Worker(now, port)]
        for worker in workers:  # the first pages of a browser cost more
            worker.measure()
        rounds = []
        for number in range(options.rounds):
            order = workers if number % 2 else workers[::-1]
            found = {id(worker): worker.measure() for worker in order}
            rounds.append([found[id(worker)] for worker in workers])
        for worker in workers:
            worker.end()
        web.terminate()
    for name in ("cpu_s", "wall_s"):
        before = statistics.median(row[0][name] for row in rounds) / PAGES
        after = statistics.median(row[1][name] for row in rounds) / PAGES
        ratio = statistics.median(row[1][name] / row[0][name] for row in rounds)
        print(f"{name:7} before {before:.3f}  now {after:.3f}  ratio {ratio:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
