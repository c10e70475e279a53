// What is set over the page: opaque boxes that are fixed, sticky, or lifted above the rest.
globalThis.archiverOverlays ??= () => {
  const { getter, method } = archiver;
  const firstChild = getter(Node, 'firstChild');
  const nextSibling = getter(Node, 'nextSibling');
  const innerText = getter(HTMLElement, 'innerText');
  const tagName = getter(Element, 'tagName');
  const shadowRoot = getter(Element, 'shadowRoot');
  const rectangleOf = method(Element, 'getBoundingClientRect');
  const isVisible = method(Element, 'checkVisibility');
  const SKIPPED = new Set(['HEAD', 'SCRIPT', 'STYLE', 'TEMPLATE', 'LINK', 'META']);
  const REPLACED = new Set(['IMG', 'VIDEO', 'CANVAS', 'IFRAME', 'OBJECT', 'EMBED']);
  const LEAST_AREA_PX2 = 4000;
  const MOST = 40;
  const MOST_LOOKED_AT = 20000;
  const MOST_SHELLS = 20;
  const WORDS = 80;

  const liftedBy = (style) => {
    if (style.position === 'fixed' || style.position === 'sticky') return style.position;
    return style.position === 'absolute' && parseInt(style.zIndex, 10) >= 1 ? 'absolute' : '';
  };
  const alpha = (colour) => {
    const found = /[,/] ?([\d.]+)\)$/.exec(colour);
    return /^rgb\(/.test(colour) || !found ? 1 : Number(found[1]);
  };
  const isOpaque = (element, style) => Number(style.opacity) > 0.4
    && (alpha(style.backgroundColor) > 0.4 || style.backgroundImage !== 'none'
      || REPLACED.has(tagName(element)));

  const wordsOf = (element) => (element instanceof HTMLElement ? innerText(element) : '');

  // `[position, [x, y, width, height], first words]` of each, those in others left out; `length`
  // is that of all the page's text.
  return (root, length) => {
    const found = [];
    let left = MOST_LOOKED_AT;
    let shells = 0;
    // What holds most of the page's text is the page, however it is placed.
    const isShell = (element) => shells < MOST_SHELLS
      && wordsOf(element).length * 2 > length && ++shells > 0;
    const stack = [[root, '']];
    const push = (node, position) => {
      const inner = [];
      for (let child = firstChild(node); child; child = nextSibling(child)) {
        if (child instanceof Element && !SKIPPED.has(tagName(child))) inner.push([child, position]);
      }
      while (inner.length) stack.push(inner.pop());
    };
    while (stack.length && left-- > 0 && found.length < MOST) {
      let [element, position] = stack.pop();
      const style = getComputedStyle(element);
      const own = liftedBy(style);
      if (own) position = position || !isShell(element) ? own : '';
      if (position && isOpaque(element, style)) {
        const r = rectangleOf(element);
        if (r.width * r.height > LEAST_AREA_PX2
          && isVisible(element, { visibilityProperty: true, opacityProperty: true })) {
          found.push([position, [r.x + scrollX, r.y + scrollY, r.width, r.height],
            wordsOf(element).slice(0, 2000).replace(/\s+/g, ' ').trim().slice(0, WORDS)]);
          continue;
        }
      }
      push(element, position);
      const shadow = shadowRoot(element);
      if (shadow) push(shadow, position);
    }
    return found;
  };
};
