"""Links: L1, where the words of the post lead and those of the page do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver import urls
from archiver.compare.alignment.blocks import TEXT_KINDS, Found
from archiver.compare.case import Case
from archiver.compare.gathering import gathered
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.link_targets import leads_to, target_of
from archiver.compare.loss import Loss
from archiver.compare.naming import NOUNS, noun_of
from archiver.compare.text import lost_sentences
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, LostAt

CHANGED = "changed"
LOST = "lost"

_MOST_LINKS = 64
_MOST_NEAR = 200
"""Blocks of the page around a text that are searched for its links."""
_PLACEHOLDER_HOST = "post.invalid"
"""Of posts without an address: what is relative in them leads to their own site."""


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each block whose links are lost or lead elsewhere, many as one.

    Near misses that stay silent: https for http, `www.`, trailing slashes and
    other writings of one address; parameters that track; addresses inside a
    redirect's, or a web archive's; links within the site itself, as long as
    there is a link; pictures that lead to themselves; addresses that the page
    spells out; links whose words are lost too, which is T1's.
    """
    found = [loss for index in sorted(case.alignment.places) if (loss := _loss(case, index))]
    yield from gathered(found, _words)


def _loss(case: Case, index: int) -> Loss | None:
    block = case.post.blocks[index]
    if not block.links or not block.visible:
        return None
    if block.kind not in TEXT_KINDS | MEDIA_KINDS:
        return None
    shown = case.alignment.page[case.alignment.places[index].page]
    there = _links_there(case, index, shown)
    missing = [url for url in block.links[:_MOST_LINKS] if not _is_there(url, there)]
    free = [url for url in there if not any(leads_to(url, each) for each in block.links)]
    missing = _without_own_site(case, missing, free)
    missing = [url for url in missing if not _may_be_missing(case, block, shown, url)]
    if not missing:
        return None
    if not free and lost_sentences(case, index):
        return None
    # What lies around a text may have links of its own: only the text's own links changed.
    changed = [url for url in shown.links if url in free]
    return _stated(index, block, shown, (missing, changed))


def _links_there(case: Case, index: int, shown: Block) -> tuple[str, ...]:
    """Return the links of a block's words; of text that is split or merged, all in its gap."""
    page, block = case.alignment.page, case.post.blocks[index]
    near = [page[j] for j in case.alignment.gap(index)[:_MOST_NEAR]]
    found = case.alignment.places[index].found
    if found in {Found.IN_ORDER, Found.MOVED} and shown.kind is block.kind:
        # A title that the post has in its body too stands on the page twice.
        form = normal_form(block.text) if block.kind in TEXT_KINDS else ""
        near = [each for each in near if form and normal_form(each.text) == form]
    return tuple(dict.fromkeys(url for each in (shown, *near) for url in each.links))


def _is_there(promised: str, there: Sequence[str]) -> bool:
    return promised in there or any(leads_to(url, promised) for url in there)


def _without_own_site(case: Case, missing: Sequence[str], free: Sequence[str]) -> list[str]:
    """Leave out links within the site for which the page has any other link.

    A generator makes permalinks of what the post writes as paths of files.
    """
    own = {
        urls.host_of(url)
        for url in (case.capture.url, case.page.snapshot.url, case.post.url)
        if url
    }
    own.add(_PLACEHOLDER_HOST)
    spare, left = len(free), []
    for url in missing:
        if urls.host_of(url) in own and spare:
            spare -= 1
        else:
            left.append(url)
    return left


def _may_be_missing(case: Case, block: Block, shown: Block, url: str) -> bool:
    """Tell whether a reader loses nothing: a picture's own file, an address that is spelt out."""
    if block.kind in MEDIA_KINDS:
        return medium_key(url) in {*keys_of(block), *keys_of(shown)}
    target = target_of(url)
    if target is None:
        return True
    spelt = normal_form(target.place)
    return len(spelt) > len("a.bc/d") and spelt in _spelt(case, block, shown)


def _spelt(case: Case, block: Block, shown: Block) -> str:
    """Return the words in which an address may be spelt out: its own, and the page's notes."""
    notes = (each.text for each in case.page.blocks if "://" in each.text and not each.url)
    own = shown.text if normal_form(block.text) else ""
    return normal_form("\n".join([own, *notes]))


def _stated(
    index: int, block: Block, shown: Block, parts: tuple[Sequence[str], Sequence[str]]
) -> Loss:
    missing, changed = parts
    kind = CHANGED if changed else LOST
    count = "a link" if len(missing) == 1 else f"{len(missing)} links, the first"
    where = f"to {quote(changed[0], 120)} instead" if changed else "nowhere"
    name = (
        f"The {NOUNS[block.kind]} {quote(block.url, 80)}"
        if block.kind in MEDIA_KINDS
        else f'The {noun_of(block)} "{quote(block.text, 40)}"'
    )
    message = f"{name} has {count} to {quote(missing[0], 120)}; on the page it leads {where}."
    evidence = {"promised": "\n".join(missing), "shown": "\n".join(changed)}
    key = medium_key(block.url) if block.kind in MEDIA_KINDS else normal_form(block.text)
    return Loss(
        check="L1",
        key="\n".join([key, *missing]),
        kind=kind,
        message=message,
        lost_at=LostAt.PAGE,
        subject=missing[0],
        block=index,
        promised=block,
        shown=shown,
        evidence={name: value for name, value in evidence.items() if value},
    )


def _words(flock: Sequence[Loss]) -> str:
    how = "lead elsewhere on the page" if flock[0].kind == CHANGED else "are no links on the page"
    return (
        f"Links of {len(flock)} blocks of the post {how}; the first leads to"
        f" {quote(flock[0].subject, 120)} in the post."
    )
