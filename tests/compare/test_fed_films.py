"""A `blob:` film is known by what the page asked for."""

from __future__ import annotations

from staged import capture, entry, film, ids, post

from archiver.compare import check
from archiver.compare.fed_films import with_addresses
from archiver.compare.ledger import Ledger
from archiver.models import Asked, Block, BlockKind, LedgerEntry, PlayerOutcome, PlayerState

ONE, TWO = "https://cdn.example/one.m3u8", "https://cdn.example/two.m3u8"
BLOBS = [
    Block(kind=BlockKind.VIDEO, url="blob:https://news.example/1", alternates=("https://x/p",)),
    Block(kind=BlockKind.VIDEO, url="blob:https://news.example/2"),
]


def promised(*urls: str, **facts: object) -> list[Block]:
    return [Block(kind=BlockKind.VIDEO, url=url, **facts) for url in urls]  # type: ignore[arg-type]


def playlist(url: str, **facts: object) -> LedgerEntry:
    return film(url, **{"mime": "application/vnd.apple.mpegurl", "probe": None, **facts})


def addresses(source: list[Block], shown: list[Block], *lines: LedgerEntry) -> list[str]:
    return [block.url for block in with_addresses(source, shown, Ledger.of(lines))]


def test_fed_films_get_the_addresses_that_the_page_asked_for_in_order() -> None:
    lines = (playlist(TWO), playlist(ONE))
    found = with_addresses(promised(ONE, TWO), BLOBS, Ledger.of(lines))
    assert [block.url for block in found] == [ONE, TWO]
    assert found[0].alternates == (BLOBS[0].url, "https://x/p")


def test_a_film_that_the_page_shows_elsewhere_or_never_asked_for_is_given_to_none() -> None:
    shown = [*promised(ONE), BLOBS[0]]
    assert addresses(promised(ONE), shown, playlist(ONE)) == [ONE, BLOBS[0].url]
    assert addresses(promised(ONE), BLOBS) == [block.url for block in BLOBS]
    ours = playlist(ONE, asked=Asked.AS_SHOWN)
    assert addresses(promised(ONE), BLOBS[:1], ours) == [BLOBS[0].url]


def test_a_film_that_is_left_without_an_address_stays_as_it_is() -> None:
    found = with_addresses(promised(ONE), BLOBS, Ledger.of([playlist(ONE)]))
    assert found[1] is BLOBS[1]


def test_only_fed_films_are_given_addresses() -> None:
    others = [
        Block(kind=BlockKind.IMAGE, url="blob:https://news.example/3"),
        Block(kind=BlockKind.VIDEO, url="https://cdn.example/other.mp4"),
        Block(kind=BlockKind.VIDEO),
    ]
    urls = [block.url for block in others]
    assert addresses(promised(ONE), others, playlist(ONE)) == urls


def test_what_the_post_hides_is_given_to_none() -> None:
    hidden = promised(ONE, visible=False)
    assert addresses(hidden, BLOBS[:1], playlist(ONE)) == [BLOBS[0].url]


PROMISE = f"<p>The film of the day:</p><video src='{ONE}'></video><p>So much for that.</p>"
PAGE = PROMISE.replace(f"src='{ONE}'", ":src='blob:https://news.example/1'")


def test_a_film_from_memory_is_on_the_page_and_judged_by_its_manifest() -> None:
    assert ids(check(post(PROMISE), capture(PAGE, {ONE: playlist(ONE)}))) == []
    refused = capture(PAGE, {ONE: playlist(ONE, status=403)})
    assert ids(check(post(PROMISE), refused)) == ["M3"]
    unasked = capture(PAGE, {ONE: None, "x": entry("https://cdn.example/x.jpg")})
    assert ids(check(post(PROMISE), unasked)) == ["M1"]


def test_a_dead_manifest_is_told_once_though_the_player_came_to_nothing() -> None:
    state = PlayerState(
        url="https://news.example/p/1.html", frame=0, provider="page", outcome=PlayerOutcome.UNKNOWN
    )
    found = check(post(PROMISE), capture(PAGE, {ONE: playlist(ONE, status=404)}, players=(state,)))
    assert (ids(found), found.media_kept) == (["M3"], 0)
