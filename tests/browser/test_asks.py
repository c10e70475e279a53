"""Requests of archiver's own are known by their mark, and each gets its own answer."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from archiver.browser import Ask
from archiver.browser.asks import AskBook
from archiver.models import Asked, Exchange


def _ask(url: str = "http://a.test/p.png") -> Ask:
    return Ask(url=url, asked=Asked.ORIGIN, referrer="http://a.test/")


def _exchange(url: str) -> Exchange:
    started_at = datetime(2024, 1, 1, tzinfo=UTC)
    return Exchange(url=url, method="GET", request_headers=(), started_at=started_at)


def _request(marked: str) -> dict[str, str]:
    url, _, fragment = marked.partition("#")
    return {"url": url, "urlFragment": f"#{fragment}"}


async def test_each_request_is_known_by_its_mark_until_it_is_answered() -> None:
    book = AskBook()
    first, second = _ask(), _ask()
    marked, answer = book.enter(first)
    again, other = book.enter(second)
    assert marked != again
    assert {marked.partition("#")[0], again.partition("#")[0]} == {"http://a.test/p.png"}
    number = book.number_of(_request(marked))
    assert book.ask(number) is first
    assert book.ask(book.number_of(_request(again))) is second
    chain = [_exchange("http://a.test/p.png"), _exchange("http://b.test/q.png")]
    book.answer(number, chain)
    assert await answer == tuple(chain)
    assert not other.done()
    assert book.number_of(_request(marked)) == 0
    assert book.ask(number) is None


async def test_what_is_told_twice_or_of_nobody_changes_nothing() -> None:
    book = AskBook()
    marked, answer = book.enter(_ask())
    number = book.number_of(_request(marked))
    book.answer(number + 1, [_exchange("http://a.test/")])
    book.answer(0, [])
    assert not answer.done()
    answer.cancel()
    book.answer(number, [])
    book.answer(number, [])


async def test_nobody_waits_for_an_answer_once_the_page_is_over() -> None:
    book = AskBook()
    answers = [book.enter(_ask())[1] for _ in range(3)]
    book.close()
    assert [await answer for answer in answers] == [(), (), ()]


@given(
    fragment=st.text()
    | st.from_regex(r"#archiver-ask-\d{1,30}", fullmatch=True)
    | st.just("#archiver-ask-1\n")
)
async def test_no_fragment_of_the_page_passes_for_a_mark(fragment: str) -> None:
    assert AskBook().number_of({"url": "http://a.test/", "urlFragment": fragment}) == 0
    assert AskBook().number_of({"url": "http://a.test/"}) == 0
