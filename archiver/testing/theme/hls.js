// A small HLS player (RFC 8216): variants, byte ranges, AES-128, sound of its own, subtitles, live.
"use strict";

const attributes = (text) => Object.fromEntries(
  [...text.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)].map(([, name, value]) => [name, value.replaceAll('"', "")]));

const playlist = async (url) => {
  const answer = await load(url);
  const rows = (await answer.text()).split("\n").map((row) => row.trim()).filter(Boolean);
  return { rows, base: answer.url };
};

const range = (text, before) => {
  const [size, start] = text.split("@").map(Number);
  const first = start ?? before + 1;
  return [first, first + size - 1];
};

const opened = async (url, part, key, number) => {
  const data = await bytes(url, part);
  if (!key) return data;
  const iv = key.IV ? key.IV.slice(2) : number.toString(16).padStart(32, "0");
  const octets = Uint8Array.from(iv.match(/../g), (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.decrypt({ name: "AES-CBC", iv: octets }, await key.secret, data);
};

const secret = async (url) =>
  crypto.subtle.importKey("raw", await bytes(url), "AES-CBC", false, ["decrypt"]);

// What a media playlist lists now: pieces by number, the init section first.
const listed = ({ rows, base }) => {
  const list = { pieces: [], target_s: 2, ended: false, first: 0 };
  let key = null, init = null, part = null, length_s = 0, number = 0, start_s = 0;
  for (const row of rows) {
    const [tag, rest] = [row.split(":", 1)[0], row.slice(row.indexOf(":") + 1)];
    const said = attributes(rest);
    if (tag === "#EXT-X-ENDLIST") list.ended = true;
    else if (tag === "#EXT-X-TARGETDURATION") list.target_s = Number(rest);
    else if (tag === "#EXT-X-MEDIA-SEQUENCE") number = list.first = Number(rest);
    else if (tag === "#EXTINF") length_s = Number.parseFloat(rest);
    else if (tag === "#EXT-X-BYTERANGE") part = range(rest, part?.[1] ?? -1);
    else if (tag === "#EXT-X-MAP") {
      const [url, inside] = [new URL(said.URI, base).href, said.BYTERANGE && range(said.BYTERANGE, -1)];
      init = { number: -1, start_s: 0, read: () => bytes(url, inside) };
    } else if (tag === "#EXT-X-KEY" && said.METHOD === "AES-128") {
      key = { IV: said.IV, secret: secret(new URL(said.URI, base).href) };
    } else if (tag === "#EXT-X-KEY" && said.METHOD !== "NONE") throw new Error("4");
    else if (!row.startsWith("#")) {
      const [url, ours, of, at] = [new URL(row, base).href, part, key, number];
      list.pieces.push({ number: at, start_s, read: () => opened(url, ours, of, at) });
      start_s += length_s;
      number += 1;
    }
  }
  list.length_s = start_s;
  if (init) list.pieces.unshift(init);
  return list;
};

async function* pieces(url, list) {
  let last = -2;
  const { first, target_s } = list;
  for (;;) {
    for (const piece of list.pieces.filter(({ number }) => number > last)) {
      last = piece.number;
      if (list.ended) yield piece;
      else {
        // A live stream's clock began long ago; here its first piece is at 0.
        const start_s = Math.max(piece.number - first, 0) * target_s;
        yield { ...piece, start_s, offset_s: -first * target_s };
      }
    }
    if (list.ended) return;
    await new Promise((done) => setTimeout(done, target_s * 500));
    list = listed(await playlist(url));
  }
}

const isSound = (codec) => /^(opus|mp4a)/.test(codec);
const typed = (codecs, sound) =>
  `${sound ? "audio" : "video"}/mp4; codecs="${codecs.split(",").find((codec) => isSound(codec) === sound)}"`;

begin(async (video) => {
  const { rows, base } = await playlist(video.dataset.manifest);
  const media = rows.filter((row) => row.startsWith("#EXT-X-MEDIA:")).map(attributes);
  const variants = rows.flatMap((row, at) => row.startsWith("#EXT-X-STREAM-INF:")
    ? [{ ...attributes(row), url: new URL(rows[at + 1], base).href }] : []);
  // The smallest first, as players do that do not know the line yet.
  const [variant] = variants.sort((a, b) => a.BANDWIDTH - b.BANDWIDTH);
  const chosen = [{ url: variant.url, type: typed(variant.CODECS, false) }];
  for (const { TYPE, URI } of media) {
    const url = new URL(URI, base).href;
    if (TYPE === "AUDIO") chosen.push({ url, type: typed(variant.CODECS, true) });
    else {
      const inner = await playlist(url);
      words(video, new URL(inner.rows.find((row) => !row.startsWith("#")), inner.base).href);
    }
  }
  const lists = await Promise.all(chosen.map(async ({ url }) => listed(await playlist(url))));
  const tracks = chosen.map(({ url, type }, at) => ({ type, pieces: pieces(url, lists[at]) }));
  await watch(video, tracks, lists[0].ended ? lists[0].length_s : Infinity);
});
