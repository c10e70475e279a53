"""The pictures that a post promises and a page shows, each with all answers that came for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.head_pictures import head_pictures
from archiver.compare.keys import address_key, keys_of, medium_key
from archiver.compare.ledger import Fetch
from archiver.compare.media import fetches_of
from archiver.models import Asked, Block, BlockKind, LedgerEntry

_MAX_ANSWERS = 12
"""Of one picture: a page that asks for one hundreds of times says nothing new."""
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)$", re.IGNORECASE)
_TELLING_CHARACTERS = 8
"""Of a file's name without its type: a shorter one (`1.jpg`, `cover.png`) is used again for
another picture, so that its folder belongs to the name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole picture that came for a request."""

    request: LedgerEntry
    entry: LedgerEntry
    """What stands at the end of the redirects; `request` itself when there were none."""

    @property
    def asked(self) -> Asked:
        """Who asked, and how."""
        return self.request.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One promised picture that the page has a place for."""

    url: str
    field: str
    """`` in the body; `poster` of a film; `headimg`, `thumbnail` of the front matter."""
    block: int | None
    promised: Block
    shown: Block | None
    name: str
    """What makes it a picture of its own: mirrors and sizes of it share this."""
    reader: Answer | None
    """What a reader got; None when no whole picture came to the page."""
    others: tuple[Answer, ...]
    """What came for another Referer: to archiver, or to the page itself."""
    repeats: tuple[Answer, ...]
    """What came when the same was asked for again in the same way."""
    is_captioned: bool

    @property
    def judged(self) -> Answer | None:
        """What stands for the picture in the archive: a reader's answer, or else archiver's."""
        return self.reader or next(iter(self.others), None)

    @property
    def declared_px(self) -> tuple[int, int]:
        """Width and height that the post declares of a picture; 0 where it does not."""
        if self.promised.kind is not BlockKind.IMAGE:
            return 0, 0
        return self.promised.width_px or 0, self.promised.height_px or 0


def name_of(address: str) -> str:
    """Return what names a picture in an address or a key: mirrors share it, folders may too."""
    key = address if "://" not in address else medium_key(address)
    path = key.partition("?")[0]
    name = path.rpartition("/")[2]
    if not _PICTURE_NAME.search(name):
        return key
    telling = len(name.rpartition(".")[0]) >= _TELLING_CHARACTERS
    return name if telling else path.partition("/")[2]


def pictures_of(case: Case) -> list[Picture]:
    """Return the promised pictures that the page shows: of the body, posters, front matter.

    One that is missing from the page is told by M1; a `data:` one is its own bytes.
    """
    return [_picture(_fetches(case, each), each) for each in _promises(case)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    block: Block
    shown: Block | None
    index: int | None = None
    field: str = ""
    is_captioned: bool = False


def _promises(case: Case) -> Iterator[_Promise]:
    captioned = {index for _, block in case.promised_captions() for index in block.caption_of}
    for index, block in case.promised_media():
        shown = case.alignment.page_block(index)
        if shown is None:
            continue
        if block.kind is BlockKind.IMAGE and not block.url.startswith("data:"):
            yield _Promise(block=block, shown=shown, index=index, is_captioned=index in captioned)
        elif block.kind is BlockKind.VIDEO and urls.is_http(block.poster):
            poster = replace(block, url=block.poster, alternates=())
            yield _Promise(block=poster, shown=shown, index=index, field="poster")
    for head in head_pictures(case):
        if head.is_used and not head.block.url.startswith("data:"):
            yield _Promise(block=head.block, shown=head.shown, field=head.field)


def _fetches(case: Case, promise: _Promise) -> list[Fetch]:
    block, shown = promise.block, promise.shown or promise.block
    if promise.field == "poster":
        return case.ledger.fetches(BlockKind.IMAGE, keys_of(block), shown.poster)
    return fetches_of(case.page, case.ledger, block, shown)


def _picture(fetches: Iterable[Fetch], of: _Promise) -> Picture:
    answers = list(_answers(fetches))
    by_page = [answer for answer in answers if answer.asked is Asked.PAGE]
    again = [answer for answer in answers if answer.asked is Asked.AS_SHOWN]
    reader = next(iter(by_page or again), None)
    return Picture(
        url=of.block.url,
        field=of.field,
        block=of.index,
        promised=of.block,
        shown=of.shown,
        name=name_of(of.block.url),
        reader=reader,
        others=tuple(_asked_otherwise(answers, reader)),
        repeats=tuple(
            each
            for each in answers
            if each is not reader and reader is not None and _is_asked_alike(each, reader)
        ),
        is_captioned=of.is_captioned,
    )


def _asked_otherwise(answers: Iterable[Answer], reader: Answer | None) -> Iterator[Answer]:
    """Yield the answers to another Referer, for the same address.

    Archiver's for another address of the same key count where the page never asked for
    that one: else they are about what the page shows there, a crop or another picture.
    """
    answers = list(answers)
    by_page = [each for each in answers if each.asked is Asked.PAGE]
    addresses = {address_key(each.request.url) for each in by_page}
    own = address_key(reader.request.url) if reader else ""
    for each in answers:
        address = address_key(each.request.url)
        if each.asked is Asked.PAGE:
            if reader and address == own and each.request.referrer != reader.request.referrer:
                yield each
        elif each.asked is not Asked.AS_SHOWN and (address == own or address not in addresses):
            yield each


def _is_asked_alike(answer: Answer, reader: Answer) -> bool:
    """Whether an answer is to the same question: address and Referer."""
    if address_key(answer.request.url) != address_key(reader.request.url):
        return False
    if answer.asked is Asked.AS_SHOWN:
        return True
    same = answer.request.referrer == reader.request.referrer
    return answer.asked is Asked.PAGE and same


def _answers(fetches: Iterable[Fetch]) -> Iterator[Answer]:
    """Yield the whole pictures among the answers, of each way of asking the first ones."""
    count: dict[Asked, int] = {}
    for fetch in fetches:
        seen = count.get(fetch.asked.asked, 0)
        if fetch.flaw is None and fetch.answer.sha1 and seen < _MAX_ANSWERS:
            count[fetch.asked.asked] = seen + 1
            yield Answer(fetch.asked, fetch.answer)
