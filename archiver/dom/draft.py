"""A block while it is being made: with what captions are recognised by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from archiver.dom.runs import Run
from archiver.dom.setting import Setting
from archiver.dom.text import folded
from archiver.dom.wording import mark_of
from archiver.models import MEDIA_KINDS, BlockKind, Box

_LINE_BREAK = "\x1e"
"""Stands for `<br>` in a buffer; a control character, so no text holds it."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A block that may still become a caption."""

    kind: BlockKind
    setting: Setting
    text: str = ""
    url: str = ""
    alternates: tuple[str, ...] = ()
    poster: str = ""
    level: int = 0
    referrer_policy: str = ""
    width_px: int | None = None
    height_px: int | None = None
    line: int | None = None
    box: Box | None = None
    frame: int = 0
    visible: bool = True
    title: str = ""
    """Of an image: its `title`, shown by many themes as a caption."""
    on_new_line: bool = False
    """Of a text: a line ends between it and the medium before it."""
    caption_of: list[int] = field(default_factory=list)
    links: tuple[str, ...] = ()
    language: str = ""
    hiding: str = ""
    missing_glyphs: str = ""

    @property
    def is_medium(self) -> bool:
        """Tell whether the block is a medium."""
        return self.kind in MEDIA_KINDS


class TextBuffer:
    """The text of one paragraph, and whether all of it is set in one way."""

    __slots__ = ("_breaks", "_parts", "_runs", "line", "on_new_line", "setting", "visible")

    def __init__(self) -> None:
        self.line: int | None = None
        self.setting: Setting | None = None
        self.visible = False
        self.on_new_line = False
        self._parts: list[str] = []
        self._runs: list[tuple[int, Run]] = []
        self._breaks = 0

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was appended yet."""
        return not self._parts

    def add(self, text: str, setting: Setting, line: int | None, *, blank: bool) -> None:
        """Append a text node; `blank`: nothing in it is seen."""
        text = text.replace(_LINE_BREAK, " ")
        self._parts.append(text)
        if self.setting is None:
            lead = len(text) - len(text.lstrip())
            self.on_new_line = self.on_new_line or text.find("\n", 0, lead) >= 0
        if blank:
            return
        if self.setting is None:
            self.setting = setting
            self.line = line
        elif self.setting is not setting:
            self.setting = _common(self.setting, setting)
        self.visible = self.visible or not setting.hidden
        self._runs.append((self._breaks, Run(setting.words, len(text), setting.hidden)))

    def break_line(self) -> None:
        """Append a `<br>`."""
        self._parts.append(_LINE_BREAK)
        self._breaks += 1
        self.on_new_line = self.on_new_line or self.setting is None

    def texts(self) -> Iterator[tuple[str, int, list[Run]]]:
        """Yield the paragraph, folded, the line feeds before it, and its runs.

        A line that starts with a caption's mark is a text of its own: `<br>` is
        all that some editors put between caption and body.
        """
        group = ""
        feeds = start = first = 0
        for number, line in enumerate("".join(self._parts).split(_LINE_BREAK)):
            words = folded(line)
            if words and group and (mark_of(words) or mark_of(group)):
                yield group, start, self._runs_of(first, number)
                group = ""
            if words:
                start, first = (start, first) if group else (feeds, number)
                group = f"{group} {words}" if group else words
            feeds += line.count("\n")
        if group:
            yield group, start, self._runs_of(first, self._breaks + 1)

    def _runs_of(self, first: int, end: int) -> list[Run]:
        """Return the runs of the lines from `first` to before `end`."""
        start = bisect_left(self._runs, first, key=itemgetter(0))
        stop = bisect_left(self._runs, end, start, key=itemgetter(0))
        return [run for _, run in self._runs[start:stop]]


def _common(one: Setting, other: Setting) -> Setting:
    """Return the first setting with only those traits that both have."""
    return one._replace(
        grey=one.grey and other.grey,
        small=one.small and other.small,
        italic=one.italic and other.italic,
        link=one.link and other.link,
        bold=one.bold and other.bold,
        centred=one.centred and other.centred,
    )
