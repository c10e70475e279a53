'use strict';
/* The rows of the queue: sections by severity, groups, items, and which of them is chosen. */
(() => {
  const archiver = (globalThis.archiver ??= {});

  /** @typedef {{kind: 'section'|'group'|'item', id: string, item?: any, members?: any[], section: string,
   *   level: number, position: number, size: number, isOpen?: boolean}} Row */

  const rows = {
    /** @type {Row[]} */
    list: [],
    /** @type {Map<string, number>} place in the list by id of the row */
    place: new Map(),
    /** ids of the groups that are unfolded */
    unfolded: new Set(),
    shown: 0,
  };
  archiver.rows = rows;

  const isOpen = (item) => !archiver.isDecided(item.state);

  const push = (row) => {
    rows.place.set(row.id, rows.list.length);
    rows.list.push(row);
    return row;
  };

  const runs = (items) => {
    const found = [];
    for (const item of items) {
      const last = found.at(-1);
      const section = archiver.classOf(item);
      if (last && item.group && last.group === item.group && last.section === section) last.members.push(item);
      else found.push({ group: item.group, section, members: [item] });
    }
    return found;
  };

  const pushRun = (run, position, size) => {
    const { section, members } = run;
    if (members.length === 1) {
      push({ kind: 'item', id: members[0].id, item: members[0], section, level: 2, position, size });
      return;
    }
    const id = `group:${run.group}:${section}`;
    const unfolded = rows.unfolded.has(run.group);
    push({ kind: 'group', id, members, section, level: 2, position, size, isOpen: unfolded });
    if (!unfolded) return;
    members.forEach((item, at) =>
      push({ kind: 'item', id: item.id, item, section, level: 3, position: at + 1, size: members.length }),
    );
  };

  /** Make the rows anew, from what the filters choose. */
  rows.make = () => {
    const chosen = archiver.filters.chosen();
    rows.list = [];
    rows.place = new Map();
    rows.shown = chosen.length;
    const bySection = Map.groupBy ? Map.groupBy(runs(chosen), (run) => run.section) : grouped(runs(chosen));
    let position = 0;
    for (const [section, found] of bySection) {
      const members = found.reduce((sum, run) => sum + run.members.length, 0);
      position += 1;
      push({ kind: 'section', id: `section:${section}`, section, level: 1, position, size: bySection.size, members: { length: members } });
      found.forEach((run, at) => pushRun(run, at + 1, found.length));
    }
  };

  const grouped = (found) => {
    const map = new Map();
    for (const run of found) map.set(run.section, [...(map.get(run.section) ?? []), run]);
    return map;
  };

  /** @param {any} item @returns {number} place of the row that stands for it: its own, or its folded group's; -1. */
  rows.of = (item) => {
    if (!item) return -1;
    return rows.place.get(item.id) ?? rows.place.get(`group:${item.group}:${archiver.classOf(item)}`) ?? -1;
  };

  const isStop = (row) => row.kind === 'item' || (row.kind === 'group' && !row.isOpen);

  /**
   * @param {number} from a place in the list
   * @param {1|-1} step
   * @returns {Row|null} the next row that can be chosen.
   */
  rows.beside = (from, step) => {
    for (let at = from + step; at >= 0 && at < rows.list.length; at += step) {
      if (isStop(rows.list[at])) return rows.list[at];
    }
    return null;
  };

  const openMember = (row, without) =>
    row.kind === 'item'
      ? (isOpen(row.item) && !without.has(row.item.id) ? row.item : null)
      : row.members.find((item) => isOpen(item) && !without.has(item.id)) ?? null;

  /**
   * @param {number} from a place in the list
   * @param {Set<string>} [without] ids of items that are being decided
   * @param {(row: Row) => boolean} [fits]
   * @returns {{row: Row, item: any}|null} the next row with something to decide, round the end if need be.
   */
  rows.nextOpen = (from, without = new Set(), fits = () => true) => {
    const length = rows.list.length;
    for (let step = 1; step <= length; step += 1) {
      const row = rows.list[(from + step + length) % length];
      if (!isStop(row) || !fits(row)) continue;
      const item = openMember(row, without);
      if (item) return { row, item };
    }
    return null;
  };
})();
