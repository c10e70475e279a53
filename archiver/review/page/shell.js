'use strict';
/* The page as a whole: built, filled, and kept in step with what happens. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const NARROW = globalThis.matchMedia('(max-width: 1023.98px)');
  const HUSH_MS = 120;
  const host = () => document.getElementById('archiver');
  let isBuilt = false;

  /** @returns {boolean} whether the queue and an item do not fit beside each other. */
  archiver.isNarrow = () => NARROW.matches;

  const showScreen = () => {
    host().dataset.screen = archiver.selection.item ? 'item' : 'queue';
  };

  /** From the item back to the queue, where it fills the page. */
  archiver.toQueue = () => {
    const { item } = archiver.selection;
    if (!item) return;
    host().dataset.screen = 'queue';
    archiver.filters.write('', true);
    archiver.queue.reveal();
    archiver.queue.element.focus({ preventScroll: true });
  };

  /** From the queue to the item, to read there. */
  archiver.openItem = () => {
    const { item } = archiver.selection;
    if (item) archiver.selection.choose(item, { focus: true, step: archiver.isNarrow() });
  };

  /** @param {'search'|'toggle'} name what of the filters to go to */
  archiver.toFilters = (name) => {
    if (archiver.isNarrow()) archiver.toQueue();
    archiver.filterBar[name]();
  };

  const build = () => {
    const { element } = archiver;
    const side = element('nav', { class: 'side', 'aria-label': archiver.say('queue.region') }, archiver.filterBar.build(), archiver.queue.build());
    const [voice, cards, banners] = archiver.buildNotices();
    archiver.fill(host(), archiver.header.build(), banners, side, archiver.article.build(), cards, voice);
    isBuilt = true;
  };

  const fill = () => {
    archiver.queue.renew();
    archiver.filterBar.refresh();
    archiver.header.refresh();
    archiver.article.show();
    showScreen();
    archiver.queue.reveal();
  };

  /** @param {'en'|'zh'} language of the page from now on; kept. */
  archiver.setLanguage = (language) => {
    archiver.kept.write('language', language);
    archiver.speak(language);
    build();
    fill();
    if (archiver.isStatic()) archiver.commands.say();
    document.querySelector('.language')?.focus();
  };

  const named = (name) => {
    if (!name) return null;
    return archiver.items.byId.get(name) ?? archiver.items.bySlug.get(name)?.[0] ?? null;
  };

  // What the address names may come with a later part of the queue.
  const chooseFirst = async (name) => {
    const item = named(name);
    if (item) return archiver.selection.choose(item);
    const isMissing = name && name !== 'archiver';
    if (isMissing && !archiver.items.isWhole) {
      await archiver.items.whole;
      const late = named(name);
      if (late) return archiver.selection.choose(late);
    }
    if (isMissing) archiver.notice({ text: archiver.say('named.missing', { name }), kind: 'quiet' });
    if (archiver.isNarrow()) return undefined;
    const found = archiver.rows.nextOpen(-1);
    if (found) archiver.selection.choose(found.item, { wholeGroup: found.row.kind === 'group' });
    return undefined;
  };

  const onSelection = ({ isOther, focus }) => {
    if (!isBuilt) return;
    const { item } = archiver.selection;
    showScreen();
    if (item?.group && !archiver.selection.isWholeGroup && !archiver.rows.place.has(item.id)) {
      if (archiver.rows.of(item) >= 0) archiver.rows.unfolded.add(item.group);
      archiver.queue.renew();
    }
    archiver.queue.refresh();
    archiver.queue.reveal();
    if (isOther) archiver.article.show();
    else archiver.decisionBar.refresh();
    if (focus) archiver.article.focus();
  };

  let hush = 0;
  const quietly = (deed) => {
    hush ||= setTimeout(() => {
      hush = 0;
      deed();
    }, HUSH_MS);
  };

  const refreshAll = () => {
    archiver.queue.renew();
    archiver.filterBar.refresh();
    archiver.header.refresh();
  };

  const onItems = () => {
    if (archiver.isStatic()) archiver.commands.restore();
    quietly(refreshAll);
    if (archiver.items.isWhole) {
      refreshAll();
      archiver.decisionBar.refresh();
    }
  };

  const onStates = () => {
    if (!isBuilt) return;
    if (archiver.filters.now.show || archiver.filters.now.state) archiver.queue.renew();
    else archiver.queue.refresh();
    archiver.filterBar.refresh();
    archiver.header.refresh();
    archiver.article.refresh();
  };

  const onFilter = () => {
    archiver.queue.renew();
    archiver.queue.element.scrollTop = 0;
    archiver.filterBar.refresh();
    archiver.filters.write(host().dataset.screen === 'queue' && archiver.isNarrow() ? '' : archiver.selection.item?.id ?? '');
    archiver.queue.reveal();
  };

  const onAddress = () => {
    const name = archiver.filters.read();
    const item = named(name);
    archiver.queue.renew();
    archiver.filterBar.refresh();
    if (item && item !== archiver.selection.item) archiver.selection.choose(item);
    else if (item) showScreen();
    else if (!name && archiver.isNarrow()) host().dataset.screen = 'queue';
  };

  const hear = () => {
    archiver.on('selection', onSelection);
    archiver.on('items', onItems);
    archiver.on('states', onStates);
    archiver.on('filter', onFilter);
    archiver.on('group', archiver.queue.refresh);
    archiver.on('accepted', (slugs) => {
      for (const slug of slugs) {
        archiver.pages.forget(slug);
        archiver.comparisons.forget(slug);
      }
    });
    addEventListener('popstate', onAddress);
    addEventListener('hashchange', onAddress);
    NARROW.addEventListener('change', () => fill());
  };

  const tellTrouble = (error) => {
    const { element } = archiver;
    archiver.fill(
      host(),
      element(
        'main', { class: 'trouble', role: 'alert' },
        element('h1', { text: archiver.say('trouble.title') }),
        element('p', { text: archiver.say('trouble.text', { why: error.message }) }),
        archiver.button({ label: archiver.say('page.again'), class: 'main', onclick: () => location.reload() }),
      ),
    );
  };

  const start = async () => {
    archiver.speak();
    const name = archiver.filters.read();
    try {
      await archiver.items.start();
    } catch (error) {
      tellTrouble(error);
      return;
    }
    hear();
    build();
    if (archiver.isStatic()) archiver.commands.restore();
    fill();
    archiver.keys.start();
    archiver.news.start();
    await chooseFirst(name);
    if (!archiver.isNarrow()) archiver.queue.element.focus({ preventScroll: true });
  };

  start();
})();
