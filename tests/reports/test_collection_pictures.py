"""Evidence pictures: which of a collection's pictures a finding gets, and what damage does."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PIL import Image
from told import RECORD, finding, page

from archiver.errors import FormatError, StorageError
from archiver.models import (
    Box,
    Capture,
    Environment,
    FrameSnapshot,
    LedgerEntry,
    PageOrigin,
    PageSnapshot,
    RecordPointer,
    ScreenshotKind,
)
from archiver.reports import CollectionPictures, EvidencePicture
from archiver.reports.html import MAX_FINDING_BYTES
from archiver.store import StoredAnswer, StoredScreenshot

BOX = Box(10, 20, 100, 50)
RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 160, 60), (30, 60, 200), (128, 128, 128)


def painted(colour: tuple[int, int, int], width_px: int = 200, height_px: int = 100) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width_px, height_px), colour).save(file, "PNG")
    return file.getvalue()


def at(offset: int) -> RecordPointer:
    return RecordPointer(filename="a.warc.gz", offset=offset, length_bytes=9)


def line(digest: str, record: RecordPointer | None) -> LedgerEntry:
    return LedgerEntry(
        url="https://c.test/a.jpg",
        method="GET",
        status=200,
        mime="image/jpeg",
        resource_type="image",
        size_bytes=9,
        sha1=digest,
        record=record,
    )


def capture(name: str, *ledger: LedgerEntry) -> Capture:
    frame = FrameSnapshot(url="https://blog.test/a/", parent=None, tree=["html", {}, None, []])
    return Capture(
        capture_id=name,
        slug="a",
        url="https://blog.test/a/",
        origin=PageOrigin.SITE,
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(
            url="https://blog.test/a/", title="", width_px=640, height_px=900, frames=(frame,)
        ),
        ledger=ledger,
        environment=Environment(
            archiver="0",
            browser="",
            user_agent="",
            viewport_width_px=640,
            viewport_height_px=480,
            platform="",
        ),
    )


@dataclass
class Shelf:
    """A collection of literals; what is not in it is damaged."""

    captures: dict[str, Capture] = field(default_factory=dict)
    shots: dict[tuple[ScreenshotKind, str], bytes] = field(default_factory=dict)
    answers: dict[RecordPointer, bytes] = field(default_factory=dict)
    cut: bool = False
    read: list[object] = field(default_factory=list)

    def capture(self, capture_id: str) -> Capture:
        if capture_id not in self.captures:
            raise StorageError(f"no {capture_id}")
        return self.captures[capture_id]

    def screenshot(
        self, capture_id: str, kind: ScreenshotKind, subject: str = ""
    ) -> StoredScreenshot | None:
        assert capture_id in self.captures
        self.read.append(kind)
        data = self.shots.get((kind, subject))
        if data == b"damaged":
            raise FormatError("damaged")
        return StoredScreenshot(data=data, media_type="image/png", path=None) if data else None

    def answer_at(self, pointer: RecordPointer, *, limit: int = 0) -> StoredAnswer:
        if pointer not in self.answers:
            raise FormatError("damaged")
        return StoredAnswer(
            url="",
            status=200,
            reason="",
            headers=(),
            body=self.answers[pointer][:limit],
            body_cut=self.cut,
            pointer=pointer,
        )


def colour(picture: EvidencePicture) -> tuple[int, ...]:
    image = Image.open(io.BytesIO(picture.data)).convert("RGB")
    return image.getpixel((image.width // 2, image.height // 2))


def told(pictures: tuple[EvidencePicture, ...], *colours: tuple[int, int, int]) -> list[str]:
    """Return the titles, after a look at the pictures themselves."""
    assert len(pictures) == len(colours)
    for picture, wanted in zip(pictures, colours, strict=True):
        assert all(abs(a - b) < 12 for a, b in zip(colour(picture), wanted, strict=True))
    return [picture.title for picture in pictures]


FULL = (ScreenshotKind.FULL_PAGE, "")


def test_a_placeholder_is_shown_with_the_page_and_with_the_picture_behind_it() -> None:
    shelf = Shelf(
        captures={"c1": capture("c1", line("sha1:NOTICE", RECORD), line("sha1:REAL", at(50)))},
        shots={FULL: painted(GREY, 640, 900)},
        answers={RECORD: painted(RED), at(50): painted(GREEN)},
    )
    evidence = {"digest": "sha1:NOTICE", "real_digest": "sha1:REAL"}
    wrong = finding("M5", box=BOX, record=RECORD, evidence=evidence)
    (pictures,) = CollectionPictures(shelf).of(page("a", wrong, capture_id="c1"), [wrong])
    assert told(pictures, GREY, RED, GREEN) == [
        "on the page",
        "the placeholder that came",
        "the picture that another Referer brings",
    ]
    assert sum(len(each.data) for each in pictures) * 4 / 3 < MAX_FINDING_BYTES


def test_what_was_asked_for_again_and_what_came_before_are_shown() -> None:
    shelf = Shelf(
        captures={
            "c1": capture("c1", line("sha1:KEPT", at(50))),
            "c0": capture("c0", line("sha1:OLD", at(9))),
        },
        answers={at(50): painted(GREEN), at(9): painted(BLUE), RECORD: b"<html>refused</html>"},
    )
    again = finding("M3", record=RECORD, evidence={"kept_digest": "sha1:KEPT"})
    changed = finding("M10", evidence={"before_capture": "c0", "before_digest": "sha1:OLD"})
    found = [again, changed]
    first, second = CollectionPictures(shelf).of(page("a", *found, capture_id="c1"), found)
    assert told(first, GREEN) == ["what archiver got by asking again"]
    assert told(second, BLUE) == ["what came before"]


def test_what_is_not_on_the_page_is_shown_by_its_neighbour_and_said_so() -> None:
    shelf = Shelf(captures={"c1": capture("c1")}, shots={FULL: painted(GREY, 640, 900)})
    lost = finding("M1", box=BOX, evidence={"near": "Some words."})
    (pictures,) = CollectionPictures(shelf).of(page("a", lost, capture_id="c1"), [lost])
    assert told(pictures, GREY) == ["what stands next to its place on the page"]


def test_a_player_is_shown_as_it_was_after_it_was_asked_to_play() -> None:
    address = "https://player.test/1"
    shelf = Shelf(
        captures={"c1": capture("c1")}, shots={(ScreenshotKind.PLAYER, address): painted(BLUE)}
    )
    dead = finding("V2", evidence={"url": address})
    (pictures,) = CollectionPictures(shelf).of(page("a", dead, capture_id="c1"), [dead])
    assert told(pictures, BLUE) == ["the player"]


def test_findings_about_the_page_show_its_top_once() -> None:
    shelf = Shelf(
        captures={"c1": capture("c1")}, shots={(ScreenshotKind.THUMBNAIL, ""): painted(GREEN)}
    )
    found = [finding("T3"), finding("T3"), finding("T1")]
    shown = CollectionPictures(shelf).of(page("a", *found, capture_id="c1"), found)
    assert told(shown[0], GREEN) == ["the top of the page"]
    assert [len(each) for each in shown] == [1, 0, 0]


def test_the_screenshot_is_read_once_for_all_findings_of_a_page() -> None:
    shelf = Shelf(captures={"c1": capture("c1")}, shots={FULL: painted(GREY, 640, 900)})
    found = [finding("M1", box=BOX)] * 5
    CollectionPictures(shelf).of(page("a", *found, capture_id="c1"), found)
    assert shelf.read == [ScreenshotKind.FULL_PAGE]


def test_damage_costs_a_picture_and_never_the_report() -> None:
    shelf = Shelf(captures={"c1": capture("c1")}, shots={FULL: b"damaged"})
    found = [finding("D1", box=BOX, record=RECORD)]
    pictures = CollectionPictures(shelf)
    assert pictures.of(page("a", *found, capture_id="c1"), found) == [()]
    assert pictures.of(page("a", *found, capture_id="gone"), found) == [()]
    assert pictures.of(page("a", *found), found) == [()]


def test_a_medium_that_is_too_big_to_be_read_is_not_shown() -> None:
    shelf = Shelf(captures={"c1": capture("c1")}, answers={RECORD: painted(RED)}, cut=True)
    found = [finding("M6", record=RECORD)]
    assert CollectionPictures(shelf).of(page("a", *found, capture_id="c1"), found) == [()]
