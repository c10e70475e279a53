"""Embeds that a post names by its generator's tag, which only the site can render: V6."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from archiver.compare.alignment.blocks import TEXT_KINDS
from archiver.compare.case import Case
from archiver.compare.embed_tags import EmbedTag, embed_of
from archiver.compare.gathering import gathered
from archiver.compare.loss import Loss
from archiver.compare.wording import normal_form, quote
from archiver.dom import element_from_snapshot
from archiver.models import Asked, Block, BlockKind, LostAt, PageOrigin, Severity

_MANY = 3
"""More raw tags of layout on one page have one cause, and are one finding."""
_LAYOUT = "raw tag of layout"
_MOST_TAGS = 500
_MOST_CHARACTERS = 1_000_000
"""Of all addresses on a page."""
_MOST_ADDRESS_CHARACTERS = 20_000
_LEAST_FORM = 4
_EMPHASIS = str.maketrans("", "", "*_`~\\")
"""What Markdown takes out of a tag that it reads as text."""
_NAMED_BY = frozenset({"src", "href", ":src", "srcset", "poster", "value", "data", "cite"})
_CLOSERS = ("{%end", "{%-end", "{{</", "{{%/")


def losses(case: Case) -> Iterator[Loss]:
    """Yield the tags of the post whose medium the page does not show.

    On a page that archiver rendered itself no tag of the site's can work: of those that
    stand for a medium it is a warning. Raw tags of layout (boxes, tabs) that the site
    shows are warnings, and one finding when there are more than three.

    Near misses that stay silent: a player, link, script or picture that has the tag's id
    or address, anywhere on the page; the same tag in a code sample; a tag without a medium
    that is gone, as it should be; a tag that names neither id nor address; the second half
    of a pair of tags.
    """
    found = list(_losses(case))
    yield from _numbered(loss for loss in found if loss.kind != _LAYOUT)
    layout = _numbered(loss for loss in found if loss.kind == _LAYOUT)
    yield from gathered(layout, _of_many, _MANY)


def _losses(case: Case) -> Iterator[Loss]:
    addresses, raw_tags = _Addresses(case), _RawTags(case)
    for index, block in _tags(case):
        embed = embed_of(block.text)
        raw = raw_tags.takes(index, block)
        if embed is not None:
            loss = _embed_loss(case, index, embed, is_raw=raw, addresses=addresses)
            if loss is not None:
                yield loss
        elif raw and case.capture.origin is not PageOrigin.RENDERED:
            yield _layout_loss(index, block)


def _numbered(found: Iterable[Loss]) -> Iterator[Loss]:
    """Yield losses with a key for each: one tag may stand in several places."""
    seen: Counter[str] = Counter()
    for loss in found:
        seen[loss.key] += 1
        repeat = f" #{seen[loss.key]}" if seen[loss.key] > 1 else ""
        yield replace(loss, key=loss.key + repeat)


def _tags(case: Case) -> list[tuple[int, Block]]:
    found = (
        (index, block)
        for index, block in enumerate(case.post.blocks)
        if block.kind is BlockKind.SHORTCODE
        and block.visible
        and not "".join(block.text[:20].split()).startswith(_CLOSERS)
    )
    return [each for each, _ in zip(found, range(_MOST_TAGS), strict=False)]


class _RawTags:
    """The raw tags that a reader sees on the page, each given to one tag of the post."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._left: dict[str, int] = {}

    def takes(self, index: int, block: Block) -> bool:
        """Tell whether a tag stands raw in its place; what the post shows so does not count."""
        form = _form(block.text)
        if len(form) < _LEAST_FORM:
            return False
        if form not in self._left:
            self._left[form] = self._on_page.count(form) - self._in_post.count(form)
        if self._left[form] < 1 or not self._is_in_place(index, form):
            return False
        self._left[form] -= 1
        return True

    def _is_in_place(self, index: int, form: str) -> bool:
        return any(form in self._forms[at] for at in self._case.alignment.gap(index))

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        """Of each block of the page what is read of it."""
        page = self._case.page.blocks
        return tuple(_form(block.text) if _is_read(block) else "" for block in page)

    @cached_property
    def _on_page(self) -> str:
        return "\n".join(self._forms)

    @cached_property
    def _in_post(self) -> str:
        blocks = self._case.post.blocks
        return "\n".join(_form(block.text) for block in blocks if block.kind in TEXT_KINDS)


def _is_read(block: Block) -> bool:
    return block.visible and (block.kind in TEXT_KINDS or block.kind is BlockKind.SHORTCODE)


def _form(text: str) -> str:
    return normal_form(text).translate(_EMPHASIS)


@dataclass(frozen=True)
class _Addresses:
    """All addresses on the page and in its frames, and those that it asked for with success."""

    case: Case

    def show(self, embed: EmbedTag) -> bool:
        """Tell whether one of them belongs to what a tag embeds."""
        return any(mark.is_in(self._text) for mark in embed.marks)

    @cached_property
    def _text(self) -> str:
        parts: list[str] = []
        room = _MOST_CHARACTERS
        for address in self._all():
            if address.startswith("data:"):
                continue
            room -= len(address) + 1
            if room < 0:
                break
            parts.append(address)
        text = "\n".join(parts)
        decoded = unquote(text)
        return text if decoded == text else f"{text}\n{decoded}"

    def _all(self) -> Iterator[str]:
        for block in self.case.page.blocks:
            yield from (block.url, *block.alternates, block.poster, *block.links)
        for entry in self.case.ledger.entries:
            if entry.asked is Asked.PAGE and 200 <= entry.status < 400:
                yield entry.url
        for frame in self.case.page.snapshot.frames:
            yield frame.url
            for element in element_from_snapshot(frame.tree).descendants():
                if not isinstance(element, str):
                    for name, value in element.attributes.items():
                        if name in _NAMED_BY or name.startswith("data-"):
                            yield value[:_MOST_ADDRESS_CHARACTERS]


def _embed_loss(
    case: Case, index: int, embed: EmbedTag, *, is_raw: bool, addresses: _Addresses
) -> Loss | None:
    tag = f'The tag "{quote(case.post.blocks[index].text, 160)}"'
    if is_raw and case.capture.origin is PageOrigin.RENDERED:
        words = f"{tag} stands for a {embed.noun} that only the site itself can show."
        return _loss(case, index, embed, kind="rendered", message=words)
    if is_raw:
        words = f"{tag} shows as it is written, instead of the {embed.noun} that it stands for."
        return _loss(case, index, embed, kind="raw", message=words)
    if not embed.marks or addresses.show(embed) or _is_renumbered(case, index, embed):
        return None
    word = quote(embed.marks[-1].word, 80)
    words = f'{tag} stands for a {embed.noun}, and nothing on the page leads to "{word}".'
    return _loss(case, index, embed, kind="not shown", message=words)


def _is_renumbered(case: Case, index: int, embed: EmbedTag) -> bool:
    """Tell whether the page names a film by another of its numbers, as Bilibili has two."""
    page = case.alignment.page
    return embed.name.startswith("bili") and any(
        page[at].kind is BlockKind.PLAYER and "bilibili" in page[at].url
        for at in case.alignment.gap(index)
    )


def _loss(case: Case, index: int, embed: EmbedTag, *, kind: str, message: str) -> Loss:
    block = case.post.blocks[index]
    facts = {
        "tag": block.text,
        "stands_for": embed.noun,
        "known_by": ", ".join(mark.word for mark in embed.marks),
    }
    return Loss(
        check="V6",
        key=normal_form(block.text),
        kind=kind,
        message=message,
        lost_at=LostAt.SOURCE if kind == "rendered" else LostAt.PAGE,
        subject=block.text,
        block=index,
        promised=block,
        severity=None if kind == "raw" else Severity.WARNING,
        evidence={name: value for name, value in facts.items() if value},
    )


def _layout_loss(index: int, block: Block) -> Loss:
    """Return the loss of a tag that stands for no medium and shows as it is written."""
    return Loss(
        check="V6",
        key=normal_form(block.text),
        kind=_LAYOUT,
        message=f'The tag "{quote(block.text, 160)}" shows as it is written.',
        lost_at=LostAt.PAGE,
        subject=block.text,
        block=index,
        promised=block,
        severity=Severity.WARNING,
        evidence={"tag": block.text},
    )


def _of_many(found: Sequence[Loss]) -> str:
    first = quote(found[0].subject, 60)
    return f'{len(found)} tags of the post show as they are written, first "{first}".'
