"""Why two states of a page may differ in looks though the page does not."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.compare.wording import quote
from archiver.differences.page_state import PageState

_MOST_CHARACTERS = 160


def notes_of(old: PageState, new: PageState) -> Iterator[str]:
    """Yield in what the circumstances of two states differ, each as a sentence."""
    before, now = old.environment, new.environment
    for what, one, other in (
        ("browser", before.browser, now.browser),
        ("width of the window", _px(before.viewport_width_px), _px(now.viewport_width_px)),
        ("operating system", before.platform, now.platform),
        ("address", old.url, new.url),
    ):
        if one != other and one and other:
            shown = (quote(text, _MOST_CHARACTERS) for text in (one, other))
            yield f"another {what}: {' before, '.join(shown)} now"
    yield from _fonts(old, new)


def _fonts(old: PageState, new: PageState) -> Iterator[str]:
    gone = [each for each in old.fonts if each not in new.fonts]
    came = [each for each in new.fonts if each not in old.fonts]
    for fonts, words in ((gone, "did not come any more"), (came, "came, and did not before")):
        if fonts:
            names = quote(", ".join(fonts), _MOST_CHARACTERS)
            yield f"{'a font' if len(fonts) == 1 else 'fonts'} of the page {words}: {names}"


def missing_pictures(old: PageState, new: PageState) -> Iterator[str]:
    """Yield which of two states has no picture, so that only its words can be compared."""
    if not (old.error or new.error or old.picture or new.picture):
        yield "neither state has a picture of the whole page: how it looks is not compared"
        return
    for state in (old, new):
        if state.error:
            yield f"{state.label}: the page did not come ({quote(state.error, _MOST_CHARACTERS)})"
        elif state.picture is None:
            yield f"{state.label} has no picture of the whole page"


def _px(width_px: int) -> str:
    return f"{width_px:,} px" if width_px else ""
