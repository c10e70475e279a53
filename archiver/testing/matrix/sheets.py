"""Cases of pictures and fonts that style sheets ask for."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.testing.matrix.case import NEWS, Case, Markup
from archiver.testing.matrix.pictures import shown, uploaded

_KINDS = {
    "background-inline": ("行内背景", "moon-hills"),
    "background-sheet": ("样式表里的背景", "lighthouse"),
    "background-import": ("引入的样式表里的背景", "lighthouse-night"),
    "css-content": ("样式表写出来的图片", "bridge-dawn"),
}


def _scenes() -> tuple[Case, ...]:
    cases = []
    for name, (title, picture) in _KINDS.items():
        url = uploaded(name, picture)
        link = f'<link rel="stylesheet" href="/matrix/{name}/page.css">'
        style = "width:720px;height:450px"
        if name == "background-inline":
            link, style = "", f"{style};background-image:url('{url}')"
        markup = Markup(
            promise=f'<img src="{url}" alt="">',
            shows=f'<div class="scene" style="{style}"></div>',
            head=link,
        )
        cases.append(shown(name, title, (url,), markup))
    return tuple(cases)


def _font() -> Case:
    font, picture = f"{NEWS}/matrix/web-font/plain.ttf", uploaded("web-font", "reading-lamp")
    face = f'<style>@font-face{{font-family:Plain;src:url("{font}")}}p{{font-family:Plain}}</style>'
    markup = Markup(shows=f'<img src="{picture}" alt="">', head=face)
    return shown("web-font", "自己的字体", (font, picture), markup)


CASES: tuple[Case, ...] = (*_scenes(), _font())

STYLES: Mapping[str, str] = {
    "/matrix/background-sheet/page.css": ".scene { background: url('"
    + uploaded("background-sheet", "lighthouse").removeprefix(NEWS)
    + "') }\n",
    "/matrix/background-import/page.css": '@import url("more.css");\n',
    "/matrix/background-import/more.css": ".scene { background-image: url("
    + uploaded("background-import", "lighthouse-night")
    + ") }\n",
    "/matrix/css-content/page.css": ".scene::before { content: url("
    + uploaded("css-content", "bridge-dawn")
    + ") }\n",
}
"""Path on the news site to a style sheet."""

__all__ = ["CASES", "STYLES"]
