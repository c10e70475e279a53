"""Budgets stand still while much flows, and run out when little does."""

from __future__ import annotations

import asyncio
import time

import pytest

from archiver.browser import Limits
from archiver.browser.allowance import Allowance
from archiver.models import Truncation
from archiver.testing.http_server import Response

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMITS = Limits(flow_s=2.5, flow_bytes_per_s=1_000)


async def lasted_s(allowance: Allowance, *, pace_bytes_per_s: int) -> float:
    async def flow() -> None:
        while True:
            await asyncio.sleep(0.05)
            allowance.received(pace_bytes_per_s // 20)

    begun = time.monotonic()
    flowing = asyncio.create_task(flow())
    async with allowance.measured():
        with pytest.raises(TimeoutError):
            async with allowance.timeout(1.5):
                await asyncio.sleep(60)
    flowing.cancel()
    return time.monotonic() - begun


async def test_a_block_in_which_little_flows_ends_in_time() -> None:
    allowance = Allowance(LIMITS)
    assert 1.5 <= await lasted_s(allowance, pace_bytes_per_s=500) < 2.4
    assert allowance.extra_s == 0


async def test_a_block_in_which_much_flows_ends_at_the_bound() -> None:
    allowance = Allowance(LIMITS)
    assert 3.9 <= await lasted_s(allowance, pace_bytes_per_s=2_000) < 5.5
    assert allowance.extra_s == pytest.approx(2.5)


BIG = bytes(range(256)) * (24 << 10)  # 6 MiB
PAGE = "<!doctype html><p>Reading.</p><script>fetch('/big.bin').then(a => a.arrayBuffer())</script>"


@pytest.mark.browser
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_big_body_may_take_longer_than_its_page(visit, site, chunked) -> None:
    site.pages["a.test/"] = Response(body=PAGE.encode())
    site.pages["a.test/big.bin"] = Response(
        body=BIG,
        media_type="application/octet-stream",
        chunked=chunked,
        pace_bytes_per_s=1 << 20,
    )
    limits = Limits(page_s=4, body_s=3, flow_bytes_per_s=128 << 10)
    seen = await visit("http://a.test/", limits=limits)
    big = seen.one("/big.bin")
    assert (big.truncated, big.body.size_bytes, seen.visit.error) == (None, len(BIG), "")


@pytest.mark.browser
async def test_a_body_that_trickles_gets_no_more_time(visit, site) -> None:
    site.pages["a.test/"] = Response(body=PAGE.encode())
    site.pages["a.test/big.bin"] = Response(
        body=BIG, media_type="application/octet-stream", chunked=True, pace_bytes_per_s=20_000
    )
    begun = time.monotonic()
    seen = await visit("http://a.test/", limits=Limits(page_s=12, body_s=3))
    assert time.monotonic() - begun < 12
    big = seen.one("/big.bin")
    assert big.truncated is Truncation.TIME
    assert seen.visit.error == ""
