"""Where something stands and how it is set: inherited from element to element."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, TypedDict

from archiver.dom import style
from archiver.dom.text import BLOCK_TAGS, HEADING_LEVELS
from archiver.dom.tree import Element

_CAPTION_CLASS = re.compile(
    r"(?:^|[\w-])(?:figcaption|caption-?text|(?:im(?:g|age)|pic(?:ture)?|photo|figure|gallery|element|media)"
    r"[-_]{0,2}(?:caption|desc(?:ription)?))$",
    re.IGNORECASE,
)
"""`wp-caption-text`, `image-caption`, `imgdesc`; not `wp-caption`, which is the figure."""
_FIGURE_CLASSES = frozenset(["wp-caption", "image-package", "picture-box", "image-container"])
_MAX_LANGUAGE = 64
"""Characters of a `lang` that are kept; RFC 5646, 4.4.1, asks for room for 35."""


class Words(NamedTuple):
    """What holds for the words of an element, however they are set."""

    href: str = ""
    """Of the link around them, as written."""
    language: str = ""
    """The nearest `lang`, as written."""
    hiding: str = ""
    """Of the words of this element alone: why they cannot be seen (`:hiding`)."""
    missing_glyphs: str = ""
    """Of the words of this element alone: what no font has (`:tofu`)."""


class Setting(NamedTuple):
    """The surroundings of a node. Numbers name elements of the document, 0 is none.

    A tuple: one is made for nearly every element, and a changed copy of a tuple takes
    a quarter of the time that one of a dataclass does.
    """

    owner: Element
    """The innermost block-level element."""
    paragraph: int = 0
    """Number of the owner: what shares it stands in one paragraph."""
    figure: int = 0
    figcaption: bool = False
    table: int = 0
    """Number of the enclosing layout table."""
    row: int = 0
    cell: int = 0
    level: int = 0
    """Of a heading."""
    item: bool = False
    code: bool = False
    centred: bool = False
    grey: bool = False
    small: bool = False
    italic: bool = False
    link: bool = False
    bold: bool = False
    hidden: bool = False
    noscript: bool = False
    words: Words = Words()


class SettingChanges(TypedDict, total=False):
    """What an element changes of its parent's setting."""

    owner: Element
    paragraph: int
    figure: int
    figcaption: bool
    table: int
    row: int
    cell: int
    level: int
    item: bool
    code: bool
    centred: bool
    grey: bool
    small: bool
    italic: bool
    link: bool
    bold: bool
    hidden: bool
    noscript: bool
    words: Words


def inside(element: Element, setting: Setting, number: int) -> Setting:
    """Return the setting of an element's children; `number` is the element's own."""
    changes = SettingChanges()
    hidden = is_unseen(element, outer=setting.hidden)
    if hidden != setting.hidden:
        changes["hidden"] = hidden
    if element.tag in BLOCK_TAGS:
        changes.update(_of_block(element, number))
    if element.attributes:
        changes.update(_of_style(element))
    words = words_in(element, setting.words)
    if words is not setting.words:
        changes["words"] = words
    if element.tag in _BY_TAG:
        changes.update(_BY_TAG[element.tag])
    return setting._replace(**changes) if changes else setting


def is_unseen(element: Element, *, outer: bool) -> bool:
    """Tell whether an element is not shown; `outer`: whether the one around it is not."""
    return not element.visible or (outer and element.box is None)


def words_in(element: Element, outer: Words) -> Words:
    """Return what holds for the words in an element; the same value where nothing changes."""
    attributes = element.attributes
    if not attributes and not outer.hiding and not outer.missing_glyphs:
        return outer
    href, language = outer.href, outer.language
    if element.tag == "a" and "href" in attributes:
        href = attributes["href"].strip()
    for name in ("lang", "xml:lang"):
        if name in attributes:
            language = attributes[name].strip()[:_MAX_LANGUAGE]
            break
    hiding, missing_glyphs = attributes.get(":hiding", ""), attributes.get(":tofu", "")
    if (href, language, hiding, missing_glyphs) == outer:
        return outer
    return Words(href, language, hiding, missing_glyphs)


_BY_TAG: dict[str, SettingChanges] = {
    "em": {"italic": True},
    "i": {"italic": True},
    "cite": {"italic": True},
    "strong": {"bold": True},
    "b": {"bold": True},
    "small": {"small": True},
    "a": {"link": True},
    "center": {"centred": True},
    "noscript": {"noscript": True},
    "li": {"item": True},
    "dd": {"item": True},
    "dt": {"item": True},
    "pre": {"code": True},
    "figcaption": {"figcaption": True},
}


def _of_block(element: Element, number: int) -> SettingChanges:
    tag = element.tag
    changes = SettingChanges(owner=element, paragraph=number)
    if tag == "figure" or (
        "class" in element.attributes
        and not _FIGURE_CLASSES.isdisjoint(element.get("class").lower().split())
    ):
        changes["figure"] = number
    if tag in HEADING_LEVELS:
        changes["level"] = HEADING_LEVELS[tag]
    elif tag == "table":
        changes["table"] = number
    elif tag == "tr":
        changes["row"] = number
    elif tag in {"td", "th"}:
        changes["cell"] = number
    return changes


def _of_style(element: Element) -> SettingChanges:
    tag, attributes = element.tag, element.attributes
    changes = SettingChanges()
    centred = style.alignment(tag, attributes)
    if centred is not None:
        changes["centred"] = centred
    grey = style.is_grey(tag, attributes)
    if grey is not None:
        changes["grey"] = grey
    if style.is_small(tag, attributes):
        changes["small"] = True
    if "style" in attributes and style.is_italic(attributes):
        changes["italic"] = True
    if "class" in attributes and _is_caption_class(element.get("class")[:500]):
        changes["figcaption"] = True
    return changes


@lru_cache(maxsize=2048)
def _is_caption_class(classes: str) -> bool:
    """Tell the classes of a caption; a page has few that differ."""
    return any(_CAPTION_CLASS.search(word) for word in classes.split())
