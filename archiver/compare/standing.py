"""How a capture stands while its page is still open: what is wanting, there, in doubt.

One alignment answers all three questions, which is what a page pays that wants nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from archiver.compare.case import Case
from archiver.compare.ledger import Ledger
from archiver.compare.page import Page
from archiver.compare.placeholders.suspects import Suspect, suspects_of
from archiver.compare.plain import shown_media
from archiver.compare.wanting import Wanting, good_pictures_of, promised_media, wanting_of
from archiver.models import Capture, LedgerEntry, Post
from archiver.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What may still be done for the promised media of one page."""

    wanting: tuple[Wanting, ...] = ()
    """The media that are not whole, in the order of the post."""
    pictures: tuple[LedgerEntry, ...] = ()
    """What the page itself got for promised pictures that came whole."""
    suspects: tuple[Suspect, ...] = ()
    """Pictures that may be placeholders; none for a page without a post."""


def standing(
    post: Post | None,
    capture: Capture,
    rulebook: Rulebook,
    seen: Mapping[str, Collection[str]],
) -> Standing:
    """Return how a capture that is not committed stands.

    Args:
        post: The promise; None for a page whose own media are the promise.
        capture: The page so far.
        rulebook: What is known of placeholders, among others.
        seen: Addresses or keys of the pictures that came on other pages of the job, by
            digest.
    """
    if capture.snapshot is None or not capture.snapshot.frames:
        return Standing()
    page = Page.of(capture.snapshot)
    if post is None:
        ledger, media = Ledger.of(capture.ledger), shown_media(page)
        return Standing(
            wanting=wanting_of(page, ledger, media), pictures=good_pictures_of(page, ledger, media)
        )
    case = Case.of(post, capture, page, rulebook=rulebook)
    promised = list(promised_media(case))
    return Standing(
        wanting=wanting_of(page, case.ledger, promised),
        pictures=good_pictures_of(page, case.ledger, promised),
        suspects=suspects_of(case, seen),
    )
