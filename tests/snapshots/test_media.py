"""Fingerprints of media: which answer stands for a picture, and what is said of it."""

from __future__ import annotations

from exhibit import PICTURE_URL, entry

from archiver.models import Asked, Block, BlockKind, BodyProbe, Truncation
from archiver.snapshots.media import answers_of, media_of

IMAGE = Block(kind=BlockKind.IMAGE, url=PICTURE_URL, width_px=800, height_px=600)


def test_a_picture_has_its_bytes_its_look_and_its_size() -> None:
    (medium,) = media_of([IMAGE, IMAGE], [entry()], {})
    assert (medium.key, medium.digest, medium.phash) == ("img.test/quay.jpg", "sha1:QUAY", "0f" * 8)
    assert (medium.width_px, medium.height_px, medium.media_type) == (800, 600, "image/jpeg")


def test_what_never_came_is_known_by_its_address_alone() -> None:
    (medium,) = media_of([IMAGE], [entry(status=404)], {})
    assert (medium.url, medium.digest, medium.media_type) == (PICTURE_URL, "", "")


def test_a_redirect_is_followed_and_a_circle_of_them_is_left() -> None:
    hop = entry(status=302, sha1="", redirect_to="http://b.test/1", probe=None)
    end = entry("https://b.test/1", sha1="sha1:END")
    assert media_of([IMAGE], [hop, end], {})[0].digest == "sha1:END"
    circle = entry("http://b.test/1", status=302, sha1="", redirect_to=PICTURE_URL)
    assert media_of([IMAGE], [hop, circle], {})[0].digest == ""


def test_of_several_answers_the_whole_one_that_the_page_got_counts() -> None:
    answers = [
        entry(sha1="sha1:PART", truncated=Truncation.LENGTH),
        entry(sha1="sha1:RANGE", status=206),
        entry(sha1="sha1:PAGE"),
        entry(sha1="sha1:LARGER", size_bytes=9000, asked=list(Asked)[-1]),
        entry(sha1="sha1:HEAD", method="HEAD"),
    ]
    for order in (answers, answers[::-1]):
        assert media_of([IMAGE], order, {})[0].digest == "sha1:PAGE"


def test_a_players_document_is_no_medium_and_a_poster_is_one() -> None:
    player = Block(kind=BlockKind.PLAYER, url="https://p.test/embed", poster="https://p.test/a.jpg")
    ledger = [entry("https://p.test/embed", sha1="sha1:PAGE"), entry("https://p.test/a.jpg")]
    frame, poster = media_of([player], ledger, {})
    assert (frame.url, frame.digest) == ("https://p.test/embed", "")
    assert (poster.url, poster.digest, poster.width_px) == (
        "https://p.test/a.jpg",
        "sha1:QUAY",
        800,
    )
    assert [each.url for each in answers_of([player], ledger)] == ["https://p.test/a.jpg"]


def test_looks_that_were_found_later_count_before_the_ledgers() -> None:
    looks = {"sha1:QUAY": BodyProbe(sniffed="image/webp", complete=True, phash="ab" * 8)}
    (medium,) = media_of([IMAGE], [entry()], looks)
    assert (medium.phash, medium.media_type) == ("ab" * 8, "image/webp")


def test_words_are_no_media() -> None:
    assert media_of([Block(kind=BlockKind.TEXT, text="x", url=PICTURE_URL)], [entry()], {}) == ()
