'use strict';
/* The ways to show two pages, and what each of them is worked with. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const BLINK_MS = 1000;
  const STEP_PERCENT = 2;
  const LEAP_PERCENT = 10;

  // `panes`: which pages are drawn; `isMerged`: they lie on each other; `tool`: what works it.
  const MODES = {
    split: { keys: 'S', panes: ['old', 'new'] },
    swipe: { keys: 'W', panes: ['old', 'new'] },
    onion: { keys: 'O', panes: ['old', 'new'], isMerged: true, tool: 'opacity' },
    blink: { keys: 'B', panes: ['old', 'new'], isMerged: true, tool: 'clock' },
    overlay: { keys: 'D', panes: ['both'], isMerged: true, tool: 'strength' },
    old: { keys: 'ArrowLeft', panes: ['old'] },
    new: { keys: 'ArrowRight', panes: ['new'] },
  };

  // What a key does to a value from 0 to 100; null when it is none of them.
  const stepped = (value, { key, shiftKey }) => {
    const step = shiftKey ? LEAP_PERCENT : STEP_PERCENT;
    const wanted = { ArrowLeft: value - step, ArrowDown: value - step, ArrowRight: value + step,
      ArrowUp: value + step, PageDown: value - LEAP_PERCENT, PageUp: value + LEAP_PERCENT,
      Home: 0, End: 100 }[key];
    return wanted === undefined ? null : Math.min(100, Math.max(0, wanted));
  };

  /**
   * The line between old and new that is dragged, or moved by keys.
   * @param {(percent: number) => void} onMove
   * @returns {{element: HTMLElement, percent: number, set: (percent: number) => void}}
   */
  const divider = (onMove) => {
    const { element } = archiver.viewerElements;
    const grip = element('div', 'viewer-grip', { role: 'slider', tabindex: 0,
      'aria-label': archiver.say('viewer.divider'), 'aria-valuemin': 0, 'aria-valuemax': 100,
      'aria-orientation': 'horizontal' });
    grip.append(element('span', 'viewer-knob', { 'aria-hidden': 'true' }, archiver.viewerElements.icon('swipe')));
    const made = { element: grip, percent: 50 };
    made.set = (percent) => {
      made.percent = Math.round(percent * 10) / 10;
      const told = Math.round(percent);
      grip.style.left = `${made.percent}%`;
      grip.setAttribute('aria-valuenow', told);
      grip.setAttribute('aria-valuetext', archiver.say('viewer.divider.value', { percent: told }));
      onMove(made.percent);
    };
    grip.addEventListener('keydown', (event) => {
      const wanted = event.ctrlKey || event.metaKey || event.altKey ? null : stepped(made.percent, event);
      if (wanted === null) return;
      event.preventDefault();
      event.stopPropagation();
      made.set(wanted);
    });
    const drag = (event) => {
      const { left, width } = grip.parentElement.getBoundingClientRect();
      if (width > 0) made.set(Math.min(100, Math.max(0, (100 * (event.clientX - left)) / width)));
    };
    grip.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      grip.focus({ preventScroll: true });
      grip.setPointerCapture(event.pointerId);
      grip.classList.add('viewer-dragged');
    });
    grip.addEventListener('pointermove', (event) => {
      if (grip.hasPointerCapture(event.pointerId)) drag(event);
    });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      grip.addEventListener(end, () => grip.classList.remove('viewer-dragged'));
    }
    return made;
  };

  /**
   * A slider; with a word before it when `KEY.word` has one.
   * @param {string} key of its label
   * @param {{min: number, max: number, step: number, value: number}} range
   * @param {(value: number) => void} onInput called once at the start too
   * @returns {HTMLElement}
   */
  const slider = (key, range, onInput) => {
    const { element } = archiver.viewerElements;
    const input = element('input', 'viewer-range', { type: 'range', ...range,
      'aria-label': archiver.say(key), title: archiver.say(key) });
    input.addEventListener('input', () => onInput(Number(input.value)));
    // The arrows belong to the slider, not to the page's keys.
    input.addEventListener('keydown', (event) => {
      if (/^(Arrow|Page|Home|End)/.test(event.key)) event.stopPropagation();
    });
    onInput(range.value);
    const word = archiver.say(`${key}.word`);
    return element('span', 'viewer-dial', {},
      element('span', '', { 'aria-hidden': 'true', hidden: !word }, word), input);
  };

  /**
   * The clock of the blink mode: alternates by itself about once a second, or only by hand when the
   * reader asked for less motion.
   * @param {(isOld: boolean) => void} onFlip
   * @returns {{element: HTMLElement, start: () => void, stop: () => void}}
   */
  const clock = (onFlip) => {
    const { element, icon, isStill } = archiver.viewerElements;
    let [timer, isOld, isHeld, runs] = [0, false, false, false];
    const word = element('span', 'viewer-word');
    const made = element('button', 'viewer-button', { type: 'button' });
    const flip = () => {
      isOld = !isOld;
      onFlip(isOld);
    };
    const halt = () => {
      clearInterval(timer);
      timer = 0;
    };
    const isByHand = () => isStill();
    const draw = () => {
      const name = isByHand() ? 'flip' : (isHeld ? 'play' : 'pause');
      word.textContent = archiver.say(`viewer.${name}`);
      made.replaceChildren(icon({ flip: 'blink', play: 'play', pause: 'pause' }[name]), word);
    };
    const go = () => {
      halt();
      if (runs && !isHeld && !isByHand()) timer = setInterval(flip, BLINK_MS);
      draw();
    };
    made.addEventListener('click', () => {
      if (isByHand()) flip();
      else {
        isHeld = !isHeld;
        if (isHeld) flip();
        go();
      }
    });
    const start = () => {
      runs = true;
      isHeld = false;
      go();
    };
    const stop = () => {
      runs = false;
      halt();
      isOld = false;
      onFlip(false);
    };
    return { element: made, start, stop };
  };

  archiver.viewerModes = { MODES, divider, slider, clock };
})();
