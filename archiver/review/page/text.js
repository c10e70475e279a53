'use strict';
/* The archived text of an article, to be read as such; what a finding is about is marked. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const archivedText = {};
  archiver.archivedText = archivedText;
  const MEDIA = new Set(['image', 'video', 'audio', 'player']);

  const severityOf = (slug, fingerprint) => {
    const item = archiver.items.byId.get(`${slug}/${fingerprint}`);
    return item ? archiver.classOf(item) : 'change';
  };

  const content = (block) => {
    if (MEDIA.has(block.kind)) {
      return archiver.element(
        'span', { class: 'text-medium' },
        archiver.element('b', { text: archiver.say(`block.${block.kind}`) }),
        block.text && archiver.element('span', { text: block.text }),
        block.url && archiver.link(block.url, archiver.shortAddress(block.url)),
      );
    }
    if (block.kind === 'rule') return archiver.element('hr');
    return archiver.element(block.kind === 'heading' ? 'h3' : 'p', { text: block.text });
  };

  const blockOf = (slug, block) => {
    const mark = block.mark ? severityOf(slug, block.mark) : '';
    return archiver.element(
      'div', { class: `text-block ${block.kind} ${mark ? `marked ${mark}` : ''}`, tabindex: mark ? -1 : undefined },
      archiver.element('span', { class: 'line-number', 'aria-hidden': 'true', text: block.line ?? '' }),
      archiver.element(
        'div', { class: 'text-content' },
        content(block),
        mark && archiver.button({
          icon: mark, label: archiver.say('text.finding'), class: `quiet mark-link ${mark}`,
          onclick: () => {
            const item = archiver.items.byId.get(`${slug}/${block.mark}`);
            archiver.closeDialog();
            if (item) archiver.selection.choose(item, { focus: true });
          },
        }),
      ),
    );
  };

  const jumper = (marks, said) => {
    let at = -1;
    const jump = (step) => {
      at = (at + step + marks.length) % marks.length;
      marks[at].scrollIntoView({ block: 'center' });
      marks[at].focus({ preventScroll: true });
      said.textContent = archiver.say('text.mark', { at: at + 1, n: marks.length });
    };
    return jump;
  };

  const show = (slug, told) => {
    const blocks = told.blocks.map((block) => blockOf(slug, block));
    const marks = blocks.filter((block) => block.classList.contains('marked'));
    const said = archiver.element('p', { class: 'hint number', role: 'status', text: archiver.say('text.marks', { n: marks.length }) });
    const jump = jumper(marks, said);
    const foot = marks.length
      ? [said, archiver.button({ icon: 'up', label: archiver.say('text.previous'), bare: true, key: 'K', onclick: () => jump(-1) }),
        archiver.button({ icon: 'down', label: archiver.say('text.next'), bare: true, key: 'J', onclick: () => jump(1) })]
      : [said];
    const node = archiver.dialog({
      title: archiver.say('text.title', { title: told.title }),
      class: 'panel',
      body: [archiver.element('div', { class: 'archived-text' }, ...blocks)],
      foot,
    });
    node.addEventListener('keydown', (event) => {
      if (!marks.length || event.ctrlKey || event.metaKey || event.altKey || !archiver.keys.areOn()) return;
      if (event.key.toLowerCase() === 'j') jump(1);
      if (event.key.toLowerCase() === 'k') jump(-1);
    });
    const own = archiver.selection.item?.fingerprint;
    const start = marks.findIndex((_, at) => told.blocks.filter((block) => block.mark)[at].mark === own);
    if (start >= 0) for (let step = 0; step <= start; step += 1) jump(1);
    else node.querySelector('h2').focus();
  };

  let turn = 0;

  /** What was asked for and has not come is not wanted any more. */
  archivedText.cancel = () => { turn += 1; };

  /** Open the archived text of the chosen item's article, unless the reader does something else meanwhile. */
  archivedText.show = async () => {
    const { item } = archiver.selection;
    if (!item || archiver.pages.now(item.slug)?.has_text === false) return;
    turn += 1;
    const mine = turn;
    const isWanted = () => mine === turn && !archiver.hasDialog() && archiver.selection.item?.slug === item.slug;
    try {
      const told = await archiver.get(`text/${item.slug}`);
      if (isWanted()) show(item.slug, told);
    } catch (error) {
      if (isWanted()) archiver.notice({ text: archiver.say('text.failed', { why: error.message }), kind: 'error' });
    }
  };
})();
