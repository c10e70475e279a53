"""What a capture says of a player's film, as findings: V2, V3 and V4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archiver.compare import media
from archiver.compare.case import Case
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.ledger import Ledger
from archiver.compare.loss import Loss
from archiver.compare.wording import quote
from archiver.models import (
    Asked,
    Block,
    BlockKind,
    LostAt,
    PlayerOutcome,
    PlayerState,
    Severity,
)

_FILMS = frozenset({BlockKind.VIDEO, BlockKind.AUDIO})
_NOTE_LIMIT = 200
_SLACK_S = 1.5
"""A film's length is told by its manifest, its player and its parts, never quite alike."""
_SAID = {
    PlayerOutcome.LOGIN: "wants a login",
    PlayerOutcome.GEO: "is not shown in this country",
    PlayerOutcome.REMOVED: "says that its film was removed",
    PlayerOutcome.DRM: "plays an encrypted film, whose keys nobody can keep",
    PlayerOutcome.REFUSED: "refuses to play on this page",
}


def state_of(case: Case, block: Block, shown: Block | None) -> PlayerState | None:
    """Return what the capture says of a promised player; None when it says nothing."""
    players = case.capture.players
    if shown is not None and shown.frame:
        return next((state for state in players if state.frame == shown.frame), None)
    keys = set(keys_of(block))
    return next((state for state in players if state.frame and medium_key(state.url) in keys), None)


def is_kept(state: PlayerState) -> bool:
    """Tell whether a player's film is in the archive, whole or as much as there was."""
    return state.outcome is PlayerOutcome.CAPTURED and (state.live or not _is_cut(state))


def loss_of(state: PlayerState, draft: Loss, ledger: Ledger) -> Loss | None:
    """Return what is wrong with a player's film, by what became of it.

    `draft` names the player. A film that is kept whole is no loss; a live stream, a film
    that was not to be kept, and one that the player did not give to a reader but archiver
    got, are warnings.
    """
    player = f"The player {quote(draft.subject, 160)}"
    draft = replace(draft, evidence={**draft.evidence, **_evidence(state)})
    if state.outcome is PlayerOutcome.CAPTURED:
        return _cut(state, draft, player) or _by_archiver(state, draft, player, ledger)
    return _without_film(state, draft, player)


def _without_film(state: PlayerState, draft: Loss, player: str) -> Loss:
    note = quote(state.note, _NOTE_LIMIT)
    if state.outcome in _SAID:
        return replace(
            draft,
            check="V2",
            kind=state.outcome.value,
            message=f"{player} {_SAID[state.outcome]}{note and f' ({note})'}.",
            lost_at=LostAt.PAGE,
        )
    if state.outcome is PlayerOutcome.TOO_LARGE:
        return replace(
            draft,
            check="V4",
            kind="too large",
            message=f"{player} was kept, but its film only in part{note and f': {note}'}.",
            lost_at=LostAt.CAPTURE,
            severity=Severity.ERROR,
        )
    if not state.wanted:
        return replace(
            draft,
            check="V4",
            kind="not wanted",
            message=f"{player} was kept without its film, as the settings have it.",
            lost_at=LostAt.CAPTURE,
        )
    return replace(
        draft,
        check="V3",
        kind=state.outcome.value,
        message=f"{player} was asked to play, but {note or 'no film came'}.",
        lost_at=LostAt.CAPTURE if state.outcome is PlayerOutcome.TIMEOUT else LostAt.PAGE,
    )


def losses(case: Case) -> Iterator[Loss]:
    """Yield what is wrong with films that a script of the page itself feeds.

    Near misses that stay silent: a film that the post does not promise; one whose
    manifest did not come, which its medium's own finding tells.
    """
    for state, index, block in _fed_films(case):
        shown = case.alignment.page_block(index)
        if not media.is_kept(case.page, case.ledger, block, shown):
            continue
        draft = Loss(
            check="V3",
            key=medium_key(block.url),
            message="",
            lost_at=LostAt.PAGE,
            subject=block.url,
            block=index,
            promised=block,
            shown=shown,
            evidence={"url": block.url},
        )
        loss = loss_of(state, draft, case.ledger)
        if loss is not None:
            yield loss


def is_film_kept(case: Case, index: int) -> bool:
    """Tell whether what a script fed to a film of the post is in the archive, where one did."""
    return all(is_kept(state) for state, at, _ in _fed_films(case) if at == index)


def _fed_films(case: Case) -> Iterator[tuple[PlayerState, int, Block]]:
    """Yield the page's own players, each with the film of the post that it plays.

    That is the one of the same address, or else the first that the page plays from memory.
    """
    films = [(index, block) for index, block in case.promised_media() if block.kind in _FILMS]
    for state in case.capture.players:
        if state.frame:
            continue
        keys = {medium_key(url) for url in state.media_urls}
        same = [film for film in films if keys & set(keys_of(film[1]))]
        fed = [film for film in films if _is_fed(case.alignment.page_block(film[0]))]
        for index, block in (same or fed)[:1]:
            yield state, index, block


def _is_fed(shown: Block | None) -> bool:
    if shown is None:
        return False
    return any(url.startswith("blob:") for url in (shown.url, *shown.alternates[:1]))


def _by_archiver(state: PlayerState, draft: Loss, player: str, ledger: Ledger) -> Loss | None:
    """Return the loss of a reader whose player gave nothing, though archiver has its film."""
    asked = {entry.asked for url in state.media_urls for entry in ledger.at(url)}
    if Asked.YT_DLP not in asked:
        return None
    note = quote(state.note, _NOTE_LIMIT)
    return replace(
        draft,
        check="V3",
        kind="kept otherwise",
        message=f"{player} plays no film, but archiver kept it{note and f': {note}'}.",
        lost_at=LostAt.PAGE,
        severity=Severity.WARNING,
    )


def _cut(state: PlayerState, draft: Loss, player: str) -> Loss | None:
    if state.live:
        return replace(
            draft,
            check="V4",
            kind="live",
            message=f"{player} plays a live stream: {_length(state)} of it were kept.",
            lost_at=LostAt.CAPTURE,
        )
    if not _is_cut(state):
        return None
    note = quote(state.note, _NOTE_LIMIT)
    return replace(
        draft,
        check="V4",
        kind="cut",
        message=f"{player} was kept with {_length(state)} of its film{note and f': {note}'}.",
        lost_at=LostAt.CAPTURE,
        severity=Severity.ERROR,
    )


def _is_cut(state: PlayerState) -> bool:
    if state.kept_s is None:
        return False
    return state.duration_s is not None and state.kept_s < state.duration_s - _SLACK_S


def _length(state: PlayerState) -> str:
    kept_s = state.kept_s or 0.0
    whole = f" of {state.duration_s:.0f}" if state.duration_s else ""
    return f"{kept_s:.0f}{whole} seconds"


def _evidence(state: PlayerState) -> dict[str, str]:
    facts = {
        "outcome": state.outcome.value,
        "provider": state.provider,
        "provider_page": state.page_url,
        "frame_status": str(state.status or ""),
        "frame_text": quote(state.text, 200),
        "note": state.note,
        "film": state.media_urls[0] if state.media_urls else "",
        "film_bytes": str(state.size_bytes or ""),
    }
    return {name: value for name, value in facts.items() if value}
