"""Cases of pictures behind walls: a host looks at the Referer, or at how often it is asked."""

from __future__ import annotations

from archiver.testing.matrix.case import NEWS, Case, Markup, address, texts
from archiver.testing.matrix.gates import SITE_REFERRER

_SITE_RULE = f"""version = 1

[[host]]
match = "img.cdn-site.test"
works = ["site:{SITE_REFERRER}"]
source = "the newsroom's own host"
"""


def _case(  # noqa: PLR0913 - one for each thing in which the walls differ
    name: str,
    title: str,
    url: str,
    *,
    opens: str = "",
    policy: str = "",
    refused: bool = False,
    rules: str = "",
    note: str = "",
) -> Case:
    attribute = f' referrerpolicy="{policy}"' if policy else ""
    markup = Markup(
        shows=f'<img src="{url}" alt="900"{attribute}>',
        promise=f'<img src="{url}" alt="900" referrerpolicy="no-referrer">',
    )
    return Case(
        **texts(name, title, markup),
        keeps=() if refused else (url,),
        refused=(url,) if refused else (),
        opens=opens,
        rules=rules,
        note=note,
    )


def _rate() -> Case:
    names = ("harbour", "tea-cup", "bamboo", "river-town")
    pictures = tuple(f"http://img.cdn-rate.test/matrix/{name}.jpg" for name in names)
    shows = "".join(f'<img src="{url}" alt="">' for url in pictures)
    return Case(
        **texts("wall-rate", "一次只给一张的图床", Markup(shows=shows)),
        keeps=pictures,
        note="429 to whoever asks again within 0.3 s",
    )


CASES: tuple[Case, ...] = (
    _case(
        "wall-forgot",
        "忘了写的来源规则",
        "http://img.cdn-wall.test/matrix/forgot/tea-cup.jpg",
        note="403 to a foreign Referer, and the page sends one",
    ),
    _case(
        "wall-placeholder",
        "被换掉的图片",
        "http://pic.cdn-placeholder.test/mmbiz_jpg/matrix/harbour/640?wx_fmt=jpeg",
        note="200 and a notice to a foreign Referer",
    ),
    _case(
        "wall-origin",
        "要看来源的图床",
        "http://photo.cdn-needs.test/matrix/origin/lighthouse.jpg",
        opens=f"{NEWS}/",
        policy="no-referrer",
        note="403 unless the article's site is the Referer, and the page sends none",
    ),
    _case(
        "wall-address",
        "要看文章地址的图床",
        "http://img.cdn-address.test/matrix/address/snow-train.jpg",
        opens=address("wall-address"),
        note="403 unless the article's whole address is the Referer; browsers send the origin",
    ),
    _case(
        "wall-site",
        "只认自己的图床",
        "http://img.cdn-site.test/matrix/site/library-night.jpg",
        opens=SITE_REFERRER,
        rules=_SITE_RULE,
        note="403 unless the Referer is the CDN's own site: a rule must say so",
    ),
    _case(
        "wall-empty",
        "空白的图片",
        "http://img.cdn-empty.test/matrix/empty/lamp-lens.jpg",
        note="200 and no byte to a foreign Referer",
    ),
    _case(
        "wall-cut",
        "半张图片",
        "http://img.cdn-cut.test/matrix/cut/ferry-dusk.jpg",
        note="200 and half of the bytes to a foreign Referer",
    ),
    _case(
        "wall-login",
        "要登录的图片",
        "http://img.cdn-login.test/matrix/login/moon-hills.jpg",
        note="200 and a page, said to be image/jpeg, to a foreign Referer",
    ),
    _case(
        "wall-closed",
        "谁也不给的图片",
        "http://img.cdn-closed.test/matrix/closed/river-town.jpg",
        refused=True,
        note="403 to everybody",
    ),
    _rate(),
)

__all__ = ["CASES"]
