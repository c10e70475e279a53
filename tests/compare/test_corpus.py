"""Real posts, rendered by archiver's own template: silent when whole, exact when spoiled."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from staged import capture

from archiver.compare import check
from archiver.compare.alignment.blocks import TEXT_KINDS, Found, align
from archiver.compare.keys import keys_of
from archiver.compare.wording import normal_form
from archiver.errors import ArchiverError
from archiver.models import Capture, Finding, LostAt, PageOrigin, Post, Severity, Target
from archiver.source import find_posts, plan_target, read_post, render_article

CORPUS = os.environ.get("ARCHIVER_CORPUS", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="ARCHIVER_CORPUS names no folder of posts"),
]


def targets() -> Iterator[Target]:
    for path in sorted(find_posts([Path(CORPUS)])):
        try:
            yield plan_target(read_post(path))
        except ArchiverError:
            continue


def rendered(target: Target) -> Capture:
    """The page of a post as archiver renders it, with everything on it kept."""
    assert target.post is not None
    html = target.html or render_article(target.post)
    head = re.search(r"<title>(.*?)</title>", html, re.DOTALL | re.IGNORECASE)
    title = unescape(head[1]) if head else ""
    return replace(
        capture(html, address=target.url, title=title), origin=PageOrigin.RENDERED, url=target.url
    )


def is_tag_of_the_site(finding: Finding) -> bool:
    """A tag that only the post's own site can turn into a player: true of a rendered page."""
    return (finding.check, finding.severity, finding.lost_at) == (
        "V6",
        Severity.WARNING,
        LostAt.SOURCE,
    )


def test_a_whole_page_of_any_post_has_no_findings() -> None:
    judged, loud, tags = 0, [], 0
    for target in targets():
        judged += 1
        found = check(target.post, rendered(target))
        own = [each for each in found.findings if is_tag_of_the_site(each)]
        tags += len(own)
        loud += [
            f"{target.slug}: {each.check} {each.message}"
            for each in found.findings
            if each not in own
        ]
    assert judged > 150
    assert loud == []
    assert tags > 0


def countable(post: Post) -> list[int]:
    """Blocks of a post that occur once, and are long enough to be missed."""
    texts = Counter(normal_form(block.text) for block in post.blocks)
    keys = Counter(key for block in post.blocks if block.url for key in keys_of(block))
    return [
        i
        for i, block in enumerate(post.blocks)
        if (block.url and all(keys[key] == 1 for key in keys_of(block)))
        or (
            block.kind in TEXT_KINDS
            and len(normal_form(block.text)) > 20
            and texts[normal_form(block.text)] == 1
        )
    ]


def test_dropped_blocks_of_any_post_are_exactly_those_without_a_place() -> None:
    chance, tried = random.Random(7), 0
    posts = [target.post for target in targets() if target.post]
    far = len(posts) // 2
    for post, other in zip(posts, posts[far:] + posts[:far], strict=True):
        own = countable(post)
        if len(own) < 6:
            continue
        tried += 1
        lost = set(chance.sample(own, 3))
        kept = [block for i, block in enumerate(post.blocks) if i not in lost]
        sidebar = [block for block in other.blocks if block.text not in post.body_html]
        places = align(post.blocks, [*sidebar[:40], *kept, *sidebar[-40:]]).places
        near = {i for i, place in places.items() if place.found is Found.NEAR}
        assert {i for i in own if i not in places or i in near} == lost, post.slug
    assert tried > 100
