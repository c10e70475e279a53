import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import PostError
from archiver.source.encoding import decode

PATH = Path("post.md")
CHINESE = "---\ntitle: 中文\n---\n这是一个中国的新闻，我们在这里说话，他们来了就不会去。\n"
TRADITIONAL = "<meta charset=big5>這個網路資源的說明，我們會過來學習。"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (CHINESE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + CHINESE.encode(), "utf-8"),
        (b"\xff\xfe" + CHINESE.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "utf-16-be"),
        (("a" * 40 + CHINESE).encode("utf-16-le"), "utf-16-le"),
        (CHINESE.encode("gb18030"), "gb18030"),
    ],
)
def test_a_post_is_decoded_to_the_same_text(raw: bytes, encoding: str):
    decoded = decode(raw, PATH)
    assert decoded.encoding == encoding
    assert decoded.text.lstrip("a") == CHINESE


def test_declared_big5_is_read_by_the_browsers_table():
    assert decode((TRADITIONAL + "碁").encode("big5hkscs"), PATH).text.endswith("碁")


def test_undeclared_big5_is_not_taken_for_gb18030():
    text = TRADITIONAL.replace("charset=big5", "")
    assert decode(text.encode("big5"), PATH).text == text


def test_declared_gb2312_holds_what_gb18030_holds():
    text = "<meta charset=gb2312>镕" + CHINESE
    assert decode(text.encode("gb18030"), PATH).text == text


def test_a_few_damaged_bytes_leave_utf8_utf8():
    decoded = decode((CHINESE * 3).encode() + b"\xe4\xb8 end", PATH)
    assert decoded.encoding == "utf-8"
    assert "damaged" in decoded.remark


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_become_line_feeds(ending: str):
    assert decode(f"a{ending}b{ending}".encode(), PATH).text == "a\nb\n"


@pytest.mark.parametrize("raw", [b"\x00\x05\x16\x07\x00\x02", bytes(range(256)) * 20 + bytes(2000)])
def test_what_is_no_text_is_refused(raw: bytes):
    with pytest.raises(PostError, match=r"post\.md:1: "):
        decode(raw, PATH)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(raw: bytes):
    with contextlib.suppress(PostError):
        assert "\r" not in decode(raw, PATH).text
