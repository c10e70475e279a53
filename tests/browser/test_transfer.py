"""Exchanges out of DevTools events, in every order and with hostile headers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.browser.recorder import Recorder
from archiver.browser.settings import Limits
from archiver.browser.transfer import (
    has_body,
    lines_of,
    lines_of_entries,
    lines_of_text,
    url_pattern,
)
from archiver.errors import ArchiverError
from archiver.models import Exchange, Truncation

_NAMES = st.text(st.characters(codec="latin-1"), max_size=20)
_VALUES = st.text(max_size=60)


# --- headers


def test_raw_lines_keep_order_repetition_and_odd_names() -> None:
    head = (
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\nSET-COOKIE:b=2; x=y:z \r\nno colon\r\n: nameless\r\n"
    )
    assert lines_of_text(head) == (("Set-Cookie", "a=1"), ("SET-COOKIE", "b=2; x=y:z"))


def test_joined_values_come_apart_and_pseudo_headers_go() -> None:
    joined = {":status": "200", "set-cookie": "a=1; Expires=Wed, 21 Oct\nb=2", "x": "1, 2"}
    expected = (("set-cookie", "a=1; Expires=Wed, 21 Oct"), ("set-cookie", "b=2"), ("x", "1, 2"))
    assert lines_of(joined) == expected
    assert lines_of_entries([{"name": n, "value": v} for n, v in joined.items()]) == expected


@given(st.text())
def test_no_head_makes_a_line_with_a_break_or_without_a_name(text: str) -> None:
    for name, value in lines_of_text(text):
        assert name == name.strip() != ""
        assert "\n" not in name + value
        assert ":" not in name


@given(st.dictionaries(_NAMES, _VALUES))
def test_no_header_object_makes_a_line_with_a_break(headers: dict[str, str]) -> None:
    assert not any("\n" in value or name.startswith(":") for name, value in lines_of(headers))


@pytest.mark.parametrize(
    ("status", "method", "location", "expected"),
    [
        (200, "GET", False, True),
        (200, "HEAD", False, False),
        (204, "GET", False, False),
        (304, "GET", False, False),
        (0, "GET", False, False),
        (302, "GET", True, False),
        (302, "GET", False, True),
        (300, "GET", False, True),
        (404, "POST", False, True),
        (201, "POST", True, True),
    ],
)
def test_which_answers_have_a_body(
    status: int, method: str, location: bool, expected: bool
) -> None:
    headers = (("LOCATION", "/x"),) if location else ()
    assert has_body({"request": {"method": method}}, status, headers) is expected


def test_wildcards_of_an_address_are_escaped() -> None:
    assert url_pattern(r"http://a.test/?q=*\x") == r"http://a.test/\?q=\*\\x"


# --- events


class _Session:
    """Stands for a target that answers no call."""

    session_id = "S"
    target = {"type": "page", "targetId": "F"}  # noqa: RUF012 - never changed
    listener: Any = None

    def post(self, *_: object) -> None:
        pass


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Any]:
    """A function that tells a recorder events; its attributes are what came of it."""

    class Told:
        def __init__(self) -> None:
            self.exchanges: list[Exchange] = []
            self.recorder = Recorder(
                spool=tmp_path,
                limits=Limits(call_s=0.1),
                sink=self.exchanges.append,
                peer_of=lambda _url: "192.0.2.1",
            )
            self.session: Any = _Session()
            self.recorder.attach(self.session)

        def __call__(self, *events: tuple[str, dict[str, Any]]) -> None:
            for method, params in events:
                self.session.listener(self.session, method, {"requestId": "1", **params})

    return Told


def _asks(path: str, **more: object) -> tuple[str, dict[str, Any]]:
    request = {"url": f"http://a.test{path}", "method": "GET", "headers": {"Accept": "*/*"}}
    params = {"request": request, "type": "Image", "timestamp": 1.0, "wallTime": 1.7e9, **more}
    return "Network.requestWillBeSent", params


def _answers(status: int, **more: object) -> tuple[str, dict[str, Any]]:
    response = {"status": status, "headers": {"x": "joined"}, "mimeType": "image/png", **more}
    return "Network.responseReceived", {"response": response, "type": "Image", "hasExtraInfo": True}


_SENT = ("Network.requestWillBeSentExtraInfo", {"headers": {"Cookie": "c=1"}})
_FINISHED = ("Network.loadingFinished", {"timestamp": 3.5, "encodedDataLength": 0})


def _raw(status: int, text: str) -> tuple[str, dict[str, Any]]:
    params = {"statusCode": status, "headersText": f"HTTP/1.1 {status} X\r\n{text}\r\n\r\n"}
    return "Network.responseReceivedExtraInfo", params


@pytest.mark.parametrize("late", [False, True])
async def test_raw_headers_are_taken_before_or_after_the_end(told: Any, late: bool) -> None:
    tell = told()
    raw = (_SENT, _raw(204, "X-Raw: 1"))
    plain = (_asks("/a"), _answers(204), _FINISHED)
    tell(*((*plain, *raw) if late else (plain[0], *raw, *plain[1:])))
    (exchange,) = tell.exchanges
    assert exchange.response_headers == (("X-Raw", "1"),)
    assert exchange.request_headers == (("Cookie", "c=1"),)
    assert (exchange.status, exchange.peer_address) == (204, "192.0.2.1")
    assert exchange.duration_s == 2.5


async def test_a_chain_of_redirects_gives_each_hop_its_own_headers(told: Any) -> None:
    tell = told()
    hops = 19
    for n in range(hops):
        answer = {"status": 302, "statusText": "Found", "headers": {}}
        redirected = {"redirectResponse": answer, "redirectHasExtraInfo": True} if n else {}
        tell(_asks(f"/{n}", **redirected), _SENT, _raw(302, f"Location: /{n + 1}"))
    failed = {"errorText": "net::ERR_TOO_MANY_REDIRECTS", "timestamp": 2.0}
    tell(("Network.loadingFailed", failed))
    assert [e.url for e in tell.exchanges] == [f"http://a.test/{n}" for n in range(hops)]
    assert [e.response_headers for e in tell.exchanges] == [
        (("Location", f"/{n + 1}"),) for n in range(hops)
    ]
    assert [e.redirect_to for e in tell.exchanges[:-1]] == [
        f"http://a.test/{n}" for n in range(1, hops)
    ]
    assert {e.status for e in tell.exchanges} == {302}
    assert [bool(e.error) for e in tell.exchanges] == [False] * (hops - 1) + [True]


async def test_an_answer_whose_body_is_withheld_is_no_answer(told: Any) -> None:
    tell = told()
    blocked = ("Network.loadingFailed", {"errorText": "net::ERR_BLOCKED_BY_ORB"})
    tell(_asks("/a"), _SENT, _raw(200, "X: 1"), blocked)
    (exchange,) = tell.exchanges
    assert (exchange.status, exchange.error) == (0, "net::ERR_BLOCKED_BY_ORB")


async def test_requests_without_an_end_are_told_when_the_recording_ends(told: Any) -> None:
    tell = told()
    tell(_asks("/hangs"))
    assert tell.recorder.in_flight == 1
    await tell.recorder.stop()
    assert [(e.url, e.status) for e in tell.exchanges] == [("http://a.test/hangs", 0)]
    assert tell.session.listener is None


@pytest.mark.parametrize("kind", ["EventSource", "Preflight", "WebSocket"])
async def test_streams_without_an_end_are_neither_waited_for_nor_kept(told: Any, kind: str) -> None:
    tell = told()
    tell(_asks("/endless", type=kind), ("Network.requestWillBeSentExtraInfo", {"requestId": "9"}))
    assert tell.recorder.in_flight == 0
    await tell.recorder.stop()
    assert tell.exchanges == []


async def test_requests_of_a_worker_end_with_it(told: Any) -> None:
    tell = told()
    tell(_asks("/image"), _asks("/frame", requestId="2", type="Document"))
    tell(("Target.detachedFromTarget", {"sessionId": "S"}))
    assert [(e.url, bool(e.error)) for e in tell.exchanges] == [("http://a.test/image", True)]
    assert tell.recorder.sessions == []


async def test_a_cut_body_is_kept_and_said_to_be_cut(told: Any) -> None:
    tell = told()
    tell(_asks("/film", type="Media"), _answers(200))
    transfer = tell.recorder._transfers["1"]
    tell.recorder.bodies.keep(transfer, b"half")
    tell(("Network.loadingFailed", {"errorText": "net::ERR_CONNECTION_RESET"}))
    await tell.recorder.stop()
    (exchange,) = tell.exchanges
    assert exchange.truncated is Truncation.DISCONNECT
    assert exchange.body is not None
    assert exchange.body.data == b"half"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
_PARTS = st.fixed_dictionaries(
    {"requestId": st.sampled_from(["1", "2"])},
    optional={
        "request": st.just({"url": "http://a.test/", "method": "GET"}) | _JSON,
        "response": _JSON,
        "redirectResponse": st.just({"status": 301}) | _JSON,
        "headers": st.dictionaries(st.text(max_size=5), st.text(max_size=5)) | _JSON,
        "headersText": st.text(),
        "type": st.sampled_from(["Document", "EventSource"]) | _JSON,
        "frameId": st.just("F") | _JSON,
        "data": st.text(max_size=9),
        "responseStatusCode": st.just(200) | _JSON,
        "targetInfo": _JSON,
        "frame": _JSON,
        "sessionId": st.text(max_size=3),
    },
)
_METHODS = st.sampled_from(
    [
        "Fetch.requestPaused",
        "Network.dataReceived",
        "Network.loadingFailed",
        "Network.loadingFinished",
        "Network.requestWillBeSent",
        "Network.requestWillBeSentExtraInfo",
        "Network.responseReceived",
        "Network.responseReceivedExtraInfo",
        "Page.frameNavigated",
        "Target.attachedToTarget",
        "Target.detachedFromTarget",
        "Unheard.of",
    ]
)


@given(events=st.lists(st.tuples(_METHODS, _PARTS), max_size=12))
def test_no_event_breaks_more_than_its_own_capture(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, dict[str, Any]]]
) -> None:
    async def run() -> None:
        session: Any = _Session()
        recorder = Recorder(
            spool=tmp_path_factory.getbasetemp(),
            limits=Limits(call_s=0),
            sink=lambda _exchange: None,
            peer_of=lambda _url: "",
        )
        recorder.attach(session)
        for method, params in events:
            session.listener(session, method, params)
        await recorder.stop()
        failure = recorder.errands.failure
        assert not failure.done() or isinstance(failure.result(), ArchiverError)

    asyncio.run(run())
