"""Tables: which hold data, which lay a page out, and what data tables say."""

from __future__ import annotations

from archiver.dom.text import BLOCK_TAGS, SKIPPED_TAGS, folded
from archiver.dom.tree import Element

_LAYOUT_TAGS = (
    *("img", "picture", "iframe", "object", "embed", "video", "audio"),
    *("table", "figure", "h1", "h2", "h3", "h4", "h5", "h6"),
)


def is_data_table(table: Element) -> bool:
    """Tell a table of data: one without media, headings or tables in it."""
    return next(table.elements(*_LAYOUT_TAGS), None) is None


def table_text(table: Element) -> str:
    """Return the caption, then cells joined by tabs, rows by line feeds; no empty rows.

    The column of line numbers that code highlighters make (`td.gutter`) is
    presentation and left out.
    """
    rows = [text for caption in table.elements("caption") if (text := _cell_text(caption))]
    for row in table.elements("tr"):
        cells = [
            _cell_text(cell)
            for cell in row.elements("td", "th")
            if "gutter" not in cell.get("class").split()
        ]
        if any(cells):
            rows.append("\t".join(cells))
    return "\n".join(rows)


def _cell_text(cell: Element) -> str:
    """Return the text in a cell, blocks and line breaks as blanks."""
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
    return folded("".join(parts))
