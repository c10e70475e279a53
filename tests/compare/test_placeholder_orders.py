"""What an address orders of a picture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.compare.placeholders.orders import Order, odd_type, order_of
from archiver.models import BodyProbe

URL = "https://cdn.example/a.jpg"


def probe(width: int = 400, height: int = 300, sniffed: str = "image/jpeg") -> BodyProbe:
    return BodyProbe(sniffed=sniffed, complete=True, width_px=width, height_px=height)


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("imageView2/2/w/500", Order(width_px=500)),
        ("imageView2/2/h/300/w/500", Order(width_px=500, height_px=300)),
        ("imageView2/1/w/200/h/200/q/75|imageslim", Order(width_px=200, height_px=200)),
        ("imageView2/0/w/500/format/jpg", Order(side_px=500, media_type="image/jpeg")),
        ("e=99&token=x&imageView2/5/w/300/h/200", Order(side_px=300)),
        ("imageView2/3/w/500/h/300/format/webp", Order(media_type="image/webp")),
        ("imageView2/4/w/500", Order()),
        ("imageView2/2/w/500/ignore-error/1", Order()),
        ("imageView2/2/w/0", Order()),
        ("imageView2/2/w/५००", Order()),
        ("imageView2/2/w/9999999", Order()),
        ("imageView2/9/w/500", Order()),
        ("imageView2/2/w", Order()),
        ("x-oss-process=image/resize,w_300", Order(width_px=300)),
        ("x-oss-process=image%2Fresize%2Ch_300%2Cm_lfit", Order(height_px=300)),
        ("x-oss-process=image/resize,l_300/format,png", Order(side_px=300, media_type="image/png")),
        ("x-oss-process=image/resize,w_300,limit_0", Order()),
        ("x-oss-process=image/resize,m_mfit,w_300", Order()),
        ("x-oss-process=image/quality,q_80", Order()),
        ("w=300&h=200", Order()),
        ("", Order()),
    ],
)
def test_an_address_orders_what_its_service_documents(query: str, order: Order) -> None:
    assert order_of(f"{URL}?{query}") == order
    assert order.binds == (order != Order())


@pytest.mark.parametrize(
    ("query", "found", "words"),
    [
        ("imageView2/2/w/400", probe(), ""),
        ("imageView2/2/w/399", probe(), ""),  # rounded
        ("imageView2/2/w/398", probe(), "at most 398 pixels wide and 400 x 300 came"),
        ("imageView2/2/h/200", probe(), "at most 200 pixels high"),
        ("imageView2/0/w/300", probe(200, 400), "at most 300 pixels wide or high"),
        ("imageView2/2/w/800", probe(), ""),  # never enlarged
        ("imageView2/2/w/400/format/png", probe(), "asks for image/png and image/jpeg came"),
        ("imageView2/2/w/400/format/jpg", probe(), ""),
        ("imageView2/2/format/jpg", probe(sniffed=""), ""),
    ],
)
def test_a_breach_is_told_in_words(query: str, found: BodyProbe, words: str) -> None:
    breach = order_of(f"{URL}?{query}").breach(found)
    assert words in breach
    assert bool(breach) == bool(words)


@pytest.mark.parametrize(
    ("path", "sniffed", "odd"),
    [
        ("a.jpg", "image/svg+xml", True),
        ("a.PNG", "image/svg+xml", True),
        ("a.jpeg", "image/gif", True),
        ("a.png", "image/gif", False),
        ("a.jpg", "image/webp", False),
        ("a.svg", "image/svg+xml", False),
        ("a", "image/svg+xml", False),
    ],
)
def test_a_drawing_or_gif_is_odd_for_a_photograph(path: str, sniffed: str, odd: bool) -> None:
    assert bool(odd_type(f"https://cdn.example/{path}?x=1", probe(sniffed=sniffed))) == odd


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_address_is_read(text: str) -> None:
    for url in (text, f"{URL}?imageView2/2/{text}", f"{URL}?x-oss-process=image/resize,{text}"):
        assert order_of(url).width_px >= 0
        odd_type(url, probe())
