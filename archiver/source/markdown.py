"""Markdown to HTML with the source line of every line of the HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from archiver.source.scan import whole_elements as find_whole_elements


def render_markdown(
    text: str, *, breaks: bool, whole_elements: bool, raw_html: bool, footnotes: bool
) -> tuple[str, Sequence[int]]:
    """Render CommonMark with GitHub's tables and strike-through.

    Args:
        text: Markdown with line feeds as line ends.
        breaks: A line feed is a line break (Hexo's default).
        whole_elements: Take HTML elements up to their closing tag, as kramdown
            does, unless Markdown stands in them.
        raw_html: Keep raw HTML; goldmark leaves it out by default.
        footnotes: Know footnotes and definition lists, as kramdown and goldmark do.

    Returns:
        The HTML, and for each of its lines the 0-based line of `text`.
    """
    parser = _parser(breaks=breaks, footnotes=footnotes)
    environment: dict[str, object] = {}
    if whole_elements and raw_html:
        environment[_REGIONS] = find_whole_elements(text.split("\n"))
    tokens = parser.parse(text, environment)
    if not raw_html:
        _leave_out_html(tokens)
    return _Renderer(parser, tokens, environment).lines()


_REGIONS = "archiver_whole_elements"
"""In a parser's environment: the first line of each whole element, and the line after it."""


@lru_cache(maxsize=4)
def _parser(*, breaks: bool, footnotes: bool) -> MarkdownIt:
    """Return the parser of a dialect; what is known of one text is in the environment alone."""
    parser = MarkdownIt("commonmark", {"html": True, "breaks": breaks})
    parser.enable(["table", "strikethrough"])
    if footnotes:
        parser.use(footnote_plugin).use(deflist_plugin)
        parser.add_render_rule("footnote_block_open", _footnotes_without_rule)
    parser.block.ruler.before("table", "whole_element", _whole_element)
    return parser


def _footnotes_without_rule(*_: object) -> str:
    """Open the list of footnotes; the plugin's own rule before it is no rule of the post."""
    return '<section class="footnotes">\n<ol>\n'


def _whole_element(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a whole element as one block of HTML."""
    regions = cast("Mapping[int, int]", state.env.get(_REGIONS, {}))
    stop = regions.get(start)
    if stop is None or state.level or stop > end:
        return False
    if not silent:
        token = state.push("html_block", "", 0)
        token.map = [start, stop]
        token.content = state.getLines(start, stop, 0, keepLastLF=True)
        state.line = stop
    return True


def _leave_out_html(tokens: Sequence[Token]) -> None:
    """Empty the tokens of raw HTML; their line feeds stay, for the lines' sake."""
    for token in tokens:
        if token.type == "html_block":
            token.content = "\n" * token.content.count("\n")
        for child in token.children or ():
            if child.type == "html_inline":
                child.content = ""


_WITH_SOURCE_LINES = frozenset({"inline", "html_block", "fence", "code_block"})
"""Tokens whose line feeds are those of the source; others have their own."""


class _Renderer:
    """Renders token by token and notes where in the source each line comes from."""

    def __init__(
        self, parser: MarkdownIt, tokens: Sequence[Token], environment: dict[str, object]
    ) -> None:
        self._renderer = cast("RendererHTML", parser.renderer)
        self._options = parser.options
        self._tokens = tokens
        self._environment = environment

    def lines(self) -> tuple[str, list[int]]:
        """Return the HTML and the source line of each of its lines."""
        parts: list[str] = []
        lines = [0]
        at_line_start = True
        for index, token in enumerate(self._tokens):
            piece = self._piece(index)
            if not piece:
                continue
            source = token.map[0] if token.map else lines[-1]
            if token.type == "fence":
                source += 1  # the code starts on the line after the fence
            if at_line_start:
                lines[-1] = source
            step = 1 if token.type in _WITH_SOURCE_LINES else 0
            lines.extend(source + step * feed for feed in range(1, piece.count("\n") + 1))
            at_line_start = piece.endswith("\n")
            parts.append(piece)
        return "".join(parts), lines

    def _piece(self, index: int) -> str:
        token = self._tokens[index]
        if token.type == "inline":
            children = token.children or []
            return self._renderer.renderInline(children, self._options, self._environment)
        rule = self._renderer.rules.get(token.type)
        if rule is not None:
            return str(rule(self._tokens, index, self._options, self._environment))
        return self._renderer.renderToken(self._tokens, index, self._options, self._environment)
