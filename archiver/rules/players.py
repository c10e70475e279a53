"""Player rules: whose player a frame is, how it is made to play, what its words mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl

from archiver import urls
from archiver.errors import UsageError
from archiver.models import PlayerOutcome
from archiver.rules.hosts import HostGlobs
from archiver.rules.phrases import Phrases
from archiver.rules.table import Table

GENERIC = "generic"
"""Id of the rules for players that nobody knows; they are tried after all others."""

_KEYS = (
    "id", "name", "match", "page", "play", "poster",
    "media-hosts", "says", "referrer", "plays", "source",
)  # fmt: skip
_REFERRERS = ("", "required", "forbidden")
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_FIELD = re.compile(r"\{(\w+)\}")
_WHOLE = "{address}"
"""A page template for providers whose embed address is the best that is known."""
_PAGE = re.compile(r"https?://[a-z0-9.-]+/[^\s\\]*", re.IGNORECASE)
_VALUE = re.compile(r"[\w.:-]{1,128}", re.ASCII)
"""What may be put into a page template: an id, and nothing that starts another path."""
_ADDRESS_CHARACTERS = 8192
"""A longer address is taken for no player's."""
_SELECTOR_CHARACTERS = 200


class Plays(StrEnum):
    """Whether a frame at such an address holds a film or a sound."""

    ALWAYS = "always"
    MAYBE = "maybe"  #: as a post of a social network, which need not have one
    NEVER = "never"  #: a map, code, comments: `PlayerRules.rule_for` returns None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerRule:
    """What is known of one provider's players. A provider may have several rules."""

    id: str
    """Name for machines: the `provider` of a `PlayerState`."""
    name: str = ""
    """Name for readers."""
    matches: tuple[re.Pattern[str], ...] = ()
    """Of the frame's absolute address, without its fragment; one has to be found in it."""
    pages: tuple[str, ...] = ()
    """Templates of the provider's own page, the most exact first."""
    play: tuple[str, ...] = ()
    """CSS selectors of what is clicked to play: the provider's own, then the generic ones."""
    poster: tuple[str, ...] = ()
    """CSS selectors of the picture shown before: own, then generic."""
    media_hosts: HostGlobs = field(default_factory=HostGlobs)
    """Where its films and sounds lie."""
    says: Phrases = field(default_factory=Phrases)
    """Phrases in the frame: the provider's own, then the generic ones."""
    referrer: str = ""
    """`required` or `forbidden` for a player that does not play otherwise; else empty."""
    plays: Plays = Plays.ALWAYS
    source: str = ""
    """Where the facts are from."""

    @classmethod
    def of(cls, table: Table) -> PlayerRule:
        """Return the rule of a `[[player]]`; raise `UsageError` for a wrong one."""
        table.only(*_KEYS)
        if not _ID.fullmatch(table.text("id")):
            raise UsageError(f"{table.where}: id must be a short word, as v-example")
        if not table.texts("match") and table.text("id") != GENERIC:
            raise UsageError(f"{table.where}: match must hold a pattern for the frame's address")
        return cls(
            id=table.text("id"),
            name=table.text("name"),
            matches=table.patterns("match"),
            pages=_pages(table),
            play=_selectors(table, "play"),
            poster=_selectors(table, "poster"),
            media_hosts=HostGlobs.of(table.texts("media-hosts"), table.where),
            says=Phrases.of(table.table("says")),
            referrer=_chosen(table, "referrer", _REFERRERS),
            plays=Plays(_chosen(table, "plays", tuple(Plays))),
            source=table.text("source"),
        )

    def fits(self, url: str) -> bool:
        """Tell whether the rule speaks of a frame at this address."""
        address = _address(url)
        return bool(address) and any(pattern.search(address) for pattern in self.matches)

    def page_url(self, url: str) -> str:
        """Return the address of the provider's own page of what a frame plays, or ``.

        Its host is always the rule's; only ids are taken from the frame's address.
        """
        address = _address(url)
        if not address:
            return ""
        values = self._values(address)
        for template in self.pages:
            if template == _WHOLE:
                return address
            if all(name in values for name in _FIELD.findall(template)):
                return _FIELD.sub(lambda found: values[found[1]], template)
        return ""

    def said(self, text: str) -> tuple[PlayerOutcome, str] | None:
        """Return what a frame's text says of its film and the very words; None for nothing."""
        return self.says.said(text)

    def _values(self, address: str) -> Mapping[str, str]:
        """Return what may fill a template: the query's parameters, then the patterns' groups."""
        parts = urls.split(address)
        pairs = parse_qsl(parts.query) if parts else []
        values = {name: value for name, value in reversed(pairs) if _VALUE.fullmatch(value)}
        for pattern in self.matches:
            if found := pattern.search(address):
                groups = found.groupdict(default="").items()
                return values | {name: value for name, value in groups if _VALUE.fullmatch(value)}
        return values


@dataclass(frozen=True, slots=True)
class PlayerRules:
    """All player rules, in the order of trial."""

    rules: tuple[PlayerRule, ...]
    generic: PlayerRule
    """For a player that is known to play, whose address tells nothing."""

    @classmethod
    def of(cls, tables: Sequence[Table]) -> PlayerRules:
        """Return the rules of `[[player]]` tables; raise `UsageError` for a wrong one.

        The generic rules come last, and what they click and hear holds for all.
        """
        rules = [PlayerRule.of(table) for table in tables]
        known = [rule for rule in rules if rule.id != GENERIC]
        last = [rule for rule in rules if rule.id == GENERIC]
        generic = PlayerRule(
            id=GENERIC,
            name=next((rule.name for rule in last if rule.name), ""),
            play=_joined(rule.play for rule in last),
            poster=_joined(rule.poster for rule in last),
            says=Phrases.together(rule.says for rule in last),
        )
        return cls(tuple(_widened(rule, generic) for rule in known + last), generic)

    def rule_for(self, url: str) -> PlayerRule | None:
        """Return the first rule that fits a frame's address; None for one that plays nothing.

        The address may lack its scheme, as in `//player.bilibili.com/player.html`.
        """
        found = next((rule for rule in self.rules if rule.fits(url)), None)
        return None if found is None or found.plays is Plays.NEVER else found


@lru_cache(maxsize=128)
def _address(url: str) -> str:
    """Return an address as the patterns see it; `` for what is none of the web's."""
    if len(url) > _ADDRESS_CHARACTERS:
        return ""
    address = urls.resolve("https:", url.replace("&amp;", "&"))  # some sources escape it twice
    return address if urls.is_http(address) else ""


def _widened(rule: PlayerRule, generic: PlayerRule) -> PlayerRule:
    """Return a rule with the generic selectors and phrases behind its own."""
    if rule.plays is Plays.NEVER:
        return rule
    return replace(
        rule,
        play=_joined([rule.play, generic.play]),
        poster=_joined([rule.poster, generic.poster]),
        says=rule.says.then(generic.says),
    )


def _joined(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for part in parts for item in part))


def _pages(table: Table) -> tuple[str, ...]:
    one = isinstance(table.values.get("page"), str)
    pages = (table.text("page"),) if one else table.texts("page")
    for page in pages:
        if page != _WHOLE and not _PAGE.fullmatch(page):
            raise UsageError(f"{table.where}: page must be as https://v.example.org/show/{{id}}")
    return pages


def _selectors(table: Table, key: str) -> tuple[str, ...]:
    selectors = table.texts(key)
    for selector in selectors:
        if not 0 < len(selector.strip()) <= _SELECTOR_CHARACTERS:
            raise UsageError(
                f"{table.where}: {key} must hold CSS selectors of at most"
                f" {_SELECTOR_CHARACTERS} characters"
            )
    return selectors


def _chosen(table: Table, key: str, choices: Sequence[str]) -> str:
    """Return one of some words, the first when the key is not there."""
    word = table.text(key, choices[0])
    if word not in choices:
        known = ", ".join(filter(None, choices))
        raise UsageError(f"{table.where}: {key} is {word!r}; known: {known}")
    return word
