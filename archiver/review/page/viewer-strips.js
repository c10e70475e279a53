'use strict';
/* The pictures of one side: only those strips that are near the window are in the document. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const STRIP_PX = 1024;
  const LEAST_LABEL_PX = 20;
  const MOST_BLEND_PX = 1024; // rows of one blended piece: what a graphics card takes well

  const addressOf = (path) => (archiver.address ? archiver.address(path) : path);
  const stripPx = (view) => (view.strip_px > 0 ? view.strip_px : STRIP_PX);

  // One strip's picture, which says so when it fails.
  const stripImage = (view, index) => {
    const { element } = archiver.viewerElements;
    const path = view.strips?.[index];
    const image = element('img', '', { alt: '', decoding: 'async', draggable: 'false' });
    image.addEventListener('error', () => { if (image.getAttribute('src')) tellBroken(image); });
    image.addEventListener('load', () => image.parentElement?.classList.add('viewer-loaded'));
    if (typeof path === 'string') image.src = addressOf(path);
    else queueMicrotask(() => tellBroken(image));
    return image;
  };

  const tellBroken = (image) => {
    const { element } = archiver.viewerElements;
    const piece = image.parentElement;
    if (!piece?.classList.contains('viewer-piece') || piece.querySelector('.viewer-broken')) return;
    const retry = element('button', 'viewer-link', { type: 'button' }, archiver.say('viewer.again'));
    const told = element('div', 'viewer-broken', {}, archiver.say('viewer.broken'), ' ', retry);
    image.hidden = true;
    retry.addEventListener('click', () => {
      const path = image.getAttribute('src');
      told.remove();
      image.hidden = false;
      image.removeAttribute('src');
      if (path) image.src = path;
      else tellBroken(image);
    });
    piece.append(told);
  };

  // The parts of a run that lie in one strip each and touch [top, bottom): `{index, top, bottom, y}`.
  const cut = (run, y, strip, top, bottom) => {
    const parts = [];
    const first = Math.floor((y + Math.max(0, top - run.top)) / strip);
    for (let index = first; ; index += 1) {
      const from = Math.max(run.top, run.top + index * strip - y);
      const until = Math.min(run.bottom, run.top + (index + 1) * strip - y);
      if (from >= Math.min(bottom, run.bottom)) return parts;
      if (until > from) parts.push({ index, top: from, bottom: until, y: y + from - run.top });
    }
  };

  const rowsOf = (view, index) => Math.max(1, Math.min(stripPx(view), view.height - index * stripPx(view)));

  const pieceOf = (part, view, scene) => ({
    make: () => {
      const piece = archiver.viewerElements.element('div', 'viewer-piece');
      piece.append(stripImage(view, part.index));
      return piece;
    },
    place: (piece) => {
      const { put } = archiver.viewerElements;
      const [top, bottom] = [scene.snap(part.top), scene.snap(part.bottom)];
      put(piece, { left: 0, top, width: view.width * scene.scale, height: bottom - top });
      // Its strip begins and ends on whole pixels of the screen, so that no line shows between two.
      const start = part.top - (part.y - part.index * stripPx(view));
      const [first, last] = [scene.snap(start), scene.snap(start + rowsOf(view, part.index))];
      put(piece.firstElementChild, { left: 0, top: first - top,
        width: view.width * scene.scale, height: last - first });
    },
  });

  const wordsOfGap = (gap) => {
    if (gap.kind === 'moved') return gap.place === 'now' ? 'viewer.gap.was' : 'viewer.gap.is';
    return gap.kind === 'inserted' || gap.kind === 'deleted' ? `viewer.gap.${gap.kind}` : '';
  };

  const gapOf = (gap, width, scene) => ({
    make: () => {
      const { element } = archiver.viewerElements;
      const made = element('div', `viewer-gap viewer-gap-${gap.kind}`);
      const key = wordsOfGap(gap);
      if (!key) return made;
      const text = archiver.say(key, { rows: gap.bottom - gap.top });
      const isLink = gap.twin >= 0;
      const label = element(isLink ? 'button' : 'span', 'viewer-gap-label',
        { type: isLink ? 'button' : null, title: text }, text);
      if (isLink) label.addEventListener('click', () => scene.goTo(gap.twin));
      made.append(label);
      return made;
    },
    place: (made) => {
      const [top, bottom] = [scene.snap(gap.top), scene.snap(gap.bottom)];
      archiver.viewerElements.put(made, { left: 0, top, width, height: bottom - top });
      made.classList.toggle('viewer-gap-low', bottom - top < LEAST_LABEL_PX);
    },
  });

  /**
   * The pictures of one side of an alignment.
   * @param {'old'|'new'} side
   * @returns {{element: HTMLElement, update: (scene) => void, clear: () => void}} `scene` has
   *   `alignment`, `views: {old, new}`, `scale`, `snap(row)`, `top` and `bottom` (aligned rows to have
   *   ready), `width` (of both pages, in pixels of the pictures), `goTo(index of a row)`
   */
  const sidePictures = (side) => {
    const { element, keep } = archiver.viewerElements;
    const box = element('div', 'viewer-pictures');
    const held = new Map();
    const update = (scene) => {
      const { between } = archiver.viewerBands;
      const { alignment, views, top, bottom } = scene;
      const wanted = new Map();
      for (const run of between(alignment.runs[side], top, bottom)) {
        const view = views[run.kind] ?? views.new;
        for (const part of cut(run, run[run.kind], stripPx(view), top, bottom)) {
          wanted.set(`${run.at}:${part.index}`, pieceOf(part, view, scene));
        }
      }
      for (const gap of between(alignment.gaps[side], top, bottom)) {
        if ((gap.bottom - gap.top) * scene.scale < 1) continue;
        wanted.set(`gap:${gap.at}`, gapOf(gap, scene.width * scene.scale, scene));
      }
      keep(box, held, wanted);
    };
    return { element: box, update, clear: () => keep(box, held, new Map()) };
  };

  // Strips of one picture inside a blended piece, at full size: the piece is scaled as a whole, so
  // that equal rows are equal there too.
  const fill = (layer, view, y, rows) => {
    const strip = stripPx(view);
    for (let index = Math.floor(y / strip); index * strip < y + rows; index += 1) {
      const image = stripImage(view, index);
      layer.append(image);
      archiver.viewerElements.put(image, { left: 0, top: index * strip - y,
        width: view.width, height: rowsOf(view, index) });
    }
    return layer;
  };

  // Dark and grey what is the same, bright what differs: old and new subtracted by the browser.
  const blendOf = (run, scene) => ({
    make: () => {
      const { element } = archiver.viewerElements;
      const { views } = scene;
      const rows = run.bottom - run.top;
      const piece = element('div', `viewer-blend viewer-blend-${run.kind}`);
      const shown = run.new === null ? 'old' : 'new';
      piece.append(fill(element('div', 'viewer-dim'), views[shown], run[shown], rows));
      if (run.kind === 'both') {
        const pair = element('div', 'viewer-pair');
        fill(pair, views.old, run.old, rows);
        pair.append(fill(element('div', 'viewer-minus'), views.new, run.new, rows));
        piece.append(element('div', 'viewer-glow', {}, pair, element('div', 'viewer-tint')));
      } else if (run.kind !== 'same') piece.append(element('div', 'viewer-wash'));
      return piece;
    },
    place: (piece) => {
      const { put } = archiver.viewerElements;
      const rows = run.bottom - run.top;
      const [top, bottom] = [scene.snap(run.top), scene.snap(run.bottom)];
      put(piece, { left: 0, top, width: scene.width, height: rows });
      piece.style.transform = scene.scale === 1 ? '' : `scale(${scene.scale}, ${(bottom - top) / rows})`;
    },
  });

  /**
   * Both sides laid over each other, only what differs bright.
   * @returns {{element: HTMLElement, update: (scene) => void, clear: () => void}} as `sidePictures`
   */
  const blendedPictures = () => {
    const { element, keep } = archiver.viewerElements;
    const box = element('div', 'viewer-pictures');
    const held = new Map();
    const update = (scene) => {
      const { between } = archiver.viewerBands;
      const wanted = new Map();
      for (const run of between(scene.alignment.blends, scene.top, scene.bottom)) {
        const first = Math.max(0, Math.floor((scene.top - run.top) / MOST_BLEND_PX));
        for (let at = first; run.top + at * MOST_BLEND_PX < Math.min(run.bottom, scene.bottom); at += 1) {
          const above = at * MOST_BLEND_PX;
          const piece = { ...run, top: run.top + above,
            bottom: Math.min(run.bottom, run.top + above + MOST_BLEND_PX),
            old: run.old === null ? null : run.old + above,
            new: run.new === null ? null : run.new + above };
          wanted.set(`${run.at}:${at}`, blendOf(piece, scene));
        }
      }
      keep(box, held, wanted);
    };
    return { element: box, update, clear: () => keep(box, held, new Map()) };
  };

  archiver.viewerStrips = { sidePictures, blendedPictures };
})();
