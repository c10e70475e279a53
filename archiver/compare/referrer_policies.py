"""Whether the post's own Referer policies suit the hosts of its media: M11."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver import urls
from archiver.compare import player_outcomes
from archiver.compare.case import Case
from archiver.compare.ledger import Fetch
from archiver.compare.loss import Loss
from archiver.compare.media import fetches_of
from archiver.compare.naming import NOUNS
from archiver.compare.players import documents_of
from archiver.compare.wording import quote
from archiver.models import Asked, Block, BlockKind, LedgerEntry, LostAt, PlayerOutcome, Severity

_PASSING = frozenset({408, 425, 429})
"""Statuses of 400 to 499 by which a server asks for patience (RFC 9110, 8470, 6585)."""
_BLOCKED = "ERR_BLOCKED_BY_ORB"
"""Chromium's word for a web page that came where a picture was asked for."""
_FOR_PLAYERS = "strict-origin-when-cross-origin"
"""What YouTube asks for in an iframe (checks.md, fact 6); the default of the standard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Misfit:
    """A medium that did not come under the policy that the post gives it."""

    index: int
    block: Block
    shown: Block
    entry: LedgerEntry | None
    works: str
    """The policy under which it comes; `` when none of a page's does."""
    referrer: str = ""
    """The Referer with which it came."""


def losses(case: Case, stood_in: Sequence[Loss]) -> Iterator[Loss]:
    """Yield a loss for each host whose media the post's own `referrerpolicy` keeps away.

    `stood_in` is what M5 says of the pictures. Near misses that stay silent: a medium
    without a policy; a policy that the site's theme dropped or changed; a refusal that
    passed when the same was asked again; a medium that comes under no Referer at all;
    broken transfers and servers that ask for patience.
    """
    hosts: dict[str, list[_Misfit]] = {}
    for index, block in case.promised_media():
        shown = case.alignment.page_block(index)
        if shown is None or not block.referrer_policy:
            continue
        if block.kind is BlockKind.IMAGE:
            misfit = _of_picture(case, index, shown, stood_in)
        else:
            misfit = _of_player(case, index, shown)
        if misfit is not None:
            hosts.setdefault(urls.host_of(block.url), []).append(misfit)
    for host, misfits in hosts.items():
        yield _loss(host, misfits)


def referrer_under(policy: str, page_url: str, url: str) -> str | None:
    """Return the Referer that a policy sends, `` for none; None for a word that is no policy.

    By the W3C's Referrer Policy, 3 and 8.3.
    """
    origin, whole = urls.origin(page_url) + "/", _whole(page_url)
    same = urls.origin(page_url) == urls.origin(url)
    downgrade = page_url.startswith("https:") and url.startswith("http:")
    return {
        "no-referrer": "",
        "same-origin": whole if same else "",
        "origin": origin,
        "strict-origin": "" if downgrade else origin,
        "origin-when-cross-origin": whole if same else origin,
        "strict-origin-when-cross-origin": urls.default_referrer(page_url, url),
        "no-referrer-when-downgrade": "" if downgrade else whole,
        "unsafe-url": whole,
    }.get(policy)


def _whole(page_url: str) -> str:
    return urls.without_credentials(urls.without_fragment(page_url))


def _under_own_policy(case: Case, block: Block, fetches: Sequence[Fetch]) -> list[Fetch]:
    """Return the page's own requests that went out as the post has it."""
    page_url = case.page.snapshot.url
    return [
        fetch
        for fetch in fetches
        if fetch.asked.asked is Asked.PAGE
        and fetch.asked.referrer == referrer_under(block.referrer_policy, page_url, fetch.asked.url)
    ]


def _of_picture(case: Case, index: int, shown: Block, stood_in: Sequence[Loss]) -> _Misfit | None:
    block = case.post.blocks[index]
    fetches = fetches_of(case.page, case.ledger, block, shown)
    own = _under_own_policy(case, block, fetches)
    if not own:
        return None
    replaced = next(
        (loss for loss in stood_in if loss.block == index and not loss.evidence.get("field")), None
    )
    if replaced is not None and replaced.severity is Severity.WARNING:
        if not any(fetch.answer is replaced.entry for fetch in own):
            return None
        entry, referrer = replaced.entry, replaced.evidence.get("real_referrer", "")
    else:
        good = _came_otherwise(own, fetches)
        if good is None:
            return None
        entry, referrer = own[0].answer, good.asked.referrer
    return _Misfit(
        index=index,
        block=block,
        shown=shown,
        entry=entry,
        works=_policy_of(case, referrer),
        referrer=referrer,
    )


def _came_otherwise(own: Sequence[Fetch], fetches: Sequence[Fetch]) -> Fetch | None:
    """Return the request with another Referer that brought what the own policy did not."""
    sent = own[0].asked.referrer
    good = [fetch for fetch in fetches if fetch.flaw is None]
    if not all(_is_refusal(fetch) for fetch in own):
        return None
    if any(fetch.asked.referrer == sent for fetch in good):
        return None
    return next((fetch for fetch in good if fetch.asked.asked is not Asked.YT_DLP), None)


def _is_refusal(fetch: Fetch) -> bool:
    """Tell whether an answer may have to do with the Referer."""
    if fetch.flaw is None:
        return False
    status = fetch.answer.status
    refused = 400 <= status < 500 and status not in _PASSING
    return refused or fetch.flaw.check == "M7" or _BLOCKED in fetch.answer.error


def _of_player(case: Case, index: int, shown: Block) -> _Misfit | None:
    """Judge a player that does not play without a Referer, by its rule."""
    block = case.post.blocks[index]
    rule = case.rulebook.players.rule_for(block.url)
    state = player_outcomes.state_of(case, block, shown)
    documents = documents_of(case, block, shown)
    own = _under_own_policy(case, block, documents)
    if rule is None or rule.referrer != "required" or state is None or not own:
        return None
    if own[0].asked.referrer:
        return None
    again = any(fetch.asked.asked is Asked.PAGE and fetch.asked.referrer for fetch in documents)
    if state.outcome is not PlayerOutcome.REFUSED and not again:
        return None
    return _Misfit(index=index, block=block, shown=shown, entry=own[0].answer, works=_FOR_PLAYERS)


def _policy_of(case: Case, referrer: str) -> str:
    """Return the policy that sends a Referer from the page; `` for one of another site."""
    page_url = case.page.snapshot.url
    sent = {"": "no-referrer", urls.origin(page_url) + "/": "origin"}
    return sent.get(referrer) or ("unsafe-url" if referrer == _whole(page_url) else "")


def _loss(host: str, misfits: Sequence[_Misfit]) -> Loss:
    first = next((each for each in misfits if each.works), misfits[0])
    block, policy = first.block, first.block.referrer_policy
    noun = NOUNS[block.kind]
    others = f" and {len(misfits) - 1} more of this host" if len(misfits) > 1 else ""
    remedy = (
        f'write referrerpolicy="{first.works}"'
        if first.works
        else f"no policy does, only the Referer {quote(first.referrer, 80)}: keep a copy"
    )
    evidence = {
        "host": host,
        "policy": policy,
        "working_policy": first.works,
        "working_referrer": first.referrer,
        "media": str(len(misfits)),
    }
    return Loss(
        check="M11",
        key=host,
        kind=policy,
        message=(
            f"The post shows the {noun} {quote(block.url, 160)}{others} with"
            f' referrerpolicy="{policy}", which does not bring it; {remedy}.'
        ),
        lost_at=LostAt.SOURCE,
        subject=block.url,
        block=first.index,
        promised=block,
        shown=first.shown,
        entry=first.entry,
        evidence={name: value for name, value in evidence.items() if value},
    )
