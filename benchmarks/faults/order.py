"""Cases about blocks that stand elsewhere (O1), or twice, or that nobody promised (O2)."""

from __future__ import annotations

from archiver.models import Block, BlockKind
from faults.media import IMAGE, http_picture
from faults.registry import Expected, fault, near_miss
from faults.scene import Node, Scene, UnfitError, copied, element, set_text, text_of, walk

LONG = (
    "Sponsored: the kettle that thinks with you now comes in eleven colours, each of them named"
    " after a lake, and may be returned within a hundred days without a question being asked."
)


def _rows(scene: Scene) -> list[tuple[int, Block, Node]]:
    """Return the prose of the post with the outermost element of each."""
    found = [(i, b) for i, b in scene.blocks(BlockKind.TEXT) if len(b.text) > 30]
    return [(i, b, scene.row_of(scene.node_of(b))) for i, b in found if scene.find_text(b.text)]


def _is_prose(row: Node) -> bool:
    return row[0] in {"p", "div"}


# --- O1 ------------------------------------------------------------------------------


@fault("O1", times=4)
def first_paragraph_went_to_the_end(scene: Scene) -> Expected:
    rows = _rows(scene)
    scene.drop(rows[0][2])
    scene.put_after(rows[-1][2], rows[0][2])
    return Expected(block=rows[0][0])


@fault("O1", times=4)
def last_paragraph_went_to_the_top(scene: Scene) -> Expected:
    rows = _rows(scene)
    scene.drop(rows[-1][2])
    scene.put_before(rows[0][2], rows[-1][2])
    return Expected(block=rows[-1][0])


@fault("O1", times=3)
def two_paragraphs_exchanged(scene: Scene) -> Expected:
    """Either of the two may be called the one that moved."""
    rows = _rows(scene)
    if len(rows) < 5 or not (_is_prose(rows[1][2]) and _is_prose(rows[3][2])):
        raise UnfitError
    one, other = rows[1], rows[3]
    scene.exchange(one[2], other[2])
    return Expected(implied=("O1", "C2"))


@fault("O1", posts="kitchen workshop newsletter")
def picture_went_to_the_top(scene: Scene) -> Expected:
    index, _, node = http_picture(scene, -1)
    row = scene.row_of(node)
    scene.drop(row)
    scene.put_before(_rows(scene)[0][2], row)
    return Expected(block=index)


@fault("O1", times=2)
def picture_and_caption_went_together(scene: Scene) -> Expected:
    index, block = scene.caption(0)
    medium = block.caption_of[0]
    rows = [scene.row_of(scene.node_of(scene.post.blocks[i])) for i in (medium, index)]
    if rows[0] is rows[1] or scene.parent_of(rows[0])[0] == "figure":
        raise UnfitError
    last = _rows(scene)[-1][2]
    for row in reversed(rows):
        scene.drop(row)
        scene.put_after(last, row)
    return Expected(block=min(medium, index))


@near_miss("O1", times=3)
def lead_picture_repeated_on_top(scene: Scene) -> Expected:
    _, _, node = http_picture(scene, 1)
    heading = next(n for n, _ in walk(scene.article) if n[0] == "h1")
    scene.put_before(heading, copied(node))
    return Expected(implied=("O2",))


@near_miss("O1", times=3)
def contents_with_all_headings(scene: Scene) -> None:
    headings = scene.blocks(BlockKind.HEADING)
    if not headings:
        raise UnfitError
    items = [element("li", element("a", b.text, href="#h")) for _, b in headings]
    scene.put_before(_rows(scene)[0][2], element("nav", element("ul", *items)))


@near_miss("O1", times=3)
def related_articles_with_the_same_pictures(scene: Scene) -> None:
    """In front of the article."""
    thumbs = [copied(scene.node_of(b)) for _, b in scene.blocks(IMAGE)[:3]]
    for thumb in thumbs:
        thumb[2], thumb[1]["alt"] = [20.0, 20.0, 120.0, 80.0], ""
    items = [element("li", thumb, "A story that we told before") for thumb in thumbs]
    heading = next(n for n, _ in walk(scene.article) if n[0] == "h1")
    scene.put_before(heading, element("ul", *items))


@near_miss("O1", posts="lighthouse")
def footnote_stays_at_its_word(scene: Scene) -> None:
    """A site that repeats the note as a tooltip beside its mark."""
    mark = next(n for n, _ in walk(scene.article) if n[0] == "sup")
    mark[3].append(["span", {"role": "tooltip"}, None, ["She expects to reach 1940"]])


@near_miss("O1", times=3)
def the_first_words_as_a_summary(scene: Scene) -> Expected:
    _, block, row = _rows(scene)[0]
    scene.put_before(row, element("p", block.text[:40] + "…"))
    return Expected(implied=("O2",))


# --- O2 ------------------------------------------------------------------------------


@fault("O2", times=4)
def a_paragraph_twice(scene: Scene) -> Expected:
    rows = _rows(scene)
    _, block, row = rows[1]
    scene.put_after(rows[2][2], copied(row))
    return Expected(words=block.text[:8])


@fault("O2", times=3)
def a_picture_twice(scene: Scene) -> Expected:
    _, block, node = http_picture(scene, 0)
    row = scene.row_of(node)
    rows = [each for each in _rows(scene) if each[0] > scene.post.blocks.index(block)]
    copy = copied(row if row is not node else node)
    if len(rows) < 3:
        raise UnfitError
    scene.put_after(rows[1][2], copy)
    return Expected(words=block.url.rpartition("/")[2].partition("?")[0])


@fault("O2", times=3)
def a_picture_of_somebody_else(scene: Scene) -> Expected:
    url = "https://shop.adboard.example/kettle.jpg"
    _, _, node = http_picture(scene, 0)
    extra = copied(node)
    extra[0] = "img"
    extra[1] = {"src": url, ":src": url, ":w": "600", ":h": "400", "alt": "A kettle"}
    extra[2] = [260.0, 0.0, 600.0, 400.0]
    scene.put_after(_rows(scene)[1][2], element("div", extra))
    return Expected(words="kettle")


@fault("O2", times=3)
def an_advertisement_of_many_words(scene: Scene) -> Expected:
    scene.put_after(_rows(scene)[1][2], element("div", LONG))
    return Expected(words="kettle")


@near_miss("O2", times=3)
def avatar_and_icons(scene: Scene) -> None:
    url = "https://paper.bench.example/faces/editor.jpg"
    face = element("img", src=url, box=(260, 0, 48, 48))
    face[1].update({":src": url, ":w": "96", ":h": "96"})
    scene.put_after(_rows(scene)[1][2], element("div", face, "Edited by us"))


@near_miss("O2", times=2)
def a_hidden_copy_for_the_lightbox(scene: Scene) -> None:
    _, _, node = http_picture(scene, 0)
    copy = copied(node)
    copy[2] = None
    scene.put_after(scene.row_of(node), element("div", copy))
    scene.parent_of(copy)[2] = None


@near_miss("O2", times=3)
def comments_that_quote(scene: Scene) -> None:
    quoted = [element("blockquote", block.text) for _, block, _ in _rows(scene)[:3]]
    body = next(node for node, _ in walk(scene.tree) if node[0] == "body")
    body[3].append(element("section", element("h3", "Comments"), *quoted))


@near_miss("O2", times=3)
def buttons_and_counters_between(scene: Scene) -> None:
    for _, _, row in _rows(scene)[:3]:
        scene.put_after(row, element("div", element("button", "♥ 31"), " · Share · 4 min read"))


@near_miss("O2", posts="weather")
def ornaments_that_the_post_has_three_times(scene: Scene) -> None:
    for node, _ in walk(scene.article):
        if node[0] == "img" and "ornament" in node[1].get("src", ""):
            node[1]["class"] = "divider"


@near_miss("O2", times=2)
def related_list_after_the_last_paragraph(scene: Scene) -> None:
    thumbs = [copied(scene.node_of(b)) for _, b in scene.blocks(IMAGE)[:2]]
    items = [element("li", thumb, "You may also like to read this one") for thumb in thumbs]
    for thumb in thumbs:
        thumb[1] = {"src": thumb[1][":src"], ":src": thumb[1][":src"], ":w": "160", ":h": "107"}
        thumb[2] = [0.0, 0.0, 160.0, 107.0]
    last = [child for child in scene.article[3] if not isinstance(child, str)][-1]
    scene.put_after(last, element("ul", *items))


@near_miss("O1", times=2)
def words_turned_in_a_heading(scene: Scene) -> None:
    """The site writes the title once more above the text."""
    node = element("p", "")
    set_text(node, text_of(next(n for n, _ in walk(scene.article) if n[0] == "h1")))
    scene.put_before(_rows(scene)[0][2], node)
