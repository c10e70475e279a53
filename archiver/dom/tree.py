"""The element tree that parser and snapshot share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archiver.models import Box


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element of a document: `children` are elements and strings, in order.

    Names of tags and attributes are lower case. `visible` is False for an
    element that is hidden by its own markup (source) or has no box (page).
    Compared by identity: trees may be thousands of elements deep.
    """

    tag: str
    attributes: Mapping[str, str] = field(repr=False)
    children: tuple[Element | str, ...] = field(repr=False)
    line: int | None = None
    box: Box | None = None
    visible: bool = True

    def get(self, name: str) -> str:
        """Return an attribute's value without the blanks around it, or ``."""
        return self.attributes.get(name, "").strip()

    def descendants(self) -> Iterator[Element | str]:
        """Yield all that is below, in document order."""
        stack = list(reversed(self.children))
        while stack:
            node = stack.pop()
            yield node
            if isinstance(node, Element):
                stack.extend(reversed(node.children))

    def elements(self, *tags: str) -> Iterator[Element]:
        """Yield the descendant elements with one of these tags."""
        for node in self.descendants():
            if isinstance(node, Element) and node.tag in tags:
                yield node
