"""Evidence pictures out of a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from archiver.errors import StorageError
from archiver.images.excerpt import Excerpt, medium_excerpt, page_excerpts
from archiver.models import Capture, Finding, RecordPointer, ScreenshotKind
from archiver.reports.account import JudgedPage
from archiver.reports.evidence import EvidencePicture
from archiver.store import StoredAnswer, StoredScreenshot

PAGE_BYTES: Final = 110_000
MEDIUM_BYTES: Final = 60_000
"""Of one picture: a part of the page and three media stay under what a finding may take."""
MAX_MEDIUM_BYTES: Final = 32 << 20
"""What is read of a medium; a bigger one is not shown."""
ABOUT_THE_PAGE: Final = frozenset({"P1", "P2", "P3", "T3"})
"""Findings that the top of the page explains, where no box does."""

_OTHERS = {
    "kept_digest": "what archiver got by asking again",
    "real_digest": "the picture that another Referer brings",
}
"""Evidence that names another payload of the same capture."""


def part_title(finding: Finding) -> str:
    """Return what the part of the page that a finding's box frames is to it."""
    near = "near" in finding.evidence
    return "what stands next to its place on the page" if near else "on the page"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumSource:
    """Where a picture of a medium is to be had: nothing is read yet."""

    title: str
    record: RecordPointer | None = None
    """Of its bytes; None for a picture that was taken of a player."""
    player: str = ""
    """Address of that player."""


def media_sources(
    capture: Capture, finding: Finding, capture_of: Callable[[str], Capture | None]
) -> Iterator[MediumSource]:
    """Yield what came for a finding's medium, what archiver got instead, the player.

    `capture_of` returns another capture by its id, None when it cannot be read.
    """
    evidence = finding.evidence
    if finding.record:
        came = "the placeholder that came" if finding.check == "M5" else "what came"
        yield MediumSource(title=came, record=finding.record)
    for name, title in _OTHERS.items():
        digest = evidence.get(name)
        if digest and digest != evidence.get("digest"):
            yield from _kept(capture, digest, title)
    before = evidence.get("before_capture")
    if before and (former := capture_of(before)):
        yield from _kept(former, evidence.get("before_digest", ""), "what came before")
    if finding.check.startswith("V") and (address := evidence.get("url") or finding.subject):
        yield MediumSource(title="the player", player=address)


def _kept(capture: Capture, digest: str, title: str) -> Iterator[MediumSource]:
    """Yield the payload of a capture that has this digest."""
    kept = next((e.record for e in capture.ledger if e.sha1 == digest and e.record), None)
    if kept:
        yield MediumSource(title=title, record=kept)


class Shelf(Protocol):
    """The part of a collection that pictures are taken from."""

    def capture(self, capture_id: str) -> Capture:
        """Return a capture."""
        ...

    def screenshot(
        self, capture_id: str, kind: ScreenshotKind, subject: str = ""
    ) -> StoredScreenshot | None:
        """Return a picture of a page, or of what an address names on it."""
        ...

    def answer_at(self, pointer: RecordPointer, *, limit: int = ...) -> StoredAnswer:
        """Return the answer of a record."""
        ...


class CollectionPictures:
    """The pictures of findings, cut out and made small from what a collection keeps.

    What cannot be read is not shown: a report about damage must not fail by it.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def of(
        self, page: JudgedPage, findings: Sequence[Finding]
    ) -> Sequence[tuple[EvidencePicture, ...]]:
        """Return the pictures of each finding, in the order of the findings."""
        capture = self._capture(page.capture_id) if page.capture_id else None
        if capture is None:
            return [() for _ in findings]
        parts = self._parts(capture, findings)
        return [
            tuple(_all(part, self._media(capture, finding)))
            for finding, part in zip(findings, parts, strict=True)
        ]

    def _capture(self, capture_id: str) -> Capture | None:
        try:
            return self._shelf.capture(capture_id)
        except StorageError:
            return None

    def _parts(self, capture: Capture, findings: Sequence[Finding]) -> list[EvidencePicture | None]:
        """Return the part of the page where each finding is; the screenshot is decoded once."""
        parts: list[EvidencePicture | None] = [None] * len(findings)
        boxes = [(at, each.box) for at, each in enumerate(findings) if each.box]
        shot = self._screenshot(capture, ScreenshotKind.FULL_PAGE) if boxes else None
        if shot and capture.snapshot:
            excerpts = page_excerpts(
                shot,
                [box for _, box in boxes],
                page_width_px=capture.snapshot.width_px,
                limit_bytes=PAGE_BYTES,
            )
            for (at, _), excerpt in zip(boxes, excerpts, strict=True):
                parts[at] = _picture(part_title(findings[at]), excerpt)
        for at, finding in enumerate(findings):
            if finding.check in ABOUT_THE_PAGE and parts[at] is None:
                parts[at] = self._top(capture)
                break
        return parts

    def _top(self, capture: Capture) -> EvidencePicture | None:
        shot = self._screenshot(capture, ScreenshotKind.THUMBNAIL)
        excerpt = medium_excerpt(shot, limit_bytes=MEDIUM_BYTES) if shot else None
        return _picture("the top of the page", excerpt)

    def _media(self, capture: Capture, finding: Finding) -> Iterator[EvidencePicture | None]:
        """Yield what came for a finding's medium, what archiver got instead, the player."""
        for source in media_sources(capture, finding, self._capture):
            if source.record:
                yield self._medium(source.title, source.record)
            elif shot := self._screenshot(capture, ScreenshotKind.PLAYER, source.player):
                yield _picture(source.title, medium_excerpt(shot, limit_bytes=MEDIUM_BYTES))

    def _medium(self, title: str, record: RecordPointer) -> EvidencePicture | None:
        try:
            answer = self._shelf.answer_at(record, limit=MAX_MEDIUM_BYTES)
        except StorageError:
            return None
        if answer.body_cut:
            return None
        return _picture(title, medium_excerpt(answer.body, limit_bytes=MEDIUM_BYTES))

    def _screenshot(
        self, capture: Capture, kind: ScreenshotKind, subject: str = ""
    ) -> bytes | None:
        try:
            shot = self._shelf.screenshot(capture.capture_id, kind, subject)
        except StorageError:
            return None
        return shot.data if shot else None


def _all(
    part: EvidencePicture | None, media: Iterator[EvidencePicture | None]
) -> Iterator[EvidencePicture]:
    for picture in (part, *media):
        if picture:
            yield picture


def _picture(title: str, excerpt: Excerpt | None) -> EvidencePicture | None:
    if excerpt is None:
        return None
    return EvidencePicture(
        title=title, width_px=excerpt.width_px, height_px=excerpt.height_px, data=excerpt.data
    )
