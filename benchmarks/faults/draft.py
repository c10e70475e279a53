"""A page that a case may change before Chromium captures it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archiver.models import Block, BlockKind, Post
from archiver.testing.http_server import Response
from faults.scene import UnfitError


@dataclass(slots=True)
class PageDraft:
    """The document of a post, and what other addresses answer."""

    post: Post
    html: str
    answers: dict[str, Response] = field(default_factory=dict)

    def style(self, css: str) -> None:
        """Add a style sheet."""
        self._insert(f"<style>{css}</style></head>", "</head>")

    def script(self, code: str) -> None:
        """Add a script at the end; `art` is the article, `named(words)` the element of words."""
        names = (
            "const art = document.querySelector('article');"
            "const named = (words) => [...art.querySelectorAll('p,h2,h3,li,td,figcaption')]"
            ".find((e) => e.textContent.includes(words));"
        )
        self.append(f"<script>{{{names}{code}}}</script>")

    def head(self, html: str) -> None:
        """Add to the document's head."""
        self._insert(html + "</head>", "</head>")

    def append(self, html: str) -> None:
        """Add at the end of the page."""
        self._insert(html + "</body>", "</body>")

    def open(self, html: str) -> None:
        """Add at the beginning of the page."""
        self.html = re.sub(r"<body[^>]*>", lambda found: found[0] + html, self.html, count=1)

    def change(self, old: str, new: str, count: int = 1) -> None:
        """Write something else in the place of what must be there."""
        if old not in self.html:
            raise UnfitError
        self.html = self.html.replace(old, new, count)

    def within(self, block: Block, before: str, after: str) -> None:
        """Put markup around the words of a paragraph or caption."""
        start, end = self._span(block)
        self.html = f"{self.html[:start]}{before}{self.html[start:end]}{after}{self.html[end:]}"

    def styled(self, block: Block, css: str) -> None:
        """Set the words of a paragraph, heading or caption in a style of their own."""
        self.within(block, f'<span style="{css}">', "</span>")

    def folded(self, block: Block, css: str) -> None:
        """Put the whole rest of the article, from a paragraph on, into a box of this style."""
        start = self.html.rfind("<p", 0, self._span(block)[0])
        end = self.html.index("</article>", start)
        inner = self.html[start:end]
        self.html = f'{self.html[:start]}<div style="{css}">{inner}</div>{self.html[end:]}'

    def prose(self, at: int = 0, least: int = 45) -> tuple[int, Block]:
        """Return a paragraph whose words stand in the document without markup among them."""
        return self._pick(BlockKind.TEXT, at, least)

    def caption(self, at: int = 0) -> tuple[int, Block]:
        """Return a caption whose words stand in the document."""
        return self._pick(BlockKind.CAPTION, at, 1)

    def picture(self, at: int = 0) -> tuple[int, Block]:
        """Return one of the post's pictures."""
        found = [(i, b) for i, b in enumerate(self.post.blocks) if b.kind is BlockKind.IMAGE]
        if not -len(found) <= at < len(found):
            raise UnfitError
        return found[at]

    def image_tag(self, block: Block) -> str:
        """Return the element of a picture as it stands in the document."""
        found = re.search(rf"<img [^>]*{re.escape(block.url.split('?')[0])}[^>]*>", self.html)
        if found is None:
            raise UnfitError
        return found[0]

    def _pick(self, kind: BlockKind, at: int, least: int) -> tuple[int, Block]:
        found = [
            (i, b)
            for i, b in enumerate(self.post.blocks)
            if b.kind is kind and len(b.text) >= least and b.text in self._article
        ]
        if not -len(found) <= at < len(found):
            raise UnfitError
        return found[at]

    @property
    def _article(self) -> str:
        start = self.html.find("<article")
        return self.html[start : self.html.find("</article>", start)]

    def _span(self, block: Block) -> tuple[int, int]:
        start = self.html.find(block.text, self.html.find("<article"))
        if start < 0:
            raise UnfitError
        return start, start + len(block.text)

    def _insert(self, new: str, old: str) -> None:
        head, mark, tail = self.html.rpartition(old)
        if not mark:
            raise UnfitError
        self.html = head + new + tail
