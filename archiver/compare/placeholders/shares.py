"""One picture under many addresses: a placeholder, or one that rightly repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archiver.compare.placeholders.looks import hash_of, is_flat, is_tiny, is_vector
from archiver.compare.placeholders.orders import odd_type
from archiver.compare.placeholders.pictures import Answer, Picture, name_of
from archiver.compare.placeholders.signs import CONTRADICTIONS, HINT, PROOF, Sign, Witness
from archiver.compare.placeholders.split import is_same_for_all
from archiver.compare.wording import quote
from archiver.images import distance
from archiver.models import BodyProbe
from archiver.rules.placeholders import PlaceholderRules

MANY = 3
"""Different promised pictures that share one digest (checks.md, M5b). Two are often
one picture uploaded twice."""
_ALIKE_BITS = 4
"""Of 64, between hashes of one placeholder that is encoded anew for each address."""
_DRAWING = "drawing"
_MOST_HASHES = 400
"""Hashes that are compared each with each; more pictures are compared by digest alone."""
_ICON_PX = 64
_DIVIDER_ASPECT = 6.0
_LISTED = 5
"""Addresses that the evidence names."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Which promised pictures came with the same bytes, or look alike."""

    _by_digest: Mapping[str, Mapping[str, str]]
    """Names of the pictures of a digest, each with an address; true repeats left out."""
    _by_address: Mapping[str, Mapping[str, str]]
    """The same for the address to which several were sent on."""
    _offered: Mapping[str, frozenset[str]]
    """Names of the pictures of a digest, whoever asked for them."""
    _alike: Mapping[str, int]
    """How many names look like this, by hash or by what takes the place of one."""

    @classmethod
    def of(cls, pictures: Sequence[Picture], witness: Witness) -> Shares:
        """Look for pictures that share what came for a reader."""
        groups: defaultdict[str, list[Picture]] = defaultdict(list)
        rules = witness.case.placeholder_rules
        for picture in pictures:
            answer = picture.judged
            if answer is not None and not may_repeat(picture, answer, rules):
                groups[answer.entry.sha1].append(picture)
        suspicious = {
            digest: group for digest, group in groups.items() if not _is_true(group, witness)
        }
        members = [picture for group in suspicious.values() for picture in group]
        by_digest = {
            digest: {picture.name: picture.url for picture in group}
            for digest, group in suspicious.items()
        }
        return cls(by_digest, _sent_on(members), _offered(pictures, rules), _alike(members))

    def names(self, digest: str, own: str) -> dict[str, str]:
        """Return the names of other pictures with these bytes, each with its address."""
        found = self._by_digest.get(digest, {})
        return {name: url for name, url in found.items() if name != own}

    def offers(self, digest: str, own: str) -> int:
        """Return for how many other pictures these bytes came, whoever asked."""
        return len(self._offered.get(digest, frozenset()) - {own})

    def signs(self, picture: Picture, answer: Answer) -> list[Sign]:
        """Return what sharing says of an answer that came for a picture."""
        entry, found = answer.entry, list[Sign]()
        others = self.names(entry.sha1, picture.name)
        if others:
            count = len(others) + 1
            weight = PROOF if count >= MANY else HINT
            words = f"the same bytes came for {count} different pictures"
            facts = {"shared_with": _listed(others)}
            found.append(Sign(kind="shared", weight=weight, words=words, facts=facts))
        elif (count := self._alike.get(_look(answer), 0)) >= MANY:
            words = f"{count} different pictures look the same"
            found.append(Sign(kind="alike", weight=HINT, words=words))
        sent = self._by_address.get(entry.url, {})
        if answer.entry is not answer.request and picture.name in sent and len(sent) > 1:
            words = f"{len(sent)} pictures were sent on to the one at {quote(entry.url, 160)}"
            rest = {name: url for name, url in sent.items() if name != picture.name}
            facts = {"sent_on_with": _listed(rest)}
            found.append(Sign(kind="sent on", weight=HINT, words=words, facts=facts))
        return found


def may_repeat(picture: Picture, answer: Answer, rules: PlaceholderRules) -> bool:
    """Tell whether a picture may stand under many addresses: ornament, icon or divider.

    One that a caption speaks of is none of these, nor one for which the post wants room.
    """
    entry = answer.entry
    if any(rules.is_repeat(url, entry.sha1) for url in (picture.url, answer.request.url)):
        return True
    probe = entry.probe
    if probe is None or picture.is_captioned or not (probe.width_px and probe.height_px):
        return False
    if max(picture.declared_px) > max(_ICON_PX, 2 * max(probe.width_px, probe.height_px)):
        return False
    return _is_icon(picture, probe) or _is_divider(probe)


def _is_icon(picture: Picture, probe: BodyProbe) -> bool:
    if is_tiny(probe):
        # A pixel is no picture: only an address that names no file of one may give it.
        return "." not in picture.name.rpartition("/")[2][-5:]
    return max(probe.width_px, probe.height_px) <= _ICON_PX


def _is_divider(probe: BodyProbe) -> bool:
    longer = max(probe.width_px, probe.height_px)
    return longer >= _DIVIDER_ASPECT * min(probe.width_px, probe.height_px)


def _is_true(group: Sequence[Picture], witness: Witness) -> bool:
    """Tell whether one picture is meant under several names.

    Because the post gives it the same size everywhere, which is its own; or because it
    came whatever Referer was sent. Neither holds for a flat picture, or for one that
    contradicts what is known of it.
    """
    answers = [(picture, picture.judged) for picture in group]
    for picture, answer in answers:
        assert answer is not None
        against = {sign.kind for sign in witness.signs(picture, answer)}
        if is_flat(answer.entry) or against & {*CONTRADICTIONS, "refusal", "known"}:
            return False
    probed = [same for picture in group if (same := is_same_for_all(picture)) is not None]
    return (bool(probed) and all(probed)) or _is_declared_alike(group)


def _is_declared_alike(group: Sequence[Picture]) -> bool:
    sizes = {picture.declared_px for picture in group}
    answer = group[0].judged
    probe = answer.entry.probe if answer else None
    return (
        probe is not None
        and len(group) > 1
        and not any(picture.is_captioned for picture in group)
        and sizes == {(probe.width_px, probe.height_px)}
    )


def _sent_on(members: Iterable[Picture]) -> dict[str, dict[str, str]]:
    """Return the addresses to which pictures of other names were sent on."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for picture in members:
        answer = picture.judged
        if answer is None or answer.entry is answer.request:
            continue
        if name_of(answer.entry.url) not in {picture.name, name_of(answer.request.url)}:
            found[answer.entry.url][picture.name] = picture.url
    return dict(found)


def _offered(pictures: Iterable[Picture], rules: PlaceholderRules) -> dict[str, frozenset[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for picture in pictures:
        for answer in (*([picture.reader] if picture.reader else []), *picture.others):
            if not may_repeat(picture, answer, rules):
                names[answer.entry.sha1].add(picture.name)
    return {digest: frozenset(found) for digest, found in names.items()}


def _alike(members: Iterable[Picture]) -> dict[str, int]:
    """Return how many names have each look, hashes near to it among them."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for picture in members:
        if picture.judged is not None and (look := _look(picture.judged)):
            names[look].add(picture.name)
    hashes = [look for look in names if not look.startswith(_DRAWING)][:_MOST_HASHES]
    near = {
        one: set[str]().union(
            *(names[other] for other in hashes if distance(one, other) <= _ALIKE_BITS)
        )
        for one in hashes
    }
    return {look: len(near.get(look, found)) for look, found in names.items()}


def _look(answer: Answer) -> str:
    """Return a picture's hash; the size of a drawing that came for a file of another type."""
    probe = answer.entry.probe
    if probe is None:
        return ""
    if is_vector(probe) and odd_type(answer.request.url, probe):
        return f"{_DRAWING} {probe.width_px} x {probe.height_px}"
    return hash_of(probe)


def _listed(pictures: Mapping[str, str]) -> str:
    listed = [quote(url, 160) for url in list(pictures.values())[:_LISTED]]
    more = len(pictures) - len(listed)
    return ", ".join(listed) + (f" and {more} more" if more else "")
