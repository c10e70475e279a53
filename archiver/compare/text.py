"""Text: T1, sentences lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from archiver.compare.alignment.blocks import Found
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.naming import noun_of
from archiver.compare.wording import normal_form, quote, sentences
from archiver.models import Block, BlockKind, LostAt

_LIKE_SENTENCE = 80.0
"""Partial ratio (0..100) at its own place above which a sentence is looked at closely."""
_LOST_CHARACTERS = 2
_LOST_SHARE = 0.01
"""What a sentence may lack and still be there: a corrected typo, an emoji turned into
a picture. What the page adds (footnote marks) is free."""
_FUZZY_CHARACTERS = 8
_ANYWHERE_CHARACTERS = 12
_MAX_SENTENCES = 400
_MAX_QUOTED = 3
_NUMBER = re.compile(r"\d+")
_LIST_NUMBER = re.compile(r"[(\[]?\d{1,3}[.)\]]{1,2}")
"""What a list's own marker says, where the post writes it out."""
_KINDS = frozenset({BlockKind.TEXT, BlockKind.HEADING})


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each paragraph or heading that lost something.

    Tables are T6's, garbled text is T2's. Near misses that stay silent: text
    split over paragraphs or merged with others; typographic quotes and dashes;
    zero-width characters; blanks between Han and Latin letters; a sentence that
    differs in a letter or two; lines without letter or figure (dividers).
    """
    for index, block in enumerate(case.post.blocks):
        if block.kind not in _KINDS or not block.visible:
            continue
        if not any(character.isalnum() for character in block.text):
            continue
        if lost := lost_sentences(case, index):
            yield _loss(case, index, block, lost)


def lost_sentences(case: Case, index: int) -> list[str]:
    """Return the sentences of a text block that are not on the page.

    They are looked for where the block should stand, and word for word
    anywhere in the article. A block that was found whole has none, and a garbled one
    is not lost.
    """
    block = case.post.blocks[index]
    place = case.alignment.places.get(index)
    if place is not None and place.found is not Found.NEAR:
        return []
    region, article = case.alignment.region(index), case.alignment.article_text
    return [
        sentence
        for sentence in sentences(block.text)[:_MAX_SENTENCES]
        if not _LIST_NUMBER.fullmatch(sentence)
        and not _is_on_page(normal_form(sentence), region, article)
    ]


def _is_on_page(form: str, region: str, article: str) -> bool:
    if len(form) > 1 and form in region:
        return True
    if len(form) >= _ANYWHERE_CHARACTERS and form in article:
        return True
    return len(form) >= _FUZZY_CHARACTERS and _is_nearly_in(form, region)


def _is_nearly_in(form: str, region: str) -> bool:
    """Tell whether all but a letter or two of a sentence stands in a text, in order."""
    if len(region) < len(form) // 2:
        return False
    found = fuzz.partial_ratio_alignment(form, region, score_cutoff=_LIKE_SENTENCE)
    if found is None:
        return False
    room = len(form) // 4
    window = region[max(0, found.dest_start - room) : found.dest_end + room]
    lost = len(form) - LCSseq.similarity(form, window)
    if lost > max(_LOST_CHARACTERS, len(form) * _LOST_SHARE):
        return False
    return not lost or _has_numbers(form, window)


def _has_numbers(form: str, window: str) -> bool:
    """Tell whether the numbers of a sentence stand in a text, in order: no typo is free in them."""
    at = 0
    for number in _NUMBER.findall(form):
        found = window.find(number, at)
        if found == -1:
            return False
        at = found + len(number)
    return True


def _loss(case: Case, index: int, block: Block, lost: list[str]) -> Loss:
    noun, form = noun_of(block), normal_form(block.text)
    shown = case.alignment.page_block(index)
    count = len(sentences(block.text))
    if len(lost) == count:
        message = f'The {noun} "{quote(block.text)}" is not on the page.'
    else:
        quoted = "; ".join(f'"{quote(sentence)}"' for sentence in lost[:_MAX_QUOTED])
        more = f" and {len(lost) - _MAX_QUOTED} more" if len(lost) > _MAX_QUOTED else ""
        message = f"The page lost {len(lost)} of {count} sentences of a {noun}: {quoted}{more}."
    evidence = {"lost": "\n".join(lost)}
    if shown:
        evidence["shown"] = shown.text
    return Loss(
        check="T1",
        key=form,
        kind="\n".join(normal_form(sentence) for sentence in lost),
        message=message,
        lost_at=LostAt.PAGE,
        subject=block.text,
        block=index,
        promised=block,
        shown=shown,
        evidence=evidence,
    )
