"""HTML text to a tree.

libxml2 parses: it is linear on hostile input and keeps lines, where
html.parser and html5lib stand still for half a minute on 40 KB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from lxml import etree

from archiver.dom.style import is_hidden
from archiver.dom.tree import Element
from archiver.errors import UsageError

MAX_HTML_BYTES = 8 * 1024 * 1024
MAX_NODES = 400_000
_MAX_LINE = 65_535
"""libxml2 keeps lines in 16 bits; from here on a line is unknown."""
_TAG_REACH = 40
"""Lines that a start tag may be long to be given the line it starts on."""
_VOID = frozenset({"source", "track", "wbr", "param", "embed", "keygen"})
"""Void elements that libxml2 does not close by itself."""
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def parse_html(html: str, *, line_of: Sequence[int] | None = None) -> Element:
    """Parse a document or a fragment; return its `html` element.

    Args:
        html: Markup; may be empty.
        line_of: For each line of `html`, the line to report (a post's file has
            other lines than the HTML made of it). None: lines of `html`.

    Raises:
        UsageError: More than 8 MiB, more than 400,000 nodes, or nested deeper
            than libxml2's 2,048 elements.
    """
    data = _FORBIDDEN.sub("\ufffd", html).encode()
    if len(data) > MAX_HTML_BYTES:
        raise UsageError(f"HTML of {len(data):,} bytes is more than {MAX_HTML_BYTES:,}; split it")
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UsageError("HTML is nested more than 2,000 elements deep; flatten it")
    if root is None:
        return Element("html", {}, ())
    return _converted(root, _Lines(html, line_of))


class _Lines:
    """Finds the line on which an element starts."""

    def __init__(self, html: str, line_of: Sequence[int] | None) -> None:
        self._html = html.lower().split("\n")
        self._line_of = line_of
        self._known: dict[tuple[int, str], int | None] = {}

    def start_of(self, node: etree._Element, tag: str) -> int | None:
        """Return the line of the start tag; libxml2 knows the line of its end."""
        line = cast("int | None", node.sourceline)  # the stubs say Ellipsis
        if line is None or line >= _MAX_LINE or line > len(self._html):
            return None
        if (line, tag) not in self._known:
            self._known[line, tag] = self._searched(line, tag)
        return self._known[line, tag]

    def _searched(self, line: int, tag: str) -> int | None:
        opening = "<" + tag
        for candidate in range(line, max(0, line - _TAG_REACH), -1):
            if opening in self._html[candidate - 1]:
                line = candidate
                break
        if self._line_of is None:
            return line
        return self._line_of[line - 1] if line <= len(self._line_of) else None


def _converted(root: etree._Element, lines: _Lines) -> Element:
    """Build the tree bottom up, without recursion."""
    finished: dict[etree._Element, Element] = {}
    for count, (_, node) in enumerate(etree.iterwalk(root, events=("end",))):
        if count > MAX_NODES:
            raise UsageError(f"HTML has more than {MAX_NODES:,} elements; split it")
        if isinstance(node.tag, str):
            finished[node] = _element(node, finished, lines)
    return finished[root]


def _element(
    node: etree._Element, finished: dict[etree._Element, Element], lines: _Lines
) -> Element:
    tag = str(node.tag).lower()
    # Names that begin with a colon are the browser's own, see `element_from_snapshot`.
    attributes = {
        str(name).lower(): str(value) for name, value in node.attrib.items() if name[:1] != ":"
    }
    return Element(
        tag=tag,
        attributes=attributes,
        children=tuple(_children(node, finished)),
        line=lines.start_of(node, tag),
        visible=not is_hidden(attributes),
    )


def _children(
    node: etree._Element, finished: dict[etree._Element, Element]
) -> Iterator[Element | str]:
    """Yield the children; what libxml2 put into a void element comes after it."""
    if node.text:
        yield str(node.text)
    for child in node:
        element = finished.pop(child, None)
        if element is not None and element.tag in _VOID and element.children:
            yield Element(element.tag, element.attributes, (), element.line, None, element.visible)
            yield from element.children
        elif element is not None:
            yield element
        if child.tail:
            yield str(child.tail)
