"""Cases about captions: gone, at another picture, parted from their pictures (C1, C2, C3)."""

from __future__ import annotations

from archiver.models import BlockKind
from faults.media import IMAGE, http_picture
from faults.registry import Expected, fault, near_miss
from faults.scene import Scene, UnfitError, boxed, copied, element, set_text, text_of, walk

FILLER = "This paragraph was put here by the site, to fill the room between two things it sells."


@fault("C1", times=4)
def caption_left_out(scene: Scene) -> Expected:
    index, block = scene.caption(1)
    scene.drop(scene.node_of(block))
    return Expected(block=index, implied=("C3",))


@fault("C1", times=3)
def last_caption_left_out(scene: Scene) -> Expected:
    index, block = scene.caption(-1)
    scene.drop(scene.node_of(block))
    return Expected(block=index, implied=("C3",))


@fault("C1", times=3)
def caption_of_another_story(scene: Scene) -> Expected:
    index, block = scene.caption(0)
    set_text(scene.node_of(block), "Photograph from our files; the persons shown are models")
    return Expected(block=index, implied=("C3",))


@fault("C1", times=3)
def caption_lost_its_second_half(scene: Scene) -> Expected:
    index, block = scene.caption(0)
    words = text_of(scene.node_of(block))
    set_text(scene.node_of(block), words[: len(words) // 2] + "…")
    return Expected(block=index)


@near_miss("C1", times=3)
def another_mark(scene: Scene) -> None:
    for _, block in scene.blocks(BlockKind.CAPTION):
        if "▲" in block.text:
            set_text(scene.node_of(block), block.text.replace("▲", "△ "))


@near_miss("C1", times=3, posts="harbour bridge railway weather")
def no_mark_at_all(scene: Scene) -> None:
    for _, block in scene.blocks(BlockKind.CAPTION):
        set_text(scene.node_of(block), block.text.lstrip("▲ "))


@near_miss("C1", times=3)
def full_width_blanks_and_figures(scene: Scene) -> None:
    _, block = scene.caption(0)
    wide = str.maketrans("0123456789 ,", "０１２３４５６７８９\u3000，")
    set_text(scene.node_of(block), "\u3000\u3000" + block.text.translate(wide))


@near_miss("C1", times=3)
def caption_with_the_name_of_the_site(scene: Scene) -> None:
    _, block = scene.caption(-1)
    scene.node_of(block)[3].append(" (The Bench Paper)")


@near_miss("C1", times=2)
def caption_split_over_two_lines(scene: Scene) -> None:
    _, block = scene.caption(0)
    node = scene.node_of(block)
    words = text_of(node)
    half = len(words) // 2
    node[3] = [words[:half], ["br", {}, None, []], words[half:]]


# --- C2 ------------------------------------------------------------------------------


@fault("C2", times=4)
def two_captions_exchanged(scene: Scene) -> Expected:
    one, other = scene.caption(0), scene.caption(1)
    scene.exchange(scene.node_of(one[1]), scene.node_of(other[1]))
    return Expected(block=one[0], implied=("C2",))


@fault("C2", times=3)
def caption_went_to_the_last_picture(scene: Scene) -> Expected:
    index, block = scene.caption(0)
    _, _, picture = http_picture(scene, -1)
    if scene.post.blocks[block.caption_of[0]].url == _url_of(scene, -1):
        raise UnfitError
    node = scene.row_of(scene.node_of(block))
    scene.drop(node)
    scene.put_after(scene.row_of(picture), node)
    return Expected(block=index, implied=("C3",))


@fault("C2", times=4)
def two_pictures_exchanged(scene: Scene) -> Expected:
    _, first, one = http_picture(scene, 0)
    _, second, other = http_picture(scene, 1)
    captions = [
        (i, b)
        for i, b in scene.blocks(BlockKind.CAPTION)
        if any(scene.post.blocks[m].url in {first.url, second.url} for m in b.caption_of)
    ]
    if len(captions) < 2:
        raise UnfitError
    scene.exchange(one, other)
    return Expected(block=captions[0][0], implied=("C2", "C3"))


@fault("C2", times=3)
def caption_behind_the_next_paragraph(scene: Scene) -> Expected:
    index, block = scene.caption(1)
    node = scene.row_of(scene.node_of(block))
    following = [
        (i, b) for i, b in scene.blocks(BlockKind.TEXT) if i > index and scene.find_text(b.text)
    ]
    if not following or following[0][0] != index + 1 or node[0] == "figcaption":
        raise UnfitError
    scene.drop(node)
    scene.put_after(scene.row_of(scene.node_of(following[0][1])), node)
    return Expected(block=index, implied=("O1", "C3"))


@near_miss("C2", times=4)
def advertisement_between_picture_and_caption(scene: Scene) -> Expected:
    _, _, picture = http_picture(scene, 0)
    frame = element("iframe", src="https://ads.adboard.example/s", box=(260, 0, 300, 60))
    scene.put_after(scene.row_of(picture), element("div", frame))
    return Expected(implied=("O2", "C3"))


@near_miss("C2", times=3)
def caption_above_its_picture(scene: Scene) -> None:
    _, block = scene.caption(0)
    _, _, picture = http_picture(scene, 0)
    node, row = scene.row_of(scene.node_of(block)), scene.row_of(picture)
    if node is row or scene.post.blocks[block.caption_of[0]].url != _url_of(scene, 0):
        raise UnfitError
    scene.drop(node)
    scene.put_before(row, node)


@near_miss("C2", times=3)
def captions_in_boxes(scene: Scene) -> None:
    for _, block in scene.blocks(BlockKind.CAPTION):
        node = scene.node_of(block)
        words = boxed(["span", {}, node[2], node[3]])
        node[3] = [words]


@near_miss("C2", times=3)
def a_pictures_thumbnail_after_the_article(scene: Scene) -> None:
    _, _, picture = http_picture(scene, 1)
    thumb = copied(picture)
    thumb[1]["alt"] = ""
    body = next(node for node, _ in walk(scene.tree) if node[0] == "body")
    body[3].append(element("aside", element("h4", "Read on"), element("p", thumb)))


@near_miss("C2", times=2)
def share_buttons_below_each_picture(scene: Scene) -> None:
    for _, block in scene.blocks(IMAGE):
        row = scene.row_of(scene.node_of(block))
        scene.put_after(row, element("div", element("button", "Share"), box=(260, 0, 90, 24)))


def _url_of(scene: Scene, at: int) -> str:
    return http_picture(scene, at)[1].url


# --- C3 ------------------------------------------------------------------------------


@fault("C3", times=4)
def caption_alone(scene: Scene) -> Expected:
    index, block = scene.caption(0)
    if len(block.caption_of) != 1:
        raise UnfitError
    medium = scene.post.blocks[block.caption_of[0]]
    scene.drop(scene.node_of(medium))
    return Expected(block=index, implied=("M1",))


@fault("C3", posts="teahouse")
def picture_left_its_shared_caption(scene: Scene) -> Expected:
    """A gallery's second picture went to the end of the article."""
    shared = [(i, b) for i, b in scene.blocks(BlockKind.CAPTION) if len(b.caption_of) > 1]
    if not shared:
        raise UnfitError
    block = shared[0][1]
    node = scene.node_of(scene.post.blocks[block.caption_of[-1]])
    scene.drop(node)
    last = [child for child in scene.article[3] if not isinstance(child, str)][-1]
    scene.put_after(last, element("p", node, box=(260, 0, 600, 400)))
    return Expected(block=None, words=block.text[:8], implied=("O1",))


@fault("C3", posts="teahouse")
def first_picture_left_its_shared_caption(scene: Scene) -> Expected:
    shared = [(i, b) for i, b in scene.blocks(BlockKind.CAPTION) if len(b.caption_of) > 1]
    _, block = shared[0]
    node = scene.node_of(scene.post.blocks[block.caption_of[0]])
    scene.drop(node)
    first = [child for child in scene.article[3] if not isinstance(child, str)][1]
    scene.put_before(first, element("p", node, box=(260, 0, 600, 400)))
    return Expected(words=block.text[:8], implied=("O1",))


@near_miss("C3", times=3)
def picture_shown_in_another_size(scene: Scene) -> None:
    _, block, node = http_picture(scene, 0)
    node[1].update({"srcset": f"{block.url} 2x"})


@near_miss("C3", posts="teahouse")
def gallery_side_by_side(scene: Scene) -> None:
    shared = [b for _, b in scene.blocks(BlockKind.CAPTION) if len(b.caption_of) > 1]
    for at, medium in enumerate(shared[0].caption_of):
        node = scene.node_of(scene.post.blocks[medium])
        node[2] = [260 + 400 * at, node[2][1], 380, 260]


@near_miss("C3", times=3)
def picture_without_a_caption_in_the_post(scene: Scene) -> None:
    """The site writes one of its own."""
    bare = [
        block
        for index, block in scene.blocks(IMAGE)
        if not any(index in b.caption_of for b in scene.post.blocks)
    ]
    if not bare:
        raise UnfitError
    node = scene.row_of(scene.node_of(bare[0]))
    scene.put_after(node, element("figcaption", "Photo: our own", box=(260, 0, 300, 20)))
