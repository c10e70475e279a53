"""The players of real posts, each under its rule."""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.errors import ArchiverError
from archiver.models import BlockKind
from archiver.rules import GENERIC, read_rulebook
from archiver.source import find_posts, plan_target, read_post
from archiver.urls import host_of

CORPUS = os.environ.get("ARCHIVER_CORPUS", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="ARCHIVER_CORPUS names no folder of posts"),
]

PROVIDERS = {
    "tencent": r"(?:^|\.)v\.qq\.com$|^imgcache\.qq\.com$",
    "tencent-vod": r"\.vod2\.myqcloud\.com$",
    "bilibili": r"(?:^|\.)bilibili\.com$",
    "youku": r"(?:^|\.)youku\.com$",
    "youtube": r"(?:^|\.)youtube(?:-nocookie)?\.com$",
    "vimeo": r"(?:^|\.)vimeo\.com$",
    "netease-music": r"^music\.163\.com$",
    "dailymotion": r"(?:^|\.)dailymotion\.com$",
    "ted": r"\.ted\.com$",
    "soundcloud": r"(?:^|\.)soundcloud\.com$",
    "libsyn": r"\.libsyn\.com$",
    "livestream": r"(?:^|\.)livestream\.com$",
    "screenr": r"(?:^|\.)screenr\.com$",
}
"""Hosts of the providers, told apart without the rules."""
SILENT = re.compile(
    r"jsfiddle|codepen|slideshare|google\.com/maps|disqus|ghbtns|github\.com/sponsors|giphy"
    r"|storify|mikecrm|miniclip"
)


def addresses() -> Iterator[str]:
    for path in sorted(find_posts([Path(CORPUS)])):
        try:
            post = plan_target(read_post(path)).post
        except ArchiverError:
            continue
        for block in post.blocks if post else ():
            if block.kind is BlockKind.PLAYER:
                yield block.url


def test_every_player_of_a_real_post_is_under_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    players = read_rulebook().players
    by_rule: dict[str, list[str]] = defaultdict(list)
    paged: dict[str, int] = defaultdict(int)
    for url in addresses():
        rule = players.rule_for(url)
        name = rule.id if rule else "none"
        by_rule[name].append(url)
        paged[name] += bool(rule and rule.page_url(url))
        expected = [key for key, host in PROVIDERS.items() if re.search(host, host_of(url))]
        assert expected in ([], [name]), url
        if SILENT.search(url):
            assert rule is None, url
    with capsys.disabled():
        for name, urls in sorted(by_rule.items(), key=lambda each: -len(each[1])):
            sys.stdout.write(f"\n{name:<14}{len(urls):>4} players, {paged[name]:>3} with a page")
        sys.stdout.write("\n")
    assert sum(map(len, by_rule.values())) > 100
    assert set(PROVIDERS) <= set(by_rule)
    assert len(by_rule[GENERIC]) <= 2
    for name in ("tencent", "bilibili", "youku", "youtube", "vimeo", "netease-music", "ted"):
        assert paged[name] == len(by_rule[name])
