'use strict';
/* What happens elsewhere: another tab, another reviewer, a job that works on the archive. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const EVERY_MS = 2000;
  const SOON_MS = 500;
  const news = { isStale: false, isGone: false };
  archiver.news = news;
  let revision = 0;
  let failures = 0;
  let isLoading = false;

  const isSame = (one, other) =>
    ['verdict', 'by', 'at', 'reason', 'until'].every((name) => (one[name] ?? '') === (other[name] ?? ''));

  const take = (states) => {
    const others = [];
    for (const { id, state } of states) {
      const item = archiver.items.byId.get(id);
      if (!item || archiver.outbox.holds(id) || isSame(item.state, state)) continue;
      item.state = state;
      others.push(item);
    }
    if (!others.length) return;
    const ids = others.map((item) => item.id);
    archiver.decisions.forget(new Set(ids));
    archiver.items.changed(ids);
    archiver.tell('elsewhere', others);
  };

  const tellLoading = () => {
    const { summary } = archiver.items;
    const { articles, of_articles: total } = summary.counts;
    archiver.tell('loading', { isLoading: isLoading && !summary.trouble, articles, total });
    archiver.tell('trouble', summary.trouble);
  };

  const ask = async () => {
    const told = await archiver.get('news', `?since=${revision}`);
    revision = told.revision;
    take(told.states ?? []);
    isLoading = told.loading;
    await archiver.items.follow(told.edition, told.loading);
    tellLoading();
    if (told.stale && !news.isStale) {
      news.isStale = true;
      archiver.tell('stale');
    }
  };

  const gone = (isGone) => {
    if (news.isGone === isGone) return;
    news.isGone = isGone;
    archiver.tell('outbox', { unsent: archiver.outbox.unsent(), isStuck: archiver.outbox.isStuck() });
  };

  const round = async () => {
    try {
      if (document.visibilityState === 'visible') {
        await ask();
        failures = 0;
        gone(false);
      }
    } catch {
      failures += 1;
      if (failures > 1) gone(true);
    }
    setTimeout(round, isLoading ? SOON_MS : EVERY_MS);
  };

  /** Ask every two seconds from now on, while the page is looked at. Static pages have no news. */
  news.start = () => {
    if (archiver.isStatic()) return;
    revision = archiver.items.summary.revision ?? 0;
    isLoading = archiver.items.isLoading;
    tellLoading();
    setTimeout(round, isLoading ? SOON_MS : EVERY_MS);
  };
})();
