"""Cases of pictures: markup, scripts, frames, and what the page does not show."""

from __future__ import annotations

from archiver.testing.matrix.case import NEWS, Case, Markup, texts

GALLERY = "http://gallery.matrix.test"
"""A host of frames that show pictures."""


def uploaded(case: str, picture: str, ending: str = "jpg") -> str:
    """Return the address of a picture that no other case has."""
    return f"{NEWS}/uploads/matrix/{case}/{picture}.{ending}"


def shown(name: str, title: str, keeps: tuple[str, ...], markup: Markup, note: str = "") -> Case:
    """Return a case whose page shows pictures."""
    return Case(**texts(name, title, markup), keeps=keeps, note=note)


def _in_sizes() -> tuple[Case, ...]:
    small, large = uploaded("srcset", "ferry-dusk-s/ferry-dusk"), uploaded("srcset", "ferry-dusk")
    widths = {width: uploaded("variants", f"{width}/river-town") for width in (400, 800, 1600)}
    wide, tight = uploaded("picture", "wide/tea-hills"), uploaded("picture", "tight/tea-hills")
    listed = ", ".join(f"{url} {width}w" for width, url in widths.items())
    return (
        shown(
            "srcset",
            "两种大小的图片",
            (large,),
            Markup(
                promise=f'<img src="{large}" alt="渡船">',
                shows=f'<img src="{small}" srcset="{small} 400w, {large} 1200w" sizes="740px">',
            ),
            "the browser takes the larger one",
        ),
        shown(
            "variants",
            "三种大小的图片",
            tuple(widths.values()),
            Markup(
                promise=f'<img src="{widths[800]}" alt="小城">',
                shows=f'<img src="{widths[800]}" srcset="{listed}" sizes="740px" alt="">',
            ),
            "candidates of srcset that this window does not choose",
        ),
        shown(
            "picture",
            "按窗口选择的图片",
            (wide,),
            Markup(
                promise=f'<img src="{wide}" alt="茶山">',
                shows=f'<picture><source media="(min-width: 600px)" srcset="{wide}">'
                f'<source media="(max-width: 599px)" srcset="{tight}"><img src="{tight}" alt="">'
                "</picture>",
            ),
        ),
    )


def _by_address() -> tuple[Case, ...]:
    img = uploaded("img", "harbour")
    bare = uploaded("protocol-relative", "lighthouse")
    behind = uploaded("redirects", "snow-village")
    return (
        shown("img", "一张图片", (img,), Markup(shows=f'<img src="{img}" alt="港口">')),
        shown(
            "protocol-relative",
            "没有协议的地址",
            (bare,),
            Markup(shows=f'<img src="{bare.removeprefix("http:")}" alt="灯塔">'),
        ),
        shown(
            "redirects",
            "转了三次的图片",
            (behind,),
            Markup(shows=f'<img src="{NEWS}/matrix/redirects/go/snow-village.jpg" alt="雪村">'),
            "301, 302, 307, then the picture",
        ),
    )


def _by_other_elements() -> tuple[Case, ...]:
    names = {
        "svg-image": '<svg width="720" height="450"><image href="{}" width="720"/></svg>',
        "object": '<object data="{}" type="image/jpeg" width="720" height="450"></object>',
        "embed": '<embed src="{}" type="image/jpeg" width="720" height="450">',
        "input-image": '<form><input type="image" src="{}" alt="放大" width="720"></form>',
        "video-poster": '<video poster="{}" preload="none" controls width="720"></video>',
    }
    titles = ("矢量图里的图片", "对象里的图片", "嵌入的图片", "按钮上的图片", "只有封面的视频")
    pictures = ("bamboo", "tea-cup", "lamp-lens", "reading-lamp", "moon-hills")
    cases = []
    for (name, shows), title, picture in zip(names.items(), titles, pictures, strict=True):
        url = uploaded(name, picture)
        promise = "" if name == "video-poster" else f'<img src="{url}" alt="">'
        cases.append(shown(name, title, (url,), Markup(shows=shows.format(url), promise=promise)))
    return tuple(cases)


def _on_error() -> tuple[Case, ...]:
    image, source = uploaded("onerror-img", "harbour"), uploaded("onerror-source", "bridge-arch")
    gone = uploaded("gone", "nowhere")
    return (
        shown(
            "onerror-img",
            "坏了就换的图片",
            (image,),
            Markup(
                promise=f'<img src="{image}" alt="">',
                shows=f'<img src="{gone}?1" onerror="this.onerror=null;this.src=\'{image}\'">',
            ),
        ),
        shown(
            "onerror-source",
            "坏了就换的来源",
            (source,),
            Markup(
                promise=f'<img src="{source}" alt="">',
                shows=f'<picture><source srcset="{gone}?2"><img src="{gone}?3" alt="" onerror="'
                "this.onerror=null;this.previousElementSibling.srcset="
                f"'{source}'\"></picture>",
            ),
        ),
    )


def _by_script() -> tuple[Case, ...]:
    shadow, drawn = uploaded("shadow-root", "library-night"), uploaded("canvas", "tea-hills")
    build = (
        '<script>document.getElementById("host").attachShadow({ mode: "open" })'
        f'.innerHTML = \'<img src="{shadow}" width="720" alt="">\';</script>'
    )
    draw = (
        f'<script>fetch("{drawn}").then((answer) => answer.blob()).then(createImageBitmap)'
        '.then((map) => document.querySelector("canvas").getContext("2d").drawImage(map, 0, 0));'
        "</script>"
    )
    return (
        shown(
            "shadow-root",
            "影子里的图片",
            (shadow,),
            Markup(
                promise=f'<img src="{shadow}" alt="">', shows='<div id="host"></div>', below=build
            ),
        ),
        shown(
            "canvas",
            "画布上的图片",
            (drawn,),
            Markup(
                promise=f'<img src="{drawn}" alt="">',
                shows='<canvas width="720" height="450"></canvas>',
                below=draw,
            ),
        ),
    )


def _not_shown() -> tuple[Case, ...]:
    icon, touch = f"{NEWS}/matrix/favicon/icon.png", f"{NEWS}/matrix/touch-icon/icon.png"
    head, thumb = uploaded("headimg", "bridge-dawn"), uploaded("thumbnail", "tea-hills")
    beside = [
        uploaded(name, "harbour") for name in ("favicon", "touch-icon", "headimg", "thumbnail")
    ]
    pictures = [f'<img src="{url}" alt="">' for url in beside]
    return (
        shown(
            "favicon",
            "网站的小图标",
            (icon, beside[0]),
            Markup(shows=pictures[0], head=f'<link rel="icon" type="image/png" href="{icon}">'),
        ),
        shown(
            "touch-icon",
            "手机桌面的图标",
            (touch, beside[1]),
            Markup(shows=pictures[1], head=f'<link rel="apple-touch-icon" href="{touch}">'),
        ),
        shown(
            "headimg",
            "页面不用的头图",
            (head, beside[2]),
            Markup(shows=pictures[2], front=(("headimg", f"'{head}'"),)),
            "the front matter names it, the page does not show it",
        ),
        shown(
            "thumbnail",
            "页面不用的缩略图",
            (thumb, beside[3]),
            Markup(shows=pictures[3], front=(("thumbnail", f"'{thumb}'"),)),
            "the front matter names it, the page does not show it",
        ),
    )


def _in_frames() -> tuple[Case, ...]:
    url = f"{GALLERY}/pictures/harbour.jpg"
    frame = f'<iframe src="{GALLERY}/wall" width="740" height="480" frameborder="0"></iframe>'
    return (shown("iframe-picture", "框架里的图片", (url,), Markup(shows=frame)),)


CASES: tuple[Case, ...] = (
    *_by_address(),
    *_in_sizes(),
    *_by_other_elements(),
    *_on_error(),
    *_by_script(),
    *_not_shown(),
    *_in_frames(),
)

__all__ = ["CASES", "GALLERY", "shown", "uploaded"]
