'use strict';
/* The keys, and the switch that turns them off. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  archiver.help = {};
  const SHOWN = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' };

  const cap = (name) => archiver.element('kbd', { text: SHOWN[name] ?? (name === 'Space' || name === 'Enter' ? archiver.say(`key.${name}`) : name) });

  const capsOf = (key, also) => {
    if (key === '1') return [cap('1'), '–', cap('7')];
    return [cap(key), ...also.flatMap((name) => [' ', cap(name)])];
  };

  const group = ([title, all]) =>
    archiver.element(
      'section', { class: 'help-group' },
      archiver.element('h3', { text: archiver.say(title) }),
      archiver.element(
        'dl', {},
        ...all.map(([key, words, , also = []]) =>
          archiver.element('div', {}, archiver.element('dt', {}, ...capsOf(key, also)), archiver.element('dd', { text: archiver.say(words) })),
        ),
      ),
    );

  const settings = () => {
    const told = archiver.items.summary?.settings ?? [];
    if (!told.length) return null;
    return archiver.element(
      'details', { class: 'help-settings' },
      archiver.element('summary', { text: archiver.say('settings.title') }),
      archiver.element(
        'dl', { class: 'facts-table' },
        ...told.map((each) =>
          archiver.element('div', {}, archiver.element('dt', {}, archiver.element('code', { text: `${each.name} = ${each.value}` })), archiver.element('dd', { class: 'plain', text: archiver.sayOr(`setting.${each.name}`, each.meaning) })),
        ),
      ),
    );
  };

  /** Show all keys in a dialog. */
  archiver.help.show = () => {
    const box = archiver.element('input', { type: 'checkbox', id: 'single-keys', checked: archiver.keys.areOn(), onchange: () => archiver.keys.set(box.checked) });
    archiver.dialog({
      title: archiver.say('help.title'),
      class: 'wide help',
      body: [
        archiver.element('div', { class: 'help-groups' }, ...archiver.keys.GROUPS.map(group)),
        settings(),
      ].filter(Boolean),
      foot: [archiver.element('label', { class: 'check-line', for: 'single-keys' }, box, archiver.element('span', { text: archiver.say('help.switch') }))],
    });
  };
})();
