// Characters that no font of the page has: drawn as the box of a missing glyph, or not at all.
// `archiverGlyphs(commonHan)` is one look at one document; `commonHan` is a bit for each character
// from U+4E00 on, Base64: whether every font for Chinese has it.
globalThis.archiverGlyphs ??= (commonHan) => {
  const UNASSIGNED = '\u0378';
  const BLANK = /[\s\0-\x1F\x7F-\x9F\xAD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]/;
  // Not drawn by nature, or only with what stands beside it; or looks like the box itself. Made
  // where it is needed: the classes of Unicode take ten milliseconds.
  const untold = () => new RegExp('[\\p{M}\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}'
    + '\\p{RI}\\p{EMod}\\u2800\\uFFFC\\uFFFD\\u25A1\\u25AF\\u2395]', 'u');
  // Sets that a font has as a whole or not at all: Han, ASCII, Latin-1, Cyrillic, punctuation,
  // Chinese punctuation, kana, Hangul, full-width forms.
  const SETS = [[0x4E00, 0x9FFF], [0x21, 0x7E], [0xA1, 0xFF], [0x400, 0x45F], [0x2010, 0x203A],
    [0x3001, 0x3011], [0x3041, 0x30FF], [0xAC00, 0xD7A3], [0xFF01, 0xFF5E]];
  const SAMPLE = 6;
  const MOST_FONTS = 60;
  const MOST_PAIRS = 3000;
  const MOST_TEXT = 400000;
  const MOST_TOLD = 40;
  const PATIENCE_MS = 150;
  const WIDTH = 768;
  const HEIGHT = 264;

  const fonts = new Map(); // font -> { characters, texts }
  const settings = new Map(); // `font`, with its size and line height -> the same
  let pairs = 0;
  let bits = '';
  let never = null;
  let length = 0;
  let context = null;

  const brush = (font, size) => {
    if (!context) {
      const canvas = Document.prototype.createElement.call(document, 'canvas');
      [canvas.width, canvas.height] = [WIDTH, HEIGHT];
      context = canvas.getContext('2d', { willReadFrequently: true });
    }
    context.font = font(size);
    return context;
  };

  // A digest of what each text looks like, and how many of its pixels are set.
  const looks = (font, size, texts) => {
    const pen = brush(font, size);
    const cell = Math.round(size * 1.5);
    const columns = Math.floor(WIDTH / cell);
    const most = columns * Math.floor(HEIGHT / cell);
    const found = [];
    for (let start = 0; start < texts.length; start += most) {
      const batch = texts.slice(start, start + most);
      const height = Math.ceil(batch.length / columns) * cell;
      pen.clearRect(0, 0, WIDTH, height);
      batch.forEach((text, i) => pen.fillText(
        text, (i % columns) * cell + size / 4, Math.floor(i / columns) * cell + size * 1.1));
      const pixels = new Uint32Array(pen.getImageData(0, 0, WIDTH, height).data.buffer);
      batch.forEach((_, i) => {
        const top = Math.floor(i / columns) * cell;
        const first = top * WIDTH + (i % columns) * cell;
        let hash = 7;
        let ink = 0;
        for (let row = first; row < first + cell * WIDTH; row += WIDTH) {
          for (let at = row; at < row + cell; at++) {
            if (pixels[at]) ink++;
            hash = (Math.imul(hash, 31) + pixels[at]) | 0;
          }
        }
        found.push({ hash, ink });
      });
    }
    return found;
  };

  const missingAt = (size, font, characters) => {
    if (!characters.length) return characters;
    const [box, ...found] = looks(font, size, [UNASSIGNED, ...characters]);
    return characters.filter((_, i) => !found[i].ink || found[i].hash === box.hash);
  };

  const isCommon = (point) => {
    bits ||= atob(commonHan);
    const place = point - SETS[0][0];
    return bits.charCodeAt(place >> 3) >> (place & 7) & 1;
  };

  const setOf = (character) => {
    const point = character.codePointAt(0);
    const set = SETS.findIndex(([first, last]) => point >= first && point <= last);
    return set === 0 && !isCommon(point) ? -1 : set;
  };

  // The missing ones of some characters. A glyph takes a tenth of a millisecond and more: of
  // a set some are drawn, and all when one of those is missing.
  const missingOf = (font, characters) => {
    const sets = new Map();
    for (const c of characters) {
      const set = setOf(c);
      if (sets.has(set)) sets.get(set).push(c); else sets.set(set, [c]);
    }
    const picked = [];
    const others = [];
    for (const [set, members] of sets) {
      const step = set < 0 ? 1 : Math.ceil(members.length / SAMPLE);
      members.forEach((c, i) => (i % step ? others : picked).push(c));
    }
    const missing = drawnMissing(font, picked);
    const gone = new Set(missing.map(setOf));
    return [...missing, ...drawnMissing(font, others.filter((c) => gone.has(setOf(c))))];
  };

  // At another size a box and a letter that looks like one differ.
  const drawnMissing = (font, characters) => {
    const drawn = characters.slice(0, MOST_PAIRS - pairs);
    pairs += drawn.length;
    let missing = missingAt(16, font, drawn);
    if (!missing.length) return missing;
    never ??= untold();
    missing = missing.filter((c) => !never.test(c));
    return missingAt(44, font, missing);
  };

  // What one weight or slant of a family has, the others have: they are one font here.
  const fontOf = ({ fontStyle, fontWeight, fontFamily }) => {
    if (!fonts.has(fontFamily) && fonts.size < MOST_FONTS) {
      const name = (size) => `${fontStyle} ${fontWeight} ${size}px ${fontFamily}`;
      fonts.set(fontFamily, { name, characters: new Set(), texts: [] });
    }
    return fonts.get(fontFamily);
  };

  return {
    // Take note of the words of an element; its attributes get `:tofu` when all are drawn.
    note(style, attributes, words) {
      if (length > MOST_TEXT) return;
      const set = style.font; // one property in place of three: each takes its time
      let font = settings.get(set);
      if (!font) {
        font = fontOf(style);
        if (!font) return;
        if (set) settings.set(set, font);
      }
      length += words.length;
      for (const c of words) font.characters.add(c);
      font.texts.push([attributes, words]);
    },

    finish() {
      const end = performance.now() + PATIENCE_MS;
      for (const { name, characters, texts } of fonts.values()) {
        if (pairs >= MOST_PAIRS || performance.now() > end) return;
        const told = [...characters].filter((c) => !BLANK.test(c));
        const missing = missingOf(name, told);
        if (!missing.length) continue;
        const gone = new Set(missing);
        for (const [attributes, text] of texts) {
          const own = [...new Set(text)].filter((c) => gone.has(c)).slice(0, MOST_TOLD);
          if (own.length) attributes[':tofu'] = own.join('');
        }
      }
    },
  };
};
