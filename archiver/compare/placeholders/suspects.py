"""Which pictures of a page that is still open deserve a second look with another Referer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from archiver.compare.case import Case
from archiver.compare.placeholders.losses import Bench
from archiver.compare.placeholders.pictures import Answer, Picture, name_of, pictures_of
from archiver.compare.placeholders.shares import may_repeat
from archiver.compare.placeholders.signs import is_pixel


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A promised picture that may be a placeholder."""

    url: str
    """As promised."""
    block: int | None
    """Index of the block in the post; None for a picture of the front matter."""
    shown_url: str
    """Address of the answer that the page got, after redirects."""
    reason: str
    """What was seen, in a word."""


def suspects_of(case: Case, seen: Mapping[str, Collection[str]]) -> tuple[Suspect, ...]:
    """Return the pictures that archiver should ask for again, in the order of the post.

    One sign is enough here, for nothing is said to anyone yet. `seen` are addresses or
    keys of the pictures that came on other pages of the job, by digest.
    """
    return tuple(_suspects(case, seen))


def _suspects(case: Case, seen: Mapping[str, Collection[str]]) -> Iterator[Suspect]:
    pictures = pictures_of(case)
    bench = Bench.of(case, pictures)
    for picture in pictures:
        answer = picture.reader
        if answer is None or is_pixel(picture) or case.placeholder_rules.is_random(picture.url):
            continue
        reasons = [sign.kind for sign in bench.signs(picture, answer)]
        if _is_seen(case, picture, answer, seen):
            reasons.append("seen elsewhere")
        if reasons:
            yield Suspect(
                url=picture.url,
                block=picture.block,
                shown_url=answer.entry.url,
                reason=reasons[0],
            )


def _is_seen(
    case: Case, picture: Picture, answer: Answer, seen: Mapping[str, Collection[str]]
) -> bool:
    """Tell whether another page got these bytes for a picture of another name."""
    elsewhere = seen.get(answer.entry.sha1, ())
    if not elsewhere or may_repeat(picture, answer, case.placeholder_rules):
        return False
    own = {picture.name, name_of(answer.request.url), name_of(answer.entry.url)}
    return any(name_of(address) not in own for address in elsewhere)
