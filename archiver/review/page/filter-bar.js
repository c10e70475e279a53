'use strict';
/* Search and filters above the queue, and how far the review has come. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const { filters } = archiver;
  const bar = {};
  archiver.filterBar = bar;
  let parts;

  const searchField = () => {
    const field = archiver.element('input', {
      type: 'search', class: 'field', id: 'search', autocomplete: 'off', spellcheck: 'false',
      placeholder: archiver.say('search.hint'), 'aria-label': archiver.say('search.label'), value: filters.now.words,
      oninput: () => filters.set({ words: field.value }),
    });
    return { field, row: archiver.element('div', { class: 'search' }, archiver.icon('search'), field, archiver.element('kbd', { text: '/', 'aria-hidden': 'true' })) };
  };

  const shownChoice = (name) =>
    archiver.element(
      'button',
      { type: 'button', class: 'segment', 'data-show': name, onclick: () => filters.set({ show: name }) },
      archiver.element('span', { text: archiver.say(`filter.show.${name || 'all'}`) }),
      archiver.element('span', { class: 'count number' }),
    );

  const classChoice = (name) =>
    archiver.element(
      'button',
      {
        type: 'button', class: `chip ${name}`, 'data-class': name,
        onclick: () => {
          const classes = new Set(filters.now.classes);
          if (!classes.delete(name)) classes.add(name);
          filters.set({ classes });
        },
      },
      archiver.icon(name, name),
      archiver.element('span', { text: archiver.say(`filter.class.${name}`) }),
      archiver.element('span', { class: 'count number' }),
    );

  const choice = (name, label, options) => {
    const select = archiver.element(
      'select', { class: 'field', id: `filter-${name}`, onchange: () => filters.set({ [name]: select.value }) },
      archiver.element('option', { value: '', text: archiver.say('filter.any') }),
      ...options.map(([value, text]) => archiver.element('option', { value, text })),
    );
    select.value = filters.now[name];
    return { select, row: archiver.element('label', { class: 'choice' }, archiver.element('span', { text: label }), select) };
  };

  const checks = () =>
    Object.keys(archiver.items.summary?.checks ?? {})
      .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
      .map((check) => [check, `${check} ${archiver.checkTitle(check)}`]);

  const more = () => {
    const check = choice('check', archiver.say('filter.check'), checks());
    const state = choice('state', archiver.say('filter.state'), filters.STATES.map((name) => [name, archiver.say(`state.${name}`)]));
    const clear = archiver.button({ label: archiver.say('filter.clear'), class: 'quiet', onclick: filters.clear });
    const box = archiver.element('div', { class: 'filter-more', id: 'filter-more', hidden: !(filters.now.check || filters.now.state) }, check.row, state.row, clear);
    return { box, check: check.select, state: state.select, clear };
  };

  /** Open the filters, and go there; with them open already, close them. */
  bar.toggle = () => {
    const hide = !parts.more.box.hidden;
    parts.more.box.hidden = hide;
    parts.opener.setAttribute('aria-expanded', String(!hide));
    if (!hide) parts.more.check.focus();
  };

  bar.search = () => {
    parts.field.focus();
    parts.field.select();
  };

  const press = (node, is) => node.setAttribute('aria-pressed', String(is));

  /** Show what is asked for and how much there is of each. */
  bar.refresh = () => {
    const { now } = filters;
    const counts = archiver.items.counts();
    const numbers = { '': counts.all, open: counts.all - counts.decided, decided: counts.decided };
    for (const node of parts.shown.children) {
      press(node, node.dataset.show === now.show);
      node.lastChild.textContent = archiver.number(numbers[node.dataset.show]);
    }
    for (const node of parts.classes.children) {
      const name = node.dataset.class;
      press(node, now.classes.has(name));
      node.hidden = !counts[name] && !now.classes.has(name);
      node.lastChild.textContent = archiver.number(now.show === 'open' ? counts.open[name] : counts[name]);
    }
    if (parts.field.value !== now.words) parts.field.value = now.words;
    parts.more.check.value = now.check;
    parts.more.state.value = now.state;
    parts.more.clear.hidden = !filters.isActive();
    parts.opener.classList.toggle('is-active', Boolean(now.check || now.state));
  };

  /** @returns {HTMLElement} made anew. */
  bar.build = () => {
    const { field, row } = searchField();
    const shown = archiver.element('div', { class: 'segments', role: 'group', 'aria-label': archiver.say('filter.show') }, ...['', 'open', 'decided'].map(shownChoice));
    const classes = archiver.element('div', { class: 'chips', role: 'group', 'aria-label': archiver.say('filter.classes') }, ...filters.CLASSES.map(classChoice));
    const rest = more();
    const opener = archiver.button({ icon: 'filter', label: archiver.say('filter.more'), bare: true, key: 'F', expanded: !rest.box.hidden, controls: 'filter-more', onclick: bar.toggle });
    row.append(opener);
    parts = { field, shown, classes, more: rest, opener };
    return archiver.element('div', { class: 'filters', role: 'search', 'aria-label': archiver.say('filter.label') }, row, shown, classes, rest.box);
  };
})();
