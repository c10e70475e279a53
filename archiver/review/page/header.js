'use strict';
/* The top of the page: whose archive, how far the review is, language, colours, help. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const header = {};
  archiver.header = header;
  const THEMES = ['auto', 'light', 'dark'];
  const PARTS = ['decided', 'error', 'warning', 'change', 'new'];
  let parts;

  const theme = () => {
    const kept = archiver.kept.read('theme');
    return THEMES.includes(kept) ? kept : 'auto';
  };

  /** @param {string} name of the colours from now on */
  header.setTheme = (name) => {
    archiver.kept.write('theme', name === 'auto' ? '' : name);
    if (name === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
  };

  const themeButton = () => {
    const button = archiver.button({
      icon: theme(), label: archiver.say(`theme.${theme()}`), bare: true, class: 'quiet theme',
      onclick: () => {
        const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
        header.setTheme(next);
        button.replaceChildren(archiver.icon(next));
        button.title = archiver.say(`theme.${next}`);
        button.setAttribute('aria-label', button.title);
        archiver.announce(button.title);
      },
    });
    return button;
  };

  const languageButton = () =>
    archiver.element('button', {
      type: 'button', class: 'button quiet language', lang: archiver.language === 'zh' ? 'en' : 'zh-Hans',
      text: archiver.language === 'zh' ? 'English' : '中文', onclick: () => archiver.setLanguage(archiver.language === 'zh' ? 'en' : 'zh'),
    });

  const progressWord = (decided, total) => {
    if (!total) return archiver.say('progress.none');
    return archiver.say(decided === total ? 'progress.done' : 'progress', { decided, total });
  };

  /** Show how much is decided, and of what kind the rest is. */
  header.refresh = () => {
    const { summary } = archiver.items;
    const { decided, all, open } = archiver.items.counts();
    const total = Math.max(summary?.counts?.items ?? 0, all);
    const text = progressWord(decided, total);
    parts.said.textContent = text;
    parts.bar.setAttribute('aria-valuemax', String(Math.max(total, 1)));
    parts.bar.setAttribute('aria-valuenow', String(total ? decided : 1));
    parts.bar.setAttribute('aria-valuetext', text);
    parts.bar.title = Object.entries(open)
      .filter(([, n]) => n)
      .map(([name, n]) => archiver.say('progress.open', { name: archiver.say(`section.${name}`), n }))
      .join(archiver.say('progress.and'));
    const shares = { decided: total ? decided : 1, ...open };
    for (const part of parts.bar.children) {
      const share = shares[part.dataset.part];
      part.style.flexGrow = String(share);
      part.hidden = !share;
    }
    parts.top.classList.toggle('is-done', decided === total);
    document.title = `${total - decided ? `(${archiver.number(total - decided)}) ` : ''}${summary?.archive ?? ''} · archiver`;
  };

  /** @returns {HTMLElement} made anew. */
  header.build = () => {
    const { element } = archiver;
    parts = {
      bar: element(
        'div', { class: 'progress', role: 'progressbar', 'aria-label': archiver.say('progress.label'), 'aria-valuemin': 0 },
        ...PARTS.map((name) => element('span', { class: `progress-part ${name}`, 'data-part': name })),
      ),
      said: element('span', { class: 'progress-said number' }),
    };
    parts.top = element(
      'header', { class: 'top' },
      element(
        'div', { class: 'brand' },
        element('h1', {}, element('span', { class: 'brand-name', text: 'archiver' }), element('span', { class: 'unseen', text: ` ${archiver.say('review')} ` }), element('span', { class: 'brand-archive', text: archiver.items.summary?.archive ?? '' })),
      ),
      element('div', { class: 'top-progress' }, parts.bar, archiver.icon('accepted', 'progress-mark'), parts.said),
      element('div', { class: 'top-tools' }, languageButton(), themeButton(), archiver.button({ icon: 'help', label: archiver.say('help.open'), bare: true, key: '?', class: 'quiet', onclick: () => archiver.help.show() })),
    );
    return parts.top;
  };

  header.setTheme(theme());
})();
