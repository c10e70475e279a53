'use strict';
/* The evidence of a finding: pictures side by side, the source, what was answered. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const evidence = {};
  archiver.evidence = evidence;

  /** @param {string} title @param {string} id @param {...Node} children */
  const part = (title, id, ...children) =>
    archiver.element(
      'section', { class: `part ${id}`, 'aria-labelledby': `part-${id}` },
      archiver.element('h3', { id: `part-${id}`, text: title }),
      ...children,
    );
  evidence.part = part;

  // Titles come in English; those that the page knows are said in its own language.
  const titleOf = (picture) => archiver.sayOr(`seen.${picture.title}`, picture.title);

  const measure = (picture) =>
    picture.width && picture.height ? `${archiver.number(picture.width)} × ${archiver.number(picture.height)}` : '';

  const image = (picture) => {
    const node = archiver.element('img', {
      src: archiver.address(picture.address), alt: titleOf(picture), width: picture.width || undefined,
      height: picture.height || undefined, decoding: 'async', draggable: 'false',
    });
    node.addEventListener('error', () => node.replaceWith(archiver.element('span', { class: 'broken', text: archiver.say('picture.broken') })));
    return node;
  };

  const enlarge = (pictures, at) => {
    const stage = archiver.element('div', { class: 'stage', tabindex: 0, role: 'group', 'aria-label': archiver.say('picture.stage') });
    const title = archiver.element('p', { class: 'stage-title', role: 'status' });
    let now = at;
    const show = (step) => {
      now = (now + step + pictures.length) % pictures.length;
      archiver.fill(stage, image(pictures[now]));
      title.textContent = [titleOf(pictures[now]), measure(pictures[now])].filter(Boolean).join(' · ');
    };
    const step = (icon, label, by) => archiver.button({ icon, label: archiver.say(label), bare: true, onclick: () => show(by) });
    const node = archiver.dialog({
      title: archiver.say('picture.large'),
      class: 'full',
      body: [stage],
      foot: [title, ...(pictures.length > 1 ? [step('left', 'picture.previous', -1), step('right', 'picture.next', 1)] : [])],
    });
    node.addEventListener('keydown', (event) => {
      if (pictures.length < 2 || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
      event.preventDefault();
      show(event.key === 'ArrowRight' ? 1 : -1);
    });
    show(0);
    stage.focus();
  };

  // As wide as its shape asks for: those in a row are of one height, and fill it.
  const figure = (picture, onclick) => {
    const node = archiver.element(
      'figure', { class: 'evidence-picture' },
      archiver.element(
        'button', { type: 'button', class: 'frame', 'aria-label': archiver.say('picture.enlarge', { title: titleOf(picture) }), onclick },
        image(picture),
        archiver.element('span', { class: 'frame-zoom' }, archiver.icon('zoom')),
      ),
      archiver.element('figcaption', {}, archiver.element('span', { text: titleOf(picture) }), archiver.element('span', { class: 'number hint', text: measure(picture) })),
    );
    if (picture.width && picture.height) {
      const shape = picture.width / picture.height;
      node.style.setProperty('--shape', String(Math.min(Math.max(shape, 0.5), 6)));
      node.style.setProperty('--wide', `${picture.width}px`);
    }
    return node;
  };

  const pictures = (all) => {
    if (!all?.length) return null;
    return part(archiver.say('part.pictures'), 'pictures', evidence.figures(all));
  };

  /** @param {any[]} all pictures @returns {HTMLElement} them in a row, each to be enlarged */
  evidence.figures = (all) =>
    archiver.element('div', { class: 'figures' }, ...all.map((picture, at) => figure(picture, () => enlarge(all, at))));

  const excerpt = (told) => {
    if (!told?.lines?.length) return null;
    const lines = told.lines.map((text, at) => {
      const number = told.first_line + at;
      const isMarked = number === told.marked;
      return archiver.element(
        'li', { class: isMarked ? 'marked' : '', value: number },
        archiver.element('span', { class: 'line-number', text: String(number), 'aria-hidden': 'true' }),
        archiver.element('code', { text: text || ' ' }),
        isMarked && archiver.element('span', { class: 'unseen', text: archiver.say('excerpt.marked') }),
      );
    });
    return part(
      archiver.say('part.excerpt'), 'excerpt',
      archiver.element('p', { class: 'hint' }, archiver.element('code', { text: `${told.path}:${told.marked ?? told.first_line}` })),
      archiver.element('ol', { class: 'lines', tabindex: 0, 'aria-label': archiver.say('excerpt.label', { path: told.path }), 'data-keys': 'own' }, ...lines),
    );
  };

  const rows = (pairs) =>
    archiver.element(
      'dl', { class: 'facts-table' },
      ...pairs.map(([name, value, link, title]) =>
        archiver.element('div', {}, archiver.element('dt', { text: String(name), title: title ?? undefined }), archiver.element('dd', {}, link ? archiver.link(String(link), String(value)) : String(value))),
      ),
    );
  evidence.rows = rows;

  const record = (told) => {
    if (!told) return null;
    const pairs = [
      [archiver.say('record.file'), told.file],
      [archiver.say('record.offset'), archiver.number(told.offset)],
      [archiver.say('record.length'), `${archiver.number(told.length_bytes)} ${archiver.say('record.bytes')}`],
    ];
    if (told.status) pairs.push([archiver.say('record.status'), told.status]);
    const headers = told.headers?.length
      ? archiver.element('details', {}, archiver.element('summary', { text: archiver.say('record.headers', { n: told.headers.length }) }), rows(told.headers.map(([name, value]) => [name, value === '(not shown)' ? archiver.say('record.hidden') : value])))
      : null;
    return part(archiver.say('part.record'), 'record', ...[rows(pairs), headers].filter(Boolean));
  };

  // The names of evidence as a reader has them; as the reports have them, on hover.
  const named = ([name, value, link]) => {
    const key = `fact.${name}`;
    return archiver.hasWord(key) ? [archiver.say(key), valueOf(name, value), link, name] : [name, value, link];
  };

  const VALUES = { note: 'note', field: 'noun', reading: 'reading', seen: 'look', stands_for: 'noun', replay: 'unshown' };
  const valueOf = (name, value) => {
    const key = `${name}.${value}`;
    if (['outcome', 'archived'].includes(name) && archiver.hasWord(key)) return archiver.say(key);
    return VALUES[name] ? archiver.orTold(VALUES[name], value) : value;
  };

  const meaningOf = (check) => {
    const told = archiver.items.summary.checks?.[check];
    const inWords = (part) => archiver.sayOr(`check.${check}.${part}`, told?.[part]);
    return told && { meaning: inWords('meaning'), reason: inWords('reason'), remedy: inWords('remedy') };
  };

  const meaning = (check) => {
    const told = meaningOf(check);
    if (!told?.meaning) return null;
    const about = (name, text) => text && archiver.element('p', {}, archiver.element('b', { text: archiver.say(name) }), archiver.language === 'zh' ? text : ` ${text}`);
    return archiver.element(
      'details', { class: 'meaning' },
      archiver.element('summary', { text: archiver.say('meaning.title', { check }) }),
      ...[archiver.element('p', { text: told.meaning }), about('meaning.reason', told.reason), about('meaning.remedy', told.remedy)].filter(Boolean),
    );
  };

  /**
   * @param {any} item
   * @param {any} detail of the finding; undefined for what has none
   * @param {any} page its article
   * @returns {Node[]} all that is known, the pictures first.
   */
  evidence.of = (item, detail, page) => {
    const told = detail?.evidence?.length
      ? part(archiver.say('part.evidence'), 'told', rows(detail.evidence.map(named)))
      : null;
    const columns = [excerpt(detail?.excerpt), told, record(detail?.record)].filter(Boolean);
    return [
      pictures(detail?.pictures) ?? archiver.looks.of(item, page),
      columns.length ? archiver.element('div', { class: 'columns' }, ...columns) : null,
      meaning(item.check),
    ].filter(Boolean);
  };
})();
