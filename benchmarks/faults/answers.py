"""Cases about what came in the place of media (M5, M6, M7), and under which Referer (M11)."""

from __future__ import annotations

from dataclasses import replace

from archiver.models import (
    Asked,
    Block,
    BodyProbe,
    PlayerOutcome,
    Truncation,
)
from faults.media import AUDIO, IMAGE, PLAYER, VIDEO, http_picture
from faults.registry import Expected, fault, near_miss
from faults.scene import Scene, UnfitError

NOTICE = BodyProbe(
    sniffed="image/png", complete=True, width_px=300, height_px=180, phash="8f8f0f0f0e1e3c3c",
    top_share=0.94,
)  # fmt: skip
PAGE = BodyProbe(sniffed="text/html", complete=True)


def _notice(scene: Scene, block: Block, digest: str = "sha1:NOTICE") -> None:
    scene.answer(
        block.url,
        sha1=digest,
        probe=NOTICE,
        size_bytes=4_321,
        mime="image/png",
        content_length=None,
    )
    scene.node_of(block)[1].update({":w": "300", ":h": "180"})


# --- M5 ------------------------------------------------------------------------------


@fault("M5", times=3)
def one_notice_for_three_pictures(scene: Scene) -> Expected:
    found = scene.blocks(IMAGE)[:3]
    if len(found) < 3 or len({block.url for _, block in found}) < 3:
        raise UnfitError
    for _, block in found:
        _notice(scene, block)
    return Expected(block=found[0][0], implied=("M5", "M9"))


@fault("M5", times=3)
def sent_on_to_a_refusal(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    line = scene.entry(block.url)
    end = block.url.rpartition("/")[0] + "/anti-hotlink/forbidden.png"
    scene.ledger.append(replace(line, url=end, sha1="sha1:NO", probe=NOTICE, mime="image/png"))
    scene.answer(block.url, status=302, redirect_to=end, probe=None, size_bytes=0, mime="")
    return Expected(block=index, implied=("M9",))


@fault("M5", times=3)
def another_picture_without_referer(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, 1)
    if block.referrer_policy:
        raise UnfitError
    _notice(scene, block)
    scene.ask_again(block.url, Asked.NO_REFERRER)
    return Expected(block=index, implied=("M11",))


@fault("M5", times=3)
def flat_and_of_another_size_than_declared(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, 1)
    if not (block.width_px and block.height_px):
        raise UnfitError
    _notice(scene, block)
    scene.probe(block.url, width_px=200, height_px=200, phash="", top_share=0.97)
    return Expected(block=index, implied=("M9",))


@near_miss("M5", times=3)
def recompressed_copies(scene: Scene) -> None:
    for number, (_, block) in enumerate(scene.blocks(IMAGE)):
        scene.answer(block.url, sha1=f"sha1:ENCODED{number}", size_bytes=9_999 + number)


@near_miss("M5", posts="weather")
def the_same_ornament_three_times(scene: Scene) -> None:
    for _, block in scene.blocks(IMAGE):
        if "ornament" in block.url:
            scene.probe(block.url, top_share=0.93)


@near_miss("M5", times=3)
def one_flat_drawing(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    scene.probe(block.url, top_share=0.95)


@near_miss("M5", times=3)
def another_encoding_for_another_referer(scene: Scene) -> None:
    _, block, _ = http_picture(scene, 1)
    scene.ask_again(block.url, Asked.NO_REFERRER, sha1="sha1:WEBP", mime="image/webp")


@near_miss("M5", times=2)
def one_picture_under_two_names(scene: Scene) -> None:
    """An author who uploaded a picture twice: two addresses, one file."""
    found = [block for _, block in scene.blocks(IMAGE) if not block.alternates]
    if len(found) < 3:
        raise UnfitError
    line = scene.entry(found[0].url)
    scene.answer(found[1].url, sha1=line.sha1, probe=line.probe)
    raise_if_sizes_differ(found[0], found[1])


def raise_if_sizes_differ(one: Block, other: Block) -> None:
    """Leave a post out whose two pictures are declared to be of different sizes."""
    if (one.width_px, one.height_px) != (other.width_px, other.height_px):
        raise UnfitError


# --- M6 ------------------------------------------------------------------------------


@fault("M6", times=3)
def bytes_end_before_the_picture(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    scene.probe(block.url, complete=False)
    return Expected(block=index)


@fault("M6", times=2)
def fewer_bytes_than_announced(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, 1)
    size = scene.entry(block.url).size_bytes
    scene.answer(block.url, content_length=size * 2)
    return Expected(block=index)


@fault("M6", times=2)
def an_empty_answer(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, -1)
    scene.break_picture(block, size_bytes=0, content_length=0)
    return Expected(block=index)


@fault("M6", posts="concert radio")
def the_sound_was_cut_by_our_own_limit(scene: Scene) -> Expected:
    index, block = scene.pick(AUDIO)
    scene.answer(block.url, truncated=Truncation.LENGTH)
    return Expected(block=index)


@fault("M6", times=2)
def the_connection_broke(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    scene.answer(block.url, truncated=Truncation.DISCONNECT)
    return Expected(block=index)


@near_miss("M6", times=3)
def nothing_announced(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    scene.answer(block.url, content_length=None)


@near_miss("M6", times=2)
def more_bytes_than_announced(scene: Scene) -> None:
    """Behind the picture some servers put a note."""
    _, block, _ = http_picture(scene, 1)
    size = scene.entry(block.url).size_bytes
    scene.answer(block.url, content_length=size, size_bytes=size + 12)


@near_miss("M6", times=2)
def cut_once_and_whole_the_second_time(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    line = scene.entry(block.url)
    cut = replace(line, truncated=Truncation.DISCONNECT, size_bytes=100, sha1="sha1:CUT")
    scene.ledger.insert(0, cut)


@near_miss("M6", posts="concert")
def the_page_read_a_film_in_pieces(scene: Scene) -> None:
    _, block = scene.pick(VIDEO)
    line = scene.entry(block.url)
    piece = replace(line, status=206, size_bytes=900, asked=Asked.PAGE, content_length=900)
    scene.answer(block.url, asked=Asked.AS_SHOWN, status=200)
    scene.ledger.insert(0, replace(piece, probe=replace(line.probe, complete=False)))  # type: ignore[type-var]


@near_miss("M6", times=2)
def a_related_thumbnail_is_cut(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    line = scene.entry(block.url)
    url = "https://paper.bench.example/thumbs/other-story.jpg"
    scene.ledger.append(replace(line, url=url, truncated=Truncation.DISCONNECT))


# --- M7 ------------------------------------------------------------------------------


@fault("M7", times=3)
def a_login_page_as_a_picture(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    scene.break_picture(block, status=200, mime="text/html", size_bytes=5_120)
    scene.answer(block.url, probe=PAGE)
    return Expected(block=index)


@fault("M7", times=2)
def json_under_a_picture_type(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, 1)
    scene.break_picture(block, status=200, mime="image/jpeg", size_bytes=88)
    scene.answer(block.url, probe=BodyProbe(sniffed="application/json", complete=True))
    return Expected(block=index)


@fault("M7", times=2)
def html_under_a_picture_type(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, -1)
    scene.break_picture(block, status=200, mime="image/png", size_bytes=3_000)
    scene.answer(block.url, probe=PAGE)
    return Expected(block=index)


@fault("M7", posts="concert radio")
def a_web_page_as_a_sound(scene: Scene) -> Expected:
    index, block = scene.pick(AUDIO)
    scene.answer(block.url, mime="audio/mpeg", probe=PAGE)
    return Expected(block=index, implied=("V3",))


@fault("M7", posts="concert")
def a_picture_as_a_film(scene: Scene) -> Expected:
    index, block = scene.pick(VIDEO)
    probe = BodyProbe(sniffed="image/jpeg", complete=True, width_px=40, height_px=30)
    scene.answer(block.url, mime="image/jpeg", probe=probe)
    return Expected(block=index, implied=("V3",))


@near_miss("M7", times=2)
def picture_sent_as_text(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    scene.answer(block.url, mime="text/plain")


@near_miss("M7", times=2)
def picture_sent_as_octets(scene: Scene) -> None:
    _, block, _ = http_picture(scene, 1)
    scene.answer(block.url, mime="application/octet-stream")


@near_miss("M7", times=2)
def webp_under_the_name_of_a_jpeg(scene: Scene) -> None:
    _, block, _ = http_picture(scene, -1)
    scene.answer(block.url, mime="image/jpeg")
    scene.probe(block.url, sniffed="image/webp")


@near_miss("M7", times=2)
def vector_told_by_its_type(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    if block.url.endswith((".jpg", ".png")):
        scene.answer(block.url, mime="image/svg+xml")
        scene.probe(block.url, sniffed="text/xml")


@near_miss("M7", times=2)
def parameters_behind_the_type(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    scene.answer(block.url, mime="Image/JPEG; charset=UTF-8")


# --- M11 -----------------------------------------------------------------------------


def _with_policy(scene: Scene, at: int, policy: str) -> tuple[int, Block]:
    """Let the post, and the page, show a picture under a Referer policy."""
    index, block, node = http_picture(scene, at)
    if block.referrer_policy:
        raise UnfitError
    block = replace(block, referrer_policy=policy)
    blocks = (*scene.post.blocks[:index], block, *scene.post.blocks[index + 1 :])
    scene.post = replace(scene.post, blocks=blocks)
    node[1]["referrerpolicy"] = policy
    return index, block


@fault("M11", times=3)
def no_referrer_is_refused(scene: Scene) -> Expected:
    index, block = _with_policy(scene, 0, "no-referrer")
    scene.break_picture(block, status=403, referrer="", mime="text/html")
    origin = "/".join(scene.capture.url.split("/")[:3]) + "/"
    scene.ask_again(block.url, Asked.ORIGIN, origin)
    return Expected(block=index, implied=("M3",))


@fault("M11", times=2)
def whole_address_is_refused(scene: Scene) -> Expected:
    index, block = _with_policy(scene, 1, "unsafe-url")
    scene.break_picture(block, status=403, referrer=scene.capture.url, mime="text/html")
    scene.ask_again(block.url, Asked.NO_REFERRER, "")
    return Expected(block=index, implied=("M3",))


@fault("M11", posts="railway orchard")
def own_policy_brings_a_web_page(scene: Scene) -> Expected:
    found = [(i, b) for i, b in scene.blocks(IMAGE) if b.referrer_policy]
    index, block = found[0]
    scene.break_picture(block, status=200, mime="text/html", referrer="")
    scene.answer(block.url, probe=PAGE)
    scene.ask_again(block.url, Asked.SITE, "https://weibo.example/")
    return Expected(block=index, implied=("M7",))


@near_miss("M11", times=3)
def own_policy_works(scene: Scene) -> None:
    _, block = _with_policy(scene, 0, "no-referrer")
    scene.answer(block.url, referrer="")


@near_miss("M11", times=2)
def refused_whatever_the_referer(scene: Scene) -> Expected:
    _, block = _with_policy(scene, 1, "no-referrer")
    scene.break_picture(block, status=403, referrer="", mime="text/html")
    scene.ask_again(block.url, Asked.ORIGIN, "https://paper.bench.example/", status=403, probe=None)
    return Expected(implied=("M3",))


@near_miss("M11", times=2)
def refusal_passed_with_time(scene: Scene) -> Expected:
    _, block = _with_policy(scene, 0, "no-referrer")
    scene.break_picture(block, status=429, referrer="", mime="text/html")
    scene.ask_again(block.url, Asked.ORIGIN, "https://paper.bench.example/")
    return Expected(implied=("M3",))


@near_miss("M11", times=2)
def a_theme_dropped_the_policy(scene: Scene) -> Expected:
    _, block = _with_policy(scene, 0, "no-referrer")
    scene.node_of(block)[1].pop("referrerpolicy")
    scene.break_picture(block, status=403, referrer=scene.capture.url, mime="text/html")
    scene.ask_again(block.url, Asked.NO_REFERRER, "")
    return Expected(implied=("M3",))


@fault("M11", posts="cinema newsletter")
def a_player_that_needs_a_referer(scene: Scene) -> Expected:
    index, block = next((i, b) for i, b in scene.blocks(PLAYER) if "youtube" in b.url)
    block = replace(block, referrer_policy="no-referrer")
    blocks = (*scene.post.blocks[:index], block, *scene.post.blocks[index + 1 :])
    scene.post = replace(scene.post, blocks=blocks)
    scene.node_of(block)[1]["referrerpolicy"] = "no-referrer"
    scene.answer(block.url, referrer="")
    scene.end_player(
        block, outcome=PlayerOutcome.REFUSED, note="Error 153", kept_s=None, media_urls=()
    )
    return Expected(block=index, implied=("V2",))
