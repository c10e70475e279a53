"""The planted list against the files: a wrong line here would make the demo lie."""

from __future__ import annotations

import pytest

from archiver.testing import articles
from archiver.testing.faults import PLANS, Plan, planted, spoil
from archiver.testing.posts import read_all

POSTS = {post.name: post for post in read_all()}


@pytest.mark.parametrize("fault", planted(), ids=lambda fault: f"{fault.post}-{fault.check}")
def test_a_planted_line_holds_its_subject(fault):
    lines = POSTS[fault.post].text.split("\n")
    assert fault.subject in lines[fault.line - 1]
    assert sum(fault.subject in line for line in lines) == 1


def test_each_first_check_is_planted_once_and_m3_twice():
    checks = sorted(fault.check for fault in planted())
    assert checks == sorted(
        ["M1", "M2", "M3", "M3", "M5", "M6", "M7", "V1", "V3", "C1", "C2", "T1", "T3", "O1"]
    )


def test_half_of_the_posts_are_whole():
    faulty = {fault.post for fault in planted()}
    assert len(POSTS) == 8
    assert len(faulty) == 4


@pytest.mark.parametrize("post", [p for p in read_all() if p.url], ids=lambda post: post.name)
def test_a_page_differs_from_its_sound_one_exactly_where_planned(post):
    sound = articles.page(post)
    changes = [edit for plan in PLANS if plan.post == post.name for edit in plan.edits]
    page = spoil(post, sound)
    assert (page != sound) == bool(changes)
    assert post.title in page
    assert "$" not in page.replace("${", "")


def test_an_edit_that_finds_nothing_is_an_error(monkeypatch):
    post = POSTS["001-stone-bridge.txt"]
    plan = Plan(post=post.name, check="M1", subject="x", edits=(("not on the page", ""),))
    monkeypatch.setattr("archiver.testing.faults.PLANS", (plan,))
    with pytest.raises(ValueError, match="stands 0 times"):
        spoil(post, articles.page(post))


def test_an_anchor_must_be_on_one_line():
    with pytest.raises(ValueError, match="not on one"):
        POSTS["001-stone-bridge.txt"].line_of("referrerpolicy")
