"""The faults planted in the newsroom: what is wrong, where the source promised it.

Each is made on the page or at the CDN; the post files stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from archiver.testing.articles import DOT
from archiver.testing.posts import PostFile, read_all


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedFault:
    """One thing that archiver must find, and no more than these."""

    post: str
    """Name of the post's file."""
    line: int
    """1-based line of the post's file that promised it."""
    check: str
    """Id of the check that must fire, as `M3`."""
    subject: str
    """The address of the medium, or the words, as the source has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one fault is made."""

    post: str
    check: str
    subject: str
    anchor: str = ""
    """Text that only the promising line of the file has; the subject by default."""
    edits: tuple[tuple[str, str], ...] = ()
    """What is replaced on the page; each old text must stand there exactly once."""


_WALL = "http://img.cdn-wall.test/"
_AS_SHOWN, _AS_WRITTEN = "?imageView2/2/w/1200/format/jpg", "?imageView2/2/w/900/format/jpg"
_NO_REFERRER = ' referrerpolicy="no-referrer"'
_TEA, _FERRY = "003-spring-tea.txt", "004-last-ferry.txt"
_KEEPER, _MARKET = "005-lamp-keeper.txt", "006-lantern-market.txt"

_MOON = f"{_WALL}2024/03/30/hillside-moon.jpg"
_BOWL = f"{_WALL}2024/03/30/first-bowl.jpg"
_TERRACE_CAPTION = "▲云岭村的梯田茶园，海拔七百二十米"
_ROPEWAY = (
    "茶青下山要快。从枝头到铁锅，最好不超过三个钟头，否则叶子自己就会热起来，香气就跑了。"
    "村里年轻人凑钱修了一条索道，专门运茶，不运人。"
)
_WEST_BANK = f"{_WALL}2023/10/26/west-bank.jpg"
_HARBOUR = "http://news.newsroom.test/uploads/2023/10/old-harbour.jpg"
_RIVER = "http://pic.cdn-placeholder.test/mmbiz_jpg/lantern-river/640"
_RIVER_CAPTION = "▲两岸的人把灯放进江里，送渡轮一程"
_FOG = (
    "<p>Most visitors ask about storms. Wen prefers to talk about fog, which he considers the more "
    "interesting opponent, because fog does not shout.</p>\n"
)
_HEAD_OF_NEXT = '<p class="medium"><img src="http://img.cdn-wall.test/2024/05/14/great-lens.jpg'

PLANS: tuple[Plan, ...] = (
    # The theme lost a picture.
    Plan(
        post=_TEA,
        check="M1",
        subject=_MOON + _AS_WRITTEN,
        edits=(
            (
                f'<p class="medium"><img src="{_MOON}{_AS_SHOWN}" alt="900"{_NO_REFERRER}></p>\n',
                "",
            ),
        ),
    ),
    # The theme dropped the referrer policy: the CDN answers 403.
    Plan(
        post=_TEA,
        check="M3",
        subject=_BOWL + _AS_WRITTEN,
        edits=((f'{_BOWL}{_AS_SHOWN}" alt="900"{_NO_REFERRER}', f'{_BOWL}{_AS_SHOWN}" alt="900"'),),
    ),
    Plan(
        post=_TEA,
        check="C1",
        subject=_TERRACE_CAPTION,
        edits=((f'<p class="caption">{_TERRACE_CAPTION}</p>\n', ""),),
    ),
    Plan(post=_TEA, check="T1", subject=_ROPEWAY, edits=((f"<p>{_ROPEWAY}</p>\n", ""),)),
    # A class that the site's lazy loader does not know.
    Plan(
        post=_FERRY,
        check="M2",
        subject=_WEST_BANK + _AS_WRITTEN,
        edits=(
            (
                f'<img loading="lazy" src="{_WEST_BANK}{_AS_SHOWN}"',
                f'<img class="lazy-wait" src="{DOT}" data-src="{_WEST_BANK}{_AS_SHOWN}"',
            ),
        ),
    ),
    # The CDN sends the first half of the file, and says that this is all.
    Plan(post=_FERRY, check="M6", subject=_HARBOUR),
    # The player site answers 404 for this film.
    Plan(post=_FERRY, check="V1", subject="http://player.video.test/embed/pier?from=ferry"),
    # The caption slid under the picture of the old harbour.
    Plan(
        post=_FERRY,
        check="C2",
        subject=_RIVER_CAPTION,
        edits=(
            (f'<p class="caption">{_RIVER_CAPTION}</p>\n', ""),
            (
                f'src="{_HARBOUR}" alt="旧港"></p>\n',
                f'src="{_HARBOUR}" alt="旧港"></p>\n<p class="caption">{_RIVER_CAPTION}</p>\n',
            ),
        ),
    ),
    # The CDN sends a page that asks to log in, as image/jpeg.
    Plan(
        post=_KEEPER,
        check="M7",
        subject="http://news.newsroom.test/uploads/2024/05/gull-point-night.jpg",
    ),
    # The player comes, its film answers 404: it leaves the poster in its place.
    Plan(post=_KEEPER, check="V3", subject="http://player.video.test/embed/lens?from=keeper"),
    # A paragraph stands two paragraphs further down.
    Plan(
        post=_KEEPER,
        check="O1",
        subject=_FOG.removeprefix("<p>").removesuffix("</p>\n"),
        edits=((_FOG, ""), (_HEAD_OF_NEXT, _FOG + _HEAD_OF_NEXT)),
    ),
    # The byline has no author.
    Plan(
        post=_KEEPER,
        check="T3",
        subject="Margaret Hollis",
        edits=(('<span class="author">Margaret Hollis</span>', ""),),
    ),
    # The head picture was deleted.
    Plan(
        post=_MARKET,
        check="M3",
        subject="http://news.newsroom.test/uploads/2024/02/lantern-gate.jpg",
    ),
    # The theme dropped the referrer policy: the CDN answers 200, with a notice.
    Plan(
        post=_MARKET,
        check="M5",
        subject=f"{_RIVER}?wx_fmt=jpeg",
        edits=(
            (
                f'{_RIVER}?wx_fmt=jpeg" width="1000" height="625" alt="640"{_NO_REFERRER}',
                f'{_RIVER}?wx_fmt=jpeg" width="1000" height="625" alt="640"',
            ),
        ),
    ),
)


def planted() -> tuple[PlantedFault, ...]:
    """Return the faults with the lines of the shipped files."""
    posts = {post.name: post for post in read_all()}
    return tuple(
        PlantedFault(
            post=plan.post,
            line=posts[plan.post].line_of(plan.anchor or plan.subject),
            check=plan.check,
            subject=plan.subject,
        )
        for plan in PLANS
    )


def spoil(post: PostFile, page: str) -> str:
    """Return the page with its planted faults."""
    for plan in PLANS:
        if plan.post == post.name:
            for old, new in plan.edits:
                if page.count(old) != 1:
                    raise ValueError(f"{post.name}: {old!r} stands {page.count(old)} times")
                page = page.replace(old, new)
    return page


__all__ = ["PLANS", "Plan", "PlantedFault", "planted", "spoil"]
