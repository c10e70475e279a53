'use strict';
/* The bar under the sentence: accept, reject, ignore, comment, undo, for one or for the whole group. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const bar = {};
  archiver.decisionBar = bar;
  let parts;

  const verdictWords = (verdict, item) => {
    if (archiver.isNarrow()) return archiver.say(`decide.${verdict}`); // three of them in a row
    if (verdict === 'accepted' && item?.type === 'change') return archiver.say('decide.look');
    if (verdict === 'accepted' && item?.type === 'new') return archiver.say('decide.new');
    return archiver.say(`decide.${verdict}`);
  };

  const tellDone = (verdict, items, next) => {
    const done = archiver.say('announce.done', { n: items.length, verdict: archiver.say(`state.${verdict}`) });
    const then = next
      ? archiver.say('announce.next', { check: next.item.check, message: archiver.messageOf(next.item) })
      : archiver.say('announce.last');
    archiver.announce(`${done} ${then}`);
    if (!next) tellEnd();
  };

  const tellEnd = () => {
    const { all, isWhole, isLoading, summary } = archiver.items;
    if (!isWhole || isLoading || !all.every((item) => archiver.isDecided(item.state))) {
      archiver.notice({ text: archiver.say('announce.last'), kind: 'quiet' });
      return;
    }
    const key = archiver.isStatic() ? 'done.static' : 'done';
    archiver.notice({ text: archiver.say(key, { n: all.length, folder: summary.snapshots }), kind: 'good' });
  };

  /** @param {'accepted'|'rejected'|'ignored'} verdict for what is chosen; the next open item is chosen then */
  bar.decide = (verdict) => {
    const items = archiver.selection.targets();
    if (!items.length) return;
    if (archiver.selection.isWholeGroup && !archiver.items.isWhole) {
      archiver.notice({ text: archiver.say('group.loading') });
      archiver.items.whole.then(() => bar.refresh());
      return;
    }
    const until = verdict === 'rejected' ? '' : parts.until.value;
    if (!parts.until.validity.valid) {
      parts.until.reportValidity();
      return;
    }
    const reached = archiver.decisions.reached(items, verdict);
    const next = archiver.selection.following(new Set(reached.map((item) => item.id)));
    archiver.decisions.put(items, verdict, parts.reason.value.trim(), until);
    if (next) archiver.selection.choose(next.item, { wholeGroup: next.row.kind === 'group' });
    else bar.refresh();
    tellDone(verdict, reached, next);
  };

  bar.undo = () => {
    if (!archiver.decisions.canUndo()) {
      archiver.announce(archiver.say('announce.nothing'));
      return;
    }
    const [item, ...more] = archiver.decisions.undo();
    if (!item) return;
    archiver.selection.choose(item, { wholeGroup: more.length > 0 });
    archiver.announce(archiver.say('announce.undone', { message: archiver.messageOf(item) }));
  };

  bar.comment = () => {
    const items = archiver.selection.targets();
    if (!items.length) return;
    const [first] = items;
    const field = archiver.element('textarea', {
      class: 'field', rows: 4, maxlength: 2000, 'aria-label': archiver.say('comment.title'), value: first.state.reason,
      onkeydown: (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
      },
    });
    const save = () => {
      archiver.decisions.comment(items, field.value.trim());
      archiver.closeDialog();
      archiver.announce(archiver.say('comment.saved'));
    };
    archiver.dialog({
      title: archiver.say('comment.title'),
      body: [archiver.element('p', { class: 'hint', text: archiver.say(items.length > 1 ? 'comment.aboutGroup' : 'comment.about', { n: items.length }) }), field],
      foot: [archiver.button({ label: archiver.say('comment.save'), class: 'main', onclick: save })],
    });
    field.focus();
  };

  /** Show or hide what a narrow page has no room for. */
  bar.more = () => {
    const isOpen = parts.element.classList.toggle('is-open');
    parts.more.setAttribute('aria-expanded', String(isOpen));
  };

  const stateLine = (state) => {
    if (state.expired) return archiver.say('stateline.expired', { by: state.by, until: archiver.day(state.until) });
    if (state.verdict === 'open') return '';
    const values = { verdict: archiver.say(`state.${state.verdict}`), by: state.by || archiver.say('somebody'), at: archiver.moment(state.at) };
    const until = state.until ? archiver.say('stateline.until', { until: archiver.day(state.until) }) : '';
    return archiver.say('stateline', values) + until;
  };

  /** Show what the chosen item's decision is, and what a decision now is for. */
  bar.refresh = () => {
    const { item, isWholeGroup } = archiver.selection;
    parts.undo.disabled = !archiver.decisions.canUndo();
    if (!item) return;
    const n = archiver.selection.targets().length;
    for (const [verdict, button] of Object.entries(parts.verdicts)) {
      button.setAttribute('aria-pressed', String(item.state.verdict === verdict));
      button.querySelector('span').textContent = verdictWords(verdict, item);
    }
    parts.group.hidden = !item.group;
    parts.group.setAttribute('aria-pressed', String(isWholeGroup));
    const members = archiver.items.byGroup.get(item.group)?.length ?? 1;
    parts.group.querySelector('span').textContent = archiver.say(isWholeGroup ? 'group.all' : 'group.one', { n: isWholeGroup ? n : members });
    const line = stateLine(item.state);
    archiver.fill(
      parts.state,
      line && archiver.icon(item.state.verdict === 'open' ? 'noted' : item.state.verdict, item.state.verdict),
      line && archiver.element('span', { text: line }),
      item.state.reason && archiver.element('q', { text: item.state.reason }),
    );
    parts.state.hidden = !line;
    const isChange = item.type === 'change' || item.type === 'new';
    parts.hint.textContent = isChange ? archiver.say(`decide.hint.${item.type}`, { n: archiver.items.bySlug.get(item.slug).filter((each) => each.type === item.type).length }) : '';
    parts.hint.hidden = !isChange;
  };

  /** Another item: its own reason and day. */
  bar.reset = () => {
    parts.reason.value = '';
    parts.until.value = '';
    archiver.fill(parts.list, ...archiver.decisions.reasons().map((value) => archiver.element('option', { value })));
    bar.refresh();
  };

  const inputs = () => {
    const list = archiver.element('datalist', { id: 'reasons' });
    const reason = archiver.element('input', { class: 'field', id: 'reason', list: 'reasons', maxlength: 2000, autocomplete: 'off', placeholder: archiver.say('reason.hint') });
    const until = archiver.element('input', { class: 'field', id: 'until', type: 'date', min: archiver.items.summary?.today });
    const row = archiver.element(
      'div', { class: 'decide-why' },
      archiver.element('label', { class: 'decide-reason', for: 'reason' }, archiver.element('span', { text: archiver.say('reason.label') }), reason),
      archiver.element('label', { class: 'decide-until', for: 'until' }, archiver.element('span', { text: archiver.say('until.label') }), until),
      list,
    );
    return { list, reason, until, row };
  };

  const verdictButtons = () =>
    Object.fromEntries(
      [['accepted', 'Y'], ['rejected', 'N'], ['ignored', 'I']].map(([verdict, key]) => [
        verdict,
        archiver.button({ icon: verdict, label: archiver.say(`decide.${verdict}`), key, class: `verdict ${verdict}`, pressed: false, onclick: () => bar.decide(verdict) }),
      ]),
    );

  /** @returns {HTMLElement} made anew. */
  bar.build = () => {
    const verdicts = verdictButtons();
    const why = inputs();
    const comment = archiver.button({ icon: 'noted', label: archiver.say('decide.comment'), key: 'C', class: 'second', onclick: bar.comment });
    const undo = archiver.button({ icon: 'undo', label: archiver.say('decide.undo'), key: 'U', class: 'second', onclick: bar.undo });
    const group = archiver.button({ icon: 'group', label: '', key: 'G', class: 'whole', pressed: false, onclick: archiver.selection.toggleGroup });
    const more = archiver.button({ icon: 'more', label: archiver.say('decide.more'), bare: true, class: 'opener', expanded: false, onclick: bar.more });
    const state = archiver.element('p', { class: 'decide-state' });
    const hint = archiver.element('p', { class: 'decide-hint hint' });
    const element = archiver.element(
      'section', { class: 'decide', 'aria-label': archiver.say('decide.label') },
      archiver.element('div', { class: 'decide-more' }, why.row, hint),
      archiver.element('div', { class: 'decide-row' }, ...Object.values(verdicts), group, comment, undo, more),
      state,
    );
    parts = { ...why, element, verdicts, comment, undo, group, more, state, hint };
    bar.refresh();
    return element;
  };

  archiver.on('group', bar.refresh);
})();
