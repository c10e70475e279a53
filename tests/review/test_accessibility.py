"""Every screen of the review page, asked of axe-core: nobody is kept out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
import reviewed
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser
from watched import PHONE, WIDE, Watched, served, watched, written

from archiver.review import ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

GRAVE = {"serious", "critical"}
_DECIDE_ALL = """() => {
  const { items, decisions } = archiver;
  const verdicts = ['accepted', 'rejected', 'ignored'];
  items.all.forEach((item, at) => decisions.put([item], verdicts[at % 3], 'because', ''));
  archiver.filters.set({ show: 'open' });
}"""


_PLACE_OF_FAILED = "archiver.items.all.findIndex((item) => item.slug === 'failed')"
_OPTIONS = {"resultTypes": ["violations"], "preload": False}  # preloading is a request


@dataclass
class Archive:
    """The archive of all kinds of articles, served and as files."""

    site: ReviewSite
    served: str
    files: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def archive(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    root = tmp_path_factory.mktemp("review")
    reviewed.build(root)
    with reviewed.site_of(root, is_static=True) as site:
        files = written(site, root / "site", "archive", films=True)
    with reviewed.site_of(root) as site:
        async with served(site, root, root / "snapshots") as url:
            yield Archive(site, url, files)


async def first(tab: Watched, condition: str) -> None:
    """Choose the first item of which a condition holds, and wait until all of it is drawn."""
    number = await tab.page.evaluate(f"archiver.items.all.findIndex((item) => {condition})")
    assert number >= 0, condition
    await tab.choose(number)
    await tab.page.wait_for_selector(".viewer-piece img", state="attached")
    await tab.page.wait_for_timeout(300)  # colours that fade in are judged half way else


async def item(tab: Watched) -> None:
    await first(tab, "item.slug === 'tea' && item.type === 'finding' && !item.group")


async def group(tab: Watched) -> None:
    await first(tab, "item.slug === 'gate-1' && item.type === 'finding' && item.group")
    await tab.page.evaluate("archiver.selection.toggleGroup()")


async def new(tab: Watched) -> None:
    await first(tab, "item.type === 'new'")


async def failed(tab: Watched) -> None:
    await tab.choose(await tab.page.evaluate(_PLACE_OF_FAILED))
    await tab.page.wait_for_timeout(300)


async def helped(tab: Watched) -> None:
    await tab.page.evaluate("archiver.help.show()")
    await tab.page.evaluate("document.querySelectorAll('dialog details').forEach(e => e.open = 1)")


async def text(tab: Watched) -> None:
    await first(tab, "item.slug === 'tea' && item.type === 'finding'")
    await tab.page.evaluate("archiver.archivedText.show()")
    await tab.page.wait_for_selector("dialog[open]")


async def films(tab: Watched) -> None:
    await first(tab, "item.slug === 'tea' && item.type === 'finding'")
    await tab.page.evaluate("archiver.films.show()")
    await tab.page.wait_for_selector("dialog[open] video")


async def picture(tab: Watched) -> None:
    await first(tab, "item.slug === 'tea' && item.type === 'finding'")
    await tab.page.click(".evidence-picture .frame >> nth=0")
    await tab.page.wait_for_selector("dialog[open]")


async def comment(tab: Watched) -> None:
    await item(tab)
    await tab.page.evaluate("archiver.decisionBar.comment()")


async def unfolded(tab: Watched) -> None:
    await item(tab)
    await tab.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")


async def filtered(tab: Watched) -> None:
    await tab.page.evaluate("archiver.filterBar.toggle()")
    await tab.page.evaluate("archiver.filters.set({ show: 'open', classes: new Set(['error']) })")


async def nothing_found(tab: Watched) -> None:
    await tab.page.evaluate("archiver.filters.set({ words: 'there is no such thing' })")
    await tab.page.wait_for_timeout(200)


async def queue(tab: Watched) -> None:
    await tab.page.evaluate("archiver.isNarrow() && archiver.toQueue()")


async def all_decided(tab: Watched) -> None:
    await tab.page.evaluate(_DECIDE_ALL)
    await tab.page.wait_for_timeout(500)


async def commands(tab: Watched) -> None:
    await tab.page.evaluate(_DECIDE_ALL)
    await tab.page.evaluate("archiver.commands.show()")


Screen = Callable[[Watched], Awaitable[None]]
SCREENS: tuple[Screen, ...] = (
    item,
    group,
    new,
    failed,
    unfolded,
    helped,
    text,
    films,
    picture,
    comment,
    filtered,
    nothing_found,
)
DARK = {"color_scheme": "dark"}
ZH = {"locale": "zh-CN"}


async def grave(tab: Watched) -> list[str]:
    """What axe-core finds that keeps somebody out, each with the first elements."""
    results = await Axe().run(tab.page, options=_OPTIONS)
    return [
        f"{each['impact']} {each['id']}: {each['help']}: "
        + "; ".join(
            f"{node['html'][:160]} ({node['any'][0]['message'] if node['any'] else ''})"
            for node in each["nodes"][:4]
        )
        for each in results.response["violations"]
        if each["impact"] in GRAVE
    ]


async def findings(browser: Browser, url: str, screens: tuple[Screen, ...], **settings) -> list:
    """What is found on screens, each opened in a tab of its own."""
    found = []
    for screen in screens:
        async with watched(browser, url, **settings) as tab:
            await tab.open()
            await screen(tab)
            found += [f"{screen.__name__}: {each}" for each in await grave(tab)]
            found += [f"{screen.__name__}: {each}" for each in tab.troubles]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "screens"),
    [
        ({}, SCREENS),
        (DARK, SCREENS),
        ({"viewport": PHONE}, (queue, *SCREENS)),
        ({"viewport": PHONE, **DARK, **ZH}, (queue, item, text, films, filtered)),
        (ZH, (item, group, helped, filtered)),
        ({"viewport": WIDE, "forced_colors": "active"}, (item, filtered)),
        ({"viewport": {"width": 320, "height": 640}}, (queue, item)),
    ],
    ids=["light", "dark", "phone", "phone-dark-zh", "zh", "forced-colours", "320-px"],
)
async def test_no_screen_keeps_anybody_out(
    chromium: Browser, archive: Archive, settings, screens
) -> None:
    assert await findings(chromium, archive.served, screens, **settings) == []


async def test_nor_does_one_of_the_page_as_files(chromium: Browser, archive: Archive) -> None:
    screens = (item, text, films, all_decided, commands)
    assert await findings(chromium, archive.files, screens) == []
    assert await findings(chromium, archive.files, screens, viewport=PHONE, **DARK) == []


async def test_nor_does_a_queue_in_which_all_is_decided(
    chromium: Browser, archive: Archive
) -> None:
    assert await findings(chromium, archive.served, (all_decided, item)) == []


async def test_a_page_that_does_not_come_says_so_to_everybody(
    chromium: Browser, archive: Archive
) -> None:
    async with watched(chromium, archive.served) as tab:
        await tab.page.route("**/data/summary.json", lambda route: route.abort())
        await tab.page.goto(archive.served)
        await tab.page.wait_for_selector("[role=alert]")
        assert await grave(tab) == []


async def test_axe_finds_what_is_wrong(chromium: Browser, archive: Archive) -> None:
    async with watched(chromium, archive.served) as tab:
        await tab.open()
        await tab.page.evaluate(
            """() => {
              const button = archiver.element('button', { style: 'color: #ccc' });
              document.querySelector('#archiver').append(button);
              document.querySelector('.article').append(
                archiver.element('img', { src: 'static/icon.svg' }));
            }"""
        )
        found = await grave(tab)
    assert {each.split(":")[0] for each in found} >= {"critical button-name", "critical image-alt"}
