"""The DevTools connection: calls and events find their session, and none waits for the dead."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from archiver.browser.devtools import DevTools, ProtocolError
from archiver.errors import BrowserError, BrowserGoneError, DeadlineError

Answer = Callable[[dict[str, Any]], "list[dict[str, Any]]"]


@asynccontextmanager
async def _connected(answer: Answer) -> AsyncIterator[tuple[DevTools, ServerConnection]]:
    """Connect to a Chromium that says what `answer` makes of each call."""
    accepted: asyncio.Future[ServerConnection] = asyncio.get_running_loop().create_future()

    async def speak(socket: ServerConnection) -> None:
        accepted.set_result(socket)
        async for message in socket:
            for reply in answer(json.loads(message)):
                await socket.send(json.dumps(reply))

    async with serve(speak, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        devtools = await DevTools.open(f"ws://127.0.0.1:{port}")
        yield devtools, await accepted
        await devtools.close()


def _silent(_call: dict[str, Any]) -> list[dict[str, Any]]:
    return []


async def test_answers_find_their_calls_in_whatever_order_they_come() -> None:
    held: list[dict[str, Any]] = []

    def answer(call: dict[str, Any]) -> list[dict[str, Any]]:
        held.append({"id": call["id"], "result": {"of": call["sessionId"] + call["method"]}})
        return held[::-1] if len(held) == 2 else []

    async with _connected(answer) as (devtools, _socket):
        one, two = devtools.session("1", {}), devtools.session("2", {})
        assert await asyncio.gather(one.call("A"), two.call("B")) == [{"of": "1A"}, {"of": "2B"}]


async def test_a_refusal_is_an_error_of_that_call_alone() -> None:
    def answer(call: dict[str, Any]) -> list[dict[str, Any]]:
        if call["method"] == "No.such":
            return [{"id": call["id"], "error": {"code": -32601, "message": "not found"}}]
        return [{"id": call["id"], "result": {}}]

    async with _connected(answer) as (devtools, _socket):
        with pytest.raises(ProtocolError, match=r"No\.such: not found"):
            await devtools.root.call("No.such")
        assert await devtools.root.call("Yes") == {}


async def test_a_call_without_an_answer_ends_at_its_deadline() -> None:
    async with _connected(_silent) as (devtools, _socket):
        with pytest.raises(DeadlineError, match="Wait did not return within"):
            await devtools.root.call("Wait", timeout_s=0.05)


async def test_calls_to_a_target_that_goes_end_with_it_and_the_others_do_not() -> None:
    async with _connected(_silent) as (devtools, socket):
        stays, goes = devtools.session("stays", {}), devtools.session("goes", {})
        waiting = asyncio.create_task(stays.call("A"))
        ending = asyncio.create_task(goes.call("B"))
        await asyncio.sleep(0)
        detached = {"method": "Target.detachedFromTarget", "params": {"sessionId": "goes"}}
        await socket.send(json.dumps(detached))
        with pytest.raises(ProtocolError, match="B: the target is gone"):
            await asyncio.wait_for(ending, 5)
        assert not waiting.done()
        assert devtools.session("goes", {}) is not goes
        waiting.cancel()


async def test_when_the_browser_goes_every_call_ends_and_none_is_taken_any_more() -> None:
    async with _connected(_silent) as (devtools, socket):
        waiting = asyncio.create_task(devtools.root.call("A"))
        await asyncio.sleep(0)
        await socket.close()
        with pytest.raises(BrowserGoneError):
            await asyncio.wait_for(waiting, 5)
        assert devtools.closed
        assert devtools.ended.done()
        with pytest.raises(BrowserGoneError):
            await devtools.root.call("B")
        devtools.root.post("C")


async def test_events_go_to_the_session_that_they_name() -> None:
    heard: list[tuple[str, str, Any]] = []
    async with _connected(lambda call: [{"id": call["id"], "result": {}}]) as (devtools, socket):
        for name in ("1", "2"):
            devtools.session(name, {}).listener = lambda session, method, params: heard.append(
                (session.session_id, method, params)
            )
        for event in (
            {"method": "Page.x", "sessionId": "2", "params": {"n": 1}},
            {"method": "Page.y", "sessionId": "nobody", "params": {}},
            {"method": "Page.z", "sessionId": "1"},
        ):
            await socket.send(json.dumps(event))
        await devtools.root.call("Sync")
    assert heard == [("2", "Page.x", {"n": 1}), ("1", "Page.z", {})]


async def test_what_is_no_devtools_socket_is_an_error_that_names_it() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(BrowserError, match=f"ws://127.0.0.1:{port} is no DevTools socket"):
            await DevTools.open(f"ws://127.0.0.1:{port}")
    with pytest.raises(BrowserError, match="is no DevTools socket"):
        await DevTools.open(f"ws://127.0.0.1:{port}")
