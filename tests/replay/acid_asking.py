"""Pages whose scripts ask for more: by Ajax, workers, chance, scrolling; and films."""

from __future__ import annotations

from collections.abc import Mapping

from .acid_case import FAR, SAY, SHOWN, SITE, Case

ASKING: Mapping[str, Case] = {
    "fetch-json": Case(
        f"<p><script>{SAY} fetch('/api/json').then((a) => a.json()).then((d) => say(d.word))"
        "</script>",
        "json;",
    ),
    "fetch-far": Case(
        f"<p><script>{SAY} fetch('{FAR}/api/open').then((a) => a.text()).then(say)</script>",
        "open;",
    ),
    "fetch-post": Case(
        f"<p><script>{SAY} (async () => {{ for (const word of ['one', 'two']) say(await (await"
        " fetch('/api/echo', {method: 'POST', body: JSON.stringify({word})})).text()); })()"
        "</script>",
        '{"word":"one"}; {"word":"two"};',
    ),
    "fetch-preflight": Case(
        f"<p><script>{SAY} fetch('{FAR}/api/open', {{headers: {{'X-Own': '1'}}}})"
        ".then((a) => a.text()).then(say)</script>",
        "open;",
    ),
    "xhr-html": Case(
        "<div id=x></div><script>const ask = new XMLHttpRequest(); ask.open('GET', '/part');"
        "ask.onload = () => { x.innerHTML = ask.responseText; }; ask.send();</script>",
        "a part;",
    ),
    "xhr-stamped": Case(
        f"<p><script>{SAY} const ask = new XMLHttpRequest();"
        "ask.open('GET', '/api/json?_=' + Date.now());"
        "ask.onload = () => say(JSON.parse(ask.responseText).word); ask.send();</script>",
        "json;",
    ),
    "jsonp": Case(
        f"<p><script>{SAY} const name = 'cb' + Math.random().toString(36).slice(2);"
        "window[name] = say; document.head.append(Object.assign("
        f"document.createElement('script'), {{src: '{FAR}/jsonp?callback=' + name}}));</script>",
        "padded;",
    ),
    "worker": Case(
        f"<p><script>{SAY} new Worker('/js/worker.js').onmessage = (e) => say(e.data)</script>",
        "json;",
    ),
    "blob": Case(
        "<p><script>fetch('/p/blob.jpg').then((a) => a.blob()).then((b) => { const i = new Image();"
        " i.onload = () => document.body.append(i, 'shown;'); i.src = URL.createObjectURL(b); })"
        "</script>"
    ),
    "canvas": Case(
        "<canvas id=x width=300 height=200></canvas><script>const i = new Image(); i.onload = () =>"
        " { x.getContext('2d').drawImage(i, 0, 0); document.body.append('shown;'); };"
        "i.src = '/p/canvas.jpg'</script>"
    ),
    "on-load": Case(
        "<div id=x></div><script>onload = () => setTimeout(() => { x.innerHTML ="
        " \"<img src=/p/late.jpg onload=this.after('shown;')>\"; }, 0)</script>"
    ),
    "on-scroll": Case(
        "<div style='height: 4000px'></div><img id=x data-at=/p/deep.jpg width=300 height=200>"
        "<script>new IntersectionObserver((seen, eye) => { if (seen[0].isIntersecting) {"
        " x.onload = () => document.body.append('shown;'); x.src = x.dataset.at;"
        " eye.disconnect(); } }).observe(x)</script>"
    ),
    "lazy": Case(
        "<div style='height: 4000px'></div>"
        f"<img loading=lazy src=/p/lazy.jpg width=300 height=200 {SHOWN}>"
    ),
    "shadow": Case(
        "<div id=x></div><script>x.attachShadow({mode: 'open'}).innerHTML ="
        " '<img src=/p/shadow.jpg width=300>';</script>shown;"
    ),
    "csp": Case(
        "<meta http-equiv=Content-Security-Policy content=\"img-src 'self'\">"
        f"<img src={FAR}/p/refused.jpg onerror=\"this.after('refused;')\">"
        f"<img src=/p/own.jpg {SHOWN}>"
    ),
    "cookie": Case(
        f"<p><script>{SAY} document.cookie = 'a=1; path=/';"
        "fetch('/api/cookie').then((a) => a.text()).then(say)</script>",
        "a=1;",
    ),
    "referrer": Case(
        f"<p><script>{SAY} say(document.referrer || 'none'); say(origin)</script>", f"none; {SITE};"
    ),
    "fetch-form": Case(
        f"<p><script>{SAY} (async () => {{ for (const word of ['one', 'two']) {{"
        " const body = new URLSearchParams({word});"
        " say(await (await fetch('/api/echo', {method: 'POST', body})).text()); } })()</script>",
        "word=one; word=two;",
    ),
    "fetch-multipart": Case(
        f"<p><script>{SAY} (async () => {{ for (const word of ['one', 'two']) {{"
        " const body = new FormData(); body.append('word', word);"
        " const said = await (await fetch('/api/echo', {method: 'POST', body})).text();"
        " say(/\\r\\n\\r\\n(.*)/.exec(said)[1]); } })()</script>",
        "one; two;",
    ),
    "fetch-range": Case(
        f"<p><script>{SAY} fetch('/film.webm', {{headers: {{Range: 'bytes=100-199'}}}})"
        ".then(async (a) => say(a.status + ' ' + (await a.arrayBuffer()).byteLength))</script>",
        "206 100;",
    ),
    "fetch-redirect": Case(
        f"<p><script>{SAY} fetch('{FAR}/go/api/open').then((a) => a.text()).then(say)</script>",
        "open;",
    ),
    "fetch-missing": Case(
        f"<p><script>{SAY} fetch('/nothing').then((a) => say(a.status))</script>", "404;"
    ),
    "fetch-stream": Case(
        f"<p><script>{SAY} (async () => {{ let n = 0; const a = await fetch('/p/stream.jpg');"
        " for await (const part of a.body) n += part.length; say(n > 9999); })()</script>",
        "true;",
    ),
    "fetch-graph": Case(
        f"<p><script>{SAY} const ask = (id) => fetch('/api/graph', {{method: 'POST', headers:"
        " {'Content-Type': 'application/json'}, body: JSON.stringify({id, at: Date.now()})})"
        ".then((a) => a.text()).then(say); ask('quay').then(() => ask('ferry'))</script>",
        "of quay; of ferry;",
    ),
    "xhr-post": Case(
        f"<p><script>{SAY} const ask = new XMLHttpRequest(); ask.open('POST', '{FAR}/api/echo');"
        "ask.onload = () => say(ask.responseText); ask.send('by xhr');</script>",
        "by xhr;",
    ),
    "xhr-sync": Case(
        f"<p><script>{SAY} const ask = new XMLHttpRequest(); ask.open('GET', '/api/json', false);"
        "ask.send(); say(JSON.parse(ask.responseText).word);</script>",
        "json;",
    ),
    "beacon": Case(
        f"<p><script>{SAY} say(navigator.sendBeacon('/api/echo', 'seen'));</script>", "true;"
    ),
    "jsonp-counted": Case(
        f"<p><script>{SAY} let turn = 0; const ask = (word) => {{ const name = 'jQuery' +"
        " Math.random().toString().slice(2) + '_' + (Date.now() + turn++); window[name] = say;"
        " document.head.append(Object.assign(document.createElement('script'), {src:"
        f" '{FAR}/jsonp?word=' + word + '&callback=' + name + '&_=' + Date.now()}})); }};"
        " ask('one'); setTimeout(ask, 50, 'two');</script>",
        "one; two;",
    ),
    "key-query": Case(
        f"<script>document.write(`<img src=/p/k.jpg?r=${{Math.random()}} {SHOWN}>`)</script>"
    ),
    "key-path": Case(
        "<p><script>const i = new Image(); i.onload = () => i.after('shown; ');"
        " i.onerror = () => i.after('lost; '); i.src = `/p/${Date.now()}/k.jpg`;"
        " document.body.append(i)</script>"
    ),
    "key-chance": Case(
        "<p><script>const i = new Image(); i.onload = () => i.after('shown; ');"
        " i.onerror = () => i.after('lost; ');"
        " i.src = `/p/${Math.random().toString(36).slice(2)}.jpg`; document.body.append(i)</script>"
    ),
    "worker-blob": Case(
        f"<p><script>{SAY} new Worker(URL.createObjectURL(new Blob(["
        f"`importScripts('{FAR}/js/part.js'); fetch('{SITE}/api/json').then((a) => a.json())"
        ".then((d) => postMessage(d.word + part))`]))).onmessage = (e) => say(e.data)</script>",
        "json of it;",
    ),
    "worker-module": Case(
        f"<p><script>{SAY} new Worker('/js/worker-module.js', {{type: 'module'}}).onmessage ="
        " (e) => say(e.data)</script>",
        "by a module;",
    ),
    "script-media": Case(
        "<p><script>const v = document.createElement('video'); v.preload = 'auto'; v.width = 320;"
        " v.controls = true; v.poster = '/p/poster.jpg'; v.src = '/film.webm';"
        " document.body.append(v); document.body.insertAdjacentHTML('beforeend',"
        " '<img src=/p/inserted.jpg width=200>shown;')</script>"
    ),
    "media-range": Case(
        f"<video id=v src=/film.webm preload=auto muted width=320></video><script>{SAY}"
        " v.onloadedmetadata = () => { v.currentTime = v.duration - 0.5; };"
        " v.onseeked = () => { v.onseeked = null; say('sought'); };</script>",
        "sought;",
    ),
    "audio": Case(
        "<audio src=/song.opus controls preload=auto onloadeddata=\"this.after('heard; ')\">"
        "</audio>",
        "heard;",
    ),
    "on-timer": Case(
        "<div id=x></div><script>setTimeout(() => { x.innerHTML ="
        " \"<img src=/p/timed.jpg onload=this.after('shown;')>\"; }, 50)</script>"
    ),
    "on-scroll-event": Case(
        "<div style='height: 4000px'></div><div id=x></div><script>onscroll = () => {"
        " onscroll = null; x.innerHTML = \"<img src=/p/scrolled.jpg onload=this.after('shown;')>\";"
        " }</script>"
    ),
    "on-click": Case(
        "<button id=b>more</button><div id=x></div><script>b.onclick = () => fetch('/part')"
        ".then((a) => a.text()).then((t) => { x.innerHTML = t; }); b.click();</script>",
        "a part;",
    ),
    "on-open": Case(
        "<details id=d ontoggle=\"this.append('shown;')\"><summary>more</summary>"
        "<img loading=lazy src=/p/opened.jpg width=200></details><script>d.open = true</script>"
    ),
    "history": Case(
        "<script>history.pushState({}, '', '/elsewhere/deep'); const i = new Image();"
        " i.onload = () => document.body.append(i, 'shown;'); i.src = '../p/deep.jpg'</script>"
    ),
    "cookie-set": Case(
        f"<p><script>{SAY} fetch('/api/bake').then(() => say(document.cookie))</script>", "baked=1;"
    ),
    "csp-nonce": Case(
        f"<p><script nonce=own>{SAY} say('let')</script><script>{SAY} say('not let')</script>",
        "let;",
    ),
    "document-redirect": Case(f"<img src=/p/led.jpg {SHOWN}>"),
    "video": Case("<video src=/film.webm controls preload=auto width=320></video>shown;"),
    "track": Case(
        "<video src=/film.webm preload=auto width=320><track default src=/words.vtt></video>shown;"
    ),
}
MADE_UP = {"key-path", "key-chance"}
"""In these a clock or chance makes a part of an address that is no parameter."""
