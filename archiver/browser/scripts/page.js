// What archiver does inside a page. Runs in an isolated world of each frame: the
// page's own scripts can neither see nor change it. Returns plain JSON only.
globalThis.archiver ??= (() => {
  const LAZY = ['data-src', 'data-original', 'data-lazy-src', 'data-actualsrc', 'data-lazyload'];
  // A form's fields, and names in a document, hide properties of the same name: what a
  // tree is walked by is asked of the prototypes.
  const getter = (type, name) => {
    const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (object) => get.call(object);
  };
  const method = (type, name) => Function.prototype.call.bind(type.prototype[name]);
  const firstChild = getter(Node, 'firstChild');
  const nextSibling = getter(Node, 'nextSibling');
  const nodeType = getter(Node, 'nodeType');
  const tagName = getter(Element, 'tagName');
  const localName = getter(Element, 'localName');
  const attributesOf = getter(Element, 'attributes');
  const shadowRoot = getter(Element, 'shadowRoot');
  const rectangleOf = method(Element, 'getBoundingClientRect');
  const dataOf = getter(CharacterData, 'data');
  const isVisible = method(Element, 'checkVisibility');
  const dispatch = method(EventTarget, 'dispatchEvent');
  const listen = method(EventTarget, 'addEventListener');
  const walkerOf = method(Document, 'createTreeWalker');
  // The document's own properties, whatever the page named after them.
  const own = Object.fromEntries(
    ['activeElement', 'body', 'characterSet', 'documentElement', 'fonts', 'readyState',
      'scripts', 'scrollingElement', 'title'].map((name) => [name, getter(Document, name)]));
  const downloading = new Map(); // the frames that ask for what is to be written to disk
  const MAX_DEPTH = 300; // of the snapshot: readers of JSON bear a thousand nested lists
  const WORDS = /[^\s\u00AD\u200B-\u200F\u2060\uFEFF]/; // more than what is never seen
  const CHARSETS = [ // as `characterSet` writes them (Encoding standard, 4.2)
    'UTF-8', 'IBM866', 'ISO-8859-2', 'ISO-8859-3', 'ISO-8859-4', 'ISO-8859-5', 'ISO-8859-6',
    'ISO-8859-7', 'ISO-8859-8', 'ISO-8859-8-I', 'ISO-8859-10', 'ISO-8859-13', 'ISO-8859-14',
    'ISO-8859-15', 'ISO-8859-16', 'KOI8-R', 'KOI8-U', 'macintosh', 'windows-874',
    'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254',
    'windows-1255', 'windows-1256', 'windows-1257', 'windows-1258', 'x-mac-cyrillic', 'GBK',
    'gb18030', 'Big5', 'EUC-JP', 'ISO-2022-JP', 'Shift_JIS', 'EUC-KR'];
  const http = (url) => /^https?:/i.test(url || '');

  // Every element, shadow trees included; closed ones stay closed.
  function* elements(root) {
    const walker = walkerOf(document, root, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      yield node;
      const shadow = shadowRoot(node);
      if (shadow) yield* elements(shadow);
    }
  }

  const media = () => [...elements(document)].filter((e) =>
    ['IMG', 'VIDEO', 'AUDIO', 'IFRAME'].includes(tagName(e)));

  // A stand-in: the picture that is shown is not the one that the element names.
  function sleeping(image) {
    for (const name of LAZY) {
      const value = image.getAttribute(name);
      if (!value) continue;
      let wanted;
      try { wanted = new URL(value, image.baseURI).href; } catch { continue; }
      if (http(wanted) && image.currentSrc !== wanted && image.src !== wanted) {
        return !http(image.currentSrc) || image.naturalWidth <= 1;
      }
    }
    return false;
  }

  function outcome(element) {
    const shown = element.currentSrc || element.src || '';
    switch (element.tagName) {
      case 'IMG':
        if (!shown) return sleeping(element) ? 'not requested' : 'none';
        if (!element.complete) return 'pending';
        if (sleeping(element)) return 'not requested';
        return element.naturalWidth > 0 || /\.svg([?#]|$)/i.test(shown) ? 'loaded' : 'failed';
      case 'VIDEO':
      case 'AUDIO':
        if (element.error || element.networkState === 3) return 'failed';
        if (element.networkState === 0) return 'none';
        if (element.readyState >= 1) return 'loaded';
        return element.preload === 'none' && element.paused ? 'not requested' : 'pending';
      default:
        return 'none';
    }
  }

  // What the document says of its own encoding (HTML standard, 13.2.3.2); '' when nothing.
  // The families of the page's own fonts that were loaded.
  function webFonts() {
    const loaded = [...own.fonts(document)].filter((font) => font.status === 'loaded');
    return [...new Set(loaded.map((font) => font.family.replace(/^["']|["']$/g, '')))].slice(0, 40);
  }

  function declaredCharset() {
    const declared = 'meta[charset], meta[http-equiv="content-type" i][content*="charset" i]';
    for (const meta of method(Document, 'querySelectorAll')(document, declared)) {
      const label = meta.getAttribute('charset')
        ?? /charset\s*=\s*["']?([^"';\s]+)/i.exec(meta.content)?.[1];
      if (!label) continue;
      let encoding;
      try { ({ encoding } = new TextDecoder(label)); } catch { continue; }
      if (encoding.startsWith('utf-16')) return 'UTF-8';
      if (encoding === 'x-user-defined') return 'windows-1252';
      return CHARSETS.find((name) => name.toLowerCase() === encoding) ?? '';
    }
    return '';
  }

  // Chromium's own film controls turn a wheel while they wait, and draw how much is there:
  // both are other each time, and nothing of the page.
  const STILL_CONTROLS = `::-webkit-media-controls { visibility: hidden }
    ::-webkit-media-controls-enclosure, ::-webkit-media-controls-overlay-enclosure
    { visibility: visible } ::-webkit-media-controls-timeline { visibility: hidden }`;
  function stillControls() {
    for (const root of new Set(media().filter((e) => e.controls).map((e) => e.getRootNode()))) {
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STILL_CONTROLS);
        root.adoptedStyleSheets.push(sheet);
      } catch { /* a page that gives its name to something else keeps its wheel */ }
    }
  }

  const box = (r) => [r.x + scrollX, r.y + scrollY, r.width, r.height].map((n) => Math.round(n * 10) / 10);

  return {
    // For the scripts that look at a page besides this one.
    getter,
    method,

    // Make lazy elements eager; say how tall the page is and what it holds.
    prepare() {
      for (const element of media()) {
        if (element.loading === 'lazy') element.loading = 'eager';
        if (element.tagName === 'IMG' && element.decoding !== 'sync') element.decoding = 'sync';
      }
      return this.state();
    },

    state() {
      const root = own.scrollingElement(document) || own.documentElement(document);
      const body = own.body(document);
      const all = media();
      const outcomes = all.map(outcome);
      return {
        height: root ? Math.max(root.scrollHeight, body ? body.scrollHeight : 0) : 0,
        items: outcomes.filter((o) => o !== 'none').length,
        pending: outcomes.filter((o) => o === 'pending').length,
        loaded: outcomes.filter((o) => o === 'loaded').length,
        failed: outcomes.filter((o) => o === 'failed').length,
        sleeping: outcomes.filter((o) => o === 'not requested').length,
        ready: own.readyState(document),
        scripts: own.scripts(document).length,
        films: all.filter((e) => e.pause).length,
      };
    },

    // Resolve when every item has an outcome and the document is complete, or in time.
    async wait(ms) {
      const end = performance.now() + ms;
      while (performance.now() < end) {
        const state = this.prepare();
        if (!state.pending && state.ready === 'complete') return state;
        await new Promise((done) => {
          const timer = setTimeout(done, Math.min(100, Math.max(0, end - performance.now())));
          addEventListener('load', () => { clearTimeout(timer); done(); }, { once: true });
          for (const type of ['load', 'error', 'loadedmetadata']) {
            listen(document, type, () => { clearTimeout(timer); done(); },
              { capture: true, once: true });
          }
        });
      }
      return this.state();
    },

    // In a window as tall as the page nothing scrolls: tell the listeners that it did.
    nudge() {
      for (const place of [window, document]) dispatch(place, new Event('scroll'));
      return this.state();
    },

    // Scroll as a reader does, to each item that still sleeps, until it wakes or `pause` is over.
    async scroll(pause, ms) {
      const end = performance.now() + ms;
      for (const element of media().filter((e) => outcome(e) === 'not requested')) {
        if (performance.now() > end) break;
        if (outcome(element) !== 'not requested' || !element.getClientRects().length) continue;
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
        const patience = performance.now() + pause;
        while (outcome(element) === 'not requested' && performance.now() < patience) {
          await new Promise((done) => setTimeout(done, 20));
        }
      }
      scrollTo({ top: 0, behavior: 'instant' });
      return this.state();
    },

    // Hold still for the picture: animations at their end, carets gone, films at their start.
    // With `inView` every frame is in view, and is drawn anew where it just came into it.
    async freeze(inView) {
      scrollTo({ top: 0, left: 0, behavior: 'instant' });
      for (const animation of method(Document, 'getAnimations')(document)) {
        try {
          const timing = animation.effect && animation.effect.getComputedTiming();
          if (timing && timing.endTime !== Infinity) animation.finish(); else animation.cancel();
        } catch { /* an animation that cannot end stays as it is */ }
      }
      stillControls();
      const rewound = media().filter((e) => e.pause && (e.pause(), e.currentTime > 0)).map((e) =>
        new Promise((done) => {
          e.addEventListener('seeked', done, { once: true });
          setTimeout(done, 500);
          e.currentTime = 0;
        }));
      await Promise.all(rewound);
      const active = own.activeElement(document);
      if (active && active.blur) active.blur();
      // Frames out of view are not drawn: there no animation frame ever comes. Those of other
      // sites are drawn by themselves, not with the page.
      const apart = inView && parent !== window && !frameElement && innerWidth > 1 && innerHeight > 1;
      if (parent === window || apart) {
        await new Promise((done) => {
          const timer = setTimeout(done, 500);
          requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(timer); done(); }));
        });
      }
      await Promise.race([own.fonts(document).ready, new Promise((d) => setTimeout(d, 2000))]);
      return true;
    },

    // Where everything stands: two equal answers are two equal layouts.
    layout() {
      let hash = 7;
      let count = 0;
      for (const element of elements(document)) {
        for (const n of box(rectangleOf(element))) hash = (Math.imul(hash, 31) + n * 10) | 0;
        count++;
      }
      return `${count}:${hash}`;
    },

    // The films and sounds that this frame has a place for.
    films() {
      return media().filter((e) => e.pause)
        .map((e) => e.currentSrc || e.src || (e.querySelector('source[src]') || {}).src || '')
        .filter(http);
    },

    // Load frames that wait for a script of their site, as WeChat's players do elsewhere.
    wakeFrames() {
      const woken = [];
      for (const frame of media().filter((e) => tagName(e) === 'IFRAME' && !http(e.src))) {
        for (const name of LAZY) {
          const value = frame.getAttribute(name);
          let url = '';
          try { url = value ? new URL(value, frame.baseURI).href : ''; } catch { continue; }
          if (http(url)) { frame.src = url; woken.push(url); break; }
        }
      }
      return woken;
    },

    // The subtitles and chapters of this frame's films, whether they are switched on or not.
    tracks() {
      return media().flatMap((e) => [...e.querySelectorAll('track[src]')]).map((e) => e.src).filter(http);
    },

    // An empty frame of this page, out of the way, from which archiver asks for things.
    async openFrame() {
      const frame = document.createElement('iframe');
      frame.style.cssText = 'position:fixed!important;width:1px;height:1px;border:0;visibility:hidden';
      frame.srcdoc = '<!doctype html><title>archiver</title>';
      const loaded = new Promise((done) => listen(frame, 'load', done, { once: true }));
      own.documentElement(document).append(frame);
      await Promise.race([loaded, new Promise((done) => setTimeout(done, 3000))]);
      return true;
    },

    // Ask for something; its bytes go to the recorder alone.
    // A Referer is put in on its way; that there is none only the fetch itself can say.
    async fetch(url, referrerPolicy, ms) {
      const signal = AbortSignal.timeout(ms);
      try {
        await fetch(url, { mode: 'no-cors', credentials: 'include', cache: 'no-store', referrerPolicy, signal });
      } catch { /* the recorder keeps the body and fails the request on purpose */ }
      return true;
    },

    // Ask for something in a frame, by a marked address; the recorder makes its answer a
    // download on its way.
    download(url, referrerPolicy) {
      const frame = document.createElement('iframe');
      frame.referrerPolicy = referrerPolicy;
      frame.src = url;
      downloading.set(url, frame);
      own.documentElement(document).append(frame);
      return true;
    },

    endDownload(url) {
      downloading.get(url)?.remove();
      return downloading.delete(url);
    },

    // What the page's head names and a reader's browser shows outside the page.
    icons() {
      return [...document.querySelectorAll('link[rel~="icon" i], link[rel^="apple-touch-icon" i]')]
        .map((link) => link.href).filter(http).slice(0, 8);
    },

    // The element tree with boxes; see archiver.models.FrameSnapshot for its form. Of the aids
    // `sight` and `glyphs` tell what a reader cannot see of it, `overlays` what is set over it.
    snapshot(maxNodes, aids) {
      let count = 0;
      const skipped = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'HEAD', 'LINK', 'META']);
      const windows = [];
      for (let i = 0; i < window.length && i < 1000; i++) windows.push(window[i]);
      const describe = (element) => {
        const attributes = {};
        for (const { name, value } of attributesOf(element)) {
          // Names that begin with a colon are archiver's own.
          if (name !== 'srcdoc' && name[0] !== ':' && value.length <= 20000) attributes[name] = value;
        }
        const tag = tagName(element);
        if (tag === 'IMG') {
          attributes[':src'] = element.currentSrc || element.src;
          attributes[':w'] = String(element.naturalWidth);
          attributes[':h'] = String(element.naturalHeight);
        } else if (tag === 'VIDEO' || tag === 'AUDIO') {
          attributes[':src'] = element.currentSrc;
          attributes[':w'] = String(element.videoWidth || 0);
          attributes[':h'] = String(element.videoHeight || 0);
        } else if (element.contentWindow !== undefined && element.contentWindow !== null) {
          const index = windows.indexOf(element.contentWindow);
          if (index >= 0) attributes[':window'] = String(index);
          if (tag === 'IFRAME') attributes[':src'] = element.src;
        }
        return attributes;
      };
      const rectangle = (element) => {
        if (!isVisible(element, { visibilityProperty: true, opacityProperty: true })) {
          if (getComputedStyle(element).display !== 'contents') return null;
        }
        return box(rectangleOf(element));
      };
      // What archiver finds out beside the page itself never costs the page.
      const attempt = (work, otherwise) => { try { return work(); } catch { return otherwise; } };
      const lookAtWords = (element, attributes, place) => {
        const nodes = [];
        for (let child = firstChild(element); child; child = nextSibling(child)) {
          if (nodeType(child) === Node.TEXT_NODE && WORDS.test(dataOf(child))) nodes.push(child);
        }
        if (!nodes.length) return;
        const words = nodes.length > 1 ? nodes.map(dataOf).join(' ') : dataOf(nodes[0]);
        const style = getComputedStyle(element);
        const hiding = attempt(() => aids.sight.hiding(element, style, place, nodes, words), '');
        if (hiding) attributes[':hiding'] = hiding;
        else attempt(() => aids.glyphs.note(style, attributes, words));
      };
      const children = (node, depth) => {
        const result = [];
        const shadow = nodeType(node) === Node.ELEMENT_NODE && shadowRoot(node);
        if (shadow) result.push(['#shadow', {}, null, children(shadow, depth + 1)]);
        for (let child = firstChild(node); child && count < maxNodes; child = nextSibling(child)) {
          if (nodeType(child) === Node.TEXT_NODE) {
            if (child.data) { result.push(child.data); count++; }
          } else if (nodeType(child) === Node.ELEMENT_NODE && !skipped.has(tagName(child))) {
            count++;
            const attributes = describe(child);
            const place = rectangle(child);
            if (aids && place) lookAtWords(child, attributes, place);
            result.push([localName(child), attributes, place,
              depth < MAX_DEPTH ? children(child, depth + 1) : []]);
          }
        }
        return result;
      };
      const root = own.documentElement(document);
      const scroller = own.scrollingElement(document) || root;
      const body = own.body(document);
      let place = -1;
      if (parent !== window) {
        for (let i = 0; i < parent.length && i < 1000; i++) if (parent[i] === window) { place = i; break; }
      }
      const tree = root ? [root.localName, describe(root), null, children(root, 0)] : [];
      if (aids) attempt(() => aids.glyphs.finish());
      const text = body ? body.innerText : '';
      return {
        url: location.href,
        title: own.title(document),
        language: root ? root.lang : '',
        charset: own.characterSet(document),
        declaredCharset: attempt(declaredCharset, ''),
        webFonts: attempt(webFonts, []),
        overlays: aids && body ? attempt(() => aids.overlays(body, text.length), []) : [],
        width: scroller ? scroller.scrollWidth : 0,
        height: scroller ? scroller.scrollHeight : 0,
        place,
        text,
        tree,
        cut: count >= maxNodes,
        media: media().map((e) => [e.tagName.toLowerCase(), e.currentSrc || e.src || '', outcome(e),
          e.naturalWidth || e.videoWidth || 0, e.naturalHeight || e.videoHeight || 0,
          e.error ? `media error ${e.error.code}` : '']),
      };
    },
  };
})();
