"""Checks of other packages: found, judged by, and never in the way of archiver's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from staged import capture, ids, post

from archiver.compare import check, check_of, installed_checks
from archiver.errors import PluginError
from archiver.models import Severity, Verdict

CHECK = """
from archiver.compare import Check, Loss, ThirdPartyCheck
from archiver.models import LostAt, Severity

def losses(case):
    for index, block in enumerate(case.post.blocks):
        if "{word}" in block.text:
            {body}

CHECK = ThirdPartyCheck(Check("{id}", "house style", Severity.WARNING), losses)
"""
YIELD = (
    'yield Loss(check="any", key=block.text, message="A word.", lost_at=LostAt.SOURCE,'
    " block=index, promised=block)"
)
PROMISE = "<p>One paragraph with a teh in it.</p><p>Another one.</p>"

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a package with one check, as pip leaves it on disk."""
    made = 0

    def package(source: str = CHECK, *, target: str = "", **words: str) -> None:
        nonlocal made
        made += 1
        name = f"house_checks_{tmp_path.name}_{made}".replace("-", "_")
        words = {"id": f"HX{made}", "word": "teh", "body": YIELD} | words
        (tmp_path / f"{name}.py").write_text(source.format(**words), encoding="utf-8")
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        points = f"[archiver.checks]\nstyle{made} = {name}:{target or 'CHECK'}\n"
        (info / "entry_points.txt").write_text(points)
        installed_checks.cache_clear()

    monkeypatch.syspath_prepend(tmp_path)
    yield package
    installed_checks.cache_clear()


def test_a_check_of_an_installed_package_is_asked_and_named(install: Install) -> None:
    install()
    found = check(post(PROMISE), capture(PROMISE))
    assert (ids(found), found.verdict) == (["HX1w"], Verdict.COMPLETE)
    assert (found.findings[0].block, found.findings[0].message) == (0, "A word.")
    named = check_of("HX1")
    assert named is not None
    assert (named.title, named.severity) == ("house style", Severity.WARNING)
    assert check_of("HX2") is None


def test_without_the_package_nothing_is_asked() -> None:
    assert check_of("HX1") is None
    assert ids(check(post(PROMISE), capture(PROMISE))) == []


def test_others_come_after_archivers_own_in_the_order_of_their_ids(install: Install) -> None:
    install(id="ZZ1")
    install(id="AA1")
    page = PROMISE.replace("<p>Another one.</p>", "")
    assert ids(check(post(PROMISE), capture(page))) == ["T1", "AA1w", "ZZ1w"]


def test_a_caller_may_leave_them_out(install: Install) -> None:
    install()
    assert ids(check(post(PROMISE), capture(PROMISE), others=())) == []


def test_a_check_that_fails_says_so_and_ends_no_other(install: Install) -> None:
    install(body="yield {}['teh']")
    install()
    page = PROMISE.replace("<p>Another one.</p>", "")
    found = check(post(PROMISE), capture(page))
    assert ids(found) == ["T1", "HX1w", "HX2w"]
    assert found.findings[1].message == (
        "The check HX1 failed (KeyError: 'teh'): what it would find is not known."
    )


def test_a_check_without_end_is_cut_off(install: Install) -> None:
    install(body=f"while True: {YIELD}")
    assert len(check(post(PROMISE), capture(PROMISE)).findings) == 10_000


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"id": "M3"}, "needs an id of its own"),
        ({"id": "lower"}, "needs an id of its own"),
        ({"source": "CHECK = 3\n"}, "is no archiver.compare.ThirdPartyCheck"),
        ({"source": "import nowhere_to_be_found\n"}, "cannot be loaded (ModuleNotFoundError"),
        ({"target": "MISSING"}, "cannot be loaded (AttributeError"),
    ],
)
def test_a_package_that_cannot_be_used_is_named(
    install: Install, words: dict[str, str], complaint: str
) -> None:
    install(**words)
    with pytest.raises(PluginError, match="house_checks_") as caught:
        check(post(PROMISE), capture(PROMISE))
    assert complaint in str(caught.value)


def test_two_packages_cannot_share_an_id(install: Install) -> None:
    install(id="HX9")
    install(id="HX9")
    with pytest.raises(PluginError, match="an id of its own"):
        installed_checks()
