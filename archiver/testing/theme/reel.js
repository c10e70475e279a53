// What the newsroom's players share: they feed MediaSource a few seconds ahead of what is
// shown, and only once they are asked to play, as real players do.
"use strict";

const AHEAD_S = 4;
const event = (target, name) =>
  new Promise((done) => target.addEventListener(name, done, { once: true }));

const load = async (url, range) => {
  const headers = range ? { Range: `bytes=${range[0]}-${range[1]}` } : {};
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  return answer;
};
const bytes = async (url, range) => (await load(url, range)).arrayBuffer();

// Pieces of a file by its sidx box (ISO/IEC 14496-12, 8.16.3); `end` is the byte behind the box.
const sidx = (data, end) => {
  const box = new DataView(data);
  const long = box.getUint8(8) === 1;
  const scale = box.getUint32(16);
  let first = end + (long ? Number(box.getBigUint64(28)) : box.getUint32(24));
  let at = long ? 36 : 28;
  let start_s = 0;
  return Array.from({ length: box.getUint16(at + 2) }, (_, n) => {
    const entry = at + 4 + 12 * n;
    const size = box.getUint32(entry) & 0x7fffffff;
    const piece = { start_s, range: [first, first + size - 1] };
    first += size;
    start_s += box.getUint32(entry + 4) / scale;
    return piece;
  });
};

// One track: its type, and pieces with `start_s`, perhaps `offset_s`, and `read`.
const feed = async (video, buffer, pieces) => {
  for await (const piece of pieces) {
    while (piece.start_s - video.currentTime > AHEAD_S) await event(video, "timeupdate");
    const data = await piece.read();
    buffer.timestampOffset = piece.offset_s || 0;
    buffer.appendBuffer(data);
    await event(buffer, "updateend");
  }
};

const watch = async (video, tracks, duration_s) => {
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await event(source, "sourceopen");
  source.duration = duration_s;
  const buffers = tracks.map(({ type }) => source.addSourceBuffer(type));
  video.play().catch(() => {});
  await Promise.all(tracks.map(({ pieces }, at) => feed(video, buffers[at], pieces)));
  source.endOfStream();
};

const words = (video, url) => {
  const track = document.createElement("track");
  Object.assign(track, { kind: "subtitles", srclang: "zh", label: "中文", src: url, default: true });
  video.crossOrigin = "anonymous";
  video.append(track);
};

const say = (text) => {
  const note = document.createElement("div");
  note.className = "gone";
  note.textContent = text;
  document.body.append(note);
};

// Starts by itself where the element says so, else when its button or the film is played.
const begin = (open) => {
  const video = document.querySelector("video");
  const button = document.querySelector(".play");
  let begun = false;
  const start = () => {
    if (begun) return;
    begun = true;
    button?.remove();
    open(video).catch((error) => say(`视频暂时无法播放 (${error.message})`));
  };
  if ("auto" in video.dataset) start();
  button?.addEventListener("click", start);
  video.addEventListener("play", start);
};

// Scripts of their own share these; replays put each script into a block of its own.
Object.assign(window, { begin, bytes, load, say, sidx, watch, words });
