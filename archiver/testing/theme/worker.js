// Counts words off the page's own thread: a request and an answer of its own.
"use strict";
onmessage = async ({ data }) => {
  const { perMinute } = await (await fetch("/static/pace.json")).json();
  const words = (data.match(/[\u4e00-\u9fff]|[A-Za-z']+/g) || []).length;
  postMessage({ minutes: Math.max(1, Math.round(words / perMinute)) });
};
