from pathlib import Path

import pytest

from archiver.errors import TargetError, UsageError
from archiver.models import PageOrigin
from archiver.source import plain_target, plan_target, read_post, read_site, read_url_list


def test_the_front_matters_address_comes_first():
    text = "---\nurl: https://a.example/p/#top\n---\n![](x.jpg)\n"
    target = plan_target(read_post(Path("p.md"), data=text.encode()))
    assert (target.origin, target.url, target.html) == (
        PageOrigin.FRONT_MATTER,
        "https://a.example/p/",
        None,
    )
    assert target.post is not None
    assert target.post.blocks[0].url == "https://a.example/p/x.jpg"
    assert target.post.slug == target.slug


def test_then_the_sites_pattern(tmp_path: Path):
    (tmp_path / "_config.yml").write_text("per_page: 1\npermalink: :title/\n", encoding="utf-8")
    path = tmp_path / "source" / "_posts" / "x.md"
    path.parent.mkdir(parents=True)
    path.write_text("a\nb ![](y.jpg)\n", encoding="utf-8")
    target = plan_target(read_post(path), read_site("https://a.example/"))
    assert (target.origin, target.url) == (PageOrigin.SITE, "https://a.example/x/")
    assert target.post is not None
    assert target.post.blocks[1].url == "https://a.example/x/y.jpg"
    assert "<br" in target.post.body_html  # as Hexo renders it


def test_else_the_post_itself_is_rendered():
    post = read_post(Path("p.md"), data=b"---\ntitle: T\n---\ntext ![](x.jpg)\n")
    target = plan_target(post)
    assert target.origin is PageOrigin.RENDERED
    assert target.url == f"http://post.invalid/{post.slug}/"
    assert target.html is not None
    assert "<h1>T</h1>" in target.html
    assert post.blocks[1].url == target.url + "x.jpg"


def test_a_pattern_that_cannot_be_filled_falls_back_and_says_why(tmp_path: Path):
    (tmp_path / "_config.yml").write_text("per_page: 1\npermalink: :abbrlink/\n", encoding="utf-8")
    path = tmp_path / "source" / "_posts" / "x.md"
    path.parent.mkdir(parents=True)
    path.write_text("![](y.jpg)\n", encoding="utf-8")
    target = plan_target(read_post(path), read_site("https://a.example/"))
    assert target.origin is PageOrigin.RENDERED
    assert target.url == f"https://a.example/{target.slug}/"
    assert target.post is not None
    assert "abbrlink" in target.post.remarks[-1].text
    assert target.post.blocks[0].url == target.url + "y.jpg"


def test_a_plain_address_is_requested_as_a_browser_does():
    target = plain_target(" https://a.example/中?q=1#x ")
    assert (target.url, target.origin) == ("https://a.example/%E4%B8%AD?q=1", PageOrigin.PLAIN_URL)
    assert plain_target("http://a.example").url == "http://a.example/"
    assert plain_target("http://a.example?q").url == "http://a.example/?q"


@pytest.mark.parametrize(
    "url",
    [
        "a.example",
        "ftp://a.example/",
        "file:///etc/passwd",
        "http://",
        "javascript:alert(1)",
        "http://[::1",
        "http://u:secret@a.example/",
        "http://a.example:99999/",
        "http://a example/",
        "http://a.example/" + "x" * 9000,
    ],
)
def test_what_cannot_be_archived_is_refused(url: str):
    with pytest.raises(TargetError) as caught:
        plain_target(url)
    assert "secret" not in str(caught.value)


def test_a_list_of_addresses(tmp_path: Path):
    path = tmp_path / "urls.txt"
    path.write_text(
        "\ufeff# mine\nhttp://a.example\n\n http://b.example/ \nhttp://a.example/\n",
        encoding="utf-8",
    )
    assert read_url_list(path) == ("http://a.example/", "http://b.example/")
    path.write_text("http://a.example\nnonsense\n", encoding="utf-8")
    with pytest.raises(TargetError, match=r"urls\.txt:2"):
        read_url_list(path)
    with pytest.raises(UsageError):
        read_url_list(tmp_path / "none")
