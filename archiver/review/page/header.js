'use strict';
/* The top of the page: whose archive, how far the review is, language, colours, help. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const header = {};
  archiver.header = header;
  const THEMES = ['auto', 'light', 'dark'];
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

  /** Show how much is decided. */
  header.refresh = () => {
    const { summary } = archiver.items;
    const { decided, all, error, warning, change } = archiver.items.counts();
    const total = Math.max(summary?.counts?.items ?? 0, all);
    const text = total ? archiver.say('progress', { decided, total }) : archiver.say('progress.none');
    parts.said.textContent = text;
    parts.bar.max = Math.max(total, 1);
    parts.bar.value = total ? decided : 1;
    parts.bar.setAttribute('aria-label', archiver.say('progress.label'));
    document.title = `${total - decided ? `(${archiver.number(total - decided)}) ` : ''}${summary?.archive ?? ''} · archiver`;
    parts.bar.classList.toggle('done', total > 0 && decided === total && error + warning + change > 0);
  };

  /** @returns {HTMLElement} made anew. */
  header.build = () => {
    const { element } = archiver;
    parts = {
      bar: element('progress', { class: 'progress' }),
      said: element('span', { class: 'number' }),
    };
    return element(
      'header', { class: 'top' },
      element(
        'div', { class: 'brand' },
        element('h1', {}, element('span', { class: 'brand-name', text: 'archiver' }), element('span', { class: 'unseen', text: ` ${archiver.say('review')} ` }), element('span', { class: 'brand-archive', text: archiver.items.summary?.archive ?? '' })),
      ),
      element('div', { class: 'top-progress' }, parts.bar, parts.said),
      element('div', { class: 'top-tools' }, languageButton(), themeButton(), archiver.button({ icon: 'help', label: archiver.say('help.open'), bare: true, key: '?', class: 'quiet', onclick: () => archiver.help.show() })),
    );
  };

  header.setTheme(theme());
})();
