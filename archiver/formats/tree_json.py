"""A frame's element tree as a flat list, so that no depth can end the stack.

The nested form is `[tag, {attribute: value}, [x, y, width, height] | null,
[children]]` with strings for text. Flat, it is the same nodes in document
order, with the number of children in the place of the children.
"""

from __future__ import annotations

from typing import Any

_NODE_PARTS = 4


def flatten_tree(tree: Any) -> list[Any]:
    """Return a nested tree as a flat list; an empty tree gives an empty list."""
    if not tree:
        return []
    flat: list[Any] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            flat.append(node)
            continue
        tag, attributes, box, children = node
        flat.append([tag, attributes, box, len(children)])
        waiting.extend(reversed(children))
    return flat


def raise_tree(flat: Any) -> list[Any] | tuple[Any, ...]:
    """Return the nested tree of a flat list; an empty list gives an empty tuple.

    Raises:
        ValueError: the list is no tree.
    """
    if not isinstance(flat, list):
        raise ValueError("a tree that is no list")  # noqa: TRY004 - bad input
    if not flat:
        return ()
    root: list[Any] = []
    open_nodes = [(root, 1)]
    """Children lists that still lack some, innermost last."""
    for item in flat:
        while open_nodes and len(open_nodes[-1][0]) == open_nodes[-1][1]:
            open_nodes.pop()
        if not open_nodes:
            raise ValueError("a tree with two roots")
        siblings = open_nodes[-1][0]
        if isinstance(item, str):
            siblings.append(item)
            continue
        tag, attributes, box, count = _checked(item)
        children: list[Any] = []
        siblings.append([tag, attributes, box, children])
        open_nodes.append((children, count))
    if any(len(children) != count for children, count in open_nodes):
        raise ValueError("a tree that ends too early")
    if isinstance(root[0], str):
        raise ValueError("a tree without a root element")  # noqa: TRY004 - bad input
    return list(root[0])


def _checked(item: Any) -> tuple[str, dict[str, str], list[float] | None, int]:
    if not isinstance(item, list) or len(item) != _NODE_PARTS:
        raise ValueError("a tree node that is neither text nor element")
    tag, attributes, box, count = item
    if not isinstance(tag, str) or type(count) is not int or count < 0:
        raise ValueError("a tree node without tag or count")
    if not isinstance(attributes, dict) or not all(
        isinstance(value, str) for value in attributes.values()
    ):
        raise ValueError("a tree node with odd attributes")
    if box is not None and not (
        isinstance(box, list)
        and len(box) == _NODE_PARTS
        and all(type(side) in {int, float} for side in box)
    ):
        raise ValueError("a tree node with an odd box")
    return tag, attributes, box, count
