'use strict';
/* Which items are shown: said in the address of the page, so that it outlives a reload. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const CLASSES = ['error', 'warning', 'change', 'new'];
  const SHOWN = new Set(['open', 'decided']);
  const STATES = ['open', 'accepted', 'rejected', 'ignored', 'noted', 'expired'];

  const filter = { show: '', classes: new Set(), check: '', state: '', words: '' };

  archiver.filters = {
    /** What is asked for; `show` is '', 'open' or 'decided'; no classes: all of them. */
    now: filter,
    CLASSES,
    STATES,
    /** @returns {boolean} whether less than everything is asked for. */
    isActive: () => Boolean(filter.show || filter.classes.size || filter.check || filter.state || filter.words),
    /** @param {Partial<typeof filter>} change */
    set(change) {
      Object.assign(filter, change);
      archiver.tell('filter');
    },
    clear() {
      Object.assign(filter, { show: '', classes: new Set(), check: '', state: '', words: '' });
      archiver.tell('filter');
    },
  };

  const hasState = (item, state) =>
    state === 'expired' ? Boolean(item.state.expired) : item.state.verdict === state;

  /** @returns {import('./items.js').Item[]} the items asked for, in the order of the queue. */
  archiver.filters.chosen = () => {
    const { show, classes, check, state } = filter;
    const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
    if (!archiver.filters.isActive()) return archiver.items.all;
    return archiver.items.all.filter((item) => {
      if (classes.size && !classes.has(archiver.classOf(item))) return false;
      if (check && item.check !== check) return false;
      if (show && archiver.isDecided(item.state) !== (show === 'decided')) return false;
      if (state && !hasState(item, state)) return false;
      return words.every((word) => archiver.needleOf(item).includes(word));
    });
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  /**
   * Take over what the address says.
   * @returns {string} what it names: the id of an item, or a slug alone; empty for nothing.
   */
  archiver.filters.read = () => {
    const [path, query = ''] = location.hash.replace(/^#/, '').split('?');
    const asked = new URLSearchParams(query);
    filter.show = SHOWN.has(asked.get('show')) ? asked.get('show') : '';
    filter.classes = new Set((asked.get('class') ?? '').split(',').filter((name) => CLASSES.includes(name)));
    filter.check = (asked.get('check') ?? '').slice(0, 8);
    filter.state = STATES.includes(asked.get('state')) ? asked.get('state') : '';
    filter.words = asked.get('q') ?? '';
    return path.split('/').map(decoded).join('/');
  };

  const query = () => {
    const asked = new URLSearchParams();
    if (filter.show) asked.set('show', filter.show);
    if (filter.classes.size) asked.set('class', [...filter.classes].join(','));
    if (filter.check) asked.set('check', filter.check);
    if (filter.state) asked.set('state', filter.state);
    if (filter.words) asked.set('q', filter.words);
    const text = asked.toString();
    return text ? `?${text}` : '';
  };

  /**
   * Say in the address what is shown.
   * @param {string} id of the item; empty for the queue alone
   * @param {boolean} [step] whether the browser's Back leads here again
   */
  archiver.filters.write = (id, step = false) => {
    const address = `#${archiver.address(id)}${query()}`;
    if (address === location.hash) return;
    try {
      if (step) history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    } catch {
      location.hash = address; // too many at once, for one browser or the other
    }
  };
})();
