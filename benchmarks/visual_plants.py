"""The changes that are planted on the pages of `visual_pages`."""

from __future__ import annotations

from dataclasses import replace

from visual_noise import encoded_anew
from visual_pages import PICTURES, Expected, Page, Plant, picture

from archiver.models import VisualKind as Kind

BANNER_PX = 40
_BAND = f"height:{BANNER_PX}px;line-height:{BANNER_PX}px;box-sizing:border-box;overflow:hidden"
BANNER = f'<div style="{_BAND};background:#ffd54a;text-align:center">Subscribe today</div>'
ADVERT = f'<div style="{_BAND};background:linear-gradient(90deg,#345,#9bd)"></div>'
COOKIES = (
    '<div style="position:fixed;left:0;right:0;bottom:0;height:180px;background:#222;color:#fff">'
    "<p>We use cookies to understand how our pages are read.</p><button>Accept all</button></div>"
)
MODAL = (
    '<div style="position:fixed;inset:0;background:rgba(0,0,0,.55)"><div style="position:fixed;'
    'left:390px;top:180px;width:500px;height:260px;background:#fff"><h2>Join our newsletter</h2>'
    "<p>One letter every Friday evening.</p><button>No thanks</button></div></div>"
)
REWRITTEN = "测绘队后来更正了这个数字：实际下沉的是九厘米，而不是三厘米，报告已经重新印过。"
REWRITTEN_ENGLISH = (
    "A correction was made to this paragraph after the county archive found the second log book,"
    " in which the whole story is told in another hand."
)


def _one(kind: Kind, *words: str) -> tuple[Expected, ...]:
    return (Expected(kind=kind, words=words),)


def _at(page: Page) -> int:
    """Return the picture that plants concern: the second, where there is one."""
    return min(1, sum(item.kind == "picture" for item in page.items) - 1)


def _name(page: Page) -> str:
    return f"picture {_at(page) + 1},"


def _picture(page: Page) -> int:
    return page.index("picture", _at(page))


def _caption(page: Page) -> str:
    return page.items[_picture(page)].caption[:20]


def _text(page: Page) -> int:
    """Return the paragraph that plants concern: the last but one."""
    return page.index("p", -2)


def _start(page: Page) -> str:
    return page.items[_text(page)].text[:20]


def _other_bytes(page: Page) -> Page:
    return replace(page, served={_path(page): picture("snow-village")})


def _rewritten(page: Page) -> Page:
    words = REWRITTEN_ENGLISH if page.make == "english" else REWRITTEN
    text = page.items[_text(page)].text
    return page.put(_text(page), text=text[: len(text) // 2] + words)


def _moved_picture(page: Page) -> Page:
    return page.moved(_picture(page), _picture(page) + 2)


def _path(page: Page) -> str:
    return f"{PICTURES}{page.items[_picture(page)].name}.jpg"


def _encoded_anew(page: Page) -> Page:
    jpeg = encoded_anew(picture(page.items[_picture(page)].name))
    return replace(page, served={_path(page): jpeg})


def _broken(page: Page) -> Page:
    return replace(page, served={_path(page): b""})


def _later(page: Page) -> Page:
    return replace(page, clock="15:26:37")


def _same(page: Page) -> Page:
    return page


def _frame(page: Page) -> Page:
    return replace(page, served={"/frame.jpg": picture("lantern-river")})


PLANTS = (
    Plant(name="same page again", change=_same),
    Plant(
        name="picture replaced, same address",
        change=_other_bytes,
        told=lambda p: _one(Kind.REPLACED, _name(p), _caption(p), "shows another picture"),
        needs="picture",
    ),
    Plant(
        name="picture replaced, other address",
        change=lambda p: p.put(_picture(p), name="tea-hills"),
        told=lambda p: _one(Kind.REPLACED, _name(p), _caption(p), "shows another picture"),
        needs="picture",
    ),
    Plant(
        name="picture broken",
        change=_broken,
        told=lambda p: _one(Kind.REPLACED, _name(p), _caption(p), "is not shown any more"),
        needs="picture",
    ),
    Plant(
        name="picture and caption removed",
        change=lambda p: p.without(_picture(p)),
        told=lambda p: _one(Kind.REMOVED, _name(p), _caption(p), "removed"),
        needs="picture",
    ),
    Plant(
        name="picture moved",
        change=_moved_picture,
        told=lambda p: _one(Kind.MOVED, _name(p), _caption(p), "moved, now after"),
        needs="picture",
    ),
    Plant(
        name="caption removed",
        change=lambda p: p.put(_picture(p), caption=""),
        told=lambda p: _one(Kind.REMOVED, "the caption", _caption(p), "removed"),
        needs="picture",
    ),
    Plant(
        name="paragraph lost",
        change=lambda p: p.without(_text(p)),
        told=lambda p: _one(Kind.REMOVED, "the paragraph", _start(p), "removed"),
    ),
    Plant(
        name="paragraph rewritten",
        change=_rewritten,
        told=lambda p: _one(Kind.REWRITTEN, "the paragraph", "now reads", _words(p)[:12]),
    ),
    Plant(
        name="paragraph added",
        change=lambda p: replace(p, within=f"<p>{_words(p)}</p>"),
        told=lambda p: _one(Kind.ADDED, "the paragraph", _words(p)[:30], "added after"),
    ),
    Plant(
        name="font changed",
        change=lambda p: replace(p, css="main{font-family:'DejaVu Sans Mono','Noto Serif CJK SC'}"),
        told=lambda _: _one(Kind.RESTYLED, "blocks are drawn otherwise", "another font"),
    ),
    Plant(
        name="one paragraph red",
        change=lambda p: p.put(_text(p), style="color:#c00"),
        told=lambda p: _one(Kind.RESTYLED, _start(p), "drawn otherwise", "size or colour"),
    ),
    Plant(
        name="one paragraph in larger letters",
        change=lambda p: p.put(_text(p), style="font-size:130%"),
        told=lambda p: _one(Kind.RESTYLED, _start(p), "drawn otherwise", "size or colour"),
    ),
    Plant(
        name="40 px banner above",
        change=lambda p: replace(p, above=BANNER),
        told=lambda _: _one(
            Kind.ADDED, f"a band of {BANNER_PX} px was inserted", "Subscribe today"
        ),
    ),
    Plant(
        name="40 px advertisement within",
        change=lambda p: replace(p, within=ADVERT),
        told=lambda _: _one(Kind.ADDED, "a band of ", " px was inserted before"),
    ),
    Plant(
        name="cookie bar set over",
        change=lambda p: replace(p, over=COOKIES),
        told=lambda _: _one(Kind.COVERED, "We use cookies", "covers"),
    ),
    Plant(
        name="dialog set over",
        change=lambda p: replace(p, over=MODAL),
        told=lambda _: _one(Kind.COVERED, "Join our newsletter", "covers"),
    ),
    Plant(
        name="two changes",
        change=lambda p: _other_bytes(p).without(_text(p)),
        told=lambda p: (
            Expected(kind=Kind.REPLACED, words=(_name(p), "shows another picture")),
            Expected(kind=Kind.REMOVED, words=("the paragraph", _start(p), "removed")),
        ),
        needs="picture",
    ),
    Plant(
        name="banner and picture moved",
        change=lambda p: replace(_moved_picture(p), above=BANNER),
        told=lambda p: (
            Expected(kind=Kind.ADDED, words=(f"a band of {BANNER_PX} px was inserted",)),
            Expected(kind=Kind.MOVED, words=(_name(p), "moved, now after")),
        ),
        needs="picture",
    ),
    Plant(
        name="film's frame",
        change=_frame,
        told=lambda _: _one(Kind.CHANGED, "the player", "looks other"),
        needs="player",
    ),
    Plant(name="film's frame, masked", change=_frame, mask_players=True, needs="player"),
    Plant(
        name="clock",
        change=_later,
        told=lambda _: _one(Kind.REWRITTEN, "03:14:00", "15:26:37"),
    ),
    Plant(
        name="clock, masked",
        change=_later,
        masks=(".clock",),
    ),
    Plant(
        name="headline beside the article",
        change=lambda p: replace(p, aside=("今天的新闻", *p.aside[1:])),
        told=lambda _: _one(Kind.REWRITTEN, "今天的新闻"),
    ),
    Plant(name="one pixel", change=_same, noise="pixel"),
    Plant(name="noise of two levels", change=_same, noise="levels"),
    Plant(name="letters smoothed otherwise", change=_same, noise="smoothing"),
    Plant(
        name="picture encoded anew",
        change=lambda p: replace(
            p, served={_path(p): encoded_anew(picture(p.items[_picture(p)].name))}
        ),
        needs="picture",
    ),
)


def _words(page: Page) -> str:
    return REWRITTEN_ENGLISH if page.make == "english" else REWRITTEN
