'use strict';
/* Elements, made without markup: everything that is shown is text. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const SVG = 'http://www.w3.org/2000/svg';
  const FILLED = new Set(['error', 'warning', 'change', 'new', 'rejected', 'more']);
  const PATHS = {
    error: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.2 8.9-1.3 1.3L8 9.3l-1.9 1.9-1.3-1.3L6.7 8 4.8 6.1l1.3-1.3L8 6.7l1.9-1.9 1.3 1.3L9.3 8Z',
    warning: 'M8 1.2a.9.9 0 0 0-.8.45l-6.5 11.5a.9.9 0 0 0 .8 1.35h13a.9.9 0 0 0 .8-1.35L8.8 1.65A.9.9 0 0 0 8 1.2Zm-.9 4.6h1.8v4.2H7.1Zm0 5.3h1.8v1.7H7.1Z',
    change: 'M8 .8 15.2 8 8 15.2.8 8Zm-3 6.4v1.6h6V7.2Z',
    new: 'M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5Zm4.1 3v2.6H4.5v1.8h2.6v2.6h1.8V8.9h2.6V7.1H8.9V4.5Z',
    accepted: 'M2.5 8.5 6.2 12 13.5 4.2',
    rejected: 'M3.6 2.4 8 6.8l4.4-4.4 1.2 1.2L9.2 8l4.4 4.4-1.2 1.2L8 9.2l-4.4 4.4-1.2-1.2L6.8 8 2.4 3.6Z',
    ignored: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM3.8 3.8l8.4 8.4',
    noted: 'M2.5 3h11v8H7l-3 2.6V11H2.5Z',
    undo: 'M5.5 2.5 2.5 5.5l3 3M2.8 5.5h6.4a4 4 0 0 1 0 8H6',
    search: 'M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6Zm3.5 8.3L14 14',
    filter: 'M1.5 4h13M4 8h8M6.5 12h3',
    group: 'M2 4.5h9v8H2ZM5 4.4V2h9v8h-2.9',
    help: 'M5.6 6a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M8 12.2v1',
    light: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13',
    dark: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z',
    auto: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 0v12M8 5h3.5M8 8h5.8M8 11h3.8',
    up: 'M3.5 10 8 5.5l4.5 4.5',
    down: 'M3.5 6 8 10.5 12.5 6',
    right: 'M6 3.5 10.5 8 6 12.5',
    left: 'M10 3.5 5.5 8l4.5 4.5',
    close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
    text: 'M3 2.5h10M3 6h10M3 9.5h10M3 13h6',
    film: 'M2 3h12v10H2ZM6.6 5.8v4.4L10.2 8Z',
    zoom: 'M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6Zm3.5 8.3L14 14M7 5v4M5 7h4',
    more: 'M3 6.6a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8Zm5 0a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8Zm5 0a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8Z',
    out: 'M6 3H3v10h10v-3M9 2.5h4.5V7M13.2 2.8 7.5 8.5',
  };

  const LIVE = /^on([a-z]+)$/;

  const put = (node, name, value) => {
    const live = LIVE.exec(name);
    if (live) node.addEventListener(live[1], value);
    else if (name === 'text') node.textContent = value;
    else if (name === 'value') node.value = value;
    else if (name === 'checked') node.checked = value;
    else if (name === 'class') node.className = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  };

  /**
   * @param {string} tag
   * @param {Record<string, any>} [properties] attributes; `text`, `class`, `value`, `onclick` and
   *   the like are put as one expects; undefined, null and false leave one out
   * @param {...(Node|string|null|undefined|false)} children
   * @returns {HTMLElement}
   */
  archiver.element = (tag, properties = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value !== undefined && value !== null && value !== false) put(node, name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  };

  /** @param {keyof PATHS} name @param {string} [more] further class @returns {SVGElement} not read aloud */
  archiver.icon = (name, more = '') => {
    const picture = document.createElementNS(SVG, 'svg');
    const path = document.createElementNS(SVG, 'path');
    picture.setAttribute('viewBox', '0 0 16 16');
    picture.setAttribute('aria-hidden', 'true');
    picture.setAttribute('class', `icon icon-${name} ${FILLED.has(name) ? '' : 'stroke'} ${more}`);
    path.setAttribute('d', PATHS[name]);
    if (FILLED.has(name)) path.setAttribute('fill-rule', 'evenodd');
    picture.append(path);
    return picture;
  };

  /**
   * @param {{icon?: string, label: string, bare?: boolean, key?: string, class?: string,
   *   onclick?: () => void, pressed?: boolean, expanded?: boolean, controls?: string}} options
   *   bare: the label is only read aloud and told on hover
   * @returns {HTMLButtonElement}
   */
  archiver.button = (options) => {
    const { icon, label, bare, key } = options;
    return archiver.element(
      'button',
      {
        type: 'button',
        class: `button ${bare ? 'bare' : ''} ${options.class ?? ''}`,
        onclick: options.onclick,
        title: bare ? (key ? `${label} (${key})` : label) : undefined,
        'aria-label': bare ? label : undefined,
        'aria-pressed': options.pressed === undefined ? undefined : String(options.pressed),
        'aria-expanded': options.expanded === undefined ? undefined : String(options.expanded),
        'aria-controls': options.controls,
        'aria-keyshortcuts': key === '?' ? undefined : key,
      },
      icon ? archiver.icon(icon) : null,
      bare ? null : archiver.element('span', { text: label }),
      key && !bare ? archiver.element('kbd', { text: key, 'aria-hidden': 'true' }) : null,
    );
  };

  /**
   * @param {string} address
   * @param {string} [text]
   * @returns {HTMLElement} a link that tells the other side nothing; plain text unless http(s).
   */
  archiver.link = (address, text = address) => {
    let parsed = null;
    try {
      parsed = new URL(address);
    } catch {
      parsed = null;
    }
    if (!parsed || !/^https?:$/.test(parsed.protocol)) return archiver.element('code', { text });
    return archiver.element(
      'a',
      { href: parsed.href, rel: 'noreferrer noopener', target: '_blank', title: address },
      text,
      archiver.icon('out', 'small'),
    );
  };

  const ADDRESS = /https?:\/\/[^\s"'<>“”，。；：、（）]+/g;

  /**
   * @param {string} address
   * @param {number} [room] characters; where its host does not fit too, its last part stands alone
   * @returns {string} its host and last part: `img.cdn.test/…/bridge.jpg`
   */
  archiver.shortAddress = (address, room = Infinity) => {
    const [place] = address.replace(/^https?:\/\//, '').split(/[?#]/);
    const parts = place.split('/').filter(Boolean);
    if (parts.length < 3 && address.length < 64) return place;
    const last = parts.length > 1 ? parts.at(-1) : '';
    const end = last.length > 40 ? `…${last.slice(-36)}` : last;
    const whole = `${parts[0]}${parts.length > 2 ? '/…/' : '/'}${end}`;
    return end && whole.length > room ? `…/${end}` : whole;
  };

  /**
   * @param {string} sentence
   * @param {boolean} whole addresses as they are, where they are not endless
   * @param {number} [room] characters for an address that is not
   * @returns {Node[]} the sentence with its addresses set apart, short enough to read.
   */
  archiver.sentence = (sentence, whole = false, room = Infinity) => {
    const nodes = [];
    let end = 0;
    for (const found of sentence.matchAll(ADDRESS)) {
      const address = found[0].replace(/[.,;:)]+$/, '');
      nodes.push(sentence.slice(end, found.index));
      const text = whole && address.length <= 72 ? address : archiver.shortAddress(address, room);
      nodes.push(archiver.element('span', { class: 'address', text, title: whole ? address : undefined }));
      end = found.index + address.length;
    }
    nodes.push(sentence.slice(end));
    return nodes;
  };

  /** @param {HTMLElement} node @param {...(Node|string|null|false)} children in place of what is there */
  archiver.fill = (node, ...children) => {
    node.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
  };
})();
