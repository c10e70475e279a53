"""Cases about the page as it looks, stands alone and runs, and about its records (P2 to P5, D1)."""

from __future__ import annotations

from dataclasses import replace

from archiver.models import (
    Asked,
    Band,
    Block,
    Box,
    LedgerEntry,
    Outcome,
    Overlay,
    PageEvents,
    ScreenshotFacts,
    ScreenshotKind,
)
from faults.media import IMAGE, http_picture
from faults.registry import Expected, fault, near_miss
from faults.scene import Scene, UnfitError

# --- P2 ------------------------------------------------------------------------------


def _box_of(scene: Scene, block: Block) -> Box:
    node = scene.node_of(block)
    if not node[2] or not node[2][3]:
        raise UnfitError
    return Box(*node[2])


def _over(scene: Scene, *overlays: Overlay) -> None:
    snapshot = scene.capture.snapshot
    scene.page["overlays"] = ((*snapshot.overlays,) if snapshot else ()) + overlays


@fault("P2", times=3)
def dialog_over_a_picture(scene: Scene) -> Expected:
    _, block, _ = http_picture(scene)
    box = _box_of(scene, block)
    over = Box(box.x, box.y + box.height / 4, box.width, box.height / 2)
    _over(scene, Overlay(position="fixed", box=over, text="Join our newsletter"))
    return Expected(words="Join our newsletter")


@fault("P2", times=3)
def bar_over_two_paragraphs(scene: Scene) -> Expected:
    first = _box_of(scene, scene.prose(1)[1])
    over = Box(0, first.y - 10, 1280, first.height * 2 + 60)
    _over(scene, Overlay(position="fixed", box=over, text="We value your privacy"))
    return Expected(words="We value your privacy")


@fault("P2", times=2)
def box_over_a_caption(scene: Scene) -> Expected:
    box = _box_of(scene, scene.caption(0)[1])
    over = Box(box.x, box.y - 90, box.width, box.height + 90)
    _over(scene, Overlay(position="absolute", box=over, text="Play next"))
    return Expected(words="Play next")


@near_miss("P2", times=3)
def header_above_the_article(scene: Scene) -> None:
    _over(scene, Overlay(position="sticky", box=Box(0, 0, 1280, 20), text="The Bench Paper"))


@near_miss("P2", times=2)
def button_back_to_the_top(scene: Scene) -> None:
    _over(scene, Overlay(position="fixed", box=Box(1200, 600, 64, 64), text="Top"))


@near_miss("P2", times=2)
def banner_below_the_article(scene: Scene) -> None:
    snapshot = scene.capture.snapshot
    bottom = snapshot.height_px if snapshot else 0
    _over(scene, Overlay(position="fixed", box=Box(0, bottom + 10, 1280, 120), text="Cookies"))


@near_miss("P2", times=2)
def edge_of_a_box_over_a_corner(scene: Scene) -> None:
    box = _box_of(scene, http_picture(scene)[1])
    corner = Box(box.x + box.width - 80, box.y, 80, 50)
    _over(scene, Overlay(position="absolute", box=corner, text="Zoom"))


@near_miss("P2", times=2)
def side_bar_beside_the_article(scene: Scene) -> None:
    box = _box_of(scene, http_picture(scene)[1])
    beside = Box(box.x + box.width + 20, box.y, 200, 2000)
    _over(scene, Overlay(position="sticky", box=beside, text="More from us"))


# --- P3 ------------------------------------------------------------------------------


def _pictured(scene: Scene, **facts: object) -> None:
    """Let the page's whole picture look in another way."""
    snapshot = scene.capture.snapshot
    if snapshot is None:
        raise UnfitError
    found = [p for p in scene.capture.pictures if p.kind is ScreenshotKind.FULL_PAGE]
    whole = (
        found[0]
        if found
        else ScreenshotFacts(
            kind=ScreenshotKind.FULL_PAGE,
            width_px=snapshot.width_px,
            height_px=snapshot.height_px,
        )
    )
    rest = tuple(p for p in scene.capture.pictures if p not in found)
    scene.facts["pictures"] = (replace(whole, **facts), *rest)  # type: ignore[arg-type]


@fault("P3", times=3)
def picture_drawn_blank(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    box = _box_of(scene, block)
    top, bottom = int(box.y) - 4, int(box.y + box.height) + 4
    _pictured(scene, blank=(Band(top_px=top, bottom_px=bottom),))
    return Expected(block=index)


@fault("P3", times=2)
def lower_half_blank(scene: Scene) -> Expected:
    snapshot = scene.capture.snapshot
    if snapshot is None or snapshot.height_px < 2_200:
        raise UnfitError
    blank = Band(top_px=snapshot.height_px // 2, bottom_px=snapshot.height_px)
    _pictured(scene, blank=(blank,))
    return Expected(implied=("P3",))


@fault("P3", times=2)
def cut_at_the_bottom(scene: Scene) -> Expected:
    snapshot = scene.capture.snapshot
    if snapshot is None:
        raise UnfitError
    _pictured(scene, height_px=snapshot.height_px - 700)
    return Expected(words=f"{snapshot.height_px:,}")


@fault("P3", times=2)
def top_is_not_what_was_seen_first(scene: Scene) -> Expected:
    _pictured(scene, differs=(Band(top_px=100, bottom_px=420),))
    return Expected()


@near_miss("P3", times=3)
def white_between_paragraphs(scene: Scene) -> None:
    box = _box_of(scene, scene.prose(1)[1])
    _pictured(scene, blank=(Band(top_px=int(box.y - 44), bottom_px=int(box.y - 2)),))


@near_miss("P3", times=2)
def footer_of_one_colour(scene: Scene) -> None:
    snapshot = scene.capture.snapshot
    if snapshot is None:
        raise UnfitError
    height = snapshot.height_px
    _pictured(scene, blank=(Band(top_px=height - 60, bottom_px=height),))


@near_miss("P3", times=2)
def a_pixel_less(scene: Scene) -> None:
    snapshot = scene.capture.snapshot
    if snapshot is None:
        raise UnfitError
    _pictured(scene, height_px=snapshot.height_px - 1)


@near_miss("P3", times=2)
def a_clock_ticked(scene: Scene) -> None:
    _pictured(scene, differs=(Band(top_px=10, bottom_px=30),))


@near_miss("P3", times=2)
def all_is_well(scene: Scene) -> None:
    _pictured(scene, blank=(), differs=())


# --- P4 and P5 -----------------------------------------------------------------------


def _part(scene: Scene, url: str, kind: str, mime: str, **facts: object) -> None:
    """Let the page have asked for a part of itself."""
    first = scene.ledger[0]
    line = replace(
        first,
        url=url,
        resource_type=kind,
        mime=mime,
        probe=None,
        sha1="sha1:PART",
        size_bytes=900,
        content_length=None,
        referrer=scene.capture.url,
        frame_url=scene.capture.url,
    )
    scene.ledger.append(replace(line, **facts))  # type: ignore[arg-type]


@fault("P4", times=3)
def style_sheet_not_found(scene: Scene) -> Expected:
    url = "https://paper.bench.example/css/site.css"
    _part(scene, url, "stylesheet", "text/html", status=404)
    return Expected(words="site.css")


@fault("P4", times=2)
def style_sheet_without_record(scene: Scene) -> Expected:
    url = "https://paper.bench.example/css/print.css"
    _part(scene, url, "stylesheet", "text/css", record=None)
    return Expected(words="print.css")


@fault("P4", times=2)
def script_of_the_site_without_record(scene: Scene) -> Expected:
    origin = "/".join(scene.capture.url.split("/")[:3])
    _part(scene, f"{origin}/js/page.js", "script", "text/javascript", record=None)
    return Expected(words="page.js")


@fault("P4", times=2)
def font_without_answer(scene: Scene) -> Expected:
    url = "https://fonts.bench.example/song.woff2"
    _part(scene, url, "font", "", status=0, error="net::ERR_TIMED_OUT", size_bytes=0, record=None)
    return Expected(words="song.woff2")


@near_miss("P4", times=2)
def counter_of_visits_failed(scene: Scene) -> Expected:
    url = "https://count.adboard.example/collect?v=1"
    _part(scene, url, "ping", "", status=0, error="net::ERR_FAILED", size_bytes=0, record=None)
    return Expected()


@near_miss("P4", times=2)
def script_of_an_advertiser_failed(scene: Scene) -> Expected:
    url = "https://ads.adboard.example/pagead/show.js"
    _part(scene, url, "script", "", status=404)
    return Expected(implied=("P5",))


@near_miss("P4", times=2)
def style_sheet_kept_by_the_second_request(scene: Scene) -> None:
    url = "https://paper.bench.example/css/again.css"
    _part(scene, url, "stylesheet", "text/css", record=None)
    _part(scene, url, "stylesheet", "text/css")


@near_miss("P4", times=2)
def style_sheet_was_moved(scene: Scene) -> None:
    url, end = "https://paper.bench.example/css/a.css", "https://static.bench.example/a.css"
    _part(scene, url, "stylesheet", "", status=301, redirect_to=end, size_bytes=0)
    _part(scene, end, "stylesheet", "text/css")


@near_miss("P4", times=2)
def only_archiver_asked_and_failed(scene: Scene) -> None:
    url = "https://paper.bench.example/css/probe.css"
    _part(scene, url, "fetch", "text/html", status=404, asked=Asked.ORIGIN)


@fault("P5", times=3)
def scripts_threw(scene: Scene) -> Expected:
    said = "TypeError: fold is not a function (https://paper.bench.example/js/fold.js)"
    _events(scene, script_errors=2, errors=(said,))
    return Expected(words="fold is not a function")


@fault("P5", times=2)
def data_of_the_page_failed(scene: Scene) -> Expected:
    origin = "/".join(scene.capture.url.split("/")[:3])
    _part(scene, f"{origin}/api/body.json", "fetch", "application/json", status=500)
    _events(scene, console_errors=1)
    return Expected(words="body.json")


@fault("P5", times=2)
def script_of_the_site_failed(scene: Scene) -> Expected:
    origin = "/".join(scene.capture.url.split("/")[:3])
    _part(scene, f"{origin}/js/reader.js", "script", "text/html", status=404)
    _events(scene, console_errors=1, script_errors=1, errors=("ReferenceError: reader",))
    return Expected(implied=("P4",))


@near_miss("P5", times=3)
def noise_on_the_console(scene: Scene) -> None:
    _events(scene, console_errors=14)


@near_miss("P5", times=2)
def pictures_failed_and_the_console_says_so(scene: Scene) -> Expected:
    _, block, _ = http_picture(scene)
    scene.break_picture(block, status=404, mime="text/html")
    scene.end(block.url, Outcome.FAILED)
    _events(scene, console_errors=1)
    return Expected(implied=("M3",))


@near_miss("P5", times=2)
def dialogs_and_popups(scene: Scene) -> None:
    _events(scene, dialogs=1, popups=3)


@near_miss("P5", times=2)
def a_note_of_archivers_own(scene: Scene) -> None:
    _events(scene, notes=("two frames were read late",))


@near_miss("P5", times=2)
def a_beacon_failed(scene: Scene) -> None:
    url = "https://count.adboard.example/beacon"
    _part(scene, url, "ping", "", status=502)
    _events(scene, console_errors=1)


def _events(scene: Scene, **facts: object) -> None:
    events: PageEvents = scene.capture.events
    scene.facts["events"] = replace(events, **facts)  # type: ignore[arg-type]


# --- D1 ------------------------------------------------------------------------------


def _kept(scene: Scene, at: int, kind: str) -> LedgerEntry:
    found = [e for e in scene.ledger if e.resource_type == kind and e.record]
    if not -len(found) <= at < len(found):
        raise UnfitError
    return found[at]


def _damage(scene: Scene, entry: LedgerEntry, words: str) -> Expected:
    if entry.record is None:
        raise UnfitError
    scene.damage[entry.record] = words
    return Expected(words=entry.url)


@fault("D1", times=3)
def digest_of_a_picture_differs(scene: Scene) -> Expected:
    return _damage(scene, _kept(scene, 0, "image"), "the payload digest is another one")


@fault("D1", times=3)
def document_cannot_be_unpacked(scene: Scene) -> Expected:
    return _damage(scene, _kept(scene, 0, "document"), "the gzip member is broken")


@fault("D1", times=2)
def record_is_not_there(scene: Scene) -> Expected:
    return _damage(scene, _kept(scene, -1, "image"), "the file ends before the record")


@near_miss("D1", times=3)
def nothing_was_read_again(scene: Scene) -> None:
    scene.damage = {}


@near_miss("D1", times=2)
def damage_in_another_capture(scene: Scene) -> None:
    entry = _kept(scene, 0, "image")
    if entry.record is None:
        raise UnfitError
    other = replace(entry.record, filename="another.warc.gz")
    scene.damage[other] = "the gzip member is broken"


@near_miss("D1", times=2)
def record_of_an_older_line(scene: Scene) -> None:
    """The damaged record is the earlier capture's; this one has its own."""
    scene.before = scene.base.capture
    for at, entry in enumerate(scene.ledger):
        if entry.record:
            scene.damage[entry.record] = "broken"
            moved = replace(entry.record, filename="later.warc.gz")
            scene.ledger[at] = replace(entry, record=moved)


@near_miss("D1", times=2)
def pictures_that_were_encoded_anew(scene: Scene) -> None:
    for _, block in scene.blocks(IMAGE):
        scene.answer(block.url, sha1="sha1:" + block.url[-9:].upper())
