"""Pages that load by what stands in them: markup, style sheets, fonts, scripts, frames."""

from __future__ import annotations

from collections.abc import Mapping

from .acid_case import FAR, SAY, SHOWN, SITE, WHOLE, Case

MARKUP: Mapping[str, Case] = {
    "img": Case(f"<img src=/p/img.jpg {SHOWN}>"),
    "img-base": Case(f"<base href={FAR}/p/><img src=base.jpg {SHOWN}>"),
    "img-entity": Case(f"<img src='/p/e.jpg?a=1&amp;b=%E6%B2%B3' {SHOWN}>"),
    "img-umlaut": Case(f"<img src='/p/渡口 1.jpg' {SHOWN}>"),
    "img-fragment": Case(f"<img src=/p/frag.jpg#top {SHOWN}>"),
    "img-redirect": Case(f"<img src=/go/p/redirected.jpg {SHOWN}>"),
    "srcset-width": Case(f"<img srcset='/p/w1.jpg 320w, /p/w2.jpg 1000w' sizes=900px {SHOWN}>"),
    "srcset-density": Case(f"<img src=/p/d1.jpg srcset='/p/d2.jpg 2x, /p/d1.jpg 1x' {SHOWN}>"),
    "picture": Case(
        "<picture><source media='(min-width: 9000px)' srcset=/p/no.jpg>"
        f"<source srcset=/p/yes.jpg><img src=/p/else.jpg {SHOWN}></picture>"
    ),
    "svg-image": Case(
        f"<svg width=300 height=200><image href={FAR}/p/svg.jpg width=300 {SHOWN}/></svg>shown;"
    ),
    "object": Case(f"<object data=/p/object.jpg width=300 {SHOWN}></object>"),
    "style-import": Case(
        "<link rel=stylesheet href=/css/import.css><p id=x>text</p>"
        f"<script>{SAY} onload = () => say(getComputedStyle(x).color)</script>",
        "rgb(1, 2, 3);",
    ),
    "style-background": Case(
        "<style>#x { width: 300px; height: 200px; background: url(/p/back.jpg) }</style>"
        "<div id=x></div>shown;"
    ),
    "style-content": Case("<style>p::after { content: url(/p/content.jpg) }</style><p>shown;"),
    "font": Case(
        f"<style>@font-face {{ font-family: Own; src: url({FAR}/font/blank.ttf) }}"
        f" p {{ font: 40px Own }}</style><p>hamburg</p><script>{SAY} document.fonts.ready.then("
        "() => say([...document.fonts].map((face) => face.status)))</script>",
        "loaded;",
    ),
    "script-external": Case(f"<p id=x></p><script src={FAR}/js/far.js></script>", "from afar;"),
    "script-module": Case(
        "<p id=x></p><script type=module>import('/js/module.js').then((m) => m.tell())</script>",
        "by a module;",
    ),
    "script-written": Case(
        "<p id=x></p><script>document.write('<script src=/js/near.js><\\/script>')</script>",
        "from near;",
    ),
    "frame": Case(f"<iframe src={FAR}/frame/one width=300></iframe>shown;"),
    "frame-nested": Case(f"<iframe src={FAR}/frame/outer width=400></iframe>shown;"),
    "frame-srcdoc": Case(
        f"<iframe srcdoc=\"<img src='{SITE}/p/srcdoc.jpg' width=200>\"></iframe>shown;"
    ),
    "frame-written": Case(
        "<iframe id=f></iframe><script>const d = f.contentDocument; d.open();"
        "d.write('<img src=/p/written.jpg width=200>'); d.close();</script>shown;"
    ),
    "frame-sandbox": Case(f"<iframe sandbox src={FAR}/frame/one></iframe>shown;"),
    "srcset-lazy": Case(
        "<div style='height: 4000px'></div><img loading=lazy width=300 height=200"
        f" srcset='/p/l1.jpg 320w, /p/l2.jpg 1000w' sizes=300px {SHOWN}>"
    ),
    "picture-type": Case(
        "<picture><source type=image/none srcset=/p/no.none>"
        f"<source type=image/jpeg srcset={FAR}/p/type.jpg><img src=/p/else.jpg {SHOWN}></picture>"
    ),
    "image-set": Case(
        "<style>#x { width: 300px; height: 200px; --own: url(/p/variable.jpg);"
        " background: var(--own), image-set('/p/set1.jpg' 1x, '/p/set2.jpg' 2x) }</style>"
        "<div id=x></div>shown;"
    ),
    "mask": Case(
        "<style>#x { width: 300px; height: 200px; background: #246;"
        f" mask: url({FAR}/svg/mask.svg); cursor: url(/p/cursor.jpg), auto }}</style>"
        "<div id=x></div><ul style='list-style: url(/svg/mask.svg)'><li>shown;</ul>"
    ),
    "svg-use": Case(
        "<svg width=300 height=200><use href=/svg/sprite.svg#quay /></svg>"
        "<img src=/svg/sprite.svg#quay width=100 height=100>shown;"
    ),
    "style-far": Case(
        f"<link rel=stylesheet href={FAR}/css/far.css><p id=x>text</p>"
        f"<script>{SAY} onload = () => document.fonts.load('20px Afar').then((faces) =>"
        " say(getComputedStyle(x).color + faces.length))</script>",
        "rgb(4, 5, 6)1;",
    ),
    "style-made": Case(
        f"<p id=x>text</p><script>{SAY} const l = document.createElement('link');"
        "l.rel = 'stylesheet'; l.href = '/css/import.css';"
        "l.onload = () => say(getComputedStyle(x).color); document.head.append(l);</script>",
        "rgb(1, 2, 3);",
    ),
    "preload": Case(
        "<link rel=preload as=image href=/p/pre.jpg><link rel=modulepreload href=/js/module.js>"
        f"<p id=x></p><img src=/p/pre.jpg {SHOWN}>"
        "<script type=module>import('/js/module.js').then((m) => m.tell())</script>",
        "by a module;",
    ),
    "import-map": Case(
        '<p id=x></p><script type=importmap>{"imports": {"quay": "/js/module.js"}}</script>'
        "<script type=module>import { tell } from 'quay'; tell();</script>",
        "by a module;",
    ),
    "integrity": Case(
        f"<p id=x></p><script src={FAR}/js/far.js crossorigin integrity={WHOLE}></script>",
        "from afar;",
    ),
    "pixels": Case(
        f"<p><script>{SAY} const i = new Image(); i.crossOrigin = 'anonymous'; i.onload = () => {{"
        " const c = document.createElement('canvas').getContext('2d'); c.drawImage(i, 0, 0);"
        f" say('pixels ' + c.getImageData(0, 0, 9, 9).data.length); }}; i.src = '{FAR}/p/open.jpg';"
        "</script>",
        "pixels 324;",
    ),
    "object-page": Case(f"<object data={FAR}/frame/one type=text/html width=300></object>shown;"),
    "embed": Case("<embed src=/p/embed.jpg width=300 height=200>shown;"),
    "frame-redirect": Case("<iframe src=/go/frame/one width=300></iframe>shown;"),
    "frame-made": Case(
        f"<p><script>{SAY} const f = document.createElement('iframe'); f.src = '{FAR}/frame/outer';"
        "f.width = 400; f.onload = () => say('framed'); document.body.append(f);</script>",
        "framed;",
    ),
    "frame-blob": Case(
        f"<iframe id=f width=300></iframe><script>{SAY} f.onload = () => say('framed'); f.src ="
        f" URL.createObjectURL(new Blob(['<img src={SITE}/p/of-blob.jpg width=200>'],"
        " {type: 'text/html'}));</script>",
        "framed;",
    ),
    "frame-message": Case(
        f"<script>{SAY} onmessage = (e) => say(e.origin + ' ' + e.data);</script>"
        f"<iframe src={FAR}/frame/speaking></iframe>",
        f"{FAR} json;",
    ),
    "frame-posted": Case(
        f"<iframe name=f></iframe><form action={FAR}/frame/posted method=post target=f>"
        "<input name=word value=quay></form><script>document.forms[0].submit()</script>shown;"
    ),
    "frame-lazy": Case(
        "<div style='height: 4000px'></div>"
        f"<iframe loading=lazy src={FAR}/frame/one width=300></iframe>shown;"
    ),
}
