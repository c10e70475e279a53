"""Comparisons of the review: what is in the queue, what a page is told, what is shown anew."""

from __future__ import annotations

import io
import json
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent.parent / "differences"))

from painted import SLUG, TODAY, WIDTH, Album, Piece, paint, png, story

from archiver.errors import ArchiverError, CaptureError, StorageError
from archiver.models import DifferenceSettings, Screenshot, ScreenshotKind
from archiver.replay import Shown
from archiver.review.addresses import addresses_of
from archiver.review.page_comparing import PageComparing
from archiver.review.shelf import Opened, ReviewShelf
from archiver.review.shows import Shows
from archiver.review.site import ReviewSite
from archiver.snapshots import read_snapshot

OPEN = {"verdict": "open", "by": "", "at": "", "reason": "", "until": ""}
FILM = Piece(tag="iframe", words="film", height=60)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def site_of(album: Album, *, shows: Shows | None = None, is_static: bool = False) -> ReviewSite:
    site = ReviewSite(
        album.archive,
        album.snapshots,
        reviewer="Ann",
        is_static=is_static,
        comparing=partial(PageComparing, form="webp" if is_static else "png", shows=shows),
        today=lambda: TODAY,
    )
    site.load()
    site.wait(60)
    return site


def told(site: ReviewSite, address: str) -> dict:
    answer = site.answer(address, {})
    assert answer is not None, address
    assert answer.is_as_said
    return json.loads(answer.body)


def changes(site: ReviewSite) -> list[dict]:
    return [item for item in told(site, "data/queue/0.json")["items"] if item["check"] == "S1"]


def other_river(album: Album) -> None:
    album.add([*[replace(e, seed="o" if e.words == "river.png" else "") for e in story()], FILM])


def accepted(album: Album) -> None:
    album.add([*story(), FILM])
    album.accept()


def test_a_change_is_in_the_queue_and_told_with_its_views(album: Album) -> None:
    accepted(album)
    other_river(album)
    with site_of(album) as site:
        (item,) = changes(site)
        assert (item["type"], item["severity"], item["line"]) == ("change", "change", 7)
        assert item["message"] == "picture 2 shows another picture"
        assert (item["snapshot"], item["capture_id"]) == (album.ids[0], album.ids[1])
        page = told(site, f"data/page/{SLUG}.json")
        assert page["comparisons"] == [
            {"against": "snapshot", "label": "the snapshot accepted 2026-03-09 by Ann"},
            {"against": "earlier", "label": "the capture of 2026-03-01 12:00"},
        ]
        difference = told(site, f"data/difference/{SLUG}/snapshot.json")
        assert set(difference) == {
            *("against", "label", "identical", "old", "new", "notes", "bands", "changes", "masks")
        }
        assert (difference["against"], difference["identical"]) == ("snapshot", False)
        (change,) = difference["changes"]
        assert change == {
            "fingerprint": item["fingerprint"],
            "kind": "another picture",
            "sentence": "picture 2 shows another picture",
            "old": {"x": 60.0, "y": 572.0, "width": 560.0, "height": 300.0},
            "new": {"x": 60.0, "y": 572.0, "width": 560.0, "height": 300.0},
            "line": 7,
            "outside": False,
            "state": OPEN,
            "pictures": [
                {
                    "title": title,
                    "address": f"looks/{SLUG}/{item['fingerprint']}/{side}.webp",
                    "width": 710,
                    "height": 480,
                }
                for side, title in (("old", "in the snapshot"), ("new", "on the page"))
            ],
        }
        assert {"kind": "changed", "old": [572, 872], "new": [572, 872]} in difference["bands"]
        assert [mask["why"] for mask in difference["masks"]["new"]] == ["a player"]
        old, new = difference["old"], difference["new"]
        assert (old["which"], new["which"]) == ("snapshot", album.ids[1])
        assert old["width"] == new["width"] == WIDTH
        for view in (old, new):
            for address in (*view["strips"], view["small"]):
                answer = site.answer(address, {})
                assert answer is not None, address
                assert answer.is_as_said


def test_the_same_page_is_no_item_and_told_as_identical(album: Album) -> None:
    accepted(album)
    album.add([*story(), FILM])
    with site_of(album) as site:
        assert changes(site) == []
        difference = told(site, f"data/difference/{SLUG}/snapshot.json")
        assert (difference["identical"], difference["changes"]) == (True, [])
        assert [band["kind"] for band in difference["bands"]] == ["same"]


def test_a_change_has_a_picture_of_each_state_that_has_it(album: Album) -> None:
    accepted(album)
    river = [replace(each, seed="o" if each.words == "river.png" else "") for each in story()]
    album.add([*river, Piece(words="One more line at the end", height=40), FILM])
    with site_of(album) as site:
        difference = told(site, f"data/difference/{SLUG}/snapshot.json")
        pictures = {
            change["kind"]: [each["address"] for each in change["pictures"]]
            for change in difference["changes"]
        }
        assert [len(pictures[kind]) for kind in ("another picture", "added")] == [2, 1]
        assert pictures["added"][0].endswith("/new.webp"), "the snapshot does not have it"
        assert set(chain.from_iterable(pictures.values())) <= set(
            addresses_of(difference, films=False)
        )
        for change in difference["changes"]:
            for picture in change["pictures"]:
                answer = site.answer(picture["address"], {})
                assert answer is not None
                assert answer.is_as_said
                with Image.open(io.BytesIO(answer.body)) as shown:
                    assert shown.size == (picture["width"], picture["height"])
        old, new = (site.answer(each, {}) for each in pictures["another picture"])
        assert old.body != new.body
        gone = pictures["added"][0].replace("/new.webp", "/old.webp")
        assert site.answer(gone, {}) is None
        assert site.answer(f"looks/{SLUG}/{'0' * 16}/new.webp", {}) is None
        assert site.answer(f"looks/{SLUG}/{'0' * 16}/other.webp", {}) is None


def test_what_looks_the_same_costs_no_millisecond(album: Album) -> None:
    accepted(album)
    album.add([*story(), FILM])
    with ReviewShelf(
        album.archive, album.snapshots, rulebook=_rules(), selection=_selection()
    ) as shelf:
        comparing = PageComparing(shelf, DifferenceSettings())
        (summary,) = shelf.collection.captures()
        took = []
        for _ in range(50):
            begun = time.perf_counter()
            assert comparing.changes(summary) == ()
            took.append(time.perf_counter() - begun)
        other_river(album)
        (summary,) = shelf.collection.captures()
        begun = time.perf_counter()
        assert PageComparing(shelf, DifferenceSettings()).changes(summary)
        compared = time.perf_counter() - begun
    assert 10 * min(took) < compared, "it is told by hashes, and no picture is read"


def _rules() -> object:
    from archiver.rules import read_rulebook

    return read_rulebook()


def _selection() -> object:
    from archiver.compare.selection import Selection

    return Selection.of((), (), known={})


def test_without_snapshot_there_are_earlier_captures_only(album: Album) -> None:
    album.add(story())
    with site_of(album) as site:
        assert told(site, f"data/page/{SLUG}.json")["comparisons"] == []
        assert site.answer(f"data/difference/{SLUG}/snapshot.json", {}) is None
        assert site.answer(f"data/difference/{SLUG}/replay.json", {}) is None
        assert site.answer(f"data/difference/{SLUG}/nonsense.json", {}) is None
    other_river(album)
    with site_of(album) as site:
        assert changes(site) == []
        difference = told(site, f"data/difference/{SLUG}/earlier.json")
        assert [each["kind"] for each in difference["changes"]] == ["another picture", "added"]
        assert difference["old"]["which"] == album.ids[0]


def test_accepting_makes_the_page_its_own_measure(album: Album) -> None:
    accepted(album)
    other_river(album)
    with site_of(album) as site:
        (item,) = changes(site)
        album.accept()
        _, states = site.accepted(SLUG)
        assert item["id"] in [each["id"] for each in states]
        assert changes(site)[0]["state"]["verdict"] == "accepted"
        assert told(site, f"data/difference/{SLUG}/snapshot.json")["identical"]
        assert told(site, f"data/page/{SLUG}.json")["snapshot"]["capture_id"] == album.ids[1]


def test_a_snapshot_that_is_not_in_order_is_told_in_the_queue(album: Album) -> None:
    accepted(album)
    other_river(album)
    (album.snapshots / SLUG / "page.png").write_bytes(b"no picture")
    with site_of(album) as site:
        (item,) = changes(site)
        assert item["message"].startswith("the page cannot be compared with its snapshot: ")
        assert "page.png: not the picture that snapshot.json speaks of" in item["message"]
        with pytest.raises(StorageError, match=r"page\.png"):
            site.answer(f"data/difference/{SLUG}/snapshot.json", {})
    (album.snapshots / SLUG / "snapshot.json").write_text("{", encoding="utf-8")
    with site_of(album) as site:
        assert "snapshot.json:1: no JSON" in changes(site)[0]["message"]
        (snapshot, _) = told(site, f"data/page/{SLUG}.json")["comparisons"]
        assert snapshot["label"] == "the snapshot, which is not in order"
        with pytest.raises(ArchiverError, match="no JSON"):
            site.answer(f"data/difference/{SLUG}/snapshot.json", {})


def test_a_capture_without_picture_is_told_in_the_queue(album: Album) -> None:
    accepted(album)
    album.add(story(), has_picture=False)
    with site_of(album) as site:
        assert "has no picture of the whole page" in changes(site)[0]["message"]
        difference = told(site, f"data/difference/{SLUG}/snapshot.json")
        assert (difference["new"], difference["old"]["which"]) == (None, "snapshot")


def test_a_page_that_did_not_come_is_compared_with_nothing(album: Album) -> None:
    accepted(album)
    album.add(story(), error="net::ERR_FAILED")
    with site_of(album) as site:
        assert changes(site) == []
        assert told(site, f"data/page/{SLUG}.json")["comparisons"] == []
        assert site.answer(f"data/difference/{SLUG}/snapshot.json", {}) is None


def test_words_of_strangers_stay_words(album: Album) -> None:
    album.add(story())
    album.accept()
    head = album.snapshots / SLUG / "snapshot.json"
    evil = "Ann</script><script>alert(1)</script>\\u202e"
    head.write_text(head.read_text().replace('"by": "Ann"', f'"by": "{evil}"'))
    assert read_snapshot(album.snapshots, SLUG) is not None
    album.add([Piece(words="<script>alert(2)</script>\u202e", height=40), *story()])
    with site_of(album) as site:
        for address in (f"data/page/{SLUG}.json", f"data/difference/{SLUG}/snapshot.json"):
            answer = site.answer(address, {})
            assert answer is not None
            assert b"<" not in answer.body
            assert b"\\u202e" not in answer.body


def test_static_files_name_strips_that_are_there(album: Album) -> None:
    accepted(album)
    other_river(album)
    with site_of(album, is_static=True) as site:
        addresses = list(site.addresses(films=False))
        assert f"data/difference/{SLUG}/snapshot.json" in addresses
        assert f"data/difference/{SLUG}/earlier.json" in addresses
        assert f"pictures/{SLUG}/snapshot/0.webp" in addresses
        for address in addresses:
            assert site.answer(address, {}) is not None, address


class PaintedShows(Shows):
    """Shows what it is given, slowly if it is told so; no browser."""

    def __init__(self, album: Album, painted: dict[str, bytes]) -> None:
        self._painted = painted
        self._album = album
        self.asked: list[str] = []

    def shown(self, opened: Opened, which: str) -> Shown:
        self.asked.append(which)
        shot = Screenshot(
            kind=ScreenshotKind.FULL_PAGE,
            media_type="image/png",
            width_px=WIDTH,
            height_px=1,
            data=self._painted[which],
        )
        values = {"capture": opened.capture, "screenshots": (shot,), "leaks": ()}
        return Shown(**{**values, **({"text": ""} if "text" in Shown.__slots__ else {})})

    def close(self) -> None:
        pass


def test_what_is_shown_anew_is_compared_and_its_pictures_are_there(album: Album) -> None:
    album.add(story())
    lost = paint([replace(e, seed="gone" if e.words == "wheel.png" else "") for e in story()])
    shows = PaintedShows(album, {"replay": png(lost.picture), "source": png(lost.picture)})
    with site_of(album, shows=shows) as site:
        named = told(site, f"data/page/{SLUG}.json")["comparisons"]
        assert [each["against"] for each in named] == ["replay", "source"]
        assert site.answer(f"pictures/{SLUG}/replay/0.png", {}) is None  # not shown yet
        replay = told(site, f"data/difference/{SLUG}/replay.json")
        assert (replay["old"]["which"], replay["new"]["which"]) == (album.ids[0], "replay")
        source = told(site, f"data/difference/{SLUG}/source.json")
        assert (source["old"]["which"], source["new"]["which"]) == ("source", album.ids[0])
        for view in (replay["new"], source["old"]):
            answer = site.answer(view["strips"][0], {})
            assert answer is not None
            assert (answer.is_as_said, answer.lasting) == (True, False)
        told(site, f"data/difference/{SLUG}/replay.json")
        assert shows.asked == ["replay", "source"]


@pytest.mark.browser
def test_a_capture_is_shown_again_and_who_asks_last_goes_first(album: Album) -> None:
    album.add(story())
    with ReviewShelf(
        album.archive, album.snapshots, rulebook=_rules(), selection=_selection()
    ) as shelf:
        shows = Shows(shelf.collection, None)
        (summary,) = shelf.collection.captures()
        opened = shelf.opened(summary)
        results: dict[str, object] = {}

        def ask(name: str, which: str) -> None:
            try:
                results[name] = shows.shown(opened, which)
            except CaptureError as error:
                results[name] = error

        first = threading.Thread(target=ask, args=("first", "source"))
        first.start()
        while not shows._is_busy:
            time.sleep(0.005)
        second = threading.Thread(target=ask, args=("second", "replay"))
        second.start()
        time.sleep(0.1)
        ask("third", "other")  # gives way to nobody; the second does, to this one
        second.join(60)
        first.join(60)
        assert isinstance(results["first"], Shown)
        assert isinstance(results["second"], CaptureError)
        assert "another page was asked for meanwhile" in str(results["second"])
        shows.close()
        ask("late", "replay")
        assert isinstance(results["late"], CaptureError)
