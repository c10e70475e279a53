// How the rows of two pictures lie side by side: arithmetic only, no document.
// Both pages are drawn in one system of rows, the *aligned* ones: where one page has rows that the
// other has not, the other has a gap of the same height.
'use strict';
(() => {
  const archiver = (globalThis.archiver ??= {});

  // The same rows in both pictures are drawn from the new one on both sides, when there are so
  // many of them that it saves pictures; shorter stretches join what stands beside them.
  const LONG_PX = 256;

  const whole = (value, limit) => (Number.isFinite(value)
    ? Math.min(limit, Math.max(0, Math.round(value))) : 0);

  const KINDS = new Set(['same', 'changed', 'inserted', 'deleted', 'moved']);

  const lengthOf = (band) => band[1] - band[0];

  // Those that can be drawn: inside their pictures, and going down both of them.
  const soundBands = (bands, oldHeight, newHeight) => {
    const sound = [];
    let [oldEnd, newEnd] = [0, 0];
    for (const band of bands) {
      if (!KINDS.has(band?.kind)) continue;
      const old = [whole(band.old?.[0], oldHeight), whole(band.old?.[1], oldHeight)];
      const fresh = [whole(band.new?.[0], newHeight), whole(band.new?.[1], newHeight)];
      const isMoved = band.kind === 'moved';
      if (Math.min(lengthOf(old), lengthOf(fresh)) < 0 || lengthOf(old) + lengthOf(fresh) === 0) continue;
      if (fresh[0] < newEnd || (!isMoved && old[0] < oldEnd)) continue;
      newEnd = fresh[1];
      if (!isMoved) oldEnd = old[1];
      sound.push({ kind: band.kind, old, new: fresh });
    }
    return sound;
  };

  // Rows of one kind, laid under each other. What is moved is laid twice: where it stands now, and
  // where it was; `twin` is the index of the other one.
  const laidOut = (bands) => {
    const rows = [];
    const placeOf = new Map();
    const away = bands.filter((band) => band.kind === 'moved')
      .sort((one, other) => one.old[0] - other.old[0]);
    let [next, oldEnd, newEnd, top] = [0, 0, 0, 0];
    const lay = (kind, place, old, fresh) => {
      const length = Math.max(lengthOf(old), lengthOf(fresh));
      if (length <= 0) return -1;
      rows.push({ kind, place, old, new: fresh, top, bottom: top + length, twin: -1 });
      [top, oldEnd, newEnd] = [top + length, old[1], fresh[1]];
      return rows.length - 1;
    };
    const layThoseAway = (until) => {
      for (; next < away.length && away[next].old[1] <= until; next += 1) {
        const at = lay('moved', 'before', away[next].old, [newEnd, newEnd]);
        placeOf.set(away[next], { ...placeOf.get(away[next]), before: at });
      }
    };
    for (const band of bands) {
      if (band.kind === 'moved') {
        const at = lay('moved', 'now', [oldEnd, oldEnd], band.new);
        placeOf.set(band, { ...placeOf.get(band), now: at });
      } else {
        layThoseAway(band.old[0]);
        lay(band.kind, '', band.old, band.new);
      }
    }
    layThoseAway(Infinity);
    for (const { before, now } of placeOf.values()) {
      if (before >= 0 && now >= 0) [rows[before].twin, rows[now].twin] = [now, before];
    }
    return rows;
  };

  // The index of the last of `list` that starts at or above `y`; -1 when there is none.
  const lastAbove = (list, y, startOf) => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(list[middle]) <= y) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  const topOf = (item) => item.top;

  // What of a list that goes down the page, without overlap, touches [top, bottom).
  const between = (list, top, bottom) => {
    const found = [];
    for (let at = Math.max(0, lastAbove(list, top, topOf)); at < list.length; at += 1) {
      if (list[at].top >= bottom) break;
      if (list[at].bottom > top) found.push({ ...list[at], at });
    }
    return found;
  };

  const joinsOn = (last, run) => last && last.kind === run.kind && last.bottom === run.top
    && ['old', 'new'].every((side) => (last[side] === null) === (run[side] === null)
      && (run[side] === null || last[side] + (last.bottom - last.top) === run[side]));

  const joined = (runs) => {
    const found = [];
    for (const run of runs) {
      const last = found.at(-1);
      if (joinsOn(last, run)) last.bottom = run.bottom;
      else found.push({ ...run });
    }
    return found;
  };

  // Runs of rows to draw on one side: `{top, bottom, kind: picture to take them from, old|new: row}`.
  const runsOf = (rows, side) => joined(rows.filter((row) => lengthOf(row[side]) > 0).map((row) => {
    const isLongSame = row.kind === 'same' && lengthOf(row.new) >= LONG_PX;
    const picture = isLongSame ? 'new' : side;
    const run = { top: row.top, bottom: row.top + lengthOf(row[side]), kind: picture };
    return { ...run, old: null, new: null, [picture]: row[picture][0] };
  }));

  // Where one side has nothing: `{top, bottom, kind, place, twin}`.
  const gapsOf = (rows, side) => rows
    .filter((row) => lengthOf(row[side]) < row.bottom - row.top)
    .map((row) => ({ top: row.top + lengthOf(row[side]), bottom: row.bottom,
      kind: row.kind, place: row.place, twin: row.twin }));

  // Runs for the difference overlay: `both` are to be laid over each other.
  const blendsOf = (rows) => joined(rows.flatMap((row) => {
    const kind = { same: lengthOf(row.new) >= LONG_PX ? 'same' : 'both', changed: 'both' }[row.kind];
    const shared = Math.min(lengthOf(row.old), lengthOf(row.new));
    const middle = row.top + shared;
    const parts = [];
    if (shared > 0) {
      parts.push({ kind: kind ?? 'both', top: row.top, bottom: middle,
        old: row.old[0], new: row.new[0] });
    }
    if (middle < row.bottom) {
      const isNew = lengthOf(row.new) > shared;
      parts.push({ kind: row.kind === 'moved' ? 'moved' : (isNew ? 'inserted' : 'deleted'),
        top: middle, bottom: row.bottom,
        old: isNew ? null : row.old[0] + shared, new: isNew ? row.new[0] + shared : null });
    }
    return parts;
  }));

  /** Two pictures in one system of rows. All of its rows are whole pixels of the pictures. */
  class Alignment {
    #sides;

    constructor(rows) {
      /** `{kind, place, old: [top, bottom], new: [top, bottom], top, bottom, twin}`, from the top. */
      this.rows = rows;
      /** In aligned rows. */
      this.height = rows.length ? rows.at(-1).bottom : 0;
      this.runs = { old: runsOf(rows, 'old'), new: runsOf(rows, 'new') };
      this.gaps = { old: gapsOf(rows, 'old'), new: gapsOf(rows, 'new') };
      this.blends = blendsOf(rows);
      this.#sides = { old: rows.filter((row) => lengthOf(row.old) > 0),
        new: rows.filter((row) => lengthOf(row.new) > 0) };
    }

    /** The aligned row of row `y` of one picture (`side`: "old" or "new"). */
    from(side, y) {
      const list = this.#sides[side];
      const row = list[Math.max(0, lastAbove(list, y, (one) => one[side][0]))];
      if (!row) return 0;
      return row.top + Math.min(lengthOf(row[side]), Math.max(0, y - row[side][0]));
    }

    /** The row of one picture that lies at an aligned row; in a gap, the row before which it is. */
    to(side, aligned) {
      const row = this.rows[Math.max(0, lastAbove(this.rows, aligned, topOf))];
      if (!row) return 0;
      return row[side][0] + Math.min(lengthOf(row[side]), Math.max(0, aligned - row.top));
    }

    /** Where a box of one picture lies: `{top, bottom}` in aligned rows, at least one row. */
    extent(side, box) {
      const top = this.from(side, box.y);
      return { top, bottom: Math.max(top, this.from(side, box.y + Math.max(1, box.height) - 1)) + 1 };
    }
  }

  /**
   * The rows of two pictures, aligned.
   * @param {Array<{kind: string, old: number[], new: number[]}>} bands in the order of the new one
   * @param {number} oldHeight of the old picture, in pixels
   * @param {number} newHeight of the new picture, in pixels
   * @returns {Alignment} one changed band when `bands` has none that can be drawn
   */
  const align = (bands, oldHeight, newHeight) => {
    const sound = soundBands(Array.isArray(bands) ? bands : [], oldHeight, newHeight);
    const all = { kind: 'changed', old: [0, oldHeight], new: [0, newHeight] };
    return new Alignment(laidOut(sound.length ? sound : [all]));
  };

  /**
   * A single picture in its own rows.
   * @param {number} height in pixels
   * @returns {Alignment}
   */
  const alone = (height) => new Alignment(
    laidOut([{ kind: 'same', old: [0, height], new: [0, height] }]));

  archiver.viewerBands = { align, alone, between };
})();
