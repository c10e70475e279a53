'use strict';
/* Decisions as commands for a terminal: where no server is, or none that answers. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const commands = {};
  archiver.commands = commands;

  const name = () => `decisions:${archiver.items.summary?.archive ?? ''}`;

  const quoted = (text) => `'${text.replaceAll("'", "'\\''").replace(/\s+/g, ' ')}'`;
  const SAFE = /^[\w.-]+$/;
  const word = (text) => (SAFE.test(text) ? text : quoted(text));

  const line = (item, state) => {
    const isLook = item.type !== 'finding' && state.verdict === 'accepted';
    if (isLook) return `archiver accept ${word(item.slug)}`;
    const parts = ['archiver accept', word(item.slug), word(item.fingerprint)];
    if (state.verdict === 'open') return [...parts, '--undo'].join(' ');
    if (state.verdict !== 'accepted') parts.push('--verdict', state.verdict);
    parts.push('--reason', quoted(state.reason || `${state.verdict} in review`));
    if (state.until) parts.push('--until', word(state.until));
    return parts.join(' ');
  };

  // What was decided in this browser: the item, and what its state was in the files.
  const first = new Map();

  const kept = () => {
    const changed = {};
    for (const [id, before] of first) {
      const item = archiver.items.byId.get(id);
      if (item && JSON.stringify(item.state) !== JSON.stringify(before)) changed[id] = item.state;
    }
    return changed;
  };

  const told = () => {
    if (!archiver.isStatic()) return archiver.outbox.entries().map((entry) => [entry.item, { ...entry, verdict: entry.verdict ?? 'open' }]);
    return Object.entries(kept()).map(([id, state]) => [archiver.items.byId.get(id), state]);
  };

  /** @returns {string[]} each once */
  commands.lines = () => [...new Set(told().map(([item, state]) => line(item, state)))];

  const VERDICTS = new Set(['open', 'accepted', 'rejected', 'ignored', 'noted']);

  /** Bring back what was decided in this browser before, on items that are there now. */
  commands.restore = () => {
    let stored = {};
    try {
      stored = JSON.parse(archiver.kept.read(name()) || '{}') ?? {};
    } catch {
      stored = {};
    }
    const ids = [];
    for (const item of archiver.items.all) {
      if (first.has(item.id)) continue;
      first.set(item.id, item.state);
      const state = Object.hasOwn(stored, item.id) ? stored[item.id] : null;
      if (state && VERDICTS.has(state.verdict)) {
        const text = (key) => (typeof state[key] === 'string' ? state[key] : '');
        item.state = { verdict: state.verdict, by: text('by'), at: text('at'), reason: text('reason'), until: text('until') };
        ids.push(item.id);
      }
    }
    if (ids.length) archiver.items.changed(ids);
    commands.say();
  };

  /** Keep what is decided, in this browser. */
  commands.keep = () => {
    const isKept = archiver.kept.write(name(), JSON.stringify(kept()));
    archiver.banner('unkept', isKept ? null : { text: archiver.say('static.unkept'), kind: 'warning' });
    commands.say();
  };

  /** Say in a banner that this is a copy, and what became of decisions. */
  commands.say = () => {
    const n = commands.lines().length;
    archiver.banner('static', {
      text: archiver.say(n ? 'static.decided' : 'static', { n }),
      actions: n ? [{ label: archiver.say('commands.show'), act: commands.show }] : [],
    });
  };

  const copy = async (area) => {
    area.focus();
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      archiver.announce(archiver.say('commands.copied'));
      return true;
    } catch {
      return document.execCommand?.('copy') ?? false;
    }
  };

  const download = (text) => {
    const address = URL.createObjectURL(new Blob([`#!/bin/sh\n${text}\n`], { type: 'text/x-shellscript' }));
    const link = archiver.element('a', { href: address, download: 'review.sh' });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };

  /** Show the commands in a dialog. */
  commands.show = () => {
    const text = commands.lines().join('\n');
    const area = archiver.element('textarea', { class: 'field commands', readonly: true, rows: 12, 'aria-label': archiver.say('commands.title'), spellcheck: 'false', value: text });
    const copier = archiver.button({
      label: archiver.say('commands.copy'), class: 'main',
      onclick: async () => {
        if (await copy(area)) copier.querySelector('span').textContent = archiver.say('commands.copied');
      },
    });
    archiver.dialog({
      title: archiver.say('commands.title'),
      class: 'wide',
      body: [archiver.element('p', { text: archiver.say('commands.about') }), area],
      foot: [copier, archiver.button({ label: archiver.say('commands.download'), onclick: () => download(text) })],
    });
  };
})();
