// Lazy loaders of two more kinds: `data-lazy-src` and `data-actualsrc`, when they come near.
"use strict";

const NAMES = ["data-lazy-src", "data-actualsrc"];
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    const name = NAMES.find((each) => target.hasAttribute(each));
    target.src = target.getAttribute(name);
  }
}, { rootMargin: "200px" });
document.querySelectorAll(NAMES.map((name) => `img[${name}]`).join()).forEach((picture) => near.observe(picture));
