"""What proves a finding: its pictures, the line of the post, the record and its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Final

from archiver import urls
from archiver.compare.wording import normal_form
from archiver.errors import StorageError
from archiver.images import probe
from archiver.images.excerpt import medium_excerpt
from archiver.models import (
    MEDIA_KINDS,
    Block,
    BlockKind,
    Box,
    Capture,
    Finding,
    Post,
    RecordPointer,
    ScreenshotKind,
)
from archiver.reports.collection_pictures import (
    ABOUT_THE_PAGE,
    MAX_MEDIUM_BYTES,
    MEDIUM_BYTES,
    MediumSource,
    media_sources,
    part_title,
)
from archiver.review.pictures import SNAPSHOT, PagePictures, PageView
from archiver.review.plain_json import Object, line, link_of, paragraph
from archiver.review.shelf import Opened, ReviewShelf
from archiver.snapshots import Snapshot

_LINES_AROUND = 3
_MEDIUM_PX = 480
_LEAST_PX = 24.0
"""Of a framed box: a picture that did not come takes no room, and its place is shown still."""
_MOST_HEADERS = 60
_SECRET: Final = frozenset({"set-cookie", "www-authenticate", "proxy-authenticate"})
"""Headers whose values are not shown: a static page is made to be shown to others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A picture that is made when it is asked for: a page with ten findings opens at once."""

    title: str
    width_px: int
    height_px: int
    """As large as it will be, so that its place can be kept free."""
    make: Callable[[], bytes | None] = field(repr=False)
    """Returns a WebP that archiver encoded itself; None when what is needed is damaged."""


class Evidence:
    """Gives the evidence of an article's findings."""

    def __init__(self, shelf: ReviewShelf, pictures: PagePictures) -> None:
        """Take it from a shelf."""
        self._shelf = shelf
        self._pictures = pictures

    def pictures(
        self, opened: Opened, finding: Finding, snapshot: Snapshot | None
    ) -> tuple[Planned, ...]:
        """Return the pictures of a finding: the page, its snapshot, what came, what was got.

        Of a medium of which none of these is there, what the archive has of it all the same.
        """
        page = (self._part(opened, finding), self._accepted(opened, finding, snapshot))
        media = [each for each in self._media(opened.capture, finding) if each is not None]
        if not media and (promised := self._promised(opened, finding)):
            media = [promised]
        return (*(each for each in page if each is not None), *media)

    def _part(self, opened: Opened, finding: Finding) -> Planned | None:
        capture = opened.capture
        view, page = self._pictures.view_of(capture, ""), capture.snapshot
        if view and page and finding.box:
            width_px = page.width_px
            return self._planned_part(view, part_title(finding), finding.box, width_px)
        if finding.check in ABOUT_THE_PAGE:
            return self._kept(capture, ScreenshotKind.THUMBNAIL, "", "the top of the page")
        return None

    def _planned_part(
        self, view: PageView, title: str, box: Box, page_width_px: int
    ) -> Planned | None:
        box = Box(box.x, box.y, max(box.width, _LEAST_PX), max(box.height, _LEAST_PX))
        size = view.part_size(box, page_width_px)
        if size is None:
            return None
        return Planned(
            title=title,
            width_px=size[0],
            height_px=size[1],
            make=lambda: self._pictures.part(view.slug, view.which, box, page_width_px),
        )

    def _accepted(
        self, opened: Opened, finding: Finding, snapshot: Snapshot | None
    ) -> Planned | None:
        """Return where the accepted state has what the finding is about."""
        if snapshot is None or snapshot.capture_id == opened.capture.capture_id:
            return None
        box = _box_in(snapshot, opened.post, finding)
        if box is None:
            return None
        view = PageView(
            slug=snapshot.slug,
            which=SNAPSHOT,
            label="",
            width_px=snapshot.width_px,
            height_px=snapshot.height_px,
        )
        return self._planned_part(view, "in the snapshot", box, snapshot.width_px)

    def _media(self, capture: Capture, finding: Finding) -> Iterator[Planned | None]:
        for source in media_sources(capture, finding, self._capture):
            if source.record:
                yield self._payload(capture, source, source.record)
            else:
                yield self.player(capture, source.player, source.title)

    def _promised(self, opened: Opened, finding: Finding) -> Planned | None:
        """Return the picture that the post has in the place of a finding, if it was kept."""
        url = _promised_url(opened.post, finding)
        if not url:
            return None
        key = urls.media_key(url)
        whole = [
            entry
            for entry in opened.capture.ledger
            if entry.record and entry.status == HTTPStatus.OK and entry.truncated is None
            if entry.probe and urls.media_key(entry.url) == key
        ]
        if not whole:
            return None
        best = max(whole, key=lambda entry: entry.size_bytes)
        source = MediumSource(title="what the post promises", record=best.record)
        return self._payload(opened.capture, source, best.record) if best.record else None

    def _payload(
        self, capture: Capture, source: MediumSource, record: RecordPointer
    ) -> Planned | None:
        looks = next((e.probe for e in capture.ledger if e.record == record and e.probe), None)
        if looks is None and source.title != "what came before":
            return None
        width, height = (looks.width_px, looks.height_px) if looks else (_MEDIUM_PX, _MEDIUM_PX)
        if looks and not (looks.sniffed.startswith("image/") and width and height):
            return None
        return _planned(source.title, (width, height), lambda: self._medium(record))

    def player(self, capture: Capture, address: str, title: str) -> Planned | None:
        """Return the picture that was taken of a player; None when there is none."""
        return self._kept(capture, ScreenshotKind.PLAYER, address, title)

    def _kept(
        self, capture: Capture, kind: ScreenshotKind, subject: str, title: str
    ) -> Planned | None:
        """Return a picture that was taken at capture, made small."""
        try:
            shot = self._shelf.collection.screenshot(capture.capture_id, kind, subject)
        except StorageError:
            return None
        looks = probe(shot.data, looks_up_to_bytes=0) if shot else None
        if looks is None or not (looks.width_px and looks.height_px):
            return None
        size = (looks.width_px, looks.height_px)
        return _planned(title, size, lambda: self._shot(capture, kind, subject))

    def _capture(self, capture_id: str) -> Capture | None:
        try:
            return self._shelf.collection.capture(capture_id)
        except StorageError:
            return None

    def _shot(self, capture: Capture, kind: ScreenshotKind, subject: str) -> bytes | None:
        try:
            shot = self._shelf.collection.screenshot(capture.capture_id, kind, subject)
        except StorageError:
            return None
        return _small(shot.data) if shot else None

    def _medium(self, record: RecordPointer) -> bytes | None:
        try:
            answer = self._shelf.collection.answer_at(record, limit=MAX_MEDIUM_BYTES)
        except StorageError:
            return None
        return None if answer.body_cut else _small(answer.body)

    def record(self, pointer: RecordPointer | None) -> Object | None:
        """Return where a record lies, with status and headers of the answer in it."""
        if pointer is None:
            return None
        told: Object = {
            "file": pointer.filename,
            "offset": pointer.offset,
            "length_bytes": pointer.length_bytes,
            "status": 0,
            "headers": [],
        }
        try:
            answer = self._shelf.collection.answer_at(pointer, limit=0)
        except StorageError as error:
            return {**told, "trouble": line(str(error), 300)}
        headers = [
            [line(name, 100), "(not shown)" if name.lower() in _SECRET else line(value, 500)]
            for name, value in answer.headers[:_MOST_HEADERS]
        ]
        return {**told, "status": answer.status, "headers": headers}


def table(finding: Finding) -> list[list[str]]:
    """Return the evidence, each with its name; a third value is an address to be followed."""
    rows = []
    for name, value in finding.evidence.items():
        link = link_of(value)
        rows.append([line(name, 60), paragraph(value, 4_000), *([link] if link else [])])
    return rows


def excerpt(post: Post | None, path: str, marked: int | None) -> Object | None:
    """Return the lines of the post, as the archive keeps it, around the promised one."""
    if post is None or marked is None:
        return None
    try:
        text = post.raw.decode(post.encoding, "replace")
    except LookupError:
        text = post.raw.decode("utf-8", "replace")
    every = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 1 <= marked <= len(every):
        return None
    first = max(1, marked - _LINES_AROUND)
    shown = every[first - 1 : marked + _LINES_AROUND]
    return {
        "path": line(path, 500),
        "first_line": first,
        "marked": marked,
        "lines": [paragraph(each, 1_000) for each in shown],
    }


def _box_in(snapshot: Snapshot, post: Post | None, finding: Finding) -> Box | None:
    """Return where the snapshot shows what the post promises in the finding's block."""
    if post is None or finding.block is None or not 0 <= finding.block < len(post.blocks):
        return None
    promised = post.blocks[finding.block]
    there = next((each for each in snapshot.blocks if each.box and _is_same(promised, each)), None)
    return there.box if there else None


def _promised_url(post: Post | None, finding: Finding) -> str:
    """Return the address of the picture that a finding, or the caption in it, is about."""
    if post is None or finding.block is None or not 0 <= finding.block < len(post.blocks):
        return ""
    block = post.blocks[finding.block]
    return block.url if block.kind is BlockKind.IMAGE else finding.evidence.get("medium", "")


def _is_same(promised: Block, shown: Block) -> bool:
    if promised.kind in MEDIA_KINDS:
        if shown.kind not in MEDIA_KINDS or not (promised.url and shown.url):
            return False
        return urls.media_key(promised.url) == urls.media_key(shown.url)
    words = normal_form(promised.text)
    return bool(words) and shown.kind not in MEDIA_KINDS and normal_form(shown.text) == words


def _planned(title: str, size: tuple[int, int], make: Callable[[], bytes | None]) -> Planned:
    """Return a picture that is made small, never large."""
    ratio = min(1.0, _MEDIUM_PX / max(size))
    width, height = (max(1, round(side * ratio)) for side in size)
    return Planned(title=title, width_px=width, height_px=height, make=make)


def _small(data: bytes) -> bytes | None:
    found = medium_excerpt(data, limit_bytes=MEDIUM_BYTES)
    return found.data if found else None


def with_places(finding: Finding, findings: Sequence[Finding]) -> Finding:
    """Return a finding with the number of its places, where others have its fingerprint."""
    number = sum(each.fingerprint == finding.fingerprint for each in findings)
    if number == 1:
        return finding
    return replace(finding, evidence={**finding.evidence, "places": str(number)})
