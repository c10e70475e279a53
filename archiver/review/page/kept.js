'use strict';
/* What the browser keeps for the reader, and how parts of the page hear of each other. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const hearers = new Map();

  archiver.kept = {
    /** @param {string} name @returns {string} what was kept; empty when nothing was or may be. */
    read(name) {
      try {
        return localStorage.getItem(`archiver.${name}`) ?? '';
      } catch {
        return '';
      }
    },
    /**
     * @param {string} name
     * @param {string} text empty to forget it
     * @returns {boolean} whether it is kept: a browser may forbid it, or have no room.
     */
    write(name, text) {
      try {
        if (text === '') localStorage.removeItem(`archiver.${name}`);
        else localStorage.setItem(`archiver.${name}`, text);
        return true;
      } catch {
        return false;
      }
    },
  };

  /** @param {string} name of what happens @param {(value: any) => void} hearer */
  archiver.on = (name, hearer) => {
    if (!hearers.has(name)) hearers.set(name, []);
    hearers.get(name).push(hearer);
  };

  /** @param {string} name of what happened @param {any} [value] */
  archiver.tell = (name, value) => {
    for (const hearer of hearers.get(name) ?? []) hearer(value);
  };
})();
