"""A case of a post and its capture, for checks that are asked one by one."""

from __future__ import annotations

from collections.abc import Mapping

from staged import Answer, capture, post

from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.models import BodyProbe, Capture, Post

ABOVE = "<p>The first paragraph of the article stands above.</p>"
BELOW = "<p>The last paragraph of the article stands below.</p>"


def looks(
    width: int = 640, height: int = 360, sniffed: str = "image/jpeg", **facts: object
) -> BodyProbe:
    """What a whole picture's bytes say."""
    return BodyProbe(
        sniffed=sniffed,
        complete=True,
        width_px=width,
        height_px=height,
        **facts,  # type: ignore[arg-type]
    )


def case_of(
    promise: str | Post,
    page: str | Capture | None = None,
    answers: Mapping[str, Answer] | None = None,
    *,
    earlier: Capture | None = None,
    seen: Mapping[str, BodyProbe] | None = None,
) -> Case:
    """A post against its page, both around the same two paragraphs; the same HTML by default."""
    if isinstance(promise, str):
        shown = promise if page is None else page
        promised = post(ABOVE + promise + BELOW)
    else:
        shown, promised = page or "", promise
    if isinstance(shown, str):
        shown = capture(ABOVE + shown + BELOW, answers)
    assert shown.snapshot is not None
    return Case.of(promised, shown, Page.of(shown.snapshot), earlier=earlier, looks=seen)


def kinds(found: list[Loss]) -> list[str]:
    """What is wrong, in the words of the fingerprints."""
    return [loss.kind for loss in found]
