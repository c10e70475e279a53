"""What script errors say, and where they come from."""

from __future__ import annotations

import pytest

from archiver.testing.http_server import Response

from .conftest import Site
from .trees import html

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def _script(text: str) -> Response:
    return Response(body=text.encode(), media_type="text/javascript")


async def test_the_first_script_errors_are_kept_with_the_address_of_their_script(
    site: Site, visit
) -> None:
    body = (
        "<script src=/lib/app.js?v=2></script>"
        "<script>throw new TypeError('one\\ntwo http://c.test/not-a-script.js')</script>"
        "<script>throw 'words alone'</script>"
        "<script>console.error('only said'); Promise.reject(new Error('x'.repeat(5000)))</script>"
        "<img src=/gone.png>"
    )
    site.add({"a.test/": html(body), "a.test/lib/app.js": _script("function f() { g() }\nf()")})
    events = (await visit("http://a.test/")).visit.events
    assert sorted(events.errors) == [
        f"Error: {'x' * 193} (http://a.test/)",
        "ReferenceError: g is not defined (http://a.test/lib/app.js?v=2)",
        "TypeError: one (http://a.test/)",
        "words alone",
    ]
    assert events.script_errors == 4
    assert events.console_errors >= 1


async def test_errors_without_end_are_counted_and_ten_are_kept(site: Site, visit) -> None:
    script = "for (let i = 0; i < 40; i++) setTimeout(() => { throw new Error(`at ${i}`) })"
    site.add({"a.test/": html(f"<script>{script}</script>")})
    events = (await visit("http://a.test/")).visit.events
    assert events.script_errors == 40
    assert len(events.errors) == 10
    assert events.errors[0].startswith("Error: at 0 (")


async def test_a_script_of_another_host_is_named(site: Site, visit) -> None:
    site.add(
        {
            "a.test/": html("<script src=http://b.test/count.js></script>"),
            "b.test/count.js": _script("undefined.missing"),
        }
    )
    (error,) = (await visit("http://a.test/")).visit.events.errors
    assert error.endswith("(http://b.test/count.js)")
