// A small DASH player: reads the manifest, feeds each track's segments to MediaSource.
"use strict";

const tracks = (manifest, base) =>
  [...manifest.querySelectorAll("Representation")].map((track) => {
    const template = track.querySelector("SegmentTemplate");
    const name = (pattern, number) =>
      new URL(pattern.replace("$RepresentationID$", track.id).replace("$Number$", number), base).href;
    const count = [...template.querySelectorAll("S")]
      .reduce((sum, s) => sum + 1 + Number(s.getAttribute("r") || 0), 0);
    const first = Number(template.getAttribute("startNumber"));
    const media = Array.from({ length: count }, (_, at) => name(template.getAttribute("media"), first + at));
    return {
      type: `${track.getAttribute("mimeType")}; codecs="${track.getAttribute("codecs")}"`,
      segments: [name(template.getAttribute("initialization")), ...media],
    };
  });

const feed = async (source, { type, segments }) => {
  const buffer = source.addSourceBuffer(type);
  for (const url of segments) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
    buffer.appendBuffer(await answer.arrayBuffer());
    await new Promise((done) => buffer.addEventListener("updateend", done, { once: true }));
  }
};

const play = async (video) => {
  const answer = await fetch(video.dataset.manifest);
  if (!answer.ok) throw new Error(`${answer.status} for the manifest`);
  const manifest = new DOMParser().parseFromString(await answer.text(), "text/xml");
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await new Promise((done) => source.addEventListener("sourceopen", done, { once: true }));
  await Promise.all(tracks(manifest, answer.url).map((track) => feed(source, track)));
  source.endOfStream();
  await video.play();
};

const video = document.querySelector("video");
play(video).catch((error) => {
  const note = document.createElement("div");
  note.className = "gone";
  note.textContent = `视频暂时无法播放 (${error.message})`;
  document.body.append(note);
});
