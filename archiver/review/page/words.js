'use strict';
/* What the page says, in the language of its reader. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const tables = { en: new Map(), zh: new Map() };
  const HOLE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

  /**
   * Add texts of a language; later ones win.
   * @param {'en'|'zh'} language
   * @param {Record<string, string>} texts by key; `{name}` stands for a value, `{n|page|pages}` for
   *   the first word when the value n is 1 and for the second else (the number is not repeated).
   */
  archiver.addWords = (language, texts) => {
    for (const [key, text] of Object.entries(texts)) tables[language].set(key, text);
  };

  /** @returns {'en'|'zh'} what the reader chose, else what the server says, else the browser's. */
  const firstLanguage = () => {
    const asked = archiver.kept?.read('language') || document.body?.dataset.language || '';
    return (asked || navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';
  };

  /** @type {'en'|'zh'} */
  archiver.language = 'en';

  /** @param {'en'|'zh'} [language] the one of the page from now on; without one, the first. */
  archiver.speak = (language) => {
    archiver.language = language ?? firstLanguage();
    document.documentElement.lang = archiver.language === 'zh' ? 'zh-Hans' : 'en';
  };

  /**
   * @param {string} key
   * @param {Record<string, string|number>} [values]
   * @returns {string} the text in the page's language; in English where that has none.
   */
  archiver.say = (key, values = {}) => {
    const text = tables[archiver.language].get(key) ?? tables.en.get(key) ?? key;
    return text.replace(HOLE, (whole, name, one, many) => {
      if (!Object.hasOwn(values, name)) return whole;
      const value = values[name];
      if (one !== undefined) return value === 1 ? one : many;
      return typeof value === 'number' ? archiver.number(value) : String(value);
    });
  };

  /** @param {string} key @returns {boolean} whether there is a text in the page's own language. */
  archiver.hasWord = (key) => tables[archiver.language].has(key);

  /** @param {string} key @param {string} other @returns {string} the text in the page's own language, where there is one; else the other. */
  archiver.sayOr = (key, other) => (archiver.hasWord(key) ? archiver.say(key) : other);

  const locale = () => (archiver.language === 'zh' ? 'zh-CN' : 'en-GB');

  const numbers = new Map(); // by language: a format is costly to make

  /** @param {number} value @returns {string} `12,345` */
  archiver.number = (value) => {
    if (!numbers.has(archiver.language)) numbers.set(archiver.language, new Intl.NumberFormat(locale()));
    return numbers.get(archiver.language).format(Number(value));
  };

  /** @param {string} iso a day or a moment @returns {string} the day, as people write it. */
  archiver.day = (iso) => {
    const date = new Date(iso.length === 10 ? `${iso}T12:00:00` : iso);
    return Number.isNaN(date.getTime()) ? iso : date.toLocaleDateString(locale(), { dateStyle: 'medium' });
  };

  /** @param {string} iso a moment @returns {string} day and minute, in the reader's zone. */
  archiver.moment = (iso) => {
    if (!iso || iso.length === 10) return iso ? archiver.day(iso) : '';
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return iso;
    return date.toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' });
  };

  /** @param {number} bytes @returns {string} `421 kB` */
  archiver.size = (bytes) => {
    const units = ['B', 'kB', 'MB', 'GB'];
    let value = Number(bytes) || 0;
    let unit = 0;
    while (value >= 1000 && unit < 3) { value /= 1000; unit += 1; }
    return `${value.toLocaleString(locale(), { maximumFractionDigits: value < 10 && unit ? 1 : 0 })} ${units[unit]}`;
  };

  archiver.speak();
})();
