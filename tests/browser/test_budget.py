"""What one page may cost: in all and of one host, requests and bytes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archiver.browser import Limits
from archiver.browser.budget import Budget
from archiver.models import Body, Exchange
from archiver.testing.http_server import Response

from .conftest import Site


def _exchange(url: str, size_bytes: int | None) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=(),
        started_at=datetime(2024, 1, 1, tzinfo=UTC),
        body=None if size_bytes is None else Body(size_bytes=size_bytes, sha1="sha1:X"),
    )


def test_requests_are_counted_in_all_and_by_host() -> None:
    budget = Budget(Limits(requests=4, host_requests=2))
    for _ in range(2):
        budget.note_request("http://a.test/x")
    assert budget.refusal("http://a.test/x") == ""
    budget.note_request("http://A.test:8080/y")
    assert budget.refusal("http://a.test/x") == "over the budget of 2 requests to a.test"
    assert budget.refusal("http://b.test/") == ""
    budget.note_request("http://b.test/")
    budget.note_request("http://b.test/")
    assert budget.refusal("http://b.test/") == "over the page's budget of 4 requests"
    assert budget.requests == 5
    assert budget.hosts == {"a.test", "b.test"}


def test_bytes_are_counted_in_all_and_by_host() -> None:
    budget = Budget(Limits(page_bytes=3_000, host_bytes=1_000))
    budget.note_exchange(_exchange("http://a.test/x", 1_000))
    budget.note_exchange(_exchange("http://a.test/y", None))
    assert budget.refusal("http://a.test/z") == ""
    budget.note_exchange(_exchange("http://a.test/y", 1))
    assert budget.refusal("http://a.test/z") == "over the budget of 1,000 bytes from a.test"
    budget.note_exchange(_exchange("http://b.test/y", 2_000))
    assert budget.refusal("http://c.test/z") == "over the page's budget of 3,000 bytes"
    assert budget.size_bytes == 3_001


def test_each_bound_that_was_met_is_noted_once() -> None:
    budget = Budget(Limits(host_requests=0))
    for host in ("a.test", "b.test", "a.test"):
        budget.note_request(f"http://{host}/")
        budget.refusal(f"http://{host}/")
    assert budget.notes == [f"over the budget of 0 requests to {h}" for h in ("a.test", "b.test")]


def _html(body: str) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode())


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_a_page_over_the_budget_of_a_host_gets_the_rest_of_the_others(
    site: Site, visit
) -> None:
    asking = (
        "for (let i = 0; i < 9; i++) { await fetch('http://cdn.test/' + i)"
        ".then((answer) => answer.text()).catch(() => 0) }"
    )
    open_to_all = (("Access-Control-Allow-Origin", "*"),)
    site.add(
        {
            "a.test/": _html(f"<p>shown<script type=module>{asking} await fetch('/last')</script>"),
            "a.test/last": Response(body=b"last"),
            **{f"cdn.test/{n}": Response(body=b"n" * 50, headers=open_to_all) for n in range(9)},
        }
    )
    seen = await visit("http://a.test/", limits=Limits(host_requests=4))
    kept = [e.status for e in seen.exchanges if "cdn.test" in e.url and e.body]
    assert kept == [200] * 4
    assert seen.one("/last").status == 200
    words = "over the budget of 4 requests to cdn.test"
    assert words in seen.visit.events.notes
    assert {e.error for e in seen.exchanges if "cdn.test" in e.url and not e.body} == {words}
    seen = await visit("http://a.test/", limits=Limits(host_bytes=300))
    assert "over the budget of 300 bytes from cdn.test" in seen.visit.events.notes
