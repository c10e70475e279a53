'use strict';
/* What the reader has to hear: read aloud, as cards that can be answered, and as banners that stay. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const STAYS_MS = 8000;
  let voice, cards, banners;

  /** @param {string} text to be read aloud, and shown to nobody */
  archiver.announce = (text) => {
    if (!voice) return;
    voice.textContent = voice.textContent === text ? `${text}\u00a0` : text;
  };

  /**
   * @param {{text: string, more?: (Node|string)[], actions?: {label: string, act: () => void, main?: boolean}[],
   *   stays?: boolean, kind?: string}} options stays: until it is answered
   */
  archiver.notice = ({ text, more = [], actions = [], stays = actions.length > 0, kind = '' }) => {
    const close = () => card.remove();
    const buttons = actions.map(({ label, act, main }) =>
      archiver.button({ label, class: main ? 'main' : '', onclick: () => { close(); act(); } }),
    );
    const card = archiver.element(
      'div', { class: `card ${kind}`, role: stays ? 'alert' : 'status' },
      archiver.element('p', { class: 'card-text', text }),
      ...more,
      buttons.length ? archiver.element('div', { class: 'card-actions' }, ...buttons) : null,
      archiver.button({ icon: 'close', label: archiver.say('notice.close'), bare: true, class: 'quiet card-close', onclick: close }),
    );
    cards.append(card);
    if (!stays) setTimeout(close, STAYS_MS);
  };

  /**
   * @param {string} name one banner of each name
   * @param {{text: string, kind?: string, actions?: {label: string, act: () => void}[]}|null} told null takes it away
   */
  archiver.banner = (name, told) => {
    const old = [...banners.children].find((each) => each.dataset.name === name);
    if (!told) {
      old?.remove();
      return;
    }
    if (old && old.firstChild.textContent === told.text) return;
    const node = archiver.element(
      'div', { class: `banner ${told.kind ?? ''}`, 'data-name': name, role: 'status' },
      archiver.element('p', { text: told.text }),
      ...(told.actions ?? []).map(({ label, act }) => archiver.button({ label, onclick: act })),
    );
    if (old) old.replaceWith(node);
    else banners.append(node);
  };

  const decided = (state) => {
    const values = { by: state.by || archiver.say('somebody'), verdict: archiver.say(`state.${state.verdict}`) };
    const said = archiver.say(state.verdict === 'open' ? 'conflict.open' : 'conflict.decided', values);
    return state.reason ? `${said} “${state.reason}”` : said;
  };

  const putMine = ({ parcel, conflicts, mine }) => {
    const now = new Map(conflicts.map((each) => [each.slug, each]));
    const articles = parcel.articles?.map((each) => ({
      ...each,
      capture_id: now.get(each.slug)?.present ?? each.capture_id,
      expected: now.get(each.slug)?.now ?? each.expected,
    }));
    again(parcel.kind, [...mine.values()], articles);
  };

  // Theirs stays; what nobody else decided is sent again.
  const keepTheirs = ({ parcel, conflicts, mine }) => {
    const taken = new Set(conflicts.map((each) => each.id ?? each.slug));
    const isFree = ({ item }) => !taken.has(item.id) && !taken.has(item.slug);
    const articles = parcel.articles?.filter((each) => !taken.has(each.slug));
    again(parcel.kind, [...mine.values()].filter(isFree), articles);
  };

  const again = (kind, entries, articles) => {
    if (!entries.length) return;
    for (const entry of entries) {
      entry.before = entry.item.state;
      entry.item.state = { verdict: entry.verdict ?? 'open', by: archiver.decisions.reviewer(), at: archiver.items.summary.today, reason: entry.reason, until: entry.until };
    }
    archiver.items.changed(entries.map((entry) => entry.item.id));
    archiver.outbox.add({ kind, entries, articles });
  };

  const nameOf = ({ id, slug }) =>
    (id ? archiver.items.byId.get(id) : archiver.items.bySlug.get(slug)?.[0])?.title || id || slug;

  const tellConflict = (conflict) => {
    const [first] = conflict.mine.values();
    const told = conflict.conflicts.slice(0, 4).map((each) =>
      archiver.element(
        'li', {},
        archiver.element('b', { text: nameOf(each) }),
        ` ${each.state ? decided(each.state) : archiver.say('conflict.snapshot')}`,
      ),
    );
    archiver.notice({
      text: archiver.say('conflict.text', { n: conflict.conflicts.length, mine: archiver.say(`state.${first?.verdict ?? 'open'}`) }),
      more: [archiver.element('ul', { class: 'card-list' }, ...told)],
      kind: 'conflict',
      actions: [
        { label: archiver.say('conflict.keep'), act: () => keepTheirs(conflict) },
        { label: archiver.say('conflict.put'), act: () => putMine(conflict), main: true },
      ],
    });
  };

  const tellElsewhere = (items) => {
    const [first] = items;
    const values = { n: items.length, by: first.state.by || archiver.say('somebody'), verdict: archiver.say(`state.${first.state.verdict}`), check: first.check };
    archiver.notice({ text: archiver.say(first.state.verdict === 'open' ? 'elsewhere.open' : 'elsewhere', values), kind: 'quiet' });
  };

  const tellOutbox = ({ unsent, isStuck }) => {
    const isGone = archiver.news.isGone || isStuck;
    const actions = unsent ? [{ label: archiver.say('commands.show'), act: () => archiver.commands.show() }] : [];
    archiver.banner('gone', isGone ? { text: archiver.say(unsent ? 'gone.unsent' : 'gone', { n: unsent }), kind: 'warning', actions } : null);
  };

  /** @returns {HTMLElement[]} the places of it all, made anew; what is told there stays. */
  archiver.buildNotices = () => {
    voice ??= archiver.element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite', id: 'voice' });
    cards ??= archiver.element('div', { class: 'cards' });
    banners ??= archiver.element('div', { class: 'banners' });
    cards.setAttribute('aria-label', archiver.say('notice.label'));
    cards.setAttribute('role', 'region');
    return [voice, cards, banners];
  };

  archiver.on('conflict', tellConflict);
  archiver.on('elsewhere', tellElsewhere);
  archiver.on('outbox', tellOutbox);
  archiver.on('refused', ({ message, count }) =>
    archiver.notice({ text: archiver.say('refused', { n: count, message }), stays: true, kind: 'error' }));
  archiver.on('snapshotStays', (item) =>
    archiver.notice({ text: archiver.say('snapshot.stays', { title: item.title }), kind: 'quiet' }));
  archiver.on('loading', ({ isLoading, articles, total }) =>
    archiver.banner('loading', isLoading ? { text: archiver.say('loading', { articles, total }) } : null));
  archiver.on('trouble', (why) => archiver.banner('trouble', why ? { text: archiver.say('trouble.part', { why }), kind: 'warning' } : null));
  archiver.on('stale', () =>
    archiver.banner('stale', {
      text: archiver.say('stale'),
      actions: [{ label: archiver.say('stale.reload'), act: () => location.reload() }],
    }));
})();
