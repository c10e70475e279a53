'use strict';
/* The article of the chosen item: its name, the sentence of the finding, the evidence, the tall page. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const article = {};
  archiver.article = article;
  const LATER_MS = 120;
  let parts;
  let turn = 0;
  let later = 0;

  const pill = (verdict) => archiver.element('span', { class: `pill ${verdict}`, text: archiver.say(`verdict.${verdict}`) });

  const kept = (name, got, promised) =>
    promised ? archiver.element('span', { class: 'number', text: archiver.say(name, { got, promised }) }) : null;

  const head = (item, page) => {
    const link = page ? ('link' in page ? page.link : page.url) : '';
    archiver.fill(parts.title, page?.title || item.title || item.slug);
    archiver.fill(
      parts.facts,
      page && pill(page.verdict),
      page?.captured_at && archiver.element('span', { class: 'number', text: archiver.say('captured', { at: archiver.moment(page.captured_at) }) }),
      page && kept('kept.media', page.media_kept, page.media_promised),
      page && kept('kept.captions', page.captions_kept, page.captions_promised),
      page?.size_bytes ? archiver.element('span', { class: 'number', text: archiver.size(page.size_bytes) }) : null,
      page?.path && archiver.element('code', { text: item.line ? `${page.path}:${item.line}` : page.path }),
      link ? archiver.link(link, archiver.shortAddress(link)) : page?.url && archiver.element('code', { text: page.url }),
    );
    parts.text.hidden = !page?.has_text;
    parts.film.hidden = !page?.films?.length;
    parts.film.querySelector('span').textContent = archiver.say(page?.films?.some((film) => film.address) ? 'film.open' : 'film.lost');
    archiver.fill(parts.notes, ...notes(page));
    archiver.fill(parts.about, ...about(page));
  };

  const notes = (page) => {
    const told = (page?.notes ?? []).map(archiver.noteInWords);
    if (page?.more_findings) told.push(archiver.say('page.more', { n: page.more_findings }));
    return told.map((text) => archiver.element('li', { text }));
  };

  const about = (page) => {
    if (!page) return [];
    const pairs = (page.environment ?? []).map(([name, value]) => [archiver.sayOr(`about.${name}`, name), value]);
    pairs.push([archiver.say('about.capture'), page.capture_id]);
    const { snapshot } = page;
    pairs.push([
      archiver.say('about.snapshot'),
      snapshot ? archiver.say('about.accepted', { by: snapshot.by || snapshot.accepted_by || archiver.say('somebody'), at: archiver.day(snapshot.accepted_at) }) : archiver.say('about.none'),
    ]);
    return [
      archiver.element('details', {}, archiver.element('summary', { text: archiver.say('about.title') }), archiver.evidence.rows(pairs)),
    ];
  };

  const sentence = (item, detail) => {
    const name = archiver.classOf(item);
    const lost = archiver.sayOr(`lost.${item.lost_at}`, detail?.lost);
    archiver.fill(
      parts.kind,
      archiver.icon(name, name),
      archiver.element('span', { class: `class-name ${name}`, text: archiver.say(`class.${name}`) }),
      archiver.element('b', { class: 'check', text: item.check }),
      archiver.element('span', { text: archiver.checkTitle(item.check) }),
      item.lost_at && lost ? archiver.element('span', { class: 'lost', text: lost }) : null,
      item.type === 'change' && archiver.hasWord(`kind.${item.subject}`) ? archiver.element('span', { class: 'lost', text: archiver.say(`kind.${item.subject}`) }) : null,
    );
    archiver.fill(parts.sentence, ...archiver.sentence(archiver.messageOf(item), !archiver.isNarrow()));
    const original = item.type === 'new' ? '' : archiver.originalOf(item);
    archiver.fill(parts.original, ...archiver.sentence(original, !archiver.isNarrow()));
    parts.original.hidden = !original;
  };

  const others = (item) => {
    const all = archiver.items.bySlug.get(item.slug) ?? [];
    if (all.length < 2) {
      archiver.fill(parts.others);
      return;
    }
    const rows = all.map((each) =>
      archiver.element(
        'li', {},
        archiver.element(
          'button',
          { type: 'button', class: `other ${each === item ? 'here' : ''}`, 'aria-current': each === item ? 'true' : undefined, onclick: () => archiver.selection.choose(each, { focus: true }) },
          archiver.icon(archiver.classOf(each), archiver.classOf(each)),
          archiver.element('b', { class: 'check', text: each.check }),
          archiver.element('span', { class: 'other-message' }, ...archiver.sentence(archiver.messageOf(each))),
          each.state.verdict === 'open' ? null : archiver.element('span', { class: `state ${each.state.verdict}` }, archiver.icon(each.state.verdict), archiver.say(`state.${each.state.verdict}`)),
        ),
      ),
    );
    archiver.fill(parts.others, archiver.evidence.part(archiver.say('part.others', { n: all.length }), 'others', archiver.element('ol', { class: 'others-list' }, ...rows)));
  };

  const detailOf = (item, page) => page?.findings?.find((each) => each.fingerprint === item.fingerprint);

  const showPage = (item, page, isOther) => {
    head(item, page);
    const detail = detailOf(item, page);
    sentence(item, detail);
    archiver.fill(parts.evidence, ...archiver.evidence.of(item, detail, page));
    others(item);
    clearTimeout(later);
    later = setTimeout(() => {
      archiver.comparisons.show(item, page);
      archiver.selection.prepare();
    }, isOther ? LATER_MS : 0);
  };

  const failed = (error) => {
    archiver.fill(
      parts.evidence,
      archiver.element(
        'div', { class: 'failed', role: 'alert' },
        archiver.element('p', { text: archiver.say('page.failed', { why: error.message }) }),
        archiver.button({ label: archiver.say('page.again'), onclick: () => article.show({ isOther: true }) }),
      ),
    );
  };

  const waiting = () =>
    archiver.element('p', { class: 'waiting hint', text: archiver.say('page.waiting') });

  /** Show the chosen item: what the queue knows at once, the rest when it is there. @param {{isOther?: boolean}} [how] */
  article.show = async ({ isOther = true } = {}) => {
    const { item } = archiver.selection;
    turn += 1;
    const mine = turn;
    parts.nothing.hidden = Boolean(item);
    parts.body.hidden = !item;
    if (!item) return;
    if (isOther) parts.element.scrollTop = 0;
    if (isOther) archiver.decisionBar.reset(); // else a reason may be half written
    else archiver.decisionBar.refresh();
    const known = archiver.pages.now(item.slug);
    if (known) {
      showPage(item, known, isOther);
      return;
    }
    archiver.comparisons.leave(item.slug);
    head(item, undefined);
    sentence(item, undefined);
    archiver.fill(parts.evidence, waiting());
    others(item);
    try {
      const page = await archiver.pages.get(item.slug);
      if (mine === turn) showPage(item, page, isOther);
    } catch (error) {
      if (mine === turn) failed(error);
    }
  };

  /** What was decided has changed: of the item, or of others of the article. */
  article.refresh = () => {
    const { item } = archiver.selection;
    archiver.decisionBar.refresh();
    if (item) others(item);
  };

  article.focus = () => parts.sentence.focus({ preventScroll: true });

  const top = () => {
    const step = (icon, label, by, key) => archiver.button({ icon, label: archiver.say(label), bare: true, key, class: 'quiet', onclick: () => archiver.selection.move(by) });
    parts.text = archiver.button({ icon: 'text', label: archiver.say('text.open'), key: 'T', class: 'tool', onclick: () => archiver.archivedText.show() });
    parts.film = archiver.button({ icon: 'film', label: archiver.say('film.open'), key: 'P', class: 'tool', onclick: () => archiver.films.show() });
    return archiver.element(
      'div', { class: 'article-top' },
      archiver.button({ icon: 'left', label: archiver.say('back'), class: 'quiet back', onclick: archiver.toQueue }),
      parts.text,
      parts.film,
      step('up', 'previous', -1, '↑'),
      step('down', 'next', 1, '↓'),
    );
  };

  /** @returns {HTMLElement} made anew. */
  article.build = () => {
    const { element } = archiver;
    parts = {
      title: element('h2', { class: 'article-title', id: 'article-title' }),
      facts: element('p', { class: 'facts' }),
      notes: element('ul', { class: 'notes' }),
      kind: element('p', { class: 'kind' }),
      sentence: element('p', { class: 'sentence', id: 'sentence', tabindex: -1 }),
      original: element('p', { class: 'original hint', lang: 'en', hidden: true }),
      evidence: element('div', { class: 'evidence' }),
      others: element('div', { class: 'others' }),
      about: element('div', { class: 'about' }),
      nothing: element('div', { class: 'nothing' }, element('p', { text: archiver.say('nothing') })),
    };
    parts.body = element(
      'div', { class: 'article-body', hidden: true },
      top(),
      element('header', { class: 'article-head' }, parts.title, parts.facts, parts.notes),
      element('div', { class: 'finding-head' }, parts.kind, parts.sentence, parts.original),
      archiver.decisionBar.build(),
      parts.evidence,
      archiver.comparisons.build(),
      parts.others,
      parts.about,
    );
    parts.element = element('main', { class: 'article', id: 'article', tabindex: -1, 'aria-label': archiver.say('article.label') }, parts.nothing, parts.body);
    return parts.element;
  };
})();
