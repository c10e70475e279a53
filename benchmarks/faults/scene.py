"""A capture that a case may spoil: the element tree and the ledger as plain, changeable lists."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from archiver.compare import check
from archiver.compare.keys import keys_of, medium_key
from archiver.compare.wording import normal_form
from archiver.models import (
    Asked,
    Block,
    BlockKind,
    BodyProbe,
    Capture,
    LedgerEntry,
    MediaState,
    Outcome,
    PlayerState,
    Post,
    RecordPointer,
    Report,
)
from faults.bases import Base

Node = list[Any]
"""`[tag, {attribute: value}, [x, y, width, height] | null, [children]]`."""

PROSE = frozenset({BlockKind.TEXT})


class UnfitError(Exception):
    """The post has nothing to which the case could be done."""


@dataclass(slots=True)
class Scene:
    """One base's capture, to be spoiled."""

    base: Base
    post: Post
    capture: Capture
    tree: Node
    ledger: list[LedgerEntry]
    media: list[MediaState]
    players: list[PlayerState]
    frames: list[Any]
    facts: dict[str, Any] = field(default_factory=dict)
    """Fields of the capture that are to be replaced."""
    page: dict[str, Any] = field(default_factory=dict)
    """Fields of the page's snapshot that are to be replaced."""
    before: Capture | None = None
    looks: dict[str, BodyProbe] = field(default_factory=dict)
    damage: dict[RecordPointer, str] = field(default_factory=dict)

    @classmethod
    def of(cls, base: Base) -> Scene:
        """Copy a base, so that nothing of it can be changed."""
        snapshot = base.capture.snapshot
        if snapshot is None:
            raise UnfitError
        # What is changed by value has other rows than were drawn: the picture tells nothing then.
        pictures = tuple(replace(p, blank=(), differs=()) for p in base.capture.pictures)
        return cls(
            base=base,
            post=base.post,
            capture=replace(base.capture, pictures=pictures),
            tree=copy.deepcopy(list(snapshot.frames[0].tree)),
            ledger=list(base.capture.ledger),
            media=list(snapshot.media),
            players=list(base.capture.players),
            frames=list(snapshot.frames),
        )

    # --- the end ------------------------------------------------------------

    def finished(self) -> Capture:
        """Return the capture with all that was done to it."""
        snapshot = self.capture.snapshot
        if snapshot is not None:
            first = replace(self.frames[0], tree=self.tree)
            frames = (first, *self.frames[1:])
            snapshot = replace(snapshot, frames=frames, media=tuple(self.media), **self.page)
        facts = {"snapshot": snapshot, "ledger": tuple(self.ledger), "players": tuple(self.players)}
        return replace(self.capture, **{**facts, **self.facts})

    def report(self) -> Report:
        """Return what the checks say of it."""
        return check(
            self.post,
            self.finished(),
            earlier=self.before,
            looks=self.looks,
            damage=self.damage,
        )

    # --- what the post promises ---------------------------------------------

    def blocks(self, *kinds: BlockKind) -> list[tuple[int, Block]]:
        """Return the post's visible blocks of these kinds, with their indexes."""
        return [(i, b) for i, b in enumerate(self.post.blocks) if b.kind in kinds and b.visible]

    def pick(self, kind: BlockKind, at: int = 0) -> tuple[int, Block]:
        """Return one of the post's blocks of a kind, counted from 0, or from the end."""
        found = self.blocks(kind)
        if not -len(found) <= at < len(found):
            raise UnfitError
        return found[at]

    def prose(self, at: int = 0, least: int = 45) -> tuple[int, Block]:
        """Return a paragraph of some length that stands as one element on the page."""
        found = [
            (i, b)
            for i, b in self.blocks(BlockKind.TEXT)
            if len(b.text) >= least and not b.links and self.find_text(b.text) is not None
        ]
        if not -len(found) <= at < len(found):
            raise UnfitError
        return found[at]

    def caption(self, at: int = 0) -> tuple[int, Block]:
        """Return a caption that is an element of its own on the page."""
        found = [
            (i, b)
            for i, b in self.blocks(BlockKind.CAPTION)
            if self.find_text(b.text) is not None and b.caption_of
        ]
        if not -len(found) <= at < len(found):
            raise UnfitError
        return found[at]

    # --- the tree -----------------------------------------------------------

    @property
    def article(self) -> Node:
        """The element that holds the article."""
        return next(node for node, _ in walk(self.tree) if node[0] == "article")

    def find_text(self, text: str) -> Node | None:
        """Return the innermost element of the article that holds exactly this text."""
        form, found = normal_form(text), None
        for node, _ in walk(self.article):
            if normal_form(text_of(node)) == form:
                found = node
        return found

    def node_of(self, block: Block) -> Node:
        """Return the element of a block of the post."""
        if not block.url:
            found = self.find_text(block.text)
            if found is None:
                raise UnfitError
            return found
        keys = set(keys_of(block))
        for node, _ in walk(self.article):
            if node[0] in {"img", "iframe", "video", "audio"} and keys & _keys_of_node(node):
                return node
        raise UnfitError

    def parent_of(self, node: Node) -> Node:
        """Return the element that holds an element."""
        for each, parent in walk(self.tree):
            if each is node and parent is not None:
                return parent
        raise UnfitError

    def row_of(self, node: Node) -> Node:
        """Return the outermost element that holds nothing of the article but this one."""
        while True:
            parent = self.parent_of(node)
            if parent is self.article or len(_parts(parent)) > 1 or parent[0] in {"td", "body"}:
                return node
            node = parent

    def drop(self, node: Node) -> None:
        """Take an element off the page."""
        siblings = self.parent_of(node)[3]
        siblings[:] = [each for each in siblings if each is not node]

    def put_after(self, anchor: Node, node: Node) -> None:
        """Put an element behind another one, its boxes too."""
        siblings = self.parent_of(anchor)[3]
        at = next(i for i, each in enumerate(siblings) if each is anchor)
        siblings.insert(at + 1, node)
        _shift(node, _bottom(anchor))

    def put_before(self, anchor: Node, node: Node) -> None:
        """Put an element before another one, its boxes too."""
        siblings = self.parent_of(anchor)[3]
        at = next(i for i, each in enumerate(siblings) if each is anchor)
        siblings.insert(at, node)
        _shift(node, anchor[2][1] if anchor[2] else 0)

    def exchange(self, one: Node, other: Node) -> None:
        """Let two elements change places, and boxes."""
        first, second = self.parent_of(one), self.parent_of(other)
        at = next(i for i, each in enumerate(first[3]) if each is one)
        to = next(i for i, each in enumerate(second[3]) if each is other)
        tops = (_top(one), _top(other))
        first[3][at], second[3][to] = other, one
        _shift(one, tops[1])
        _shift(other, tops[0])

    # --- the ledger ---------------------------------------------------------

    def lines(self, url: str) -> list[int]:
        """Return where the ledger tells of a medium."""
        key = medium_key(url)
        found = [i for i, entry in enumerate(self.ledger) if medium_key(entry.url) == key]
        if not found:
            raise UnfitError
        return found

    def entry(self, url: str) -> LedgerEntry:
        """Return the first line of a medium."""
        return self.ledger[self.lines(url)[0]]

    def answer(self, url: str, /, **facts: object) -> None:
        """Let every request for a medium have been answered in another way."""
        if "size_bytes" in facts:
            facts = {"content_length": None, **facts}
        if "probe" in facts and "sha1" not in facts:
            # What is known of a payload is known of all its lines: other bytes, other digest.
            facts["sha1"] = f"sha1:SPOILED{len(self.ledger)}"
        for at in self.lines(url):
            self.ledger[at] = replace(self.ledger[at], **facts)  # type: ignore[arg-type]

    def probe(self, url: str, **facts: object) -> None:
        """Let the bytes of a medium say something else."""
        for at in self.lines(url):
            probe = self.ledger[at].probe or BodyProbe(sniffed="image/jpeg", complete=True)
            self.ledger[at] = replace(self.ledger[at], probe=replace(probe, **facts))  # type: ignore[arg-type]

    def unask(self, url: str) -> None:
        """Let nobody have asked for a medium."""
        gone = set(self.lines(url))
        self.ledger[:] = [entry for at, entry in enumerate(self.ledger) if at not in gone]

    def ask_again(self, url: str, asked: Asked, referrer: str = "", /, **facts: object) -> None:
        """Let archiver have asked once more, and got what came at first, but for `facts`."""
        whole = next(e for e in self.base.capture.ledger if medium_key(e.url) == medium_key(url))
        line = replace(whole, asked=asked, referrer=referrer, **facts)  # type: ignore[arg-type]
        self.ledger.append(line)

    def break_picture(self, block: Block, /, **facts: object) -> None:
        """Let a picture fail as Chromium shows it: no size, an error on the page."""
        node = self.node_of(block)
        node[1].update({":w": "0", ":h": "0"})
        self.answer(block.url, probe=None, **facts)
        self.end(block.url, Outcome.FAILED)

    def end(self, url: str, outcome: Outcome, shown: str | None = None) -> None:
        """Let the browser's wait for a medium have ended in another way; `shown` is its address."""
        key = medium_key(url)
        for at, state in enumerate(self.media):
            if medium_key(state.url) == key:
                self.media[at] = replace(
                    state,
                    url=state.url if shown is None else shown,
                    outcome=outcome,
                    natural_width_px=0,
                    natural_height_px=0,
                )

    def player(self, block: Block) -> int:
        """Return the place of a player's state in the capture."""
        keys = set(keys_of(block))
        found = [i for i, state in enumerate(self.players) if medium_key(state.url) in keys]
        if not found:
            raise UnfitError
        return found[0]

    def end_player(self, block: Block, /, **facts: object) -> PlayerState:
        """Let the work on a player have ended in another way."""
        at = self.player(block)
        self.players[at] = replace(self.players[at], **facts)  # type: ignore[arg-type]
        return self.players[at]

    def frame_at(self, block: Block) -> int:
        """Return the index of a player's frame."""
        frame = int(self.node_of(block)[1].get(":frame", "0"))
        if not 0 < frame < len(self.frames):
            raise UnfitError
        return frame


def walk(root: Node) -> Iterator[tuple[Node, Node | None]]:
    """Yield the elements of a tree with the element around each, in reading order."""
    stack: list[tuple[Node, Node | None]] = [(root, None)]
    while stack:
        node, parent = stack.pop()
        yield node, parent
        stack.extend((child, node) for child in reversed(node[3]) if not isinstance(child, str))


def text_of(node: Node) -> str:
    """Return the words in an element, ruby left out."""
    parts: list[str] = []
    stack: list[Any] = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            parts.append(each)
        elif each[0] not in {"rt", "rp", "script", "style"}:
            stack.extend(reversed(each[3]))
            if each[0] == "br":
                parts.append("\n")
    return "".join(parts)


def element(
    tag: str, *children: object, box: tuple[float, ...] = (260, 0, 760, 60), **attributes: str
) -> Node:
    """Return a new element with a box."""
    return [tag, dict(attributes), list(box), list(children)]


def boxed(node: Node, tag: str = "div") -> Node:
    """Return an element around another one, of the same size."""
    return [tag, {}, None if node[2] is None else list(node[2]), [node]]


def set_text(node: Node, text: str) -> None:
    """Let an element hold this text and nothing else."""
    node[3] = [text]


def hide(node: Node) -> None:
    """Take the boxes of an element and of all in it, as `display: none` does."""
    for each, _ in walk(node):
        each[2] = None


def copied(node: Node) -> Node:
    """Return another element like this one."""
    return copy.deepcopy(node)


def pictures(capture: Capture) -> Mapping[str, LedgerEntry]:
    """Return the lines of a ledger that brought a picture, by address."""
    return {e.url: e for e in capture.ledger if e.probe and e.probe.sniffed.startswith("image/")}


def _keys_of_node(node: Node) -> set[str]:
    names = (":src", "src", "data-src", "srcset")
    found = {node[1].get(name, "").split(" ")[0] for name in names}
    found |= {child[1].get("src", "") for child in node[3] if not isinstance(child, str)}
    return {medium_key(url) for url in found if url}


def _parts(node: Node) -> list[Any]:
    return [each for each in node[3] if not isinstance(each, str) or each.strip()]


def _top(node: Node) -> float:
    tops = [each[2][1] for each, _ in walk(node) if each[2]]
    return float(min(tops, default=0))


def _bottom(node: Node) -> float:
    bottoms = [each[2][1] + each[2][3] for each, _ in walk(node) if each[2]]
    return float(max(bottoms, default=0))


def _shift(node: Node, top: float) -> None:
    by = top - _top(node)
    for each, _ in walk(node):
        if each[2]:
            each[2] = [each[2][0], each[2][1] + by, *each[2][2:]]
