"""Addresses in snapshots, and that media keep the identity which the checks give them."""

from __future__ import annotations

import pytest

from archiver.snapshots.addresses import lasting_address
from archiver.urls import medium_key

LONG = "data:image/png;base64," + "A" * 5000


@pytest.mark.parametrize(
    "url",
    [
        "https://www.img.test/a.jpg?imageView2/2/w/900&x=1",
        "http://wx3.sinaimg.cn/large/abc.jpg",
        "https://图.test/路/a%e4%b8%ad.jpg?b=2&a=1#frag",
        "https://mmbiz.qpic.cn/x/640?wx_fmt=jpeg",
        LONG,
        "data:,x",
        "not an address",
        "https://a.test/" + "x" * 5000,
        "https://a.test/\ud800",
        "",
    ],
)
def test_a_kept_address_is_the_same_medium_as_before(url: str) -> None:
    assert medium_key(lasting_address(url)) == medium_key(url)


def test_a_long_data_address_is_kept_as_its_key_and_stays_the_same_medium() -> None:
    short = lasting_address(LONG)
    assert len(short) == 21
    assert medium_key(short) == medium_key(LONG) == short
    assert lasting_address(short) == short


def test_of_a_blob_the_number_of_this_load_is_left_out() -> None:
    first, second = ("blob:https://a.test/9f-1", "blob:https://a.test/77-2")
    assert lasting_address(first) == lasting_address(second) == "blob:https://a.test"
    assert lasting_address("blob:null") == "blob:"


def test_other_addresses_stay() -> None:
    for url in ("https://a.test/b.jpg?c#d", "data:image/gif;base64,R0lGOD", "", "/x"):
        assert lasting_address(url) == url
