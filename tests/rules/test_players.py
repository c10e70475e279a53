"""Whose player a frame is, and what is known of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.rules import GENERIC, PlayerRule, PlayerRules, Plays
from archiver.rules.table import Table, read_tables

OWN = PlayerRules.of(read_tables("player"))


def rule(url: str) -> PlayerRule:
    found = OWN.rule_for(url)
    assert found is not None, url
    return found


def named(name: str) -> PlayerRule:
    return next(rule for rule in OWN.rules if rule.id == name)


def table(**values: object) -> Table:
    return Table(
        "my.toml: [[player]] 1", {"id": "mine", "match": [r"^https?://v\.test/"], **values}
    )


@pytest.mark.parametrize(
    ("url", "name", "page"),
    [
        ("https://v.qq.com/txp/iframe/player.html?vid=v33214lmz26", "tencent",
         "https://v.qq.com/x/page/v33214lmz26.html"),
        ("http://v.qq.com/iframe/player.html?vid=c0961u250bv&tiny=0&auto=0", "tencent",
         "https://v.qq.com/x/page/c0961u250bv.html"),
        ("//v.qq.com/iframe/preview.html?width=500&height=375&auto=0&vid=h0966l1a7pi", "tencent",
         "https://v.qq.com/x/page/h0966l1a7pi.html"),
        ("https://v.qq.com/txp/iframe/player.html?origin=https%3A%2F%2Fmp.weixin.qq.com&amp;vid=k30625i5gtf",
         "tencent", "https://v.qq.com/x/page/k30625i5gtf.html"),
        ("https://imgcache.qq.com/tencentvideo_v1/playerv3/TPout.swf?max_age=86400&vid=e0559nle7dh",
         "tencent", "https://v.qq.com/x/page/e0559nle7dh.html"),
        ("https://1251245530.vod2.myqcloud.com/vod-player/1251245530/3877/tcplayer/console/vod-player.html",
         "tencent-vod", ""),
        ("//player.bilibili.com/player.html?aid=16530002&bvid=BV1vx411V7EH&cid=26964635&page=2",
         "bilibili", "https://www.bilibili.com/video/BV1vx411V7EH/?p=2"),
        ("https://player.bilibili.com/player.html?bvid=BV1Tz4y1X7Bg", "bilibili",
         "https://www.bilibili.com/video/BV1Tz4y1X7Bg/?p=1"),
        ("//player.bilibili.com/player.html?isOutside=true&aid=629720646&bvid=&cid=1", "bilibili",
         "https://www.bilibili.com/video/av629720646/?p=1"),
        ("https://www.bilibili.com/blackboard/html5mobileplayer.html?bvid=BV1Tz4y1X7Bg&p=3",
         "bilibili", "https://www.bilibili.com/video/BV1Tz4y1X7Bg/?p=3"),
        ("http://player.youku.com/embed/XMzIwNDA4OTk5Mg==", "youku",
         "https://v.youku.com/v_show/id_XMzIwNDA4OTk5Mg.html"),
        ("http://player.youku.com/player.php/sid/XMjkwNzI1Mzg2MA==/v.swf", "youku",
         "https://v.youku.com/v_show/id_XMjkwNzI1Mzg2MA.html"),
        ("https://www.ixigua.com/iframe/7350543565593772579?autoplay=0", "ixigua",
         "https://www.ixigua.com/7350543565593772579"),
        ("https://video.weibo.com/show?fid=1034:4797699866951785", "weibo",
         "https://weibo.com/tv/show/1034:4797699866951785"),
        ("https://video.weibo.com/show?fid=1034%3A4797699866951785", "weibo",
         "https://weibo.com/tv/show/1034:4797699866951785"),
        ("https://h5.video.weibo.com/show/1034:4797699866951785", "weibo",
         "https://weibo.com/tv/show/1034:4797699866951785"),
        ("https://weibo.com/tv/show/1034:4797699866951785?from=old", "weibo",
         "https://weibo.com/tv/show/1034:4797699866951785"),
        ("https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&vid=wxv_1",
         "wechat", ""),
        ("https://mp.weixin.qq.com/mp/videoplayer?vid=wxv_1", "wechat", ""),
        ("//music.163.com/outchain/player?type=2&id=4880738&auto=1&height=66", "netease-music",
         "https://music.163.com/song?id=4880738"),
        ("https://music.163.com/outchain/player?id=611811413&type=0", "netease-music",
         "https://music.163.com/playlist?id=611811413"),
        ("https://music.163.com/outchain/player?type=25&id=1", "netease-music", ""),
        ("https://open.douyin.com/player/video?vid=7536928741290396985&autoplay=0", "douyin",
         "https://www.douyin.com/video/7536928741290396985"),
        ("https://www.youtube.com/embed/-Zu5FDMXxvg?rel=0", "youtube",
         "https://www.youtube.com/watch?v=-Zu5FDMXxvg"),
        ("https://www.youtube-nocookie.com/embed/gNJUpzNNWMw", "youtube",
         "https://www.youtube.com/watch?v=gNJUpzNNWMw"),
        ("https://www.youtube.com/embed/videoseries?list=PL590L5WQmH8fJ54F", "youtube",
         "https://www.youtube.com/playlist?list=PL590L5WQmH8fJ54F"),
        ("https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fwww.youtube.com%2Fembed%2FE6rVjWZy13s%3Ffeature%3Doembed&type=text%2Fhtml",
         "youtube", "https://www.youtube.com/watch?v=E6rVjWZy13s"),
        ("https://cdn.embedly.com/widgets/media.html?type=text%2Fhtml&src=//player.vimeo.com/video/311414154",
         "vimeo", "https://vimeo.com/311414154"),
        ("https://player.vimeo.com/video/722781853?h=dce631ca60", "vimeo",
         "https://vimeo.com/722781853/dce631ca60"),
        ("https://player.vimeo.com/video/311414154#t=3s", "vimeo", "https://vimeo.com/311414154"),
        ("https://www.dailymotion.com/embed/video/x6xkifc", "dailymotion",
         "https://www.dailymotion.com/video/x6xkifc"),
        ("https://geo.dailymotion.com/player/x5.html?video=x6xkifc", "dailymotion",
         "https://www.dailymotion.com/video/x6xkifc"),
        ("https://embed-ssl.ted.com/talks/lang/zh-cn/catherine_bracy.html", "ted",
         "https://www.ted.com/talks/catherine_bracy"),
        ("https://w.soundcloud.com/player/?url=https://api.soundcloud.com/tracks/1&amp;a=b",
         "soundcloud", "https://w.soundcloud.com/player/?url=https://api.soundcloud.com/tracks/1&a=b"),
        ("https://platform.twitter.com/embed/Tweet.html?dnt=false&id=643211948184596480", "twitter",
         "https://twitter.com/i/status/643211948184596480"),
        ("HTTPS://V.QQ.COM/txp/iframe/player.html?vid=v33214lmz26", "tencent",
         "https://v.qq.com/x/page/v33214lmz26.html"),
    ],
)  # fmt: skip
def test_a_known_player_has_its_rule_and_its_page(url: str, name: str, page: str) -> None:
    assert (rule(url).id, rule(url).page_url(url)) == (name, page)


@pytest.mark.parametrize(
    "url",
    [
        "https://v.example/player.html?vid=f33",
        "https://cdn.example/vod/index.html?id=1",
        "https://www.example.org/embed?video=https://x.example/1",
        "http://files.example/sound/13.01.mp3",
        "https://radio.example/live",
        "https://podcast.example/e/12",
        "https://www.example.org/p/frame.html?src=/a/b.m3u8&x=1",
    ],
)
def test_a_player_that_nobody_knows_is_generic(url: str) -> None:
    assert rule(url).id == GENERIC
    assert rule(url).page_url(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/maps/embed?pb=!1m17!video",
        "http://jsfiddle.net/scastiel/prme4k6L/8/embedded/js,result/",
        "https://codepen.io/team/embed/preview/player",
        "//www.slideshare.net/slideshow/embed_code/key/video",
        "https://disqus.com/embed/comments/?t_u=https://blog.example/2020/a-video-post/",
        "https://giscus.app/en/widget?origin=https://blog.example/audio/",
        "https://docs.google.com/forms/d/e/1/viewform?embedded=true",
        "https://giphy.com/embed/xUA7aU9G9jatPmKIz6",
        "http://ghbtns.com/github-btn.html?user=azu&repo=video",
        "https://www.facebook.com/plugins/like.php?href=https://blog.example/video",
        "https://googleads.g.doubleclick.net/pagead/ads?video=1",
        "https://blog.example/charts/players.html",
        "https://blog.example/vodka/",
        "https://blog.example/musicians/",
        "https://www.miniclip.com/games/bloxorz/en/bloxorz_miniclip.swf",
        "https://evil.example/?u=https://v.qq.com/txp/iframe/",
        "https://blog.example/2020/",
        "about:blank",
        "about:srcdoc",
        "data:text/html,video",
        "blob:https://v.example/player",
        "javascript:video",
        "player.html",
        "/video/1",
        "",
        "https://",
        "https://[::1/video",
        "https://v.example/video/" + "a" * 10_000,
    ],
)
def test_a_frame_that_plays_nothing_has_no_rule(url: str) -> None:
    assert OWN.rule_for(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://v.qq.com/txp/iframe/player.html?vid=../../evil",
        "https://v.qq.com/txp/iframe/player.html?vid=a%2F..%2Fb",
        "https://v.qq.com/txp/iframe/player.html?vid=a%0D%0Ab",
        "https://v.qq.com/txp/iframe/player.html?vid=" + "a" * 200,
        "https://v.qq.com/txp/iframe/player.html?vid=",
        "https://v.qq.com/txp/iframe/player.html",
    ],
)
def test_only_an_id_is_taken_into_the_address_of_a_page(url: str) -> None:
    assert (rule(url).id, rule(url).page_url(url)) == ("tencent", "")


def test_the_first_of_two_parameters_counts_as_it_does_for_the_player() -> None:
    url = "https://v.qq.com/txp/iframe/player.html?vid=v33214lmz26&vid=other"
    assert rule(url).page_url(url) == "https://v.qq.com/x/page/v33214lmz26.html"


def test_every_player_is_clicked_where_it_is_known_first_and_where_any_may_be_next() -> None:
    tencent = named("tencent")
    assert tencent.play[0] == ".txp_btn_play_lg"
    assert set(OWN.generic.play) < set(tencent.play)
    assert len(tencent.play) == len(set(tencent.play))
    assert tencent.poster[0] == ".txp_poster"
    assert OWN.generic.id == GENERIC
    assert OWN.rules[-1].id == GENERIC


def test_known_players_say_what_referer_they_need_and_where_their_films_lie() -> None:
    assert named("youtube").referrer == named("vimeo").referrer == "required"
    assert named("tencent").referrer == ""
    assert named("bilibili").media_hosts.fit("upos-sz-mirror08c.bilivideo.com")
    assert named("weibo").media_hosts.fit("f.video.weibocdn.com")
    assert not named("youtube").media_hosts.fit("www.youtube.com")
    assert named("twitter").plays is Plays.MAYBE
    assert named("tencent").plays is Plays.ALWAYS


def test_every_own_rule_says_where_it_is_from() -> None:
    assert all(rule.source and rule.name for rule in OWN.rules)


def test_own_patterns_of_addresses_take_linear_time() -> None:
    """No group repeats without a bound."""
    for each in OWN.rules:
        for pattern in each.matches:
            assert not re.search(r"\)(?:[*+]|\{\d*,\})", pattern.pattern), pattern.pattern


@pytest.mark.parametrize(
    "trap",
    [
        "a" * 50_000 + "!",
        "?a=" * 2_700,
        "&id=" * 2_000,
        "/player?" * 1_000,
        "player" * 1_300,
        "[" * 50_000,
        "\x00\ud800" * 20_000,
    ],
)
def test_traps_for_patterns_catch_nothing(trap: str) -> None:
    for prefix in ("", "https://v.example/", "https://player.example/?", "//"):
        OWN.rule_for(prefix + trap)
        OWN.rule_for(prefix + trap[:8_000])
        for each in OWN.rules:
            each.page_url(prefix + trap[:8_000])


@given(st.text() | st.text().map("https://v.qq.com/iframe/player.html?vid=".__add__)
       | st.text().map("//".__add__))  # fmt: skip
def test_any_address_has_a_rule_or_none_and_its_page_is_the_rules_own(url: str) -> None:
    found = OWN.rule_for(url)
    if found is not None and found.id == "tencent":
        page = found.page_url(url)
        assert page == "" or re.fullmatch(
            r"https://v\.qq\.com/x/page/[\w.:-]+\.html", page, re.ASCII
        )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"id": ""}, "id must be a short word"),
        ({"id": "My Player"}, "id must be a short word"),
        ({"match": []}, "match must hold a pattern"),
        ({"match": ["("]}, "no regular expression"),
        ({"match": "v"}, "match must be a list of strings"),
        ({"page": "v.test/{id}"}, "page must be as https://"),
        ({"page": "https://{host}/{id}"}, "page must be as https://"),
        ({"page": ["https://v.test/{id}", 3]}, "page must be a list of strings"),
        ({"play": [""]}, "play must hold CSS selectors"),
        ({"poster": ["a" * 201]}, "poster must hold CSS selectors"),
        ({"media-hosts": ["https://v.test"]}, "is no host"),
        ({"referrer": "none"}, "referrer is 'none'; known: required, forbidden"),
        ({"plays": "sometimes"}, "plays is 'sometimes'; known: always, maybe, never"),
        ({"says": {"timeout": ["slow"]}}, "unknown key 'timeout'"),
        ({"says": {"login": ["("]}}, "no regular expression"),
        ({"says": ["a"]}, "says must be a table"),
        ({"matches": ["a"]}, "unknown key 'matches'"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(values: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=r"my\.toml: \[\[player\]\] 1") as caught:
        PlayerRules.of([table(**values)])
    assert message in str(caught.value)


def test_a_users_rule_comes_before_archivers_own(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(
        "version = 1\n[[player]]\nid = 'ours'\nmatch = ['^https?://v\\.qq\\.com/']\n"
        "[[player]]\nid = 'quiet'\nplays = 'never'\nmatch = ['^https?://video\\.maps\\.test/']\n"
        "[[player]]\nid = 'generic'\nmatch = ['^https?://kino\\.test/']\nplay = ['.los']\n"
    )
    found = PlayerRules.of(read_tables("player", [path]))
    url = "https://v.qq.com/txp/iframe/player.html?vid=v33214lmz26"
    assert (found.rule_for(url) or OWN.generic).id == "ours"
    assert found.rule_for("https://video.maps.test/") is None
    assert (found.rule_for("https://kino.test/7") or found.rules[0]).id == GENERIC
    assert found.generic.play[0] == ".los"
    assert (found.rule_for("https://player.vimeo.com/video/1") or OWN.generic).id == "vimeo"


def test_without_any_table_there_is_a_generic_rule_that_knows_nothing() -> None:
    none = PlayerRules.of([])
    assert none.rule_for("https://v.qq.com/txp/iframe/player.html?vid=1") is None
    assert none.generic.id == GENERIC
    assert none.generic.said("This video has been removed") is None
