"""Cases of pictures that come late: when they are near, or only to whom runs no script."""

from __future__ import annotations

from archiver.testing.articles import DOT
from archiver.testing.matrix.case import Case, Markup
from archiver.testing.matrix.pictures import shown, uploaded

NARROW = (
    "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='720' height='450'/>"
)
"""What a loader of `data-actualsrc` shows first."""
_LAZY = '<script src="/static/lazy.js"></script>'
_SITE = '<script src="/static/site.js" defer></script>'
_FAR = '<div style="height:9000px"></div>'
_SIZE = 'width="720" height="450" alt=""'


def _when_near() -> tuple[Case, ...]:
    far = uploaded("lazy-far", "lantern-river")
    observed = uploaded("data-src", "lantern-street")
    scrolled = uploaded("data-original", "river-town")
    return (
        shown(
            "lazy-far",
            "九千像素以下的图片",
            (far,),
            Markup(
                promise=f'<img src="{far}" {_SIZE}>',
                shows=f'{_FAR}<img loading="lazy" src="{far}" {_SIZE}>',
            ),
        ),
        shown(
            "data-src",
            "看见才来的图片",
            (observed,),
            Markup(
                shows=f'{_FAR}<img class="lazy" src="{DOT}" data-src="{observed}" {_SIZE}>',
                below=_SITE,
            ),
            "by an IntersectionObserver",
        ),
        shown(
            "data-original",
            "滚动才来的图片",
            (scrolled,),
            Markup(
                shows=f'{_FAR}<img class="lazy" src="{DOT}" data-original="{scrolled}" {_SIZE}>',
                below=_SITE,
            ),
            "by a scroll listener",
        ),
    )


def _by_plugins() -> tuple[Case, ...]:
    plugin, answer = uploaded("data-lazy-src", "ferry-dusk"), uploaded("data-actualsrc", "tea-cup")
    return (
        shown(
            "data-lazy-src",
            "插件管着的图片",
            (plugin,),
            Markup(
                promise=f'<img src="{plugin}" {_SIZE}>',
                shows=f'{_FAR}<img src="{DOT}" data-lazy-src="{plugin}" {_SIZE}>'
                f'<noscript><img src="{plugin}" {_SIZE}></noscript>',
                below=_LAZY,
            ),
        ),
        shown(
            "data-actualsrc",
            "问答网站的图片",
            (answer,),
            Markup(
                promise=f'<img src="{answer}" {_SIZE}>',
                shows=f'{_FAR}<noscript><img src="{answer}" {_SIZE}></noscript>'
                f'<img src="{NARROW}" data-actualsrc="{answer}" {_SIZE}>',
                below=_LAZY,
            ),
        ),
    )


def _without_loader() -> tuple[Case, ...]:
    spare, several = uploaded("noscript", "bamboo"), uploaded("data-srcset", "snow-train")
    return (
        shown(
            "data-srcset",
            "没有人来取的图片",
            (several,),
            Markup(
                promise=f'<img src="{several}" {_SIZE}>',
                shows=f'<img src="{DOT}" data-srcset="{several} 1200w" {_SIZE}>',
            ),
            "the page has lost the loader's script",
        ),
        shown(
            "noscript",
            "没有脚本才有的图片",
            (spare,),
            Markup(
                promise=f'<img src="{spare}" {_SIZE}>',
                shows=f'<noscript><img src="{spare}" {_SIZE}></noscript>',
            ),
        ),
    )


CASES: tuple[Case, ...] = (*_when_near(), *_by_plugins(), *_without_loader())

__all__ = ["CASES"]
