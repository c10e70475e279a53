"""Host globs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.rules.hosts import HostGlobs


@pytest.mark.parametrize(
    ("glob", "host"),
    [
        ("cdn.x.cn", "cdn.x.cn"),
        ("cdn.x.cn", "CDN.X.cn."),
        ("CDN.x.cn", "cdn.x.cn"),
        ("*.x.cn", "x.cn"),
        ("*.x.cn", "a.x.cn"),
        ("*.x.cn", "a.b.x.cn"),
        ("pic*.x.cn", "pic12.x.cn"),
        ("upos-*.x.cn", "upos-sz-mirror.one.x.cn"),
    ],
)
def test_a_glob_fits(glob: str, host: str) -> None:
    assert HostGlobs.of([glob]).fit(host)


@pytest.mark.parametrize(
    ("glob", "host"),
    [
        ("x.cn", "a.x.cn"),
        ("*.x.cn", "ax.cn"),
        ("*.x.cn", "x.cn.evil.example"),
        ("*.x.cn", ""),
        ("pic*.x.cn", "apic1.x.cn"),
        ("*.x.cn", "x-cn"),
    ],
)
def test_a_near_miss_does_not_fit(glob: str, host: str) -> None:
    assert not HostGlobs.of([glob]).fit(host)


def test_one_of_several_is_enough_and_none_fits_nothing() -> None:
    assert HostGlobs.of(["a.cn", "b.cn"]).fit("b.cn")
    assert not HostGlobs.of([]).fit("b.cn")
    assert not HostGlobs().fit("")


@pytest.mark.parametrize(
    "glob", ["", "https://x.cn", "x.cn/", "x.cn:80", "[a-z].cn", "x .cn", ".cn"]
)
def test_what_is_no_host_is_refused_with_its_place(glob: str) -> None:
    with pytest.raises(UsageError, match=r"my\.toml: \[\[host\]\] 2: "):
        HostGlobs.of([glob], "my.toml: [[host]] 2")


@given(st.text())
def test_any_host_can_be_asked_about(host: str) -> None:
    assert not HostGlobs.of(["*.archiver.test", "a*b*c*d*e.test"]).fit(host + "!")


def test_a_host_that_is_too_long_is_none() -> None:
    assert not HostGlobs.of(["*a*a*a*a*a*b"]).fit("a" * 50_000)
    assert not HostGlobs.of(["*a*a*a*a*a*b"]).fit("a" * 253)
