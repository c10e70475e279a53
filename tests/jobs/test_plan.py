"""The plan: posts in order, read late, errors beside targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import PostError, UsageError
from archiver.jobs import Plan
from archiver.models import PageOrigin, Target
from archiver.source import plain_target, read_site


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_posts_come_in_order_with_errors_in_their_place(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\ntitle: A\nurl: https://blog.test/a/\n---\nwords\n")
    write(tmp_path / "b.md", "---\ntitle: [A\n---\nwords\n")
    write(tmp_path / "c.md", "---\ntitle: C\n---\nwords\n")
    plan = Plan([tmp_path], pages=[plain_target("https://blog.test/x/")] * 2)
    assert len(plan) == 4
    first, second, third, fourth = plan
    assert isinstance(first, Target)
    assert (first.url, first.origin) == ("https://blog.test/a/", PageOrigin.FRONT_MATTER)
    assert isinstance(second, PostError)
    assert second.path == tmp_path / "b.md"
    assert isinstance(third, Target)
    assert third.origin is PageOrigin.RENDERED
    assert isinstance(fourth, Target)
    assert fourth.origin is PageOrigin.PLAIN_URL


def test_an_address_that_cannot_be_archived_is_the_posts_error(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\nurl: https://me:secret@blog.test/a/\n---\nwords\n")
    (item,) = Plan([tmp_path])
    assert isinstance(item, PostError)
    assert item.path == tmp_path / "a.md"
    assert "user name or password" in item.reason
    assert "secret" not in item.reason


def test_two_posts_never_take_one_name(tmp_path: Path) -> None:
    write(tmp_path / "x" / "posts" / "a.md", "---\ntitle: A\n---\nwords\n")
    write(tmp_path / "y" / "posts" / "a.md", "---\ntitle: A\n---\nwords\n")
    items = list(Plan([tmp_path]))
    targets = [item for item in items if isinstance(item, Target)]
    errors = [item for item in items if isinstance(item, PostError)]
    assert len({target.slug for target in targets}) == len(targets)
    assert len(targets) + len(errors) == 2
    for error in errors:
        assert "the same name in the archive" in error.reason


def test_a_post_is_read_only_when_its_turn_comes(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\ntitle: A\n---\nwords\n")
    later = write(tmp_path / "b.md", "---\ntitle: B\n---\nwords\n")
    items = iter(Plan([tmp_path]))
    next(items)
    later.write_text("---\ntitle: changed\n---\nwords\n", encoding="utf-8")
    item = next(items)
    assert isinstance(item, Target)
    assert item.post is not None
    assert item.post.title == "changed"


def test_a_site_gives_posts_their_addresses(tmp_path: Path) -> None:
    write(tmp_path / "_config.yml", "title: x\npermalink: :title/\nper_page: 10\n")
    write(tmp_path / "source" / "_posts" / "hello.md", "---\ntitle: H\ndate: 2024-01-02\n---\nw\n")
    (item,) = Plan([tmp_path / "source" / "_posts"], site=read_site("https://blog.test/"))
    assert isinstance(item, Target)
    assert (item.url, item.origin) == ("https://blog.test/hello/", PageOrigin.SITE)


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        Plan([tmp_path / "nowhere"])
