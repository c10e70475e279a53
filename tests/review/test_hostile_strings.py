"""Everything that the review shows comes from strangers: nothing of it is obeyed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import hostile_archive as hostile
import pytest
import pytest_asyncio
from playwright.async_api import Browser
from watched import PHONE, WIDE, Watched, served, watched, written

from archiver.decisions import read_decisions
from archiver.review import ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
ZH = {"locale": "zh-CN"}


@dataclass
class Hostile:
    """The archive, served and as files."""

    root: Path
    site: ReviewSite
    served: str
    files: str

    def url(self, mode: str) -> str:
        return self.served if mode == "served" else self.files


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def archive(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hostile]:
    root = tmp_path_factory.mktemp("hostile")
    hostile.build(root)
    with hostile.site(root, is_static=True) as site:
        files = written(site, root / "site", "archive", films=True)
    with hostile.site(root) as site:
        async with served(site, root / "archive", root / "snapshots") as url:
            yield Hostile(root, site, url, files)


def strings(value: object) -> list[str]:
    """All strings within a value, names too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [found for pair in value.items() for each in pair for found in strings(each)]
    if isinstance(value, list):
        return [found for each in value for found in strings(each)]
    return []


async def test_nothing_that_is_obeyed_instead_of_shown_leaves_the_archive(archive: Hostile) -> None:
    names = ["data/summary.json", "data/queue/0.json", "data/queue/1.json"]
    names += [f"data/{kind}/{slug}.json" for slug, _, _ in hostile.pages() for kind in KINDS]
    for name in names:
        answer = archive.site.answer(name, {})
        assert answer
        assert b"<" not in answer.body
        told = json.loads(answer.body)
        assert [each for each in strings(told) if UNSEEN.search(each)] == [], name
        assert [each[:80] for each in strings(told) if len(each) > 25_000] == [], name


KINDS = ("page", "text")


async def test_no_address_gives_what_a_stranger_made_as_something_that_could_run(
    archive: Hostile,
) -> None:
    # The archive has HTML that is said to be a picture, SVG with scripts, and HTML for films.
    kinds = set()
    for address in archive.site.addresses(films=True):
        answer = archive.site.answer(address, {})
        if answer is None:
            continue
        assert answer.is_as_said, address
        kinds.add(answer.media_type)
        begins = answer.body or next(answer.stream.chunks(0, 500))
        if answer.media_type != "application/json":
            assert b"<" not in begins[:4]
            assert b"script" not in begins[:500]
    assert kinds == {"application/json", "image/webp", "image/png", "video/webm", "audio/webm"}


async def test_the_archive_has_what_it_is_made_for(archive: Hostile) -> None:
    items = hostile.items(archive.site)
    assert {"M1", "M3", "T1", "C1", "S0"} <= {item["check"] for item in items}
    assert {"open", "accepted", "ignored", "noted"} <= {item["state"]["verdict"] for item in items}
    assert any(item["state"].get("expired") for item in items)
    told = json.dumps([json.loads(archive.site.answer(n, {}).body) for n in pages_of(archive)])
    for part in ("</script>", "{{7*7}}", "__proto__", "javascript:", "=HYPERLINK", "ontoggle"):
        assert json.dumps(part)[1:-1] in told
    assert '"headers": [["' in told
    assert '"poster": "evidence/' in told


def pages_of(archive: Hostile) -> list[str]:
    return [f"data/page/{slug}.json" for slug, _, _ in hostile.pages()]


async def dialogs(tab: Watched, where: str) -> None:
    """Open what the item's article has behind its buttons."""
    page = tab.page
    for name, opening in (
        ("text", "archiver.archivedText.show()"),
        ("films", "archiver.films.show()"),
        ("comment", "archiver.decisionBar.comment()"),
        ("help", "archiver.help.show()"),
    ):
        await page.evaluate(opening)
        await page.wait_for_selector("dialog[open]")
        await tab.look(f"{where} {name}")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("dialog[open]", state="detached")
    for opener in await page.query_selector_all("details:not([open]) > summary"):
        await opener.evaluate("node => { node.parentNode.open = true; }")
    await tab.look(f"{where} unfolded")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "settings", "step"),
    [
        ("served", {"viewport": WIDE}, 3),
        ("served", {"viewport": PHONE, **ZH}, 7),
        ("static", {"viewport": WIDE, **ZH}, 7),
        ("static", {"viewport": PHONE}, 3),
    ],
    ids=["served", "served-phone-zh", "files-zh", "files-phone"],
)
async def test_every_item_is_shown_and_nothing_of_it_obeyed(
    chromium: Browser, archive: Hostile, mode, settings, step
) -> None:
    async with watched(chromium, archive.url(mode), **settings) as tab:
        await tab.open()
        assert await tab.page.evaluate("archiver.language") == (
            "zh" if "locale" in settings else "en"
        )
        seen: set[str] = set()
        for number in range(0, await tab.count(), step):
            name = await tab.choose(number)
            await tab.look(name)
            slug = name.partition("/")[0]
            if slug not in seen:
                seen.add(slug)
                await dialogs(tab, name)
        assert len(seen) == len(list(hostile.pages()))
        assert list(dict.fromkeys(tab.troubles)) == []


@pytest.mark.parametrize("mode", ["served", "static"])
async def test_words_of_the_reader_and_of_the_address_mean_nothing_either(
    chromium: Browser, archive: Hostile, mode: str
) -> None:
    async with watched(chromium, archive.url(mode)) as tab:
        await tab.open()
        await tab.page.evaluate("archiver.filterBar.toggle()")
        for text in hostile.CORPUS:
            await tab.page.evaluate("(words) => archiver.filters.set({ words })", text[:3_000])
        await tab.page.evaluate("archiver.filters.clear()")
        for language in ("zh", "en"):
            await tab.page.evaluate("(name) => archiver.setLanguage(name)", language)
            await tab.look(language)
        for place in (
            "#__proto__",
            "#constructor/constructor?show=__proto__&class=constructor&check=%3Cimg%3E&q=%00%ff",
            "#javascript:alert(1)",
            '#"><img src=x onerror=alert(1)>',
            "#%",
            "#//evil.test/x",
            "#hostile-1/../../decide",
        ):
            await tab.page.goto("about:blank")
            await tab.open(place)
            await tab.look(place)
        assert tab.troubles == []


async def test_a_hostile_reason_is_kept_as_it_is_typed(chromium: Browser, archive: Hostile) -> None:
    reason = "</script><script>alert(1)</script> {{7*7}} $(id) '\" \\ ]]> __proto__ 👩‍🚀"
    async with watched(chromium, archive.served) as tab:
        await tab.open()
        number = await tab.page.evaluate(
            "archiver.items.all.findIndex((item) => item.state.verdict === 'open' && item.line)"
        )
        name = await tab.choose(number)
        await tab.page.fill("#reason", reason)
        async with tab.page.expect_response("**/decide") as answered:
            await tab.page.click(".verdict.accepted")
        assert (await answered.value).status == 200
        await tab.choose(number)
        await tab.look(name)
        assert tab.troubles == []
    found = read_decisions(archive.root / "snapshots" / "review.toml")
    own = [each for each in found if f"{each.slug}/{each.fingerprint}" == name]
    assert [each.reason for each in own] == [reason]


async def test_commands_to_copy_are_what_a_shell_takes_for_words(
    chromium: Browser, archive: Hostile
) -> None:
    reasons = [
        "$(touch evil) `id` ; rm -rf ~ | cat & > x",
        "it's \"quoted\" \\' \\\\ !! ~ * ?",
        "--undo",
        "'; echo",
    ]
    async with watched(chromium, archive.files) as tab:
        await tab.open()
        lines = await tab.page.evaluate(
            """(reasons) => {
              const open = archiver.items.all.filter((item) => item.state.verdict === 'open');
              reasons.forEach((reason, at) => {
                archiver.decisions.put([open[at]], 'accepted', reason, '');
              });
              return archiver.commands.lines();
            }""",
            reasons,
        )
        words = [shlex.split(line) for line in lines]
        given = [each[each.index("--reason") + 1] for each in words if "--reason" in each]
        assert given == reasons
        for each in words:
            assert each[:2] == ["archiver", "accept"]
            assert re.fullmatch(r"[a-z0-9-]+", each[2])
        assert tab.troubles == []


@pytest.mark.parametrize("mode", ["served", "static"])
async def test_the_policy_holds_if_the_page_were_fooled(
    chromium: Browser, archive: Hostile, mode: str
) -> None:
    async with watched(chromium, archive.url(mode)) as tab:
        await tab.open()
        failed: list[str | None] = []
        tab.page.on("requestfailed", lambda asked: failed.append(asked.failure))
        refused = await tab.page.evaluate(
            """async () => {
              const refused = {};
              const attempt = async (name, deed) => {
                // Later, for what the debugger calls itself may do everything.
                await new Promise((done) => setTimeout(done));
                try { await deed(); } catch (error) { refused[name] = error.name; }
              };
              await attempt('markup', () => document.body.insertAdjacentHTML('beforeend',
                '<img src="https://evil.test/i" onerror="globalThis.hacked = 1">'
                + '<style>body { display: none }</style>'
                + '<iframe src="https://evil.test/f"></iframe>'));
              await attempt('code', () => new Function('globalThis.hacked = 1')());
              await attempt('request', () => fetch('https://evil.test/x'));
              await new Promise((done) => setTimeout(done, 200));
              const shown = getComputedStyle(document.body).display;
              return { ...refused, shown, deed: typeof globalThis.hacked };
            }"""
        )
        markup = {"markup": "TypeError"} if mode == "served" else {}  # as files: without effect
        others = {"code": "EvalError", "request": "TypeError"}
        assert refused == {**markup, **others, "shown": "block", "deed": "undefined"}
        asked = [each for each in tab.troubles if each.startswith("asked")]
        assert failed == ["csp"] * len(asked)
        assert [each for each in tab.troubles if "Content Security Policy" in each]


async def test_no_page_of_another_origin_can_frame_or_read_it(
    chromium: Browser, archive: Hostile, tmp_path: Path
) -> None:
    address = archive.served.replace("127.0.0.1", "localhost")
    page = tmp_path / "other.html"
    page.write_text(
        f'<iframe src="{address}"></iframe><img id="i" src="{address}static/icon.svg">'
        f'<script src="{address}static/words.js" onerror="window.failed = 1"></script>'
    )
    context = await chromium.new_context()
    tab = await context.new_page()
    await tab.goto(page.as_uri())
    await tab.wait_for_function("document.readyState === 'complete'")
    assert await tab.evaluate("document.querySelector('img').naturalWidth") == 0
    assert await tab.evaluate("window.failed") == 1
    assert await tab.evaluate("typeof window.archiver") == "undefined"
    for method in ("GET", "POST"):
        outcome = await tab.evaluate(
            "([url, method]) => fetch(url, { method }).then(() => 'read', () => 'refused')",
            [f"{address}data/summary.json", method],
        )
        assert outcome == "refused"
    body = await tab.frames[1].evaluate("document.body?.innerText ?? ''")
    assert "archiver" not in body
    await context.close()
