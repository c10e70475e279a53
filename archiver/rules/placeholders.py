"""Which pictures are known placeholders, and which rightly stand under many addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from archiver import urls
from archiver.errors import UsageError
from archiver.models import BodyProbe
from archiver.rules.hosts import HostGlobs
from archiver.rules.table import Table

_KINDS: Final = ("known", "hint", "repeat", "random", "redirect")
_KEYS: Final = (
    *("kind", "name", "source", "hosts", "path", "except"),
    *("width", "height", "sha1", "phash", "names"),
)
_MOST_BITS: Final = 4
"""Of 64, that a hash may differ from a rule's: a copy of a drawing in another encoding."""
_MOST_CHARACTERS: Final = 1_000
"""Of an address, for patterns; a longer one is judged by its beginning."""
_SHA1: Final = re.compile(r"sha1:[A-Z2-7]{32}")
_PHASH: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceholderRule:
    """One rule: of whose addresses it speaks, and what the picture there is like."""

    name: str
    """Ends a sentence: "... came in its place"."""
    kind: str
    """`known`, `hint`, `repeat`, `random` or `redirect`: see `placeholders.toml`."""
    hosts: HostGlobs = field(default_factory=HostGlobs)
    path: re.Pattern[str] | None = None
    exception: re.Pattern[str] | None = None
    width_px: int = 0
    height_px: int = 0
    sha1: frozenset[str] = frozenset()
    phash: tuple[str, ...] = ()
    names: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, table: Table) -> PlaceholderRule:
        """Return the rule of a table; raise `UsageError` for one that is wrong or says nothing."""
        table.only(*_KEYS)
        rule = cls(
            name=table.text("name"),
            kind=table.text("kind", "known"),
            hosts=HostGlobs.of(table.texts("hosts"), table.where),
            path=table.pattern("path") if table.text("path") else None,
            exception=table.pattern("except") if table.text("except") else None,
            width_px=table.number("width"),
            height_px=table.number("height"),
            sha1=frozenset(table.texts("sha1")),
            phash=table.texts("phash"),
            names=table.patterns("names"),
        )
        for flaw in rule._flaws():
            raise UsageError(f"{table.where}: {flaw}")
        return rule

    def speaks_of(self, url: str) -> bool:
        """Tell whether the rule speaks of an address."""
        url = url[:_MOST_CHARACTERS]
        if self.exception is not None and self.exception.search(url):
            return False
        if self.path is not None and self.path.search(url):
            return True
        if self.hosts.globs:
            return self.hosts.fit(urls.host_of(url))
        return self.path is None

    def shows(self, probe: BodyProbe | None, sha1: str) -> bool:
        """Tell whether a picture is the rule's: its size, and one of its digests or hashes."""
        if self.width_px and (probe is None or not self._has_size(probe)):
            return False
        if not self.sha1 and not self.phash:
            return bool(self.width_px)
        if sha1 in self.sha1:
            return True
        return probe is not None and self._looks_like(probe.phash)

    def names_it(self, url: str) -> bool:
        """Tell whether one of the names is in the last two parts of an address's path."""
        parts = urls.split(url[:_MOST_CHARACTERS])
        name = "/".join(parts.path.split("/")[-2:]) if parts else ""
        return any(pattern.search(name) for pattern in self.names)

    def _has_size(self, probe: BodyProbe) -> bool:
        return (probe.width_px, probe.height_px) == (self.width_px, self.height_px)

    def _looks_like(self, phash: str) -> bool:
        if not self.phash or not _PHASH.fullmatch(phash):
            return False
        bits = int(phash, 16)
        return any((bits ^ int(each, 16)).bit_count() <= _MOST_BITS for each in self.phash)

    def _flaws(self) -> Iterator[str]:
        if not self.name:
            yield "name must not be empty"
        if self.kind not in _KINDS:
            yield f"kind is {self.kind!r}; known: {', '.join(_KINDS)}"
        if bool(self.width_px > 0) != bool(self.height_px > 0) or self.width_px < 0:
            yield "width and height must be given together, in pixels"
        for digest in sorted(self.sha1):
            if not _SHA1.fullmatch(digest):
                yield f"{digest!r} is no digest: write sha1: and 32 characters of base32"
        for phash in self.phash:
            if not _PHASH.fullmatch(phash):
                yield f"{phash!r} is no phash: write 16 hex digits"
        if not self._has_what_its_kind_needs():
            yield f"a rule of kind {self.kind!r} must say which pictures it means"

    def _has_what_its_kind_needs(self) -> bool:
        picture = bool(self.width_px or self.sha1 or self.phash)
        needed = {
            "repeat": bool(self.sha1 or self.names),
            "random": bool(self.hosts.globs or self.path),
            "redirect": bool(self.names),
        }
        return needed.get(self.kind, picture)


@dataclass(frozen=True, slots=True)
class PlaceholderRules:
    """All rules about placeholders, the user's first."""

    rules: tuple[PlaceholderRule, ...]

    @classmethod
    def of(cls, tables: Sequence[Table]) -> PlaceholderRules:
        """Return the rules of `[[placeholder]]` tables; raise `UsageError` for a wrong one."""
        return cls(tuple(PlaceholderRule.of(table) for table in tables))

    def known_as(
        self, url: str, probe: BodyProbe | None, sha1: str, *, by_size: bool = True
    ) -> str:
        """Return the name of the placeholder that came from an address, or `` for none.

        With `by_size` false only by digest or hash: a size may be another picture's too.
        """
        return next(
            (
                rule.name
                for rule in self._fitting("known", url, probe, sha1)
                if by_size or rule.sha1 or rule.phash
            ),
            "",
        )

    def suspected_as(self, url: str, probe: BodyProbe | None, sha1: str) -> str:
        """Return the name of what may be a placeholder, and may be the picture, or ``."""
        return next((rule.name for rule in self._fitting("hint", url, probe, sha1)), "")

    def is_repeat(self, url: str, sha1: str) -> bool:
        """Tell whether one picture may rightly stand under this address and others."""
        return any(
            sha1 in rule.sha1 or (rule.speaks_of(url) and rule.names_it(url))
            for rule in self._of_kind("repeat")
        )

    def is_random(self, url: str) -> bool:
        """Tell whether a host answers each request with another picture."""
        return any(rule.speaks_of(url) for rule in self._of_kind("random"))

    def is_refusal(self, url: str) -> bool:
        """Tell whether the address that a redirect led to is named after a refusal."""
        return any(rule.speaks_of(url) and rule.names_it(url) for rule in self._of_kind("redirect"))

    def _fitting(
        self, kind: str, url: str, probe: BodyProbe | None, sha1: str
    ) -> Iterator[PlaceholderRule]:
        return (
            rule for rule in self._of_kind(kind) if rule.speaks_of(url) and rule.shows(probe, sha1)
        )

    def _of_kind(self, kind: str) -> Iterator[PlaceholderRule]:
        return (rule for rule in self.rules if rule.kind == kind)
