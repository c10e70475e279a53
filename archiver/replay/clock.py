"""The time of the capture, and chance that falls the same each time, for pages that need it."""

from __future__ import annotations

import hashlib
from datetime import datetime

_PRELUDE = """(() => {{
  const shift = {now_ms} - Date.now();
  const Real = Date, now = Real.now.bind(Real);
  Real.now = () => now() + shift;
  const Told = new Proxy(Real, {{
    construct: (target, given, kind) =>
      Reflect.construct(target, given.length ? given : [Real.now()], kind),
    apply: () => new Real(Real.now()).toString(),
  }});
  Real.prototype.constructor = Told;
  globalThis.Date = Told;
  let state = {seed};
  Math.random = () => {{
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }};
}})();"""
"""The numbers are of mulberry32, a generator of 32 bits of state."""


def clock_of(moment: datetime, name: str) -> str:
    """Return a script that sets a document's clock to a moment, from where it runs on.

    Its chance comes from a seed that `name` gives. Clocks of the machine that count from
    no date (`performance.now`) are as they are.
    """
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    return _PRELUDE.format(now_ms=round(moment.timestamp() * 1000), seed=seed)
