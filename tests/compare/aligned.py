"""One case for one check: a post and its page from two pieces of HTML."""

from __future__ import annotations

from dataclasses import replace

from staged import capture, post

from archiver.compare.case import Case
from archiver.compare.page import Page
from archiver.models import PageOrigin, PageSnapshot

_OWN = {"hiding": ":hiding", "tofu": ":tofu"}
"""Attributes of the page's HTML that stand for what only the browser tells."""


def case_of(
    promise: str,
    page: str,
    *,
    fields: dict[str, object] | None = None,
    snapshot: dict[str, object] | None = None,
    origin: PageOrigin = PageOrigin.SITE,
    **facts: object,
) -> Case:
    """A case; `fields` are the front matter's, `snapshot` facts of the page, the rest the post's.

    In the page's HTML, `hiding` and `tofu` are attributes of the browser's.
    """
    captured = capture(page, origin=origin)
    assert captured.snapshot
    shown = replace(captured.snapshot, **(snapshot or {}))  # type: ignore[arg-type]
    _take_own_attributes(shown)
    promised = post(promise, **{"fields": fields or {}, "body_html": promise, **facts})
    return Case.of(promised, replace(captured, snapshot=shown), Page.of(shown))


def _take_own_attributes(snapshot: PageSnapshot) -> None:
    stack: list[object] = [snapshot.frames[0].tree]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            attributes, children = node[1], node[3]
            for name, own in _OWN.items():
                if name in attributes:
                    attributes[own] = attributes.pop(name)
            stack.extend(children)


def fonts(web: str) -> dict[str, object]:
    """Facts of a snapshot that was drawn with a font of the page's own."""
    return {"web_fonts": (web,)}
