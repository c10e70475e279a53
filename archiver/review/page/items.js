'use strict';
/* All that waits for a decision, and what was decided: the first hundred at once, the rest behind. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const DECIDED = new Set(['accepted', 'rejected', 'ignored']);
  const AT_ONCE = 2;

  /** @typedef {{verdict: string, by: string, at: string, reason: string, until: string, expired?: boolean}} State */
  /** @typedef {{id: string, type: string, severity: string, check: string, slug: string, title: string,
   *   line: number|null, message: string, fingerprint: string, subject: string, group: string|null,
   *   lost_at: string, state: State, needle?: string, place?: number}} Item */

  const items = {
    /** @type {Item[]} in the order of the queue */
    all: [],
    /** @type {Map<string, Item>} */
    byId: new Map(),
    /** @type {Map<string, Item[]>} of one group */
    byGroup: new Map(),
    /** @type {Map<string, Item[]>} of one article */
    bySlug: new Map(),
    /** @type {any} */
    summary: null,
    isWhole: false,
  };
  archiver.items = items;

  /** @param {State} state @returns {boolean} whether it needs no decision any more. */
  archiver.isDecided = (state) => DECIDED.has(state.verdict);

  /** @param {Item} item @returns {'error'|'warning'|'change'|'new'} */
  archiver.classOf = (item) => (item.type === 'new' ? 'new' : item.severity);

  /** @param {string} check @returns {string} its title in the language of the page. */
  archiver.checkTitle = (check) => {
    const key = `check.${check}`;
    if (archiver.language !== 'en' && archiver.hasWord(key)) return archiver.say(key);
    return items.summary?.checks?.[check]?.title ?? archiver.say(key).replace(key, '');
  };

  const needleOf = (item) =>
    `${item.message}\n${item.title}\n${item.subject}\n${item.slug}\n${item.fingerprint}\n${item.check}`.toLowerCase();

  const join = (map, key, item) => {
    const known = map.get(key);
    if (known) known.push(item);
    else map.set(key, [item]);
  };

  const add = (item) => {
    if (items.byId.has(item.id)) return;
    item.needle = needleOf(item);
    item.place = items.all.length;
    items.all.push(item);
    items.byId.set(item.id, item);
    if (item.group) join(items.byGroup, item.group, item);
    join(items.bySlug, item.slug, item);
  };

  const idle = () =>
    new Promise((done) => {
      if (globalThis.requestIdleCallback) requestIdleCallback(done, { timeout: 300 });
      else setTimeout(done, 16);
    });

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  const chunk = async (number) => {
    for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
      try {
        return await archiver.get(`queue/${number}`);
      } catch (error) {
        archiver.tell('trouble', error);
        await pause(wait);
      }
    }
  };

  const rest = async (chunks) => {
    const asked = [];
    for (let number = 1; number < chunks; number += 1) {
      for (let next = number; next < Math.min(chunks, number + AT_ONCE); next += 1) asked[next] ??= chunk(next);
      const { items: more } = await asked[number];
      await idle();
      more.forEach(add);
      archiver.tell('items', { more: more.length });
    }
    items.isWhole = true;
    archiver.tell('items', { more: 0 });
  };

  /** @type {Promise<void>} ends when all items are there */
  items.whole = null;

  /** @returns {Promise<void>} ends when summary and the first items are there; the rest follow. */
  items.start = async () => {
    const [summary, first] = await Promise.all([archiver.get('summary'), archiver.get('queue/0')]);
    items.summary = summary;
    first.items.forEach(add);
    items.isWhole = summary.chunks <= 1;
    items.whole = items.isWhole ? Promise.resolve() : rest(summary.chunks);
  };

  /** @param {string[]} ids whose state was set, by whomever */
  items.changed = (ids) => archiver.tell('states', ids);

  /** @returns {{all: number, decided: number, error: number, warning: number, change: number, new: number,
   *   open: Record<string, number>}} of what is there so far */
  items.counts = () => {
    const counts = { all: 0, decided: 0, error: 0, warning: 0, change: 0, new: 0, open: { error: 0, warning: 0, change: 0, new: 0 } };
    for (const item of items.all) {
      const name = archiver.classOf(item);
      counts.all += 1;
      counts[name] += 1;
      if (archiver.isDecided(item.state)) counts.decided += 1;
      else counts.open[name] += 1;
    }
    return counts;
  };
})();
