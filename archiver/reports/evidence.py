"""Pictures that prove a finding, and who can give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from archiver.models import Finding
from archiver.reports.account import JudgedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePicture:
    """A picture of what is wrong, small enough to be looked at beside its finding."""

    title: str
    """What it shows: `on the page`, `the archived picture`."""
    width_px: int
    height_px: int
    data: bytes = field(repr=False)
    """A WebP picture that archiver encoded itself."""


class Pictures(Protocol):
    """Where the pictures come from: a collection, or a test's own."""

    def of(
        self, page: JudgedPage, findings: Sequence[Finding]
    ) -> Sequence[tuple[EvidencePicture, ...]]:
        """Return the pictures of each finding, in the order of the findings."""
        ...
