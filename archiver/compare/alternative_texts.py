"""Words that stand for a picture where it cannot be seen: A1."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archiver.compare.alignment.blocks import TEXT_KINDS
from archiver.compare.case import Case
from archiver.compare.gathering import gathered
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.loss import Loss
from archiver.compare.wording import normal_form, quote
from archiver.models import Block, BlockKind, LostAt

_MANY = 3
"""More of them on one page have one cause, and are one finding."""
_NEAR_BLOCKS = 3
"""So far from a picture on the page a text still belongs to it."""
_LEAST_LETTERS = 2
_MOST_COPIES = 20
"""Of one picture on the page that are looked at."""
_WORDS_LIMIT = 80
_EMPTY_WORDS = re.compile(
    r"(?:an?|the)?(?:image|img|pic|picture|photo|screenshot|figure|fig|alt|alttext|"
    r"imagedescription|altdescription|untitled|图|图片|圖片|图像|插图|截图|照片|配图|画像)?[\d-]*",
    re.IGNORECASE,
)
"""What editors and scripts put in an `alt` when nobody wrote one."""
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|avif)$", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(?=[^\s]*\d)[\w.@~+%()-]+", re.ASCII)


def losses(case: Case) -> Iterator[Loss]:
    """Yield the pictures whose alternative text is lost or replaced on the page.

    More than three are one finding, for a theme drops them all.

    Near misses that stay silent: other spaces, quotes, widths and entities; a text that the
    page lengthens; an empty one in the post, a file name, a number, "image"; one that says
    what the caption or the title says; a theme that shows it as a caption; a copy of the
    picture elsewhere on the page that has it; a picture that is not on the page.
    """
    found = (_loss(each) for each in _with_numbers(_lost(case)))
    yield from gathered(found, _of_many, _MANY)


@dataclass(frozen=True, slots=True)
class _LostText:
    index: int
    promised: Block
    shown: Block
    number: int = 1
    """Counts the pictures of one address."""


def _lost(case: Case) -> Iterator[_LostText]:
    alignment = case.alignment
    texts = _texts_by_key(alignment.page)
    for index, block in case.promised_media():
        shown = alignment.page_block(index)
        if block.kind is not BlockKind.IMAGE or shown is None or shown.kind is not BlockKind.IMAGE:
            continue
        if not _is_real(case, index, block) or _says(shown.text, block.text):
            continue
        copies = (text for key in keys_of(block) for text in texts.get(key, ()))
        if any(_says(text, block.text) for text in copies):
            continue
        if not _is_beside(case, alignment.places[index].page, block):
            yield _LostText(index, block, shown)


def _with_numbers(found: Iterable[_LostText]) -> Iterator[_LostText]:
    seen: dict[str, int] = {}
    for each in found:
        key = medium_key(each.promised.url)
        seen[key] = seen.get(key, 0) + 1
        yield _LostText(each.index, each.promised, each.shown, seen[key])


def _is_real(case: Case, index: int, block: Block) -> bool:
    """Tell whether somebody wrote a picture's text, and nothing else on the page says it."""
    form = _form(block.text)
    if len(_letters(form)) < _LEAST_LETTERS or _EMPTY_WORDS.fullmatch(form):
        return False
    words = block.text.strip()
    if _FILE_NAME.search(words) or "://" in words or _IDENTIFIER.fullmatch(words):
        return False
    if _letters(words) in {_letters(_stem(block.url)), _letters(case.post.title)}:
        return False
    return not any(
        caption.kind is BlockKind.CAPTION
        and index in caption.caption_of
        and _letters(block.text) in _letters(caption.text)
        for caption in case.post.blocks[max(0, index - _NEAR_BLOCKS) : index + 2 * _NEAR_BLOCKS]
    )


def _stem(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2].rpartition(".")[0]


def _form(text: str) -> str:
    """Return the normal form; themes escape entities once more."""
    return normal_form(html.unescape(text))


def _letters(text: str) -> str:
    """Return letters and digits, to compare words whatever stands between."""
    return "".join(char for char in _form(text).casefold() if char.isalnum())


def _says(shown: str, promised: str) -> bool:
    return _letters(promised) in _letters(shown)


def _is_beside(case: Case, at: int, block: Block) -> bool:
    """Tell whether a text beside the picture says it."""
    near = case.alignment.page[max(0, at - _NEAR_BLOCKS) : at + _NEAR_BLOCKS + 1]
    return any(
        each.kind in TEXT_KINDS and each.visible and _says(each.text, block.text) for each in near
    )


def _texts_by_key(page: Sequence[Block]) -> dict[str, list[str]]:
    """Return the alternative texts of the page's pictures, by their keys."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for block in page:
        if block.kind is BlockKind.IMAGE and block.text:
            for key in keys_of(block):
                if len(found[key]) < _MOST_COPIES:
                    found[key].append(block.text)
    return found


def _loss(lost: _LostText) -> Loss:
    promised, shown = lost.promised, lost.shown
    there = f'has "{quote(shown.text, _WORDS_LIMIT)}"' if _form(shown.text) else "has none"
    repeat = f" #{lost.number}" if lost.number > 1 else ""
    return Loss(
        check="A1",
        key=medium_key(promised.url) + repeat,
        kind=_kind(lost),
        message=(
            f"The picture {quote(promised.url, 160)} has the alternative text "
            f'"{quote(promised.text, _WORDS_LIMIT)}" in the post, and {there} on the page.'
        ),
        lost_at=LostAt.PAGE,
        subject=promised.url,
        block=lost.index,
        promised=promised,
        shown=shown,
        evidence={"promised_text": promised.text, "shown_text": shown.text},
    )


def _kind(lost: _LostText) -> str:
    return "changed" if _form(lost.shown.text) else "lost"


def _of_many(found: Sequence[Loss]) -> str:
    done = "lost their" if found[0].kind == "lost" else "have another"
    first = quote(found[0].subject, 160)
    return f"{len(found)} pictures of the post {done} alternative text on the page, first {first}."
