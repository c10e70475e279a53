"""Duplicates and extras: O2, what the article shows twice, or shows without the post's word."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from archiver.compare.alignment.blocks import TEXT_KINDS, Found
from archiver.compare.case import Case
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.naming import key_of, name_of
from archiver.compare.wording import normal_form
from archiver.models import MEDIA_KINDS, Block, BlockKind, LostAt, Post

_TOLD_CHARACTERS = 20
"""Shorter text may be said twice: names, refrains, "read more"."""
_EXTRA_CHARACTERS = 80
"""Of all texts of a run: less is a theme's line, a date, a row of buttons."""
_LETTER_SHARE = 0.3
"""Of a text's characters: with fewer letters it is line numbers or a divider."""
_LEAST_WIDTH_PX = 100.0
_LEAST_HEIGHT_PX = 60.0
"""Media that are drawn no bigger are icons, avatars, emoji, formulas, counters."""
_MOST_NAMED = 3


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each run of blocks that stand twice, or that the post does not have.

    Only what a reader sees, between the article's first and last block, counts.
    Near misses that stay silent: what the post itself repeats; a head picture;
    hidden copies (lightboxes, noscript, carousels' clones); tables of contents;
    icons, avatars, emoji, counters, short lines; the post's own words split or
    merged, its descriptions and alternative texts; whatever a shortcode stands
    for; anything at a place where something is lost, which is that finding's;
    lists, comments and advertisements before or after the article.
    """
    ordered = case.alignment.ordered
    if not ordered:
        return
    claimed = frozenset(place.page for place in case.alignment.places.values())
    twice = _twice(case, claimed)
    article = _article(case, twice)
    for run in _runs(case, [j for j in twice if j in article]):
        yield _loss(case, run, promised=twice[_foremost(case, run)], is_twice=True)
    free = [j for j in case.alignment.article() if j not in claimed and j not in twice]
    for run in _runs(case, _extras(case, free)):
        if _is_big(case, run) and _is_quiet(case, run[0]):
            before = ordered[bisect_right(ordered, run[0], key=lambda pair: pair[1]) - 1]
            yield _loss(case, run, promised=before[0], is_twice=False)


def _twice(case: Case, claimed: frozenset[int]) -> dict[int, int]:
    """Return the page's blocks that repeat a block of the post more often than it does.

    By the page's index, the post's; the copies that the alignment chose are the
    post's own.
    """
    alignment = case.alignment
    left: Counter[int] = Counter()
    first: dict[str, int] = {}
    for i, block in enumerate(alignment.source):
        keys = [key for key in _keys(block) if key]
        known = next((first[key] for key in keys if key in first), i)
        first.update((key, first.get(key, known)) for key in keys)
        left[known] += 1
    for url in {case.post.headimg, case.post.thumbnail}:
        if url and (known_head := first.get(medium_key(url))) is not None:
            left[known_head] += 1
    seen: list[tuple[int, int]] = []
    for j, block in enumerate(alignment.page):
        i = next((first[key] for key in _keys(block) if key in first), -1)
        if i >= 0 and _is_seen(case, block):
            seen.append((j, i))
    over = Counter(i for _, i in seen)
    over.subtract(left)
    twice: dict[int, int] = {}
    for j, i in reversed(seen):
        is_heading = alignment.source[i].kind is BlockKind.HEADING
        if j not in claimed and over[i] > 0 and not is_heading:
            over[i] -= 1
            twice[j] = i
    return dict(sorted(twice.items()))


def _foremost(case: Case, run: Sequence[int]) -> int:
    """Return the block of a run that stands for it: its first medium, else its first text."""
    page = case.alignment.page
    return next((j for j in run if page[j].kind in MEDIA_KINDS), run[0])


def _article(case: Case, twice: Mapping[int, int]) -> range:
    """Return where the article stands: texts repeated right before or after it belong to it."""
    page, article = case.alignment.page, case.alignment.article()
    first, last = article.start, article.stop - 1
    while first - 1 in twice and page[first - 1].kind in TEXT_KINDS:
        first -= 1
    while last + 1 in twice and page[last + 1].kind in TEXT_KINDS:
        last += 1
    return range(first, last + 1)


def _keys(block: Block) -> tuple[str, ...]:
    """Return what a block is known by: its addresses, or its words when they are many."""
    if block.kind in MEDIA_KINDS:
        return keys_of(block) if block.url else ()
    form = normal_form(block.text) if block.kind in TEXT_KINDS else ""
    return (form,) if len(form) >= _TOLD_CHARACTERS else ()


def _is_seen(case: Case, block: Block) -> bool:
    """Tell whether a reader sees a block of the page as one of the article's."""
    if not block.visible or block.hiding:
        return False
    box = block.box
    if block.kind not in MEDIA_KINDS:
        return block.kind in TEXT_KINDS
    if box is None or box.width <= _LEAST_WIDTH_PX or box.height <= _LEAST_HEIGHT_PX:
        return False
    return box.x + box.width > 0 and box.x < case.page.snapshot.width_px


def _extras(case: Case, free: Sequence[int]) -> list[int]:
    """Return those of the page's free blocks of which the post has nothing."""
    page = case.alignment.page
    seen = [j for j in free if _is_seen(case, page[j])]
    if not seen:
        return []
    words = _words_of(case.post)
    heads = [medium_key(url) for url in (case.post.headimg, case.post.thumbnail) if url]
    keys = {key for block in case.post.blocks if block.url for key in keys_of(block)}.union(heads)
    return [
        j
        for j in seen
        if (
            page[j].url and keys.isdisjoint(keys_of(page[j]))
            if page[j].kind in MEDIA_KINDS
            else _is_prose(form := normal_form(page[j].text)) and form not in words
        )
    ]


def _words_of(post: Post) -> str:
    """Return all that a post says, as compared: its alternative texts and fields too."""
    fields = [value for value in post.fields.values() if isinstance(value, str)]
    said = [*(block.text for block in post.blocks), post.title, post.author, *fields]
    forms = [normal_form(text) for text in said]
    return "\n".join(["".join(forms), *forms])


def _is_prose(form: str) -> bool:
    return sum(map(str.isalpha, form)) > _LETTER_SHARE * len(form)


def _is_big(case: Case, run: Sequence[int]) -> bool:
    blocks = [case.alignment.page[j] for j in run]
    if any(block.kind in MEDIA_KINDS for block in blocks):
        return True
    return sum(len(block.text) for block in blocks) > _EXTRA_CHARACTERS


def _is_quiet(case: Case, j: int) -> bool:
    """Tell whether the post lacks nothing at a place of the page, and left nothing to its site."""
    alignment = case.alignment
    at = bisect_right(alignment.ordered, j, key=lambda pair: pair[1])
    start, end = alignment.ordered[at - 1][0], alignment.ordered[at][0]
    return not any(_is_waiting(alignment.source[i], i, case) for i in range(start + 1, end))


def _is_waiting(block: Block, index: int, case: Case) -> bool:
    if block.kind is BlockKind.SHORTCODE:
        return True
    place = case.alignment.places.get(index)
    if place is not None and place.found is not Found.NEAR:
        return False
    return bool(block.url) or (block.kind in TEXT_KINDS and bool(normal_form(block.text)))


def _runs(case: Case, pages: Sequence[int]) -> Iterator[list[int]]:
    """Group blocks with no block of the post between them on the page."""
    settled = [j for _, j in case.alignment.ordered]
    run: list[int] = []
    for j in pages:
        if run and bisect_right(settled, run[-1]) != bisect_right(settled, j):
            yield run
            run = []
        run.append(j)
    if run:
        yield run


def _loss(case: Case, run: Sequence[int], *, promised: int, is_twice: bool) -> Loss:
    page, block = case.alignment.page, case.post.blocks[promised]
    shown = page[_foremost(case, run)]
    what = _listed([page[j] for j in run])
    if is_twice:
        message = f"More often than the post, the page shows {what}."
        kind = "twice"
    else:
        message = f"After {name_of(block)} the page shows {what}, which the post does not have."
        kind = "extra media" if shown.url else "extra text"
    return Loss(
        check="O2",
        key=key_of(block),
        kind=kind,
        message=message,
        lost_at=LostAt.PAGE,
        subject=shown.url or shown.text,
        block=promised,
        promised=block,
        shown=shown,
        evidence={
            "shown": "\n".join(page[j].url or page[j].text for j in run),
            "count": str(len(run)),
        },
    )


def _listed(blocks: Sequence[Block]) -> str:
    names = ", ".join(name_of(block) for block in blocks[:_MOST_NAMED])
    others = len(blocks) - _MOST_NAMED
    if others <= 0:
        return names
    return f"{names} and {others} other block{'s' if others > 1 else ''}"
