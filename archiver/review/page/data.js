'use strict';
/* What the page shows: asked from the server, or from the files beside a static page. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const arrived = new Map();
  const waiting = new Map();

  /** An answer that is none: `status` as the server said it, 0 when it said nothing. */
  class DataError extends Error {
    constructor(status, message) {
      super(message);
      this.name = 'DataError';
      this.status = status;
    }
  }
  archiver.DataError = DataError;

  /** @returns {boolean} whether there is no server: a copy of the page as files. */
  archiver.isStatic = () => document.body.dataset.mode === 'static';

  /**
   * @param {string} path names joined by `/`, as they are
   * @returns {string} the address of it, beside the page.
   */
  archiver.address = (path) => path.split('/').map(encodeURIComponent).join('/');

  /** @param {string} name @param {any} value Called by the data files of a static page. */
  archiver.data = (name, value) => {
    const asked = waiting.get(name);
    waiting.delete(name);
    if (asked) asked(value);
    else arrived.set(name, value);
  };

  const fromFile = (name) =>
    new Promise((resolve, reject) => {
      if (arrived.has(name)) {
        resolve(arrived.get(name));
        arrived.delete(name);
        return;
      }
      const script = archiver.element('script', { src: archiver.address(`data/${name}.js`) });
      const end = () => {
        script.remove();
        if (waiting.delete(name)) reject(new DataError(404, name));
      };
      waiting.set(name, resolve);
      script.addEventListener('load', end);
      script.addEventListener('error', end);
      document.head.append(script);
    });

  const messageOf = async (answer) => {
    try {
      const told = await answer.json();
      return { ...told, message: String(told.message ?? answer.status) };
    } catch {
      return { message: String(answer.status) };
    }
  };

  const asked = async (address, options) => {
    try {
      return await fetch(address, { cache: 'no-store', credentials: 'same-origin', ...options });
    } catch (error) {
      throw new DataError(0, String(error.message ?? error));
    }
  };

  const fromServer = async (name, query) => {
    const answer = await asked(`${archiver.address(`data/${name}.json`)}${query}`, {});
    if (!answer.ok) throw new DataError(answer.status, (await messageOf(answer)).message);
    try {
      return await answer.json();
    } catch {
      throw new DataError(answer.status, name);
    }
  };

  const flights = new Map();

  /**
   * @param {string} name `summary`, `queue/0`, `page/SLUG`, ...
   * @param {string} [query] as `?since=3`
   * @returns {Promise<any>} the value; rejected with a DataError.
   */
  archiver.get = (name, query = '') => {
    const key = name + query;
    if (!flights.has(key)) {
      const flight = archiver.isStatic() ? fromFile(name) : fromServer(name, query);
      flights.set(key, flight);
      flight.catch(() => {}).finally(() => flights.delete(key));
    }
    return flights.get(key);
  };

  /**
   * @param {'decide'|'accept'} name
   * @param {object} value
   * @returns {Promise<{status: number, value: any}>} what the server answered, in order or a conflict
   *   (409); rejected with a DataError for everything else.
   */
  archiver.post = async (name, value) => {
    const answer = await asked(name, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Archiver': '1' },
      body: JSON.stringify(value),
    });
    if (answer.ok) return { status: answer.status, value: await answer.json() };
    const told = await messageOf(answer);
    if (answer.status === 409) return { status: 409, value: told };
    throw new DataError(answer.status, told.message);
  };

  const pages = new Map();
  const PAGES_KEPT = 40;

  archiver.pages = {
    /** @param {string} slug @returns {any} what is known of the article already, or undefined. */
    now: (slug) => pages.get(slug),
    /** @param {string} slug @returns {Promise<any>} the Page of an article, asked once while it is kept. */
    async get(slug) {
      if (!pages.has(slug)) {
        const page = await archiver.get(`page/${slug}`);
        pages.set(slug, page);
        if (pages.size > PAGES_KEPT) pages.delete(pages.keys().next().value);
      }
      return pages.get(slug);
    },
    /** @param {string} slug whose page has changed */
    forget: (slug) => pages.delete(slug),
  };
})();
