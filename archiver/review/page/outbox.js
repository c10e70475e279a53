'use strict';
/* Decisions on their way: sent one after the other, again and again until they are written. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const WAITS_MS = [1000, 2000, 5000, 10000];
  const AT_ONCE = 500;
  const ARTICLES_AT_ONCE = 20; // each is a picture that is read, compressed and written

  /** @typedef {{item: any, verdict: string|null, reason: string, until: string, before: any}} Entry */
  /** @typedef {{kind: 'decide'|'accept', entries: Entry[], articles?: any[]}} Parcel */

  /** @type {Parcel[]} */
  const parcels = [];
  const confirmed = new Map(); // state by id, as the server last said it, of what is on its way
  let isSending = false;
  let tries = 0;

  const outbox = {
    /** @returns {number} items whose decision the server has not yet written. */
    unsent: () => new Set(parcels.flatMap((parcel) => parcel.entries.map((entry) => entry.item.id))).size,
    /** @returns {Entry[]} what is not yet written, in order. */
    entries: () => parcels.flatMap((parcel) => parcel.entries),
    /** @returns {boolean} whether the server did not answer. */
    isStuck: () => tries > 0,
    /** @param {string} id @returns {boolean} */
    holds: (id) => parcels.some((parcel) => parcel.entries.some((entry) => entry.item.id === id)),
  };
  archiver.outbox = outbox;

  const tell = () => archiver.tell('outbox', { unsent: parcels.length ? outbox.unsent() : 0, isStuck: outbox.isStuck() });

  const seen = (entry) => {
    const state = confirmed.get(entry.item.id) ?? entry.before;
    if (state.verdict === 'open' && !state.expired) return null;
    const { verdict, by, at, reason, until } = state;
    return { verdict, by, at, reason, until };
  };

  const wish = (entry) => ({
    slug: entry.item.slug,
    fingerprint: entry.item.fingerprint,
    check: entry.item.check,
    subject: entry.item.subject,
    verdict: entry.verdict,
    reason: entry.reason,
    until: entry.until,
    expected: seen(entry),
  });

  const bodyOf = (parcel) =>
    parcel.kind === 'accept' ? { articles: parcel.articles } : { decisions: parcel.entries.map(wish) };

  const isLater = (id) => parcels.slice(1).some((parcel) => parcel.entries.some((entry) => entry.item.id === id));

  const take = (states) => {
    const ids = [];
    for (const { id, state } of states ?? []) {
      const item = archiver.items.byId.get(id);
      if (!item) continue;
      if (isLater(id)) confirmed.set(id, state);
      else {
        confirmed.delete(id);
        item.state = state;
      }
      ids.push(id);
    }
    archiver.items.changed(ids);
  };

  const giveBack = (entries) => {
    for (const entry of entries) entry.item.state = confirmed.get(entry.item.id) ?? entry.before;
    archiver.items.changed(entries.map((entry) => entry.item.id));
  };

  // What was decided again meanwhile has not seen what the others decided, either.
  const pull = (ids, mine) => {
    for (const later of parcels.slice(1)) {
      for (const entry of later.entries) if (ids.has(entry.item.id)) mine.set(entry.item.id, { ...entry });
      later.entries = later.entries.filter((entry) => !ids.has(entry.item.id));
    }
    parcels.splice(1, parcels.length, ...parcels.slice(1).filter((later) => later.entries.length));
  };

  const onConflict = (parcel, told) => {
    const conflicts = told.conflicts ?? [];
    const mine = new Map(parcel.entries.map((entry) => [entry.item.id, { ...entry }]));
    pull(new Set(conflicts.map((each) => each.id)), mine);
    giveBack(parcel.entries);
    take([...conflicts.filter((each) => each.state), ...(told.states ?? [])]);
    for (const { slug, now } of conflicts) if (slug) seeSnapshot(slug, now);
    archiver.tell('conflict', { parcel, told, conflicts, mine });
  };

  // What is there now is what is seen from now on.
  const seeSnapshot = (slug, capture) => {
    for (const item of archiver.items.bySlug.get(slug) ?? []) item.snapshot = capture;
  };

  const onAccepted = ({ articles }) => {
    for (const { slug, capture_id: capture } of articles) seeSnapshot(slug, capture);
    archiver.tell('accepted', articles.map((each) => each.slug));
  };

  const onRefusal = (parcel, error) => {
    giveBack(parcel.entries);
    archiver.tell('refused', { message: error.message, count: parcel.entries.length });
  };

  // 404: another server answers at the port, which knows nothing of this page.
  const isGone = ({ status }) => status === 0 || status >= 500 || status === 404 || status === 429;

  const sendFirst = async () => {
    const [parcel] = parcels;
    try {
      const { status, value } = await archiver.post(parcel.kind, bodyOf(parcel));
      tries = 0;
      if (status === 409) onConflict(parcel, value);
      else take(value.states);
      parcels.shift();
      if (parcel.kind === 'accept' && status !== 409) onAccepted(parcel);
    } catch (error) {
      if (isGone(error)) {
        tries += 1;
        return false;
      }
      onRefusal(parcel, error);
      parcels.shift();
    }
    return true;
  };

  const pump = async () => {
    if (isSending) return;
    isSending = true;
    while (parcels.length) {
      const isDone = await sendFirst();
      tell();
      if (!isDone) await new Promise((done) => setTimeout(done, WAITS_MS[Math.min(tries, WAITS_MS.length) - 1]));
    }
    isSending = false;
  };

  const parts = (parcel) => {
    const found = [];
    if (parcel.kind === 'decide') {
      for (let from = 0; from < parcel.entries.length; from += AT_ONCE) {
        found.push({ ...parcel, entries: parcel.entries.slice(from, from + AT_ONCE) });
      }
      return found;
    }
    for (let from = 0; from < parcel.articles.length; from += ARTICLES_AT_ONCE) {
      const articles = parcel.articles.slice(from, from + ARTICLES_AT_ONCE);
      const slugs = new Set(articles.map((each) => each.slug));
      found.push({ ...parcel, articles, entries: parcel.entries.filter((entry) => slugs.has(entry.item.slug)) });
    }
    return found;
  };

  /** @param {Parcel} parcel to be sent; its entries are shown as decided already */
  outbox.add = (parcel) => {
    parcels.push(...parts(parcel));
    tell();
    pump();
  };

  addEventListener('beforeunload', (event) => {
    if (!parcels.length) return;
    event.preventDefault();
    event.returnValue = '';
  });
})();
