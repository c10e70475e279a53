'use strict';
/* What looks other than the snapshot: the chosen change, old beside new, then the next ones of its page. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const looks = {};
  archiver.looks = looks;
  const MOST = 3;

  const row = (change, isOwn) =>
    archiver.element(
      'div', { class: 'look' },
      isOwn ? null : archiver.element('p', { class: 'look-sentence' }, ...archiver.sentence(change.sentence)),
      archiver.evidence.figures(change.pictures),
    );

  const rows = (item, told) => {
    const all = told.changes.filter((change) => change.pictures?.length);
    const own = all.filter((change) => change.fingerprint === item.fingerprint);
    const shown = [...own, ...all.filter((change) => !own.includes(change))].slice(0, MOST);
    const more = all.length - shown.length;
    return [
      ...shown.map((change) => row(change, own.includes(change))),
      more > 0 && archiver.element('p', { class: 'hint', text: archiver.say('looks.more', { n: more }) }),
    ].filter(Boolean);
  };

  /**
   * @param {any} item
   * @param {any} page its article
   * @returns {Node|null} filled when the comparison has come, and gone when there is nothing in it to be seen
   */
  looks.of = (item, page) => {
    const hasSnapshot = page?.comparisons?.some((each) => each.against === 'snapshot');
    if (item.type !== 'change' || !hasSnapshot) return null;
    const place = archiver.element('div', { class: 'looks' }, archiver.element('p', { class: 'waiting hint', text: archiver.say('compare.waiting') }));
    const part = archiver.evidence.part(archiver.say('part.pictures'), 'pictures', place);
    archiver.comparisons.difference(item.slug, 'snapshot').then((told) => {
      const found = told ? rows(item, told) : [];
      archiver.fill(place, ...found);
      part.hidden = !found.length;
    }).catch(() => part.remove()); // why, the viewer below tells
    return part;
  };
})();
