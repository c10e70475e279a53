"""The elements of an MPD that say what is fetched, read with expat and bounded.

A document type is refused before its first entity; depth and number of elements
are limited, so that neither recursion nor memory can be exhausted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from archiver.errors import ManifestError

MAX_ELEMENTS = 200_000
_MAX_DEPTH = 64
_MAX_TEXT_CHARACTERS = 8192
_SEPARATOR = " "
_XLINK = "http://www.w3.org/1999/xlink href"
_KNOWN = frozenset(
    [
        "MPD",
        "Period",
        "AdaptationSet",
        "Representation",
        "BaseURL",
        "SegmentBase",
        "SegmentList",
        "SegmentTemplate",
        "SegmentTimeline",
        "SegmentURL",
        "S",
        "Initialization",
        "ContentProtection",
        "EssentialProperty",
        "Role",
    ]
)


@dataclass(slots=True, kw_only=True)
class Node:
    """An element; attributes and children by their names without namespace."""

    name: str
    attributes: dict[str, str]
    """Stripped; those of 8192 characters or more are left out."""
    children: dict[str, list[Node]] = field(default_factory=dict)
    """By name: looking one up takes the same time however many there are."""
    text: str = ""

    def all(self, name: str) -> Sequence[Node]:
        """Return the children of a name, in order."""
        return self.children.get(name, ())

    def first(self, name: str) -> Node | None:
        """Return the first child of a name."""
        return next(iter(self.all(name)), None)

    def get(self, name: str) -> str:
        """Return an attribute; empty when it is not there."""
        return self.attributes.get(name, "")


@dataclass(slots=True)
class _Builder:
    """Takes expat's events; unknown elements are skipped with all that they hold."""

    open: list[Node] = field(default_factory=list)
    root: Node | None = None
    skipped_depth: int = 0
    elements: int = 0
    has_links: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS or len(self.open) + self.skipped_depth >= _MAX_DEPTH:
            raise ManifestError("The manifest has too many elements, or too deep ones.")
        local = name.rpartition(_SEPARATOR)[2]
        if self.skipped_depth or local not in _KNOWN:
            self.skipped_depth += 1
            return
        self.has_links = self.has_links or _XLINK in attributes
        short = {
            key: value.strip()
            for key, value in attributes.items()
            if len(value) < _MAX_TEXT_CHARACTERS
        }
        node = Node(name=local, attributes=short)
        if self.open:
            self.open[-1].children.setdefault(local, []).append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        if self.skipped_depth:
            self.skipped_depth -= 1
        else:
            self.open.pop()

    def text(self, text: str) -> None:
        if self.open and not self.skipped_depth and self.open[-1].name == "BaseURL":
            node = self.open[-1]
            if len(node.text) <= _MAX_TEXT_CHARACTERS:
                node.text += text

    def doctype(self, *_: object) -> None:
        raise ManifestError("The manifest has a document type, which no MPD needs.")


def read_tree(data: bytes) -> tuple[Node, bool]:
    """Return the MPD element, and whether something in it lies elsewhere (xlink).

    Raises:
        ManifestError: it is no well-formed XML, has a document type, more than
            `MAX_ELEMENTS` elements, or another root.
    """
    builder = _Builder()
    try:
        parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.buffer_text = True
        parser.StartElementHandler = builder.start
        parser.EndElementHandler = builder.end
        parser.CharacterDataHandler = builder.text
        parser.StartDoctypeDeclHandler = builder.doctype
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # also encodings without codec
        raise ManifestError("The manifest is no well-formed XML.") from error
    if builder.root is None or builder.root.name != "MPD":
        raise ManifestError("The manifest has no MPD element.")
    return builder.root, builder.has_links
