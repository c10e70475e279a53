"""The guard: what it lets through, judged by the address that it connects to."""

from __future__ import annotations

import asyncio
import ipaddress
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.browser.guard import Guard, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "169.254.170.2",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1",
        "not an address",
    ],
)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"]
)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_does_not_change_the_verdict(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") <= is_public(str(address))


async def _ask(guard: Guard, host: str, port: int, sent: bytes = b"hello") -> tuple[int, bytes]:
    """Speak SOCKS5 to the guard; return its reply code and what the far side said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", guard.port)
    name = host.encode()
    writer.write(b"\x05\x01\x00")
    assert await reader.readexactly(2) == b"\x05\x00"
    writer.write(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2))
    code = (await reader.readexactly(10))[1]
    said = b""
    if code == 0:
        writer.write(sent)
        writer.write_eof()
        said = await reader.read()
    writer.close()
    return code, said


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write((await reader.read()).upper())
    await writer.drain()
    writer.close()


async def test_whatever_the_size_both_ways_arrive_as_they_were_sent() -> None:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sent = random.Random(1).randbytes(8 << 20)
    async with server, Guard(allow_private=True, host_table=None) as guard:
        assert await _ask(guard, "127.0.0.1", port, sent) == (0, sent.upper())


async def test_many_tunnels_do_not_wait_for_each_other() -> None:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Guard(allow_private=True, host_table=None) as guard:
        idle = await asyncio.open_connection("127.0.0.1", guard.port)
        asks = (_ask(guard, "127.0.0.1", port, b"%d" % n) for n in range(50))
        assert await asyncio.gather(*asks) == [(0, b"%d" % n) for n in range(50)]
        idle[1].close()


async def test_a_far_side_that_resets_ends_the_tunnel() -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    server = await asyncio.start_server(reset, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Guard(allow_private=True, host_table=None) as guard:
        assert await asyncio.wait_for(_ask(guard, "127.0.0.1", port), 10) == (0, b"")


async def test_the_end_of_the_guard_ends_its_tunnels() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        async with Guard(allow_private=True, host_table=None) as guard:
            asking = asyncio.ensure_future(_ask(guard, "127.0.0.1", port))
            while not guard.peer("127.0.0.1", port):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0)
        await asyncio.wait_for(asyncio.gather(asking, return_exceptions=True), 10)


async def test_loopback_is_refused_and_the_reason_kept() -> None:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Guard(allow_private=False, host_table=None) as guard:
        for name in ("localhost", "127.0.0.1"):
            assert (await _ask(guard, name, port))[0] == 2
            assert "not a public address" in guard.refused[name]


async def test_private_addresses_pass_when_allowed() -> None:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Guard(allow_private=True, host_table=None) as guard:
        assert await _ask(guard, "127.0.0.1", port) == (0, b"HELLO")
        assert guard.peer("127.0.0.1", port) == "127.0.0.1"


async def test_the_host_table_places_names_without_asking_a_name_server() -> None:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    where = server.sockets[0].getsockname()[:2]
    async with (
        server,
        Guard(
            allow_private=False,
            host_table=lambda host, port: where if (host, port) == ("news.test", 80) else None,
        ) as guard,
    ):
        assert await _ask(guard, "news.test", 80) == (0, b"HELLO")
        assert guard.peer("news.test", 80) == "127.0.0.1"
        assert (await _ask(guard, "other.invalid", 80))[0] == 4


async def test_what_does_not_speak_socks_is_hung_up_on() -> None:
    async with Guard(allow_private=True, host_table=None) as guard:
        for noise in (b"GET / HTTP/1.1\r\n\r\n", b"\x05", b"", b"\x05\x01\x00\x05\x02\x00\x01"):
            reader, writer = await asyncio.open_connection("127.0.0.1", guard.port)
            writer.write(noise)
            writer.write_eof()
            assert len(await asyncio.wait_for(reader.read(), 5)) <= 12
            writer.close()
