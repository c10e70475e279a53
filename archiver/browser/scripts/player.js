// What archiver does with a player, in an isolated world of each of its frames: look at
// it, press its button, have its film walk through. Returns plain JSON only.
globalThis.archiverPlayer ??= (() => {
  const TEXT = 2000;
  const LEAST_PX = 6;
  const FAST = 16; // the highest rate that Chromium plays
  const LEAP_S = 8;
  const LEFT_S = 1.5;
  let moved;
  const watched = new WeakSet();
  const encrypted = new WeakSet();
  const reached = new WeakMap(); // film → ranges that it had in its buffer at some time

  function* elements(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      yield node;
      if (node.shadowRoot) yield* elements(node.shadowRoot);
    }
  }
  // The document and every open shadow root in it.
  const roots = () => [document, ...[...elements(document)].map((e) => e.shadowRoot).filter(Boolean)];
  const films = () => [...elements(document)].filter((e) => e.tagName === 'VIDEO' || e.tagName === 'AUDIO');
  const finite = (n) => (Number.isFinite(n) ? n : null);

  // Union of [start, end] pairs.
  function merged(ranges) {
    const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
    const result = [];
    for (const [start, end] of sorted) {
      const last = result[result.length - 1];
      if (last && start <= last[1] + 0.25) last[1] = Math.max(last[1], end); else result.push([start, end]);
    }
    return result;
  }
  function note(film) {
    const ranges = reached.get(film) || [];
    for (let i = 0; i < film.buffered.length; i++) ranges.push([film.buffered.start(i), film.buffered.end(i)]);
    reached.set(film, merged(ranges));
  }
  const covered = (film) => (reached.get(film) || []).reduce((sum, [start, end]) => sum + end - start, 0);

  function watch(film) {
    if (watched.has(film)) return;
    watched.add(film);
    film.addEventListener('encrypted', () => encrypted.add(film));
  }

  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > LEAST_PX && box.height > LEAST_PX
      && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };

  return {
    // How the films of this frame stand, and what it says to a reader.
    survey() {
      const list = films();
      for (const film of list) { watch(film); note(film); }
      return {
        text: (document.body ? document.body.innerText : '').replace(/\s+/g, ' ').trim().slice(0, TEXT),
        title: document.title.slice(0, 200),
        pictures: [...elements(document)].filter((e) => (e.tagName === 'IMG' && e.naturalWidth > 40)
          || (e.tagName === 'VIDEO' && e.poster)
          || (shown(e) && getComputedStyle(e).backgroundImage.startsWith('url('))).length,
        films: list.slice(0, 20).map((e) => ({
          src: e.currentSrc || e.src || '',
          duration: finite(e.duration),
          endless: e.duration === Infinity,
          time: e.currentTime,
          ended: e.ended,
          reached: covered(e),
          buffered: e.buffered.length > 0,
          ready: e.readyState,
          network: e.networkState,
          error: e.error ? e.error.code : 0,
          message: e.error ? String(e.error.message).slice(0, 200) : '',
          protected: encrypted.has(e) || Boolean(e.mediaKeys),
          shown: shown(e),
        })),
      };
    },

    // The first visible element that one of the selectors names; null when there is none.
    button(selectors) {
      const places = roots();
      for (const selector of selectors) {
        let found;
        try { found = places.flatMap((root) => [...root.querySelectorAll(selector)]); } catch { continue; }
        for (const element of found) if (shown(element)) return element;
      }
      return null;
    },

    // Whether the mouse arrives: a frame of another process may not be drawn yet where it is.
    awaitMouse() {
      moved = new Promise((done) =>
        addEventListener('mousemove', () => done(true), { capture: true, once: true }));
      return true;
    },
    mouseCame(ms) {
      return Promise.race([moved, new Promise((done) => setTimeout(done, ms, false))]);
    },

    // The film itself, or whatever fills the frame.
    middle() {
      return films().find(shown) || document.body || document.documentElement;
    },

    mute() {
      for (const film of films()) film.muted = true;
      return true;
    },

    // As the controls of the element would.
    async play() {
      for (const film of films()) {
        film.muted = true;
        if (film.preload === 'none') film.preload = 'auto';
        try { await Promise.race([film.play(), new Promise((done) => setTimeout(done, 1000))]); } catch { /* seen in the survey */ }
      }
      return true;
    },

    pause() {
      for (const film of films()) { film.pause(); film.playbackRate = 1; }
      return true;
    },

    // Have paused films draw what they hold, for a picture of the player.
    async draw() {
      const drawn = films().filter((e) => shown(e) && e.readyState >= 2).map((film) =>
        new Promise((done) => {
          setTimeout(done, 800);
          film.requestVideoFrameCallback?.(() => requestAnimationFrame(done));
          film.currentTime = Math.min(film.currentTime + 0.04, film.duration || 0);
        }));
      await Promise.all(drawn);
      // A frame of another site that has just come into view is drawn when Chromium gets to it.
      await new Promise((done) => {
        setTimeout(done, 400);
        requestAnimationFrame(() => requestAnimationFrame(done));
      });
      return true;
    },

    // One step through a film whose parts no manifest names: fast, and on to where its buffer ends.
    async step() {
      for (const film of films()) {
        note(film);
        if (film.ended || !film.readyState) continue;
        film.muted = true;
        film.loop = false;
        let end = film.currentTime;
        for (let i = 0; i < film.buffered.length; i++) {
          if (film.buffered.start(i) <= end + 0.3) end = Math.max(end, film.buffered.end(i));
        }
        // Not to the very end: what is sought there waits for more data than there is.
        if (end - film.currentTime > LEAP_S && !film.seeking) film.currentTime = end - LEFT_S;
        film.playbackRate = FAST;
        if (film.paused) film.play().catch(() => {});
      }
      await new Promise((done) => setTimeout(done, 150));
      return this.survey();
    },
  };
})();
