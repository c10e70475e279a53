"""Players in frames: M1, M2, M4, V1 (dead), V2 (says why not), V3 (no film), V4 (not all of it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archiver import urls
from archiver.compare import player_outcomes
from archiver.compare.case import Case
from archiver.compare.keys import address_key, keys_of, medium_key
from archiver.compare.ledger import Fetch
from archiver.compare.loss import Loss
from archiver.compare.page import has_film
from archiver.compare.wording import quote
from archiver.models import (
    Block,
    BlockKind,
    FrameSnapshot,
    LedgerEntry,
    LostAt,
    PlayerState,
    Severity,
)
from archiver.rules.players import Plays

_FILM_TYPES = re.compile(
    r"(?:video|audio)/|application/(?:(?:vnd\.apple|x-)\.?mpegurl|dash\+xml)", re.IGNORECASE
)
_OPAQUE_FILM_BYTES = 100_000
"""An octet-stream of this size from a player is taken for a piece of its film."""
_FLASH = re.compile(r"\.swf(?:[?#/]|$)", re.IGNORECASE)
"""Flash: Chromium plays none since version 88, of January 2021."""
_ERROR_PAGE = "chrome-error://"


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with the post's players.

    Near misses that stay silent: parameters that the theme adds to a player's
    address; frames that play nothing by nature (maps, code, slides), or need not
    (posts of social networks); a film asked for by a frame nested in the player's own.
    """
    for index, block in case.promised_media():
        if block.kind is not BlockKind.PLAYER:
            continue
        loss = _loss(case, block, case.alignment.page_block(index))
        if loss:
            yield replace(loss, block=index, key=loss.key + case.copy_mark(index))


def is_kept(case: Case, block: Block, shown: Block | None) -> bool:
    """Tell whether a player is in the archive: its document, and its film where it has one."""
    frame = case.page.frame_of(shown) if shown else None
    documents = documents_of(case, block, shown)
    state = player_outcomes.state_of(case, block, shown)
    if state is not None:
        # The film of a dead player may have come by other ways.
        dead = _dead(_draft(block, shown), frame, documents)
        return player_outcomes.is_kept(state) and (dead is None or dead.check != "M4")
    if frame is not None and frame.url.startswith(_ERROR_PAGE):
        return False
    return any(fetch.flaw is None for fetch in documents)


def documents_of(case: Case, block: Block, shown: Block | None) -> list[Fetch]:
    """Return every request for the document of a player's frame, the shown address first."""
    keys = dict.fromkeys(keys_of(block) + (keys_of(shown) if shown else ()))
    return case.ledger.fetches(BlockKind.PLAYER, keys, shown.url if shown else "")


def _draft(block: Block, shown: Block | None) -> Loss:
    return Loss(
        check="M1",
        key=medium_key(block.url),
        kind="missing",
        message=f"The post shows the player {quote(block.url, 160)}, the page does not.",
        lost_at=LostAt.PAGE,
        subject=block.url,
        promised=block,
        shown=shown,
        evidence={"url": block.url},
    )


def _loss(case: Case, block: Block, shown: Block | None) -> Loss | None:
    draft = _draft(block, shown)
    if shown is None:
        return draft
    frame = case.page.frame_of(shown)
    documents = documents_of(case, block, shown)
    dead = _dead(draft, frame, documents)
    state = player_outcomes.state_of(case, block, shown)
    if dead is not None:
        return dead if state is None else _revived(dead, state)
    if state is not None:
        return player_outcomes.loss_of(state, draft, case.ledger)
    if frame is None or any(fetch.flaw for fetch in documents[:1]):
        return None
    return _without_film(case, draft, frame, shown)


def _revived(dead: Loss, state: PlayerState) -> Loss:
    """Return the loss of a dead player whose film may have come by other ways.

    A warning then, as for any medium that archiver got; one that the page never asked
    for stays an error.
    """
    if dead.check == "M4" or not player_outcomes.is_kept(state):
        return dead
    message = f"{dead.message[:-1]}; archiver got its film in another way."
    severity = Severity.WARNING if dead.check == "V1" else dead.severity
    return replace(dead, message=message, severity=severity)


def _dead(draft: Loss, frame: FrameSnapshot | None, documents: list[Fetch]) -> Loss | None:
    """Judge the document of a player's frame."""
    address = quote(draft.subject, 160)
    if not documents:
        return _undocumented(draft, frame, address)
    good = next((fetch for fetch in documents if fetch.flaw is None), None)
    fetch = good or documents[0]
    if fetch.flaw is not None:
        return replace(
            draft,
            check="M4" if fetch.flaw.check == "M4" else "V1",
            kind=fetch.flaw.kind,
            message=f"The page asked for the player {address}, but {fetch.flaw.words}.",
            lost_at=fetch.flaw.lost_at,
            entry=fetch.answer,
        )
    if frame is not None and frame.url.startswith(_ERROR_PAGE):
        return replace(
            draft,
            check="V1",
            kind="refused",
            message=f"The player {address} cannot be shown in this page: Chromium says so in it.",
            entry=fetch.answer,
        )
    return None


def _undocumented(draft: Loss, frame: FrameSnapshot | None, address: str) -> Loss:
    """Return the loss of a player for whose document no request was seen."""
    if frame is not None and urls.is_http(frame.url):
        return replace(
            draft,
            check="M4",
            kind="no request seen",
            message=f"The page showed the player {address}, the archive has no record of it.",
            lost_at=LostAt.CAPTURE,
        )
    if _FLASH.search(draft.subject):
        return replace(
            draft,
            check="V1",
            kind="flash",
            message=f"The player {address} is a Flash film, which no browser plays any more.",
            lost_at=LostAt.SOURCE,
        )
    return replace(
        draft,
        check="M2",
        kind="never requested",
        message=f"The page has a place for the player {address}, but never asked for it.",
        lost_at=LostAt.CAPTURE,
    )


def _without_film(case: Case, draft: Loss, frame: FrameSnapshot, shown: Block) -> Loss | None:
    """Judge what the frame plays, when it is one that plays."""
    rule = case.rulebook.players.rule_for(urls.without_fragment(shown.url))
    if frame.error or rule is None or rule.plays is Plays.MAYBE:
        return None
    frames = list(case.page.frames_within(shown))
    documents = {address_key(each.url) for each in frames} | {address_key(shown.url)}
    if any(_is_film(entry) for entry in _asked_by(case, documents)):
        return None
    address = quote(draft.subject, 160)
    if any(has_film(each) for each in frames):
        return replace(
            draft,
            check="V4",
            kind="film not loaded",
            message=f"The player {address} was kept, but none of the film that it plays.",
            lost_at=LostAt.CAPTURE,
        )
    return replace(
        draft,
        check="V3",
        kind="no film",
        message=f"The player {address} came, but shows no film and loaded none.",
        evidence={**draft.evidence, "frame_title": quote(frame.title, 120)},
    )


def _asked_by(case: Case, documents: set[str]) -> Iterator[LedgerEntry]:
    """Yield what a player's frames asked for, by document or else by Referer."""
    page_origin = urls.origin(case.page.snapshot.url)
    origins = {urls.origin("https://" + document) for document in documents}
    origins -= {page_origin, page_origin.replace("http://", "https://", 1)}
    for entry in case.ledger.entries:
        if entry.frame_url:
            if address_key(entry.frame_url) in documents:
                yield entry
        elif entry.referrer and (
            address_key(entry.referrer) in documents
            or urls.origin(entry.referrer).replace("http://", "https://", 1) in origins
        ):
            yield entry


def _is_film(entry: LedgerEntry) -> bool:
    if not 200 <= entry.status < 400:
        return False
    sniffed = entry.probe.sniffed if entry.probe else ""
    if _FILM_TYPES.match(sniffed) or _FILM_TYPES.match(entry.mime):
        return True
    opaque = entry.mime in {"", "application/octet-stream", "binary/octet-stream"}
    return opaque and not sniffed and entry.size_bytes >= _OPAQUE_FILM_BYTES
