'use strict';
/* The viewer of pages: two aligned pictures, or one, in the way that the reader likes. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const GUTTER_PX = 12; // between the pages that stand side by side
  const NARROW_PX = 700; // below it there is no small page, and no two pages side by side at first
  const MAP_PX = 76;
  const RAIL_PX = 22;
  const LEAST_AHEAD_PX = 500; // drawn beyond the window, at least
  const SMOOTH_WINDOWS = 3; // a jump over more windows than this is not shown as a movement
  const LEAST_SCALE = 0.02;
  let mounted = 0;

  const paneOf = (side, pictures) => {
    const { element } = archiver.viewerElements;
    const frames = archiver.viewerMarks.frames(side === 'both' ? 'new' : side);
    const sheet = element('div', 'viewer-sheet', {}, pictures.element, frames.element);
    return { element: element('div', `viewer-pane viewer-pane-${side}`, {}, sheet), sheet, pictures, frames };
  };

  const isView = (view) => Boolean(view) && view.width > 0 && view.height > 0 && Array.isArray(view.strips);

  /** One viewer in one element; made by `archiver.viewer.mount`. */
  class Viewer {
    /** Called with the fingerprint of the change that the reader chose. */
    onSelect = () => {};
    #mode = '';
    #shown = null; // { alignment, views, marks, masks, width, quiet }
    #current = 0;
    #scale = 1;
    #isFit = true;
    #isHighlighted = true;
    #isNarrow = null;
    #frame = 0;

    constructor(host) {
      this.#build(host);
      this.#watch();
    }

    #build(host) {
      const { element } = archiver.viewerElements;
      const { sidePictures, blendedPictures } = archiver.viewerStrips;
      mounted += 1;
      const id = `viewer-${mounted}`;
      this.bar = archiver.viewerBar.toolbar(this);
      this.changes = archiver.viewerBar.changeBar(this);
      this.heads = archiver.viewerBar.heads();
      this.panes = { old: paneOf('old', sidePictures('old')), new: paneOf('new', sidePictures('new')),
        both: paneOf('both', blendedPictures()) };
      this.divider = archiver.viewerModes.divider((percent) => this.#divide(percent));
      this.pinned = element('div', 'viewer-pinned', {}, this.divider.element);
      this.window = element('div', 'viewer-window', {}, ...Object.values(this.panes).map((pane) => pane.element));
      this.stage = element('div', 'viewer-stage', {}, this.pinned, this.window);
      this.scroller = element('div', 'viewer-scroll', { id, role: 'region', tabindex: 0,
        'aria-label': archiver.say('viewer.page') }, this.stage);
      this.map = new archiver.viewerMinimap.Minimap({ scroll: (row) => this.#scrollTo(row, false),
        pick: (number) => this.#select(number) }, id);
      this.empty = element('p', 'viewer-empty', { hidden: true }, archiver.say('viewer.absent'));
      this.root = element('div', 'viewer', {}, this.bar.element, this.changes.element, this.heads.element,
        element('div', 'viewer-body', {}, this.scroller, this.map.element), this.empty);
      this.#addTools();
      host.append(this.root);
    }

    #addTools() {
      const { slider, clock } = archiver.viewerModes;
      const opacity = slider('viewer.opacity', { min: 0, max: 100, step: 1, value: 50 },
        (percent) => this.root.style.setProperty('--viewer-opacity', String(percent / 100)));
      const strength = slider('viewer.strength', { min: 1, max: 16, step: 1, value: 6 },
        (times) => this.root.style.setProperty('--viewer-strength', String(times)));
      this.clock = clock((isOld) => this.root.classList.toggle('viewer-flipped', isOld));
      this.tools = { opacity, strength, clock: this.clock.element };
      this.heads.tools.append(...Object.values(this.tools));
      this.divider.set(50);
    }

    #watch() {
      this.scroller.addEventListener('scroll', () => this.#soon(), { passive: true });
      this.sizes = new ResizeObserver(() => this.#layOut());
      this.sizes.observe(this.scroller);
    }

    /** @returns {string} how pages are shown now: split, swipe, onion, blink, overlay, old or new */
    get mode() {
      if (!this.#shown?.views.old) return 'new';
      return this.#mode || (this.#isNarrow ? 'swipe' : 'split');
    }

    /**
     * Show two pages, or one.
     * @param {{difference?: object, view?: object, focus?: object|string|null,
     *   findings?: Array<object>}} what `difference` or `view` as the server tells them; `focus`: a
     *   box of the new page, or a fingerprint; `findings`: `{fingerprint, severity, box, message}`
     */
    show({ difference = null, view = null, focus = null, findings = [] }) {
      const { align, alone } = archiver.viewerBands;
      const { marksOf, masksOf } = archiver.viewerMarks;
      const isCompared = isView(difference?.old) && isView(difference?.new);
      const fresh = [difference?.new, difference?.old, view].find(isView) ?? null;
      const alignment = isCompared ? align(difference.bands, difference.old.height, fresh.height)
        : alone(fresh?.height ?? 0);
      const masks = (side) => (isCompared ? masksOf(alignment, side, difference.masks?.[side] ?? []) : []);
      this.#shown = { alignment, views: { old: isCompared ? difference.old : null, new: fresh },
        marks: marksOf(alignment, isCompared ? difference.changes ?? [] : [], findings ?? []),
        masks: { old: masks('old'), new: masks('new') },
        width: Math.max(isCompared ? difference.old.width : 0, fresh?.width ?? 0),
        quiet: isCompared ? `viewer.${difference.identical ? 'identical' : 'unmarked'}` : 'viewer.plain' };
      this.#current = 0;
      for (const pane of Object.values(this.panes)) this.#clear(pane);
      this.#measure();
      this.#apply();
      this.scroller.scrollTo({ top: 0, left: 0, behavior: 'instant' });
      if (focus) this.#focus(focus, false);
      this.#draw();
    }

    #clear(pane) {
      pane.pictures.clear();
      pane.frames.clear();
    }

    /** @param {string} name a mode; of a single page nothing changes */
    setMode(name) {
      if (!Object.hasOwn(archiver.viewerModes.MODES, name)) return;
      this.#mode = name;
      this.#apply();
    }

    /** Frames around the changes, on or off. */
    toggleHighlight() {
      this.#isHighlighted = !this.#isHighlighted;
      this.#apply();
    }

    /** As wide as the window, or one pixel of the picture for each of the screen's. */
    toggleFit() {
      this.#isFit = !this.#isFit;
      this.#apply();
    }

    /** Go to the next change; after the last, to the first. */
    next() { this.#step(1); }

    /** Go to the previous change; before the first, to the last. */
    previous() { this.#step(-1); }

    /** @param {object|string} target a box of the new page, or the fingerprint of what is framed */
    focus(target) { this.#focus(target, true); }

    /**
     * Tell that something framed was decided elsewhere on the page; what is in the window stays there.
     * @param {string} fingerprint
     * @param {string} verdict open, accepted, rejected, ignored or noted
     */
    setVerdict(fingerprint, verdict) {
      const found = this.#shown?.marks.filter((mark) => mark.fingerprint === fingerprint) ?? [];
      if (!found.length) return;
      for (const mark of found) mark.verdict = verdict;
      for (const pane of Object.values(this.panes)) pane.frames.clear();
      this.changes.draw(this.#shown.marks, this.#current, this.#shown.quiet);
      this.#draw();
    }

    /** Take the viewer out of the page. */
    destroy() {
      this.sizes.disconnect();
      this.clock.stop();
      cancelAnimationFrame(this.#frame);
      this.root.remove();
    }

    // The mode, in classes and tools; then all sizes.
    #apply() {
      if (!this.#shown) return;
      const { mode } = this;
      const { MODES } = archiver.viewerModes;
      const isCompared = Boolean(this.#shown.views.old);
      this.root.dataset.mode = mode;
      this.root.classList.toggle('viewer-plain', !this.#isHighlighted);
      for (const [side, pane] of Object.entries(this.panes)) {
        pane.element.hidden = !MODES[mode].panes.includes(side);
        if (pane.element.hidden) this.#clear(pane);
      }
      this.divider.element.hidden = mode !== 'swipe';
      for (const [name, tool] of Object.entries(this.tools)) tool.hidden = MODES[mode].tool !== name;
      if (mode === 'blink') this.clock.start();
      else this.clock.stop();
      this.bar.draw({ mode, isHighlighted: this.#isHighlighted, isFit: this.#isFit, isCompared });
      this.heads.draw(this.#shown.views, mode);
      this.empty.hidden = Boolean(this.#shown.views.new);
      this.root.classList.toggle('viewer-absent', !this.#shown.views.new);
      this.changes.draw(this.#shown.marks, this.#current, this.#shown.quiet);
      this.#layOut();
    }

    #measure() {
      const isNarrow = this.root.clientWidth < NARROW_PX;
      const hasTurned = isNarrow !== this.#isNarrow;
      this.#isNarrow = isNarrow;
      this.root.classList.toggle('viewer-narrow', isNarrow);
      return hasTurned;
    }

    // All sizes from that of the window; what stood at its top stays there.
    #layOut() {
      if (!this.#shown) return;
      if (this.#measure() && !this.#mode) {
        this.#apply();
        return;
      }
      const { alignment, width } = this.#shown;
      const row = this.scroller.scrollTop / this.#scale;
      const room = this.scroller.clientWidth;
      const isSplit = this.mode === 'split';
      this.paneWidth = Math.max(1, isSplit ? (room - GUTTER_PX) / 2 : room);
      this.#scale = this.#isFit ? Math.max(LEAST_SCALE, Math.min(1, this.paneWidth / Math.max(1, width))) : 1;
      const spare = width * this.#scale - this.paneWidth;
      this.stage.style.width = `${room + Math.max(0, spare)}px`;
      this.stage.style.height = `${Math.round(alignment.height * this.#scale)}px`;
      for (const part of [this.pinned, this.window]) part.style.width = `${room}px`;
      this.divider.element.style.height = `${this.scroller.clientHeight}px`;
      for (const { sheet } of Object.values(this.panes)) {
        sheet.style.left = `${spare < 0 ? Math.round(-spare / 2) : 0}px`;
        sheet.style.width = `${width * this.#scale}px`;
      }
      this.#divide(this.divider.percent);
      this.scroller.scrollTo({ top: row * this.#scale, behavior: 'instant' });
      this.#drawMap();
      this.#draw();
    }

    #drawMap() {
      const { alignment, views, marks, width } = this.#shown;
      this.map.show({ alignment, view: views.new, marks, pageWidth: width, isSlim: this.#isNarrow,
        height: this.scroller.clientHeight, width: this.#isNarrow ? RAIL_PX : MAP_PX });
    }

    #soon() {
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        this.#draw();
      });
    }

    // What is near the window comes into the document; what is far leaves it.
    #draw() {
      if (!this.#shown) return;
      const { MODES } = archiver.viewerModes;
      const { scrollTop, scrollLeft, clientHeight } = this.scroller;
      const ahead = Math.max(LEAST_AHEAD_PX, clientHeight);
      const scale = this.#scale;
      const dots = devicePixelRatio || 1;
      const scene = { ...this.#shown, scale, current: this.#current,
        snap: (row) => Math.round(row * scale * dots) / dots,
        top: (scrollTop - ahead) / scale, bottom: (scrollTop + clientHeight + ahead) / scale,
        isMerged: Boolean(MODES[this.mode].isMerged),
        pick: (mark) => this.#select(mark.number), goTo: (row) => this.#goToRow(row) };
      if (this.#shown.views.new) {
        for (const side of MODES[this.mode].panes) {
          this.panes[side].pictures.update(scene);
          this.panes[side].frames.update(scene);
          this.panes[side].sheet.style.transform = scrollLeft ? `translateX(${-scrollLeft}px)` : '';
        }
      }
      this.map.follow(scrollTop / scale, (scrollTop + clientHeight) / scale, this.#current);
    }

    // In the swipe mode the old page lies on the new one, cut off at the line.
    #divide(percent) {
      const isSwipe = this.#shown && this.mode === 'swipe';
      this.panes.old.element.style.width = isSwipe ? `${percent}%` : '';
    }

    #step(by) {
      const { marks } = this.#shown ?? { marks: [] };
      if (!marks.length) return;
      let wanted = this.#current + by;
      if (!this.#current) {
        const top = this.scroller.scrollTop / this.#scale;
        const below = marks.findIndex((mark) => mark.place.top >= top - 1);
        const first = below < 0 ? marks.length : below + 1;
        wanted = by > 0 ? (below < 0 ? 1 : first) : first - 1;
      }
      this.#select(((wanted - 1 + marks.length) % marks.length) + 1);
    }

    // The reader's own choice.
    #select(number) {
      this.#look(number, true);
      const { fingerprint } = this.#shown.marks[number - 1];
      if (fingerprint) this.onSelect(fingerprint);
    }

    #look(number, isSmooth) {
      this.#current = number;
      const mark = this.#shown.marks[number - 1];
      const side = this.mode === 'old' && mark.places.old ? 'old' : 'new';
      this.changes.draw(this.#shown.marks, number, this.#shown.quiet);
      this.#bringIn(mark.places[side] ?? mark.place, isSmooth);
      this.#draw();
    }

    #focus(target, isSmooth) {
      if (!this.#shown) return;
      const { marks, alignment } = this.#shown;
      if (typeof target === 'string') {
        const mark = marks.find((one) => one.fingerprint === target);
        if (mark) this.#look(mark.number, isSmooth);
      } else if (Number.isFinite(target?.y) && Number.isFinite(target?.height)) {
        const place = { left: target.x, width: target.width, ...alignment.extent('new', target) };
        const mark = marks.find(({ places }) => places.new?.top === place.top && places.new.left === place.left);
        if (mark) this.#look(mark.number, isSmooth);
        else this.#bringIn(place, isSmooth);
      }
    }

    #goToRow(index) {
      const row = this.#shown.alignment.rows[index];
      if (row) this.#bringIn({ top: row.top, bottom: row.bottom, left: 0, width: 0 }, true);
    }

    // A place comes into the upper middle of the window; a tall one with its top.
    #bringIn(place, isSmooth) {
      const { clientHeight } = this.scroller;
      const height = (place.bottom - place.top) * this.#scale;
      const above = Math.max(clientHeight * 0.12, (clientHeight - height) * 0.4);
      const middle = (place.left + place.width / 2) * this.#scale;
      this.#scrollTo(place.top - above / this.#scale, isSmooth, middle - this.paneWidth / 2);
    }

    #scrollTo(row, isSmooth, left = this.scroller.scrollLeft) {
      const top = row * this.#scale;
      const isNear = Math.abs(top - this.scroller.scrollTop) < SMOOTH_WINDOWS * this.scroller.clientHeight;
      const behavior = isSmooth && isNear && !archiver.viewerElements.isStill() ? 'smooth' : 'instant';
      this.scroller.scrollTo({ top, left, behavior });
    }
  }

  archiver.viewer = {
    /** @param {HTMLElement} host @returns {Viewer} an empty viewer at the end of `host` */
    mount: (host) => new Viewer(host),
  };
})();
