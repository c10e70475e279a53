"""Stand-in pictures of CDNs that guard against hotlinks: M5.

They come with status 200, the right type and whole, so only what they are
tells: a known one, one that another Referer does not get, one picture for many
addresses, one that contradicts what the post, its address or an earlier capture
say of it. A single hint is never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archiver.compare.case import Case
from archiver.compare.keys import medium_key
from archiver.compare.loss import Loss
from archiver.compare.placeholders.looks import is_flat, looks_of
from archiver.compare.placeholders.pictures import Answer, Picture, pictures_of
from archiver.compare.placeholders.shares import MANY, Shares
from archiver.compare.placeholders.signs import (
    CONTRADICTIONS,
    PROOF,
    Sign,
    Witness,
    is_pixel,
    misses_declared,
)
from archiver.compare.placeholders.split import Split, is_random, is_same_for_all, split_of
from archiver.compare.wording import quote
from archiver.models import LostAt, Severity

_URL_LIMIT = 160
_TOLD = 3
"""Signs that the sentence tells; the evidence names all."""
_CERTAIN = frozenset({"known", "known by size", "refusal"})
_FLAT_BY_NATURE = frozenset({"suspected", "alike"})
"""Beside these flatness says nothing more: pages of text look alike because they are white."""


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each promised picture that came as a stand-in.

    It is a warning when archiver asked again and got the real one.

    Near misses that stay silent: the same picture promised several times, or
    in several sizes, or from mirrors; two names of one file; icons, dividers and
    logos; copies in another encoding; hosts of random pictures; flat art; a size
    that the author got wrong; `data:` pictures.
    """
    pictures = pictures_of(case)
    witness = Witness.of(case, pictures)
    if _is_beyond_doubt(pictures, witness):
        return
    bench = Bench(witness, Shares.of(pictures, witness))
    for picture in pictures:
        loss = _loss(bench, picture)
        if loss is not None:
            mark = case.copy_mark(picture.block, picture.field)
            yield replace(loss, key=loss.key + mark)


def _is_beyond_doubt(pictures: Sequence[Picture], witness: Witness) -> bool:
    """Tell cheaply, of most pages, that no sign of theirs could weigh as much as a proof.

    Without a sign of their own, others' answers, shared bytes or redirects, pictures can
    only look alike, which is a hint.
    """
    names: dict[str, str] = {}
    for picture in pictures:
        answer = picture.judged
        if answer is None:
            continue
        if picture.others or answer.entry is not answer.request:
            return False
        if names.setdefault(answer.entry.sha1, picture.name) != picture.name:
            return False
        if witness.signs(picture, answer):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything by which the pictures of one page are judged."""

    witness: Witness
    shares: Shares

    @classmethod
    def of(cls, case: Case, pictures: Sequence[Picture]) -> Bench:
        """Look at all pictures before one is judged."""
        witness = Witness.of(case, pictures)
        return cls(witness, Shares.of(pictures, witness))

    def signs(self, picture: Picture, answer: Answer) -> list[Sign]:
        """Return all that speaks against an answer, the weightiest first."""
        found = [*self.witness.signs(picture, answer), *self.shares.signs(picture, answer)]
        if not found:
            return []
        if is_same_for_all(picture) and not is_flat(answer.entry):
            found = [sign for sign in found if sign.kind != "known by size"]
        if self.witness.case.placeholder_rules.is_random(picture.url) or is_random(picture):
            found = [sign for sign in found if sign.kind not in CONTRADICTIONS]
        return sorted(found, key=lambda sign: -sign.weight)

    def split_of(self, picture: Picture) -> Split | None:
        """Return the split of a picture whose reader got the placeholder."""
        rules = self.witness.case.placeholder_rules
        if not picture.others or rules.is_random(picture.url):
            return None

        def marks(answer: Answer) -> tuple[int, ...]:
            kinds = {sign.kind for sign in self.witness.signs(picture, answer)}
            others = self.shares.offers(answer.entry.sha1, picture.name)
            return (
                len(kinds & _CERTAIN),
                int(others + 1 >= MANY),
                len(kinds & CONTRADICTIONS),
                int(misses_declared(picture, answer.entry.probe)),
                int(is_flat(answer.entry)),
                int(others > 0),
            )

        return split_of(picture, marks)


def weight_of(signs: Sequence[Sign]) -> int:
    """Return what signs weigh together."""
    kinds = {sign.kind for sign in signs}
    if kinds & _FLAT_BY_NATURE and not kinds & {*CONTRADICTIONS, "shared"}:
        signs = [sign for sign in signs if sign.kind != "flat"]
    return sum(sign.weight for sign in signs)


def _loss(bench: Bench, picture: Picture) -> Loss | None:
    answer = picture.judged
    if answer is None or is_pixel(picture):
        return None
    signs = bench.signs(picture, answer)
    split = bench.split_of(picture)
    if split is None and weight_of(signs) < PROOF:
        return None
    if picture.reader is None and any(
        weight_of(bench.signs(picture, other)) < PROOF for other in picture.others
    ):
        return None
    return _told(picture, answer, signs, split)


def _told(picture: Picture, answer: Answer, signs: Sequence[Sign], split: Split | None) -> Loss:
    words = [sign.words for sign in signs][:_TOLD]
    if split is not None:
        words = [f"the server sends another picture {split.way}", *words[:1]]
    noun = "poster" if picture.field == "poster" else "picture"
    asker = "The page asked" if picture.reader is not None else "Archiver asked in other ways"
    address = quote(picture.url, _URL_LIMIT)
    message = f"{asker} for the {noun} {address}, but {_joined(words)}."
    if split is not None and split.is_by_archiver:
        message = f"{message[:-1]}; archiver asked again {split.way} and kept it."
    return Loss(
        check="M5",
        key=f"{picture.field} {medium_key(picture.url)}".lstrip(),
        kind="placeholder",
        message=message,
        lost_at=LostAt.PAGE,
        subject=picture.url,
        block=picture.block,
        promised=picture.promised,
        shown=picture.shown,
        entry=answer.entry,
        severity=Severity.WARNING if split is not None else None,
        evidence=_evidence(picture, answer, signs, split),
    )


def _joined(words: Sequence[str]) -> str:
    return ", and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _evidence(
    picture: Picture, answer: Answer, signs: Sequence[Sign], split: Split | None
) -> dict[str, str]:
    kinds = [*(["split"] if split else []), *(sign.kind for sign in signs)]
    facts = {"signs": ", ".join(kinds), **looks_of(answer.entry)}
    facts |= {"field": picture.field, "promised": picture.url}
    for sign in signs:
        facts |= sign.facts
    if split is not None:
        real = split.real
        facts |= {
            "real_digest": real.entry.sha1,
            "real_asked": str(real.asked),
            "real_referrer": real.request.referrer,
            **looks_of(real.entry, "real_"),
        }
    if answer.entry is not answer.request:
        facts["redirected_from"] = answer.request.url
    return {name: value for name, value in facts.items() if value}
