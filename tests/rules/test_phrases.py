"""What a player says of its film, and what only sounds so."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.models import PlayerOutcome
from archiver.rules import PlayerRule, PlayerRules
from archiver.rules.table import Table, read_tables

OWN = PlayerRules.of(read_tables("player"))
LOGIN, GEO, REMOVED = PlayerOutcome.LOGIN, PlayerOutcome.GEO, PlayerOutcome.REMOVED
DRM, REFUSED = PlayerOutcome.DRM, PlayerOutcome.REFUSED
GONE = "Video unavailable\n"


def named(name: str) -> PlayerRule:
    return next(rule for rule in OWN.rules if rule.id == name)


@pytest.mark.parametrize(
    ("name", "text", "outcome"),
    [
        ("tencent", "您所在区域暂无此内容版权（如设置VPN请关闭后重试）", GEO),
        ("tencent", "抱歉，该视频已下架。", REMOVED),
        ("tencent", "本片为VIP影片，开通会员观看", LOGIN),
        ("bilibili", "[Permission] Not Allowed", REFUSED),
        ("bilibili", "非常抱歉 本视频可能由于以下原因导致无法正常播放 视频链接失效", REMOVED),
        ("bilibili", "视频去哪了呢？", REMOVED),
        ("bilibili", "抱歉，您所在的地区无法观看本片", GEO),
        ("youku", "抱歉，因版权原因无法观看此视频", GEO),
        ("generic", "抱歉，因版权原因无法观看此视频", REMOVED),
        ("youku", "该视频被设为私密", LOGIN),
        ("weibo", "[原微博不可访问]", REMOVED),
        ("youtube", "Error 153\nVideo player configuration error\nWatch video on YouTube", REFUSED),
        ("youtube", "错误 153\n视频播放器配置错误", REFUSED),
        ("youtube", GONE + "Playback on other websites has been disabled by the video owner",
         REFUSED),
        ("youtube", GONE + "The uploader has not made this video available in your country",
         GEO),
        ("youtube", GONE + "It contains content from X, who has blocked it in your country on"
         " copyright grounds", GEO),
        ("youtube", GONE + "This video is no longer available because the YouTube account"
         " associated with this video has been terminated.", REMOVED),
        ("youtube", "Video unavailable", REMOVED),
        ("youtube", GONE + "This video is unavailable", REMOVED),
        ("youtube", "Private video\nSign in if you've been granted access to this video", LOGIN),
        ("youtube", "Sign in to confirm you’re not a bot", LOGIN),
        ("vimeo", "Because of its privacy settings, this video cannot be played here.", REFUSED),
        ("vimeo", "Sorry, this video does not exist.", REMOVED),
        ("twitter", "This Post was deleted by the Post author. Learn more", REMOVED),
        ("generic", "Playback on other websites has been disabled by the owner.", REFUSED),
        ("generic", "This video can’t be played here", REFUSED),
        ("generic", "该视频不支持站外播放", REFUSED),
        ("generic", "未经允许，不可引用", REFUSED),
        ("generic", "This content is not available in your region.", GEO),
        ("generic", "Sorry, this stream isn't available in your country", GEO),
        ("generic", "抱歉，您所在的地区不可观看", GEO),
        ("generic", "您當前所在地區無法觀看此內容", GEO),
        ("generic", "该内容仅限中国大陆地区观看", GEO),
        ("generic", "当前地区暂不支持播放", GEO),
        ("generic", "This video is protected by DRM", DRM),
        ("generic", "Widevine is not supported in this browser", DRM),
        ("generic", "浏览器不支持DRM播放", DRM),
        ("generic", "This video has been removed by the author.", REMOVED),
        ("generic", "Sorry! The video you are looking for could not be found", REMOVED),
        ("generic", "This episode is no longer available", REMOVED),
        ("generic", "404 Not Found", REMOVED),
        ("generic", "该视频已被作者删除", REMOVED),
        ("generic", "您访问的视频不存在", REMOVED),
        ("generic", "抱歉，该节目已下架", REMOVED),
        ("generic", "视频不存在", REMOVED),
        ("generic", "因版权方要求，暂不能播放", REMOVED),
        ("generic", "Please log in to watch this video", LOGIN),
        ("generic", "You must be signed in to view this", LOGIN),
        ("generic", "This video is only available to members", LOGIN),
        ("generic", "This video is private", LOGIN),
        ("generic", "请先登录后观看", LOGIN),
        ("generic", "需要登录才能播放", LOGIN),
        ("generic", "登录后才可以观看", LOGIN),
        ("generic", "此视频仅限会员观看", LOGIN),
        ("generic", "请输入观看密码", LOGIN),
    ],
)  # fmt: skip
def test_what_a_player_says_is_understood_and_quoted(
    name: str, text: str, outcome: PlayerOutcome
) -> None:
    said = named(name).said(text)
    assert said is not None
    assert said[0] is outcome
    assert said[1] in " ".join(text.split())
    assert said[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "登录 注册 首页",
        "登录后观看高清视频 播放 静音 00:00 / 03:12",
        "请登录后观看高清",
        "登录即享1080P高清",
        "版权所有 © 2021 观察者网",
        "本节目版权归作者所有，未经授权不得转载",
        "地区新闻 国际 财经",
        "多地所在地区暂无新增病例",
        "各平台视频下架背后：谁在删除记忆",
        "视频不见了怎么办？三步找回手机相册",
        "会员专享 弹幕 4K 大会员 1080P 高码率",
        "大会员",
        "Private browsing",
        "A private matter: this is a private affair",
        "Private videos and public figures",
        "Video unavailable: a film by A. Wen",
        "Watch later Share Video unavailable, the documentary Play 12:04",
        "The video was removed from the museum in 1990",
        "Available in your country's best shops",
        "DRM and the future of reading",
        "Widevine, explained in five minutes",
        "Error 1530 BC: the eruption of Thera",
        "Sign in Log in Subscribe Play video Mute Settings Full screen",
        "Sign in to like videos, comment, and subscribe.",
        "How to delete this app and log in again",
        "Not found in translation",
        "404 Not Found: the band's new album",
        "The password to my heart",
        "Members of the orchestra play this piece",
        "加载中，请稍候",
        "您的浏览器版本过低",
        "播放失败，请刷新重试",
    ],
)
def test_ordinary_words_say_nothing_of_a_film(text: str) -> None:
    assert [rule.id for rule in OWN.rules if rule.said(text)] == []


def test_a_providers_own_meaning_comes_before_the_generic_one() -> None:
    found = PlayerRules.of(
        [
            Table("a", {"id": "generic", "says": {"removed": ["gone for good"]}}),
            Table("b", {"id": "mine", "match": ["mine"], "says": {"login": ["good"]}}),
        ]
    )
    assert [rule.id for rule in found.rules] == ["mine", "generic"]
    assert found.rules[0].said("It is gone for good") == (LOGIN, "good")
    assert found.rules[1].said("It is gone for good") == (REMOVED, "gone for good")


def test_of_two_meanings_the_one_that_can_be_helped_or_is_narrower_counts() -> None:
    generic = OWN.generic
    both = "This video has been removed. Please log in to watch more."
    assert (generic.said(both) or ("",))[0] is REMOVED
    both = "This video is unavailable. It is not available in your country."
    assert (generic.said(both) or ("",))[0] is GEO
    both = "This video is unavailable: this video cannot be played here."
    assert (generic.said(both) or ("",))[0] is REFUSED


def test_only_the_beginning_of_a_text_is_read() -> None:
    words = "This video has been removed"
    assert OWN.generic.said("a" * 4_900 + " " + words)
    assert OWN.generic.said("a" * 5_000 + " " + words) is None


def test_generic_phrases_of_several_tables_are_tried_by_what_they_mean() -> None:
    found = PlayerRules.of(
        [
            Table("a", {"id": "generic", "says": {"login": ["members"], "geo": ["abroad"]}}),
            Table("b", {"id": "generic", "says": {"refused": ["embedded"]}}),
        ]
    )
    assert found.generic.said("not embedded, not abroad, only members") == (REFUSED, "embedded")
    assert found.generic.said("not abroad, only members") == (GEO, "abroad")


def test_own_phrases_take_linear_time() -> None:
    """Nothing in them repeats without a bound."""
    for each in OWN.rules:
        for _, pattern in each.says.meanings:
            assert not re.search(r"[*+]|\{\d*,\}", pattern.pattern), pattern.pattern


@pytest.mark.parametrize(
    "trap",
    [
        "a" * 50_000 + "!",
        "sorry video you " * 3_000,
        "请登录后以才能再" * 6_000,
        "您所在的地区" * 8_000,
        "this video " * 5_000,
        "\x00\ud800" * 20_000,
    ],
)
def test_traps_for_phrases_catch_nothing(trap: str) -> None:
    assert all(each.said(trap) is None for each in OWN.rules)


@given(st.text())
def test_any_text_says_something_or_nothing(text: str) -> None:
    for each in OWN.rules:
        said = each.said(text)
        assert said is None or said[1] in " ".join(text.split())
