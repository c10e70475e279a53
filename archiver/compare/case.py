"""One post against one capture: what every check is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from archiver.compare.alignment.blocks import TEXT_KINDS, Alignment, align
from archiver.compare.fed_films import with_addresses
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.ledger import Ledger
from archiver.compare.page import Page
from archiver.compare.wording import normal_form
from archiver.models import (
    MEDIA_KINDS,
    Block,
    BlockKind,
    BodyProbe,
    Capture,
    Post,
    RecordPointer,
)
from archiver.rules.placeholders import PlaceholderRules
from archiver.rules.rulebook import Rulebook, read_rulebook


@dataclass(frozen=True, slots=True)
class Case:
    """A post, its capture, and how the two lie against each other."""

    post: Post
    capture: Capture
    page: Page
    ledger: Ledger
    alignment: Alignment
    rulebook: Rulebook
    earlier: Ledger | None = None
    """Of an earlier capture of the same page, where there is one."""
    before: Capture | None = None
    """That earlier capture itself."""
    looks: Mapping[str, BodyProbe] = field(default_factory=dict)
    """More of what pictures look like, by digest, than the ledgers tell."""
    damage: Mapping[RecordPointer, str] = field(default_factory=dict)
    """What is wrong with records, where they were read again."""
    _media: tuple[tuple[int, Block], ...] = field(init=False, repr=False, compare=False)
    """The answer of `promised_media`, for which checks ask block by block."""
    _marks: Mapping[tuple[int, str], str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what the post shows."""
        object.__setattr__(self, "_media", tuple(_promised_media(self.post)))
        object.__setattr__(self, "_marks", dict(_marks(self._media)))

    @classmethod
    def of(  # noqa: PLR0913 - each is evidence of its own kind
        cls,
        post: Post,
        capture: Capture,
        page: Page,
        *,
        earlier: Capture | None = None,
        rulebook: Rulebook | None = None,
        looks: Mapping[str, BodyProbe] | None = None,
        damage: Mapping[RecordPointer, str] | None = None,
    ) -> Case:
        """Align a post with its captured page; without rules, archiver's own are taken."""
        ledger = Ledger.of(capture.ledger)
        shown = with_addresses(post.blocks, page.blocks, ledger)
        return cls(
            post,
            capture,
            page,
            ledger,
            align(post.blocks, shown, ignored=_head_pictures(post, page)),
            rulebook or read_rulebook(),
            Ledger.of(earlier.ledger) if earlier else None,
            earlier,
            looks or {},
            damage or {},
        )

    @property
    def placeholder_rules(self) -> PlaceholderRules:
        """What is known of placeholders."""
        return self.rulebook.placeholders

    def promised_media(self) -> tuple[tuple[int, Block], ...]:
        """Return the media that the post shows, with their indexes.

        A medium that the post itself hides (feeds repeat pictures in a hidden
        form, formats.md section 5) or that has no address promises nothing.
        """
        return self._media

    def copy_mark(self, index: int | None, name: str = "") -> str:
        """Return what tells the copies of a medium apart: ` #2` for the second, `` for the first.

        It ends the keys of losses. Copies are counted in the post, not among the losses: a
        fingerprint stays when another copy is mended. `name` is `poster` for a film's poster.
        """
        return "" if index is None else self._marks.get((index, name), "")

    def promised_captions(self) -> Iterator[tuple[int, Block]]:
        """Yield the captions of the post, with their indexes."""
        for index, block in enumerate(self.post.blocks):
            if block.kind is BlockKind.CAPTION and block.visible:
                yield index, block


def _promised_media(post: Post) -> Iterator[tuple[int, Block]]:
    for index, block in enumerate(post.blocks):
        if block.kind in MEDIA_KINDS and block.url and block.visible:
            yield index, block


def _marks(media: Iterable[tuple[int, Block]]) -> Iterator[tuple[tuple[int, str], str]]:
    seen: Counter[tuple[str, str]] = Counter()
    for index, block in media:
        for name, url in (("", block.url), ("poster", block.poster)):
            if not url:
                continue
            seen[name, medium_key(url)] += 1
            if (count := seen[name, medium_key(url)]) > 1:
                yield (index, name), f" #{count}"


def _head_pictures(post: Post, page: Page) -> frozenset[int]:
    """Return the page's pictures that head the article and are not the body's own.

    Generators name the first picture of the body as `headimg` (formats.md 1.5)
    and themes show it above the text. Where the body begins with that picture
    itself, the two cannot be told apart and none is returned.
    """
    heads = {medium_key(url) for url in (post.headimg, post.thumbnail) if url}
    body = next((i for i, block in enumerate(post.blocks) if heads & set(keys_of(block))), None)
    if body is None or not any(block.kind in TEXT_KINDS for block in post.blocks[:body]):
        return frozenset()
    texts = {normal_form(block.text) for block in post.blocks if block.kind in TEXT_KINDS}
    above: set[int] = set()
    for j, block in enumerate(page.blocks):
        if block.kind in TEXT_KINDS and normal_form(block.text) in texts:
            return frozenset(above)
        if block.kind is BlockKind.IMAGE and heads & set(keys_of(block)):
            above.add(j)
    return frozenset()
