'use strict';
/* The whole page small at the edge: where the changes are, and where the window is. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const LEAST_MARK_PX = 3;
  const LEAST_WINDOW_PX = 14;
  const NEAR_PX = 6; // a click as near as this to a mark is meant for it
  const MOST_SEGMENTS = 40; // pictures; a page in more pieces is drawn as a whole
  const MOST_MARKS = 60;
  const STILL_PX = 3; // a pointer that moved less has clicked

  // Marks that would lie on each other become one: `{top, bottom, look, numbers}`, in pixels.
  const lanes = (marks, scale) => {
    const found = [];
    for (const mark of marks) {
      const top = mark.place.top * scale;
      const bottom = Math.max(top + LEAST_MARK_PX, mark.place.bottom * scale);
      const last = found.at(-1);
      const isFull = found.length >= MOST_MARKS;
      if (last && (isFull || (last.look === mark.look && top <= last.bottom + 1))) {
        last.bottom = Math.max(last.bottom, bottom);
        last.numbers.push(mark.number);
      } else found.push({ top, bottom, look: mark.look, numbers: [mark.number] });
    }
    return found;
  };

  // The small picture in the pieces that stand where they stand on the page.
  const segments = (alignment, view, width, scale) => {
    const { element, put } = archiver.viewerElements;
    const runs = alignment.runs.new;
    const all = [{ top: 0, bottom: alignment.height, new: 0 }];
    const isWhole = runs.length > MOST_SEGMENTS;
    return (isWhole ? all : runs).map((run) => {
      const image = element('img', '', { alt: '', decoding: 'async', draggable: 'false' });
      image.addEventListener('error', () => { image.hidden = true; });
      image.src = archiver.address ? archiver.address(view.small) : view.small;
      const box = element('div', 'viewer-map-piece', {}, image);
      put(box, { left: 0, top: run.top * scale, width, height: (run.bottom - run.top) * scale });
      const height = isWhole ? alignment.height : view.height;
      put(image, { left: 0, top: -run.new * scale, width, height: height * scale });
      return box;
    });
  };

  /** The small page at the edge of the viewer. */
  class Minimap {
    #on;
    #page;
    #window;
    #marks = [];
    #scene = null;
    #scale = 0;
    #seen = { top: 0, bottom: 0 };
    #drag = null;

    /**
     * @param {{scroll: (row: number) => void, pick: (number: number) => void}} on `scroll`: the
     *   window's top shall lie at this aligned row; `pick`: a mark was clicked
     * @param {string} controls id of what it scrolls
     */
    constructor(on, controls) {
      const { element } = archiver.viewerElements;
      this.#on = on;
      this.#page = element('div', 'viewer-map-page');
      this.#window = element('div', 'viewer-map-window');
      this.element = element('div', 'viewer-map', { role: 'scrollbar', tabindex: 0,
        'aria-controls': controls, 'aria-orientation': 'vertical', 'aria-valuemin': 0,
        'aria-valuemax': 100, 'aria-valuenow': 0, 'aria-label': archiver.say('viewer.map') });
      this.element.append(this.#page);
      this.element.addEventListener('keydown', (event) => this.#key(event));
      this.element.addEventListener('pointerdown', (event) => this.#press(event));
      this.element.addEventListener('pointermove', (event) => this.#move(event));
      this.element.addEventListener('pointerup', (event) => this.#release(event));
      this.element.addEventListener('pointercancel', () => { this.#drag = null; });
    }

    /**
     * Draw the page anew.
     * @param {{alignment: object, view: object|null, marks: Array<object>, pageWidth: number,
     *   height: number, width: number}} scene `height` and `width` in pixels of the screen
     */
    show(scene) {
      const { element, put } = archiver.viewerElements;
      this.#scene = scene;
      const { alignment, view, marks, height, width } = scene;
      const rows = Math.max(1, alignment.height);
      this.#scale = Math.min(height / rows, scene.isSlim ? Infinity : width / Math.max(1, scene.pageWidth));
      const pieces = view && !scene.isSlim && typeof view.small === 'string'
        ? segments(alignment, view, (width * view.width) / Math.max(1, scene.pageWidth), this.#scale) : [];
      this.#page.style.height = `${rows * this.#scale}px`;
      this.#marks = lanes(marks, this.#scale).map((lane) => {
        const made = element('div', `viewer-map-mark viewer-${lane.look}`);
        put(made, { left: 0, top: lane.top, width: width, height: lane.bottom - lane.top });
        return { ...lane, made };
      });
      this.#page.replaceChildren(...pieces, ...this.#marks.map((mark) => mark.made), this.#window);
    }

    /** The window shows the aligned rows from `top` to `bottom`; `current` is the mark's number. */
    follow(top, bottom, current) {
      if (!this.#scene) return;
      this.#seen = { top, bottom };
      const rows = Math.max(1, this.#scene.alignment.height);
      const height = Math.max(LEAST_WINDOW_PX, (Math.min(bottom, rows) - top) * this.#scale);
      const room = rows * this.#scale - height;
      const y = Math.max(0, Math.min(room, top * this.#scale));
      this.#window.style.transform = `translateY(${y}px)`;
      this.#window.style.height = `${height}px`;
      const percent = Math.round((100 * top) / Math.max(1, rows - (bottom - top)));
      const told = Math.min(100, Math.max(0, percent));
      if (this.element.getAttribute('aria-valuenow') !== String(told)) {
        this.element.setAttribute('aria-valuenow', told);
        this.element.setAttribute('aria-valuetext', archiver.say('viewer.map.value', { percent: told }));
      }
      for (const mark of this.#marks) {
        mark.made.classList.toggle('viewer-current', mark.numbers.includes(current));
      }
    }

    #rowAt(event) {
      const { top } = this.#page.getBoundingClientRect();
      return (event.clientY - top) / (this.#scale || 1);
    }

    #press(event) {
      if (event.button !== 0 || !this.#scene) return;
      event.preventDefault();
      this.element.focus({ preventScroll: true });
      this.element.setPointerCapture(event.pointerId);
      const row = this.#rowAt(event);
      const { top, bottom } = this.#seen;
      const isInside = row >= top && row <= bottom;
      const hold = isInside ? row - top : (bottom - top) / 2;
      this.#drag = { y: event.clientY, hold, hasMoved: false };
      if (!isInside) this.#on.scroll(row - hold);
    }

    #move(event) {
      if (!this.#drag) return;
      if (Math.abs(event.clientY - this.#drag.y) >= STILL_PX) this.#drag.hasMoved = true;
      if (this.#drag.hasMoved) this.#on.scroll(this.#rowAt(event) - this.#drag.hold);
    }

    #release(event) {
      const drag = this.#drag;
      this.#drag = null;
      if (!drag || drag.hasMoved) return;
      const y = this.#rowAt(event) * this.#scale;
      const distance = (mark) => Math.max(mark.top - y, y - mark.bottom, 0);
      const near = this.#marks.filter((mark) => distance(mark) <= NEAR_PX)
        .sort((one, other) => distance(one) - distance(other))[0];
      if (near) this.#on.pick(near.numbers[0]);
    }

    #key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { top, bottom } = this.#seen;
      const page = bottom - top;
      const row = { ArrowUp: top - page / 8, ArrowDown: top + page / 8, PageUp: top - page * 0.9,
        PageDown: top + page * 0.9, Home: 0, End: this.#scene?.alignment.height }[event.key];
      if (row === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#on.scroll(row);
    }
  }

  archiver.viewerMinimap = { Minimap };
})();
