"""Which line of a ledger answers a request."""

from __future__ import annotations

from typing import Any

from archiver.models import Asked, BodyProbe, LedgerEntry, RecordPointer, Truncation
from archiver.replay.kept import Kept

URL = "https://a.test/x.jpg"


def line(url: str = URL, *, at: int = 1, **changes: Any) -> LedgerEntry:
    values: dict[str, Any] = {
        "url": url,
        "method": "GET",
        "status": 200,
        "mime": "image/jpeg",
        "resource_type": "image",
        "size_bytes": 1_000,
        "sha1": f"sha1:{at}",
        "record": RecordPointer(filename="a.warc.gz", offset=at, length_bytes=1) if at else None,
    }
    return LedgerEntry(**{**values, **changes})


def picture(width_px: int, **changes: Any) -> LedgerEntry:
    looks = BodyProbe(sniffed="image/jpeg", complete=True, width_px=width_px, height_px=100)
    return line(probe=looks, **changes)


def test_the_page_gets_what_it_got_and_not_what_archiver_got_later() -> None:
    refused, got = line(status=403), line(at=2, asked=Asked.NO_REFERRER)
    assert Kept([refused, got]).next("GET", URL) is refused


def test_several_answers_to_one_request_come_in_their_order_and_the_last_for_ever() -> None:
    first, second = line(status=503), line(at=2)
    kept = Kept([first, second])
    assert [kept.next("GET", URL) for _ in range(4)] == [first, second, second, second]


def test_an_answer_without_a_record_gives_way_to_one_with_a_record() -> None:
    lost, got = line(at=0, status=0), line(at=2, asked=Asked.AS_SHOWN)
    assert Kept([lost, got]).next("GET", URL) is got
    assert Kept([lost]).next("GET", URL) is lost
    assert Kept([lost]).next("GET", "https://a.test/other") is None


def test_a_method_has_its_own_answers_but_head_has_those_of_get() -> None:
    get, post = line(), line(at=2, method="POST")
    kept = Kept([get, post])
    assert kept.next("POST", URL) is post
    assert kept.next("HEAD", URL) is get
    assert kept.next("PUT", URL) is None


def test_an_exact_address_comes_before_a_loose_one() -> None:
    exact, loose = line(f"{URL}?_=1700000000001"), line(f"{URL}?_=1700000000002", at=2)
    kept = Kept([loose, exact])
    assert kept.next("GET", f"{URL}?_=1700000000001#f") is exact
    assert kept.next("GET", f"{URL}?_=1700000000009") is loose


def test_pieces_of_a_film_come_whole_ones_first() -> None:
    piece = line(status=206, size_bytes=9_999)
    cut = line(at=2, size_bytes=99_999, truncated=Truncation.LENGTH)
    whole = line(at=3, size_bytes=50_000, asked=Asked.AS_SHOWN)
    assert Kept([piece, cut, whole, line(at=4, status=404)]).pieces(URL) == [whole, piece, cut]


def test_the_best_picture_is_the_largest_whole_one() -> None:
    notice, large = picture(200, at=1), picture(900, at=2, asked=Asked.NO_REFERRER)
    cut = picture(4_000, at=3, truncated=Truncation.DISCONNECT)
    assert Kept([notice, large, cut]).picture(URL) is large
    assert Kept([line(status=403)]).picture(URL) is None


def test_another_size_of_the_same_picture_will_do() -> None:
    small = picture(300, url=f"{URL}?w=300")
    assert Kept([small]).picture(f"{URL}?w=1200") is small
    assert Kept([small]).picture("https://a.test/y.jpg") is None


def test_a_request_with_a_body_gets_the_answer_to_that_body() -> None:
    lines = [line(at=at, method="POST") for at in (1, 2, 3)]
    bodies = {
        entry.record: body
        for entry, body in zip(lines, ("id=1&t=5", "id=2&t=6", "id=1&t=5"), strict=True)
        if entry.record
    }
    kept = Kept(lines, bodies)
    assert kept.next("POST", URL, "id=2&t=6") is lines[1]
    assert [kept.next("POST", URL, "id=1&t=5") for _ in range(3)] == [lines[0], lines[2], lines[2]]
    assert kept.next("POST", URL, "id=2&t=99") is lines[1]


def test_a_file_is_found_under_another_signature_the_most_alike_first() -> None:
    lines = [line(f"{URL}?w={w}&sig=1", at=w) for w in (300, 600)]
    kept = Kept(lines)
    assert kept.next("GET", f"{URL}?w=600&sig=2") is lines[1]
    assert kept.next("GET", f"{URL}?w=300&sig=2") is lines[0]
    assert (
        Kept([line("https://a.test/list?page=1")]).next("GET", "https://a.test/list?page=2") is None
    )


def test_another_host_of_the_same_load_will_do() -> None:
    here = line("https://img1.a.test/pic?id=7")
    kept = Kept([here])
    assert kept.next("GET", "https://img4.a.test/pic?id=7") is here
    assert kept.next("GET", "https://img4.a.test/pic?id=8") is None


def test_what_failed_for_the_page_fails_again_though_another_referer_got_it() -> None:
    blocked = line(at=0, status=0, error="net::ERR_BLOCKED_BY_ORB")
    got = line(at=2, asked=Asked.NO_REFERRER)
    assert Kept([blocked, got]).next("GET", URL) is blocked
    unread = line(at=0)
    assert Kept([unread, got]).next("GET", URL) is got
    assert Kept([got]).next("GET", URL) is got


def test_what_chance_named_is_given_for_its_like_and_each_for_one_alone() -> None:
    one, two = line("https://a.test/p/x7k2m9q4.jpg"), line("https://a.test/p/b8n3v5c1.jpg", at=2)
    kept = Kept([one, two, line("https://a.test/q/x7k2m9q4.jpg", at=3)])
    assert kept.alike("GET", "https://a.test/p/aaaa1111.jpg", ()) is one
    assert kept.alike("GET", "https://a.test/p/bbbb2222.jpg", ()) is two
    assert kept.alike("GET", "https://a.test/p/aaaa1111.jpg", ()) is one
    assert kept.alike("GET", "https://a.test/p/cccc3333.jpg", ()) is None
    assert kept.alike("POST", "https://a.test/p/dddd4444.jpg", ()) is None


def test_what_the_page_asks_for_by_itself_is_given_for_nothing_else() -> None:
    kept = Kept([line("https://a.test/p/x7k2m9q4.jpg")])
    asked = {"https://a.test/p/x7k2m9q4.jpg"}
    assert kept.alike("GET", "https://a.test/p/aaaa1111.jpg", asked) is None


def test_a_line_without_a_record_and_a_name_in_words_stand_for_nothing() -> None:
    kept = Kept([line("https://a.test/p/x7k2m9q4.jpg", at=0), line("https://a.test/p/quay.jpg")])
    assert kept.alike("GET", "https://a.test/p/aaaa1111.jpg", ()) is None
    assert kept.alike("GET", "https://a.test/p/ferry.jpg", ()) is None
