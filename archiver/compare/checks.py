"""The checks by id, each read from its page in `explained/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Final

from archiver.models import Severity

_ORDER: Final = (
    *("P0", "P1", "P2", "P3", "P4", "P5"),
    *("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "M11"),
    *("V1", "V2", "V3", "V4", "V5", "V6"),
    *("C1", "C2", "C3"),
    *("T1", "T2", "T3", "T4", "T5", "T6"),
    *("A1", "L1", "O1", "O2", "D1"),
)
"""In which reports list them; the letters: page, media, video, captions, text,
accessibility, links, order, data."""
_HEAD = re.compile(r"# (\S+) (.+)\n\nSeverity: (error|warning)\n")
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding, and what a person should know of it."""

    id: str
    title: str
    severity: Severity
    """Of its findings, unless a finding says why it is milder."""
    page: str = field(default="", repr=False)
    """What `archiver explain` prints, in Markdown."""

    @property
    def meaning(self) -> str:
        """What was seen when it fires, on one line."""
        return self._section("What it means")

    @property
    def reason(self) -> str:
        """Why it happens, or what hides it from other methods, on one line."""
        return self._section("Why it happens")

    @property
    def remedy(self) -> str:
        """What a person can do, on one line."""
        return self._section("What to do")

    def _section(self, name: str) -> str:
        parts = _SECTION.split(self.page)
        sections = dict(zip(parts[1::2], parts[2::2], strict=True))
        return " ".join(sections.get(name, "").split())


def check_of_page(page: str) -> Check:
    """Return the check that a page tells of.

    Its first line is `# ID title`, then comes `Severity: error` or `warning`, then
    the sections `What it means`, `Why it happens`, `What to do`, `Evidence`, `Silent on`.
    Raises `ValueError` when it does not begin so.
    """
    head = _HEAD.match(page)
    if head is None:
        raise ValueError("a check's page begins with `# ID title` and `Severity: error|warning`")
    return Check(head[1], head[2], Severity(head[3]), page)


def _own() -> dict[str, Check]:
    folder = resources.files("archiver.compare") / "explained"
    pages = ((folder / f"{name}.md") for name in _ORDER)
    found = [check_of_page(page.read_text(encoding="utf-8")) for page in pages if page.is_file()]
    return {check.id: check for check in found}


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(_own())
"""Every check of archiver's own by id, in the order in which reports list them."""
