'use strict';
/* All that waits for a decision, and what was decided: the first hundred at once, the rest behind. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const DECIDED = new Set(['accepted', 'rejected', 'ignored']);
  const AT_ONCE = 2;

  /** @typedef {{verdict: string, by: string, at: string, reason: string, until: string, expired?: boolean}} State */
  /** @typedef {{id: string, type: string, severity: string, check: string, slug: string, title: string,
   *   line: number|null, message: string, fingerprint: string, subject: string, group: string|null,
   *   lost_at: string, state: State, needle?: string|null, place?: number,
   *   told?: {of: string, language: string, text: string}, counted?: {name: string, isDecided: boolean}|null}} Item */

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
    /** whether all chunks are there */
    isWhole: false,
    /** whether the server still looks at articles: more items come, and their order changes */
    isLoading: false,
    /** of the queue, as the server counts them; -1 when the chunks are not of one */
    edition: 0,
  };
  archiver.items = items;

  /** @param {State} state @returns {boolean} whether it needs no decision any more. */
  archiver.isDecided = (state) => DECIDED.has(state.verdict);

  /** @param {Item} item @returns {'error'|'warning'|'change'|'new'} */
  archiver.classOf = (item) => (item.type === 'new' ? 'new' : item.severity);

  const sentenceOf = (item) => {
    const key = `message.${item.check}`;
    if (archiver.hasWord(key)) return archiver.say(key);
    if (archiver.language === 'en') return item.message;
    const told = archiver.toldOf(item.check, item.message);
    if (told) return told;
    const title = archiver.hasWord(`check.${item.check}`) ? archiver.checkTitle(item.check) : '';
    if (!title) return item.message; // of a check that somebody added
    return item.subject && item.type === 'finding' ? archiver.say('message.of', { title, subject: item.subject }) : title;
  };

  /** @param {Item} item @returns {string} its sentence in the language of the page. */
  archiver.messageOf = (item) => {
    if (item.told?.of !== item.message || item.told.language !== archiver.language) {
      item.told = { of: item.message, language: archiver.language, text: sentenceOf(item) };
    }
    return item.told.text;
  };

  /** @param {Item} item @returns {string} its sentence as the command line has it; empty where that is what the page says. */
  archiver.originalOf = (item) => (archiver.messageOf(item) === item.message ? '' : item.message);

  /** @param {string} check @returns {string} its title in the language of the page. */
  archiver.checkTitle = (check) => {
    const key = `check.${check}`;
    if (archiver.language !== 'en' && archiver.hasWord(key)) return archiver.say(key);
    return items.summary?.checks?.[check]?.title ?? archiver.say(key).replace(key, '');
  };

  /** @param {Item} item @returns {string} all of it that is searched, in small letters; made with the first search. */
  archiver.needleOf = (item) =>
    (item.needle ??= `${archiver.messageOf(item)}\n${archiver.checkTitle(item.check)}\n${item.message}\n${item.title}\n${item.subject}\n${item.slug}\n${item.fingerprint}\n${item.check}`.toLowerCase());

  const join = (map, key, item) => {
    const known = map.get(key);
    if (known) known.push(item);
    else map.set(key, [item]);
  };

  const former = new Map();

  // An item that is known stays the same object: it may be looked at, or be on its way.
  const kept = (fresh) => {
    const known = former.get(fresh.id);
    if (!known) return fresh;
    const state = archiver.outbox.holds(known.id) ? known.state : fresh.state;
    return Object.assign(known, fresh, { state });
  };

  const noCounts = () =>
    ({ all: 0, decided: 0, error: 0, warning: 0, change: 0, new: 0, open: { error: 0, warning: 0, change: 0, new: 0 } });
  let counts = noCounts();

  const addUp = ({ name, isDecided }, by) => {
    counts.all += by;
    counts[name] += by;
    if (isDecided) counts.decided += by;
    else counts.open[name] += by;
  };

  // One by one as they change: to count sixty thousand would be felt with every key.
  const count = (item) => {
    if (item.counted) addUp(item.counted, -1);
    item.counted = { name: archiver.classOf(item), isDecided: archiver.isDecided(item.state) };
    addUp(item.counted, 1);
  };

  const add = (told) => {
    if (items.byId.has(told.id)) return;
    const item = kept(told);
    item.counted = null;
    count(item);
    item.needle = null;
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
      } catch {
        await pause(wait); // that the server does not answer is told by the news
      }
    }
  };

  const rest = async (chunks) => {
    const asked = [];
    for (let number = 1; number < chunks; number += 1) {
      for (let next = number; next < Math.min(chunks, number + AT_ONCE); next += 1) asked[next] ??= chunk(next);
      const { items: more, edition } = await asked[number];
      await idle();
      if (edition !== items.edition) items.edition = -1;
      more.forEach(add);
      archiver.tell('items', { more: more.length });
    }
    items.isWhole = true;
    archiver.tell('items', { more: 0 });
  };

  const take = (summary) => {
    items.summary = summary;
    items.edition = summary.edition;
    items.isLoading = summary.loading;
  };

  const SHOWN_WHILE_LOADING = 2000;
  let isRenewing = false;

  /**
   * Take over a later edition of the queue; while many items still come, only the last.
   * @param {number} edition that there is @param {boolean} isLoading whether there will be others
   */
  items.follow = async (edition, isLoading) => {
    if (edition === items.edition || isRenewing || !items.isWhole) return;
    if (isLoading && items.all.length > SHOWN_WHILE_LOADING) return;
    isRenewing = true;
    try {
      const summary = await archiver.get('summary');
      const chunks = [];
      for (let number = 0; number < summary.chunks; number += 1) chunks.push(await archiver.get(`queue/${number}`));
      if (chunks.some((each) => each.edition !== summary.edition)) return; // asked again with the next news
      renew(summary, chunks.flatMap((each) => each.items));
    } finally {
      isRenewing = false;
    }
  };

  const renew = (summary, all) => {
    take(summary);
    for (const [id, item] of items.byId) former.set(id, item);
    items.all = [];
    counts = noCounts();
    for (const map of [items.byId, items.byGroup, items.bySlug]) map.clear();
    all.forEach(add);
    former.clear();
    archiver.tell('items', { more: all.length });
  };

  /** The page speaks another language: what is searched is made anew. */
  items.forgetWords = () => {
    for (const item of items.all) item.needle = null;
  };

  /** @type {Promise<void>} ends when all items are there */
  items.whole = null;

  /** @returns {Promise<void>} ends when summary and the first items are there; the rest follow. */
  items.start = async () => {
    const [summary, first] = await Promise.all([archiver.get('summary'), archiver.get('queue/0')]);
    take(summary);
    if (first.edition !== summary.edition) items.edition = -1;
    first.items.forEach(add);
    items.isWhole = summary.chunks <= 1;
    items.whole = items.isWhole ? Promise.resolve() : rest(summary.chunks);
  };

  /** @param {string[]} ids whose state was set, by whomever */
  items.changed = (ids) => {
    for (const id of ids) {
      const item = items.byId.get(id);
      if (item) count(item);
    }
    archiver.tell('states', ids);
  };

  /** @returns {{all: number, decided: number, error: number, warning: number, change: number, new: number,
   *   open: Record<string, number>}} of what is there so far; to be read, and not kept */
  items.counts = () => counts;
})();
