'use strict';
/* Takes times in the review page, for review_page.py; runs before the page's own scripts. */
(() => {
  const watch = {
    contentful: 0, painted: 0, sentence: 0, tasks: [], seen: [], evidence: [], isShown: true,
  };
  globalThis.watch = watch;

  // After the frame that shows what is in the document now.
  const afterFrame = (deed) => requestAnimationFrame(() => setTimeout(deed, 0));

  const sentenceNow = () => document.getElementById('sentence')?.textContent ?? '';
  const evidenceIsThere = () => {
    const { item } = archiver.selection;
    const page = item && archiver.pages.now(item.slug);
    const images = [...document.querySelectorAll('.evidence img')];
    return Boolean(page) && !document.querySelector('.evidence .waiting') && images.every((each) => each.complete);
  };

  const look = () => {
    if (!watch.painted && document.querySelector('.queue-list .row.item, .queue-list .row.group')) {
      watch.painted = -1;
      afterFrame(() => { watch.painted = performance.now(); });
    }
    if (!watch.sentence && sentenceNow()) {
      watch.sentence = -1;
      afterFrame(() => { watch.sentence = performance.now(); });
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });

  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName('first-contentful-paint')) watch.contentful = entry.startTime;
  }).observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watch.tasks.push(entry.duration);
  }).observe({ type: 'longtask', buffered: true });

  // A key: the time from the event itself until the chosen item is another one, and is drawn.
  const idNow = () => globalThis.archiver?.selection?.item?.id;
  let pressed = 0;
  const onKey = (event) => {
    pressed += 1;
    const mine = pressed;
    const start = event.timeStamp;
    const before = idNow();
    watch.isShown = false;
    const isDrawn = () => {
      const { item } = archiver.selection;
      if (!item || item.id === before) return false;
      const row = document.querySelector('.queue-list [aria-selected="true"]');
      return Boolean(row) && archiver.rows.list[Number(row.dataset.at)] === archiver.rows.list[archiver.rows.of(item)];
    };
    const awaitEvidence = () => {
      if (mine !== pressed) return;
      if (evidenceIsThere()) watch.evidence.push(performance.now() - start);
      else requestAnimationFrame(awaitEvidence);
    };
    const await_ = () => {
      if (!isDrawn()) {
        requestAnimationFrame(await_);
        return;
      }
      setTimeout(() => {
        watch.seen.push(performance.now() - start);
        watch.isShown = true;
        awaitEvidence();
      }, 0);
    };
    requestAnimationFrame(await_);
  };
  addEventListener('keydown', onKey, true);

  watch.reset = () => {
    watch.seen = [];
    watch.evidence = [];
    watch.tasks = [];
  };

  let frames = [];
  let isCounting = false;
  watch.startFrames = () => {
    watch.tasks = [];
    frames = [];
    isCounting = true;
    let last = performance.now();
    const frame = (now) => {
      if (!isCounting) return;
      frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  };
  watch.endFrames = () => {
    isCounting = false;
    return {
      frames, tasks: watch.tasks, scrolled: Math.round(archiver.queue.element.scrollTop),
      rows: document.querySelectorAll('.queue-list .row').length,
    };
  };

  const scroller = () => document.querySelector('.viewer-scroll');

  // All that the window shows of a tall page is loaded.
  const isPictured = () => {
    if (!scroller()) return false;
    const { top, bottom } = scroller().getBoundingClientRect();
    const pieces = [...document.querySelectorAll('.viewer-pane:not([hidden]) .viewer-piece')].filter((each) => {
      const box = each.getBoundingClientRect();
      return box.bottom > top && box.top < bottom;
    });
    return pieces.length > 0 && pieces.every((each) => each.classList.contains('viewer-loaded'));
  };

  const pictured = async (isOther) => {
    const start = performance.now();
    while (!isOther() || !isPictured()) await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done, 0));
    return performance.now() - start;
  };

  /** From choosing an article until the part of its page that matters is there. */
  watch.open = (slug) => {
    archiver.selection.choose(archiver.items.bySlug.get(slug)[0]);
    return pictured(() => document.querySelector('.viewer-piece img')?.src.includes(slug));
  };

  /** From a jump to a row of the page until all is there that the window shows of it. */
  watch.jump = (row) => {
    const { view } = archiver.pages.now(archiver.selection.item.slug);
    const before = scroller().scrollTop;
    scroller().scrollTo({ top: row * (scroller().scrollHeight / view.height) });
    return pictured(() => scroller().scrollTop !== before);
  };

  const ends = {
    painted: () => watch.painted > 0,
    sentence: () => watch.sentence > 0 && watch.contentful > 0,
    whole: () => {
      const { items } = archiver;
      return items.isWhole && !items.isLoading && items.all.length >= (items.summary?.counts?.items ?? 0);
    },
    shown: () => watch.isShown,
    sent: () => !archiver.outbox.unsent(),
  };

  /** Ends when something is so, with the time that it is then. */
  watch.until = async (name) => {
    while (!ends[name]()) await new Promise((done) => setTimeout(done, 10));
    return performance.now();
  };

  watch.told = () => ({
    items: archiver.items.all.length,
    isWhole: ends.whole(),
    text: document.querySelector('.banners')?.textContent ?? '',
  });
})();
