"""Cases about what goes with words: links (L1), alternative texts (A1), hiding (T4)."""

from __future__ import annotations

from dataclasses import replace

from archiver.models import Block, BlockKind
from faults.media import IMAGE, http_picture
from faults.registry import Expected, fault, near_miss
from faults.scene import Node, Scene, UnfitError, copied, element, hide, text_of, walk

# --- L1 ------------------------------------------------------------------------------


def _link(scene: Scene, at: int = 0) -> tuple[int, Node]:
    """Return a link of the post's prose: the index of its block, and its element."""
    texts = {
        i: b
        for i, b in scene.blocks(BlockKind.TEXT)
        if b.links and scene.find_text(b.text) is not None
    }
    found = [
        (index, node)
        for index, block in texts.items()
        for node, _ in walk(scene.node_of(block))
        if node[0] == "a" and node[1].get("href", "") in block.links
    ]
    if not -len(found) <= at < len(found):
        raise UnfitError
    return found[at]


@fault("L1", times=4)
def link_leads_elsewhere(scene: Scene) -> Expected:
    index, node = _link(scene)
    node[1]["href"] = "https://www.linkshop.example/landing?ref=9"
    return Expected(block=index, words="linkshop")


@fault("L1", times=4)
def link_became_plain_words(scene: Scene) -> Expected:
    index, node = _link(scene, -1)
    parent = scene.parent_of(node)
    words = text_of(node)
    parent[3] = [words if each is node else each for each in parent[3]]
    return Expected(block=index)


@fault("L1", times=3)
def link_leads_to_another_page_of_the_same_site(scene: Scene) -> Expected:
    index, node = _link(scene)
    host = "/".join(node[1]["href"].split("/")[:3])
    node[1]["href"] = host + "/"
    return Expected(block=index)


@near_miss("L1", times=3)
def campaign_added_to_a_link(scene: Scene) -> None:
    _, node = _link(scene)
    joint = "&" if "?" in node[1]["href"] else "?"
    node[1]["href"] += f"{joint}utm_source=bench&utm_medium=rss"


@near_miss("L1", times=3)
def link_through_a_redirect_page(scene: Scene) -> None:
    _, node = _link(scene, -1)
    target = node[1]["href"].replace(":", "%3A").replace("/", "%2F").replace("?", "%3F")
    node[1]["href"] = f"https://link.bench.example/go?target={target}"


@near_miss("L1", times=3)
def scheme_of_a_link(scene: Scene) -> None:
    _, node = _link(scene)
    href = node[1]["href"]
    swapped = href.replace("https:", "http:", 1)
    node[1]["href"] = swapped if swapped != href else href.replace("http:", "https:", 1)


@near_miss("L1", times=2)
def place_within_the_target(scene: Scene) -> None:
    _, node = _link(scene)
    node[1]["href"] += "#comments"


@near_miss("L1", times=2)
def link_in_a_span_and_in_a_new_window(scene: Scene) -> None:
    _, node = _link(scene, -1)
    node[1].update({"target": "_blank", "rel": "noopener nofollow"})
    node[3] = [element("span", *node[3]), element("sup", "↗")]


# --- A1 ------------------------------------------------------------------------------


def _described(scene: Scene, at: int = 0) -> tuple[int, Block, Node]:
    said = "\n".join(b.text for b in scene.post.blocks if b.kind is BlockKind.CAPTION)
    found = [(i, b) for i, b in scene.blocks(IMAGE) if len(b.text) > 6 and b.text not in said]
    if not -len(found) <= at < len(found):
        raise UnfitError
    return (*found[at], scene.node_of(found[at][1]))


@fault("A1", times=4)
def alternative_text_left_out(scene: Scene) -> Expected:
    index, _, node = _described(scene)
    node[1]["alt"] = ""
    return Expected(block=index)


@fault("A1", times=3)
def alternative_text_of_the_site(scene: Scene) -> Expected:
    index, _, node = _described(scene, -1)
    node[1]["alt"] = "The Bench Paper"
    return Expected(block=index)


@fault("A1", times=2)
def no_alternative_text_at_all(scene: Scene) -> Expected:
    """On no picture of the page: one finding."""
    first = None
    for index, block in scene.blocks(IMAGE):
        scene.node_of(block)[1].pop("alt", None)
        first = index if first is None and block.text else first
    if first is None:
        raise UnfitError
    return Expected(implied=("A1",))


@fault("A1", times=3)
def file_name_as_alternative_text(scene: Scene) -> Expected:
    index, block, node = _described(scene, 1)
    node[1]["alt"] = block.url.rpartition("/")[2]
    return Expected(block=index)


@near_miss("A1", times=3)
def more_words_than_the_post_has(scene: Scene) -> None:
    _, block, node = _described(scene)
    node[1]["alt"] = f"{block.text} | The Bench Paper"


@near_miss("A1", times=3)
def other_quotes_and_blanks(scene: Scene) -> None:
    _, block, node = _described(scene, -1)
    node[1]["alt"] = "\u3000" + block.text.replace("'", "’").replace(" ", "\u00a0")


@near_miss("A1", times=3)
def alternative_text_as_a_line_below(scene: Scene) -> None:
    _, block, node = _described(scene)
    node[1]["alt"] = ""
    scene.put_after(node, element("span", block.text, box=(260, 0, 600, 24)))


@near_miss("A1", posts="weather")
def decoration_stays_silent(scene: Scene) -> None:
    for _, block in scene.blocks(IMAGE):
        if not block.text:
            scene.node_of(block)[1]["alt"] = "ornament"


@near_miss("A1", times=2)
def file_name_in_the_post(scene: Scene) -> None:
    index, block, node = http_picture(scene)
    blocks = list(scene.post.blocks)
    blocks[index] = replace(block, text="IMG_20210516_0920.jpg")
    scene.post = replace(scene.post, blocks=tuple(blocks))
    node[1]["alt"] = ""


# --- T4 ------------------------------------------------------------------------------


@fault("T4", times=3)
def paragraph_not_displayed(scene: Scene) -> Expected:
    index, block = scene.prose(1)
    hide(scene.node_of(block))
    return Expected(block=index)


@fault("T4", times=3)
def three_paragraphs_folded(scene: Scene) -> Expected:
    """All below the fold of a "read more" button, in one box."""
    blocks = [(i, b) for i, b in scene.blocks(BlockKind.TEXT) if scene.find_text(b.text)]
    if len(blocks) < 5:
        raise UnfitError
    for _, block in blocks[-3:]:
        for node, _ in walk(scene.node_of(block)):
            node[1][":hiding"] = "clipped"
    return Expected(block=blocks[-3][0], implied=("T4",))


@fault("T4", times=2)
def caption_in_white_on_white(scene: Scene) -> Expected:
    index, block = scene.caption(0)
    for node, _ in walk(scene.node_of(block)):
        node[1][":hiding"] = "colour"
    return Expected(block=index)


@fault("T4", times=2)
def heading_of_no_size(scene: Scene) -> Expected:
    index, block = scene.pick(BlockKind.HEADING)
    for node, _ in walk(scene.node_of(block)):
        node[1][":hiding"] = "size"
    return Expected(block=index)


@fault("T4", times=2)
def paragraph_off_the_page(scene: Scene) -> Expected:
    index, block = scene.prose(-1)
    for node, _ in walk(scene.node_of(block)):
        node[1][":hiding"] = "clipped"
    return Expected(block=index)


@near_miss("T4", times=3)
def a_hidden_copy_for_telephones(scene: Scene) -> None:
    _, block = scene.prose(0)
    node = scene.node_of(block)
    copy = copied(node)
    hide(copy)
    scene.put_before(node, copy)


@near_miss("T4", times=2)
def hidden_words_of_the_site(scene: Scene) -> None:
    _, block = scene.prose(1)
    words = element("p", "Skip to the content, share, print, listen to this article")
    words[1][":hiding"] = "clipped"
    scene.put_after(scene.node_of(block), words)


@near_miss("T4", times=2)
def half_of_a_paragraph_is_read_only_aloud(scene: Scene) -> None:
    _, block = scene.prose(0)
    node = scene.node_of(block)
    extra = element("span", " (opens in a new window)")
    extra[1][":hiding"] = "size"
    node[3].append(extra)


@near_miss("T4", times=2)
def article_shown_in_a_box_that_scrolls(scene: Scene) -> Expected:
    """All of it has boxes far below the page's end: a reader can scroll there, a picture cannot."""
    for node, _ in walk(scene.article):
        if node[2]:
            node[2][1] += 9_000
    return Expected(implied=("P3",))


@near_miss("T4", times=2)
def a_hidden_copy_of_the_whole_article(scene: Scene) -> None:
    """For printing."""
    copy = copied(scene.article)
    hide(copy)
    copy[0] = "section"
    body = next(node for node, _ in walk(scene.tree) if node[0] == "body")
    body[3].append(copy)
