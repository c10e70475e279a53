// The news site's own script: three kinds of lazy pictures, a view counter by
// POST, a worker that counts words, and a beacon that is answered by 204.
"use strict";

const show = (picture, attribute) => {
  picture.src = picture.getAttribute(attribute);
  picture.removeAttribute(attribute);
};

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) { watcher.unobserve(target); show(target, "data-src"); }
  }
}, { rootMargin: "120px" });
document.querySelectorAll("img.lazy[data-src]").forEach((picture) => watcher.observe(picture));

const onScroll = () => {
  for (const picture of document.querySelectorAll("img.lazy[data-original]")) {
    const { top, bottom } = picture.getBoundingClientRect();
    if (bottom > -200 && top < innerHeight + 200) show(picture, "data-original");
  }
};
addEventListener("scroll", onScroll, { passive: true });
onScroll();

const counter = document.querySelector(".views");
const story = document.querySelector(".story-body");
if (counter && story) {
  const worker = new Worker("/static/worker.js");
  const words = new Promise((done) => { worker.onmessage = ({ data }) => done(data); });
  worker.postMessage(story.textContent);
  const views = fetch("/api/views", { method: "POST", body: JSON.stringify({ path: counter.dataset.path }) })
    .then((answer) => answer.json());
  const english = document.documentElement.lang === "en";
  Promise.all([views, words]).then(([{ views }, { minutes }]) => {
    counter.textContent = english ? `${minutes} min read · ${views} views` : `阅读约 ${minutes} 分钟 · ${views} 次浏览`;
  });
  fetch("/ping", { keepalive: true });
}
