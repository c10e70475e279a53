"""Cases about pictures that came whole and are not what they were (M8, M9, M10)."""

from __future__ import annotations

from dataclasses import replace

from archiver.compare.keys import medium_key
from archiver.models import BodyProbe, LedgerEntry
from faults.media import IMAGE, http_picture, renamed
from faults.registry import Expected, fault, near_miss
from faults.scene import Scene, UnfitError

FLAT = {"top_share": 0.997, "phash": ""}


# --- M8 ------------------------------------------------------------------------------


@fault("M8", times=3)
def all_white(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene)
    scene.probe(block.url, **FLAT)
    return Expected(block=index)


@fault("M8", times=2)
def all_black(scene: Scene) -> Expected:
    index, block, _ = http_picture(scene, -1)
    scene.probe(block.url, top_share=1.0, phash="")
    scene.answer(block.url, size_bytes=1_800, sha1="sha1:BLACK")
    return Expected(block=index)


@fault("M8", times=2, posts="lighthouse workshop newsletter")
def one_pixel(scene: Scene) -> Expected:
    index, block, node = http_picture(scene, 1)
    scene.probe(block.url, width_px=1, height_px=1, top_share=1.0, phash="")
    scene.answer(block.url, size_bytes=43, sha1="sha1:PIXEL")
    node[1].update({":w": "1", ":h": "1"})
    return Expected(block=index, implied=("M5", "M9", "M2"))


@near_miss("M8", times=3)
def nearly_white(scene: Scene) -> None:
    """A diagram on white paper."""
    _, block, _ = http_picture(scene)
    scene.probe(block.url, top_share=0.975)


@near_miss("M8", posts="weather")
def an_ornament_of_one_colour(scene: Scene) -> None:
    for _, block in scene.blocks(IMAGE):
        if "ornament" in block.url:
            scene.probe(block.url, **FLAT)


@near_miss("M8", times=2)
def a_pixel_that_the_post_does_not_have(scene: Scene) -> None:
    _, block, node = http_picture(scene)
    url = "https://count.adboard.example/p.gif"
    line = scene.entry(block.url)
    probe = BodyProbe(sniffed="image/gif", complete=True, width_px=1, height_px=1, top_share=1.0)
    scene.ledger.append(replace(line, url=url, probe=probe, sha1="sha1:COUNT", size_bytes=43))
    pixel = ["img", {"src": url, ":src": url, ":w": "1", ":h": "1"}, [0.0, 0.0, 1.0, 1.0], []]
    scene.put_after(scene.row_of(node), pixel)


@near_miss("M8", times=2)
def a_vector_of_one_colour(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    scene.probe(block.url, sniffed="image/svg+xml", phash="", top_share=0.0)
    scene.answer(block.url, mime="image/svg+xml")


@near_miss("M8", times=2)
def looks_unknown(scene: Scene) -> None:
    _, block, _ = http_picture(scene, -1)
    scene.probe(block.url, phash="", top_share=0.0)


# --- M9 ------------------------------------------------------------------------------


def _shrink(scene: Scene, at: int, width: int) -> tuple[int, str]:
    """Let a picture have come in so many pixels, at its own aspect."""
    index, block, node = http_picture(scene, at)
    probe = scene.entry(block.url).probe
    if probe is None or not probe.width_px:
        raise UnfitError
    height = probe.height_px * width // probe.width_px
    scene.probe(block.url, width_px=width, height_px=height)
    node[1].update({":w": str(width), ":h": str(height)})
    return index, block.url


def _wide(scene: Scene) -> None:
    """Leave out posts whose first picture is small, or ordered from a server by its size."""
    first = http_picture(scene)[1]
    if (first.width_px or 0) <= 600 or "imageView2" in first.url or "/mw" in first.url:
        raise UnfitError


@fault("M9", times=4)
def a_third_of_the_declared_width(scene: Scene) -> Expected:
    _wide(scene)
    index, _ = _shrink(scene, 0, 260)
    return Expected(block=index)


@fault("M9", times=3)
def a_thumbnail_variant_is_shown(scene: Scene) -> Expected:
    index, block, node = http_picture(scene, 0)
    if "?" in block.url:
        raise UnfitError
    renamed(scene, block, block.url + "?imageView2/2/w/200")
    scene.probe(block.url, width_px=200, height_px=133)
    node[1].update({":w": "200", ":h": "133"})
    return Expected(block=index)


@fault("M9", posts="orchard")
def smallest_candidate_in_a_large_box(scene: Scene) -> Expected:
    index, block = next((i, b) for i, b in scene.blocks(IMAGE) if b.alternates)
    node = scene.node_of(block)
    small = "https://cdn.pomona.example/twins-640.jpg"
    shown = node[1][":src"]
    line = next(entry for entry in scene.ledger if entry.url == shown)
    scene.ledger[:] = [entry for entry in scene.ledger if "twins" not in entry.url]
    probe = replace(line.probe or BodyProbe(sniffed="image/jpeg", complete=True),
                    width_px=300, height_px=200)  # fmt: skip
    scene.ledger.append(replace(line, url=small, probe=probe))
    node[1].update({":src": small, ":w": "300", ":h": "200"})
    node[2] = [260, node[2][1] if node[2] else 0, 760, 500]
    return Expected(block=index)


@near_miss("M9", times=3)
def a_little_smaller_than_declared(scene: Scene) -> None:
    _wide(scene)
    width = http_picture(scene)[1].width_px or 0
    _shrink(scene, 0, width * 9 // 10)


@near_miss("M9", times=2)
def twice_as_large_as_declared(scene: Scene) -> None:
    _wide(scene)
    _shrink(scene, 0, (http_picture(scene)[1].width_px or 0) * 2)


@near_miss("M9", posts="orchard")
def original_smaller_than_was_ordered(scene: Scene) -> None:
    """`imageView2` never enlarges: a smaller answer is a smaller original."""
    index, block = next((i, b) for i, b in scene.blocks(IMAGE) if "imageView2" in b.url)
    blocks = [
        replace(b, width_px=None) if i == index else b for i, b in enumerate(scene.post.blocks)
    ]
    scene.post = replace(scene.post, blocks=tuple(blocks))
    scene.probe(block.url, width_px=640, height_px=400)
    scene.node_of(block)[1].update({":w": "640", ":h": "400"})


@near_miss("M9", posts="lighthouse market newsletter")
def nothing_declared_and_small(scene: Scene) -> None:
    index, block, _ = http_picture(scene)
    blocks = [
        replace(b, width_px=None, height_px=None) if i == index else b
        for i, b in enumerate(scene.post.blocks)
    ]
    scene.post = replace(scene.post, blocks=tuple(blocks))
    _shrink(scene, 0, 320)
    scene.lines(block.url)


@near_miss("M9", times=2)
def a_small_vector(scene: Scene) -> None:
    index, block, node = http_picture(scene)
    if not (block.width_px and block.height_px):
        raise UnfitError
    url = block.url.rpartition(".")[0] + ".svg"
    renamed(scene, block, url)
    blocks = list(scene.post.blocks)
    blocks[index] = replace(block, url=url)
    scene.post = replace(scene.post, blocks=tuple(blocks))
    width, height = block.width_px // 8, block.height_px // 8
    scene.probe(url, sniffed="image/svg+xml", width_px=width, height_px=height, phash="")
    scene.answer(url, mime="image/svg+xml")
    node[1].update({":w": str(width), ":h": str(height)})


# --- M10 -----------------------------------------------------------------------------


def _turned(phash: str, bits: int) -> str:
    """Return a hash in which so many bits are others."""
    mask = sum(1 << (63 - 64 * n // bits) for n in range(bits)) if bits else 0
    return f"{int(phash or '0f0f3c3c5a5aa5a5', 16) ^ mask:016x}"


def _had(scene: Scene, url: str, **facts: object) -> None:
    """Let an earlier capture have got other bytes for a picture."""

    def older(entry: LedgerEntry) -> LedgerEntry:
        if medium_key(entry.url) != medium_key(url) or entry.probe is None:
            return entry
        known = {k: v for k, v in facts.items() if k != "sha1"}
        sha1 = str(facts.get("sha1", "sha1:OLDER"))
        return replace(entry, sha1=sha1, probe=replace(entry.probe, **known))  # type: ignore[arg-type]

    earlier = tuple(older(entry) for entry in scene.base.capture.ledger)
    scene.before = replace(scene.base.capture, ledger=earlier, capture_id="earlier")


def _hashed(scene: Scene, at: int) -> tuple[int, str, str]:
    """Return a picture with its hash, made up where its bytes were never decoded."""
    index, block, _ = http_picture(scene, at)
    probe = scene.entry(block.url).probe
    phash = (probe.phash if probe else "") or "5a0fc3963c69a5f0"
    scene.probe(block.url, phash=phash)
    return index, block.url, phash


@fault("M10", times=4)
def another_picture_now(scene: Scene) -> Expected:
    index, url, phash = _hashed(scene, 0)
    _had(scene, url, phash=_turned(phash, 32))
    return Expected(block=index)


@fault("M10", times=3)
def a_picture_that_may_have_changed(scene: Scene) -> Expected:
    index, url, phash = _hashed(scene, -1)
    _had(scene, url, phash=_turned(phash, 16))
    return Expected(block=index)


@fault("M10", times=2)
def changed_as_looks_tell(scene: Scene) -> Expected:
    """Neither ledger has a hash; both pictures were looked at again."""
    index, block, _ = http_picture(scene, 1)
    probe = scene.entry(block.url).probe
    if probe is None:
        raise UnfitError
    scene.probe(block.url, phash="", top_share=0.0)
    _had(scene, block.url, phash="", top_share=0.0)
    now = scene.entry(block.url).sha1
    scene.looks = {
        now: replace(probe, phash="5a0fc3963c69a5f0", top_share=0.1),
        "sha1:OLDER": replace(probe, phash=_turned("5a0fc3963c69a5f0", 40), top_share=0.1),
    }
    return Expected(block=index)


@near_miss("M10", times=3)
def encoded_anew(scene: Scene) -> None:
    _, url, phash = _hashed(scene, 0)
    _had(scene, url, phash=_turned(phash, 5))


@near_miss("M10", times=2)
def the_same_bytes(scene: Scene) -> None:
    _, url, phash = _hashed(scene, 1)
    _had(scene, url, phash=phash, sha1=scene.entry(url).sha1)


@near_miss("M10", times=2)
def no_hash_before(scene: Scene) -> None:
    _, url, _ = _hashed(scene, 0)
    _had(scene, url, phash="", top_share=0.0)


@near_miss("M10", times=2)
def first_capture_of_all(scene: Scene) -> None:
    _hashed(scene, 0)
    scene.before = None


@near_miss("M10", times=2)
def an_advertisement_changed(scene: Scene) -> None:
    _, block, _ = http_picture(scene)
    ad = replace(scene.entry(block.url), url="https://shop.adboard.example/offer.jpg")
    scene.ledger.append(replace(ad, sha1="sha1:NEW"))
    earlier = (*scene.base.capture.ledger, replace(ad, sha1="sha1:OLD"))
    scene.before = replace(scene.base.capture, ledger=earlier, capture_id="earlier")
