"""What speaks for a placeholder in one answer by itself: rules, contradictions, flatness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from archiver import urls
from archiver.compare.case import Case
from archiver.compare.keys import keys_of
from archiver.compare.ledger import Ledger
from archiver.compare.placeholders.looks import (
    Resemblance,
    aspect_contradicts,
    is_flat,
    is_tiny,
    resemblance,
)
from archiver.compare.placeholders.orders import odd_type, order_of
from archiver.compare.placeholders.pictures import Answer, Picture, name_of
from archiver.compare.wording import quote
from archiver.models import BlockKind, BodyProbe, LedgerEntry

HINT, PROOF = 1, 2
"""What a sign weighs; a picture whose signs weigh as much as a proof is a placeholder."""
CONTRADICTIONS = frozenset({"declared", "ordered", "earlier"})
"""Signs of what is known beforehand of a picture and does not fit it."""
_DECLARED_RATIO = 1.25
"""Between declared and real aspect: authors round, and squeeze a picture a little."""
_EXACT_RATIO = 1.05
"""Where two pictures are at hand: one of them has the declared aspect, but for rounding."""
_ENLARGED = 4
"""So many times smaller than declared on both sides, a picture is not the one that was meant."""
_TRACKER_PX = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that speaks for a placeholder."""

    kind: str
    """A word that is the same in every run."""
    weight: int
    words: str
    """What was seen; follows "The page asked for the picture ..., but"."""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Witness:
    """Tells the signs of an answer, knowing the other pictures of the page."""

    case: Case
    _careless: frozenset[str]
    """Hosts that do not do what addresses order, seen by several pictures."""
    _shared_before: frozenset[str]
    """Digests that the earlier capture has under several names: placeholders of then."""

    @classmethod
    def of(cls, case: Case, pictures: Iterable[Picture]) -> Witness:
        """Look at all pictures first."""
        shared = frozenset(shared_digests(case.earlier)) if case.earlier else frozenset()
        return cls(case, frozenset(_careless_hosts(pictures)), shared)

    def signs(self, picture: Picture, answer: Answer) -> list[Sign]:
        """Return what speaks against one answer for a picture."""
        probe = answer.entry.probe
        found = [*self._by_rule(picture, answer), *self._by_redirect(answer)]
        if probe is None:
            return found
        found += _declared(picture, probe)
        found += self._ordered(answer, probe)
        found += self._earlier(picture, answer.entry)
        if is_flat(answer.entry):
            words = f"{probe.top_share:.0%} of what came is one colour"
            found.append(Sign(kind="flat", weight=HINT, words=words))
        return found

    def _by_rule(self, picture: Picture, answer: Answer) -> Iterator[Sign]:
        rules, entry = self.case.placeholder_rules, answer.entry
        addresses = dict.fromkeys((picture.url, answer.request.url, entry.url))
        known = [rules.known_as(url, entry.probe, entry.sha1) for url in addresses]
        if name := next(filter(None, known), ""):
            sure = any(
                rules.known_as(url, entry.probe, entry.sha1, by_size=False) for url in addresses
            )
            kind = "known" if sure else "known by size"
            yield Sign(kind=kind, weight=PROOF, words=f"{name} came in its place")
        elif may_be := rules.suspected_as(picture.url, entry.probe, entry.sha1):
            yield Sign(kind="suspected", weight=HINT, words=f"{may_be} came")

    def _by_redirect(self, answer: Answer) -> Iterator[Sign]:
        end = answer.entry.url
        if answer.entry is answer.request or name_of(end) == name_of(answer.request.url):
            return
        rules = self.case.placeholder_rules
        if rules.is_refusal(end) and not rules.is_refusal(answer.request.url):
            words = f"the server sent the browser on to {quote(end, 160)}"
            yield Sign(kind="refusal", weight=PROOF, words=words)

    def _ordered(self, answer: Answer, probe: BodyProbe) -> Iterator[Sign]:
        url = answer.request.url
        breach = order_of(url).breach(probe)
        if breach and urls.host_of(url) in self._careless:
            breach = ""
        if words := breach or odd_type(url, probe):
            yield Sign(kind="ordered", weight=HINT, words=words)

    def _earlier(self, picture: Picture, entry: LedgerEntry) -> Iterator[Sign]:
        """Tell that no earlier answer was this picture, when they were no placeholders."""
        if self.case.earlier is None or self.case.placeholder_rules.is_random(picture.url):
            return
        fetches = self.case.earlier.fetches(BlockKind.IMAGE, keys_of(picture.promised))
        before = [fetch.answer for fetch in fetches if fetch.flaw is None]
        good = [
            each
            for each in before
            if each.sha1 not in self._shared_before and (not is_flat(each) or is_flat(entry))
        ]
        if good and all(resemblance(each, entry) is Resemblance.UNLIKE for each in good):
            words = "an earlier capture has another picture for it"
            yield Sign(kind="earlier", weight=HINT, words=words, facts={"before": good[0].sha1})


def is_pixel(picture: Picture) -> bool:
    """Tell whether a post itself promises a pixel: a tracker's, or a filler."""
    width, height = picture.declared_px
    return 0 < width <= _TRACKER_PX and 0 < height <= _TRACKER_PX


def misses_declared(picture: Picture, probe: BodyProbe | None) -> bool:
    """Tell whether another picture may fit the declared size better than this one."""
    width, height = picture.declared_px
    if probe is None or not (width and height and probe.width_px and probe.height_px):
        return False
    return aspect_contradicts(width, height, probe, _EXACT_RATIO)


def _declared(picture: Picture, probe: BodyProbe) -> Iterator[Sign]:
    width, height = picture.declared_px
    if not (width and probe.width_px and probe.height_px):
        return
    size = f"{probe.width_px} x {probe.height_px} pixels came"
    small = probe.width_px * _ENLARGED < width and (
        not height or probe.height_px * _ENLARGED < height
    )
    wrong = bool(height) and aspect_contradicts(width, height, probe, _DECLARED_RATIO)
    if small or wrong:
        words = f"the post says {width} x {height or '…'} and {size}"
        yield Sign(kind="declared", weight=HINT, words=words)


def _careless_hosts(pictures: Iterable[Picture]) -> Iterator[str]:
    """Yield the hosts of which several pictures break their orders and none keeps one."""
    broken: defaultdict[str, set[str]] = defaultdict(set)
    obedient: set[str] = set()
    for picture in pictures:
        answer = picture.reader
        if answer is None or answer.entry.probe is None or is_tiny(answer.entry.probe):
            continue
        order, host = order_of(answer.request.url), urls.host_of(answer.request.url)
        if order.breach(answer.entry.probe):
            broken[host].add(answer.entry.sha1)
        elif order.binds:
            obedient.add(host)
    yield from (
        host for host, digests in broken.items() if len(digests) > 1 and host not in obedient
    )


def shared_digests(ledger: Ledger) -> Iterator[str]:
    """Yield the digests that a ledger has under several names: placeholders, most often."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for entry in ledger.entries:
        if entry.sha1 and 200 <= entry.status < 300:
            names[entry.sha1].add(name_of(entry.url))
    yield from (digest for digest, found in names.items() if len(found) > 1)
