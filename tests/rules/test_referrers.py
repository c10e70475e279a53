"""Which Referer a host is asked with."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.models import Asked
from archiver.rules import Recipe, ReferrerRules
from archiver.rules.table import Table, read_tables

NONE, ORIGIN, WHOLE = (
    Recipe(asked) for asked in (Asked.NO_REFERRER, Asked.ORIGIN, Asked.UNSAFE_URL)
)
OWN = ReferrerRules.of(read_tables("host"))


def site(address: str) -> Recipe:
    return Recipe(Asked.SITE, address)


def rules(**values: object) -> ReferrerRules:
    return ReferrerRules.of([Table("my.toml: [[host]] 1", {"match": ["*.wall.test"], **values})])


def test_an_unknown_host_is_asked_without_a_referer_then_with_ever_more_of_it() -> None:
    assert OWN.recipes_for("https://cdn.unknown.test/a.jpg") == (NONE, ORIGIN, WHOLE)


def test_what_a_rule_says_to_work_comes_first_and_once() -> None:
    found = rules(works=["unsafe-url", "site:https://wall.test/"])
    assert found.recipes_for("http://a.wall.test/1.jpg") == (
        WHOLE, site("https://wall.test/"), NONE, ORIGIN,
    )  # fmt: skip


def test_what_a_host_is_known_to_refuse_comes_last() -> None:
    assert rules(refuses=["no-referrer"]).recipes_for("//wall.test/1") == (ORIGIN, WHOLE, NONE)


def test_a_site_is_a_referer_only_for_its_own_hosts() -> None:
    found = rules(works=["site:https://wall.test/"]).recipes_for("https://wall.test.evil.test/")
    assert found == (NONE, ORIGIN, WHOLE)


def test_the_first_rule_that_fits_decides() -> None:
    tables = [
        Table("a", {"match": "img.wall.test", "works": ["origin"]}),
        Table("b", {"match": "*.wall.test", "works": ["unsafe-url"]}),
    ]
    both = ReferrerRules.of(tables)
    assert both.recipes_for("https://img.wall.test/")[0] == ORIGIN
    assert both.recipes_for("https://wall.test/")[0] == WHOLE


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://mmbiz.qpic.cn/mmbiz_jpg/a/640?wx_fmt=jpeg", NONE),
        ("http://pic3.zhimg.com/v2-0_720w.jpg", NONE),
        ("https://ci.xiaohongshu.com/1", NONE),
        ("https://wx3.sinaimg.cn/large/0.jpg", site("https://weibo.com/")),
        ("https://f.video.weibocdn.com/0.mp4", site("https://weibo.com/")),
        ("https://i0.hdslb.com/bfs/archive/0.jpg", NONE),
        ("https://i.pximg.net/img/0.png", site("https://www.pixiv.net/")),
        ("https://cdnfile.sspai.com/0.png", site("https://sspai.com/")),
        ("https://img.moyu.im/0.jpg", site("https://i.jandan.net/")),
        ("https://scontent-a.cdninstagram.com/0.jpg", site("https://www.instagram.com/")),
    ],
)
def test_hosts_that_are_known_to_look_at_the_referer(url: str, first: Recipe) -> None:
    assert OWN.recipes_for(url)[0] == first


def test_every_own_rule_says_where_it_is_from_and_never_both_ways() -> None:
    for rule in OWN.rules:
        assert rule.source
        assert rule.works
        assert not set(rule.works) & set(rule.refuses)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"works": ["no-referer"]}, "'no-referer' is no way to ask"),
        ({"works": ["same-origin"]}, "is no way to ask"),
        ({"works": ["site:"]}, "is no way to ask"),
        ({"works": ["site:ftp://x.test/"]}, "is no way to ask"),
        ({"works": ["site:https://user:pass@x.test/"]}, "is no way to ask"),
        ({"works": ["site:https://x.test/\r\nCookie: a"]}, "is no way to ask"),
        ({"works": "origin"}, "works must be a list of strings"),
        ({"match": []}, "match must hold a host"),
        ({"match": "https://x.test"}, "is no host"),
        ({"work": ["origin"]}, "unknown key 'work'"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(values: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=r"my\.toml: \[\[host\]\] 1") as caught:
        rules(**values)
    assert message in str(caught.value)


def test_a_users_rule_comes_before_archivers_own(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('version = 1\n[[host]]\nmatch = "wx1.sinaimg.cn"\nworks = ["origin"]\n')
    found = ReferrerRules.of(read_tables("host", [path]))
    assert found.recipes_for("https://wx1.sinaimg.cn/a.jpg")[0] == ORIGIN
    assert found.recipes_for("https://wx2.sinaimg.cn/a.jpg")[0].asked is Asked.SITE


@given(st.text() | st.text().map("https://".__add__))
def test_any_address_has_ways_to_be_asked_for(url: str) -> None:
    recipes = OWN.recipes_for(url)
    assert {NONE, ORIGIN, WHOLE} <= set(recipes)
    assert len(recipes) == len(set(recipes))
