'use strict';
/* The tall page: as it was archived, or against what it is compared with. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const comparisons = { viewer: null };
  archiver.comparisons = comparisons;
  const KEPT = 6;
  const differences = new Map();
  let parts;
  let shown = '';
  let turn = 0;

  const difference = async (slug, against) => {
    const name = `difference/${slug}/${against}`;
    if (!differences.has(name)) {
      differences.set(name, await archiver.get(name));
      if (differences.size > KEPT) differences.delete(differences.keys().next().value);
    }
    return differences.get(name);
  };

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
      .map(({ fingerprint, severity, box }) => ({ fingerprint, severity, box }));

  const focusOf = (item, page) => {
    if (item.type === 'change') return item.fingerprint;
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

  const draw = async (item, page, against, focus, wanted) => {
    turn += 1;
    const mine = turn;
    shown = '';
    try {
      say(against ? archiver.say('compare.waiting') : '');
      const told = against ? await difference(item.slug, against) : null;
      if (mine !== turn) return;
      const place = viewer();
      if (!place) {
        say('…');
        return;
      }
      say('');
      if (told) place.show({ difference: told, focus, findings: framed(page) });
      else place.show({ view: page.view, focus, findings: framed(page) });
      shown = wanted;
      archiver.fill(parts.notes, ...(told?.notes ?? []).map((text) => archiver.element('li', { text })));
    } catch (error) {
      if (mine === turn) say(archiver.say('compare.failed', { why: error.message }));
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
      ...there.map((each) => archiver.element('option', { value: each.against, text: archiver.say('compare.with', { label: each.label }) })),
    );
    const against = first(item, page);
    parts.select.value = against;
    parts.select.disabled = parts.select.options.length < 2;
    parts.asked = () => ask(item, page, parts.select.value);
    ask(item, page, against);
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
