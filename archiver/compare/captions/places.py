"""Where the captions and the media of a post stand on its page, in the page's own order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.compare.alignment.blocks import TEXT_KINDS, Alignment
from archiver.compare.case import Case
from archiver.compare.wording import normal_form
from archiver.models import MEDIA_KINDS, Block, BlockKind

BODY_KINDS = TEXT_KINDS - {BlockKind.CAPTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A caption of the post that its page has, and the media that it speaks of."""

    index: int
    block: Block
    page: int
    """Index of the page's block that says it."""
    own: tuple[int, ...]
    """Its media that the page has; indexes of the post."""
    own_pages: frozenset[int]
    """The same, indexes of the page."""

    @property
    def follows(self) -> bool:
        """Whether the post has it after the first of its media."""
        return not self.own or self.own[0] < self.index


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The post's media, texts and captions by their place on the page."""

    alignment: Alignment
    media: Mapping[int, int]
    """The post's index of each promised medium, by the page's."""
    media_pages: Sequence[int] = field(repr=False)
    texts: Sequence[tuple[int, int]] = field(repr=False)
    """The page's and the post's index of each paragraph, heading and table, by place."""
    captions: Mapping[int, Sequence[int]] = field(repr=False)
    """Places of the captions of each of the post's media."""
    lower_edges: Sequence[tuple[float, int]] = field(repr=False)
    """Where the box of each promised medium ends, and the page's index, from the top down."""
    upper_edges: Sequence[tuple[float, int]] = field(repr=False)
    """The same of where it begins, from the bottom up: numbers are negative."""
    strays: Mapping[str, int] = field(repr=False)
    """Place of each text that the page says once, by its normal form, where nothing was aligned."""

    @classmethod
    def of(cls, case: Case) -> Layout:
        """Return the layout of a page; linear in its blocks, but for the sorting."""
        alignment = case.alignment
        media = {
            place.page: i
            for i, place in alignment.places.items()
            if alignment.source[i].kind in MEDIA_KINDS
        }
        boxes = [(page, box) for page in media if (box := alignment.page[page].box)]
        captions: dict[int, list[int]] = {}
        for i, block in case.promised_captions():
            if i in alignment.places:
                for medium in block.caption_of:
                    captions.setdefault(medium, []).append(alignment.places[i].page)
        return cls(
            alignment=alignment,
            media=media,
            media_pages=sorted(media),
            texts=sorted(
                (place.page, i)
                for i, place in alignment.places.items()
                if alignment.source[i].kind in BODY_KINDS
            ),
            captions=captions,
            lower_edges=sorted((box.y + box.height, page) for page, box in boxes),
            upper_edges=sorted((-box.y, page) for page, box in boxes),
            strays=_strays(alignment),
        )

    def page_of(self, index: int, block: Block) -> int | None:
        """Return where the page says a caption, None when it does not.

        One too short to be aligned far from its place is found by all its words.
        """
        place = self.alignment.places.get(index)
        return self.strays.get(normal_form(block.text)) if place is None else place.page

    def caption(self, index: int, block: Block, page: int) -> Caption:
        """Return a caption that stands at a place of the page, with its media there."""
        places = self.alignment.places
        own = tuple(sorted(i for i in block.caption_of if self._is_medium(i) and i in places))
        pages = frozenset(places[i].page for i in own)
        return Caption(index=index, block=block, page=page, own=own, own_pages=pages)

    def neighbour(self, at: int, *, before: bool) -> int | None:
        """Return the page's index of the promised medium next to a place, on one side."""
        position = bisect_left(self.media_pages, at)
        if before:
            return self.media_pages[position - 1] if position else None
        position = bisect_right(self.media_pages, at)
        return self.media_pages[position] if position < len(self.media_pages) else None

    def stands_as_in_post(self, caption: Caption, page: int | None) -> bool:
        """Tell whether the post too has this medium next to a caption, its own being farther.

        As a row of pictures has it, with the row of their captions below.
        """
        places = self.alignment.places
        step = -1 if caption.follows else 1
        source = self.alignment.source
        end = -1 if caption.follows else len(source)
        for i in range(caption.index + step, end, step):
            if source[i].kind in MEDIA_KINDS and i in places:
                return places[i].page == page and i not in caption.own
        return False

    def texts_between(self, one: int, other: int) -> Iterator[tuple[int, int]]:
        """Yield the texts between two places, as in `texts`."""
        start = bisect_right(self.texts, (min(one, other), len(self.alignment.source)))
        end = bisect_left(self.texts, (max(one, other), -1))
        yield from (self.texts[at] for at in range(start, end))

    def parting_texts(self, caption: Caption, page: int) -> tuple[int, ...]:
        """Return the post's texts that only the page has between a caption and a medium of it."""
        medium = self.media[page]
        in_post = range(min(caption.index, medium), max(caption.index, medium))
        return tuple(i for _, i in self.texts_between(caption.page, page) if i not in in_post)

    def turned_to(self, caption: Caption) -> int | None:
        """Return the medium that a caption is right above instead of below, or the other way.

        A theme may do that to all captions. What stands on the side where the
        post has the medium must then be no neighbour, or have its own caption
        on that same other side.
        """
        turned = self.neighbour(caption.page, before=not caption.follows)
        if turned not in caption.own_pages or self._has_text(caption.page, turned):
            return None
        usual = self.neighbour(caption.page, before=caption.follows)
        if usual is None or self._has_text(caption.page, usual):
            return turned
        theirs = self.captions.get(self.media[usual], ())
        if any(page in range(*sorted((usual, caption.page))) for page in theirs):
            return turned
        far = [page for page in theirs if (page < usual) == caption.follows]
        return turned if any(not self._has_text(page, usual) for page in far) else None

    def _has_text(self, one: int, other: int) -> bool:
        return next(self.texts_between(one, other), None) is not None

    def _is_medium(self, index: int) -> bool:
        source = self.alignment.source
        return 0 <= index < len(source) and source[index].kind in MEDIA_KINDS


def _strays(alignment: Alignment) -> dict[str, int]:
    taken = {place.page for place in alignment.places.values()}
    forms = {
        page: normal_form(block.text)
        for page, block in enumerate(alignment.page)
        if block.kind in TEXT_KINDS and block.visible
    }
    times = Counter(forms.values())
    return {form: page for page, form in forms.items() if times[form] == 1 and page not in taken}
