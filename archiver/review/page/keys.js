'use strict';
/* One key for everything; never while somebody writes, and not at all when they are switched off. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const keys = {};
  archiver.keys = keys;
  const WRITING = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';
  const PRESSED = 'button, a, summary, input[type="checkbox"], video, [role="slider"]';
  const viewer = () => archiver.comparisons.viewer;
  const mode = (name) => () => viewer()?.setMode(name);

  /** Each group of the help: key, what it does (a word of the page), what is done. */
  keys.GROUPS = [
    ['keys.decide', [
      ['Y', 'keys.accept', () => archiver.decisionBar.decide('accepted')],
      ['N', 'keys.reject', () => archiver.decisionBar.decide('rejected')],
      ['I', 'keys.ignore', () => archiver.decisionBar.decide('ignored')],
      ['C', 'keys.comment', () => archiver.decisionBar.comment()],
      ['U', 'keys.undo', () => archiver.decisionBar.undo()],
      ['G', 'keys.group', () => archiver.selection.toggleGroup()],
    ]],
    ['keys.move', [
      ['ArrowDown', 'keys.next', () => archiver.selection.move(1), ['.']],
      ['ArrowUp', 'keys.previous', () => archiver.selection.move(-1), [',']],
      ['Enter', 'keys.open', () => archiver.openItem()],
      ['X', 'keys.fold', () => archiver.queue.fold(archiver.selection.item?.group)],
      ['1', 'keys.class', null],
      ['/', 'keys.search', () => archiver.toFilters('search')],
      ['F', 'keys.filters', () => archiver.toFilters('toggle')],
    ]],
    ['keys.page', [
      ['J', 'keys.nextChange', () => viewer()?.next()],
      ['K', 'keys.previousChange', () => viewer()?.previous()],
      ['S', 'keys.split', mode('split')],
      ['W', 'keys.swipe', mode('swipe')],
      ['O', 'keys.onion', mode('onion')],
      ['B', 'keys.blink', mode('blink')],
      ['D', 'keys.overlay', mode('overlay')],
      ['ArrowLeft', 'keys.old', mode('old')],
      ['ArrowRight', 'keys.new', mode('new')],
      ['H', 'keys.highlight', () => viewer()?.toggleHighlight()],
      ['Space', 'keys.fit', () => viewer()?.toggleFit()],
    ]],
    ['keys.read', [
      ['T', 'keys.text', () => archiver.archivedText.show()],
      ['P', 'keys.play', () => archiver.films.show()],
      ['Escape', 'keys.close', null],
      ['?', 'keys.help', () => archiver.help.show()],
    ]],
  ];

  const deeds = new Map();
  for (const [, all] of keys.GROUPS) {
    for (const [key, , deed, also = []] of all) if (deed) for (const name of [key, ...also]) deeds.set(name, deed);
  }
  ['error', 'warning', 'change', 'new'].forEach((name, at) => deeds.set(String(at + 1), () => archiver.selection.firstOf(name)));
  ['rejected', 'accepted', 'ignored'].forEach((name, at) => deeds.set(String(at + 5), () => archiver.selection.firstDecided(name)));

  /** @returns {boolean} whether single keys do something. */
  keys.areOn = () => archiver.kept.read('keys') !== 'off' && !keys.areOff;
  keys.areOff = false;

  /** @param {boolean} areOn */
  keys.set = (areOn) => {
    keys.areOff = !areOn;
    archiver.kept.write('keys', areOn ? '' : 'off');
    document.documentElement.classList.toggle('keys-off', !areOn);
  };

  // On a keyboard of other letters, the key that stands where the Latin one does.
  const nameOf = (event) => {
    if (event.key === ' ') return 'Space';
    if (event.key.length > 1) return event.key;
    if (event.key.charCodeAt(0) > 127 && /^Key[A-Z]$/.test(event.code)) return event.code.slice(3);
    return event.key.toUpperCase();
  };

  const isTaken = (event, name) => {
    const { target } = event;
    if (!(target instanceof Element)) return false;
    if (target.closest(WRITING)) return true;
    if ((name === 'Space' || name === 'Enter') && target.closest(PRESSED)) return true;
    if (/^(Arrow|Space)/.test(name) && target.closest('[data-keys="own"]')) return true;
    return /^Arrow/.test(name) && target.closest('[role="slider"], [role="toolbar"], [role="separator"]') !== null;
  };

  const onEscape = (event) => {
    if (archiver.hasDialog()) return; // the dialog hears it itself
    archiver.archivedText.cancel();
    const { target } = event;
    if (target instanceof Element && target.closest('.filters')) archiver.queue.element.focus();
    else if (target instanceof Element && target.matches(WRITING)) target.blur();
    else if (archiver.isNarrow()) archiver.toQueue();
    else archiver.queue.element.focus({ preventScroll: true });
  };

  const onkeydown = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      onEscape(event);
      return;
    }
    if (!keys.areOn() || archiver.hasDialog()) return;
    const name = nameOf(event);
    const deed = deeds.get(name);
    if (!deed || isTaken(event, name)) return;
    if (event.repeat && !/^(Arrow|[.,JK]$)/.test(name)) {
      event.preventDefault();
      return; // a key held down decides once
    }
    event.preventDefault();
    deed();
  };

  /** Hear keys from now on. */
  keys.start = () => {
    keys.set(archiver.kept.read('keys') !== 'off');
    document.addEventListener('keydown', onkeydown);
  };
})();
