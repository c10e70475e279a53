"""One walk over a tree, without recursion, that drafts its blocks."""

from __future__ import annotations

from dataclasses import replace

from archiver import urls
from archiver.dom import media, style
from archiver.dom.draft import Draft, Setting, TextBuffer
from archiver.dom.media import Medium
from archiver.dom.text import BLOCK_TAGS, HEADING_LEVELS, SKIPPED_TAGS, folded
from archiver.dom.tree import Element
from archiver.models import BlockKind

SHORTCODE_TAG = "archiver-shortcode"
"""Element that `archiver.source` puts in place of a generator's tag; its `raw`
attribute is the tag as written."""
_CAPTION_CLASSES = frozenset(
    ["wp-caption-text", "image-caption", "img-caption", "figure-caption", "photo-caption"]
    + ["wp-element-caption", "gallery-caption", "pic-caption"]
)
_FIGURE_CLASSES = frozenset(["wp-caption", "image-package", "picture-box", "image-container"])
_LAYOUT = "img picture iframe object embed video audio h1 h2 h3 h4 h5 h6 table figure".split()
_ITALIC = frozenset(["em", "i", "cite"])
_BOLD = frozenset(["strong", "b"])


class Walker:
    """Collects drafts; used for one document."""

    def __init__(self, base_url: str, *, scripting: bool) -> None:
        self._base = base_url
        self._scripting = scripting
        self._drafts: list[Draft] = []
        self._buffer = TextBuffer()
        self._line: int | None = None
        self._counter = 0
        self._break_pending = False

    def drafts_of(self, root: Element) -> list[Draft]:
        """Return the drafts in reading order."""
        for base in root.elements("base"):
            if base.get("href"):
                self._base = urls.resolve(self._base, base.get("href")) or self._base
                break
        stack: list[tuple[Element | str | None, Setting]] = [(root, Setting(root))]
        while stack:
            node, setting = stack.pop()
            if node is None:
                self._flush()
            elif isinstance(node, str):
                self._add_text(node, setting)
            else:
                inner = self._enter(node, setting)
                if inner is not None:
                    if node.tag in BLOCK_TAGS:
                        self._flush()
                        stack.append((None, setting))
                    stack.extend((child, inner) for child in reversed(node.children))
        self._flush()
        return self._drafts

    # --- elements -----------------------------------------------------------

    def _enter(self, element: Element, setting: Setting) -> Setting | None:
        """Handle an element; return the setting of its children, None to pass them over."""
        if element.line is not None:
            self._line = element.line
        tag = element.tag
        if tag in SKIPPED_TAGS:
            return None
        if tag == "br":
            self._line_break(setting)
            return None
        inner = self._inherited(element, setting)
        self._add_backgrounds(element, inner)
        if tag == "hr":
            self._emit(Draft(kind=BlockKind.RULE, setting=inner), element)
            return None
        if tag == SHORTCODE_TAG:
            draft = Draft(kind=BlockKind.SHORTCODE, setting=inner, text=element.get("raw"))
            self._emit(draft, element)
            return None
        if tag == "noscript" and self._scripting:
            self._add_noscript_copies(element)
            return None
        if tag == "table" and self._is_data_table(element):
            self._emit_table(element, inner)
            return None
        return self._enter_medium(element, inner)

    def _enter_medium(self, element: Element, setting: Setting) -> Setting | None:
        tag = element.tag
        if tag == "picture":
            image = next(element.elements("img"), None)
            found = media.image_of(image or element, self._base, element)
            self._emit_medium(found, image or element, setting)
            return None
        if tag == "img":
            self._emit_medium(media.image_of(element, self._base), element, setting)
            return None
        if tag in {"video", "audio"}:
            self._emit_medium(media.film_of(element, self._base), element, setting)
            return None
        if tag in {"iframe", "object", "embed"}:
            found = media.player_of(element, self._base)
            self._emit_medium(found, element, setting)
            return setting if found is None and tag == "object" else None
        if tag == "svg":
            self._add_svg_pictures(element, setting)
            return None
        return setting

    def _inherited(self, element: Element, setting: Setting) -> Setting:
        """Return the setting inside an element."""
        tag, attributes = element.tag, element.attributes
        changes: dict[str, object] = {}
        hidden = not element.visible and element.box is None
        if element.box is not None:
            hidden = not element.visible
        elif setting.hidden:
            hidden = True
        if hidden != setting.hidden:
            changes["hidden"] = hidden
        if tag in BLOCK_TAGS:
            self._counter += 1
            changes |= {"paragraph": self._counter, "owner": element}
            self._add_block_changes(element, changes)
        if "style" in attributes or "align" in attributes or "class" in attributes:
            self._add_style_changes(element, changes)
        elif tag == "center":
            changes["centred"] = True
        if tag == "small" or (tag == "font" and attributes):
            self._add_style_changes(element, changes)
        if tag in _ITALIC:
            changes["italic"] = True
        elif tag in _BOLD:
            changes["bold"] = True
        elif tag == "a":
            changes["link"] = True
        elif tag == "noscript":
            changes["noscript"] = True
        return replace(setting, **changes) if changes else setting  # type: ignore[arg-type]

    def _add_block_changes(self, element: Element, changes: dict[str, object]) -> None:
        tag = element.tag
        words = set(element.get("class").lower().split())
        if tag == "figure" or words & _FIGURE_CLASSES:
            changes["figure"] = self._counter
        if tag == "figcaption" or words & _CAPTION_CLASSES:
            changes["figcaption"] = True
        if tag == "table":
            changes["table"] = self._counter
        if tag in HEADING_LEVELS:
            changes["level"] = HEADING_LEVELS[tag]
        if tag == "tr":
            changes["row"] = self._counter
        if tag in {"td", "th"}:
            changes["cell"] = self._counter
        if tag in {"li", "dd", "dt"}:
            changes["item"] = True
        if tag == "pre":
            changes["code"] = True

    def _add_style_changes(self, element: Element, changes: dict[str, object]) -> None:
        tag, attributes = element.tag, element.attributes
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

    # --- text ---------------------------------------------------------------

    def _add_text(self, text: str, setting: Setting) -> None:
        blank = not text or text.isspace()
        if not blank:
            self._break_pending = False
        line = self._line
        if line is not None:
            lead = len(text) - len(text.lstrip())
            line += text.count("\n", 0, lead)
            self._line = self._line + text.count("\n") if self._line is not None else None
        self._buffer.add(text, setting, line)

    def _line_break(self, setting: Setting) -> None:
        """A `<br>` ends a line, two in a row end a paragraph."""
        if self._break_pending:
            self._flush()
        else:
            self._buffer.add("\n", setting, self._line)
        self._break_pending = True

    def _flush(self) -> None:
        """End the paragraph: draft what was read of it."""
        buffer, self._buffer = self._buffer, TextBuffer()
        self._break_pending = False
        if buffer.setting is None:
            return
        text = folded("".join(buffer.parts))
        if not text:
            return
        setting = buffer.uniform
        level = setting.level
        self._drafts.append(
            Draft(
                kind=BlockKind.HEADING if level else BlockKind.TEXT,
                setting=setting,
                text=text,
                level=level,
                line=buffer.line,
                box=setting.owner.box,
                visible=buffer.visible,
                on_new_line=buffer.on_new_line,
            )
        )

    # --- media --------------------------------------------------------------

    def _emit(self, draft: Draft, element: Element) -> None:
        self._flush()
        draft.line = element.line
        draft.box = element.box
        draft.visible = not draft.setting.hidden
        self._drafts.append(draft)

    def _emit_medium(self, medium: Medium | None, element: Element, setting: Setting) -> None:
        if medium is None:
            return
        if setting.noscript and self._is_copy(medium):
            return
        width = element.get(":w") or element.get("width")
        height = element.get(":h") or element.get("height")
        frame = element.get(":frame")
        draft = Draft(
            kind=medium.kind,
            setting=setting,
            text=medium.text,
            url=medium.url,
            alternates=medium.alternates,
            poster=medium.poster,
            referrer_policy=element.get("referrerpolicy").lower(),
            width_px=media.pixels(width),
            height_px=media.pixels(height),
            frame=int(frame) if frame.isdecimal() and len(frame) < 6 else 0,
            title=folded(medium.title),
        )
        self._emit(draft, element)

    def _add_backgrounds(self, element: Element, setting: Setting) -> None:
        text = element.get("style")
        if "url(" not in text.lower():
            return
        for url in media.resolved(self._base, style.background_urls(text)):
            self._emit(Draft(kind=BlockKind.IMAGE, setting=setting, url=url), element)

    def _add_svg_pictures(self, svg: Element, setting: Setting) -> None:
        for image in svg.elements("image"):
            href = image.get("href") or image.get("xlink:href")
            for url in media.resolved(self._base, [href]):
                self._emit(Draft(kind=BlockKind.IMAGE, setting=setting, url=url), image)

    def _add_noscript_copies(self, noscript: Element) -> None:
        """Take the pictures in a noscript as other addresses of the one before it."""
        last = self._drafts[-1] if self._drafts else None
        if last is None or last.kind is not BlockKind.IMAGE or self._buffer.setting is not None:
            return
        for image in noscript.elements("img"):
            copy = media.image_of(image, self._base)
            if copy is None:
                continue
            if last.url.startswith("data:"):
                last.url, copied = copy.url, (last.url, *copy.alternates)
            else:
                copied = (copy.url, *copy.alternates)
            known = dict.fromkeys((*last.alternates, *copied))
            known.pop(last.url, None)
            last.alternates = tuple(known)[: media.MAX_ALTERNATES]
            return

    def _is_copy(self, medium: Medium) -> bool:
        last = self._drafts[-1] if self._drafts else None
        if last is None or last.kind is not medium.kind:
            return False
        keys = {urls.media_key(url) for url in (last.url, *last.alternates)}
        return urls.media_key(medium.url) in keys or last.url.startswith("data:")

    # --- tables -------------------------------------------------------------

    def _is_data_table(self, table: Element) -> bool:
        return next(table.elements(*_LAYOUT), None) is None

    def _emit_table(self, table: Element, setting: Setting) -> None:
        text = table_text(table)
        if text:
            self._emit(Draft(kind=BlockKind.TABLE, setting=setting, text=text), table)


def table_text(table: Element) -> str:
    """Return cells joined by tabs, rows by line feeds; empty rows left out.

    The column of line numbers that code highlighters make (`td.gutter`) is
    presentation and left out.
    """
    rows = []
    for row in table.elements("tr"):
        cells = [
            folded(cell_text(cell))
            for cell in row.elements("td", "th")
            if "gutter" not in cell.get("class").split()
        ]
        if any(cells):
            rows.append("\t".join(cells))
    return "\n".join(rows)


def cell_text(cell: Element) -> str:
    """Return the text in an element, blocks and line breaks as blanks."""
    parts: list[str] = []
    stack: list[Element | str] = list(reversed(cell.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.tag not in SKIPPED_TAGS and node.tag != "noscript":
            if node.tag in BLOCK_TAGS or node.tag == "br":
                parts.append(" ")
                stack.append(" ")
            stack.extend(reversed(node.children))
    return "".join(parts)
