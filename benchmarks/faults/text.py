"""Cases about words that are gone or garbled (T1, T2), and about tables (T6)."""

from __future__ import annotations

import re

from archiver.compare.wording import sentences
from archiver.models import Block, BlockKind
from faults.registry import Expected, fault, near_miss
from faults.scene import Node, Scene, UnfitError, boxed, element, set_text, text_of, walk

LATER = "Published again with the kind permission of nobody in particular."


def _plain(scene: Scene, at: int = 0, least: int = 45) -> tuple[int, Block, Node]:
    """Return a paragraph whose element holds words alone."""
    index, block = scene.prose(at, least)
    return index, block, scene.node_of(block)


# --- T1 ------------------------------------------------------------------------------


@fault("T1", times=4)
def paragraph_left_out(scene: Scene) -> Expected:
    index, _, node = _plain(scene, 1)
    scene.drop(node)
    return Expected(block=index)


@fault("T1", times=3)
def last_paragraph_left_out(scene: Scene) -> Expected:
    index, _, node = _plain(scene, -1)
    scene.drop(node)
    return Expected(block=index)


@fault("T1", times=4)
def one_sentence_left_out(scene: Scene) -> Expected:
    for at in range(8):
        index, block, node = _plain(scene, at)
        found = sentences(block.text)
        if len(found) >= 3 and len(found[1]) >= 12:
            set_text(node, block.text.replace(found[1], "", 1))
            return Expected(block=index, words=found[1][:10])
    raise UnfitError


@fault("T1", times=3)
def paragraph_ends_in_the_middle(scene: Scene) -> Expected:
    index, block, node = _plain(scene, 2, least=60)
    set_text(node, block.text[: len(block.text) * 3 // 5] + "… Read more")
    return Expected(block=index)


@fault("T1", times=3)
def heading_left_out(scene: Scene) -> Expected:
    index, block = scene.pick(BlockKind.HEADING)
    scene.drop(scene.node_of(block))
    return Expected(block=index)


@fault("T1", posts="lighthouse caravan kitchen weather")
def item_of_a_list_left_out(scene: Scene) -> Expected:
    items = [node for node, _ in walk(scene.article) if node[0] == "li"]
    words = text_of(items[1])
    scene.drop(items[1])
    found = [i for i, b in scene.blocks(BlockKind.TEXT) if words.strip()[:20] in b.text]
    return Expected(block=found[0], words=words.strip()[:10])


@fault("T1", times=3)
def advertisement_in_the_place_of_a_paragraph(scene: Scene) -> Expected:
    index, _, node = _plain(scene, 1)
    set_text(node, "Subscribe today and get the first month for nothing, the second for less.")
    return Expected(block=index, implied=("O2", "L1"))


@near_miss("T1", times=4)
def curled_quotes_and_dashes(scene: Scene) -> None:
    plain = str.maketrans({"'": "’", "-": "–", "“": '"', "”": '"'})
    for _, block in scene.blocks(BlockKind.TEXT, BlockKind.HEADING, BlockKind.CAPTION):
        node = scene.find_text(block.text)
        if node is not None:
            node[3] = [c.translate(plain) if isinstance(c, str) else c for c in node[3]]


@near_miss("T1", times=4)
def paragraph_split_in_two(scene: Scene) -> None:
    _, block, node = _plain(scene, 0)
    at = len(sentences(block.text)[0])
    if node[0] != "p" or at > len(block.text) - 10:
        raise UnfitError
    words = text_of(node)
    set_text(node, words[:at])
    scene.put_after(node, element("p", words[at:]))


@near_miss("T1", posts="kitchen")
def paragraph_joined_with_the_next(scene: Scene) -> None:
    for at in range(6):
        index, _, one = _plain(scene, at)
        following, _, other = _plain(scene, at + 1)
        if following == index + 1 and one[0] == other[0] == "p":
            one[3] = [*one[3], " ", *other[3]]
            scene.drop(other)
            return
    raise UnfitError


@near_miss("T1", times=3)
def soft_hyphens_and_breaks(scene: Scene) -> None:
    _, block, node = _plain(scene, 1)
    half = len(block.text) // 2
    node[3] = [block.text[:half] + "\u00ad", ["wbr", {}, None, []], block.text[half:]]


@near_miss("T1", times=3)
def first_letter_as_a_drop_cap(scene: Scene) -> None:
    _, block, node = _plain(scene, 0)
    node[3] = [element("span", block.text[0], box=(260, 0, 40, 60)), block.text[1:]]


@near_miss("T1", times=3)
def an_advertisement_between_paragraphs(scene: Scene) -> None:
    _, _, node = _plain(scene, 1)
    scene.put_after(scene.row_of(node), element("div", "Advertisement"))


@near_miss("T1", times=3)
def marks_of_direction_and_no_width(scene: Scene) -> None:
    _, block, node = _plain(scene, -1)
    set_text(node, "\u200e" + "\u200b".join(re.findall(r".{1,7}", block.text)) + "\u200f")


@near_miss("T1", times=2, posts="lighthouse caravan kitchen weather")
def list_became_paragraphs(scene: Scene) -> None:
    for node, _ in walk(scene.article):
        if node[0] in {"ul", "ol"}:
            node[0] = "div"
        elif node[0] == "li":
            node[0] = "p"
            node[3].insert(0, "• ")


@near_miss("T1", posts="ferry")
def brackets_of_ruby_left_out(scene: Scene) -> None:
    for node, _ in walk(scene.article):
        node[3] = [c for c in node[3] if isinstance(c, str) or c[0] != "rp"]


@near_miss("T1", posts="ferry")
def brackets_of_ruby_added(scene: Scene) -> None:
    for node, _ in walk(scene.article):
        if node[0] == "ruby" and not any(c[0] == "rp" for c in node[3] if not isinstance(c, str)):
            at = next(i for i, c in enumerate(node[3]) if not isinstance(c, str))
            opening, closing = ["rp", {}, None, ["("]], ["rp", {}, None, [")"]]
            node[3] = [*node[3][:at], opening, node[3][at], closing, *node[3][at + 1 :]]


@near_miss("T1", times=3)
def headings_with_anchors_and_numbers(scene: Scene) -> None:
    if not scene.blocks(BlockKind.HEADING):
        raise UnfitError
    for number, (_, block) in enumerate(scene.blocks(BlockKind.HEADING), start=1):
        node = scene.node_of(block)
        node[3] = [f"{number}. ", *node[3], element("a", "#", href="#s", box=(0, 0, 9, 9))]


@near_miss("T1", posts="workshop lighthouse")
def code_with_line_numbers_and_colours(scene: Scene) -> None:
    code = next(node for node, _ in walk(scene.article) if node[0] == "code")
    lines = text_of(code).splitlines(keepends=True)
    code[3] = [element("span", line) for line in lines]


# --- T2 ------------------------------------------------------------------------------


@fault("T2", posts="harbour teahouse ferry courtyard")
def utf_8_read_as_latin_1(scene: Scene) -> Expected:
    index, block, node = _plain(scene, 1)
    set_text(node, block.text.encode("utf-8").decode("windows-1252", "replace"))
    return Expected(block=index)


@fault("T2", posts="bridge railway harbour")
def utf_8_read_as_gbk(scene: Scene) -> Expected:
    index, block, node = _plain(scene, 2)
    set_text(node, block.text.encode("utf-8").decode("gbk", "replace"))
    return Expected(block=index)


@fault("T2", posts="harbour radio courtyard")
def replacement_characters(scene: Scene) -> Expected:
    index, block, node = _plain(scene, 0)
    set_text(node, block.text[:9] + "\ufffd\ufffd\ufffd" + block.text[12:])
    return Expected(block=index)


@fault("T2", posts="teahouse ferry railway")
def question_marks(scene: Scene) -> Expected:
    index, block, node = _plain(scene, -1)
    set_text(node, re.sub(r"[^\x00-\x7f]", "?", block.text))
    return Expected(block=index)


@fault("T2", posts="ferry courtyard market weather")
def drawn_as_boxes(scene: Scene) -> Expected:
    index, block, node = _plain(scene, 1)
    node[1][":tofu"] = "".join(dict.fromkeys(c for c in block.text if c > "\u2e80"))[:40]
    return Expected(block=index, words=node[1][":tofu"][:1])


@fault("T2", posts="harbour bridge")
def latin_1_read_as_utf_8_in_gbk(scene: Scene) -> Expected:
    """A post in GBK served as UTF-8: what cannot be read becomes the replacement character."""
    index, block, node = _plain(scene, 1)
    set_text(node, block.text.encode("gbk", "ignore").decode("utf-8", "replace"))
    return Expected(block=index)


@fault("T2", posts="lighthouse caravan")
def quotes_came_out_in_pieces(scene: Scene) -> Expected:
    """An article in English: only its curled quotes, dashes and accents are spoiled."""
    index, block, node = _plain(scene, 0)
    words = block.text.replace("'", "’").replace(", ", " — ").replace(". ", "… ")
    set_text(node, words.encode("utf-8").decode("windows-1252", "replace"))
    return Expected(block=index)


@near_miss("T2", posts="harbour ferry glacier caravan")
def garbled_words_of_an_advertisement(scene: Scene) -> None:
    _, _, node = _plain(scene, -1)
    words = "æµ·è¾¹ç\x9aå°\x8fæ¸¯ \ufffd\ufffd ????"
    scene.put_after(scene.row_of(node), element("footer", words))


@near_miss("T2", posts="harbour ferry kitchen")
def icons_of_a_private_font(scene: Scene) -> None:
    _, _, node = _plain(scene, 0)
    icon = element("i", "\ue900", box=(0, 0, 16, 16))
    icon[1][":tofu"] = "\ue900"
    scene.put_before(scene.row_of(node), element("div", icon))


@near_miss("T2", posts="market lighthouse weather")
def full_width_question_marks(scene: Scene) -> None:
    for node, _ in walk(scene.article):
        node[3] = [c.replace("？", "?") if isinstance(c, str) else c for c in node[3]]


@near_miss("T2", posts="caravan orchard")
def accents_set_as_two_characters(scene: Scene) -> None:
    for node, _ in walk(scene.article):
        node[3] = [c.replace("é", "e\u0301") if isinstance(c, str) else c for c in node[3]]


@near_miss("T2", posts="workshop lighthouse")
def code_that_shows_entities(scene: Scene) -> None:
    code = next(node for node, _ in walk(scene.article) if node[0] == "code")
    scene.put_after(scene.row_of(code), element("div", "&amp;lt; is how you write a bracket"))


# --- T6 ------------------------------------------------------------------------------

TABLES = "teahouse bridge concert workshop"


def _table(scene: Scene) -> tuple[int, Node, list[Node]]:
    index, _ = scene.pick(BlockKind.TABLE)
    table = next(node for node, _ in walk(scene.article) if node[0] == "table")
    return index, table, [node for node, _ in walk(table) if node[0] == "tr"]


@fault("T6", posts=TABLES)
def two_rows_lost(scene: Scene) -> Expected:
    index, _, rows = _table(scene)
    for row in rows[2:4]:
        scene.drop(row)
    return Expected(block=index)


@fault("T6", posts=TABLES)
def last_column_lost(scene: Scene) -> Expected:
    index, _, rows = _table(scene)
    for row in rows:
        scene.drop([cell for cell in row[3] if not isinstance(cell, str)][-1])
    return Expected(block=index)


@fault("T6", posts="teahouse bridge workshop")
def cut_after_three_rows(scene: Scene) -> Expected:
    index, _, rows = _table(scene)
    for row in rows[3:]:
        scene.drop(row)
    return Expected(block=index)


@fault("T6", posts="workshop concert")
def markdown_shown_raw(scene: Scene) -> Expected:
    index, table, rows = _table(scene)
    lines = [" | ".join(text_of(c) for c in row[3] if not isinstance(c, str)) for row in rows]
    lines.insert(1, "---|---|---")
    scene.put_after(table, element("p", *[part for line in lines for part in (line, _br())]))
    scene.drop(table)
    return Expected(block=index)


@fault("T6", posts="bridge")
def whole_table_lost(scene: Scene) -> Expected:
    index, table, _ = _table(scene)
    scene.drop(table)
    return Expected(block=index)


@near_miss("T6", posts=TABLES)
def a_column_of_numbers_added(scene: Scene) -> None:
    for number, row in enumerate(_table(scene)[2]):
        row[3].insert(0, element("td", str(number or "#"), box=(0, 0, 30, 20)))


@near_miss("T6", posts=TABLES)
def in_a_box_that_scrolls(scene: Scene) -> None:
    _, table, _ = _table(scene)
    parent = scene.parent_of(table)
    at = next(i for i, each in enumerate(parent[3]) if each is table)
    parent[3][at] = boxed(table)


@near_miss("T6", posts="teahouse bridge")
def split_in_two_tables(scene: Scene) -> None:
    _, table, rows = _table(scene)
    second = element("table", element("tbody", *rows[4:]))
    for row in rows[4:]:
        scene.drop(row)
    scene.put_after(table, second)


@near_miss("T6", posts="concert workshop")
def cards_for_a_small_screen(scene: Scene) -> None:
    _, table, rows = _table(scene)
    cells = [text_of(cell) for row in rows for cell in row[3] if not isinstance(cell, str)]
    scene.put_after(table, element("div", *[element("div", cell) for cell in cells]))
    scene.drop(table)


@near_miss("T6", posts=TABLES)
def blanks_in_cells(scene: Scene) -> None:
    for row in _table(scene)[2]:
        for cell in row[3]:
            if not isinstance(cell, str):
                cell[3] = ["\n   ", *cell[3], "\u00a0"]


def _br() -> Node:
    return ["br", {}, None, []]
