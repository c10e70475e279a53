"""Every page of the site shows what its post promises."""

from pathlib import Path

import pytest

from archiver.pytest_plugin import assert_complete

POSTS = sorted((Path(__file__).parent / "posts").glob("*.md"))


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.stem)
def test_page(capture_page, server, post):
    page = capture_page(f"http://river.example/{post.stem}/", post=post, server=server)
    assert_complete(page)
    assert page == page.post
