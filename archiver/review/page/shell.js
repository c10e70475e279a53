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

  const setScreen = (name) => {
    host().dataset.screen = name;
    const isAlone = archiver.isNarrow() && name === 'queue';
    host().querySelector('.side').setAttribute('role', isAlone ? 'main' : 'navigation');
  };

  const showScreen = () => setScreen(archiver.selection.item ? 'item' : 'queue');

  /** From the item back to the queue, where it fills the page. */
  archiver.toQueue = () => {
    const { item } = archiver.selection;
    if (!item) return;
    setScreen('queue');
    archiver.filters.write('', true);
    archiver.queue.reveal();
    archiver.queue.element.focus({ preventScroll: true });
  };

  /** From the queue to the item, to read there. */
  archiver.openItem = () => {
    const item = archiver.selection.item ?? archiver.rows.nextOpen(-1)?.item;
    if (item) archiver.selection.choose(item, { focus: true, step: archiver.isNarrow() });
  };

  /** @param {'search'|'toggle'} name what of the filters to go to */
  archiver.toFilters = (name) => {
    if (archiver.isNarrow()) archiver.toQueue();
    archiver.filterBar[name]();
  };

  const build = () => {
    const { element } = archiver;
    const side = element('div', { class: 'side', role: 'navigation', 'aria-label': archiver.say('queue.region') }, archiver.filterBar.build(), archiver.queue.build());
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
    archiver.items.forgetWords();
    build();
    fill();
    if (archiver.isStatic()) archiver.commands.say();
    document.querySelector('.language')?.focus();
  };

  const named = (name) => {
    if (!name) return null;
    return archiver.items.byId.get(name) ?? archiver.items.bySlug.get(name)?.[0] ?? null;
  };

  let wanted = ''; // what the address names: it may come with a later part of the queue

  const chooseFirst = () => {
    const { items, selection } = archiver;
    if (selection.item) return;
    const item = named(wanted);
    if (item) {
      selection.choose(item);
      return;
    }
    if (wanted && (items.isLoading || !items.isWhole)) return;
    if (wanted) archiver.notice({ text: archiver.say('named.missing', { name: wanted }), kind: 'quiet' });
    wanted = '';
    const found = archiver.isNarrow() ? null : archiver.rows.nextOpen(-1);
    if (found) selection.choose(found.item, { wholeGroup: found.row.kind === 'group' });
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
      archiver.article.refresh();
    }
    chooseFirst();
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
    else if (!name && archiver.isNarrow()) {
      setScreen('queue');
      archiver.queue.reveal();
      archiver.queue.element.focus({ preventScroll: true });
    }
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
      if (slugs.includes(archiver.selection.item?.slug)) archiver.article.show({ isOther: false });
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
    wanted = name === 'archiver' ? '' : name; // the link that skips to the findings
    chooseFirst();
    if (!archiver.isNarrow()) archiver.queue.element.focus({ preventScroll: true });
  };

  start();
})();
