// A small DASH player (ISO/IEC 23009-1): template, timeline, list, base, more than one period.
"use strict";

const seconds = (text) => {
  const [, hours, minutes, rest] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text) || [];
  return (hours || 0) * 3600 + (minutes || 0) * 60 + Number(rest || 0);
};
const number = (node, name, usual) => Number(node.getAttribute(name) ?? usual);
const above = (node) => (node.parentElement ? [node, ...above(node.parentElement)] : [node]);
const child = (node, name) => [...node.children].find(({ localName }) => localName === name);
const nearest = (track, name) => above(track).map((node) => child(node, name)).find(Boolean);
const said = (track, name) => above(track).map((node) => node.getAttribute(name)).find(Boolean);
const home = (track, url) => above(track).reverse().reduce(
  (base, node) => new URL(child(node, "BaseURL")?.textContent.trim() || "", base).href, url);
const part = (text) => text.split("-").map(Number);

const named = (pattern, track, values) => pattern.replace(/\$(\w*)(?:%0(\d+)d)?\$/g, (_, name, width) =>
  name === "" ? "$" : name === "RepresentationID" ? track.id : String(values[name]).padStart(width || 1, "0"));

const byTemplate = (template, track, base, span_s) => {
  const scale = number(template, "timescale", 1);
  const first = number(template, "startNumber", 1);
  const origin = number(template, "presentationTimeOffset", 0);
  const timeline = child(template, "SegmentTimeline");
  const media = [];
  if (timeline) {
    let time = 0;
    for (const entry of timeline.children) {
      time = number(entry, "t", time);
      for (let again = number(entry, "r", 0); again >= 0; again -= 1) {
        media.push({ time, number: first + media.length });
        time += number(entry, "d");
      }
    }
  } else {
    const length = number(template, "duration");
    for (let at = 0; at * length < span_s * scale; at += 1) media.push({ time: origin + at * length, number: first + at });
  }
  const url = (name, values) => new URL(named(template.getAttribute(name), track, values), base).href;
  return {
    init: { url: url("initialization", {}) },
    media: media.map(({ time, number: count }) =>
      ({ url: url("media", { Time: time, Number: count }), start_s: (time - origin) / scale })),
    origin_s: origin / scale,
  };
};

const byList = (list, base) => {
  const length_s = number(list, "duration") / number(list, "timescale", 1);
  const urls = [...list.children].filter(({ localName }) => localName === "SegmentURL");
  return {
    init: { url: new URL(child(list, "Initialization").getAttribute("sourceURL"), base).href },
    media: urls.map((node, at) =>
      ({ url: new URL(node.getAttribute("media"), base).href, start_s: at * length_s })),
    origin_s: 0,
  };
};

const byBase = async (one, url) => {
  const index = part(one.getAttribute("indexRange"));
  const media = sidx(await bytes(url, index), index[1] + 1);
  return {
    init: { url, range: part(child(one, "Initialization").getAttribute("range")) },
    media: media.map((piece) => ({ url, ...piece })),
    origin_s: 0,
  };
};

const plan = async (track, url, span_s) => {
  const base = home(track, url);
  const [template, list] = [nearest(track, "SegmentTemplate"), nearest(track, "SegmentList")];
  if (template) return byTemplate(template, track, base, span_s);
  return list ? byList(list, base) : byBase(nearest(track, "SegmentBase"), base);
};

// Each period's pieces behind those of the one before; a period is planned when it is reached.
async function* pieces(tracks, url) {
  for (const { track, start_s, span_s } of tracks) {
    const { init, media, origin_s } = await plan(track, url, span_s);
    const offset_s = start_s - origin_s;
    yield { start_s, offset_s, read: () => bytes(init.url, init.range) };
    for (const piece of media) {
      yield { start_s: start_s + piece.start_s, offset_s, read: () => bytes(piece.url, piece.range) };
    }
  }
}

begin(async (video) => {
  const answer = await load(video.dataset.manifest);
  const manifest = new DOMParser().parseFromString(await answer.text(), "text/xml").documentElement;
  const kinds = new Map();
  let start_s = 0;
  for (const period of manifest.querySelectorAll("Period")) {
    const span_s = seconds(period.getAttribute("duration") || manifest.getAttribute("mediaPresentationDuration"));
    for (const set of period.querySelectorAll("AdaptationSet")) {
      // The smallest first, as players do that do not know the line yet.
      const [track] = [...set.querySelectorAll("Representation")]
        .sort((a, b) => number(a, "bandwidth") - number(b, "bandwidth"));
      const type = said(track, "mimeType");
      if (type === "text/vtt") words(video, home(track, answer.url));
      else {
        const full = kinds.get(type) || { type: `${type}; codecs="${said(track, "codecs")}"`, parts: [] };
        full.parts.push({ track, start_s, span_s });
        kinds.set(type, full);
      }
    }
    start_s += span_s;
  }
  const tracks = [...kinds.values()].map(({ type, parts }) => ({ type, pieces: pieces(parts, answer.url) }));
  await watch(video, tracks, start_s);
});
