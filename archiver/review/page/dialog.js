'use strict';
/* Dialogs: one at a time, closed by Escape or beside them, the focus back where it was. */
(() => {
  const archiver = (globalThis.archiver ??= {});
  let open = null;
  const REACHED = 'button, a[href], input, select, textarea, summary, [tabindex="0"]';

  /** @returns {boolean} whether a dialog is open. */
  archiver.hasDialog = () => Boolean(open?.open); // its `close` event comes later than Escape and the next key

  /** Close the dialog that is open, if one is. */
  archiver.closeDialog = () => open?.close();

  /**
   * @param {{title: string, class?: string, body: Node[], foot?: Node[], onclose?: () => void}} options
   * @returns {HTMLDialogElement} open, and gone from the document when it is closed
   */
  archiver.dialog = (options) => {
    archiver.closeDialog();
    const before = document.activeElement;
    const close = archiver.button({ icon: 'close', label: archiver.say('dialog.close'), bare: true, class: 'quiet', onclick: () => node.close() });
    const body = archiver.element('div', { class: 'dialog-body' }, ...options.body);
    if (!body.querySelector(REACHED)) {
      // What is only read is scrolled by keys as well; not every browser lets it without this.
      body.tabIndex = 0;
      body.setAttribute('role', 'group');
      body.setAttribute('aria-labelledby', 'dialog-title');
    }
    const node = archiver.element(
      'dialog',
      { class: `dialog ${options.class ?? ''}`, 'aria-labelledby': 'dialog-title' },
      archiver.element(
        'header', { class: 'dialog-head' },
        archiver.element('h2', { id: 'dialog-title', text: options.title, tabindex: -1 }),
        close,
      ),
      body,
      options.foot ? archiver.element('footer', { class: 'dialog-foot' }, ...options.foot) : null,
    );
    node.addEventListener('close', () => {
      if (open === node) open = null;
      node.remove();
      options.onclose?.();
      if (before?.isConnected && !archiver.hasDialog()) before.focus({ preventScroll: true });
    });
    node.addEventListener('pointerdown', (event) => {
      if (event.target === node) node.close();
    });
    document.body.append(node);
    open = node;
    node.showModal();
    return node;
  };
})();
