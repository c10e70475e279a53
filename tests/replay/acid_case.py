"""A page, what it says when all of it works, and the words that such pages are made of."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

SITE, FAR = "http://acid.test", "http://far.test"
SAY = "const say = (text) => document.body.append(text + '; ');"
FAR_SCRIPT = "x.textContent = 'from afar; '"
WHOLE = f"sha256-{base64.b64encode(hashlib.sha256(FAR_SCRIPT.encode()).digest()).decode()}"
SHOWN = "onload=\"this.after('shown; ')\" onerror=\"this.after('lost; ')\""


@dataclass(frozen=True)
class Case:
    """One page, and the words that it shows when all of it works."""

    html: str
    says: str = "shown;"
