"""The rendered page as checks read it: the article's blocks, and what is in each player's frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from archiver.compare.keys import address_key
from archiver.compare.wording import normal_form
from archiver.dom import Element, blocks_of, element_from_snapshot
from archiver.models import Block, FrameSnapshot, MediaState, PageSnapshot

_MAX_FRAMES = 500


@dataclass(frozen=True)
class Page:
    """Blocks of the article's own document, and its frames."""

    snapshot: PageSnapshot
    blocks: tuple[Block, ...] = field(repr=False)
    _root: Element = field(repr=False)
    _states: Mapping[str, MediaState] = field(repr=False)

    @classmethod
    def of(cls, snapshot: PageSnapshot) -> Page:
        """Read a snapshot; its first frame is the article's document."""
        main = snapshot.frames[0]
        root = element_from_snapshot(main.tree)
        states = {address_key(state.url): state for state in snapshot.media if state.frame == 0}
        return cls(snapshot, blocks_of(root, main.url or snapshot.url), root, states)

    def state_of(self, block: Block) -> MediaState | None:
        """Return how the browser's wait for a shown medium ended."""
        return self._states.get(address_key(block.url)) if block.url else None

    def frame_of(self, player: Block) -> FrameSnapshot | None:
        """Return the frame of a player on the page, None when it has none."""
        frames = self.snapshot.frames
        return frames[player.frame] if 0 < player.frame < len(frames) else None

    def frames_within(self, player: Block) -> Iterator[FrameSnapshot]:
        """Yield a player's frame and all frames nested in it."""
        inside = {player.frame}
        for index, frame in enumerate(self.snapshot.frames[:_MAX_FRAMES]):
            if index == player.frame or (index and frame.parent in inside):
                inside.add(index)
                yield frame

    @cached_property
    def shown_by(self) -> Counter[str]:
        """How many blocks show one address: a lazy loader's stand-in is shown by many."""
        return Counter(address_key(block.url) for block in self.blocks if block.url)

    @cached_property
    def all_text(self) -> str:
        """The normal form of all text on the page, blocks joined."""
        return "\n".join(normal_form(block.text) for block in self.blocks if not block.url)

    @cached_property
    def machine_dates(self) -> tuple[str, ...]:
        """The `datetime` of every `<time>`, for pages that write "three days ago"."""
        return tuple(element.get("datetime")[:40] for element in self._root.elements("time"))


def has_film(frame: FrameSnapshot) -> bool:
    """Tell whether a frame's document contains a film or sound element."""
    root = element_from_snapshot(frame.tree)
    return next(root.elements("video", "audio"), None) is not None
