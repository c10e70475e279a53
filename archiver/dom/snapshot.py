"""The browser's compact tree to elements.

The page made it, so it is hostile: what has the wrong shape is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from archiver.dom.parse import MAX_NODES
from archiver.dom.style import is_hidden
from archiver.dom.tree import Element
from archiver.models import Box


def element_from_snapshot(tree: object) -> Element:
    """Return the element of `[tag, {attribute: value}, [x, y, w, h] | null, [children]]`.

    Text nodes are strings. Attributes that start with a colon are the
    browser's own: `:src` (currentSrc), `:w` and `:h` (natural size), `:frame`
    (index of the child frame); of words `:hiding` (why they cannot be seen) and
    `:tofu` (the characters that no font has). Parts of the wrong shape, and all past 400,000
    nodes, are left out; an unusable root gives an empty `html` element.
    """
    root = _Draft.of(tree)
    if root is None:
        return Element("html", {}, ())
    stack = [root]
    budget = MAX_NODES
    while True:
        draft = stack[-1]
        if draft.position < len(draft.raw_children) and budget > 0:
            node = draft.raw_children[draft.position]
            draft.position += 1
            budget -= 1
            if isinstance(node, str):
                draft.children.append(node)
            elif (child := _Draft.of(node)) is not None:
                stack.append(child)
            continue
        stack.pop()
        element = draft.finished()
        if not stack:
            return element
        stack[-1].children.append(element)


class _Draft:
    """An element whose children are not all known yet."""

    __slots__ = ("attributes", "box", "children", "position", "raw_children", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str], box: Box | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.box = box
        self.raw_children: Sequence[object] = ()
        self.children: list[Element | str] = []
        self.position = 0

    @classmethod
    def of(cls, node: object) -> _Draft | None:
        if not isinstance(node, (list, tuple)) or len(node) < 4 or not isinstance(node[0], str):
            return None
        draft = cls(node[0].lower(), _attributes(node[1]), _box(node[2]))
        if isinstance(node[3], (list, tuple)):
            draft.raw_children = node[3]
        return draft

    def finished(self) -> Element:
        shown = self.box is not None and not is_hidden(self.attributes)
        return Element(
            self.tag, self.attributes, tuple(self.children), None, self.box, visible=shown
        )


def _attributes(value: object) -> Mapping[str, str]:
    if not value or not isinstance(value, Mapping):
        return {}
    return {
        name.lower(): str(text)
        for name, text in value.items()
        if isinstance(name, str) and isinstance(text, (str, int, float))
    }


def _box(value: object) -> Box | None:
    if not isinstance(value, (list, tuple)) or len(value) != 4:
        return None
    sides = []
    for side in value:
        if isinstance(side, bool) or not isinstance(side, (int, float)) or not math.isfinite(side):
            return None
        sides.append(float(side))
    return Box(*sides)
