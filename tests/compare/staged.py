"""A post and its capture, built from two pieces of HTML and a few answers.

`post(html)` is the promise. `capture(html, answers)` is the page as the browser
drew it: every medium in it was asked for and came whole, except where `answers`
says otherwise (a `LedgerEntry`, several, or None for "never asked").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from archiver import urls
from archiver.compare import check
from archiver.dom import Element, blocks_of, parse_html
from archiver.models import (
    BodyProbe,
    Capture,
    Environment,
    Finding,
    FrameSnapshot,
    LedgerEntry,
    MediaState,
    PageOrigin,
    PageSnapshot,
    Post,
    PostDate,
    RecordPointer,
    Report,
)

PAGE = "https://news.example/p/1.html"
RECORD = RecordPointer(filename="a.warc.gz", offset=400, length_bytes=100)
WHOLE_JPEG = BodyProbe(sniffed="image/jpeg", complete=True, width_px=500, height_px=300)

Answer = LedgerEntry | Iterable[LedgerEntry] | None


def post(html: str, **fields: object) -> Post:
    """A post without front matter whose body is this HTML."""
    blocks = blocks_of(parse_html(html), PAGE, scripting=False)
    bare = Post(path=Path("post.md"), slug="post", dialect="yaml", encoding="utf-8", raw=b"")
    return replace(bare, blocks=blocks, **fields)  # type: ignore[arg-type]


def day(raw: str, moment: datetime | None, *doubts: object) -> PostDate:
    return PostDate(raw=raw, moment=moment, doubts=frozenset(doubts))  # type: ignore[arg-type]


def entry(url: str, **facts: object) -> LedgerEntry:
    """A ledger line: by default a whole JPEG that was kept."""
    good = LedgerEntry(
        url=url,
        method="GET",
        status=200,
        mime="image/jpeg",
        resource_type="image",
        size_bytes=20_000,
        sha1="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        probe=WHOLE_JPEG,
        record=RECORD,
    )
    return replace(good, **facts)  # type: ignore[arg-type]


def document(url: str, **facts: object) -> LedgerEntry:
    web_page = BodyProbe(sniffed="text/html", complete=True)
    return entry(
        url, **{"mime": "text/html", "resource_type": "document", "probe": web_page, **facts}
    )


def film(url: str, **facts: object) -> LedgerEntry:
    mp4 = BodyProbe(sniffed="video/mp4", complete=True)
    return entry(url, **{"mime": "video/mp4", "resource_type": "media", "probe": mp4, **facts})


@dataclass(frozen=True)
class Frame:
    """What a player's frame shows; by default a film that plays."""

    html: str = "<video></video>"
    url: str = ""
    error: str = ""
    plays: bool = True


def snapshot_tree(root: Element, frames: Mapping[str, int]) -> list[object]:
    """The compact tree of a parsed document, with a box for every element."""
    attributes = dict(root.attributes)
    src = attributes.get("src", "")
    if root.tag == "img" and src:
        attributes = {":src": urls.resolve(PAGE, src), ":w": "500", ":h": "300"} | attributes
    if root.tag == "iframe" and urls.resolve(PAGE, src) in frames:
        attributes[":frame"] = str(frames[urls.resolve(PAGE, src)])
    box = [float(side) for side in attributes.get("box", "0,0,600,40").split(",")]
    children = [
        child if isinstance(child, str) else snapshot_tree(child, frames) for child in root.children
    ]
    return [root.tag, attributes, None if "nobox" in attributes else box, children]


def capture(
    html: str,
    answers: Mapping[str, Answer] | None = None,
    frames: Mapping[str, Frame] | None = None,
    states: Iterable[MediaState] = (),
    title: str = "",
    **facts: object,
) -> Capture:
    """The captured page: every medium of the HTML came, but for `answers` and `frames`."""
    root = parse_html(html)
    sources = dict.fromkeys(each.get("src") for each in root.elements("iframe"))
    players = [urls.resolve(PAGE, source) for source in sources if source]
    numbers = {url: at for at, url in enumerate(players, start=1)}
    staged = {url: (frames or {}).get(url, Frame()) for url in numbers}
    snapshots = [FrameSnapshot(url=PAGE, parent=None, tree=snapshot_tree(root, numbers))]
    for url, frame in staged.items():
        tree = snapshot_tree(parse_html(frame.html), {})
        snapshots.append(
            FrameSnapshot(url=frame.url or url, parent=0, tree=tree, error=frame.error)
        )
    whole = Capture(
        capture_id="c1",
        slug="post",
        url=PAGE,
        origin=PageOrigin.SITE,
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(
            url=PAGE,
            title=title,
            width_px=1280,
            height_px=4000,
            frames=tuple(snapshots),
            media=tuple(states),
        ),
        ledger=tuple(_ledger(root, staged, answers or {})),
        environment=Environment(
            archiver="0",
            browser="Chromium 156",
            user_agent="",
            viewport_width_px=1280,
            viewport_height_px=720,
            platform="",
        ),
    )
    return replace(whole, **facts)  # type: ignore[arg-type]


def _ledger(
    root: Element, frames: Mapping[str, Frame], answers: Mapping[str, Answer]
) -> Iterable[LedgerEntry]:
    yield document(PAGE)
    usual: dict[str, LedgerEntry] = {}
    for image in root.elements("img"):
        usual[urls.resolve(PAGE, image.get(":src") or image.get("src"))] = entry("")
    for element in root.elements("video", "audio", "source", "object", "embed"):
        src = element.get("src") or element.get("data")
        usual[urls.resolve(PAGE, src)] = film("")
    for url, frame in frames.items():
        usual[url] = document("")
        if frame.plays:
            yield film("https://cdn.example/film.mp4", frame_url=url)
    for url, line in usual.items():
        if url.startswith("http") and url not in answers:
            yield replace(line, url=url)
    for answer in answers.values():
        if answer is not None:
            yield from [answer] if isinstance(answer, LedgerEntry) else answer


def report(promise: str, page: str, **facts: object) -> Report:
    """The report of a post and a page given as HTML."""
    return check(post(promise), capture(page, **facts))  # type: ignore[arg-type]


def ids(found: Report | Iterable[Finding]) -> list[str]:
    """Check ids of the findings, with `w` behind those that are warnings only."""
    findings = found.findings if isinstance(found, Report) else found
    return [each.check + ("w" if each.severity == "warning" else "") for each in findings]
