"""Where something stands and how it is set: inherited from element to element."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

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


@dataclass(frozen=True, slots=True)
class Setting:
    """The surroundings of a node. Numbers name elements of the document, 0 is none."""

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


def inside(element: Element, setting: Setting, number: int) -> Setting:
    """Return the setting of an element's children; `number` is the element's own."""
    changes = SettingChanges()
    hidden = not element.visible
    if element.box is None and setting.hidden:
        hidden = True
    if hidden != setting.hidden:
        changes["hidden"] = hidden
    if element.tag in BLOCK_TAGS:
        changes.update(_of_block(element, number))
    if element.attributes:
        changes.update(_of_style(element))
    changes.update(_BY_TAG.get(element.tag, SettingChanges()))
    return _changed(setting, **changes) if changes else setting


def _changed(setting: Setting, **changes: Unpack[SettingChanges]) -> Setting:
    return replace(setting, **changes)


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
    if tag == "figure" or not _FIGURE_CLASSES.isdisjoint(element.get("class").lower().split()):
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
    if style.is_italic(attributes):
        changes["italic"] = True
    if any(_CAPTION_CLASS.search(word) for word in element.get("class")[:500].split()):
        changes["figcaption"] = True
    return changes
