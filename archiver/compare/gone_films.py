"""Films that were there once, or that their provider says are gone: V5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from archiver.compare import player_outcomes
from archiver.compare.case import Case
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.wording import normal_form, quote
from archiver.models import Block, BlockKind, Capture, LostAt, PlayerOutcome, PlayerState

_GONE: Mapping[PlayerOutcome, str] = {
    PlayerOutcome.REMOVED: "says that it was removed",
    PlayerOutcome.LOGIN: "wants a login for it",
    PlayerOutcome.GEO: "does not show it in this country",
    PlayerOutcome.REFUSED: "refuses to play it on this page",
    PlayerOutcome.UNKNOWN: "plays nothing",
    PlayerOutcome.POSTER_ONLY: "shows a picture and plays nothing",
}
"""Ends "The player ... now ..."; a film that is encrypted, too large or late is not gone."""
_PRIVATE = re.compile(r"\bprivate\b|私密|非公开", re.IGNORECASE)
_TITLE_LIMIT = 80


def losses(case: Case) -> Iterator[Loss]:
    """Yield the promised players whose film was kept before, or that its provider took away.

    What is wrong with the player now is told by V1 to V4; this says what was there, so
    that a person knows what is lost and where a copy is.

    Near misses that stay silent: a film that came too late, is too large or encrypted; one
    that was not to be kept; one that archiver got in another way; a player that gave no
    film before either; one that the post does not promise.
    """
    for index, block in case.promised_media():
        if block.kind is not BlockKind.PLAYER:
            continue
        shown = case.alignment.page_block(index)
        state = player_outcomes.state_of(case, block, shown)
        if state is None or not state.wanted or state.outcome not in _GONE:
            continue
        loss = _gone_since(case, block, state) or _said_gone(block, state)
        if loss is not None:
            key = loss.key + case.copy_mark(index)
            yield replace(loss, key=key, block=index, promised=block, shown=shown)


@dataclass(frozen=True, slots=True)
class _Former:
    """A film as an earlier capture has it."""

    capture: Capture
    state: PlayerState

    @property
    def title(self) -> str:
        """Of the film, or else of the document in the player's frame, which bears it mostly."""
        if self.state.title:
            return self.state.title
        snapshot, frame = self.capture.snapshot, self.state.frame
        if snapshot is None or not 0 < frame < len(snapshot.frames):
            return ""
        return snapshot.frames[frame].title


def _former(case: Case, block: Block, now: PlayerState) -> _Former | None:
    """Return the same player of the earlier capture, when its film was kept there."""
    if case.before is None:
        return None
    keys = {*keys_of(block), medium_key(now.url)}
    for state in case.before.players:
        same = medium_key(state.url) in keys or (state.page_url and state.page_url == now.page_url)
        if same and state.outcome is PlayerOutcome.CAPTURED:
            return _Former(case.before, state)
    return None


def _gone_since(case: Case, block: Block, now: PlayerState) -> Loss | None:
    former = _former(case, block, now)
    if former is None:
        return None
    state, day = former.state, f"{former.capture.started_at:%Y-%m-%d}"
    parts = [f'"{quote(former.title, _TITLE_LIMIT)}"' if normal_form(former.title) else ""]
    parts += [f"{state.duration_s:.0f} seconds" if state.duration_s else ""]
    named = ", ".join(filter(None, parts))
    facts = {
        **_present(now),
        "before_capture": former.capture.capture_id,
        "before_date": former.capture.started_at.isoformat(),
        "before_title": former.title,
        "before_length_s": f"{state.duration_s:.0f}" if state.duration_s else "",
        "before_kept_s": f"{state.kept_s:.0f}" if state.kept_s is not None else "",
        "before_size_bytes": str(state.size_bytes or ""),
        "before_film": next(iter(state.media_urls), ""),
    }
    return _loss(
        block,
        f"gone {now.outcome}",
        f"The capture of {day} has the film of the player {quote(block.url, 160)}"
        f"{named and f' ({named})'}; now the player {_GONE[now.outcome]}.",
        facts,
    )


def _said_gone(block: Block, now: PlayerState) -> Loss | None:
    """Return the loss of a film of which its provider's own page says that it is gone."""
    outcome, _, words = now.answer.partition(": ")
    removed = outcome == PlayerOutcome.REMOVED.value
    private = outcome == PlayerOutcome.LOGIN.value and bool(_PRIVATE.search(words[:1_000]))
    if not (removed or private):
        return None
    film = f' "{quote(now.title, _TITLE_LIMIT)}"' if normal_form(now.title) else ""
    said = f": {quote(words, 160).rstrip('.')}" if normal_form(words) else ""
    return _loss(
        block,
        "said private" if private else "said removed",
        f"The film{film} of the player {quote(block.url, 160)} is gone, as its provider's own page "
        f"says{said}.",
        _present(now),
    )


def _present(now: PlayerState) -> dict[str, str]:
    return {
        "outcome": now.outcome.value,
        "provider": now.provider,
        "provider_page": now.page_url,
        "answer": now.answer,
        "title": now.title,
        "note": now.note,
    }


def _loss(block: Block, kind: str, message: str, facts: Mapping[str, str]) -> Loss:
    return Loss(
        check="V5",
        key=medium_key(block.url),
        kind=kind,
        message=message,
        lost_at=LostAt.PAGE,
        subject=block.url,
        evidence={name: value for name, value in {"url": block.url, **facts}.items() if value},
    )
