// A player with a list of its own making, in JSON: nothing that is known as a manifest.
"use strict";

async function* pieces({ init, parts, length_s }) {
  yield { start_s: 0, read: () => bytes(init) };
  for (const [at, url] of parts.entries()) yield { start_s: at * length_s, read: () => bytes(url) };
}

begin(async (video) => {
  const { duration_s, tracks } = await (await load(video.dataset.manifest)).json();
  await watch(video, tracks.map((track) => ({ type: track.type, pieces: pieces(track) })), duration_s);
});
