"""A post and its capture, built from two pieces of HTML and a few answers.

`post(html)` is the promise. `capture(html, answers)` is the page as the browser
drew it: every medium in it was asked for and came whole, pictures in the size that
its markup declares (or 500 x 300), except where `answers` says otherwise
(a `LedgerEntry`, several, or None for "never asked").
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from archiver import urls
from archiver.compare import check
from archiver.dom import Element, blocks_of, element_from_snapshot, parse_html
from archiver.models import (
    BlockKind,
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

_DIGITS = re.compile(r"[1-9]\d{0,5}")
_OWN_ATTRIBUTE = re.compile(r" :(?=\w+=)")
_AS_WRITTEN = "browser-says-"
"""A page's markup cannot hold what the browser tells of an element (`:src`, `:w`): here it may."""

Answer = LedgerEntry | Iterable[LedgerEntry] | None


def post(html: str, address: str = PAGE, **fields: object) -> Post:
    """A post without front matter whose body is this HTML."""
    blocks = blocks_of(parse_html(html), address, scripting=False)
    bare = Post(path=Path("post.md"), slug="post", dialect="yaml", encoding="utf-8", raw=b"")
    return replace(bare, blocks=blocks, **fields)  # type: ignore[arg-type]


def day(raw: str, moment: datetime | None, *doubts: object) -> PostDate:
    return PostDate(raw=raw, moment=moment, doubts=frozenset(doubts))  # type: ignore[arg-type]


def digest_of(url: str) -> str:
    """A payload digest that differs from address to address."""
    return (
        "sha1:" + base64.b32encode(hashlib.sha1(url.encode("utf-8", "replace")).digest()).decode()
    )


def entry(url: str, **facts: object) -> LedgerEntry:
    """A ledger line: by default a whole JPEG that was kept."""
    good = LedgerEntry(
        url=url,
        method="GET",
        status=200,
        mime="image/jpeg",
        resource_type="image",
        size_bytes=20_000,
        sha1=digest_of(url),
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


def snapshot_tree(root: Element, frames: Mapping[str, int], page: str = PAGE) -> list[object]:
    """The compact tree of a parsed document, with a box for every element."""
    attributes = {
        name.replace(_AS_WRITTEN, ":", 1) if name.startswith(_AS_WRITTEN) else name: value
        for name, value in root.attributes.items()
    }
    src = attributes.get("src", "")
    if root.tag == "img" and src:
        attributes = {":src": urls.resolve(page, src), ":w": "500", ":h": "300"} | attributes
    if root.tag == "iframe" and urls.resolve(page, src) in frames:
        attributes[":frame"] = str(frames[urls.resolve(page, src)])
    box = [float(side) for side in attributes.get("box", "0,0,600,40").split(",")]
    children = [
        child if isinstance(child, str) else snapshot_tree(child, frames, page)
        for child in root.children
    ]
    return [root.tag, attributes, None if "nobox" in attributes else box, children]


def capture(
    html: str,
    answers: Mapping[str, Answer] | None = None,
    *,
    frames: Mapping[str, Frame] | None = None,
    states: Iterable[MediaState] = (),
    title: str = "",
    address: str = PAGE,
    **facts: object,
) -> Capture:
    """The captured page: every medium of the HTML came, but for `answers` and `frames`."""
    root = parse_html(_OWN_ATTRIBUTE.sub(rf" {_AS_WRITTEN}", html))
    sources = dict.fromkeys(each.get("src") for each in root.elements("iframe"))
    players = [urls.resolve(address, source) for source in sources if source]
    numbers = {url: at for at, url in enumerate(players, start=1)}
    staged = {url: (frames or {}).get(url, Frame()) for url in numbers}
    tree = snapshot_tree(root, numbers, address)
    snapshots = [FrameSnapshot(url=address, parent=None, tree=tree)]
    for url, frame in staged.items():
        tree = snapshot_tree(parse_html(frame.html), {})
        snapshots.append(
            FrameSnapshot(url=frame.url or url, parent=0, tree=tree, error=frame.error)
        )
    page = PageSnapshot(
        url=address,
        title=title,
        width_px=1280,
        height_px=4000,
        frames=tuple(snapshots),
        media=tuple(states),
    )
    whole = Capture(
        capture_id="c1",
        slug="post",
        url=address,
        origin=PageOrigin.SITE,
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=page,
        ledger=tuple(_ledger(page, staged, answers or {}, _declared_sizes(root, address))),
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
    page: PageSnapshot,
    frames: Mapping[str, Frame],
    answers: Mapping[str, Answer],
    sizes: Mapping[str, BodyProbe],
) -> Iterable[LedgerEntry]:
    yield document(page.url)
    yield from (
        film("https://cdn.example/film.mp4", frame_url=url)
        for url, frame in frames.items()
        if frame.plays
    )
    usual = {line.url: line for line in _usual_answers(page)}
    for url, line in usual.items():
        if url not in answers:
            probe = sizes.get(url, line.probe) if line.probe is WHOLE_JPEG else line.probe
            yield replace(line, probe=probe)
    for answer in answers.values():
        if answer is not None:
            yield from [answer] if isinstance(answer, LedgerEntry) else answer


def _usual_answers(page: PageSnapshot) -> Iterable[LedgerEntry]:
    """What a page's media are answered with when nothing is wrong."""
    made = {
        BlockKind.PLAYER: document,
        BlockKind.IMAGE: entry,
        BlockKind.VIDEO: film,
        BlockKind.AUDIO: film,
    }
    blocks = blocks_of(element_from_snapshot(page.frames[0].tree), page.url)
    for kind, make in made.items():
        for block in blocks:
            if block.kind is kind and block.url.startswith("http"):
                yield make(block.url)


def _declared_sizes(root: Element, address: str) -> dict[str, BodyProbe]:
    """What pictures look like that came in the size that their markup declares."""
    sizes = {}
    for each in root.elements("img"):
        width, height = (_DIGITS.match(each.get(side)) for side in ("width", "height"))
        if width:
            height_px = int(height[0]) if height else 300
            probe = replace(WHOLE_JPEG, width_px=int(width[0]), height_px=height_px)
            sizes[urls.resolve(address, each.get("src"))] = probe
    return sizes


def report(promise: str, page: str, **facts: object) -> Report:
    """The report of a post and a page given as HTML."""
    return check(post(promise), capture(page, **facts))  # type: ignore[arg-type]


def ids(found: Report | Iterable[Finding]) -> list[str]:
    """Check ids of the findings, with `w` behind those that are warnings only."""
    findings = found.findings if isinstance(found, Report) else found
    return [each.check + ("w" if each.severity == "warning" else "") for each in findings]
