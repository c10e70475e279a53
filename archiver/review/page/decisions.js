'use strict';
/* Decisions: shown at once, written behind, and taken back in the order in which they were made. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const KEPT_REASONS = 8;
  const undone = [];
  const decisions = {};
  archiver.decisions = decisions;

  /** @returns {string} who decides here. */
  decisions.reviewer = () => document.body.dataset.reviewer || archiver.items.summary?.reviewer || '';

  /** @returns {string} this day, as the server says it. */
  const today = () => archiver.items.summary?.today ?? new Date().toISOString().slice(0, 10);

  const stateOf = (verdict, reason, until) =>
    verdict === null
      ? { verdict: 'open', by: '', at: '', reason: '', until: '' }
      : { verdict, by: decisions.reviewer(), at: today(), reason, until };

  /** @returns {string[]} reasons given before, the newest first. */
  decisions.reasons = () => {
    try {
      const kept = JSON.parse(archiver.kept.read('reasons') || '[]');
      return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string').slice(0, KEPT_REASONS) : [];
    } catch {
      return [];
    }
  };

  const remember = (reason) => {
    if (!reason) return;
    const kept = [reason, ...decisions.reasons().filter((each) => each !== reason)].slice(0, KEPT_REASONS);
    archiver.kept.write('reasons', JSON.stringify(kept));
  };

  const entryOf = (item, verdict, reason, until) => {
    const entry = { item, verdict, reason, until, before: item.state };
    item.state = stateOf(verdict, reason, until);
    return entry;
  };

  const send = (entries, kind = 'decide', articles = undefined) => {
    archiver.items.changed(entries.map((entry) => entry.item.id));
    if (archiver.isStatic()) archiver.commands.keep();
    else archiver.outbox.add({ kind, entries, articles });
  };

  const put = (items, verdict, reason, until) => {
    const entries = items.map((item) => entryOf(item, verdict, reason, until));
    undone.push({ entries, verdict });
    send(entries);
  };

  const isLook = (item) => item.type === 'change' || item.type === 'new';

  // A snapshot is of a whole page: all that looks other on it is accepted with it.
  const looksOf = (items) =>
    [...new Set(items.map((item) => item.slug))].flatMap((slug) => archiver.items.bySlug.get(slug).filter(isLook));

  /** @param {any[]} items @param {string} verdict @returns {any[]} all that is decided when these are decided so */
  decisions.reached = (items, verdict) => {
    if (verdict !== 'accepted') return items;
    return [...items.filter((item) => !isLook(item)), ...looksOf(items.filter(isLook))];
  };

  const acceptLooks = (items, reason) => {
    const slugs = [...new Set(items.map((item) => item.slug))];
    const looks = looksOf(items);
    const entries = looks.map((item) => entryOf(item, 'accepted', reason, ''));
    undone.push({ entries, verdict: 'accepted', isSnapshot: true });
    const first = new Map(looks.map((item) => [item.slug, item]));
    send(entries, 'accept', slugs.map((slug) => {
      const { capture_id, snapshot } = first.get(slug);
      return { slug, capture_id, expected: snapshot };
    }));
  };

  /**
   * Decide about items, and say so at once.
   * @param {any[]} items
   * @param {'accepted'|'rejected'|'ignored'|'noted'} verdict
   * @param {string} reason
   * @param {string} until a day, or empty
   */
  decisions.put = (items, verdict, reason, until) => {
    remember(reason);
    const looks = verdict === 'accepted' ? items.filter(isLook) : [];
    const others = items.filter((item) => !looks.includes(item));
    if (others.length) put(others, verdict, reason, until);
    if (looks.length) acceptLooks(looks, reason);
  };

  /**
   * Say something about items, and decide nothing: what is decided stays so.
   * @param {any[]} items
   * @param {string} words
   */
  decisions.comment = (items, words) => {
    const entries = items.map((item) => {
      const verdict = archiver.isDecided(item.state) ? item.state.verdict : words ? 'noted' : null;
      return entryOf(item, verdict, words, item.state.until);
    });
    undone.push({ entries, verdict: 'noted' });
    send(entries);
  };

  /** @returns {boolean} whether there is something to take back. */
  decisions.canUndo = () => undone.length > 0;

  /** Take the last decision back. @returns {any[]} its items; none are there, or a snapshot was written: empty. */
  decisions.undo = () => {
    const last = undone.pop();
    if (!last) return [];
    if (last.isSnapshot && !archiver.isStatic()) {
      archiver.tell('snapshotStays', last.entries[0].item);
      return [];
    }
    const entries = last.entries.map(({ item, before }) => {
      const isOpen = before.verdict === 'open';
      const entry = entryOf(item, isOpen ? null : before.verdict, before.reason, before.until);
      if (archiver.isStatic()) item.state = before;
      return entry;
    });
    send(entries);
    return entries.map((entry) => entry.item);
  };

  /** Forget what could be taken back of these items: others decided. @param {Set<string>} ids */
  decisions.forget = (ids) => {
    for (const each of undone) each.entries = each.entries.filter((entry) => !ids.has(entry.item.id));
    for (let at = undone.length - 1; at >= 0; at -= 1) if (!undone[at].entries.length) undone.splice(at, 1);
  };
})();
