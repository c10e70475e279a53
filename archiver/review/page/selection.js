'use strict';
/* The item that is looked at, and whether a decision is for its whole group. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  const AHEAD = 3;

  const selection = {
    /** @type {any} the item, or null: the queue alone */
    item: null,
    isWholeGroup: false,
  };
  archiver.selection = selection;

  /**
   * @param {any} item or null
   * @param {{wholeGroup?: boolean, step?: boolean, focus?: boolean}} [how] step: Back leads back from here;
   *   focus: the reader asked for it, and reads on there
   */
  selection.choose = (item, how = {}) => {
    const isOther = item !== selection.item;
    selection.item = item;
    selection.isWholeGroup = Boolean(item?.group && how.wholeGroup);
    archiver.filters.write(item?.id ?? '', how.step);
    archiver.tell('selection', { isOther, focus: Boolean(how.focus) });
  };

  /** @param {import('./rows.js').Row} row @param {object} [how] as for `choose` */
  selection.chooseRow = (row, how = {}) => {
    if (row.kind === 'item') selection.choose(row.item, how);
    else if (row.kind === 'group') {
      const item = row.members.find((each) => !archiver.isDecided(each.state)) ?? row.members[0];
      selection.choose(item, { ...how, wholeGroup: true });
    }
  };

  /** @param {1|-1} step to the row below or above */
  selection.move = (step) => {
    const from = archiver.rows.of(selection.item);
    const row = archiver.rows.beside(from < 0 ? (step > 0 ? -1 : archiver.rows.list.length) : from, step);
    if (row) selection.chooseRow(row);
  };

  /** @returns {any[]} what a decision now is for: the item, or those of its group that are open. */
  selection.targets = () => {
    const { item } = selection;
    if (!item) return [];
    if (!selection.isWholeGroup) return [item];
    const members = archiver.items.byGroup.get(item.group) ?? [item];
    const open = members.filter((each) => each === item || !archiver.isDecided(each.state));
    return open.length > 1 || !archiver.isDecided(item.state) ? open : members;
  };

  selection.toggleGroup = () => {
    if (!selection.item?.group) return;
    selection.isWholeGroup = !selection.isWholeGroup;
    archiver.tell('group');
  };

  /** @param {string} name of a class: its first open item, else its first */
  selection.firstOf = (name) => {
    const { rows } = archiver;
    const found = rows.nextOpen(-1, new Set(), (row) => row.section === name);
    if (found) selection.choose(found.item, { wholeGroup: found.row.kind === 'group' });
    else {
      const row = rows.list.find((each) => each.section === name && each.kind !== 'section');
      if (row) selection.chooseRow(row);
    }
  };

  /** @param {string} verdict the first item that was decided so */
  selection.firstDecided = (verdict) => {
    const item = archiver.items.all.find((each) => each.state.verdict === verdict);
    if (item) selection.choose(item);
  };

  /** @param {Set<string>} without ids that are being decided @returns {{row: any, item: any}|null} */
  selection.following = (without) => archiver.rows.nextOpen(archiver.rows.of(selection.item), without);

  const seen = new Set();

  const picturesOf = (page, fingerprint) =>
    page.findings?.find((finding) => finding.fingerprint === fingerprint)?.pictures ?? [];

  const preload = (address) => {
    if (seen.has(address)) return;
    seen.add(address);
    const picture = new Image();
    picture.src = address;
  };

  /** Ask for what the next items need, so that they are there when the reader is. */
  selection.prepare = async () => {
    const { rows } = archiver;
    let from = rows.of(selection.item);
    const coming = [];
    for (let count = 0; count < AHEAD; count += 1) {
      const row = rows.beside(from, 1);
      if (!row) break;
      coming.push(row.item ?? row.members[0]);
      from = rows.place.get(row.id);
    }
    for (const item of coming) {
      try {
        const page = await archiver.pages.get(item.slug);
        for (const picture of picturesOf(page, item.fingerprint)) preload(archiver.address(picture.address));
      } catch {
        return; // it is asked again, and told, when its turn comes
      }
    }
  };
})();
