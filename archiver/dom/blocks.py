"""A tree to the blocks that a reader meets, in reading order."""

from __future__ import annotations

from archiver.dom.captions import assign_captions
from archiver.dom.draft import Draft
from archiver.dom.tree import Element
from archiver.dom.walk import Walker
from archiver.models import Block


def blocks_of(root: Element, base_url: str, *, scripting: bool = True) -> tuple[Block, ...]:
    """Return the blocks of a document, source and rendered page alike.

    One block for each heading, paragraph (p, li, pre, table cell of a layout
    table, loose text; cut at media and at empty lines made of `<br><br>`),
    medium, rule, data table. A table that holds media or headings is layout:
    its contents come as blocks of their own.

    Media: `url` is what is shown (`:src`) or promised (`src`; what the lazy
    loader's attribute says where `src` is a stand-in), resolved against
    `base_url`; `alternates` are all other addresses of the same medium. A
    player's `frame` is the index of its own frame on the page (`:frame`), 0
    when there is none. An inline `<svg>` is part of the document, not a medium;
    pictures in it are.

    What is said of a block's words (`links`, `language`, `hiding`, `missing_glyphs`)
    holds for all of them: `hiding` only where none can be seen; see `archiver.dom.runs`.

    Captions follow formats.md section 4: see `archiver.dom.captions`.

    Args:
        root: From `parse_html` or `element_from_snapshot`.
        base_url: Address of the document; a `<base href>` in it is heeded.
        scripting: As the browser has it. True: `<noscript>` is not shown, its
            pictures are alternates of the picture before it. False: it is
            shown, and a copy of the picture before it is not counted again.
    """
    drafts = Walker(base_url, scripting=scripting).drafts_of(root)
    return tuple(_block(draft) for draft in assign_captions(drafts))


def _block(draft: Draft) -> Block:
    return Block(
        kind=draft.kind,
        text=draft.text,
        url=draft.url,
        alternates=draft.alternates,
        poster=draft.poster,
        level=draft.level,
        caption_of=tuple(draft.caption_of),
        referrer_policy=draft.referrer_policy,
        width_px=draft.width_px,
        height_px=draft.height_px,
        line=draft.line,
        box=draft.box,
        frame=draft.frame,
        visible=draft.visible,
        links=draft.links,
        language=draft.language,
        hiding=draft.hiding,
        missing_glyphs=draft.missing_glyphs,
    )
