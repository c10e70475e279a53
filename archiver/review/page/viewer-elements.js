'use strict';
/* The elements that the viewer is made of: built one by one, never from markup. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const SVG = 'http://www.w3.org/2000/svg';

  // Drawn on 16 by 16; `f` is filled, the others are lines.
  const ICONS = {
    split: ['M1.5 2.5h13v11h-13z', 'M8 2.5v11'],
    swipe: ['M1.5 2.5h13v11h-13z', 'M8 1v14', 'M5.5 6 3.5 8l2 2', 'M10.5 6l2 2-2 2'],
    onion: ['M1.5 1.5h9v9h-9z', 'M5.5 5.5h9v9h-9z'],
    blink: ['M1 8s2.5-4.5 7-4.5S15 8 15 8s-2.5 4.5-7 4.5S1 8 1 8z', 'f M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z'],
    overlay: ['M6 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z', 'M10 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z', 'f M8 4.1a4.5 4.5 0 0 1 0 7.8 4.5 4.5 0 0 1 0-7.8z'],
    old: ['M1.5 2.5h13v11h-13z', 'f M2 3h6v10H2z'],
    new: ['M1.5 2.5h13v11h-13z', 'f M8 3h6v10H8z'],
    frames: ['M1.5 5V1.5H5', 'M11 1.5h3.5V5', 'M14.5 11v3.5H11', 'M5 14.5H1.5V11', 'M5 5.5h6v5H5z'],
    fit: ['M1.5 2v12', 'M14.5 2v12', 'M4 8h8', 'M6 5.8 3.8 8 6 10.2', 'M10 5.8 12.2 8 10 10.2'],
    previous: ['M3 10.5 8 5.5l5 5'],
    next: ['M3 5.5l5 5 5-5'],
    pause: ['f M4 3h3v10H4z', 'f M9 3h3v10H9z'],
    play: ['f M4 2.5 13 8l-9 5.5z'],
  };

  /**
   * @param {string} tag
   * @param {string} [className]
   * @param {Record<string, string|number|boolean|null>} [attributes] as `archiver.element` takes them
   * @param {...(Node|string)} children strings become text
   * @returns {HTMLElement}
   */
  const element = (tag, className = '', attributes = {}, ...children) => archiver.element(
    tag, { class: className || null, ...attributes }, ...children);

  /** @param {string} name one of the viewer's pictures @returns {SVGElement} told to no reader */
  const icon = (name) => {
    const drawing = document.createElementNS(SVG, 'svg');
    drawing.setAttribute('viewBox', '0 0 16 16');
    drawing.setAttribute('class', 'viewer-icon');
    drawing.setAttribute('aria-hidden', 'true');
    for (const line of ICONS[name] ?? []) {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('d', line.replace(/^f /, ''));
      if (line.startsWith('f ')) path.setAttribute('class', 'viewer-filled');
      drawing.append(path);
    }
    return drawing;
  };

  /**
   * @param {string} name its picture; its words are `viewer.NAME`, its title `viewer.NAME.title`
   * @param {string} keys for aria-keyshortcuts
   * @param {() => void} act
   * @param {boolean} [isBare] with its picture alone
   * @returns {HTMLButtonElement}
   */
  const button = (name, keys, act, isBare = false) => {
    const label = archiver.say(`viewer.${name}`);
    const made = element('button', 'viewer-button', { type: 'button',
      title: archiver.say(`viewer.${name}.title`), 'aria-keyshortcuts': keys,
      'aria-label': isBare ? label : null }, icon(name));
    if (!isBare) made.append(element('span', 'viewer-word', {}, label));
    made.addEventListener('click', act);
    return made;
  };

  /**
   * Make the elements of `held` those of `wanted`: what is no longer wanted goes, what is new comes,
   * and every one is put into its place.
   * @param {Element} parent
   * @param {Map<string, HTMLElement>} held what is there, by key; changed in place
   * @param {Map<string, {make: () => HTMLElement, place: (made: HTMLElement) => void}>} wanted
   */
  const keep = (parent, held, wanted) => {
    for (const [key, made] of held) {
      if (wanted.has(key)) continue;
      for (const picture of made.querySelectorAll('img')) picture.removeAttribute('src');
      made.remove();
      held.delete(key);
    }
    for (const [key, { make, place }] of wanted) {
      let made = held.get(key);
      if (!made) {
        made = make();
        held.set(key, made);
        parent.append(made);
      }
      place(made);
    }
  };

  /** Put an absolute box at these pixels of its parent. */
  const put = (made, { left, top, width, height }) => {
    const { style } = made;
    style.left = `${left}px`;
    style.top = `${top}px`;
    style.width = `${width}px`;
    style.height = `${height}px`;
  };

  /** @returns {boolean} whether the reader asked for less motion */
  const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  archiver.viewerElements = { element, icon, button, keep, put, isStill };
})();
