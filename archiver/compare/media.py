"""Pictures, films and sounds: M1, M2, M3, M4, M6, M7.

One medium has one finding, the most specific: what is missing from the page is
M1 and nothing else; what was asked for is judged by its answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from archiver.compare.case import NOUNS, Case
from archiver.compare.keys import address_key, keys_of, medium_key, relayed
from archiver.compare.ledger import Fetch, Ledger
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.compare.wording import quote
from archiver.models import Block, BlockKind, LostAt, Outcome, Severity

_URL_LIMIT = 160
_STAND_IN_NAME = re.compile(
    r"(?:blank|spacer|loading|placeholder|lazy|transparent|1x1)", re.IGNORECASE
)
_STAND_IN_PIXELS = 4


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with the post's own media.

    Near misses that stay silent: another size variant of the picture (same
    key); a picture through a relay that names it; a failed request beside one
    that brought it; a wrong Content-Type with right bytes; `data:` pictures.
    """
    seen: Counter[str] = Counter()
    for index, block in case.promised_media():
        if block.kind is BlockKind.PLAYER:
            continue
        key = medium_key(block.url)
        loss = medium_loss(case, block, case.alignment.page_block(index))
        if loss:
            seen[key] += 1
            repeat = f" #{seen[key]}" if seen[key] > 1 else ""
            yield replace(loss, block=index, key=key + repeat)


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
    """Return what is wrong with a medium that the page has a place for."""
    if shown.url.startswith("data:") and not _is_stand_in(page, block, shown):
        return None
    fetches = fetches_of(page, ledger, block, shown)
    good = next((fetch for fetch in fetches if fetch.flaw is None), None)
    reader = fetches[0] if fetches else None
    state = page.state_of(shown)
    if good is not None:
        broken = state is not None and state.outcome is Outcome.FAILED
        if not (broken and reader and reader.flaw and reader.flaw.check == "M3"):
            return None
        return _failed(block, shown, reader, Severity.WARNING)
    if reader is not None:
        return _failed(block, shown, reader, None)
    return _unasked(page, block, shown)


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


def _failed(block: Block, shown: Block, fetch: Fetch, severity: Severity | None) -> Loss:
    assert fetch.flaw is not None
    flaw, noun = fetch.flaw, NOUNS[block.kind]
    message = f"The page asked for the {noun} {quote(block.url, _URL_LIMIT)}, but {flaw.words}."
    if severity is Severity.WARNING:
        message = f"{message[:-1]}; archiver asked again and kept it."
    evidence = {"promised": block.url} if block.url != fetch.asked.url else {}
    if fetch.answer is not fetch.asked:
        evidence["redirected_from"] = fetch.asked.url
    return Loss(
        check=flaw.check,
        key=medium_key(block.url),
        kind=flaw.kind,
        message=message,
        lost_at=flaw.lost_at,
        subject=block.url,
        promised=block,
        shown=shown,
        entry=fetch.answer,
        severity=severity,
        evidence=evidence,
    )


def _unasked(page: Page, block: Block, shown: Block) -> Loss:
    noun, address = NOUNS[block.kind], quote(block.url, _URL_LIMIT)
    state = page.state_of(shown)
    stand_in = _is_stand_in(page, block, shown)
    drawn = not stand_in and (
        bool(shown.width_px and shown.width_px > _STAND_IN_PIXELS and shown.height_px)
        if state is None
        else state.outcome is Outcome.LOADED
    )
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
            else f"The page has a place for the {noun} {address}, but never asked for it."
        ),
        lost_at=LostAt.CAPTURE,
        subject=block.url,
        promised=block,
        shown=shown,
        evidence={name: value for name, value in evidence.items() if value},
    )
