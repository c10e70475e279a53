'use strict';
/* The queue: a tree of which only the rows in sight are in the document. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const HEIGHTS = { section: 2.125, group: 5.5, item: 5.5 }; // rem, as queue.css draws them
  const BEYOND_PX = 400;
  const ADDRESS_ROOM = 28; // of two lines: what is wrong matters more than the host
  const HANDED_ON = new Set(['ArrowUp', 'ArrowDown']);

  const queue = { element: null };
  archiver.queue = queue;
  let scroller, space, count, empty, unreadable;
  let offsets = new Float64Array(1);
  let drawn = new Map();
  let asked = 0;

  const root = () => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

  const measure = () => {
    const { list } = archiver.rows;
    const rem = root();
    offsets = new Float64Array(list.length + 1);
    list.forEach((row, at) => { offsets[at + 1] = offsets[at] + Math.round(HEIGHTS[row.kind] * rem); });
    space.style.height = `${offsets[list.length]}px`;
  };

  const rowAt = (y) => {
    let low = 0;
    let high = archiver.rows.list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (offsets[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  };

  const idOf = (row) => `row-${archiver.rows.place.get(row.id)}`;

  const stateMark = (state) => {
    const name = state.verdict;
    if (name === 'open') return null;
    return archiver.element('span', { class: `state ${name}` }, archiver.icon(name), archiver.say(`state.${name}`));
  };

  const drawItem = (node, { item }) => {
    const name = archiver.classOf(item);
    const where = item.line ? archiver.say('queue.line', { line: String(item.line) }) : '';
    archiver.fill(
      node,
      archiver.icon(name, name),
      archiver.element(
        'span', { class: 'row-body' },
        archiver.element(
          'span', { class: 'row-kind' },
          archiver.element('span', { class: 'unseen', text: archiver.say(`class.${name}`) }),
          archiver.element('b', { class: 'check', text: item.check }),
          archiver.element('span', { class: 'row-title', text: archiver.checkTitle(item.check) }),
          stateMark(item.state),
        ),
        archiver.element('span', { class: 'row-message' }, ...archiver.sentence(archiver.messageOf(item), false, ADDRESS_ROOM)),
        archiver.element(
          'span', { class: 'row-article' },
          archiver.element('span', { class: 'row-name', text: item.title || item.slug }),
          where && archiver.element('span', { class: 'row-line', text: where }),
        ),
      ),
    );
  };

  const groupSentence = (row) => {
    const [first] = row.members;
    const key = `message.${first.check}.group`;
    if (archiver.hasWord(key)) return archiver.say(key);
    const sentence = archiver.items.summary.groups?.[first.group]?.sentence;
    if (!sentence || sentence === first.message) return archiver.messageOf(first);
    return archiver.told('group', sentence) ?? archiver.toldOf(first.check, sentence) ?? sentence;
  };

  const drawGroup = (node, row) => {
    const [first] = row.members;
    const open = row.members.filter((item) => !archiver.isDecided(item.state)).length;
    const pages = new Set(row.members.map((item) => item.slug)).size;
    archiver.fill(
      node,
      archiver.element('span', { class: 'fold' }, archiver.icon('right')),
      archiver.element(
        'span', { class: 'row-body' },
        archiver.element(
          'span', { class: 'row-kind' },
          archiver.icon(row.section, row.section),
          archiver.element('span', { class: 'unseen', text: archiver.say(`class.${row.section}`) }),
          archiver.element('b', { class: 'check', text: first.check }),
          archiver.element('span', { class: 'row-title', text: archiver.checkTitle(first.check) }),
        ),
        archiver.element('span', { class: 'row-message' }, ...archiver.sentence(groupSentence(row), false, ADDRESS_ROOM)),
        archiver.element(
          'span', { class: 'row-article number' },
          archiver.element('span', { class: 'row-name', text: archiver.say(pages === row.members.length ? 'queue.groupPages' : 'queue.group', { pages, findings: row.members.length }) }),
          archiver.element('span', { text: open ? archiver.say('queue.openOf', { open }) : archiver.say('queue.allDecided') }),
        ),
      ),
    );
  };

  const drawSection = (node, row) => {
    archiver.fill(
      node,
      archiver.icon(row.section, row.section),
      archiver.element('span', { text: archiver.say(`section.${row.section}`) }),
      archiver.element('span', { class: 'count number', text: archiver.number(row.members.length) }),
    );
  };

  const DRAW = { section: drawSection, group: drawGroup, item: drawItem };

  const isCurrent = (row, at) => row.kind !== 'section' && archiver.rows.of(archiver.selection.item) === at;

  const draw = (row, at) => {
    const decided = row.kind === 'item' ? archiver.isDecided(row.item.state) : false;
    const node = archiver.element('div', {
      class: `row ${row.kind} ${row.section} ${row.level === 3 ? 'member' : ''} ${decided ? 'decided' : ''}`,
      role: 'treeitem',
      id: idOf(row),
      'data-at': at,
      'aria-level': row.level,
      'aria-posinset': row.position,
      'aria-setsize': row.size,
      'aria-expanded': row.kind === 'item' ? undefined : String(row.kind === 'section' || row.isOpen),
      'aria-selected': row.kind === 'section' ? undefined : String(isCurrent(row, at)),
    });
    DRAW[row.kind](node, row);
    node.style.transform = `translateY(${offsets[at]}px)`;
    return node;
  };

  const paint = () => {
    asked = 0;
    const { list } = archiver.rows;
    const top = scroller.scrollTop;
    const wanted = new Map();
    if (list.length) {
      const last = rowAt(top + scroller.clientHeight + BEYOND_PX);
      for (let at = rowAt(top - BEYOND_PX); at <= last; at += 1) wanted.set(at, drawn.get(at));
    }
    for (const [at, node] of drawn) if (!wanted.has(at)) node.remove();
    let before = null;
    for (const [at, node] of [...wanted].reverse()) {
      const here = node ?? draw(list[at], at);
      if (!node) space.insertBefore(here, before);
      wanted.set(at, here);
      before = here;
    }
    drawn = wanted;
    say();
  };

  const say = () => {
    const at = archiver.rows.of(archiver.selection.item);
    const row = archiver.rows.list[at];
    if (row && drawn.has(at)) scroller.setAttribute('aria-activedescendant', idOf(row));
    else scroller.removeAttribute('aria-activedescendant');
    const { shown } = archiver.rows;
    const text = archiver.filters.isActive()
      ? archiver.say('queue.found', { shown, all: archiver.items.all.length })
      : '';
    if (count.textContent !== text) count.textContent = text;
    empty.hidden = shown > 0;
  };

  /** Paint what is in sight before the next frame. */
  queue.paint = () => {
    asked ||= requestAnimationFrame(paint);
  };

  const afresh = () => {
    for (const node of drawn.values()) node.remove();
    drawn = new Map();
  };

  const emptyWord = () => {
    const { items, filters } = archiver;
    if (!items.all.length) return items.isLoading ? 'queue.loading' : 'queue.none';
    return filters.now.show === 'open' && items.all.every((item) => archiver.isDecided(item.state)) ? 'queue.done' : 'queue.noneFits';
  };

  // What could not be read stands in no row: quietly above them, with the reasons when asked.
  const tellUnreadable = () => {
    const { unreadable: told = [], counts } = archiver.items.summary ?? {};
    const n = Math.max(told.length, counts?.unreadable ?? 0);
    unreadable.hidden = !n;
    if (!n) return;
    const each = ({ title, slug, message }) =>
      archiver.element('li', {}, archiver.element('b', { text: title || slug }), archiver.element('span', { text: archiver.noteInWords(message) }));
    const more = n - told.length;
    archiver.fill(
      unreadable,
      archiver.element('summary', {}, archiver.icon('warning', 'warning'), archiver.element('span', { text: archiver.say('queue.unreadable', { n }) })),
      archiver.element('ul', { tabindex: 0, 'data-keys': 'own', 'aria-label': archiver.say('queue.unreadable', { n }) }, ...told.map(each), more > 0 && archiver.element('li', { text: archiver.say('queue.unreadableMore', { n: more }) })),
    );
  };

  /** Make all rows anew: other items, another filter, another language. */
  queue.renew = () => {
    archiver.rows.make();
    measure();
    afresh();
    empty.firstChild.textContent = archiver.say(emptyWord());
    empty.lastChild.hidden = !archiver.filters.isActive();
    tellUnreadable();
    paint();
  };

  /** Draw the rows in sight again, where they are. */
  queue.refresh = () => {
    afresh();
    queue.paint();
  };

  /** Bring the chosen row into sight. */
  queue.reveal = () => {
    const at = archiver.rows.of(archiver.selection.item);
    if (at < 0) return;
    const [top, bottom] = [offsets[at], offsets[at + 1]];
    const margin = Math.min(96, scroller.clientHeight / 5);
    if (top - margin < scroller.scrollTop) scroller.scrollTop = top - margin;
    else if (bottom + margin > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = bottom + margin - scroller.clientHeight;
    }
    paint();
  };

  /** @param {string} group unfold or fold it @param {boolean} [unfolded] */
  queue.fold = (group, unfolded = !archiver.rows.unfolded.has(group)) => {
    if (!group) return;
    if (unfolded) archiver.rows.unfolded.add(group);
    else archiver.rows.unfolded.delete(group);
    queue.renew();
    queue.reveal();
  };

  const onclick = (event) => {
    const node = event.target.closest('.row');
    const row = node && archiver.rows.list[Number(node.dataset.at)];
    if (!row || row.kind === 'section') return;
    if (row.kind === 'group' && (row.isOpen || event.target.closest('.fold'))) {
      queue.fold(row.members[0].group);
    } else archiver.selection.chooseRow(row, { step: archiver.isNarrow(), focus: archiver.isNarrow() });
  };

  const ends = { Home: [-1, 1], End: [Infinity, -1] };

  const onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { selection, rows } = archiver;
    if (HANDED_ON.has(event.key)) {
      selection.move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key in ends) {
      const [from, step] = ends[event.key];
      const row = rows.beside(Math.min(from, rows.list.length), step);
      if (row) selection.chooseRow(row);
    } else if (event.key === 'Enter') {
      const row = rows.list[rows.of(selection.item)] ?? rows.beside(-1, 1);
      if (row?.kind === 'group') queue.fold(row.members[0].group, true);
      else if (row) selection.choose(row.item, { step: archiver.isNarrow(), focus: true });
    } else return;
    event.preventDefault();
  };

  /** @returns {HTMLElement} the list, made anew. */
  queue.build = () => {
    drawn = new Map();
    space = archiver.element('div', { class: 'queue-space', role: 'none' });
    count = archiver.element('p', { class: 'queue-count number', role: 'status' });
    empty = archiver.element(
      'div', { class: 'queue-empty', hidden: true },
      archiver.element('p', {}),
      archiver.button({ label: archiver.say('filter.clear'), onclick: archiver.filters.clear }),
    );
    scroller = archiver.element(
      'div',
      { class: 'queue-list', role: 'tree', tabindex: 0, 'aria-label': archiver.say('queue.label'), onclick, onkeydown },
      space,
    );
    scroller.addEventListener('scroll', queue.paint, { passive: true });
    new ResizeObserver(queue.paint).observe(scroller);
    queue.element = scroller;
    unreadable = archiver.element('details', { class: 'unreadable', hidden: true });
    return archiver.element('div', { class: 'queue' }, unreadable, count, scroller, empty);
  };
})();
