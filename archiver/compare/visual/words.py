"""What a person would say of a difference that is seen."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.compare.naming import noun_of
from archiver.compare.visual.facts import Fact, covered_by
from archiver.compare.visual.pairs import Pairs
from archiver.compare.visual.sight import Sight
from archiver.compare.wording import normal_form, quote
from archiver.models import MEDIA_KINDS, Block, BlockKind, Box, VisualKind

_QUOTED = 60
_SAID = 160
"""Characters of words that came, went, or were rewritten."""
_PROSE_CHARACTERS = 30
"""Of a text without white space, from which it is a paragraph and no banner's line."""
_BANNER_SHARE = 0.6
"""Of the page's width, from which something is a banner and no box."""
_LAYER_PX = 400
"""Of height, from which what is as wide is no banner."""


def name_in(sight: Sight, index: int, *, at_end: bool = False) -> str:
    """Return what a person would call a block: by its number, its caption, its words.

    With a comma after a caption, unless it ends the sentence.
    """
    block = sight.blocks[index]
    if block.kind not in MEDIA_KINDS:
        return f'the {noun_of(block)} "{quote(block.text, _QUOTED)}"'
    number = sight.numbers.get(index)
    caption = sight.captions.get(index)
    words = ""
    if caption is not None:
        comma = "" if at_end else ","
        words = f', caption "{quote(sight.blocks[caption].text, _QUOTED)}"{comma}'
    if number is not None:
        return f"picture {number}{words}"
    address = quote(block.url.partition("?")[0], 120)
    beside = " beside the article" if sight.is_outside(index) else ""
    return f"the {noun_of(block)} {address}{words or beside}"


def sentence_of(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    """Return a change as a sentence without a full stop; `gap` is a band that came or went."""
    told = {
        VisualKind.ADDED: _added,
        VisualKind.REMOVED: _removed,
        VisualKind.MOVED: _moved,
        VisualKind.REWRITTEN: _rewritten,
        VisualKind.REPLACED: _replaced,
        VisualKind.RESTYLED: _restyled,
        VisualKind.COVERED: _covered,
        VisualKind.UNCOVERED: _covered,
        VisualKind.CHANGED: _changed,
    }
    return told[fact.kind](fact, pairs, gap)


def _added(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    sight = pairs.new_sight
    if fact.news and not _is_band(fact, sight, gap):
        return f"{_subject(sight, fact.news)} added {_whereto(sight, fact.news)}"
    height = f" of {round(gap.height)} px" if gap else ""
    words = fact.overlay.text if fact.overlay else _words(sight, fact.news)
    what = f', with the words "{quote(words, _SAID)}"' if words else ""
    where = _next_to(sight, gap, fact.news)
    return f"a band{height} was inserted {where}{what}"


def _is_band(fact: Fact, sight: Sight, gap: Box | None) -> bool:
    """Tell whether a person would call what came a band, and no paragraph or picture."""
    blocks = [sight.blocks[index] for index in fact.news]
    if gap is None or any(index in sight.promised_by for index in fact.news):
        return False
    if any(each.kind in MEDIA_KINDS or each.kind is BlockKind.HEADING for each in blocks):
        return False
    return len(blocks) == 1 and len(normal_form(blocks[0].text)) < _PROSE_CHARACTERS


def _removed(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    sight = pairs.old_sight
    if fact.olds:
        return f"{_subject(sight, fact.olds)} removed"
    height = f" of {round(gap.height)} px" if gap else ""
    return f"a band{height} was taken out {_next_to(sight, gap, ())}"


def _moved(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    del gap
    where = _whereto(pairs.new_sight, fact.news)
    return f"{_subject(pairs.old_sight, fact.olds)} moved, now {where}"


def _rewritten(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    del gap
    old, new = (
        sight.blocks[index]
        for sight, index in ((pairs.old_sight, fact.olds[0]), (pairs.new_sight, fact.news[0]))
    )
    before, after = _apart(old.text, new.text)
    return f'the {noun_of(old)} "{before}" now reads "{after}"'


def _apart(before: str, after: str) -> tuple[str, str]:
    """Return both versions, shortened so that what differs is seen."""
    before, after = quote(before, 4_000), quote(after, 4_000)
    start = 0
    limit = min(len(before), len(after))
    while start < limit and before[start] == after[start]:
        start += 1
    cut = max(0, start - 2 * _QUOTED // 3)
    lead = "…" if cut else ""
    return lead + quote(before[cut:], _SAID), lead + quote(after[cut:], _SAID)


def _replaced(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    del gap
    what = name_in(pairs.new_sight, fact.news[0])
    new = pairs.new_sight.blocks[fact.news[0]]
    noun = noun_of(new)
    if new.kind is BlockKind.IMAGE and new.width_px == 0:
        return f"{what} is not shown any more"
    return f"{what} shows another {noun}"


def _restyled(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    del gap
    sight, news = pairs.new_sight, fact.news
    one = sight.blocks[news[0]]
    if len(news) == 1 and one.kind in MEDIA_KINDS:
        sizes = _sizes(pairs.old_sight.shown[fact.olds[0]], sight.shown[news[0]])
        return f"{name_in(sight, news[0])} is drawn in another size{sizes}"
    same = "the same words, in another font, size or colour"
    if len(news) == 1:
        sizes = _sizes(pairs.old_sight.shown[fact.olds[0]], sight.shown[news[0]])
        return f"{name_in(sight, news[0])} is drawn otherwise: {same}{sizes}"
    ends = f"from {name_in(sight, news[0])} to {name_in(sight, news[-1], at_end=True)}"
    return f"{len(news)} blocks are drawn otherwise, {ends}: {same}"


def _sizes(old: Box, new: Box) -> str:
    before, after = ((round(box.width), round(box.height)) for box in (old, new))
    if before == after:
        return ""
    return f" ({after[0]} x {after[1]} px, was {before[0]} x {before[1]} px)"


def _covered(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    del gap
    assert fact.overlay is not None
    came = fact.kind is VisualKind.COVERED
    sight = pairs.new_sight if came else pairs.old_sight
    box = fact.overlay.box
    noun = _noun_of_layer(box, sight)
    words = f' "{quote(fact.overlay.text, _QUOTED)}"' if fact.overlay.text else ""
    what = f"a {noun}{words} of {round(box.width)} x {round(box.height)} px"
    under = covered_by(fact.overlay, sight, fact.news if came else fact.olds)
    verb = ("covers", "lies over the page") if came else ("is gone that covered", "is gone")
    if not under:
        return f"{what} {verb[1]}"
    more = len(under) - 1
    rest = f" and {more} more block{'s' if more > 1 else ''}" if more else ""
    return f"{what} {verb[0]} {name_in(sight, under[0], at_end=not more)}{rest}"


def _noun_of_layer(box: Box, sight: Sight) -> str:
    page_px = max((each.x + each.width for each in sight.shown.values()), default=box.width)
    if box.width < _BANNER_SHARE * page_px:
        return "box"
    return "banner" if box.height < _LAYER_PX else "layer"


def _changed(fact: Fact, pairs: Pairs, gap: Box | None) -> str:
    sight = pairs.new_sight
    if fact.news:
        part = "a part of " if fact.part else ""
        look = "looks other" if len(fact.news) == 1 or part else "look other"
        return f"{part}{_names(sight, fact.news)} {look}"
    if gap is None:
        return "something on the page looks other"
    size = f"{round(gap.width)} x {round(gap.height)} px"
    return f"something of {size} {_next_to(sight, gap, ())} looks other"


def _subject(sight: Sight, indexes: Sequence[int]) -> str:
    """Return the names of blocks that stand together, and `was` or `were`."""
    named = _named(sight, indexes)
    return f"{_names(sight, indexes)} {'was' if len(named) == 1 else 'were'}"


def _named(sight: Sight, indexes: Sequence[int]) -> list[int]:
    """Return the blocks that are named; a caption goes with its medium."""
    own = set(indexes)
    captions = {sight.captions[index] for index in own if index in sight.captions}
    return [index for index in indexes if index not in captions] or list(indexes)


def _names(sight: Sight, indexes: Sequence[int]) -> str:
    named = _named(sight, indexes)
    if len(named) == 1:
        return name_in(sight, named[0])
    first, last = name_in(sight, named[0]), name_in(sight, named[-1])
    return (
        f"{first} and {last}" if len(named) == 2 else f"{len(named)} blocks, from {first} to {last}"
    )


def _words(sight: Sight, indexes: Sequence[int]) -> str:
    return " ".join(sight.blocks[index].text for index in indexes if sight.blocks[index].text)


def _whereto(sight: Sight, indexes: Sequence[int]) -> str:
    """Return where blocks stand: after the text before them, or before the one below."""
    captions = frozenset(sight.captions.values())
    texts = [index for index in sight.shown if _is_landmark(sight.blocks[index])]
    before = [index for index in texts if index < indexes[0]]
    above = next((index for index in reversed(before) if index not in captions), None)
    if above is None and before:
        above = before[-1]
    if above is not None:
        return f"after {name_in(sight, above, at_end=True)}"
    below = next((index for index in texts if index > indexes[-1]), None)
    return f"before {name_in(sight, below)}" if below is not None else "alone on the page"


def _next_to(sight: Sight, gap: Box | None, own: Sequence[int]) -> str:
    """Return which block a band stands before: the next one below it."""
    if gap is None:
        return _whereto(sight, own) if own else "on the page"
    below = [index for index in sight.below(gap.y + gap.height) if index not in own]
    # Of a page with columns, what is in the article's own.
    article = (index for index in below if _is_in_column(sight, index))
    if below:
        return f"before {name_in(sight, next(article, below[0]), at_end=True)}"
    return "at the end of the page"


def _is_in_column(sight: Sight, index: int) -> bool:
    column, box = sight.column, sight.shown[index]
    return column is not None and box.x < column.x + column.width and column.x < box.x + box.width


def _is_landmark(block: Block) -> bool:
    return block.kind not in MEDIA_KINDS and bool(normal_form(block.text))
