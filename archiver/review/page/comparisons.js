'use strict';
/* The tall page: as it was archived, or against what it is compared with. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const comparisons = { viewer: null };
  archiver.comparisons = comparisons;
  const KEPT = 6;
  const differences = new Map();
  let parts;
  let shown = ''; // article, capture and what it is compared with, once that is drawn
  let drawn = ''; // the article whose page stands in the viewer
  let turn = 0;

  const nameOf = (slug, against) => `difference/${slug}/${against}`;

  const difference = async (slug, against) => {
    const name = nameOf(slug, against);
    if (!differences.has(name)) {
      const told = await archiver.get(name);
      differences.set(name, told);
      if (differences.size > KEPT) differences.delete(differences.keys().next().value);
    }
    return differences.get(name);
  };

  /** @param {string} slug @param {string} against @returns {Promise<any>} a comparison in the language of the page. */
  comparisons.difference = async (slug, against) => inWords(await difference(slug, against));

  const viewer = () => {
    if (!comparisons.viewer && archiver.viewer) {
      comparisons.viewer = archiver.viewer.mount(parts.place);
      comparisons.viewer.onSelect = (fingerprint) => {
        const { item } = archiver.selection;
        const other = item && archiver.items.byId.get(`${item.slug}/${fingerprint}`);
        if (other && other !== item) archiver.selection.choose(other);
      };
    }
    return comparisons.viewer;
  };

  const framed = (page) =>
    (page.findings ?? [])
      .filter((finding) => finding.box)
      .map(({ fingerprint, severity, box, check }) => ({ fingerprint, severity, box, message: `${check} ${archiver.checkTitle(check)}`.trim() }));

  const focusOf = (item, page) => {
    if (item.type === 'change') return item.fingerprint;
    if (item.type === 'new') return framed(page).sort((one, other) => one.box.y - other.box.y)[0]?.fingerprint ?? null;
    return page.findings?.find((finding) => finding.fingerprint === item.fingerprint)?.box ?? null;
  };

  const ask = (item, page, against) => {
    const wanted = `${item.slug} ${page.capture_id} ${against}`;
    const focus = focusOf(item, page);
    if (wanted === shown) {
      if (focus) viewer()?.focus(focus);
      return;
    }
    draw(item, page, against, focus, wanted);
  };

  const say = (text) => {
    parts.said.textContent = text;
    parts.said.hidden = !text;
  };

  const viewInWords = (view) => view && { ...view, label: archiver.orTold('label', view.label ?? '') };
  const masksInWords = (masks) => (masks ?? []).map((mask) => ({ ...mask, why: archiver.orTold('mask', mask.why) }));

  // A comparison as the server tells it, in the language of the page.
  const inWords = (told) =>
    !told || archiver.language === 'en' ? told : {
      ...told,
      old: viewInWords(told.old),
      new: viewInWords(told.new),
      changes: (told.changes ?? []).map((change) => ({ ...change, sentence: archiver.orTold('S1', change.sentence) })),
      masks: { old: masksInWords(told.masks?.old), new: masksInWords(told.masks?.new) },
    };

  const showAlone = (item, page, focus) => {
    viewer()?.show({ view: viewInWords(page.view), focus, findings: framed(page) });
    drawn = item.slug;
    archiver.fill(parts.notes);
  };

  const draw = async (item, page, against, focus, wanted) => {
    turn += 1;
    const mine = turn;
    shown = '';
    // Until the comparison has come, its own page: not that of the article before.
    if (against && drawn !== item.slug && !differences.has(nameOf(item.slug, against))) showAlone(item, page, null);
    try {
      say(against ? archiver.say('compare.waiting') : '');
      const told = against ? await comparisons.difference(item.slug, against) : null;
      if (mine !== turn) return;
      const place = viewer();
      if (!place) {
        say('…');
        return;
      }
      say('');
      if (told) place.show({ difference: told, focus, findings: framed(page) });
      else place.show({ view: viewInWords(page.view), focus, findings: framed(page) });
      shown = wanted;
      drawn = item.slug;
      archiver.fill(parts.notes, ...(told?.notes ?? []).map((text) => archiver.element('li', { text: archiver.noteInWords(text) })));
    } catch (error) {
      if (mine !== turn) return;
      say(archiver.say('compare.failed', { why: error.message }));
      if (!against) return;
      parts.select.value = '';
      showAlone(item, page, focus);
    }
  };

  const first = (item, page) => {
    const there = page.comparisons ?? [];
    if (item.type === 'change') return there.find((each) => each.against === 'snapshot')?.against ?? there[0]?.against ?? '';
    return parts.last && there.some((each) => each.against === parts.last) ? parts.last : '';
  };

  /** @param {any} item @param {any} page its article */
  comparisons.show = (item, page) => {
    const there = page.comparisons ?? [];
    parts.element.hidden = !page.view && !there.length;
    archiver.fill(
      parts.select,
      ...(page.view ? [archiver.element('option', { value: '', text: archiver.say('compare.alone') })] : []),
      ...there.map((each) => archiver.element('option', { value: each.against, text: archiver.say('compare.with', { label: archiver.orTold('label', each.label) }) })),
    );
    const against = first(item, page);
    parts.select.value = against;
    parts.select.disabled = parts.select.options.length < 2;
    parts.asked = () => ask(item, page, parts.select.value);
    ask(item, page, against);
  };

  /** Another article is looked up: the page of the one before is no evidence for it. @param {string} slug */
  comparisons.leave = (slug) => {
    if (drawn === slug) return;
    turn += 1;
    shown = '';
    parts.element.hidden = true;
  };

  /** Forget what was compared: an article has another snapshot. @param {string} slug */
  comparisons.forget = (slug) => {
    for (const name of [...differences.keys()]) if (name.startsWith(`difference/${slug}/`)) differences.delete(name);
    if (shown.startsWith(`${slug} `)) shown = '';
  };

  /** @returns {HTMLElement} made anew. */
  comparisons.build = () => {
    comparisons.viewer?.destroy();
    comparisons.viewer = null;
    shown = '';
    drawn = '';
    const select = archiver.element('select', {
      class: 'field', id: 'compare',
      onchange: () => {
        parts.last = select.value;
        parts.asked?.();
      },
    });
    parts = {
      select,
      last: '',
      said: archiver.element('p', { class: 'hint', role: 'status', hidden: true }),
      notes: archiver.element('ul', { class: 'compare-notes hint' }),
      place: archiver.element('div', { class: 'viewer-place' }),
    };
    parts.element = archiver.evidence.part(
      archiver.say('part.page'), 'page',
      archiver.element('label', { class: 'compare', for: 'compare' }, archiver.element('span', { text: archiver.say('compare.label') }), select),
      parts.said, parts.notes, parts.place,
    );
    return parts.element;
  };
})();
