"""A block while it is being made: with what captions are recognised by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from archiver.dom.tree import Element
from archiver.models import MEDIA_KINDS, BlockKind, Box


@dataclass(frozen=True, slots=True)
class Setting:
    """Where something stands and how it is set, inherited from its ancestors."""

    owner: Element
    """The innermost block-level element."""
    paragraph: int = 0
    """Number of that element: what shares it stands in one paragraph."""
    figure: int = 0
    """Number of the enclosing figure, 0 for none."""
    figcaption: bool = False
    table: int = 0
    """Number of the enclosing layout table, 0 for none."""
    cell: int = 0
    """Number of the enclosing cell of a layout table, 0 for none."""
    row: int = 0
    """Number of the enclosing row of a layout table, 0 for none."""
    level: int = 0
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

    @property
    def is_medium(self) -> bool:
        return self.kind in MEDIA_KINDS


class TextBuffer:
    """Text of one paragraph, and whether all of it is set in one way."""

    _TRAITS = ("grey", "small", "italic", "link", "bold", "centred")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.line: int | None = None
        self.setting: Setting | None = None
        self.visible = False
        self.on_new_line = False
        self._lacking: set[str] = set()

    def add(self, text: str, setting: Setting, line: int | None) -> None:
        """Append a text node."""
        self.parts.append(text)
        if self.setting is None and "\n" in text[: len(text) - len(text.lstrip())]:
            self.on_new_line = True
        if text.isspace() or not text:
            return
        if self.setting is None:
            self.setting = setting
            self.line = line
        self.visible = self.visible or not setting.hidden
        self._lacking.update(name for name in self._TRAITS if not getattr(setting, name))

    @property
    def uniform(self) -> Setting:
        """The setting with only those traits that all of the text has."""
        assert self.setting is not None
        return replace(self.setting, **dict.fromkeys(self._lacking, False))
