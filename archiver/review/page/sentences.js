'use strict';
/* Sentences that archiver tells in English, said in Chinese: each form of them once, with holes for what differs. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const HOLE = /\{(\w+)\}/;
  const NUMBER = /^[\d,.]+%?$/;
  const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  const NARROW = /[\p{Script=Latin}\p{N}%…/.=_~&?#*+:-]/u;
  const MOST_TRIES = 400; // for one sentence: what strangers wrote may look like the words between the holes
  const MOST_CHARACTERS = 4000;
  /** @type {Map<string, {isOpen: boolean, forms: {literals: string[], holes: string[], said: string[]}[]}>} */
  const tables = new Map();
  let tries = 0;

  const ADDRESS = /^[^\s"]\S*$/;

  const kindOf = (hole) => hole.replace(/\d+$/, '');

  /**
   * Add forms of sentences, or of parts of them; the first that fits is taken.
   * @param {string} name of a check, or of a part: `{name}` in a form stands for one of its own forms,
   *   `{n}` for a number, any other hole for any words
   * @param {Record<string, string>} forms English to Chinese
   * @param {{isOpen?: boolean}} [how] isOpen: what has no form here is let through as it is
   */
  archiver.addSentences = (name, forms, { isOpen = false } = {}) => {
    if (!tables.has(name)) tables.set(name, { isOpen, forms: [] });
    for (const [english, chinese] of Object.entries(forms)) {
      const parts = english.split(HOLE);
      tables.get(name).forms.push({
        literals: parts.filter((_, at) => at % 2 === 0),
        holes: parts.filter((_, at) => at % 2 === 1),
        said: chinese.split(HOLE),
      });
    }
  };

  // Between Han and Latin letters stands a space, as everywhere on the page.
  const joined = (parts) =>
    parts.reduce((before, part) => {
      const [left, right] = [before.at(-1) ?? '', part[0] ?? ''];
      const apart = (WIDE.test(left) && NARROW.test(right)) || (NARROW.test(left) && WIDE.test(right));
      return apart ? `${before} ${part}` : before + part;
    }, '');

  const valueOf = (hole, text) => {
    const kind = kindOf(hole);
    if (kind === 'n') return NUMBER.test(text) ? text : null;
    if (kind === 'address') return ADDRESS.test(text) ? text : null;
    const table = tables.get(kind);
    if (!table) return text;
    return said(kind, text) ?? (table.isOpen ? text : null);
  };

  // What stands in the holes from one on, when the text goes on at `start`; null when it does not fit.
  const filled = (form, at, text, start) => {
    if (at === form.holes.length) return start === text.length ? {} : null;
    const literal = form.literals[at + 1];
    const isLast = at === form.holes.length - 1;
    let end = isLast ? text.length - literal.length : text.indexOf(literal, start);
    while (end >= start) {
      tries += 1;
      if (tries > MOST_TRIES || (isLast && !text.endsWith(literal))) return null;
      const value = valueOf(form.holes[at], text.slice(start, end));
      const rest = value === null ? null : filled(form, at + 1, text, end + literal.length);
      if (rest) return { ...rest, [form.holes[at]]: value };
      if (isLast) return null;
      end = text.indexOf(literal, end + 1);
    }
    return null;
  };

  const said = (name, text) => {
    for (const form of tables.get(name)?.forms ?? []) {
      if (!text.startsWith(form.literals[0])) continue;
      const values = filled(form, 0, text, form.literals[0].length);
      if (values) return joined(form.said.map((part, at) => (at % 2 ? values[part] ?? '' : part)));
    }
    return null;
  };

  /**
   * @param {string} name of the table
   * @param {string} text in English
   * @returns {string|null} the same in the page's language; null where that is English, or has no form for it.
   */
  archiver.told = (name, text) => {
    if (archiver.language === 'en' || !text || text.length > MOST_CHARACTERS) return null;
    tries = 0;
    return said(name, text);
  };

  /** @param {string} name @param {string} text @returns {string} as `told`, or the text itself. */
  archiver.orTold = (name, text) => archiver.told(name, text) ?? text;

  /** @param {string} text a note, or why something failed @returns {string} as `orTold` */
  archiver.noteInWords = (text) => archiver.told('note', text) ?? archiver.orTold('failure', text);

  const REPLAYED = 'In the replay: ';

  /**
   * @param {string} check
   * @param {string} sentence of one of its findings
   * @returns {string|null} as `told`
   */
  archiver.toldOf = (check, sentence) => {
    const own = archiver.told(check, sentence) ?? archiver.told('plugin', sentence);
    if (own || !sentence.startsWith(REPLAYED)) return own;
    const replayed = archiver.told(check, sentence.slice(REPLAYED.length));
    return replayed && `回放时：${replayed}`;
  };

  /** @returns {[string, string[][]][]} of all tables the words between the holes; for tests. */
  archiver.sentenceForms = () => [...tables].map(([name, { forms }]) => [name, forms.map((form) => form.literals)]);
})();
