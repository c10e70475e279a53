// Why a reader cannot see words that have a box. `archiverSight()` is one look at one
// document; all that it found out is forgotten with it.
globalThis.archiverSight ??= () => {
  const { getter, method } = archiver;
  const parentNode = getter(Node, 'parentNode');
  const hostOf = getter(ShadowRoot, 'host');
  const slotOf = getter(Element, 'assignedSlot');
  const tagName = getter(Element, 'tagName');
  const rectangleOf = method(Element, 'getBoundingClientRect');
  const root = getter(Document, 'documentElement')(document);
  const body = getter(Document, 'body')(document);

  const FLOW = 0;
  const ABSOLUTE = 1;
  const FIXED = 2;
  const NOTHING = { x0: 0, y0: 0, x1: 0, y1: 0 };
  const SAME_CONTRAST = 1.05; // WCAG 2.2 calls for 4.5; a light grey on white has 1.3
  const SAME_CHANNEL = 16; // of 255
  const BAND_PX = 256;
  const MOST_BANDS = 64;
  const MOST_PAINTED = 12000; // elements that are looked at for what may lie beneath words
  const REPLACED = new Set(['IMG', 'VIDEO', 'CANVAS', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'INPUT']);

  const styles = new Map();
  const regions = [new Map(), new Map(), new Map()];
  const grounds = new Map();
  const colours = new Map();
  let painted = null;
  let comparisons = 2000000;

  const styleOf = (element) => {
    let style = styles.get(element);
    if (!style) styles.set(element, style = getComputedStyle(element));
    return style;
  };
  // In the tree as it is drawn: slotted content is in its slot, a shadow tree in its host.
  const parentOf = (element) => {
    const parent = slotOf(element) || parentNode(element);
    if (parent instanceof ShadowRoot) return hostOf(parent);
    return parent instanceof Element ? parent : null;
  };
  const place = (r) => ({
    x0: r.left + scrollX, y0: r.top + scrollY, x1: r.right + scrollX, y1: r.bottom + scrollY,
  });
  const meet = (a, b) => {
    const found = {
      x0: Math.max(a.x0, b.x0), y0: Math.max(a.y0, b.y0),
      x1: Math.min(a.x1, b.x1), y1: Math.min(a.y1, b.y1),
    };
    return found.x1 > found.x0 && found.y1 > found.y0 ? found : NOTHING;
  };

  // --- where something of an element's content can be seen

  const modeOf = (position) => ({ absolute: ABSOLUTE, fixed: FIXED })[position] ?? FLOW;

  // Whether an element is what content that is placed so is placed by (CSS Position 3, 2.1).
  const holds = (style, mode) =>
    (mode === ABSOLUTE && style.position !== 'static')
    || style.transform !== 'none' || style.filter !== 'none' || style.perspective !== 'none'
    || style.translate !== 'none' || style.scale !== 'none' || style.rotate !== 'none'
    || /paint|layout|strict|content/.test(style.contain)
    || /transform|filter|perspective/.test(style.willChange);

  const page = (mode) => {
    if (mode === FIXED) {
      return { x0: scrollX, y0: scrollY, x1: scrollX + innerWidth, y1: scrollY + innerHeight };
    }
    const style = styleOf(root);
    const cut = [root, body].some((e) => e && /hidden|clip/.test(styleOf(e).overflowX));
    const leftwards = style.direction === 'rtl' || style.writingMode.endsWith('rl')
      || (body && styleOf(body).direction === 'rtl');
    return {
      x0: leftwards ? -Infinity : 0, y0: 0,
      x1: cut || leftwards ? Math.max(root.clientWidth, innerWidth) : Infinity, y1: Infinity,
    };
  };

  const region = (element, mode) => {
    if (!element || element === root) return page(mode);
    const known = regions[mode].get(element);
    if (known) return known;
    const style = styleOf(element);
    const skipped = mode !== FLOW && !holds(style, mode);
    const outer = region(parentOf(element), skipped ? mode : modeOf(style.position));
    const found = skipped ? outer : within(element, style, outer);
    regions[mode].set(element, found);
    return found;
  };

  const within = (element, style, outer) => {
    const clipped = style.clipPath !== 'none'
      || (/absolute|fixed/.test(style.position) && style.clip !== 'auto');
    const free = style.overflow === 'visible' || /^(inline|contents|none)$/.test(style.display)
      || (element === body && styleOf(root).overflow === 'visible');
    if (free && !clipped) return outer;
    const box = place(rectangleOf(element));
    const found = !clipped ? outer
      : meet(outer, meet(legacyClip(style, box), clipPath(style.clipPath, box)));
    if (free) return found;
    const scrolls = (overflow) => overflow === 'auto' || overflow === 'scroll';
    const [x, y] = [scrolls(style.overflowX), scrolls(style.overflowY)];
    if (!x && !y) {
      return meet(found, {
        ...(style.overflowX === 'visible' ? { x0: -Infinity, x1: Infinity } : { x0: box.x0, x1: box.x1 }),
        ...(style.overflowY === 'visible' ? { y0: -Infinity, y1: Infinity } : { y0: box.y0, y1: box.y1 }),
      });
    }
    // A box that cannot be seen cannot be scrolled; else all of it can be seen, but for what
    // lies before its start.
    if (meet(box, found) === NOTHING) return NOTHING;
    const leftwards = style.direction === 'rtl' || style.writingMode.endsWith('rl');
    return {
      x0: x ? (leftwards ? -Infinity : box.x0 - element.scrollLeft) : box.x0,
      x1: x ? Infinity : box.x1,
      y0: y ? box.y0 - element.scrollTop : box.y0,
      y1: y ? Infinity : box.y1,
    };
  };

  const legacyClip = (style, box) => {
    const found = /^rect\((.*)\)$/.exec(style.clip);
    if (!found || !/absolute|fixed/.test(style.position)) return box;
    const [top, right, bottom, left] = found[1].split(/[,\s]+/).map(parseFloat);
    const or = (value, other) => (Number.isNaN(value) ? other : value);
    return meet(box, {
      x0: box.x0 + or(left, 0), x1: box.x0 + or(right, Infinity),
      y0: box.y0 + or(top, 0), y1: box.y0 + or(bottom, Infinity),
    });
  };

  // Of the shapes those that are boxes, and those that leave nothing.
  const clipPath = (value, box) => {
    const found = /^(inset|polygon|circle|ellipse)\((.*)\)/.exec(value);
    if (!found) return box;
    const width = box.x1 - box.x0;
    const height = box.y1 - box.y0;
    const length = (word, whole) => parseFloat(word) * (word.endsWith('%') ? whole / 100 : 1);
    if (found[1] === 'inset') {
      const sides = found[2].split(' round ')[0].split(' ');
      const [top, right = top, bottom = top, left = right] = sides;
      const inner = {
        x0: box.x0 + length(left, width), x1: box.x1 - length(right, width),
        y0: box.y0 + length(top, height), y1: box.y1 - length(bottom, height),
      };
      return Object.values(inner).some(Number.isNaN) ? box : meet(box, inner);
    }
    if (found[1] !== 'polygon') return /^0(px|%)?( |$)/.test(found[2]) ? NOTHING : box;
    const points = found[2].split(',').map((pair) => pair.trim().split(' '));
    const xs = points.map((pair) => length(pair.at(-2) ?? '', width));
    const ys = points.map((pair) => length(pair.at(-1), height));
    if ([...xs, ...ys].some(Number.isNaN)) return box;
    return meet(box, {
      x0: box.x0 + Math.min(...xs), x1: box.x0 + Math.max(...xs),
      y0: box.y0 + Math.min(...ys), y1: box.y0 + Math.max(...ys),
    });
  };

  // --- what words are drawn on

  const pixel = () => {
    const canvas = new OffscreenCanvas(1, 1);
    return canvas.getContext('2d', { willReadFrequently: true });
  };
  let brush = null;
  // Red, green, blue of 255, alpha of 1; null for what is no colour.
  const rgba = (value) => {
    if (colours.has(value)) return colours.get(value);
    let found = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(value);
    if (found) {
      found = [+found[1], +found[2], +found[3], found[4] === undefined ? 1 : +found[4]];
    } else if (colours.size < 1000) {
      brush ??= pixel();
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = value;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      found = [r, g, b, a / 255];
    }
    colours.set(value, found);
    return found;
  };
  const over = (top, under) => {
    const a = top[3];
    return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)).concat(1);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.map((n) =>
      (n <= 10.31475 ? n / 3294.6 : ((n / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const looksSame = (one, other) => {
    if ([0, 1, 2].some((i) => Math.abs(one[i] - other[i]) > SAME_CHANNEL)) return false;
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05) < SAME_CONTRAST;
  };
  const isPlain = (style) => style.backgroundImage === 'none' && style.mixBlendMode === 'normal'
    && style.filter === 'none' && style.backdropFilter === 'none' && (style.maskImage ?? 'none') === 'none'
    && style.opacity === '1' && !style.backgroundClip.includes('text');

  // The colour behind an element's words and the element that gives it, if nothing but plain
  // colours is drawn there; null where nobody knows.
  const ground = (element) => {
    if (grounds.has(element)) return grounds.get(element);
    const own = rgba(styleOf(element).backgroundColor);
    const parent = parentOf(element);
    let found = null;
    if (own && own[3] > 0.99) found = { colour: own, by: element };
    else if (own && parent) {
      const outer = ground(parent);
      found = outer && own[3] > 0 ? { colour: over(own, outer.colour), by: element } : outer;
    } else if (own && window.parent === window && !/dark/.test(styleOf(element).colorScheme)) {
      found = { colour: over(own, [255, 255, 255, 1]), by: root };
    }
    grounds.set(element, found);
    return found;
  };
  // Asked only where the colours are the same.
  const isPlainDownFrom = (by, element) => {
    for (let e = element; e; e = parentOf(e)) {
      if (!isPlain(styleOf(e))) return false;
      if (e === by) return true;
    }
    return true;
  };

  const paints = (element, style) => style && (style.backgroundImage !== 'none'
    || (rgba(style.backgroundColor)?.[3] ?? 1) > 0.05
    || (element && REPLACED.has(tagName(element).toUpperCase())));
  const pseudoPaints = (element) => ['::before', '::after'].some((name) => {
    const style = getComputedStyle(element, name);
    return style.content !== 'none' && style.content !== 'normal' && paints(null, style);
  });

  // All that has a ground or a picture of its own, by the bands of the page that it is in;
  // null when that is too much to look at.
  const allPainted = () => {
    const all = method(Document, 'getElementsByTagName')(document, '*');
    if (all.length > MOST_PAINTED) return null;
    const found = new Map();
    for (const element of all) {
      const style = styleOf(element);
      const pseudo = pseudoPaints(element);
      if (!pseudo && !paints(element, style)) continue;
      const plain = !pseudo && style.backgroundImage === 'none'
        && !REPLACED.has(tagName(element).toUpperCase());
      const box = place(rectangleOf(element));
      const each = { element, box, pseudo, colour: plain ? rgba(style.backgroundColor) : null };
      for (const band of bandsOf(box)) {
        if (found.has(band)) found.get(band).push(each); else found.set(band, [each]);
      }
    }
    return found;
  };

  const bandsOf = ({ y0, y1 }) => {
    const [first, last] = [y0, y1].map((y) => Math.floor(y / BAND_PX));
    if (last - first >= MOST_BANDS) return ['tall'];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  };

  // Whether something else than the ground may lie beneath words, so that they are seen.
  const mayLieOnElse = (element, text, own, behind) => {
    painted ??= { all: allPainted() };
    if (!painted.all) return true;
    const box = place(rectangleOf(behind.by));
    if (behind.by !== root && behind.by !== body && meet(text, box) === NOTHING) return true;
    const ancestors = new Set();
    for (let e = element; e; e = parentOf(e)) ancestors.add(e);
    const near = ['tall', ...bandsOf(text)].flatMap((band) => painted.all.get(band) ?? []);
    comparisons -= near.length;
    // A pseudo element's place nobody can ask for: it is taken to be its element's.
    return comparisons < 0 || near.some((each) => (each.pseudo || !ancestors.has(each.element))
      && meet(each.box, text) !== NOTHING
      && !(each.colour && looksSame(over(each.colour, behind.colour), own)));
  };

  const isDecorated = (style) => style.textShadow !== 'none'
    || parseFloat(style.webkitTextStrokeWidth) > 0 || style.mixBlendMode !== 'normal';
  const clipsGround = (element) => {
    for (let e = element; e; e = parentOf(e)) {
      if (styleOf(e).backgroundClip.includes('text')) return true;
    }
    return false;
  };

  const isOfGround = (element, style, words, textOf) => {
    const own = rgba(style.webkitTextFillColor);
    if (!own) return false;
    const behind = ground(element);
    const drawn = own[3] > 0.04;
    const looks = drawn && behind && over(own, behind.colour);
    if (drawn && !(behind && looksSame(looks, behind.colour))) return false;
    // Emoji have colours of their own.
    if (!/[\p{L}\p{N}\p{P}\p{Co}]/u.test(words) || isDecorated(style)) return false;
    if (!drawn) return !clipsGround(element);
    const text = textOf();
    return text && isPlainDownFrom(behind.by, element)
      && !mayLieOnElse(element, text, looks, behind);
  };

  // --- where the words are

  const boxOf = (nodes) => {
    let found = null;
    const range = new Range();
    for (const node of nodes.slice(0, 50)) {
      range.selectNodeContents(node);
      if (!range.getClientRects().length) continue;
      const box = place(range.getBoundingClientRect());
      found = !found ? box : {
        x0: Math.min(found.x0, box.x0), y0: Math.min(found.y0, box.y0),
        x1: Math.max(found.x1, box.x1), y1: Math.max(found.y1, box.y1),
      };
    }
    return found;
  };

  return {
    // The reason why the words in an element's own text nodes cannot be seen, or ''.
    // `place` is its box on the page.
    hiding(element, style, [x, y, width, height], nodes, words) {
      if (!(element instanceof HTMLElement)) return '';
      styles.set(element, style);
      const size = parseFloat(style.fontSize);
      if (size < 1) return 'size';
      let box;
      const textOf = () => (box === undefined ? (box = boxOf(nodes)) : box);
      const seen = region(element, FLOW);
      const inside = x >= seen.x0 && y >= seen.y0 && x + width <= seen.x1 && y + height <= seen.y1;
      if (!inside || width < size || height < size / 2 || style.overflow !== 'visible'
        || parseFloat(style.textIndent) < 0) {
        // The box may be elsewhere than the words, which take longer to be asked for.
        const text = textOf();
        if (!text) return '';
        const [wide, high] = [text.x1 - text.x0, text.y1 - text.y0];
        if (wide < 1 || high < 1) return 'size';
        const part = meet(text, seen);
        const least = size * 0.3; // of a letter: less of it cannot be read
        if (part.x1 - part.x0 < Math.min(wide, least) - 0.01
          || part.y1 - part.y0 < Math.min(high, least) - 0.01) return 'clipped';
      }
      return isOfGround(element, style, words, textOf) && textOf() ? 'colour' : '';
    },
  };
};
