'use strict';
/* The archived films of an article, played from the archive; why not, where one cannot be. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const films = {};
  archiver.films = films;

  const player = (film) => {
    if (!film.address) return null;
    const video = archiver.element('video', {
      controls: true, preload: 'metadata', playsinline: true, 'aria-label': film.title,
      poster: film.poster ? archiver.address(film.poster) : undefined, 'data-keys': 'own',
    });
    if (film.type && !video.canPlayType(film.type)) {
      return archiver.element('p', { class: 'film-why', text: archiver.say('film.type', { type: film.type }) });
    }
    video.addEventListener('error', () => {
      video.replaceWith(archiver.element('p', { class: 'film-why', role: 'alert', text: archiver.say('film.broken') }));
    });
    video.src = archiver.address(film.address);
    return video;
  };

  const shown = (film) =>
    archiver.element(
      'section', { class: 'film' },
      archiver.element('h3', { text: film.title }),
      player(film) ?? (film.poster ? archiver.element('img', { src: archiver.address(film.poster), alt: '' }) : null),
      archiver.element(
        'p', { class: 'film-outcome' },
        archiver.element('b', { text: archiver.say('film.outcome') }),
        ` ${archiver.sayOr(`outcome.${film.outcome}`, film.outcome)}`,
      ),
      film.why ? archiver.element('p', { class: 'film-why', text: archiver.orTold('note', film.why) }) : null,
    );

  /** Open the films of the chosen item's article; its own first. */
  films.show = () => {
    const { item } = archiver.selection;
    const page = item && archiver.pages.now(item.slug);
    if (!page?.films?.length) {
      archiver.announce(archiver.say('film.none'));
      return;
    }
    const own = page.findings?.find((each) => each.fingerprint === item.fingerprint)?.film;
    const order = page.films.map((film, at) => [film, at]).sort((one, other) => (other[1] === own) - (one[1] === own));
    const node = archiver.dialog({
      title: archiver.say('film.title', { n: page.films.length }),
      class: 'wide films',
      body: order.map(([film]) => shown(film)),
      onclose: () => node.querySelectorAll('video').forEach((video) => { video.pause(); video.removeAttribute('src'); video.load(); }),
    });
    (node.querySelector('video') ?? node.querySelector('h2')).focus();
  };
})();
