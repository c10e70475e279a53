'use strict';
/* What stands above the pages: the modes, the change looked at, and which page is which. */
(() => {
  const archiver = (globalThis.archiver ??= {});

  // One stop of the Tab key for all buttons; arrows go from one to the next.
  const rove = (bar) => {
    const shown = () => [...bar.querySelectorAll('button')].filter((one) => !one.hidden && !one.disabled);
    const stopAt = (wanted) => {
      for (const one of bar.querySelectorAll('button')) one.tabIndex = one === wanted ? 0 : -1;
    };
    bar.addEventListener('focusin', (event) => {
      if (event.target instanceof HTMLButtonElement) stopAt(event.target);
    });
    bar.addEventListener('keydown', (event) => {
      const buttons = shown();
      const at = buttons.indexOf(document.activeElement);
      const last = buttons.length - 1;
      const wanted = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at <= 0 ? last : at - 1,
        Home: 0, End: last }[event.key];
      if (wanted === undefined || at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      buttons[wanted].focus();
    });
    return () => {
      const buttons = shown();
      const stops = buttons.filter((one) => one.tabIndex === 0);
      stopAt(stops.length === 1 ? stops[0] : buttons[0]);
    };
  };

  /**
   * The toolbar.
   * @param {{setMode: (name: string) => void, toggleHighlight: () => void, toggleFit: () => void}} act
   * @returns {{element: HTMLElement, draw: (state) => void}} `state`: `{mode, isHighlighted, isFit,
   *   isCompared}`; a single page has no modes
   */
  const toolbar = (act) => {
    const { element, button } = archiver.viewerElements;
    const { MODES } = archiver.viewerModes;
    const modes = new Map(Object.entries(MODES).map(
      ([name, { keys }]) => [name, button(name, keys, () => act.setMode(name))]));
    const highlight = button('frames', 'H', () => act.toggleHighlight());
    const fit = button('fit', 'Space', () => act.toggleFit());
    const group = element('div', 'viewer-modes', {}, ...modes.values());
    const extra = element('div', 'viewer-modes viewer-extra', {}, highlight, fit);
    const bar = element('div', 'viewer-toolbar', { role: 'toolbar',
      'aria-label': archiver.say('viewer.tools') }, group, extra);
    const settle = rove(bar);
    const draw = (state) => {
      group.hidden = !state.isCompared;
      for (const [name, made] of modes) {
        made.hidden = !state.isCompared;
        made.setAttribute('aria-pressed', String(state.mode === name));
      }
      highlight.setAttribute('aria-pressed', String(state.isHighlighted));
      fit.setAttribute('aria-pressed', String(state.isFit));
      settle();
    };
    return { element: bar, draw };
  };

  const chipOf = (mark) => {
    const { element } = archiver.viewerElements;
    const sign = element('span', '', { 'aria-hidden': 'true' }, `${archiver.viewerMarks.SIGNS[mark.look]} `);
    return element('span', `viewer-chip viewer-${mark.look}`, {}, sign,
      archiver.say(`viewer.look.${mark.look}`));
  };

  const detailsOf = (mark) => [
    mark.line ? archiver.say('viewer.line', { line: mark.line }) : '',
    mark.outside ? archiver.say('viewer.outside') : '',
    mark.verdict === 'open' ? '' : archiver.say(`viewer.verdict.${mark.verdict}`),
  ].filter(Boolean);

  /**
   * The change that is looked at, in words, and the way to the next one.
   * @param {{next: () => void, previous: () => void}} act
   * @returns {{element: HTMLElement, draw: (marks, current, quiet) => void}} `current`: a number or
   *   0; `quiet`: the key of the sentence for a page without marks
   */
  const changeBar = (act) => {
    const { element, button } = archiver.viewerElements;
    const previous = button('previous', 'K', () => act.previous(), true);
    const next = button('next', 'J', () => act.next(), true);
    const place = element('span', 'viewer-nth');
    const sentence = element('span', 'viewer-sentence');
    const told = element('div', 'viewer-told', { role: 'status', 'aria-live': 'polite' }, place, sentence);
    const bar = element('div', 'viewer-changes', {},
      element('div', 'viewer-steps', {}, previous, next), told);
    const draw = (marks, current, quiet) => {
      const mark = marks[current - 1];
      for (const step of [previous, next]) step.disabled = marks.length === 0;
      bar.classList.toggle('viewer-quiet', !mark);
      if (mark) {
        place.textContent = archiver.say('viewer.place', { number: current, total: marks.length });
        sentence.replaceChildren(chipOf(mark), element('span', 'viewer-words', {}, mark.sentence));
        const details = detailsOf(mark);
        if (details.length) sentence.append(element('span', 'viewer-details', {}, details.join(' · ')));
      } else {
        place.textContent = '';
        sentence.textContent = marks.length
          ? archiver.say('viewer.count', { total: marks.length }) : archiver.say(quiet);
      }
    };
    return { element: bar, draw };
  };

  /**
   * Which page is which, and the mode's own tool between the two.
   * @returns {{element: HTMLElement, tools: HTMLElement, draw: (views, mode) => void}}
   */
  const heads = () => {
    const { element } = archiver.viewerElements;
    const [before, now] = [element('div', 'viewer-head viewer-head-old'), element('div', 'viewer-head viewer-head-new')];
    const tools = element('div', 'viewer-tools');
    const bar = element('div', 'viewer-heads', {}, before, tools, now);
    const fill = (head, key, view) => {
      head.hidden = !view;
      if (!view) return;
      const label = String(view.label ?? '');
      head.title = label;
      head.replaceChildren(element('strong', '', {}, archiver.say(key)), element('span', '', {}, label));
    };
    const draw = (views, mode) => {
      fill(before, 'viewer.before', views.old);
      fill(now, 'viewer.now', views.new);
      before.classList.toggle('viewer-faint', mode === 'new');
      now.classList.toggle('viewer-faint', mode === 'old');
      bar.classList.toggle('viewer-single', !views.old);
      bar.dataset.mode = mode;
    };
    return { element: bar, tools, draw };
  };

  archiver.viewerBar = { toolbar, changeBar, heads };
})();
