"""One walk over a tree, without recursion, that drafts its blocks."""

from __future__ import annotations

from archiver import urls
from archiver.dom import media, style
from archiver.dom.draft import Draft, TextBuffer
from archiver.dom.media import Medium
from archiver.dom.runs import Links, Run, hiding_of, language_of, missing_glyphs_of, runs_in
from archiver.dom.setting import Setting, inside
from archiver.dom.tables import is_data_table, table_text
from archiver.dom.text import BLOCK_TAGS, SKIPPED_TAGS, folded
from archiver.dom.tree import Element
from archiver.models import BlockKind

SHORTCODE_TAG = "archiver-shortcode"
"""Element that `archiver.source` puts in place of a generator's tag; its `raw`
attribute is the tag as written."""


_MEDIA_TAGS = frozenset(
    ["picture", "img", "input", "video", "audio", "iframe", "object", "embed", "svg"]
)


class Walker:
    """Collects drafts; used for one document."""

    def __init__(self, base_url: str, *, scripting: bool) -> None:
        self._base = base_url
        self._links = Links(base_url)
        self._scripting = scripting
        self._drafts: list[Draft] = []
        self._buffer = TextBuffer()
        self._line: int | None = None
        self._number = 0
        self._break_pending = False

    def drafts_of(self, root: Element) -> list[Draft]:
        """Return the drafts in reading order."""
        self._heed_base(root)
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
                    stack += [(child, inner) for child in reversed(node.children)]
        self._flush()
        return self._drafts

    def _heed_base(self, root: Element) -> None:
        base = next((base for base in root.elements("base") if base.get("href")), None)
        if base is not None:
            self._base = urls.resolve(self._base, base.get("href")) or self._base
            self._links = Links(self._base)

    # --- elements -----------------------------------------------------------

    def _enter(self, element: Element, setting: Setting) -> Setting | None:
        """Handle an element; return the setting of its children, None to pass them over."""
        if element.line is not None:
            self._line = element.line
        tag = element.tag
        if tag in SKIPPED_TAGS and not media.is_picture_button(element):
            return None
        if tag == "br":
            self._break_line()
            return None
        self._number += 1
        inner = inside(element, setting, self._number)
        self._add_backgrounds(element, inner)
        if tag in {"hr", "table", "noscript", SHORTCODE_TAG}:
            return self._enter_special(element, inner)
        return self._enter_medium(element, inner) if tag in _MEDIA_TAGS else inner

    def _enter_special(self, element: Element, setting: Setting) -> Setting | None:
        tag = element.tag
        if tag == "hr":
            self._emit(Draft(kind=BlockKind.RULE, setting=setting), element)
        elif tag == SHORTCODE_TAG:
            raw = element.get("raw")
            self._emit(Draft(kind=BlockKind.SHORTCODE, setting=setting, text=raw), element)
        elif tag == "noscript" and self._scripting:
            self._add_noscript_copies(element)
        elif tag == "table" and is_data_table(element):
            if text := table_text(element):
                draft = Draft(kind=BlockKind.TABLE, setting=setting, text=text)
                self._tell_of_words(draft, runs_in(element, setting))
                self._emit(draft, element)
        else:
            return setting
        return None

    def _enter_medium(self, element: Element, setting: Setting) -> Setting | None:
        tag = element.tag
        if tag == "picture":
            image = next(element.elements("img"), None) or element
            self._emit_medium(media.image_of(image, self._base, element), image, setting)
        elif tag in {"img", "input"}:
            self._emit_medium(media.image_of(element, self._base), element, setting)
        elif tag in {"video", "audio"}:
            self._emit_medium(media.film_of(element, self._base), element, setting)
        elif tag in {"iframe", "object", "embed"}:
            found = media.player_of(element, self._base)
            self._emit_medium(found, element, setting)
            return setting if found is None and tag == "object" else None
        else:
            self._add_svg_pictures(element, setting)
        return None

    # --- text ---------------------------------------------------------------

    def _add_text(self, text: str, setting: Setting) -> None:
        line = self._line
        if line is not None:
            lead = len(text) - len(text.lstrip())
            self._line = line + text.count("\n")
            line += text.count("\n", 0, lead)
        blank = not text or text.isspace()
        if not blank:
            self._break_pending = False
        self._buffer.add(text, setting, line, blank=blank)

    def _break_line(self) -> None:
        """A `<br>` ends a line, two in a row end a paragraph."""
        if self._break_pending:
            self._flush()
        self._buffer.break_line()
        self._break_pending = True

    def _flush(self) -> None:
        """End the paragraph: draft what was read of it."""
        self._break_pending = False
        if self._buffer.is_new:
            return
        buffer, self._buffer = self._buffer, TextBuffer()
        setting = buffer.setting
        if setting is None:
            return
        for number, (text, feeds, runs) in enumerate(buffer.texts()):
            draft = Draft(
                kind=BlockKind.HEADING if setting.level else BlockKind.TEXT,
                setting=setting,
                text=text,
                level=setting.level,
                line=None if buffer.line is None else buffer.line + feeds,
                box=setting.owner.box,
                visible=buffer.visible,
                on_new_line=buffer.on_new_line or number > 0,
            )
            self._tell_of_words(draft, runs)
            self._drafts.append(draft)

    def _tell_of_words(self, draft: Draft, runs: list[Run]) -> None:
        draft.links = self._links.of(run.words.href for run in runs)
        draft.language = language_of(runs)
        draft.hiding = hiding_of(runs)
        draft.missing_glyphs = missing_glyphs_of(draft.text, runs)

    # --- media --------------------------------------------------------------

    def _emit(self, draft: Draft, element: Element) -> None:
        self._flush()
        draft.line = element.line
        draft.box = element.box
        draft.visible = not draft.setting.hidden
        if draft.is_medium:
            draft.links = self._links.of([draft.setting.words.href])
        self._drafts.append(draft)

    def _emit_medium(self, medium: Medium | None, element: Element, setting: Setting) -> None:
        if medium is None or (setting.noscript and self._is_copy(medium)):
            return
        frame = element.get(":frame")
        draft = Draft(
            kind=medium.kind,
            setting=setting,
            text=medium.text,
            url=medium.url,
            alternates=medium.alternates,
            poster=medium.poster,
            referrer_policy=element.get("referrerpolicy").lower(),
            width_px=media.pixels(element.get(":w") or element.get("width")),
            height_px=media.pixels(element.get(":h") or element.get("height")),
            frame=int(frame) if frame.isdecimal() and len(frame) < 6 else 0,
            title=folded(medium.title),
        )
        self._emit(draft, element)

    def _add_backgrounds(self, element: Element, setting: Setting) -> None:
        text = element.attributes.get("style", "")
        if not text or "url(" not in text.lower():
            return
        for url in media.resolved(self._base, style.background_urls(text)):
            self._emit(Draft(kind=BlockKind.IMAGE, setting=setting, url=url), element)

    def _add_svg_pictures(self, svg: Element, setting: Setting) -> None:
        for image in svg.elements("image"):
            href = image.get("href") or image.get("xlink:href")
            for url in media.resolved(self._base, [href]):
                self._emit(Draft(kind=BlockKind.IMAGE, setting=setting, url=url), image)

    def _add_noscript_copies(self, noscript: Element) -> None:
        """Take the picture in a noscript as another address of the one before it."""
        last = self._drafts[-1] if self._drafts else None
        image = next(noscript.elements("img"), None)
        if last is None or last.kind is not BlockKind.IMAGE or image is None:
            return
        copy = media.image_of(image, self._base)
        if copy is None or self._buffer.setting is not None:
            return
        stands_in = media.is_stand_in(last.url)
        if not stands_in and not self._is_copy(copy):
            return
        addresses = [copy.url, last.url] if stands_in else [last.url, copy.url]
        known = dict.fromkeys([*addresses, *last.alternates, *copy.alternates])
        last.url, *alternates = known
        last.alternates = tuple(alternates[: media.MAX_ALTERNATES])

    def _is_copy(self, medium: Medium) -> bool:
        """Tell whether a medium in a noscript is the one drafted just before."""
        last = self._drafts[-1] if self._drafts else None
        if last is None or last.kind is not medium.kind:
            return False
        keys = {urls.media_key(url) for url in (last.url, *last.alternates)}
        return urls.media_key(medium.url) in keys or media.is_stand_in(last.url)
