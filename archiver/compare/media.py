"""Pictures, films and sounds: M1, M2, M3, M4, M6, M7.

One medium has one finding, the most specific: what is missing from the page is
M1 and nothing else; what was asked for is judged by its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archiver.compare.case import Case
from archiver.compare.keys import address_key, keys_of, medium_key, relayed
from archiver.compare.ledger import Fetch, Ledger
from archiver.compare.loss import Loss
from archiver.compare.naming import NOUNS
from archiver.compare.page import Page
from archiver.compare.wording import quote
from archiver.models import Asked, Block, BlockKind, LostAt, Outcome, Severity

_URL_LIMIT = 160
_STAND_IN_NAME = re.compile(
    r"(?:blank|spacer|loading|placeholder|lazy|transparent|1x1)", re.IGNORECASE
)
_STAND_IN_PIXELS = 4
_FILMS = frozenset({BlockKind.VIDEO, BlockKind.AUDIO})
_WAYS = {
    Asked.NO_REFERRER: " without a Referer",
    Asked.ORIGIN: " with the page's origin as Referer",
    Asked.UNSAFE_URL: " with the page's whole address as Referer",
    Asked.SITE: " with the Referer that a rule names",
    Asked.YT_DLP: " with yt-dlp",
}


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with the post's own media.

    Near misses that stay silent: another size variant of the picture (same
    key); a picture through a relay that names it; a failed request beside one
    that brought it; a film that waits for a click, or that the page read in pieces,
    when archiver has it whole; a wrong Content-Type with right bytes; `data:` pictures.
    """
    for index, block in case.promised_media():
        if block.kind is BlockKind.PLAYER:
            continue
        shown = case.alignment.page_block(index)
        loss = medium_loss(case, block, shown)
        if loss is None and shown is not None:
            loss = _asleep(case, index, block, shown)
        if loss is not None:
            yield replace(loss, block=index, key=loss.key + case.copy_mark(index))


def is_kept(page: Page, ledger: Ledger, block: Block, shown: Block | None) -> bool:
    """Tell whether a medium's bytes are in the archive, whole and of the right type."""
    if block.url.startswith("data:"):
        return True
    return any(fetch.flaw is None for fetch in fetches_of(page, ledger, block, shown))


def medium_loss(case: Case, block: Block, shown: Block | None) -> Loss | None:
    """Return what is wrong with one promised medium, `shown` being it on the page."""
    if shown is None:
        return _missing(case, block)
    return shown_loss(case.page, case.ledger, block, shown)


def shown_loss(page: Page, ledger: Ledger, block: Block, shown: Block) -> Loss | None:
    """Return what is wrong with a medium that the page has a place for.

    What the page itself got counts. Where that failed and archiver got the medium by
    asking again, the loss is a warning.
    """
    if shown.url.startswith("data:") and not _is_stand_in(page, block, shown):
        return None
    fetches = fetches_of(page, ledger, block, shown)
    by_page = [fetch for fetch in fetches if fetch.asked.asked is Asked.PAGE]
    good = next((fetch for fetch in fetches if fetch.flaw is None), None)
    if not by_page:
        return _unasked(page, (block, shown), fetches)
    if good is None:
        return _failed(block, shown, by_page[0])
    reader = _reader(page, shown, by_page)
    return None if reader is None else _failed(block, shown, reader, good)


def unanswered_loss(ledger: Ledger, block: Block) -> Loss | None:
    """Return what is wrong with a medium for which only archiver asked.

    None when it came, or when nobody asked; a warning else, for the page does not use it.
    """
    fetches = ledger.fetches(block.kind, keys_of(block))
    if not fetches or any(fetch.flaw is None for fetch in fetches):
        return None
    return replace(_failed(block, block, fetches[0]), severity=Severity.WARNING)


def _reader(page: Page, shown: Block, by_page: list[Fetch]) -> Fetch | None:
    """Return the request by which a reader missed a medium that is in the archive.

    None when a reader missed nothing: a request of the page brought it, only the
    archive had not kept it, or the page read a part of a film, as players do.
    """
    state, first = page.state_of(shown), by_page[0]
    broken = state is not None and state.outcome is Outcome.FAILED
    if broken and first.flaw is not None and first.flaw.check == "M3":
        return first
    if any(_served(fetch, shown) for fetch in by_page):
        return None
    return first


def _served(fetch: Fetch, shown: Block) -> bool:
    if fetch.flaw is None or fetch.flaw.lost_at is LostAt.CAPTURE:
        return True
    return is_piece(fetch, shown.kind)


def is_piece(fetch: Fetch, kind: BlockKind) -> bool:
    """Tell whether an answer is a part of a film: players ask for one after the other."""
    cut = fetch.flaw is not None and fetch.flaw.check == "M6"
    return cut and kind in _FILMS and fetch.answer.status == 206


def fetches_of(page: Page, ledger: Ledger, block: Block, shown: Block | None) -> list[Fetch]:
    """Return every request for a medium under any of its addresses, the shown one first."""
    keys = list(keys_of(block))
    address = ""
    if shown is not None and not _is_stand_in(page, block, shown):
        address = shown.url
        keys += keys_of(shown)
    elif shown is not None:
        keys += keys_of(replace(shown, url=""))
    return ledger.fetches(block.kind, dict.fromkeys(keys), address)


def _is_stand_in(page: Page, block: Block, shown: Block) -> bool:
    """Tell whether the page shows a lazy loader's filler in the medium's place."""
    if not shown.url or medium_key(shown.url) in keys_of(block):
        return False
    if shown.url.startswith(("data:", "blob:", "about:")):
        return True
    if relayed(shown.url):
        return False
    tiny = shown.width_px is not None and 0 < shown.width_px <= _STAND_IN_PIXELS
    shared = page.shown_by[address_key(shown.url)] > 1
    return tiny or shared or bool(_STAND_IN_NAME.search(shown.url))


def _missing(case: Case, block: Block) -> Loss:
    noun, address = NOUNS[block.kind], quote(block.url, _URL_LIMIT)
    kept = is_kept(case.page, case.ledger, block, None)
    tail = ", although the archive has its bytes" if kept else ""
    return Loss(
        check="M1",
        key=medium_key(block.url),
        kind="missing",
        message=f"The post shows the {noun} {address}, the page does not{tail}.",
        lost_at=LostAt.PAGE,
        subject=block.url,
        promised=block,
        evidence={"url": block.url, "archived": "yes" if kept else "no"},
    )


def _failed(block: Block, shown: Block, fetch: Fetch, good: Fetch | None = None) -> Loss:
    """Return the loss of a medium by a request for it; `good` is one that brought it."""
    assert fetch.flaw is not None
    flaw, noun = fetch.flaw, NOUNS[block.kind]
    asker = "The page" if fetch.asked.asked is Asked.PAGE else "Archiver"
    again = f"; archiver asked again{_WAYS.get(good.asked.asked, '')} and kept it" if good else ""
    evidence = {"promised": block.url} if block.url != fetch.asked.url else {}
    if fetch.answer is not fetch.asked:
        evidence["redirected_from"] = fetch.asked.url
    if good:
        evidence["kept_digest"] = good.answer.sha1
        evidence["kept_asked"] = str(good.asked.asked)
        evidence["kept_referrer"] = good.asked.referrer
    return Loss(
        check=flaw.check,
        key=medium_key(block.url),
        kind=flaw.kind,
        message=(
            f"{asker} asked for the {noun} {quote(block.url, _URL_LIMIT)}, but {flaw.words}{again}."
        ),
        lost_at=flaw.lost_at,
        subject=block.url,
        promised=block,
        shown=shown,
        entry=fetch.answer,
        severity=Severity.WARNING if good else None,
        evidence={name: value for name, value in evidence.items() if value},
    )


def _unasked(page: Page, medium: tuple[Block, Block], fetches: list[Fetch]) -> Loss | None:
    """Return what is wrong with a medium that the page never asked for; archiver may have."""
    block, shown = medium
    stand_in = _is_stand_in(page, block, shown)
    drawn = not stand_in and _is_drawn(page, shown)
    waits = not stand_in and not drawn and block.kind in _FILMS
    if (drawn or waits) and any(fetch.flaw is None for fetch in fetches):
        return None  # from a cache, or on a click: archiver's answer is what a reader gets
    if waits and fetches:
        return _failed(block, shown, fetches[0])
    noun, address = NOUNS[block.kind], quote(block.url, _URL_LIMIT)
    state = page.state_of(shown)
    evidence = {"url": block.url, "shown": quote(shown.url, _URL_LIMIT)}
    if state is not None:
        evidence |= {"outcome": str(state.outcome), "detail": state.detail}
    return Loss(
        check="M4" if drawn else "M2",
        key=medium_key(block.url),
        kind="no request seen" if drawn else "never requested",
        message=(
            f"The page showed the {noun} {address}, but the archive has no record of it."
            if drawn
            else f"The page has a place for the {noun} {address}, but never asked for it"
            f"{_instead(fetches)}."
        ),
        lost_at=LostAt.CAPTURE,
        subject=block.url,
        promised=block,
        shown=shown,
        evidence={name: value for name, value in evidence.items() if value},
    )


def _asleep(case: Case, index: int, block: Block, shown: Block) -> Loss | None:
    """Return that a picture's lazy loader never ran though something else got its bytes.

    A list of related articles, say, that shows the same one. Near misses: a picture that
    a script wrote into a `data:` address; a stand-in beside the picture itself.
    """
    if not _is_asleep(block, shown):
        return None
    keys = set(keys_of(block))
    beside = (case.page.blocks[j] for j in case.alignment.gap(index))
    if any(each.url and medium_key(each.url) in keys for each in beside):
        return None
    address = quote(block.url, _URL_LIMIT)
    return Loss(
        check="M2",
        key=medium_key(block.url),
        kind="stand-in shown",
        message=(
            f"The page has a place for the picture {address}, but shows a lazy loader's stand-in "
            "there; the archive has its bytes, for something else asked for it."
        ),
        lost_at=LostAt.CAPTURE,
        subject=block.url,
        promised=block,
        shown=shown,
        evidence={"url": block.url, "shown": quote(shown.url, _URL_LIMIT)},
    )


def _is_asleep(block: Block, shown: Block) -> bool:
    if block.kind is not BlockKind.IMAGE or not shown.url.startswith("data:"):
        return False
    waiting = {medium_key(url) for url in shown.alternates} & set(keys_of(block))
    tiny = shown.width_px is not None and 0 < shown.width_px <= _STAND_IN_PIXELS
    return bool(waiting) and tiny


def _instead(fetches: list[Fetch]) -> str:
    """Say what came of archiver's own requests for what the page never asked for."""
    flaws = [fetch.flaw for fetch in fetches]
    if not flaws:
        return ""
    words = None if None in flaws else flaws[0]
    return f"; archiver did, but {words.words}" if words else "; archiver did, and kept it"


def _is_drawn(page: Page, shown: Block) -> bool:
    """Tell whether the browser showed a medium, whoever asked for it."""
    state = page.state_of(shown)
    if state is not None:
        return state.outcome is Outcome.LOADED
    return bool(shown.width_px and shown.width_px > _STAND_IN_PIXELS and shown.height_px)
