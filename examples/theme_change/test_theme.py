"""The page looks as it was accepted."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archiver.pytest_plugin import assert_matches_snapshot

HERE = Path(__file__).parent


@pytest.fixture
def server():
    handler = functools.partial(SimpleHTTPRequestHandler, directory=HERE / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{site.server_address[1]}"
        site.shutdown()


def test_front_page(capture_page, server):
    page = capture_page("http://river.example/", server=server)
    assert_matches_snapshot(page, "front-page")
