"""The function that a JSONP answer calls."""

from __future__ import annotations

import pytest

from archiver.replay.jsonp import called_back

KEPT = "https://a.test/x?callback=jQuery1_1"
ASKED = "https://a.test/x?callback=jQuery2_2"


@pytest.mark.parametrize(
    ("kept", "given"),
    [
        (b'jQuery1_1({"a": 1});', b'jQuery2_2({"a": 1});'),
        (b"/**/ jQuery1_1([1]);", b"/**/ jQuery2_2([1]);"),
        (
            b"/**/ typeof jQuery1_1 === 'function' && jQuery1_1({});",
            b"/**/ typeof jQuery2_2 === 'function' && jQuery2_2({});",
        ),
        (b"window.jQuery1_1(1)", b"window.jQuery1_1(1)"),
        (b'{"callback": "jQuery1_1"}', b'{"callback": "jQuery1_1"}'),
        (b'jQuery1_1("jQuery1_1({})")', b'jQuery2_2("jQuery1_1({})")'),
        (b"jQuery1_12({})", b"jQuery1_12({})"),
        (b"", b""),
    ],
)
def test_the_call_alone_gets_the_name_that_is_asked_for(kept: bytes, given: bytes) -> None:
    assert called_back(kept, KEPT, ASKED) == given


def test_a_name_that_is_none_is_not_put_into_a_script() -> None:
    body = b"jQuery1_1({})"
    assert called_back(body, KEPT, "https://a.test/x?callback=alert(document.cookie)") == body
    assert called_back(body, KEPT, "https://a.test/x?callback=a%0Ab") == body
    assert called_back(body, "https://a.test/x", ASKED) == body
