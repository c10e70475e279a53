"""Which films are kept whole: by their bytes, not by what the player did."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archiver.browser.media_pieces import MediaPieces, Need, referrer_of
from archiver.models import Body, Exchange, Truncation

_URL = "http://cdn.test/film.webm"


def _piece(status: int, size_bytes: int, content_range: str = "", **more: object) -> Exchange:
    facts: dict[str, object] = {
        "url": _URL,
        "method": "GET",
        "request_headers": (),
        "started_at": datetime(2024, 1, 1, tzinfo=UTC),
        "status": status,
        "response_headers": (("Content-Range", content_range),) if content_range else (),
        "body": Body(size_bytes=size_bytes, sha1="sha1:X", data=b""),
        "resource_type": "media",
        "frame_url": "http://a.test/",
        **more,
    }
    return Exchange(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exchange", "whole"),
    [
        (_piece(200, 100), True),
        (_piece(200, 100, truncated=Truncation.DISCONNECT), False),
        (_piece(200, 0, body=None), False),
        (_piece(206, 100, "bytes 0-99/100"), True),
        (_piece(206, 60, "bytes 0-99/100"), False),
        (_piece(206, 60, "bytes 0-59/100"), False),
        (_piece(206, 60, "bytes 40-99/100"), False),
        (_piece(206, 100, "bytes 0-99/*"), False),
        (_piece(206, 100), False),
        (_piece(206, 100, "bytes 0-99/100", resource_type="fetch", mime="video/webm"), True),
    ],
)
def test_whole_or_a_piece(exchange: Exchange, whole: bool) -> None:
    media = MediaPieces()
    media.note(exchange)
    assert media.has_whole(_URL + "#t=10") is whole
    assert media.unread() == ({} if whole else {_URL: Need("http://a.test/", "")})


def test_a_piece_is_forgotten_once_the_whole_came() -> None:
    media = MediaPieces()
    media.note(_piece(206, 60, "bytes 0-59/100"))
    media.note(_piece(200, 100, resource_type="fetch", mime="video/webm"))
    media.note(_piece(206, 60, "bytes 0-59/100"))
    assert media.unread() == {}


@pytest.mark.parametrize(
    "exchange",
    [
        _piece(404, 9),
        _piece(0, 0, body=None),
        _piece(302, 0),
        _piece(206, 60, "bytes 0-59/100", resource_type="image", mime="image/png"),
    ],
)
def test_what_is_no_film_is_not_asked_for_again(exchange: Exchange) -> None:
    media = MediaPieces()
    media.note(exchange)
    assert media.unread() == {}
    assert not media.has_whole(_URL)


def test_a_piece_of_any_type_remembers_with_which_referer_it_was_asked_for() -> None:
    media = MediaPieces()
    sent = (("Accept", "*/*"), ("REFERER", "http://player.test/"))
    facts = {"request_headers": sent, "resource_type": "xhr", "mime": "application/octet-stream"}
    piece = _piece(206, 60, "bytes 0-59/100", **facts)
    media.note(piece)
    assert media.unread() == {_URL: Need("http://a.test/", "http://player.test/")}
    assert referrer_of(piece) == "http://player.test/"
