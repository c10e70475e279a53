'use strict';
/* What is framed on the pages: changes, findings, and what was not compared. */
(() => {
  const archiver = (globalThis.archiver ??= {});

  // Kinds of a change -> how its frame looks; every other kind looks "changed".
  const LOOKS = { added: 'added', removed: 'removed', moved: 'moved', error: 'error', warning: 'warning' };
  const SIGNS = { added: '+', removed: '−', moved: '↕', changed: '≠', error: '!', warning: '?' };
  const DECIDED = { accepted: '✓', rejected: '✕', ignored: '∅' };
  const LEAST_PX = 6; // of a frame on the screen, so that a change of one pixel is seen

  const LOW_PX = 16; // a frame that would be nothing but a thick border
  const MOST_SHOWN = 60; // frames and masks of one side in the document at once

  const isBox = (box) => Boolean(box) && ['x', 'y', 'width', 'height'].every(
    (name) => Number.isFinite(box[name]));

  // A box of one picture in aligned rows; null when there is none.
  const laid = (alignment, side, box) => (isBox(box)
    ? { left: box.x, width: box.width, ...alignment.extent(side, box) } : null);

  const markOf = (alignment, source, kind, sentence) => {
    const look = LOOKS[kind] ?? 'changed';
    const places = { old: laid(alignment, 'old', source.old), new: laid(alignment, 'new', source.new) };
    return { look, sentence, fingerprint: source.fingerprint ?? '', line: source.line ?? null,
      outside: Boolean(source.outside), verdict: source.state?.verdict ?? 'open', places,
      place: places.new ?? places.old };
  };

  /**
   * What is to be framed, from the top of the page, numbered from 1.
   * @param {Alignment} alignment
   * @param {Array<object>} changes of a Difference
   * @param {Array<{fingerprint: string, severity: string, box: object, message?: string}>} findings
   *   of the new page; those without a box are left out
   * @returns {Array<object>} `{number, look, sentence, fingerprint, verdict, places: {old, new}, place}`
   */
  const marksOf = (alignment, changes, findings) => {
    const marks = changes.filter(Boolean).map((change) => markOf(alignment, change, change.kind, change.sentence));
    for (const finding of findings.filter(Boolean)) {
      const source = { ...finding, old: null, new: finding.box };
      const sentence = finding.message ?? archiver.say('viewer.finding');
      const kind = finding.severity === 'change' ? 'changed' : finding.severity;
      marks.push(markOf(alignment, source, kind, sentence));
    }
    return marks.filter((mark) => mark.place)
      .sort((one, other) => one.place.top - other.place.top || one.place.left - other.place.left)
      .map((mark, at) => ({ ...mark, number: at + 1 }));
  };

  /**
   * What was not compared on one side.
   * @param {Alignment} alignment
   * @param {'old'|'new'} side
   * @param {Array<{box: object, why: string}>} masks
   * @returns {Array<object>} `{place, why}`
   */
  const masksOf = (alignment, side, masks) => masks.filter(Boolean)
    .map((mask) => ({ place: laid(alignment, side, mask.box), why: mask.why }))
    .filter((mask) => mask.place);

  const put = (made, place, scene) => {
    const { scale } = scene;
    const height = Math.max(LEAST_PX, (place.bottom - place.top) * scale);
    const width = Math.max(LEAST_PX, place.width * scale);
    archiver.viewerElements.put(made, { left: place.left * scale, top: place.top * scale, width, height });
    made.classList.toggle('viewer-frame-low', height < LOW_PX);
    // A badge above the frame is cut off at the top of the page; then it stands inside.
    made.classList.toggle('viewer-frame-high', place.top * scale < 26);
  };

  const frameOf = (mark, place, scene) => ({
    make: () => {
      const { element } = archiver.viewerElements;
      const sign = DECIDED[mark.verdict] ?? SIGNS[mark.look];
      const badge = element('button', 'viewer-badge', { type: 'button', tabindex: -1,
        title: mark.sentence, 'aria-label': `${mark.number}: ${mark.sentence}` }, `${sign} ${mark.number}`);
      const frame = element('div', `viewer-frame viewer-${mark.look}`, {}, badge);
      frame.classList.toggle('viewer-decided', mark.verdict in DECIDED);
      frame.addEventListener('click', () => scene.pick(mark));
      return frame;
    },
    place: (made) => {
      put(made, place, scene);
      made.classList.toggle('viewer-current', scene.current === mark.number);
    },
  });

  const maskOf = (mask, scene) => ({
    make: () => archiver.viewerElements.element('div', 'viewer-mask',
      { title: archiver.say('viewer.masked', { why: mask.why }) }),
    place: (made) => put(made, mask.place, scene),
  });

  // Rows that stand elsewhere on the other page, with the way there.
  const movedOf = (row, scene) => ({
    make: () => {
      const { element } = archiver.viewerElements;
      const key = row.place === 'now' ? 'viewer.gap.was' : 'viewer.gap.is';
      const link = element('button', 'viewer-gap-label', { type: 'button', tabindex: -1 }, archiver.say(key));
      link.addEventListener('click', () => scene.goTo(row.twin));
      return element('div', 'viewer-moved-rows', {}, link);
    },
    place: (made) => archiver.viewerElements.put(made, { left: 0, top: row.top * scene.scale,
      width: scene.width * scene.scale, height: (row.bottom - row.top) * scene.scale }),
  });

  const isNear = (place, scene) => place.bottom > scene.top && place.top < scene.bottom;

  /**
   * The frames of one side.
   * @param {'old'|'new'} side
   * @returns {{element: HTMLElement, update: (scene) => void, clear: () => void}} `scene` as for the
   *   pictures, with `marks`, `masks: {old, new}`, `current` (a number or 0), `pick(mark)` and
   *   `isMerged`: both pages lie on each other, so that each change is framed once, on the new side
   */
  const frames = (side) => {
    const { element, keep } = archiver.viewerElements;
    const box = element('div', 'viewer-frames');
    const held = new Map();
    const update = (scene) => {
      const wanted = new Map();
      const isIdle = scene.isMerged && side === 'old';
      for (const mark of isIdle ? [] : scene.marks) {
        const place = mark.places[side] ?? (scene.isMerged ? mark.places.old : null);
        if (!place || !isNear(place, scene)) continue;
        if (wanted.size >= MOST_SHOWN && mark.number !== scene.current) continue;
        wanted.set(String(mark.number), frameOf(mark, place, scene));
      }
      scene.masks[side].forEach((mask, at) => {
        if (wanted.size < MOST_SHOWN && isNear(mask.place, scene)) wanted.set(`mask:${at}`, maskOf(mask, scene));
      });
      for (const row of archiver.viewerBands.between(scene.alignment.rows, scene.top, scene.bottom)) {
        const isHere = row.twin >= 0 && (row.place === 'now' ? 'new' : 'old') === side;
        if (isHere) wanted.set(`moved:${row.at}`, movedOf(row, scene));
      }
      keep(box, held, wanted);
    };
    return { element: box, update, clear: () => keep(box, held, new Map()) };
  };

  archiver.viewerMarks = { marksOf, masksOf, frames, SIGNS };
})();
