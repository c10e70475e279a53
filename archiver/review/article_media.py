"""Pictures and films of an article: strips of its page, evidence, posters, what plays."""

from __future__ import annotations

from functools import partial
from typing import Final

from archiver.models import VisualChange
from archiver.review.answer import Answer
from archiver.review.article import Article
from archiver.review.article_page import ArticlePages, findings_of
from archiver.review.change_pictures import box_of
from archiver.review.pictures import SHOWN, SNAPSHOT, PagePictures
from archiver.review.recent import Recent
from archiver.review.shelf import ReviewShelf

_EVIDENCE_BYTES: Final = 48 << 20
_Key = tuple[str, str, str, str]


class ArticleMedia:
    """Gives what of an article is no JSON; None stands for what is not there.

    Numbers are decimal digits, as they stand in addresses.
    """

    def __init__(self, shelf: ReviewShelf, pictures: PagePictures, pages: ArticlePages) -> None:
        """Take it from a shelf; `pages` know the evidence and the films of articles."""
        self._shelf = shelf
        self._pictures = pictures
        self._pages = pages
        self._evidence: Recent[_Key, bytes | None] = Recent(
            _EVIDENCE_BYTES, lambda data: len(data or b"")
        )

    def picture(self, article: Article, which: str, name: str) -> Answer | None:
        """Return a strip, or the small picture, of a capture of the article or its snapshot."""
        if which not in {SNAPSHOT, *SHOWN} and not self._has_capture(article, which):
            return None
        return self._pictures.picture(article.slug, which, name)

    def _has_capture(self, article: Article, capture_id: str) -> bool:
        if article.summary.capture_id == capture_id:
            return True
        captures = self._shelf.collection.captures(article.slug, latest=False)
        return any(each.capture_id == capture_id for each in captures)

    def proof(self, article: Article, fingerprint: str, number: str) -> Answer | None:
        """Return a picture of a finding.

        Raises:
            StorageError: the capture is damaged.
        """
        findings = findings_of(article)
        finding = next((each for each in findings if each.fingerprint == fingerprint), None)
        if finding is None:
            return None

        def make() -> bytes | None:
            opened = self._shelf.opened(article.summary)
            snapshot = self._shelf.snapshot(article.slug)
            planned = self._pages.evidence.pictures(opened, finding, snapshot)
            return planned[int(number)].make() if int(number) < len(planned) else None

        version = self._shelf.snapshot_version(article.slug)
        key = (article.summary.capture_id, version, fingerprint, number)
        return _webp(self._evidence.get(key, make))

    def look(self, article: Article, change: VisualChange, side: str) -> Answer | None:
        """Return the part of the snapshot (`old`), or of the page (`new`), that a change is."""
        box = box_of(change, side)
        if box is None:
            return None
        capture_id = article.summary.capture_id
        which = SNAPSHOT if side == "old" else capture_id
        version = self._shelf.snapshot_version(article.slug)
        key = (capture_id, version, change.fingerprint, side)
        # The box is in pixels of the picture: it needs no scale.
        make = partial(self._pictures.part, article.slug, which, box, 0)
        return _webp(self._evidence.get(key, make))

    def poster(self, article: Article, number: str) -> Answer | None:
        """Return the picture of a player; raises as `proof`."""
        opened = self._shelf.opened(article.summary)
        films = self._pages.films.of(opened.capture, opened.blocks)
        film = films[int(number)] if int(number) < len(films) else None
        if film is None or not film.player:
            return None
        planned = self._pages.evidence.player(opened.capture, film.player, "")
        return _webp(planned.make()) if planned else None

    def film(self, article: Article, number: str) -> Answer | None:
        """Return a film as a stream; raises as `proof`."""
        opened = self._shelf.opened(article.summary)
        films = self._pages.films.of(opened.capture, opened.blocks)
        return self._pages.films.answer(films[int(number)]) if int(number) < len(films) else None


def _webp(data: bytes | None) -> Answer | None:
    return Answer(media_type="image/webp", body=data) if data else None
