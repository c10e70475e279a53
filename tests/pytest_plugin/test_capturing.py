"""`capture_page`: pages captured in tests, with a real Chromium."""

from __future__ import annotations

import pytest

from archiver.errors import TargetError, UsageError
from archiver.models import PageOrigin
from archiver.pytest_plugin.capturing import Capturing, target_of
from archiver.pytest_plugin.studio import Studio
from archiver.source import read_post

SITE = """
import functools, threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
import pytest

class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *arguments): pass

@pytest.fixture(scope="session")
def port():
    handler = functools.partial(Silent, directory=Path(__file__).parent / "public")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_address[1]
        site.shutdown()

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, playwright):
    from archiver.browser.chromium import runs_as_root
    from archiver.browser.executable import find_browser
    path = find_browser(None, playwright)
    extra = ["--no-sandbox"] if runs_as_root() else []
    return {**browser_type_launch_args, "executable_path": str(path), "args": extra}
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>The quay of whole</title>
<h1>The quay of whole</h1><p>by Wen Prior
<p>The first paragraph about whole says that the ferry leaves at six."""
SECOND = "<p>The second paragraph about whole says that it comes back by night."


@pytest.fixture
def site(suite):
    """A suite with a server of the page of `posts/whole.md`, and the page's file."""
    folder = suite.path / "public"
    folder.mkdir()
    page = folder / "index.html"
    page.write_text(PAGE + SECOND, encoding="utf-8")
    suite.pytester.makeconftest(SITE)
    return suite, page


@pytest.mark.browser
def test_plain_tests_and_coroutines_capture_what_is_served(site) -> None:
    suite, page = site
    page.with_name("lost.html").write_text(PAGE, encoding="utf-8")
    suite.pytester.makepyfile(
        """
        import pytest
        from pathlib import Path
        from archiver.pytest_plugin import assert_complete

        POST = Path("posts/whole.md")

        def test_plain(capture_page, port):
            page = capture_page(f"http://localhost:{port}/", post=POST)
            assert_complete(page)
            assert page == page.post
            assert page.picture.startswith(b"\\x89PNG")

        def test_under_another_address(capture_page, port):
            page = capture_page("http://blog.example/", post=POST, server=f"127.0.0.1:{port}")
            assert page.url == "http://blog.example/"
            assert_complete(page)

        def test_what_is_lost(capture_page, port):
            Path("public/index.html").write_text(Path("public/lost.html").read_text())
            assert_complete(capture_page(f"http://localhost:{port}/", post=POST))

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["asyncio"])
        async def test_anyio(capture_page_async, port, anyio_backend):
            page = await capture_page_async(f"http://localhost:{port}/")
            assert page.report.verdict == "complete"

        @pytest.mark.asyncio
        async def test_asyncio(capture_page_async, port):
            page = await capture_page_async(f"http://localhost:{port}/")
            assert page.report.verdict == "complete"

        def test_other_hosts_of_this_machine_are_not_reached(capture_page, port):
            page = capture_page("http://elsewhere.example/", post=POST, server=f"127.0.0.1:{port}")
            assert page.capture.status == 200
            (Path("public") / "index.html").write_text(
                f'<title>x</title><p>a<img src="http://127.0.0.1:{port}/x.png">')
            page = capture_page("http://elsewhere.example/", server=f"127.0.0.1:{port}")
            assert page.capture.events.blocked
        """
    )
    result = suite.run_apart("-p", "no:randomly", "-p", "no:playwright")
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["E  *AssertionError: posts?whole.md:7: T1 *"])


@pytest.mark.browser
def test_newsroom_stand_in_and_playwright(site) -> None:
    suite, _ = site
    suite.pytester.makeini("[pytest]\n")
    suite.pytester.makepyfile(
        """
        from pathlib import Path
        from archiver import read_post
        from archiver.pytest_plugin import assert_complete

        def test_newsroom(newsroom, capture_page):
            planted = {fault.post for fault in newsroom.planted}
            path = next(each for each in newsroom.posts if each.name in planted)
            page = capture_page(path)
            wanted = {fault.check for fault in newsroom.planted if fault.post == path.name}
            assert {each.check for each in page.findings} == wanted

        def test_stand_in(stand_in_web, capture_page):
            Path("pier.md").write_text(
                "---\\ntitle: The pier\\n---\\nThe pier is long.\\n\\n"
                '<img src="https://pics.example/pier.jpg">\\n')
            post = read_post(Path("pier.md"))
            stand_in_web(post)
            page = capture_page(post)
            assert_complete(page)
            assert page.report.media_kept == 1

        def test_playwright(page, port, capture_page):
            page.goto(f"http://localhost:{port}/")
            captured = capture_page(page, post="posts/whole.md")
            assert page.title() == captured.capture.snapshot.title
            assert_complete(captured)
        """
    )
    result = suite.run_apart("-p", "no:randomly")
    result.assert_outcomes(passed=3, warnings=result.parseoutcomes().get("warnings", 0))


def test_the_slug_of_a_server_of_this_machine_does_not_hang_on_its_port() -> None:
    slugs = {target_of(f"http://{host}/a/").slug for host in ("localhost:1", "127.0.0.1:2")}
    assert len(slugs) == 1
    assert target_of("http://site.test/a/").slug not in slugs
    assert target_of("http://localhost:1/", slug="home").slug == "home"


def test_a_post_is_read_as_of_the_page_that_is_captured(suite) -> None:
    post = suite.path / "posts/whole.md"
    target = target_of("http://localhost:8000/a/", post)
    assert (target.origin, target.slug) == (PageOrigin.SITE, read_post(post).slug)
    assert target_of(post).origin is PageOrigin.RENDERED


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "http://a:b@c/"])
def test_what_is_no_page_is_refused(url: str) -> None:
    with pytest.raises(TargetError):
        target_of(url)


@pytest.mark.parametrize("server", ["localhost", "localhost:", ":80", "a:b"])
def test_a_server_needs_host_and_port(server: str) -> None:
    class Idle(Studio):
        def __init__(self) -> None:
            self.places = {}

    with pytest.raises(UsageError, match="HOST:PORT"):
        Capturing(Idle())("http://blog.example/", server=server)
