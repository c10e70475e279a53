import hashlib
from pathlib import Path

import pytest

from archiver.errors import PostError, UsageError
from archiver.source import Generator, read_post, read_site


def address(
    tmp_path: Path, config: str, name: str, text: str = "---\ndate: 2021-03-04 05:06:07\n---\n"
) -> str:
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    site = read_site("https://a.example")
    post = read_post(path)
    found = site.config_of(post)
    from archiver.source.permalink import address_path

    return site.base_of(found) + address_path(post, found)


HEXO = "per_page: 10\n"
DATED = "---\ndate: 2021-03-04 05:06:07\ncategories: [a, B c]\nabbrlink: 1f2e\n---\n"


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("", "/2021/03/04/%E6%96%B0/Hello%20W/"),
        (":title.html", "/%E6%96%B0/Hello%20W.html"),
        (":name/", "/Hello%20W/"),
        ("p/:abbrlink.html", "/p/1f2e.html"),
        (":category/:i_month/", "/a/B-c/3/"),
        (":year-:month-:day-:hour:minute:second", "/2021-03-04-050607"),
        (":timestamp", "/1614834367"),
        (":hash", "/" + hashlib.sha1("新/Hello W1614834367".encode()).hexdigest()[:12]),
    ],
)
def test_hexo(tmp_path: Path, permalink: str, expected: str):
    config = HEXO + (f"permalink: {permalink}\n" if permalink else "")
    found = address(tmp_path, config, "source/_posts/新/Hello W.md", DATED)
    assert found == "https://a.example" + expected


def test_hexo_takes_the_title_out_of_a_dated_file_name(tmp_path: Path):
    config = HEXO + "new_post_name: :year-:month-:day-:title.md\npermalink: :title/\n"
    assert address(tmp_path, config, "source/_posts/2021-03-04-x.md").endswith("example/x/")
    assert address(tmp_path, config, "source/_posts/a b.c.md").endswith("example/a-b-c/")


def test_hexo_front_matter_root_and_pretty_urls(tmp_path: Path):
    config = HEXO + "root: /blog/\npretty_urls:\n  trailing_html: false\n"
    text = "---\npermalink: own/path.html\n---\n"
    assert (
        address(tmp_path, config, "source/_posts/x.md", text) == "https://a.example/blog/own/path"
    )


def test_hexo_time_zone_shifts_a_date_that_names_one(tmp_path: Path):
    config = HEXO + "timezone: Asia/Shanghai\n"
    text = "---\ndate: Sun, 14 Nov 2021 18:00:00 GMT\n---\n"
    assert "/2021/11/15/x/" in address(tmp_path, config, "source/_posts/x.md", text)


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("", "/cat/dog/2021/03/04/Hello-%E6%96%B0.html"),
        ("pretty", "/cat/dog/2021/03/04/Hello-%E6%96%B0/"),
        ("ordinal", "/cat/dog/2021/063/Hello-%E6%96%B0.html"),
        ("none", "/cat/dog/Hello-%E6%96%B0.html"),
        ("weekdate", "/cat/dog/2021/W09/Thu/Hello-%E6%96%B0.html"),
        ("/:year/:i_day/:slug", "/2021/4/hello-%E6%96%B0"),
        ("/blog/:short_year/:short_month/:title/", "/blog/21/Mar/Hello-%E6%96%B0/"),
    ],
)
def test_jekyll(tmp_path: Path, permalink: str, expected: str):
    config = f"permalink: {permalink}\n" if permalink else "title: x\n"
    text = "---\ncategories: cat Dog\n---\n"
    found = address(tmp_path, config, "_posts/2021-03-04-Hello 新.md", text)
    assert found == "https://a.example" + expected


def test_jekyll_folders_above_posts_are_categories(tmp_path: Path):
    assert "/news/2021/" in address(tmp_path, "baseurl: ''\n", "news/_posts/2021-03-04-a.md", "x")


def test_jekyll_collections_and_pages(tmp_path: Path):
    config = "baseurl: /b\ncollections:\n  docs:\n    output: true\n    permalink: /d/:path/\n"
    assert address(tmp_path, config, "_docs/one/two.md") == "https://a.example/b/d/one/two/"
    assert address(tmp_path, config, "_other/one.md") == "https://a.example/b/other/one.html"
    assert address(tmp_path, config, "about/index.md") == "https://a.example/b/about/"


def test_a_base_in_the_address_of_the_site_counts_before_the_configurations(tmp_path: Path):
    (tmp_path / "_config.yml").write_text(
        "baseurl: /x\nurl: https://own.example\n", encoding="utf-8"
    )
    site = read_site("https://a.example/y/", tmp_path)
    assert site.config is not None
    assert site.base_of(site.config) == "https://a.example/y"
    own = read_site("", tmp_path)
    assert own.config is not None
    assert own.base_of(own.config) == "https://own.example/x"
    assert own.config.generator is Generator.JEKYLL


@pytest.mark.parametrize(
    ("config", "text", "words"),
    [
        (HEXO + "permalink: p/:abbrlink.html\n", "---\ntitle: x\n---\n", "abbrlink"),
        (HEXO, "---\ntitle: x\n---\n", "date"),
        (HEXO + "timezone: Nowhere/Land\n", "---\ndate: 2020-01-01T00:00:00Z\n---\n", "time zone"),
        ("permalink: /:year/:unknown/\n", "---\ndate: 2020-01-01\n---\n", "unknown"),
    ],
)
def test_an_address_that_the_file_does_not_give_is_said(
    tmp_path: Path, config: str, text: str, words: str
):
    with pytest.raises(UsageError, match=words):
        address(tmp_path, config, "source/_posts/x.md", text)


@pytest.mark.parametrize(
    "url", ["", "a.example", "ftp://a.example/", "https://a.example/?q", "https://u:p@a.example/"]
)
def test_a_site_is_named_by_an_http_address(url: str):
    with pytest.raises(UsageError, match="site"):
        read_site(url)


def test_a_broken_configuration_names_its_line(tmp_path: Path):
    (tmp_path / "_config.yml").write_text("a: b\nc: [\n", encoding="utf-8")
    with pytest.raises(PostError, match=r"_config\.yml:"):
        read_site("https://a.example", tmp_path)
